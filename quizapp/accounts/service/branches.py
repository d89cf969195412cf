"""Verbs on branches and their groups."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from ...core import audit, identities, ordering
from ...core.errors import DomainError, Invalid, NotFound
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..models import Branch, Group, Member

NAME_LENGTH = 80


def create_branch(name: str, *, actor: Identity | None, now: datetime) -> Branch:
    """Add a branch; its name is unique in the installation."""
    branch = Branch(name=_free_branch_name(name), created_at=now, settings={})
    db.session.add(branch)
    db.session.flush()
    after = {"name": branch.name}
    audit.note(actor, "branch.created", "branch", branch.id, at=now, branch_id=branch.id, after=after)
    return branch


def rename_branch(branch: Branch, name: str, *, actor: Identity | None, now: datetime) -> None:
    """Give a branch another name."""
    before, branch.name = branch.name, _free_branch_name(name, branch.id)
    _note_rename(actor, "branch", branch.id, branch.id, before, branch.name, now)
    identities.forget()


def archive_branch(branch: Branch, *, actor: Identity | None, now: datetime) -> None:
    """Close a branch that has no members left; its records stay."""
    here = select(func.count()).where(Member.branch_id == branch.id, Member.left_at.is_(None))
    if db.session.scalar(here):
        raise DomainError(N_("支部还有成员，先把成员转出再停用。"), code="branch.not_empty")
    branch.archived_at = now
    audit.note(actor, "branch.archived", "branch", branch.id, at=now, branch_id=branch.id)


def reopen_branch(branch: Branch, *, actor: Identity | None, now: datetime) -> None:
    """Take an archived branch back into use."""
    branch.archived_at = None
    audit.note(actor, "branch.reopened", "branch", branch.id, at=now, branch_id=branch.id)


def set_branch_setting(
    branch_id: int, key: str, value: Any, *, actor: Identity | None, now: datetime
) -> None:
    """Keep one setting of a branch."""
    branch = db.session.get(Branch, branch_id)
    if branch is None:
        raise NotFound
    before = (branch.settings or {}).get(key)
    if before == value:
        return
    branch.settings = {**(branch.settings or {}), key: value}
    audit.note(
        actor,
        "branch.setting_changed",
        "branch",
        branch_id,
        at=now,
        branch_id=branch_id,
        before={key: before},
        after={key: value},
    )


def create_group(branch: Branch, name: str, *, actor: Identity | None, now: datetime) -> Group:
    """Add a group to a branch; its name is unique in the branch. One given up comes back under its name."""
    name = _group_name(name)
    group = db.session.scalar(select(Group).where(Group.branch_id == branch.id, Group.name == name))
    if group and group.archived_at is None:
        raise Invalid(N_("本支部已有同名的党小组“%(name)s”。"), field="name", name=name)
    if group is None:
        group = Group(name=name)
        branch.groups.append(group)
    group.archived_at = None
    group.position = _last_position(branch.id) + 1
    db.session.flush()
    audit.note(actor, "group.created", "group", group.id, at=now, branch_id=branch.id, after={"name": name})
    return group


def rename_group(group: Group, name: str, *, actor: Identity | None, now: datetime) -> None:
    """Give a group another name."""
    name = _group_name(name)
    other = select(Group.id).where(
        Group.branch_id == group.branch_id, Group.name == name, Group.id != group.id
    )
    if db.session.scalar(other):
        raise Invalid(N_("本支部已有同名的党小组“%(name)s”。"), field="name", name=name)
    before, group.name = group.name, name
    _note_rename(actor, "group", group.id, group.branch_id, before, name, now)


def shift_group(group: Group, steps: int, *, actor: Identity | None, now: datetime) -> None:
    """Move a group up (negative) or down in the branch's order."""
    order = db.session.scalars(
        select(Group)
        .where(Group.branch_id == group.branch_id, Group.archived_at.is_(None))
        .order_by(Group.position, Group.id)
    )
    ordering.shift(order, group, steps)
    audit.note(actor, "group.moved", "group", group.id, at=now, branch_id=group.branch_id)


def delete_group(group: Group, *, actor: Identity | None, now: datetime) -> None:
    """Give an empty group up; one that anything still names is kept out of sight for the record's sake."""
    in_group = select(func.count()).where(Member.group_id == group.id, Member.left_at.is_(None))
    if db.session.scalar(in_group):
        raise DomainError(N_("党小组还有成员，先把成员移到其他小组再删除。"), code="group.not_empty")
    audit.note(
        actor,
        "group.deleted",
        "group",
        group.id,
        at=now,
        branch_id=group.branch_id,
        before={"name": group.name},
    )
    if _is_named(group):
        group.archived_at = now
    else:
        db.session.delete(group)


def _is_named(group: Group) -> bool:
    """Say whether a row of any table refers to a group: who was in it, what it held, what is planned for it."""
    columns = (
        column
        for table in db.metadata.tables.values()
        for column in table.columns
        if any(key.column is Group.__table__.c.id for key in column.foreign_keys)
    )
    return any(db.session.scalar(select(exists().where(column == group.id))) for column in columns)


def _free_branch_name(name: str, own_id: int | None = None) -> str:
    name = name.strip()
    if not name:
        raise Invalid(N_("请填写支部名称。"), field="name")
    if len(name) > NAME_LENGTH:
        raise Invalid(N_("名称最多 80 个字。"), field="name")
    holder = db.session.scalar(select(Branch.id).where(Branch.name == name))
    if holder is not None and holder != own_id:
        raise Invalid(N_("已有同名的支部“%(name)s”。"), field="name", name=name)
    return name


def _group_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise Invalid(N_("请填写党小组名称。"), field="name")
    if len(name) > NAME_LENGTH:
        raise Invalid(N_("名称最多 80 个字。"), field="name")
    return name


def _last_position(branch_id: int) -> int:
    last = db.session.scalar(select(func.max(Group.position)).where(Group.branch_id == branch_id))
    return -1 if last is None else last


def _note_rename(
    actor: Identity | None, kind: str, object_id: int, branch_id: int, before: str, after: str, now: datetime
) -> None:
    if before == after:
        return
    audit.note(
        actor,
        f"{kind}.renamed",
        kind,
        object_id,
        at=now,
        branch_id=branch_id,
        before={"name": before},
        after={"name": after},
    )
