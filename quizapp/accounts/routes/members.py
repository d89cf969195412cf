"""The branch's members: the list, adding and changing."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.paging import page_number
from ...core.permissions import Permission, Role
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted, choices
from ...web.intake import row_id
from .. import queries, service
from ..forms import LeaveForm, MemberForm, NewMemberForm
from ..kinds import KIND_TITLES, ROLE_TITLES, MemberKind
from ..models import Branch, Group, Member
from ..roster_cells import clean_phone
from . import visits
from .blueprint import blueprint


@blueprint.get("/members")
@requires(Permission.MANAGE_MEMBERS)
def members() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_MEMBERS)
    wanted = _wanted()
    page = queries.members_page(branch.id, wanted, page_number(request.args.get("page")))
    args = {key: value for key, value in request.args.items() if key != "page" and value}
    return render_template(
        "accounts/members.html",
        branch=branch,
        page=page,
        wanted=wanted,
        args=args,
        branch_args=branch_args(branch.id),
        groups=queries.groups_of(branch.id),
        branches=queries.branches() if me().is_admin else [],
        waiting=len(queries.waiting_members(branch.id, with_admins=me().is_admin)),
        kinds=KIND_TITLES,
        roles=ROLE_TITLES,
    )


def _wanted() -> queries.MemberFilter:
    kind = role = None
    with suppress(ValueError):
        kind = MemberKind(request.args["kind"]) if request.args.get("kind") else None
    with suppress(ValueError):
        role = Role(request.args["role"]) if request.args.get("role") else None
    return queries.MemberFilter(
        text=request.args.get("q", "").strip()[:64],
        group_id=request.args.get("group", type=row_id),
        kind=kind,
        role=role,
        state=request.args.get("state", ""),
    )


@blueprint.route("/members/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def new_member() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_MEMBERS)
    form = _offer(NewMemberForm(), branch)
    made: list[int] = []
    if form.validate_on_submit() and accepted(form, lambda: made.append(_create(branch, form))):
        flash(gettext("已添加，把邀请链接交给本人即可登录。"), "ok")
        return redirect(url_for("accounts.member", member_id=made[0]))
    page = render_template("accounts/new_member.html", form=form, branch=branch, args=branch_args(branch.id))
    return page, 422 if form.errors else 200


def _create(branch: Branch, form: NewMemberForm) -> int:
    with unit_of_work():
        made = service.create_member(
            branch,
            username=form.username.data or clean_phone(form.phone.data) or "",
            name=form.name.data,
            actor=me(),
            now=clock.now(),
            group=db.session.get(Group, form.group_id.data) if form.group_id.data else None,
            role=Role(form.role.data),
            kind=MemberKind(form.kind.data),
            phone=form.phone.data,
            duty=form.duty.data,
            joined_party_on=form.joined_party_on.data,
            exempt=form.exempt.data,
        )
        return made.id


@blueprint.get("/members/<int:member_id>")
@requires(Permission.MANAGE_MEMBERS)
def member(member_id: int) -> ResponseReturnValue:
    found = visits.member_in_question(member_id)
    return member_page(found)


@blueprint.post("/members/<int:member_id>")
@requires(Permission.MANAGE_MEMBERS)
def save_member(member_id: int) -> ResponseReturnValue:
    found = visits.member_in_question(member_id)
    form = _offer(MemberForm(obj=found), found.branch)
    if form.validate() and accepted(form, lambda: _save(found, form)):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("accounts.member", member_id=member_id))
    return member_page(found, form=form), 422


def _save(found: Member, form: MemberForm) -> None:
    details = service.MemberDetails(
        name=form.name.data,
        phone=form.phone.data,
        group_id=form.group_id.data or None,
        role=Role(form.role.data),
        kind=MemberKind(form.kind.data),
        duty=form.duty.data,
        joined_party_on=form.joined_party_on.data,
        exempt=form.exempt.data,
    )
    with unit_of_work():
        service.change_member(found, details, actor=me(), now=clock.now())


def member_page(found: Member, **given: Any) -> str:
    """Return a member's page; `given` forms replace the fresh ones, to show their errors."""
    context = {
        "form": _offer(MemberForm(formdata=None, obj=found), found.branch),
        "leave_form": LeaveForm(formdata=None),
        **given,
    }
    return render_template(
        "accounts/member.html",
        member=found,
        last_seen=queries.last_seen(found.id),
        is_out_of_reach=found.role is Role.ADMIN and not me().is_admin,
        args=branch_args(found.branch_id),
        **context,
    )


def _offer(form: Any, branch: Branch) -> Any:
    """Fill in the choices: the branch's groups, and the roles that the caller may give."""
    form.group_id.choices = choices(
        [(0, gettext("（未分组）")), *((group.id, group.name) for group in branch.groups)]
    )
    form.group_id.data = form.group_id.data or 0
    form.role.choices = choices(
        (role, gettext(title))
        for role, title in ROLE_TITLES.items()
        if role is not Role.ADMIN or me().is_admin or form.role.object_data is Role.ADMIN
    )
    return form
