"""From attendance to credits and hours: what is due is given, what is not due any more is taken back.

Both are compared with what was reported before, so that closing twice, or again after reopening, changes only
what is different. An entry is never edited.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from ...accounts.models import Member
from ...core import local
from ...core.permissions import Identity
from ...extensions import db
from ...hours import service as hours
from ...hours.models import HourEntry
from ...record import service as record
from ...record.models import LedgerEntry
from ...record.service import Credit
from .. import access
from ..attending import TOOK_PART, credits_of
from ..kinds import KINDS, ActivityState
from ..models import Activity, ActivityCredit, Attendance

HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Settling:
    """By whom, when and why credits are given or taken back."""

    actor: Identity
    now: datetime
    reason: str = ""


def settle(activity: Activity, rows: Sequence[Attendance], how: Settling) -> None:
    """Bring the credits of these people to what their attendance comes to."""
    reported: dict[int, list[ActivityCredit]] = {}
    mine = ActivityCredit.activity_id == activity.id
    for credit in db.session.scalars(select(ActivityCredit).where(mine).order_by(ActivityCredit.id)):
        reported.setdefault(credit.member_id, []).append(credit)
    moved = _moved(activity)
    for row in rows:
        _settle(activity, row, reported.get(row.member_id, []), moved, how)
    db.session.flush()


def minutes_of(activity: Activity) -> int:
    """Return how many minutes an activity lasts."""
    return (activity.ends_at - activity.starts_at) // timedelta(minutes=1)


def _due(activity: Activity, row: Attendance) -> dict[str, int | None]:
    """Return the kinds of credit that are due, the hours with their minutes."""
    if activity.state is not ActivityState.HELD or not _keeps_record(row.member_id):
        return {}
    led = _led(activity, row.member_id)
    kinds = credits_of(activity.kind, row.state, expected=row.expected, led=led)
    found: dict[str, int | None] = dict.fromkeys(kinds)
    if row.state in TOOK_PART:
        found[HOURS] = minutes_of(activity)
    return found


def _led(activity: Activity, member_id: int) -> bool:
    """Say whether somebody led an activity: who lectured, and where nobody did its host."""
    if activity.lecturer_ids or activity.guest_lecturer:
        return member_id in activity.lecturer_ids
    return member_id == activity.host_id


def _keeps_record(member_id: int) -> bool:
    member = db.session.get_one(Member, member_id)
    return access.keeps_record(member_id, member.branch_id)


def _moved(activity: Activity) -> set[int]:
    """Return the credits whose entries stand on another day than the activity: it was put right since."""
    day = local.day_of(activity.starts_at)
    found: set[int] = set()
    for table, of_table in (
        (HourEntry, ActivityCredit.kind == HOURS),
        (LedgerEntry, ActivityCredit.kind != HOURS),
    ):
        query = select(ActivityCredit.id).join(table, table.id == ActivityCredit.entry_id)
        found |= set(
            db.session.scalars(
                query.where(ActivityCredit.activity_id == activity.id, of_table, table.day != day)
            )
        )
    return found


def _settle(
    activity: Activity,
    row: Attendance,
    reported: Sequence[ActivityCredit],
    moved: Container[int],
    how: Settling,
) -> None:
    due = _due(activity, row)
    for credit in reported:
        if credit.taken_back_at is not None:
            continue
        if credit.kind in due and credit.minutes == due[credit.kind] and credit.id not in moved:
            del due[credit.kind]
        else:
            _take_back(credit, how)
    for kind, minutes in due.items():
        number = 1 + max((credit.number for credit in reported if credit.kind == kind), default=0)
        _give(activity, row.member_id, kind, minutes, number, how)


def _give(
    activity: Activity, member_id: int, kind: str, minutes: int | None, number: int, how: Settling
) -> None:
    key = _key(activity.id, number)
    entry = (
        _credit(activity, member_id, kind, key, how)
        if minutes is None
        else _hours(activity, member_id, key, minutes, how)
    )
    db.session.add(
        ActivityCredit(
            activity_id=activity.id,
            member_id=member_id,
            kind=kind,
            number=number,
            entry_id=entry,
            minutes=minutes,
            created_at=how.now,
        )
    )


def _key(activity_id: int, number: int) -> str:
    return f"activity:{activity_id}" if number == 1 else f"activity:{activity_id}~{number}"


def _credit(activity: Activity, member_id: int, kind: str, key: str, how: Settling) -> int | None:
    detail = {"activity": activity.id}
    credit = Credit(member_id, kind, key, activity.starts_at, _title(activity), detail=detail)
    entry = record.report(credit, now=how.now, actor=how.actor if how.reason else None, reason=how.reason)
    return entry.id if entry else None


def _hours(activity: Activity, member_id: int, key: str, minutes: int, how: Settling) -> int | None:
    entry = hours.credit(
        member_id,
        source="activity",
        key=key,
        minutes=minutes,
        title=_title(activity),
        occurred_at=activity.starts_at,
        now=how.now,
        actor=how.actor if how.reason else None,
        reason=how.reason,
    )
    return entry.id if entry else None


def _title(activity: Activity) -> str:
    """Return what an entry says it is for; of what is confidential its kind alone, for leaders read entries too."""
    return KINDS[activity.kind].title if activity.confidential else activity.title[:120]


def _take_back(credit: ActivityCredit, how: Settling) -> None:
    """Reverse what was reported, unless somebody has done so in the record itself."""
    credit.taken_back_at = how.now
    if credit.entry_id is None:
        record.forget_unused(credit.member_id, _key(credit.activity_id, credit.number), credit.kind)
        return
    table = HourEntry if credit.kind == HOURS else LedgerEntry
    done = select(table.id).where(table.reverses_id == credit.entry_id)
    if db.session.scalar(done) is not None:
        return
    turn = hours.reverse if credit.kind == HOURS else record.reverse
    turn(credit.entry_id, actor=how.actor, now=how.now, reason=how.reason)
