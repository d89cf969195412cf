"""Reads of members, groups, branches and the audit log, for those who manage them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from ...core.audit import AuditLine
from ...core.paging import Page
from ...core.permissions import Role
from ...extensions import db
from ..kinds import MemberKind
from ..models import Branch, Group, LoginSession, Member, Membership

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What a list of members is narrowed to; None and "" narrow nothing. `group_id` 0: in no group."""

    text: str = ""
    group_id: int | None = None
    kind: MemberKind | None = None
    role: Role | None = None
    state: str = ""  # "", waiting (no password yet) or left


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member, as a list shows it."""

    id: int
    name: str
    username: str
    phone: str
    group_name: str | None
    role: Role
    kind: MemberKind
    duty: str
    exempt: bool
    is_waiting: bool  # has not set a password yet
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group and how many members it has."""

    id: int
    name: str
    members: int
    leaders: str


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch and how many members it has."""

    id: int
    name: str
    members: int
    groups: int
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Home:
    """The branch and the group in which somebody stands."""

    branch_id: int
    group_id: int | None


def members_page(branch_id: int, wanted: MemberFilter, page: int) -> Page[MemberLine]:
    """Return one page of a branch's members, by group and name."""
    conditions = _conditions(branch_id, wanted)
    total = db.session.scalar(select(func.count()).select_from(Member).where(*conditions)) or 0
    rows = db.session.execute(_lines(conditions).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return Page([MemberLine(*row) for row in rows], page, PAGE_SIZE, total)


def waiting_members(
    branch_id: int, ids: list[int] | None = None, *, with_admins: bool = True
) -> list[MemberLine]:
    """Return the members who have not set a password yet, all of the branch or those of `ids`."""
    conditions = _conditions(branch_id, MemberFilter(state="waiting"))
    if not with_admins:
        conditions.append(Member.role != Role.ADMIN)
    if ids is not None:
        conditions.append(Member.id.in_(ids))
    return [MemberLine(*row) for row in db.session.execute(_lines(conditions))]


def organisers_of(branch_id: int) -> list[int]:
    """Return the members who look after a branch and have not left."""
    return _in_office(Member.branch_id == branch_id, Member.role.in_((Role.ORGANISER, Role.ADMIN)))


def admins() -> list[int]:
    """Return the installation's administrators who have not left."""
    return _in_office(Member.role == Role.ADMIN)


def leaders_of(group_id: int | None) -> list[int]:
    """Return the members who lead a group and have not left."""
    return _in_office(Member.group_id == group_id, Member.role == Role.LEADER)


def _in_office(*where: ColumnElement[bool]) -> list[int]:
    return list(
        db.session.scalars(select(Member.id).where(*where, Member.left_at.is_(None)).order_by(Member.id))
    )


def _lines(conditions: list[ColumnElement[bool]]) -> Any:
    return (
        select(
            Member.id,
            Member.name,
            Member.username,
            Member.phone,
            Group.name,
            Member.role,
            Member.kind,
            Member.duty,
            Member.exempt,
            Member.password_hash.is_(None),
            Member.left_at,
        )
        .outerjoin(Group, Group.id == Member.group_id)
        .where(*conditions)
        .order_by(Group.position.is_(None), Group.position, Group.id, Member.name, Member.id)
    )


def _conditions(branch_id: int, wanted: MemberFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Member.branch_id == branch_id]
    found.append(Member.left_at.is_not(None) if wanted.state == "left" else Member.left_at.is_(None))
    if wanted.state == "waiting":
        found.append(Member.password_hash.is_(None))
    if wanted.text:
        fields = (Member.name, Member.username, Member.phone, Member.duty)
        found.append(or_(*(field.icontains(wanted.text, autoescape=True) for field in fields)))
    if wanted.group_id is not None:
        found.append(Member.group_id == wanted.group_id if wanted.group_id else Member.group_id.is_(None))
    if wanted.kind:
        found.append(Member.kind == wanted.kind)
    if wanted.role:
        found.append(Member.role == wanted.role)
    return found


def groups_of(branch_id: int) -> list[GroupLine]:
    """Return a branch's groups in their order, with the number of members and their leaders' names."""
    here = (Member.group_id == Group.id) & Member.left_at.is_(None)
    rows = db.session.execute(
        select(Group.id, Group.name, func.count(Member.id))
        .outerjoin(Member, here)
        .where(Group.branch_id == branch_id, Group.archived_at.is_(None))
        .group_by(Group.id, Group.name, Group.position)
        .order_by(Group.position, Group.id)
    ).all()
    leaders: dict[int | None, list[str]] = {}
    for group_id, name in db.session.execute(
        select(Member.group_id, Member.name).where(
            Member.branch_id == branch_id, Member.role == Role.LEADER, Member.left_at.is_(None)
        )
    ):
        leaders.setdefault(group_id, []).append(name)
    return [GroupLine(id, name, count, "、".join(leaders.get(id, ()))) for id, name, count in rows]


def branches(*, with_archived: bool = False) -> list[BranchLine]:
    """Return the installation's branches by name, with how many members and groups each has; guest units are none."""
    members = (
        select(func.count()).where(Member.branch_id == Branch.id, Member.left_at.is_(None)).scalar_subquery()
    )
    groups = (
        select(func.count())
        .where(Group.branch_id == Branch.id, Group.archived_at.is_(None))
        .scalar_subquery()
    )
    wanted = select(Branch.id, Branch.name, members, groups, Branch.archived_at, Branch.settings)
    if not with_archived:
        wanted = wanted.where(Branch.archived_at.is_(None))
    rows = db.session.execute(wanted.order_by(Branch.archived_at.is_not(None), Branch.name))
    return [BranchLine(*row[:5]) for row in rows if "partner_of" not in (row.settings or {})]


def branch_setting(branch_id: int, key: str, default: Any = None) -> Any:
    """Return one setting of a branch."""
    branch = db.session.get(Branch, branch_id)
    return (branch.settings or {}).get(key, default) if branch else default


def last_seen(member_id: int) -> datetime | None:
    """Return when a member was last seen signed in, None when never."""
    return db.session.scalar(
        select(func.max(LoginSession.last_seen_at)).where(LoginSession.member_id == member_id)
    )


def home_at(member: Member, moment: datetime) -> Home:
    """Return where a member stood at a moment: of one before the first stay that is kept, where that was."""
    stay = db.session.execute(
        select(Membership.branch_id, Membership.group_id)
        .where(Membership.member_id == member.id, or_(Membership.to_at.is_(None), Membership.to_at > moment))
        .order_by(Membership.from_at, Membership.id.desc())
        .limit(1)
    ).one_or_none()
    return Home(stay.branch_id, stay.group_id) if stay else Home(member.branch_id, member.group_id)


def stay_at(branch_id: int, moment: datetime) -> ColumnElement[bool]:
    """Return the condition on a stay that somebody stood in a branch at a moment."""
    ends = or_(Membership.to_at.is_(None), Membership.to_at > moment)
    return and_(Membership.branch_id == branch_id, Membership.from_at <= moment, ends)


def member_names(ids: Collection[int | None]) -> dict[int, str]:
    """Return members' names by id; None is nobody."""
    wanted = {one for one in ids if one is not None}
    rows = db.session.execute(select(Member.id, Member.name).where(Member.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def names_of(ids: Collection[int]) -> dict[str, str]:
    """Return members' names by id, as text: so the audit log keeps its objects."""
    return {str(id): name for id, name in member_names(ids).items()}


def audit_page(
    branch_id: int | None, page: int, text: str = "", actions: Collection[str] = ()
) -> Page[AuditLine]:
    """Return one page of the audit log, the newest first; of one branch, or of all with None.

    Narrowed to the lines that hold `text` or name one of `actions`.
    """
    conditions: list[ColumnElement[bool]] = []
    if branch_id is not None:
        conditions.append(AuditLine.branch_id == branch_id)
    if text:
        fields = (AuditLine.actor_name, AuditLine.action, AuditLine.reason)
        holds = (field.icontains(text, autoescape=True) for field in fields)
        conditions.append(or_(AuditLine.action.in_(actions), *holds))
    total = db.session.scalar(select(func.count()).select_from(AuditLine).where(*conditions)) or 0
    rows = db.session.scalars(
        select(AuditLine)
        .where(*conditions)
        .order_by(AuditLine.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return Page(rows, page, PAGE_SIZE, total)
