"""Reads for preparing: a branch's contests, what each round needs and has, what was used before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer

from ...bank import queries as bank
from ...bank.queries import StoredItem
from ...core.paging import Page
from ...extensions import db
from ..drafts import RESERVE, chosen, value_of
from ..engine.sheet import EVERYONE, Round, RuleSheet
from ..models import LiveContest, LiveState
from ..needs import Need, missing, needs_of, reserve_wanted
from ..rulebook import sheet_in

PAGE_SIZE = 20
EARLIER, MOST_HEATS = 60, 16
#: Lists need no frozen contest, which holds every question.
_WITHOUT_SETUP = defer(LiveContest.setup)
OVER = (LiveState.FINISHED, LiveState.SETTLED, LiveState.CANCELLED)
#: The tabs of the organisers' list.
TABS: Mapping[str, tuple[LiveState, ...]] = {
    "draft": (LiveState.DRAFT,),
    "open": (LiveState.LOBBY, LiveState.RUNNING),
    "over": OVER,
    "rehearsal": tuple(LiveState),
}


@dataclass(frozen=True, slots=True)
class ContestLine:
    """A contest as the organisers' list shows it."""

    id: int
    title: str
    state: LiveState
    rehearsal: bool
    pin: str | None
    rules: str
    individual: bool
    teams: int
    questions: int
    planned_at: datetime | None
    at: datetime  # finished, opened or made


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """A round and its questions: what it needs, by value where they differ, what it has, what is missing."""

    rules: Round
    number: int
    needs: tuple[tuple[Need, int], ...]  # with how many it has
    have: int
    missing: int

    @property
    def is_open(self) -> bool:
        """Say whether the sheet leaves open how many questions there are."""
        return any(need.count is None for need, _ in self.needs)

    @property
    def wanted(self) -> int:
        return sum(need.count or 0 for need, _ in self.needs)

    @property
    def by_value(self) -> bool:
        return any(need.value is not None for need, _ in self.needs)


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A prepared question. `used_in`: the branch's earlier contests that had it."""

    stored: StoredItem
    value: int | None
    used_in: Sequence[str] = ()


def get(contest_id: int) -> LiveContest | None:
    """Return a contest by id."""
    return db.session.get(LiveContest, contest_id)


def managed(branch_id: int, tab: str, text: str, number: int) -> Page[ContestLine]:
    """Return one page of a branch's contests under a tab of the list, newest first."""
    wanted = _of(branch_id, tab)
    for word in text.split():
        wanted = wanted.where(LiveContest.title.icontains(word, autoescape=True))
    total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    rows = db.session.scalars(wanted.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return Page([line_of(row) for row in rows], number, PAGE_SIZE, total)


def counts(branch_id: int) -> dict[str, int]:
    """Return how many contests stand under each tab."""
    return {
        tab: db.session.scalar(
            select(func.count()).select_from(_of(branch_id, tab).order_by(None).subquery())
        )
        or 0
        for tab in TABS
    }


def _of(branch_id: int, tab: str) -> Select[Any]:
    return (
        select(LiveContest)
        .options(_WITHOUT_SETUP)
        .where(
            LiveContest.branch_id == branch_id,
            LiveContest.rehearsal.is_(tab == "rehearsal"),
            LiveContest.state.in_(TABS[tab]),
        )
        .order_by(LiveContest.id.desc())
    )


def line_of(row: LiveContest) -> ContestLine:
    """Return a contest as a line."""
    draft = row.draft
    return ContestLine(
        row.id,
        row.title,
        row.state,
        row.rehearsal,
        row.pin,
        str(draft["sheet"].get("title", "")),
        bool(draft.get("individual")),
        len(draft.get("teams") or ()),
        sum(len(ids) for ids in draft.get("rounds", {}).values()),
        row.planned_at,
        row.finished_at or row.opened_at or row.created_at,
    )


def earlier(branch_id: int, most: int = 6) -> list[ContestLine]:
    """Return the branch's contests whose rules a new one may take, newest first, one for each set of rules."""
    rows = db.session.scalars(
        select(LiveContest)
        .options(_WITHOUT_SETUP)
        .where(LiveContest.branch_id == branch_id, LiveContest.rehearsal.is_(False))
        .order_by(LiveContest.id.desc())
        .limit(EARLIER)
    )
    found: list[ContestLine] = []
    documents: list[Any] = []
    for row in rows:
        if row.draft["sheet"] not in documents and len(found) < most:
            documents.append(row.draft["sheet"])
            found.append(line_of(row))
    return found


def finished(branch_id: int) -> list[LiveContest]:
    """Return the branch's contests that were played to their end with teams, newest first."""
    rows = db.session.scalars(
        select(LiveContest)
        .where(
            LiveContest.branch_id == branch_id,
            LiveContest.rehearsal.is_(False),
            LiveContest.state.in_((LiveState.FINISHED, LiveState.SETTLED)),
        )
        .order_by(LiveContest.id.desc())
        .limit(MOST_HEATS)
    )
    return [row for row in rows if row.draft.get("teams") and not row.draft.get("individual")]


def used_before(contest: LiveContest) -> dict[int, list[str]]:
    """Return the items that the branch's earlier contests were opened with, and in which; rehearsals aside."""
    rows = db.session.execute(
        select(LiveContest.title, LiveContest.draft)
        .where(
            LiveContest.branch_id == contest.branch_id,
            LiveContest.id != contest.id,
            LiveContest.rehearsal.is_(False),
            LiveContest.opened_at.is_not(None),
        )
        .order_by(LiveContest.id.desc())
        .limit(100)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        for ids in row.draft.get("rounds", {}).values():
            for one in ids:
                found.setdefault(int(one), []).append(row.title)
    return found


def sheet_of(contest: LiveContest) -> RuleSheet:
    """Return the rule sheet of a contest as its document has it, gaps still open."""
    return sheet_in(contest.draft["sheet"])


def team_count(contest: LiveContest) -> int:
    """Return for how many teams questions are counted: those named, else as few as the sheet allows."""
    named = len(contest.draft.get("teams") or ())
    sheet = sheet_of(contest)
    return named or (sheet.teams[0] if sheet.teams else 2)


def plans(contest: LiveContest) -> list[RoundPlan]:
    """Return the rounds of a contest with what each needs and has."""
    sheet, teams = sheet_of(contest), team_count(contest)
    return [_plan(contest, sheet, teams, number, one) for number, one in enumerate(sheet.rounds, 1)]


def plan(contest: LiveContest, key: str) -> RoundPlan | None:
    """Return one round with what it needs and has."""
    return next((one for one in plans(contest) if one.rules.key == key), None)


def _plan(contest: LiveContest, sheet: RuleSheet, teams: int, number: int, rules: Round) -> RoundPlan:
    values = [value_of(contest.draft, one) for one in chosen(contest.draft, rules.key)]
    needs = tuple(
        (need, len(values) if need.value is None else sum(one in (need.value, None) for one in values))
        for need in needs_of(rules, sheet, teams)
    )
    return RoundPlan(rules, number, needs, len(values), missing(rules, sheet, teams, values))


def reserve_plan(contest: LiveContest) -> tuple[int, int]:
    """Return how many questions are kept back, and how many should be."""
    return len(chosen(contest.draft, RESERVE)), reserve_wanted(sheet_of(contest), team_count(contest))


def questions(contest: LiveContest, place: str) -> list[QuestionLine]:
    """Return a place's questions as they stand in the bank now; those taken out of use since are left out."""
    used = used_before(contest)
    return [
        QuestionLine(one, value_of(contest.draft, one.item_id), used.get(one.item_id, ()))
        for one in bank.items_by_id(chosen(contest.draft, place))
    ]


def gone(contest: LiveContest, place: str) -> list[int]:
    """Return a place's items that are out of use since they were chosen."""
    ids = chosen(contest.draft, place)
    there = {one.item_id for one in bank.items_by_id(ids)}
    return [one for one in ids if one not in there]


def slides(contest: LiveContest) -> list[tuple[Round | None, QuestionLine]]:
    """Return all prepared questions in the order of the contest, each with its round; the reserve last."""
    found: list[tuple[Round | None, QuestionLine]] = []
    for rules in sheet_of(contest).rounds:
        found += [(rules, line) for line in questions(contest, rules.key)]
    return found + [(None, line) for line in questions(contest, RESERVE)]


def suits_everyone(rules: Round) -> bool:
    """Say whether the program has to mark the answers by itself, which it cannot do with short ones."""
    return rules.kind in EVERYONE
