"""What the console's dialogs ask for: each gathers from the contest what its form shows.

A dialog is a page of its own, so that it works without scripts; the console takes in its inside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext

from ...core.errors import DomainError, NotFound
from ...core.i18n import N_
from .. import words
from ..engine import game
from ..engine.events import Command, Logged
from ..engine.judged import logged, verdict_now
from ..engine.sheet import EVERYONE, PRESSED, Verdict
from ..engine.standings import undecided
from ..engine.state import State
from ..engine.undoing import undoable
from ..projecting.course import standing
from . import people
from .opened import Asked, Data
from .unjudged import unjudged, unmarked

__all__ = ["Asked", "asked_for", "moves"]

#: Reasons that referees give, with the points that usually go with them.
ADJUSTMENTS: tuple[tuple[str, int | None], ...] = (
    (N_("警告一次"), -2),
    (N_("场外提示"), -10),
    (N_("桌上放资料"), -20),
    (N_("观众喧哗"), -20),
    (N_("用手机求助"), -50),
    (N_("记分更正"), None),
    (N_("评委加分"), None),
)
OVERRULINGS = (N_("评委复核"), N_("仲裁改判"), N_("裁判误按"), N_("答案有争议"))
VOIDINGS = (N_("题干有误"), N_("答案有争议"), N_("题目泄露"), N_("设备故障"))


def asked_for(what: str, asked: Asked) -> Data:
    """Return what a dialog shows; raises NotFound for one that there is not."""
    if what not in _ASKS:
        raise NotFound
    return _ASKS[what](asked)


def moves(state: State, command: Command, now: int) -> list[Data]:
    """Return whom a command would move by how much, and from which place to which; raises Refused."""
    return [
        {
            "id": one.id,
            "name": words.name_of(state, one.id),
            "before": one.before.amount,
            "after": one.after.amount,
            "delta": one.after.amount - one.before.amount,
            "rank_before": one.before.rank,
            "rank_after": one.after.rank,
        }
        for one in game.preview(state, command, now)
    ]


def _whom(asked: Asked) -> Data:
    return {"teams": asked.contestants, "to": asked.get("to") or (asked.state.asked and asked.state.asked.to)}


def _adjust(asked: Asked) -> Data:
    return {**_whom(asked), "reasons": [(gettext(text), points) for text, points in ADJUSTMENTS]}


def _void(asked: Asked) -> Data:
    question = asked.state.question
    return {
        "reasons": [gettext(text) for text in VOIDINGS],
        "stem": question.item.stem if question else "",
    }


def _undo(asked: Asked) -> Data:
    """Show what is taken back, in words and in points."""
    state = asked.state
    try:
        group = undoable(state, asked.get("of") or None)
        moved = moves(state, Command("undo", {"of": group[-1].n}), asked.now)
    except DomainError as error:
        return {"refused": gettext(error.message, **error.params)}
    return {"of": group[-1].n, "text": words.undo_sentence(state, group), "moved": moved}


def _end_round(asked: Asked) -> Data:
    return {**unjudged(asked), "reasons": [gettext(text) for text in VOIDINGS]}


def _finish(asked: Asked) -> Data:
    state = asked.state
    played = {*state.rounds_done, *([state.round.key] if state.round else [])}
    return {
        "left": [
            words.round_title(state, one.key) for one in state.setup.sheet.rounds if one.key not in played
        ],
        **_end_round(asked),
        "tied": [[words.name_of(state, one) for one in group] for group in undecided(state)[:6]],
    }


def _overrule(asked: Asked) -> Data:
    state, target = asked.state, _judged(asked.state, asked.get("of"))
    whose: list[tuple[str, str]] = []
    to = asked.get("player")
    if target.kind == "closed":
        whose = [(id, _answerer(state, id, one)) for id, one in target.data["results"].items()]
    else:
        to = target.data["to"]
    return {
        "of": target.n,
        "text": words.sentence(state, target),
        "player": to,
        "was": verdict_now(state, target, to),
        "verdicts": [(str(one), words.verdict_word(one)) for one in Verdict if one is not Verdict.DECLINED],
        "people": whose,
        "reasons": [gettext(text) for text in OVERRULINGS],
    }


def _answerer(state: State, id: str, result: Mapping[str, Any]) -> str:
    """Return who answered; of an open answer what it says, too, since somebody has to judge it."""
    name, said = words.name_of(state, id), result.get("response")
    return f"{name}：{said}" if result.get("unmarked") and isinstance(said, str) else name


def _judged(state: State, of: str) -> Logged:
    try:
        found = logged(state, of)
    except DomainError as error:
        raise NotFound from error
    if found.kind not in ("answered", "closed"):
        raise NotFound
    return found


def _ask(asked: Asked) -> Data:
    state, rules = asked.state, asked.state.rules
    prepared = state.setup.rounds.get(rules.key, ()) if rules else ()
    left = [one for one in (*prepared, *state.setup.reserve) if one not in state.shown]
    by_turn = rules is not None and rules.kind not in PRESSED | EVERYONE
    return {
        "teams": asked.contestants if by_turn else [],
        "questions": [state.setup.questions[one] for one in left],
        "rules": rules,
    }


def _pair(asked: Asked) -> Data:
    """Offer those who are still in, the champion first."""
    state, played = asked.state, asked.state.round
    left = standing(state)
    champion = played.champion if played and played.champion in left else next(iter(left), None)
    return {
        "teams": [state.contestants[one] for one in left],
        "first": champion,
        "second": next((one for one in left if one != champion), None),
    }


def _tie(asked: Asked) -> Data:
    group = [one for one in asked.args.getlist("order") if one in asked.state.contestants]
    if len(group) < 2:
        raise NotFound
    return {"group": [asked.state.contestants[one] for one in group]}


def _presses(asked: Asked) -> Data:
    """Show every press as it arrived: when, over which way, what became of it."""
    state = asked.state
    return {
        "lines": [
            (one, words.name_of(state, one.contestant), words.name_of(state, one.player))
            for one in asked.presses
        ]
    }


def _nothing(asked: Asked) -> Data:
    return {}


_ASKS: Mapping[str, Callable[[Asked], Data]] = {
    "adjust": _adjust,
    "answer": people.answer,
    "ask": _ask,
    "break": _nothing,
    "code": _nothing,
    "end_round": _end_round,
    "finish": _finish,
    "keys": _nothing,
    "mark": _whom,
    "office": _nothing,
    "overrule": _overrule,
    "pair": _pair,
    "people": people.people,
    "person": people.person,
    "presses": _presses,
    "team": people.team,
    "tie": _tie,
    "undo": _undo,
    "unmarked": unmarked,
    "void": _void,
    "waiting": people.waiting,
}
