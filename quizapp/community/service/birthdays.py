"""Verbs on political birthdays: the member's choice, the branch's way of being told, what was held."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from ...accounts.models import Member
from ...accounts.service import set_branch_setting
from ...core import audit
from ...core.errors import Invalid, NotFound
from ...core.i18n import N_
from ...core.once import row_of
from ...core.permissions import Identity
from ...extensions import db
from ...notices import service as notices
from ..models import BirthdayHeld, CommunityChoice
from ..queries import birthdays as queries

#: How long before the day, or the month, those who prepare it are told.
AHEAD = timedelta(days=7)
WAYS = ("day", "month")
DESK, CARD = "/manage/birthdays", "/birthday/"
MOST_NOTE = 200


def choose_shown(member_id: int, shown: bool) -> None:
    """Keep whether colleagues and the big screen see a member's birthday."""
    choice_of(member_id).birthday_shown = shown


def put_welcome_away(member_id: int, now: datetime) -> None:
    """Keep that a member has seen the welcome."""
    choice_of(member_id).welcomed_at = now


def choice_of(member_id: int) -> CommunityChoice:
    """Return a member's choices as a row that can be changed."""
    return row_of(CommunityChoice, member_id=member_id, birthday_shown=True)


def choose_way(branch_id: int, way: str, *, actor: Identity, now: datetime) -> None:
    """Have the organisers told day by day, or once for a month."""
    if way not in WAYS:
        raise Invalid(N_("请选择按日或按月提醒。"), field="way")
    set_branch_setting(branch_id, queries.WAY_SETTING, way, actor=actor, now=now)


def mark_held(
    member: Member,
    year: int,
    held_on: date,
    *,
    activity_id: int | None,
    note: str,
    actor: Identity,
    now: datetime,
) -> None:
    """Note that a birthday was marked together; noted again it is written over."""
    if member.joined_party_on is None or year <= member.joined_party_on.year:
        raise NotFound
    if len(note) > MOST_NOTE:
        raise Invalid(N_("最多 %(max)d 个字。"), field="note", max=MOST_NOTE)
    row = db.session.get(BirthdayHeld, (member.id, year)) or BirthdayHeld(member_id=member.id, year=year)
    row.held_on, row.activity_id, row.note = held_on, activity_id, note.strip()
    row.actor_id, row.created_at = actor.member_id, now
    db.session.add(row)
    _note("birthday.held", member, year, actor, now)


def take_held_back(member: Member, year: int, *, actor: Identity, now: datetime) -> None:
    """Take the mark away again."""
    row = db.session.get(BirthdayHeld, (member.id, year))
    if row is not None:
        db.session.delete(row)
        _note("birthday.not_held", member, year, actor, now)


def _note(action: str, member: Member, year: int, actor: Identity, now: datetime) -> None:
    after = {"year": year}
    audit.note(actor, action, "member", member.id, at=now, branch_id=member.branch_id, after=after)


def tell_of_coming(today: date, *, now: datetime) -> None:
    """Tell organisers of what comes in a week, and members of their own day; each once, however often it runs."""
    for branch_id, way, organisers in queries.branches_to_tell():
        if way == "month":
            _tell_of_month(branch_id, organisers, today, now)
        else:
            _tell_of_days(branch_id, organisers, today, now)
    for mark in queries.on_day(None, today):
        params = {"years": mark.years}
        notices.tell([mark.member_id], "birthday.own", params, CARD, str(today.year), now=now)


def _tell_of_days(branch_id: int, organisers: list[int], today: date, now: datetime) -> None:
    for ahead in range(1, AHEAD.days + 1):
        day = today + timedelta(days=ahead)
        for mark in queries.on_day(branch_id, day):
            params = {"name": mark.name, "day": f"{day:%m-%d}", "years": mark.years}
            key = f"{mark.member_id}:{day.year}"
            notices.tell(organisers, "birthday.coming", params, f"{DESK}?month={day:%Y-%m}", key, now=now)


def _tell_of_month(branch_id: int, organisers: list[int], today: date, now: datetime) -> None:
    soon = today + AHEAD
    if soon.month == today.month:
        return
    marks = queries.in_month(branch_id, soon.year, soon.month)
    if marks:
        params = {"month": soon.month, "n": len(marks), "names": "、".join(mark.name for mark in marks[:8])}
        month = f"{soon:%Y-%m}"
        key = f"{branch_id}:{month}"
        notices.tell(organisers, "birthday.month", params, f"{DESK}?month={month}", key, now=now)


def member_of_branch(member_id: int, branch_id: int) -> Member:
    """Return somebody on a branch's roll."""
    found = db.session.scalar(
        select(Member).where(Member.id == member_id, Member.branch_id == branch_id, Member.left_at.is_(None))
    )
    if found is None:
        raise NotFound
    return found
