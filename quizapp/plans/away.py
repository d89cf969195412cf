"""Who of a branch has not taken part for long: for its secretary alone."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, or_, select

from ..accounts.kinds import PARTY
from ..accounts.models import Group, LoginSession, Member, Membership
from ..activities import queries as activities
from ..committee import queries as committee
from ..core import local
from ..core.permissions import Identity
from ..extensions import db
from ..hours.models import HourEntry
from ..record.models import LedgerEntry
from .absence import STUDY_KEYS, WARN_FROM, Away, months_between


def is_secretary(identity: Identity, today: date) -> bool:
    """Say whether somebody is the secretary of the own branch: nobody else sees this list, whatever the role."""
    return identity.member_id in committee.secretaries(identity.branch_id, today)


def away(branch_id: int, today: date, least: int = WARN_FROM) -> list[Away]:
    """Return the members who have not taken part for so many whole months, the longest first.

    Taking part is: an activity attended, study hours credited, or an entry of the record earned by reading, a
    course, practice or a contest. Who never did is counted from joining the branch.
    """
    last = _last_days(branch_id)
    signed_in, joined = _last_seen(branch_id), _joined(branch_id)
    members = db.session.execute(
        select(Member.id, Member.name, Group.name, Member.created_at, Member.exempt)
        .outerjoin(Group, Group.id == Member.group_id)
        .where(
            Member.branch_id == branch_id,
            Member.left_at.is_(None),
            Member.kind.in_(PARTY),  # of others no organisational life is asked
        )
    )
    found = []
    for member_id, name, group, created_at, exempt in members:
        begun = local.day_of(joined.get(member_id) or created_at)
        since, took_part = max(last.get(member_id, begun), begun), last.get(member_id, date.min) >= begun
        seen = signed_in.get(member_id)
        months = months_between(since, today)
        if months >= least:
            day = local.day_of(seen) if seen else None
            found.append(Away(member_id, name, group or "", since, took_part, months, exempt, day))
    return sorted(found, key=lambda one: (one.since, one.name, one.member_id))


def _last_days(branch_id: int) -> dict[int, date]:
    """Return the last day on which each member took part."""
    here = Member.branch_id == branch_id
    studied = (
        select(LedgerEntry.member_id, func.max(LedgerEntry.day))
        .join(Member, Member.id == LedgerEntry.member_id)
        .where(
            here,
            LedgerEntry.reverses_id.is_(None),
            LedgerEntry.corrects_id.is_(None),
            or_(*(LedgerEntry.key.startswith(key, autoescape=True) for key in STUDY_KEYS)),
        )
        .group_by(LedgerEntry.member_id)
    )
    back = select(HourEntry.reverses_id).where(HourEntry.reverses_id.is_not(None))
    credited = (
        select(HourEntry.member_id, func.max(HourEntry.day))
        .join(Member, Member.id == HourEntry.member_id)
        .where(here, HourEntry.reverses_id.is_(None), HourEntry.id.not_in(back))
        .group_by(HourEntry.member_id)
    )
    found = dict(activities.last_taking_part(branch_id))
    for query in (studied, credited):
        for member_id, day in db.session.execute(query):
            found[member_id] = max(day, found.get(member_id, day))
    return found


def _last_seen(branch_id: int) -> dict[int, datetime]:
    """Return when each member was last seen signed in."""
    query = (
        select(LoginSession.member_id, func.max(LoginSession.last_seen_at))
        .join(Member, Member.id == LoginSession.member_id)
        .where(Member.branch_id == branch_id)
        .group_by(LoginSession.member_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _joined(branch_id: int) -> dict[int, datetime]:
    """Return since when each member has been in the branch, without a break."""
    query = (
        select(Membership.member_id, func.max(Membership.from_at))
        .join(Member, Member.id == Membership.member_id)
        .where(Member.branch_id == branch_id, Membership.to_at.is_(None))
        .group_by(Membership.member_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
