"""Verbs of the organisers: how many talks the branch asks for, and who is to talk with whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from ..accounts.service import set_branch_setting
from ..committee import queries as committee
from ..core import audit
from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from ..notices import service as notices
from . import queries
from .models import TalkPlan
from .pairs import FLOOR, MOST_ROUNDS, Pair, PairKind, kind_of, lacking, ordered, proposed


def set_asked(branch_id: int, wanted: Mapping[PairKind, int], *, actor: Identity, now: datetime) -> None:
    """Keep how many talks a year of each kind the branch asks for; not fewer than the regulation."""
    if not all(FLOOR <= wanted[kind] <= MOST_ROUNDS for kind in PairKind):
        raise Invalid(N_("每类每年至少 1 次，最多 12 次。"), field="committee")
    kept = {kind.value: wanted[kind] for kind in PairKind}
    set_branch_setting(branch_id, queries.ASKED_SETTING, kept, actor=actor, now=now)


def plan_pair(
    branch_id: int, first_id: int, second_id: int, due_on: date, *, actor: Identity, now: datetime
) -> None:
    """Plan a pair; both are told that a talk is wanted of them."""
    here = dict(committee.eligible(branch_id))
    if first_id == second_id or first_id not in here or second_id not in here:
        raise Invalid(N_("请选择本支部的两位党员。"), field="second_id")
    if not _store(branch_id, [ordered(first_id, second_id)], due_on, actor=actor, now=now):
        raise Invalid(N_("这两位今年已经安排过了。"), field="second_id")


def fill_up(branch_id: int, due_on: date, *, actor: Identity, now: datetime, today: date) -> int:
    """Plan pairs until nobody lacks a talk once all are held; return how many were added.

    Pairs that are planned count as if they had been held, so that filling up twice adds nothing.
    """
    first, last = date(due_on.year, 1, 1), date(due_on.year, 12, 31)
    persons = queries.people_asked(branch_id, today)
    inside = {person.id for person in persons if person.in_committee}
    taken = [(line.first_id, line.second_id) for line in queries.planned(branch_id, due_on.year)]
    had = queries.had(branch_id, first, last)
    for pair in set(taken) - queries.held_pairs(branch_id, first, last):
        for one in pair:
            had[one, kind_of(*pair, inside)] += 1
    missing = lacking(persons, had, queries.asked(branch_id))
    pairs = proposed(persons, missing, taken)
    return _store(branch_id, pairs, due_on, actor=actor, now=now)


def _store(branch_id: int, pairs: Iterable[Pair], due_on: date, *, actor: Identity, now: datetime) -> int:
    if abs(due_on.year - now.year) > 1:  # no page shows other years
        raise Invalid(N_("时间要在前后一年之内。"), field="due_on")
    kept = {(line.first_id, line.second_id) for line in queries.planned(branch_id, due_on.year)}
    new = [pair for pair in pairs if pair not in kept]
    for first_id, second_id in new:
        row = TalkPlan(
            branch_id=branch_id,
            year=due_on.year,
            first_id=first_id,
            second_id=second_id,
            due_on=due_on,
            created_at=now,
            created_by=actor.member_id,
        )
        db.session.add(row)
    db.session.flush()
    if new:
        told = {id for pair in new for id in pair} - {actor.member_id}
        key = f"{due_on.isoformat()}:{now.isoformat()}"
        notices.tell(told, "talk.planned", {"day": due_on.isoformat()}, "/talks/", key, now=now)
        audit.note(
            actor, "talks.planned", "branch", branch_id, at=now, branch_id=branch_id, after={"add": len(new)}
        )
    return len(new)


def drop(row: TalkPlan, *, actor: Identity, now: datetime) -> None:
    """Take a pair out of the plan; a talk that the two have arranged is theirs and stays."""
    audit.note(actor, "talks.unplanned", "branch", row.branch_id, at=now, branch_id=row.branch_id)
    db.session.delete(row)
