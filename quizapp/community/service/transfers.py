"""Verbs on transfers: asked for, let go by one side, received by the other; only then does the roll change."""

from __future__ import annotations

from datetime import date, datetime

from ...accounts import queries as people
from ...accounts import service as accounts
from ...accounts.models import Branch, Group, Member
from ...core import audit
from ...core.errors import DomainError, Forbidden, Invalid
from ...core.i18n import N_
from ...core.permissions import Identity, Permission, allowed
from ...core.transaction import hold_still
from ...extensions import db
from ...notices import service as notices
from ..models import Transfer
from ..queries import transfers as queries
from ..wording import TransferState

MOST_REASON = 200


def ask(
    member: Member,
    *,
    to_branch_id: int,
    to_group_id: int | None,
    day: date,
    reason: str,
    actor: Identity,
    now: datetime,
) -> Transfer:
    """Ask for a transfer; between branches only an administrator does, and the other branch names the group."""
    hold_still(member)
    accounts.check_reach(actor, member)
    if not reason.strip() or len(reason) > MOST_REASON:
        raise Invalid(N_("请写明原因，最多 %(max)d 个字。"), field="reason", max=MOST_REASON)
    if queries.open_of(member.id) is not None:
        raise Invalid(N_("这位成员已有一件未办完的转移，请先办完或取消。"), field="reason")
    if member.left_at is not None:
        raise Invalid(N_("已离开支部的成员不能转移。"), field="reason")
    _check_goal(member, to_branch_id, to_group_id, actor)
    row = Transfer(
        member_id=member.id,
        from_branch_id=member.branch_id,
        from_group_id=member.group_id,
        to_branch_id=to_branch_id,
        to_group_id=to_group_id,
        day=day,
        reason=reason.strip(),
        state=TransferState.ASKED,
        refusal="",
        asked_by=actor.member_id,
        asked_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _note("transfer.asked", row, actor, now, reason.strip())
    _tell(row, "transfer.asked", _side(row.from_branch_id, row.from_group_id), actor, now)
    return row


def _check_goal(member: Member, branch_id: int, group_id: int | None, actor: Identity) -> None:
    branch = db.session.get(Branch, branch_id)
    if branch is None or branch.archived_at:
        raise Invalid(N_("请选择另一个在用的支部。"), field="goal")
    if branch_id != member.branch_id and not actor.is_admin:
        raise Forbidden(N_("支部之间的转移由管理员提出。"), code="transfer.admin_only")
    if branch_id == member.branch_id and group_id == member.group_id:
        raise Invalid(N_("请选择另一个党小组。"), field="goal")
    if group_id is not None:
        group = db.session.get(Group, group_id)
        if group is None or group.branch_id != branch_id or group.archived_at:
            raise Invalid(N_("请选择另一个党小组。"), field="goal")


def may_release(transfer: Transfer, actor: Identity) -> bool:
    """Say whether somebody speaks for the side that lets go."""
    return transfer.state is TransferState.ASKED and _speaks_for(
        actor, transfer.from_branch_id, transfer.from_group_id
    )


def may_receive(transfer: Transfer, actor: Identity) -> bool:
    """Say whether somebody speaks for the side that receives."""
    return transfer.state is TransferState.RELEASED and _speaks_for(
        actor, transfer.to_branch_id, transfer.to_group_id
    )


def may_cancel(transfer: Transfer, actor: Identity) -> bool:
    """Say whether somebody may take the request back: who asked, or who looks after the branch."""
    looks_after = allowed(actor, Permission.MANAGE_MEMBERS, branch_id=transfer.from_branch_id)
    return transfer.is_open and (actor.member_id == transfer.asked_by or looks_after)


def _speaks_for(actor: Identity, branch_id: int, group_id: int | None) -> bool:
    return allowed(actor, Permission.CONFIRM_TRANSFERS, branch_id=branch_id, group_id=group_id)


def release(transfer: Transfer, *, actor: Identity, now: datetime) -> None:
    """Let a member go; the other side is told."""
    hold_still(transfer)
    if not may_release(transfer, actor):
        raise _too_late(transfer)
    transfer.state, transfer.released_by, transfer.released_at = (
        TransferState.RELEASED,
        actor.member_id,
        now,
    )
    _note("transfer.released", transfer, actor, now)
    _tell(transfer, "transfer.released", _side(transfer.to_branch_id, transfer.to_group_id), actor, now)


def receive(transfer: Transfer, group_id: int | None, *, actor: Identity, now: datetime) -> None:
    """Take a member in: from now on he or she stands in the new group; the newcomer is welcomed."""
    hold_still(transfer)
    if not may_receive(transfer, actor):
        raise _too_late(transfer)
    member = db.session.get_one(Member, transfer.member_id)
    if (member.branch_id, member.left_at) != (transfer.from_branch_id, None):
        raise DomainError(N_("成员已不在原支部，请取消这件转移。"), code="transfer.moved")
    if transfer.within_branch:
        accounts.regroup(member, transfer.to_group_id, actor=actor, now=now, reason=transfer.reason)
    else:
        transfer.to_group_id = group_id
        branch = db.session.get_one(Branch, transfer.to_branch_id)
        accounts.transfer(member, branch, actor=actor, now=now, reason=transfer.reason, group_id=group_id)
    _end(transfer, TransferState.DONE, actor, now)
    _note("transfer.done", transfer, actor, now)
    params = {"place": queries.place_of(transfer.to_branch_id, transfer.to_group_id)}
    notices.tell([member.id], "transfer.done", params, "/welcome/", str(transfer.id), now=now)
    _tell(transfer, "transfer.received", [transfer.asked_by], actor, now)


def refuse(transfer: Transfer, reason: str, *, actor: Identity, now: datetime) -> None:
    """Say no for one's own side, with a reason; who asked is told."""
    hold_still(transfer)
    if not (may_release(transfer, actor) or may_receive(transfer, actor)):
        raise _too_late(transfer)
    if not reason.strip() or len(reason) > MOST_REASON:
        raise Invalid(N_("请写明原因，最多 %(max)d 个字。"), field="reason", max=MOST_REASON)
    transfer.refusal = reason.strip()
    _end(transfer, TransferState.REFUSED, actor, now)
    _note("transfer.refused", transfer, actor, now, transfer.refusal)
    _tell(transfer, "transfer.refused", [transfer.asked_by], actor, now)


def cancel(transfer: Transfer, *, actor: Identity, now: datetime) -> None:
    """Take a request back before it is done."""
    hold_still(transfer)
    if not may_cancel(transfer, actor):
        raise _too_late(transfer)
    _end(transfer, TransferState.CANCELLED, actor, now)
    _note("transfer.cancelled", transfer, actor, now)


def _too_late(transfer: Transfer) -> DomainError:
    if transfer.is_open:
        return Forbidden(N_("这一步由另一方确认。"), code="transfer.other_side")
    return DomainError(N_("这件转移已经办完。"), code="transfer.over")


def _end(transfer: Transfer, state: TransferState, actor: Identity, now: datetime) -> None:
    transfer.state, transfer.ended_by, transfer.ended_at = state, actor.member_id, now


def _side(branch_id: int, group_id: int | None) -> list[int]:
    """Return who speaks for a place: the group's leaders, and the branch's organisers."""
    return [*people.leaders_of(group_id), *people.organisers_of(branch_id)]


def _tell(transfer: Transfer, kind: str, told: list[int], actor: Identity, now: datetime) -> None:
    params = {
        "name": people.names_of([transfer.member_id])[str(transfer.member_id)],
        "place": queries.place_of(transfer.to_branch_id, transfer.to_group_id),
        "reason": transfer.refusal or transfer.reason,
    }
    link = f"/manage/transfers/{transfer.id}"
    others = [one for one in told if one != actor.member_id]
    notices.tell(others, kind, params, link, str(transfer.id), now=now)


def _note(action: str, transfer: Transfer, actor: Identity, now: datetime, reason: str = "") -> None:
    after = {"member_id": transfer.member_id, "to": transfer.to_branch_id, "group_id": transfer.to_group_id}
    audit.note(
        actor,
        action,
        "transfer",
        transfer.id,
        at=now,
        branch_id=transfer.from_branch_id,
        after=after,
        reason=reason,
    )
