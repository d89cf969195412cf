"""Verbs on members: adding, changing, leaving and coming back. Their record is never touched."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update

from ...core import audit, identities
from ...core.errors import DomainError, Forbidden, Invalid
from ...core.i18n import N_
from ...core.permissions import Identity, Role
from ...extensions import db
from ..kinds import MemberKind
from ..models import ApiToken, Branch, Group, LoginSession, Member, Membership, OneTimeLink
from ..roster_cells import clean_phone, clean_username


@dataclass(frozen=True, slots=True)
class MemberDetails:
    """What an organiser may change about a member."""

    name: str
    phone: str
    group_id: int | None
    role: Role
    kind: MemberKind
    duty: str
    joined_party_on: date | None
    exempt: bool


def create_member(
    branch: Branch,
    *,
    username: str,
    name: str,
    actor: Identity | None,
    now: datetime,
    group: Group | None = None,
    role: Role = Role.MEMBER,
    kind: MemberKind = MemberKind.FORMAL,
    phone: str = "",
    duty: str = "",
    joined_party_on: date | None = None,
    exempt: bool = False,
    password_hash: str | None = None,
    must_change_password: bool = False,
) -> Member:
    """Add a member; the username is unique in the installation, in lower case."""
    check_role(actor, role, group.id if group else None)
    member = Member(
        branch_id=branch.id,
        group_id=group.id if group else None,
        username=_free_username(username),
        name=checked_name(name),
        role=role,
        kind=kind,
        phone=free_phone(phone, branch.id),
        duty=duty.strip(),
        joined_party_on=joined_party_on,
        exempt=exempt,
        password_hash=password_hash,
        must_change_password=must_change_password,
        created_at=now,
    )
    db.session.add(member)
    db.session.flush()
    stand(member, now, "")
    note(actor, "member.created", member, now, after={"name": member.name, "role": role})
    return member


def details_of(member: Member) -> MemberDetails:
    """Return what an organiser may change about a member, as it stands."""
    return MemberDetails(
        name=member.name,
        phone=member.phone,
        group_id=member.group_id,
        role=member.role,
        kind=member.kind,
        duty=member.duty,
        joined_party_on=member.joined_party_on,
        exempt=member.exempt,
    )


def change_member(member: Member, details: MemberDetails, *, actor: Identity | None, now: datetime) -> None:
    """Write an organiser's changes to a member; the last administrator keeps the role."""
    check_reach(actor, member)
    if details.role != member.role:
        check_role(actor, details.role, details.group_id)
        if member.role is Role.ADMIN:
            _keep_an_admin(member)
    before = asdict(details_of(member))
    if details.group_id != member.group_id:
        check_group(member.branch_id, details.group_id)
        member.group_id = details.group_id
        stand(member, now, "")
    member.name, member.role, member.kind = checked_name(details.name), details.role, details.kind
    member.phone = free_phone(details.phone, member.branch_id, member.id)
    member.duty, member.exempt = details.duty.strip(), details.exempt
    member.joined_party_on = details.joined_party_on
    after = asdict(details_of(member))
    changed = [key for key in after if after[key] != before[key]]
    if changed:
        note(actor, "member.changed", member, now, _only(before, changed), _only(after, changed))
    identities.forget(member.id)


def leave(member: Member, *, actor: Identity | None, now: datetime, reason: str) -> None:
    """Note that a member left the branch: no more signing in, and the record stays."""
    check_reach(actor, member)
    if member.left_at is not None:
        return
    if not reason.strip():
        raise Invalid(N_("请填写离开的原因。"), field="reason")
    if member.role is Role.ADMIN:
        _keep_an_admin(member)
    member.left_at = now
    _close_standing(member, now)
    close_doors(member.id, now)
    note(actor, "member.left", member, now, reason=reason.strip())


def come_back(member: Member, *, actor: Identity | None, now: datetime) -> None:
    """Take a member who had left back into the branch, as an ordinary member with the old record."""
    check_reach(actor, member)
    if member.left_at is None:
        return
    free_phone(member.phone, member.branch_id, member.id)
    group = db.session.get(Group, member.group_id) if member.group_id else None
    if group and group.archived_at:
        member.group_id = None
    member.left_at = None
    member.role = Role.MEMBER
    stand(member, now, "")
    note(actor, "member.came_back", member, now)
    identities.forget(member.id)


def close_doors(member_id: int, now: datetime) -> None:
    """End a member's sessions, tokens and open links."""
    for table, column in ((LoginSession, "ended_at"), (ApiToken, "revoked_at"), (OneTimeLink, "used_at")):
        still_open = getattr(table, column).is_(None)
        db.session.execute(
            update(table).where(table.member_id == member_id, still_open).values({column: now})
        )
    identities.forget(member_id)


def check_reach(actor: Identity | None, member: Member) -> None:
    """Refuse an organiser who would act on an administrator: it would be a way to the role itself."""
    if actor and not actor.is_admin and member.role is Role.ADMIN:
        raise Forbidden(N_("管理员的账号只能由管理员更改。"), code="member.is_admin")


def check_role(actor: Identity | None, role: Role, group_id: int | None) -> None:
    """Refuse a role that `actor` may not give, or that lacks its group."""
    if role is Role.ADMIN and actor and not actor.is_admin:
        raise Forbidden(N_("只有管理员能设置管理员。"), code="member.admin_only")
    if role is Role.LEADER and group_id is None:
        raise Invalid(N_("党小组组长要先分到一个党小组。"), field="group_id")


def _keep_an_admin(member: Member) -> None:
    others = select(func.count()).where(
        Member.role == Role.ADMIN, Member.left_at.is_(None), Member.id != member.id
    )
    if not db.session.scalar(others):
        raise DomainError(N_("这是最后一位管理员，请先设置另一位管理员。"), code="member.last_admin")


def stand(member: Member, now: datetime, reason: str) -> None:
    """Append where the member stands from now on."""
    _close_standing(member, now)
    db.session.add(
        Membership(
            member_id=member.id,
            branch_id=member.branch_id,
            group_id=member.group_id,
            from_at=now,
            reason=reason,
        )
    )


def _close_standing(member: Member, now: datetime) -> None:
    db.session.execute(
        update(Membership)
        .where(Membership.member_id == member.id, Membership.to_at.is_(None))
        .values(to_at=now)
    )


def check_group(branch_id: int, group_id: int | None) -> None:
    if group_id is None:
        return
    group = db.session.get(Group, group_id)
    if group is None or group.branch_id != branch_id or group.archived_at:
        raise Invalid(N_("请选择本支部的党小组。"), field="group_id")


def checked_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 64:
        raise Invalid(N_("请填写姓名，最多 64 个字。"), field="name")
    return name


def _free_username(username: str) -> str:
    cleaned = clean_username(username)
    if cleaned is None:
        raise Invalid(N_("账号用 2–32 个字母、数字、汉字或 . _ - @，不含空格。"), field="username")
    if db.session.scalar(select(Member.id).where(Member.username == cleaned)):
        raise Invalid(N_("账号“%(username)s”已被使用，请换一个。"), field="username", username=cleaned)
    return cleaned


def free_phone(phone: str, branch_id: int, own_id: int | None = None) -> str:
    cleaned = clean_phone(phone)
    if cleaned is None:
        raise Invalid(N_("手机号只能有数字，5–15 位。"), field="phone")
    holder = select(Member.name).where(
        Member.branch_id == branch_id,
        Member.phone == cleaned,
        Member.left_at.is_(None),
        Member.id != (own_id or 0),
    )
    if cleaned and (name := db.session.scalar(holder.limit(1))):
        raise Invalid(N_("本支部的“%(name)s”已用这个手机号。"), field="phone", name=name)
    return cleaned


def _only(values: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    return {key: _plain(values[key]) for key in keys}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def note(
    actor: Identity | None,
    action: str,
    member: Member,
    now: datetime,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    audit.note(
        actor,
        action,
        "member",
        member.id,
        at=now,
        branch_id=member.branch_id,
        before=before,
        after=after,
        reason=reason,
    )
