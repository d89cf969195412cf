"""The one door of the hours: credit minutes, take an entry back; and what an organiser enters by hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from ..accounts.models import Member
from ..accounts.queries import Home, home_at
from ..accounts.service import set_branch_setting
from ..core import audit, local
from ..core.errors import DomainError, Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from . import queries
from .amounts import COMMITTEE, MEMBERS, MOST_A_YEAR, MOST_MINUTES, UNITS, Standard
from .models import HourEntry

MOST_REASON = 300  # characters
MOST_TITLE = 120
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Outside:
    """Training outside the program, as an organiser enters it for several members at once.

    `token` names the form that was filled in: sent twice it counts once.
    """

    title: str
    day: date
    minutes: int
    reason: str
    evidence: str
    token: str


def credit(
    member_id: int,
    *,
    source: str,
    key: str,
    minutes: int,
    title: str,
    occurred_at: datetime,
    now: datetime,
    actor: Identity | None = None,
    reason: str = "",
    evidence: str = "",
    again: bool = False,
    home: Home | None = None,
) -> HourEntry | None:
    """Credit minutes under a key once; None when that was done before, or there is nothing to credit.

    With `again` a credit that was taken back is given anew, as when an attendance is corrected twice.
    Branch and group are those of that moment, unless `home` says which branch entered it; they stay with the entry.
    """
    member = db.session.get(Member, member_id, with_for_update=True)
    if member is None:
        raise NotFound
    free = _free_key(member_id, key, again=again)
    if minutes <= 0 or free is None:
        return None
    home = home or home_at(member, occurred_at)
    entry = HourEntry(
        member_id=member_id,
        branch_id=home.branch_id,
        group_id=home.group_id,
        source=source,
        key=free,
        minutes=minutes,
        title=title[:MOST_TITLE],
        day=local.day_of(occurred_at),
        occurred_at=occurred_at,
        reason=reason,
        evidence=evidence,
        actor_id=actor.member_id if actor else None,
        created_at=now,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def _free_key(member_id: int, key: str, *, again: bool) -> str | None:
    """Return the key under which a credit may stand: the plain one, or the next number of one taken back."""
    if not queries.has(member_id, key):
        return key
    if not again or queries.entry_of(member_id, key):
        return None
    number = 2
    while queries.has(member_id, f"{key}~{number}"):
        number += 1
    return f"{key}~{number}"


def reverse(entry_id: int, *, actor: Identity | None, now: datetime, reason: str) -> HourEntry:
    """Take an entry back by an opposite one of the same day, which names it, the reason and the author."""
    _check_text(reason, "reason", N_("请写明原因。"))
    entry = db.session.get(HourEntry, entry_id)
    if entry is None:
        raise NotFound
    db.session.get(Member, entry.member_id, with_for_update=True)
    taken = select(HourEntry.id).where(HourEntry.reverses_id == entry.id)
    if entry.reverses_id is not None or db.session.scalar(taken) is not None:
        raise DomainError(N_("这条记录不能再撤销。"), code="hours.reversed")
    opposite = HourEntry(
        member_id=entry.member_id,
        branch_id=entry.branch_id,
        group_id=entry.group_id,
        source=entry.source,
        key=f"back:{entry.id}",
        minutes=-entry.minutes,
        title=entry.title,
        day=entry.day,
        occurred_at=now,
        reverses_id=entry.id,
        reason=reason.strip(),
        actor_id=actor.member_id if actor else None,
        created_at=now,
    )
    db.session.add(opposite)
    db.session.flush()
    if actor:
        _note(actor, "hours.reversed", entry.id, entry.branch_id, now, reason, {"minutes": entry.minutes})
    return opposite


def enter_outside(
    asked: Outside, member_ids: Collection[int], *, branch_id: int, actor: Identity, now: datetime
) -> int:
    """Credit training outside to members of the branch; return to how many it was new."""
    _check(asked, now)
    here = select(Member).where(
        Member.id.in_(set(member_ids)), Member.branch_id == branch_id, Member.left_at.is_(None)
    )
    known = {member.id: member for member in db.session.scalars(here.order_by(Member.id))}
    if not known or len(known) != len(set(member_ids)):
        raise Invalid(N_("请至少选一名本支部的成员。"), field="members")
    given = [_outside(asked, member, actor, now) for member in known.values()]
    count = sum(entry is not None for entry in given)
    if count:
        after = {"title": asked.title, "minutes": asked.minutes, "members": list(known)}
        _note(actor, "hours.entered", asked.token, branch_id, now, asked.reason, None, after)
    return count


def _outside(asked: Outside, member: Member, actor: Identity, now: datetime) -> HourEntry | None:
    return credit(
        member.id,
        source=OUTSIDE,
        key=f"{OUTSIDE}:{asked.token}",
        minutes=asked.minutes,
        title=asked.title,
        occurred_at=local.noon_of(asked.day),
        now=now,
        actor=actor,
        reason=asked.reason,
        evidence=asked.evidence,
        home=Home(member.branch_id, member.group_id),
    )


def _check(asked: Outside, now: datetime) -> None:
    _check_text(asked.title, "title", N_("请写明参加了什么。"), MOST_TITLE)
    _check_text(asked.reason, "reason", N_("请写明原因。"))
    _check_text(asked.evidence, "evidence", N_("请写明凭证，例如通知文号、证书编号或签到表存放处。"))
    today = local.day_of(now)
    if not date(today.year - 2, 1, 1) <= asked.day <= today:
        raise Invalid(N_("日期要在今天或以前，最早到前年。"), field="day")
    if not 0 < asked.minutes <= MOST_MINUTES * 10:
        raise Invalid(N_("学时要大于 0，一次不超过 10 天。"), field="hours")


def _check_text(text: str, field: str, missing: str, most: int = MOST_REASON) -> None:
    if not text.strip():
        raise Invalid(missing, field=field)
    if len(text) > most:
        raise Invalid(N_("最多 %(max)d 个字。"), field=field, max=most)


def set_standard(branch_id: int, chosen: Standard, *, actor: Identity, now: datetime) -> None:
    """Choose the branch's measure; never below what the rules ask for."""
    if chosen.unit not in UNITS:
        raise Invalid(N_("请从列出的分钟数里选择。"), field="unit")
    for floor, value in ((MEMBERS, chosen.members), (COMMITTEE, chosen.committee)):
        if not floor.hours <= value <= MOST_A_YEAR:
            raise Invalid(
                N_("不能低于 %(low)d 学时，最多 %(high)d 学时。"),
                field=floor.key,
                low=floor.hours,
                high=MOST_A_YEAR,
            )
    kept = {"unit": chosen.unit, "members": chosen.members, "committee": chosen.committee}
    set_branch_setting(branch_id, queries.SETTING, kept, actor=actor, now=now)


def _note(
    actor: Identity,
    action: str,
    object_id: object,
    branch_id: int,
    now: datetime,
    reason: str,
    before: object,
    after: object = None,
) -> None:
    audit.note(
        actor,
        action,
        "hour_entry",
        object_id,
        at=now,
        branch_id=branch_id,
        before=before,
        after=after,
        reason=reason,
    )
