"""Transfers: the list, asking, the two sides' answers, and the farewell to print."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts import queries as people
from ...accounts.models import Branch, Member
from ...core import clock
from ...core.errors import Invalid, NotFound
from ...core.local import today
from ...core.paging import page_number
from ...core.permissions import Permission, allowed
from ...core.transaction import unit_of_work
from ...documents.responding import asked_form, respond
from ...extensions import db
from ...web.access import check, me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted, choices
from ...web.intake import row_id
from .. import farewell, open_ends, queries, service
from ..forms import ReceiveForm, TransferForm
from ..models import Transfer
from ..wording import TransferState
from .blueprint import blueprint


@blueprint.get("/manage/transfers")
@requires(Permission.CONFIRM_TRANSFERS)
def transfers() -> ResponseReturnValue:
    branch = branch_in_question(Permission.CONFIRM_TRANSFERS) if me().is_organiser else None
    asked = request.args.get("state", "")
    page = queries.transfers.of_branch(
        branch.id if branch else me().branch_id,
        page_number(request.args.get("page")),
        group_id=None if branch else me().group_id or 0,
        state=TransferState(asked) if asked in set(TransferState) else None,
    )
    args = branch_args(branch.id) if branch else {}
    return render_template("community/transfers.html", page=page, state=asked, args=args)


@blueprint.route("/manage/transfers/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def new_transfer() -> ResponseReturnValue:
    member = _member(request.args.get("member", type=row_id))
    form = TransferForm(goal=request.args.get("goal", ""), day=today())
    form.goal.choices = choices(_goals(member))
    made: list[int] = []
    if form.validate_on_submit() and accepted(form, lambda: made.append(_ask(member, form))):
        flash(gettext("已提出，等待转出方确认。"), "ok")
        return redirect(url_for("community.transfer", transfer_id=made[0]))
    page = render_template(
        "community/transfer_form.html", form=form, member=member, args=branch_args(member.branch_id)
    )
    return page, 422 if form.errors else 200


def _member(member_id: int | None) -> Member:
    member = db.session.get(Member, member_id) if member_id else None
    if member is None:
        raise NotFound
    check(Permission.MANAGE_MEMBERS, branch_id=member.branch_id)
    return member


def _goals(member: Member) -> list[tuple[str, str]]:
    """Return where a member may go: the branch's other groups, and other branches where an administrator asks."""
    groups = [(f"g{one.id}", one.name) for one in member.branch.groups if one.id != member.group_id]
    if not me().is_admin:
        return groups
    others = [one for one in people.branches() if one.id != member.branch_id]
    return [*groups, *((f"b{one.id}", one.name) for one in others)]


def _ask(member: Member, form: TransferForm) -> int:
    kind, number = form.goal.data[0], int(form.goal.data[1:])
    with unit_of_work():
        row = service.transfers.ask(
            member,
            to_branch_id=number if kind == "b" else member.branch_id,
            to_group_id=number if kind == "g" else None,
            day=form.day.data or today(),
            reason=form.reason.data,
            actor=me(),
            now=clock.now(),
        )
        return row.id


@blueprint.get("/manage/transfers/<int:transfer_id>")
@requires(Permission.CONFIRM_TRANSFERS)
def transfer(transfer_id: int) -> ResponseReturnValue:
    return _page(_transfer(transfer_id), "")


def _transfer(transfer_id: int) -> Transfer:
    """Return a transfer that the caller has to do with: one side's organiser, leader, or an administrator."""
    row = db.session.get(Transfer, transfer_id)
    if row is None:
        raise NotFound
    sides = ((row.from_branch_id, row.from_group_id), (row.to_branch_id, row.to_group_id))
    speaks = (
        allowed(me(), Permission.CONFIRM_TRANSFERS, branch_id=branch_id, group_id=group_id)
        for branch_id, group_id in sides
    )
    if not any(speaks):
        raise NotFound
    return row


def _page(row: Transfer, error: str) -> ResponseReturnValue:
    goal = db.session.get_one(Branch, row.to_branch_id)
    form = ReceiveForm(formdata=None, group_id=row.to_group_id or 0)
    form.group_id.choices = choices(
        [(0, gettext("（未分组）")), *((group.id, group.name) for group in goal.groups)]
    )
    html = render_template(
        "community/transfer.html",
        line=queries.transfers.line(row.id),
        transfer=row,
        may_release=service.transfers.may_release(row, me()),
        may_receive=service.transfers.may_receive(row, me()),
        may_cancel=service.transfers.may_cancel(row, me()),
        may_return=row.state is TransferState.DONE and _may_ask_back(row),
        names=people.names_of([id for id in (row.asked_by, row.released_by, row.ended_by) if id]),
        ends=open_ends.of(row.member_id) if row.is_open else [],
        form=form,
        error=error,
    )
    return html, 422 if error else 200


def _may_ask_back(row: Transfer) -> bool:
    """Say whether the caller may ask for the way back: the member still stands where the transfer led."""
    member = db.session.get_one(Member, row.member_id)
    return member.branch_id == row.to_branch_id and allowed(
        me(),
        Permission.MANAGE_MEMBERS if row.within_branch else Permission.MANAGE_BRANCHES,
        branch_id=member.branch_id,
    )


@blueprint.post("/manage/transfers/<int:transfer_id>/<any(release, receive, refuse, cancel):act>")
@requires(Permission.CONFIRM_TRANSFERS)
def step_transfer(transfer_id: int, act: str) -> ResponseReturnValue:
    row = _transfer(transfer_id)
    try:
        with unit_of_work():
            _step(row, act)
    except Invalid as error:
        return _page(row, gettext(error.message, **error.params))
    words = {
        "release": gettext("已同意转出，等待转入方确认。"),
        "receive": gettext("已转入，原来的记录都在。"),
        "refuse": gettext("已答复。"),
        "cancel": gettext("已取消。"),
    }
    flash(words[act], "ok")
    return redirect(url_for("community.transfers"))


def _step(row: Transfer, act: str) -> None:
    who: dict[str, Any] = {"actor": me(), "now": clock.now()}
    if act == "release":
        service.transfers.release(row, **who)
    elif act == "receive":
        group_id = request.form.get("group_id", type=row_id) or None
        service.transfers.receive(row, group_id, **who)
    elif act == "refuse":
        service.transfers.refuse(row, request.form.get("reason", ""), **who)
    else:
        service.transfers.cancel(row, **who)


@blueprint.get("/manage/transfers/<int:transfer_id>/farewell")
@requires(Permission.CONFIRM_TRANSFERS)
def print_farewell(transfer_id: int) -> ResponseReturnValue:
    row = _transfer(transfer_id)
    if row.state not in (TransferState.RELEASED, TransferState.DONE):
        raise NotFound  # nobody has let the member's record go
    member = db.session.get_one(Member, row.member_id)
    back = (gettext("返回"), url_for("community.transfer", transfer_id=transfer_id))
    return respond(farewell.document(member, row), asked_form(), farewell.title(member), back)
