"""What a referee's and a timekeeper's device have of the console: the buttons of their office, and what they need to see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from ...core.i18n import N_
from ..engine.state import State
from ..offices import STEPS, Office
from .deck import Act, Data, deck, shown
from .telling import Telling, current, ms_of

#: What is for the eyes of whoever judges alone.
_KEY = ("key", "key_text", "explanation", "source")


def seated(
    view: Mapping[str, Any], state: State, now: datetime, telling: Telling, office: Office
) -> dict[str, Any]:
    """Return the host's view as an office has it, with its own deck; the timekeeper sees no key."""
    dealt = _deck(state, now, telling, office)
    found = {**view, "deck": dealt, "office": str(office)}
    found["log"] = [{**one, "undoable": False} for one in view["log"]]
    if office is Office.TIMEKEEPER:
        found |= {"key": None, "key_text": "", "explanation": "", "source": ""}
        question = view["question"]
        found["question"] = question and {n: value for n, value in question.items() if n not in _KEY}
    return found


def _deck(state: State, now: datetime, telling: Telling, office: Office) -> Data:
    whole = deck(state, now, telling)

    def own(name: str) -> list[Data]:
        return [one for one in whole[name] if one["do"] in STEPS[office]]

    judging = own("judging")
    if office is Office.TIMEKEEPER:
        judging = [shown(state, one, ms_of(now), telling) for one in _time_is_up(state)]
    main = whole["main"]
    dealt = main if main and main["do"] in STEPS[office] and main["do"] != "close" else None
    return {
        **{name: [] for name in ("presses", "choosing", "helps", "ties")},
        "main": dealt,
        "judging": judging,
        "tools": own("tools"),
        "more": own("more"),
        "steps": whole["steps"],
        "unmarked": whole["unmarked"] if office is Office.REFEREE else None,
        "judged": whole["judged"] if office is Office.REFEREE else [],
    }


def _time_is_up(state: State) -> Iterator[Act]:
    """Yield how the time of the question under way is called out."""
    asked = current(state)
    if asked is None or not asked.under_way:
        return
    if state.everyone:
        yield Act("close", N_("收题"), {"seen": asked.number}, "C", twice=True)
    else:
        yield Act("timeout", N_("时间到"), key="T")
