"""Reads of joint study: the units, their people, what is shared and what could be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from ..accounts.models import Branch, Member
from ..activities.kinds import ActivityKind, ActivityState
from ..activities.models import Activity
from ..contests.models import Contest
from ..contests.window import ContestState
from ..core.errors import NotFound
from ..core.ids import token_hash
from ..extensions import db
from .guests import is_partner
from .models import GuestWish, Partner, PartnerLink, Shared, SubjectKind

#: What is over stays shared to be looked at; nothing of these states can be shared anew.
_ACTIVITIES = (ActivityState.ANNOUNCED, ActivityState.OPEN)
_INNER = (
    *(ActivityKind.COMMITTEE, ActivityKind.GROUP, ActivityKind.TALK),
    *(ActivityKind.LIFE, ActivityKind.REVIEW),
)  # a branch's own affairs
_CONTESTS = (ContestState.PUBLISHED, ContestState.RUNNING)


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A unit in its host's list."""

    branch_id: int
    name: str
    contact: str
    people: int
    shared: int
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A guest, as the host's organisers see one."""

    id: int
    name: str
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A way in; its address was shown once and is not kept."""

    id: int
    most: int
    used: int
    created_at: datetime
    expires_at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class SharedLine:
    """Something that is shared, or could be."""

    kind: SubjectKind
    id: int
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A link that still lets somebody in, to which unit and as guest of which branch."""

    link_id: int
    branch_id: int
    name: str
    host: str


def partners_of(host_id: int) -> list[PartnerLine]:
    """Return the units with which a branch studies, those that have ended last."""
    people = (
        select(func.count())
        .where(Member.branch_id == Partner.branch_id, Member.left_at.is_(None))
        .scalar_subquery()
    )
    shared = select(func.count()).where(Shared.branch_id == Partner.branch_id).scalar_subquery()
    rows = db.session.execute(
        select(Partner, Branch.name, people, shared)
        .join(Branch, Branch.id == Partner.branch_id)
        .where(Partner.host_id == host_id)
        .order_by(Partner.ended_at.is_not(None), Branch.name)
    )
    return [
        PartnerLine(row.branch_id, name, row.contact, count, things, row.created_at, row.ended_at)
        for row, name, count, things in rows
    ]


def get(branch_id: int) -> Partner:
    """Return the agreement with a unit."""
    found = db.session.get(Partner, branch_id)
    if found is None:
        raise NotFound
    return found


def name_of(branch_id: int) -> str:
    """Return a branch's name."""
    return db.session.get_one(Branch, branch_id).name


def people_of(branch_id: int) -> list[PersonLine]:
    """Return a unit's people, those who have gone last."""
    rows = db.session.execute(
        select(Member.id, Member.name, Member.created_at, Member.left_at)
        .where(Member.branch_id == branch_id)
        .order_by(Member.left_at.is_not(None), Member.name, Member.id)
    )
    return [PersonLine(*row) for row in rows]


def links_of(branch_id: int, now: datetime) -> list[LinkLine]:
    """Return a unit's ways in, the newest first."""
    rows = db.session.scalars(
        select(PartnerLink).where(PartnerLink.branch_id == branch_id).order_by(PartnerLink.id.desc())
    )
    return [
        LinkLine(
            row.id,
            row.most,
            row.used,
            row.created_at,
            row.expires_at,
            row.revoked_at is None and row.expires_at > now and row.used < row.most,
        )
        for row in rows
    ]


def door(token: str, now: datetime) -> OpenDoor | None:
    """Return where a link leads, None when it was revoked, is full, has expired or never was."""
    host = aliased(Branch)
    row = db.session.execute(
        select(PartnerLink.id, Partner.branch_id, Branch.name, host.name)
        .join(Partner, Partner.branch_id == PartnerLink.branch_id)
        .join(Branch, Branch.id == Partner.branch_id)
        .join(host, host.id == Partner.host_id)
        .where(
            PartnerLink.token_hash == token_hash(token),
            PartnerLink.revoked_at.is_(None),
            PartnerLink.expires_at > now,
            PartnerLink.used < PartnerLink.most,
            Partner.ended_at.is_(None),
        )
    ).one_or_none()
    return OpenDoor(*row) if row else None


def shared_with(branch_id: int, kind: SubjectKind) -> Collection[int]:
    """Return the ids of what is shared with a branch; nothing for a branch that is no guest, without a read.

    What has become confidential since is shared no more.
    """
    if not is_partner(branch_id):
        return ()
    query = select(Shared.subject_id).where(Shared.branch_id == branch_id, Shared.kind == kind)
    if kind is SubjectKind.ACTIVITY:
        query = query.join(Activity, Activity.id == Shared.subject_id).where(Activity.confidential.is_(False))
    return set(db.session.scalars(query))


def shared_lines(branch_id: int) -> list[SharedLine]:
    """Return what is shared with a unit, the newest first."""
    lines: list[SharedLine] = []
    for kind, table, at in _TABLES:
        seen = shared_with(branch_id, kind)
        rows = db.session.execute(
            select(table.id, table.title, at)
            .join(Shared, (Shared.subject_id == table.id) & (Shared.kind == kind))
            .where(Shared.branch_id == branch_id, table.id.in_(seen))
        )
        lines += [SharedLine(kind, *row) for row in rows]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def shareable(partner: Partner) -> list[SharedLine]:
    """Return what the host could share: announced and not over, not confidential, no inner affair."""
    there = {(line.kind, line.id) for line in shared_lines(partner.branch_id)}
    activities = db.session.execute(
        select(Activity.id, Activity.title, Activity.starts_at).where(
            Activity.branch_id == partner.host_id,
            Activity.state.in_(_ACTIVITIES),
            Activity.confidential.is_(False),
            Activity.group_id.is_(None),
            Activity.kind.not_in(_INNER),
        )
    )
    contests = db.session.execute(
        select(Contest.id, Contest.title, Contest.opens_at).where(
            Contest.branch_id == partner.host_id, Contest.state.in_(_CONTESTS)
        )
    )
    found = [
        *(SharedLine(SubjectKind.ACTIVITY, *row) for row in activities),
        *(SharedLine(SubjectKind.CONTEST, *row) for row in contests),
    ]
    return sorted((line for line in found if (line.kind, line.id) not in there), key=lambda line: line.at)


def wants_record(member_id: int) -> bool:
    """Say whether a guest wants a record of what was reached here."""
    return db.session.get(GuestWish, member_id) is not None


def keeps_record(member_id: int, branch_id: int) -> bool:
    """Say whether what somebody of a branch reaches is recorded: always, but for guests who do not want it."""
    return not is_partner(branch_id) or wants_record(member_id)


_TABLES = (
    (SubjectKind.ACTIVITY, Activity, Activity.starts_at),
    (SubjectKind.CONTEST, Contest, Contest.opens_at),
)
