"""From what an organiser prepared to what the contest is played by: frozen when the lobby opens, read by the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask import current_app
from sqlalchemy import select

from ..bank import queries as bank_queries
from ..bank.queries import StoredItem
from ..core.errors import NotFound
from ..core.i18n import N_
from ..extensions import db
from ..papers.draw import shuffle_options
from . import drafts
from .engine import gaps, reading
from .engine.events import Refused
from .engine.gaps import Assumed, Gap
from .engine.setup import Contestant, Question, Setup
from .engine.sheet import RuleSheet
from .models import LiveContest

MOST_KEPT = 200


def sheet_of(document: Any, decisions: Mapping[str, Any] | None) -> RuleSheet:
    """Return the sheet of a draft or setup, with what nobody decided at its default."""
    return gaps.settle(reading.read_sheet(document), decisions or {})[0]


def undecided(contest: LiveContest) -> list[Gap]:
    """Return the gaps of a draft's rules for which the organiser has decided nothing."""
    made = contest.draft.get("decisions") or {}
    found = gaps.open_gaps(reading.read_sheet(contest.draft["sheet"]))
    return [one for one in found if made.get(one.name) is None]


def assumed(contest: LiveContest) -> list[Assumed]:
    """Return what a draft's rules take for granted where neither the sheet nor the organiser says anything."""
    sheet = reading.read_sheet(contest.draft["sheet"])
    return gaps.settle(sheet, contest.draft.get("decisions") or {})[1]


def freeze(contest: LiveContest) -> dict[str, Any]:
    """Return the setup that a draft becomes: items by version, options shuffled once for everybody.

    Refuses a draft whose questions are no longer in the bank, or one without anybody to compete; raises SheetError
    for rules that cannot be read.
    """
    draft = contest.draft
    sheet_of(draft["sheet"], draft.get("decisions"))
    individual = bool(draft.get("individual"))
    teams = [] if individual else draft.get("teams") or []
    if not teams and not individual:
        raise Refused(N_("还没有参赛队，请先添加。"), code="no_contestants")
    return {
        "sheet": draft["sheet"],
        "decisions": draft.get("decisions") or {},
        "contestants": [
            {"id": one["id"], "name": one["name"], "number": number, "unit": one.get("unit", "")}
            for number, one in enumerate(teams, start=1)
        ],
        "seats": {one["id"]: one.get("seats") or 1 for one in teams},
        "questions": _questions(draft, _shuffled_by(contest)),
        "rounds": {key: list(map(str, drafts.chosen(draft, key))) for key in draft.get("rounds") or {}},
        "reserve": list(map(str, drafts.chosen(draft, drafts.RESERVE))),
        "individual": individual,
        "manual_clock": bool(draft.get("manual_clock")),
        "approve": bool(draft.get("approve")),
        "rehearsal": contest.rehearsal,
        "seed": contest.seed,
    }


def _shuffled_by(contest: LiveContest) -> str:
    """Return what decides the order of options: a rehearsal has that of the contest whose cards are printed."""
    rehearsed = db.session.get(LiveContest, contest.rehearsal_of) if contest.rehearsal_of else None
    return rehearsed.seed if rehearsed else contest.seed


def _questions(draft: Mapping[str, Any], seed: str) -> dict[str, Any]:
    """Return the questions by the id under which a host asks for one: the item's."""
    wanted = list(dict.fromkeys(id for ids in drafts.all_chosen(draft).values() for id in ids))
    stored = {one.item_id: one for one in bank_queries.items_by_id(wanted)}
    missing = [id for id in wanted if id not in stored]
    if missing:
        raise Refused(N_("有 %(n)d 道选好的题已不在题库，请换掉。"), code="items_missing", n=len(missing))
    return {
        str(id): {
            "item": id,
            "version": stored[id].version_id,
            "options": shuffle_options(stored[id].item, seed, place),
            "value": drafts.value_of(draft, id),
        }
        for place, id in enumerate(wanted, start=1)
    }


def read(contest: LiveContest) -> Setup:
    """Return a contest's frozen setup."""
    return of(contest.id)


def of(contest_id: int) -> Setup:
    """Return the frozen setup of a contest whose lobby was opened; read once in the process's life."""
    found = _kept().get(contest_id)
    if found is None:
        with db.engine.connect() as connection:
            stored = connection.scalar(select(LiveContest.setup).where(LiveContest.id == contest_id))
        if stored is None:
            raise NotFound
        if len(_kept()) >= MOST_KEPT:
            _kept().clear()
        found = _kept()[contest_id] = from_json(stored)
    return found


def from_json(stored: Mapping[str, Any]) -> Setup:
    """Return the setup that stands in a contest's row."""
    ids = [one["version"] for one in stored["questions"].values()]
    items = bank_queries.versions(ids)
    return Setup(
        sheet=sheet_of(stored["sheet"], stored["decisions"]),
        contestants=tuple(Contestant(**one) for one in stored["contestants"]),
        questions={id: _question(id, one, items[one["version"]]) for id, one in stored["questions"].items()},
        rounds={key: tuple(ids) for key, ids in stored["rounds"].items()},
        reserve=tuple(stored["reserve"]),
        individual=stored["individual"],
        manual_clock=stored["manual_clock"],
        rehearsal=stored["rehearsal"],
        approve=stored["approve"],
        seed=stored["seed"],
    )


def _question(id: str, one: Mapping[str, Any], stored: StoredItem) -> Question:
    options = tuple((option, letter) for option, letter in one["options"])
    return Question(id, stored.item, options, one["value"], one["item"], one["version"])


def _kept() -> dict[int, Setup]:
    return cast("dict[int, Setup]", current_app.extensions.setdefault("live_setups", {}))
