"""Verbs that put members elsewhere: several into a group, one to another group, one to another branch.

What was earned stays where it was earned: the ledger's entries keep their branch and group.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ...core import identities
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Identity, Role
from ...extensions import db
from ..models import Branch, Member
from .members import check_group, check_reach, free_phone, note, stand


def move_members(
    branch_id: int, ids: list[int], group_id: int | None, *, actor: Identity, now: datetime
) -> int:
    """Put several members of one branch into a group (None: into none); return how many moved."""
    check_group(branch_id, group_id)
    chosen = select(Member).where(Member.branch_id == branch_id, Member.id.in_(ids), Member.left_at.is_(None))
    moved = [member for member in db.session.scalars(chosen) if member.group_id != group_id]
    for member in moved:
        check_reach(actor, member)
        before, member.group_id = member.group_id, group_id
        stand(member, now, "")
        note(actor, "member.moved", member, now, {"group_id": before}, {"group_id": group_id})
        identities.forget(member.id)
    return len(moved)


def regroup(
    member: Member, group_id: int | None, *, actor: Identity | None, now: datetime, reason: str = ""
) -> None:
    """Move a member to another group of the branch; what was earned stays where it was earned."""
    check_group(member.branch_id, group_id)
    before, member.group_id = member.group_id, group_id
    if member.role is Role.LEADER:
        member.role = Role.MEMBER  # an office does not go along
    stand(member, now, reason)
    note(actor, "member.moved", member, now, {"group_id": before}, {"group_id": group_id}, reason)
    identities.forget(member.id)


def transfer(
    member: Member,
    branch: Branch,
    *,
    actor: Identity | None,
    now: datetime,
    reason: str = "",
    group_id: int | None = None,
) -> None:
    """Move a member to another branch of the installation; what was earned stays where it was earned."""
    if branch.archived_at or branch.id == member.branch_id:
        raise Invalid(N_("请选择另一个在用的支部。"), field="branch_id")
    check_group(branch.id, group_id)
    free_phone(member.phone, branch.id, member.id)
    before = {"branch_id": member.branch_id, "group_id": member.group_id}
    member.branch_id, member.group_id = branch.id, group_id
    if member.role is not Role.ADMIN:
        member.role = Role.MEMBER  # an office does not go along
    stand(member, now, reason)
    note(actor, "member.transferred", member, now, before, {"branch_id": branch.id}, reason)
    identities.forget(member.id)
