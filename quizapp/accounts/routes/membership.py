"""Moving, leaving, coming back."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted
from ...web.intake import row_id
from .. import service
from ..forms import LeaveForm
from ..models import Member
from . import visits
from .blueprint import blueprint
from .members import member_page


@blueprint.post("/members/move")
@requires(Permission.MANAGE_MEMBERS)
def move_members() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_MEMBERS)
    group_id = request.form.get("group_id", type=row_id) or None
    chosen = request.form.getlist("member", type=row_id)
    with unit_of_work():
        moved = service.move_members(branch.id, chosen, group_id, actor=me(), now=clock.now())
    flash(gettext("已移动 %(count)d 人。", count=moved) if chosen else gettext("没有勾选成员。"), "info")
    return redirect(url_for("accounts.members", **branch_args(branch.id)))


@blueprint.post("/members/<int:member_id>/leave")
@requires(Permission.MANAGE_MEMBERS)
def leave(member_id: int) -> ResponseReturnValue:
    member = visits.member_in_question(member_id)
    form = LeaveForm()
    if form.validate() and accepted(form, lambda: _leave(member, form.reason.data)):
        flash(gettext("已办理离开，学习记录保留。"), "ok")
        return redirect(url_for("accounts.member", member_id=member_id))
    return member_page(member, leave_form=form), 422


def _leave(member: Member, reason: str) -> None:
    with unit_of_work():
        service.leave(member, actor=me(), now=clock.now(), reason=reason)


@blueprint.post("/members/<int:member_id>/come-back")
@requires(Permission.MANAGE_MEMBERS)
def come_back(member_id: int) -> ResponseReturnValue:
    member = visits.member_in_question(member_id)
    with unit_of_work():
        service.come_back(member, actor=me(), now=clock.now())
    flash(gettext("已恢复为成员，原来的记录都在。"), "ok")
    return redirect(url_for("accounts.member", member_id=member_id))
