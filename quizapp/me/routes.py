"""Pages of the record: one's own, a member's, the branch's ledger, the points rules."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ..accounts.models import Member
from ..boards.periods import asked_period
from ..core import clock, local
from ..core.errors import NotFound
from ..core.paging import page_number
from ..core.permissions import Permission
from ..core.transaction import unit_of_work
from ..extensions import db
from ..record import queries, service
from ..record.periods import Span
from ..web.access import check, me, requires
from . import page as pages

blueprint = Blueprint("record", __name__, url_prefix="/record")
blueprint.add_app_template_filter(pages.reason_of, "entry_reason")


@blueprint.get("/", endpoint="me")
@requires(Permission.TAKE_PART)
def mine() -> ResponseReturnValue:
    return _page_of(me().member_id)


@blueprint.get("/members/<int:member_id>")
@requires(Permission.SEE_RECORD)
def of_member(member_id: int) -> ResponseReturnValue:
    return _page_of(member_id)


def _page_of(member_id: int) -> ResponseReturnValue:
    member = db.session.get(Member, member_id)
    if member is None:
        raise NotFound
    check(Permission.SEE_RECORD, branch_id=member.branch_id, group_id=member.group_id, member_id=member.id)
    period = asked_period(Span.YEAR)
    shown = pages.record_page(
        member.id,
        member.branch_id,
        member.group_id,
        period,
        page_number(request.args.get("page")),
        clock.now(),
        current_app.extensions["settings"].zone,
    )
    return render_template("me/record.html", member=member, shown=shown, own=member.id == me().member_id)


@blueprint.get("/entries")
@requires(Permission.MANAGE_RECORD)
def entries() -> ResponseReturnValue:
    rule, period = request.args.get("rule", ""), asked_period(Span.MONTH)
    page = queries.entries(
        page_number(request.args.get("page")), branch_id=me().branch_id, period=period, rule=rule
    )
    _, sheet = queries.sheet_for(me().branch_id, local.today())
    members = {row.id: row for row in db.session.query(Member).filter(Member.branch_id == me().branch_id)}
    return render_template(
        "me/entries.html", page=page, period=period, rule=rule, sheet=sheet, members=members
    )


@blueprint.post("/entries/<int:entry_id>/reverse")
@requires(Permission.MANAGE_RECORD)
def reverse(entry_id: int) -> ResponseReturnValue:
    found = queries.entry(entry_id)
    if found is None:
        raise NotFound
    check(Permission.MANAGE_RECORD, branch_id=found.branch_id)
    with unit_of_work():
        service.reverse(entry_id, actor=me(), now=clock.now(), reason=request.form.get("reason", ""))
    flash(gettext("已撤销，另记一条更正。"), "success")
    return redirect(url_for("record.entries", period=request.form.get("period") or None))


@blueprint.get("/rules")
@requires(Permission.TAKE_PART)
def rules() -> ResponseReturnValue:
    _, sheet = queries.sheet_for(me().branch_id, local.today())
    return render_template("me/rules.html", sheet=sheet)
