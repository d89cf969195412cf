"""Reads of the talks: for the two who have them, everything; for organisers, numbers and who lacks one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from ..accounts import queries as names
from ..accounts.kinds import PARTY
from ..accounts.models import Group, Member, Membership
from ..committee import queries as committee
from ..core import local
from ..core.errors import NotFound
from ..core.paging import Page
from ..core.permissions import Identity
from ..extensions import db
from .models import Talk, TalkFollowUp, TalkNote, TalkPlan, TalkState
from .pairs import FLOOR, MOST_ROUNDS, Pair, PairKind, Person, asked_of, lacking, ordered

ASKED_SETTING = "talk_rounds"
PAGE = 20


@dataclass(frozen=True, slots=True)
class TalkCount:
    """That a talk was held: of which kind of pair, and when. Nothing of who and what."""

    pair_kind: PairKind
    day: date


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A planned pair."""

    id: int
    first_id: int
    second_id: int
    first: str
    second: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Lacking:
    """Who still lacks a kind of talk, by group. Not with whom."""

    member_id: int
    name: str
    group: str
    missing: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A year of a branch in numbers: talks by kind and month, how many are asked of each, who lacks one.

    `is_known` is False where nobody knows any more who stood in the branch then: so nobody lacks one.
    """

    year: int
    asked: Mapping[PairKind, int]
    by_month: Mapping[PairKind, Sequence[int]]  # twelve numbers
    people: Mapping[PairKind, int]  # of how many people one is asked
    lacking: Mapping[PairKind, Sequence[Lacking]]
    is_known: bool = True

    def total(self, kind: PairKind) -> int:
        """Return how many talks of a kind were held in the year."""
        return sum(self.by_month[kind])


def counts(branch_id: int, first: date, last: date) -> list[TalkCount]:
    """Return the branch's talks held from `first` to `last`, as a kind of pair and a day each."""
    rows = db.session.execute(
        select(Talk.kind, Talk.held_on).where(*_held(branch_id, first, last)).order_by(Talk.held_on, Talk.id)
    )
    return [TalkCount(kind, day) for kind, day in rows if kind and day]


def _held(branch_id: int, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Talk.branch_id == branch_id,
        Talk.state == TalkState.HELD,
        Talk.held_on >= first,
        Talk.held_on <= last,
    )


def had(branch_id: int, first: date, last: date) -> Counter[tuple[int, PairKind]]:
    """Return how many talks of each kind each member had."""
    found: Counter[tuple[int, PairKind]] = Counter()
    rows = db.session.execute(
        select(Talk.first_id, Talk.second_id, Talk.kind).where(*_held(branch_id, first, last))
    )
    for first_id, second_id, kind in rows:
        assert kind is not None  # set when a talk is held
        found[first_id, kind] += 1
        found[second_id, kind] += 1
    return found


def held_pairs(branch_id: int, first: date, last: date) -> set[Pair]:
    """Return which pairs have talked; for planning alone, shown to nobody."""
    rows = db.session.execute(select(Talk.first_id, Talk.second_id).where(*_held(branch_id, first, last)))
    return {ordered(one, other) for one, other in rows}


def asked(branch_id: int) -> dict[PairKind, int]:
    """Return how many talks a year of each kind the branch asks for: the regulation's one, or its own more."""
    kept = names.branch_setting(branch_id, ASKED_SETTING)
    wanted = kept if isinstance(kept, dict) else {}
    return {kind: max(FLOOR, min(MOST_ROUNDS, int(wanted.get(kind.value, FLOOR)))) for kind in PairKind}


def people_asked(branch_id: int, day: date) -> list[Person]:
    """Return of whom talks are asked: the branch's Party members who are not exempt, and its committee."""
    inside = set(committee.members_on(branch_id, day))
    rows = db.session.execute(
        select(Member.id, Member.group_id, Member.exempt)
        .where(Member.branch_id == branch_id, Member.left_at.is_(None), Member.kind.in_(PARTY))
        .order_by(Member.group_id.is_(None), Member.group_id, Member.id)
    )
    return [Person(id, group_id, id in inside) for id, group_id, exempt in rows if not exempt or id in inside]


def people_asked_then(branch_id: int, day: date) -> list[Person]:
    """Return of whom talks were asked on a day that is past: who stood in the branch then, and its committee of then.

    Of what somebody was, and of who was exempt, there is no history: it is as it stands now.
    """
    inside = set(committee.members_on(branch_id, day))
    rows = db.session.execute(
        select(Member.id, Membership.group_id, Member.exempt)
        .join(Membership, Membership.member_id == Member.id)
        .where(names.stay_at(branch_id, local.end_of(day)), Member.kind.in_(PARTY))
        .order_by(Membership.group_id.is_(None), Membership.group_id, Member.id)
    )
    return [Person(id, group_id, id in inside) for id, group_id, exempt in rows if not exempt or id in inside]


def overview(branch_id: int, year: int, today: date) -> Overview:
    """Return the year in numbers, and who lacks a talk by roll and committee as they stood at its end, or stand today."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    by_month = {kind: [0] * 12 for kind in PairKind}
    for count in counts(branch_id, first, last):
        by_month[count.pair_kind][count.day.month - 1] += 1
    is_past, wanted = last < today, asked(branch_id)
    persons = people_asked_then(branch_id, last) if is_past else people_asked(branch_id, today)
    missing = lacking(persons, had(branch_id, first, last), wanted)
    shown = _shown(persons)
    return Overview(
        year,
        wanted,
        by_month,
        {kind: sum(kind in asked_of(person, persons) for person in persons) for kind in PairKind},
        {kind: [Lacking(id, *shown[id], short) for id, short in missing[kind].items()] for kind in PairKind},
        is_known=bool(persons) or not is_past,
    )


def _shown(persons: Sequence[Person]) -> dict[int, tuple[str, str]]:
    """Return people's names with those of their groups."""
    wanted = select(Group.id, Group.name).where(Group.id.in_({one.group_id for one in persons}))
    groups = {row.id: row.name for row in db.session.execute(wanted)}
    shown = names.member_names([one.id for one in persons])
    return {one.id: (shown[one.id], groups.get(one.group_id or 0, "")) for one in persons}


def partners(identity: Identity) -> list[tuple[int, str]]:
    """Return with whom a member may arrange a talk: the other Party members of the branch, by name."""
    return [(id, name) for id, name in committee.eligible(identity.branch_id) if id != identity.member_id]


def planned(branch_id: int, year: int) -> list[PlanLine]:
    """Return the pairs planned for a year."""
    return _lines(TalkPlan.branch_id == branch_id, TalkPlan.year == year)


def planned_page(branch_id: int, year: int, text: str, number: int) -> Page[PlanLine]:
    """Return one page of the pairs planned for a year, narrowed to those with a name that holds `text`."""
    lines = [line for line in planned(branch_id, year) if text in line.first or text in line.second]
    return Page(lines[(number - 1) * PAGE : number * PAGE], number, PAGE, len(lines))


def planned_for(member: Identity, today: date) -> list[PlanLine]:
    """Return the pairs planned for a member this year with whom no talk is arranged or held in it."""
    mine = or_(TalkPlan.first_id == member.member_id, TalkPlan.second_id == member.member_id)
    lines = _lines(TalkPlan.branch_id == member.branch_id, TalkPlan.year == today.year, mine)
    rows = db.session.execute(
        select(Talk.first_id, Talk.second_id, Talk.held_on).where(
            of_member(member.member_id), Talk.state != TalkState.CANCELLED
        )
    )
    met = {ordered(a, b) for a, b, held_on in rows if held_on is None or held_on.year == today.year}
    return [line for line in lines if (line.first_id, line.second_id) not in met]


def _lines(*where: ColumnElement[bool]) -> list[PlanLine]:
    rows = db.session.scalars(select(TalkPlan).where(*where).order_by(TalkPlan.due_on, TalkPlan.id)).all()
    shown = names.names_of({id for row in rows for id in (row.first_id, row.second_id)})
    return [
        PlanLine(
            row.id,
            row.first_id,
            row.second_id,
            shown[str(row.first_id)],
            shown[str(row.second_id)],
            row.due_on,
        )
        for row in rows
    ]


def of_member(member_id: int) -> ColumnElement[bool]:
    """Say in SQL that a member is one of a talk's two."""
    return or_(Talk.first_id == member_id, Talk.second_id == member_id)


def talk_of(talk_id: int, member_id: int) -> Talk:
    """Return a talk to one of its two; to everybody else, whatever the role, there is none."""
    talk = db.session.get(Talk, talk_id)
    if talk is None or member_id not in (talk.first_id, talk.second_id):
        raise NotFound
    return talk


def other_of(talk: Talk, member_id: int) -> int:
    """Return the other of the two."""
    return talk.second_id if member_id == talk.first_id else talk.first_id


def note_of(talk_id: int) -> TalkNote | None:
    """Return a talk's note, the first that was written."""
    return db.session.scalar(
        select(TalkNote).where(TalkNote.talk_id == talk_id).order_by(TalkNote.id).limit(1)
    )


def notes_of(talk_id: int) -> Sequence[TalkNote]:
    """Return a talk's note and the additions to it."""
    return db.session.scalars(select(TalkNote).where(TalkNote.talk_id == talk_id).order_by(TalkNote.id)).all()


def follow_ups(talk_id: int) -> Sequence[TalkFollowUp]:
    """Return what the two agreed to do."""
    return db.session.scalars(
        select(TalkFollowUp).where(TalkFollowUp.talk_id == talk_id).order_by(TalkFollowUp.id)
    ).all()
