"""Verbs that write people: branches, groups, members."""

from __future__ import annotations

from datetime import date, datetime

from ..core import audit
from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.permissions import Identity, Role
from ..extensions import db
from .models import Branch, Group, Member, MemberKind, Membership


def create_branch(name: str, *, actor: Identity | None, now: datetime) -> Branch:
    """Add a branch; its name is unique in the installation."""
    name = name.strip()
    if not name:
        raise Invalid(N_("请填写支部名称。"), field="name")
    if db.session.query(Branch.id).filter_by(name=name).first():
        raise Invalid(N_("已有同名的支部“%(name)s”。"), field="name", name=name)
    branch = Branch(name=name, created_at=now, settings={})
    db.session.add(branch)
    db.session.flush()
    audit.note(
        actor, "branch.created", "branch", branch.id, at=now, branch_id=branch.id, after={"name": name}
    )
    return branch


def create_group(branch: Branch, name: str, *, actor: Identity | None, now: datetime) -> Group:
    """Add a group to a branch; its name is unique in the branch."""
    name = name.strip()
    if not name:
        raise Invalid(N_("请填写党小组名称。"), field="name")
    if any(group.name == name for group in branch.groups):
        raise Invalid(N_("本支部已有同名的党小组“%(name)s”。"), field="name", name=name)
    group = Group(name=name, position=len(branch.groups))
    branch.groups.append(group)
    db.session.flush()
    audit.note(actor, "group.created", "group", group.id, at=now, branch_id=branch.id, after={"name": name})
    return group


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
    password_hash: str | None = None,
    must_change_password: bool = False,
) -> Member:
    """Add a member; the username is unique in the installation, in lower case."""
    username = username.strip().lower()
    if not username or not name.strip():
        raise Invalid(N_("请填写姓名和账号。"), field="username")
    if db.session.query(Member.id).filter_by(username=username).first():
        raise Invalid(N_("账号“%(username)s”已被使用，请换一个。"), field="username", username=username)
    member = Member(
        branch_id=branch.id,
        group_id=group.id if group else None,
        username=username,
        name=name.strip(),
        role=role,
        kind=kind,
        phone=phone,
        duty=duty,
        joined_party_on=joined_party_on,
        password_hash=password_hash,
        must_change_password=must_change_password,
        created_at=now,
    )
    db.session.add(member)
    db.session.flush()
    db.session.add(
        Membership(member_id=member.id, branch_id=branch.id, group_id=member.group_id, from_at=now)
    )
    audit.note(
        actor,
        "member.created",
        "member",
        member.id,
        at=now,
        branch_id=branch.id,
        after={"name": member.name, "role": role},
    )
    return member
