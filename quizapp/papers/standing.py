"""Keeping each member's standing with each item: what marking feeds and the book of mistakes shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ..accounts.models import Member
from ..accounts.queries import branch_setting
from ..accounts.service import set_branch_setting
from ..bank import queries as bank_queries
from ..bank.marking import Verdict
from ..core import local
from ..core.errors import Invalid, NotFound
from ..core.i18n import N_
from ..core.once import row_of
from ..core.permissions import Identity
from ..extensions import db
from .mistakes import DAYS_TO_CHOOSE, USUAL_DAYS, Standing, after, corrected
from .models import MemberItem
from .queries import AttemptHead, Slot


@dataclass(frozen=True, slots=True)
class Marked:
    """One marked answer: of which item, how it stands, and the response in the author's letters."""

    item_id: int
    bank_id: int
    topic: str
    verdict: Verdict
    response: Any


DAYS_SETTING = "mistake_days"


def days_needed(branch_id: int) -> int:
    """Return on how many days an item must be right before it leaves its member's book of mistakes."""
    days = branch_setting(branch_id, DAYS_SETTING)
    return days if days in DAYS_TO_CHOOSE else USUAL_DAYS


def set_days_needed(branch_id: int, days: int, *, actor: Identity, now: datetime) -> None:
    """Choose it for a branch; it holds for the answers given from now on."""
    if days not in DAYS_TO_CHOOSE:
        raise Invalid(N_("请从列出的天数里选择。"), field="days")
    set_branch_setting(branch_id, DAYS_SETTING, days, actor=actor, now=now)


def note(
    member_id: int,
    marked: Iterable[Marked],
    *,
    title: str,
    at: datetime,
    day: date,
    needed: int = USUAL_DAYS,
) -> list[int]:
    """Feed marked answers into the member's standings; return the items that left the book of mistakes."""
    counted = [mark for mark in marked if mark.verdict in (Verdict.RIGHT, Verdict.PARTIAL, Verdict.WRONG)]
    # One at a time for a member: two papers with the same item must not both begin its standing.
    db.session.get(Member, member_id, with_for_update=True)
    rows = _rows(member_id, [mark.item_id for mark in counted])
    left: list[int] = []
    for mark in counted:
        row = rows.get(mark.item_id)
        if row is None:
            row = MemberItem(
                member_id=member_id,
                item_id=mark.item_id,
                bank_id=mark.bank_id,
                topic=mark.topic,
                tries=0,
                rights=0,
                wrongs=0,
                mistake_right_days=0,
            )
            db.session.add(row)
            rows[mark.item_id] = row
        before = row.mistake_since
        _apply(row, mark, title, at, day, needed)
        if before and row.mistake_since is None:
            left.append(mark.item_id)
    return left


def _rows(member_id: int, item_ids: list[int]) -> dict[int, MemberItem]:
    found = db.session.scalars(
        select(MemberItem).where(MemberItem.member_id == member_id, MemberItem.item_id.in_(item_ids))
    )
    return {row.item_id: row for row in found}


def _apply(row: MemberItem, mark: Marked, title: str, at: datetime, day: date, needed: int) -> None:
    right = mark.verdict is Verdict.RIGHT
    _write(row, after(_standing(row), right=right, at=at, day=day, needed=needed))
    row.last_at = at
    if not right:
        row.last_source, row.last_response = title, mark.response


def _standing(row: MemberItem) -> Standing:
    return Standing(
        row.tries,
        row.rights,
        row.wrongs,
        row.last_right,
        row.mistake_since,
        row.mistake_right_days,
        row.mistake_last_right_on,
        row.mistake_due_on,
    )


def _write(row: MemberItem, standing: Standing) -> None:
    row.tries, row.rights, row.wrongs = standing.tries, standing.rights, standing.wrongs
    row.last_right = standing.last_right
    row.mistake_since, row.mistake_right_days = standing.mistake_since, standing.right_days
    row.mistake_last_right_on, row.mistake_due_on = standing.last_right_on, standing.due_on


@dataclass(frozen=True, slots=True)
class Corrected:
    """An answer given at `at` that is marked otherwise than before; None: it counts neither as right nor as wrong."""

    member_id: int
    item_id: int
    was: bool | None
    right: bool | None
    at: datetime
    title: str
    response: Any = None


def correct(marked: Corrected, day: date) -> None:
    """Let the member's standing, and the book of mistakes, follow a marking that was corrected."""
    row = db.session.get(MemberItem, (marked.member_id, marked.item_id), with_for_update=True)
    if row is None or marked.was is marked.right:
        return
    is_last = row.last_at is None or row.last_at <= marked.at
    standing = corrected(
        _standing(row), was=marked.was, right=marked.right, at=marked.at, day=day, is_last=is_last
    )
    _write(row, standing)
    if marked.right is False and is_last:
        row.last_source, row.last_response = marked.title, marked.response


def set_favourite(member_id: int, item: Mapping[str, Any], *, on: bool, now: datetime) -> None:
    """Put an item ({"item_id", "bank_id", "topic"}) on the member's favourites, or take it off."""
    row = db.session.get(MemberItem, (member_id, item["item_id"]))
    if row is None:
        if not on:
            return
        row = row_of(
            MemberItem, member_id=member_id, tries=0, rights=0, wrongs=0, mistake_right_days=0, **item
        )
    row.favourite_at = now if on else None


def remove_mistake(member_id: int, item_id: int) -> None:
    """Take an item out of the member's book of mistakes by hand."""
    row = db.session.get(MemberItem, (member_id, item_id))
    if row is None or row.mistake_since is None:
        raise NotFound
    row.mistake_since, row.mistake_right_days = None, 0
    row.mistake_last_right_on, row.mistake_due_on = None, None


def verdict_of(slot: Slot, points: int) -> Verdict:
    """Return how points given by hand stand against what the position is worth."""
    return Verdict.RIGHT if points == slot.points else Verdict.PARTIAL if points else Verdict.WRONG


def by_hand(slot: Slot, points: int) -> dict[str, Any]:
    """Return the mark of points that a person gave."""
    return {"points": points, "verdict": verdict_of(slot, points), "parts": [], "by_hand": True}


def note_slots(attempt: AttemptHead, marked: Sequence[tuple[Slot, Verdict, Any]], now: datetime) -> list[int]:
    """Feed marked positions of an attempt into its member's standings."""
    stored = bank_queries.versions(slot.version_id for slot, _, _ in marked)
    return note(
        attempt.member_id,
        [
            Marked(
                slot.item_id,
                stored[slot.version_id].bank_id,
                stored[slot.version_id].item.topic,
                verdict,
                given,
            )
            for slot, verdict, given in marked
        ],
        title=attempt.title,
        at=now,
        day=local.day_of(now),
        needed=days_needed(attempt.branch_id),
    )
