"""Pledges on the phone: the branch's open ones, one's own, how far it is, the look back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts.models import Group, Member
from ...core import clock
from ...core.errors import NotFound
from ...core.local import today
from ...core.permissions import Permission, allowed
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import me, requires
from ...web.forms import accepted
from ...web.intake import row_id
from .. import queries, service
from ..forms import CheckForm, PledgeForm
from ..models import Pledge
from ..service.pledges import CHECK_MONTH
from ..wording import Progress, Standing
from .blueprint import blueprint


@blueprint.get("/pledges/")
@requires(Permission.TAKE_PART)
def pledges() -> ResponseReturnValue:
    year = request.args.get("year", default=today().year, type=row_id)
    lines = queries.pledges.open_ones(me().branch_id, year)
    return render_template(
        "community/pledges.html",
        lines=lines,
        own=service.pledges.own(me().member_id, year),
        year=year,
        may_write=year in (today().year, today().year + 1),
        years=sorted({today().year, *queries.pledges.years(me().branch_id)}, reverse=True),
    )


@blueprint.route("/pledges/write", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def write_pledge() -> ResponseReturnValue:
    year = request.args.get("year", default=today().year, type=row_id)
    own = service.pledges.own(me().member_id, year)
    if own is not None and own.state is Standing.PUBLIC:
        return redirect(url_for("community.pledge", pledge_id=own.id))
    form = _filled(own)
    if form.validate_on_submit() and accepted(form, lambda: _write(year, form)):
        flash(gettext("已交给组织者，确认后向支部公开。"), "ok")
        return redirect(url_for("community.pledges", year=year))
    page = render_template("community/pledge_form.html", form=form, own=own, year=year)
    return page, 422 if form.errors or form.form_errors else 200


def _filled(own: Pledge | None) -> PledgeForm:
    if own is None:
        return PledgeForm(post=db.session.get_one(Member, me().member_id).duty)
    items = {f"item{item.position}": item.text for item in own.items}
    return PledgeForm(post=own.post, **items)


def _write(year: int, form: PledgeForm) -> None:
    with unit_of_work():
        draft = service.pledges.Draft(form.post.data, form.items())
        service.pledges.write(draft, year, actor=me(), now=clock.now())


@blueprint.get("/pledges/<int:pledge_id>")
@requires(Permission.TAKE_PART)
def pledge(pledge_id: int) -> ResponseReturnValue:
    return _page(_seen(pledge_id), CheckForm(formdata=None))


def _page(row: Pledge, form: CheckForm) -> ResponseReturnValue:
    member = db.session.get_one(Member, row.member_id)
    html = render_template(
        "community/pledge.html",
        pledge=row,
        member=member,
        group=db.session.get(Group, row.group_id) if row.group_id else None,
        is_own=row.member_id == me().member_id,
        may_check=(today().year, today().month) >= (row.year, CHECK_MONTH),
        form=form,
    )
    return html, 422 if form.errors else 200


def _seen(pledge_id: int) -> Pledge:
    """Return a pledge that the caller may read: one's own, an open one of the branch, or one to be judged."""
    row = db.session.get(Pledge, pledge_id)
    if row is None:
        raise NotFound
    is_open = row.state is Standing.PUBLIC and row.branch_id == me().branch_id
    judged = allowed(me(), Permission.MANAGE_COMMUNITY, branch_id=row.branch_id)
    if not (row.member_id == me().member_id or is_open or judged):
        raise NotFound
    return row


def _own(pledge_id: int) -> Pledge:
    row = db.session.get(Pledge, pledge_id)
    if row is None or row.member_id != me().member_id:
        raise NotFound
    return row


@blueprint.post("/pledges/<int:pledge_id>/progress")
@requires(Permission.TAKE_PART)
def mark_pledge(pledge_id: int) -> ResponseReturnValue:
    row = _own(pledge_id)
    marks = [
        service.pledges.Mark(item.position, _progress(item.position), _note(item.position))
        for item in row.items
    ]
    with unit_of_work():
        service.pledges.mark(row, marks, actor=me(), now=clock.now())
    flash(gettext("进展已更新。"), "ok")
    return redirect(url_for("community.pledge", pledge_id=pledge_id))


def _progress(position: int) -> Progress:
    given = request.form.get(f"progress{position}", "")
    return Progress(given) if given in set(Progress) else Progress.OPEN


def _note(position: int) -> str:
    return request.form.get(f"note{position}", "")


@blueprint.post("/pledges/<int:pledge_id>/check")
@requires(Permission.TAKE_PART)
def check_pledge(pledge_id: int) -> ResponseReturnValue:
    row, form = _own(pledge_id), CheckForm()
    if form.validate() and accepted(form, lambda: _check(row, form)):
        flash(gettext("年终自查已保存。"), "ok")
        return redirect(url_for("community.pledge", pledge_id=pledge_id))
    return _page(row, form)


def _check(row: Pledge, form: CheckForm) -> None:
    with unit_of_work():
        service.pledges.look_back(row, form.text.data or "", actor=me(), now=clock.now())
