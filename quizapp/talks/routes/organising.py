"""The organisers' pages: talks in numbers, who lacks one, and the plan. Nothing of what was spoken."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...committee import queries as committee
from ...core import clock
from ...core.errors import NotFound
from ...core.local import today
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import check, me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted
from .. import planning, queries
from ..forms import AskedForm, FillForm, PlanForm
from ..models import TalkPlan
from .blueprint import blueprint


def _year() -> int:
    year = request.args.get("year", type=int) or today().year
    if not 2000 <= year <= today().year + 1:
        raise NotFound
    return year


@blueprint.get("/counts")
@requires(Permission.MANAGE_COMMITTEE)
def counts() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_COMMITTEE)
    return render_template(
        "talks/counts.html",
        overview=queries.overview(branch.id, _year(), today()),
        this_year=today().year,
        args=branch_args(branch.id),
    )


@blueprint.get("/counts/print")
@requires(Permission.MANAGE_COMMITTEE)
def counts_print() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_COMMITTEE)
    return render_template(
        "talks/counts_print.html",
        overview=queries.overview(branch.id, _year(), today()),
        branch=branch,
        args=branch_args(branch.id),
    )


@blueprint.get("/plan")
@requires(Permission.MANAGE_COMMITTEE)
def plan() -> ResponseReturnValue:
    branch_id = branch_in_question(Permission.MANAGE_COMMITTEE).id
    return _plan(branch_id, PlanForm(formdata=None))


def _plan(branch_id: int, form: PlanForm, asked: AskedForm | None = None) -> ResponseReturnValue:
    year_end = today().replace(month=12, day=31)
    if form.due_on.data is None:
        form.due_on.data = year_end
    wanted = {kind.value: times for kind, times in queries.asked(branch_id).items()}
    text = request.args.get("q", "").strip()[:30]
    page = render_template(
        "talks/plan.html",
        page=queries.planned_page(branch_id, _year(), text, page_number(request.args.get("page"))),
        text=text,
        year=_year(),
        form=form.with_people(committee.eligible(branch_id)),
        fill=FillForm(formdata=None, due_on=year_end),
        asked=asked or AskedForm(formdata=None, **wanted),
        args=branch_args(branch_id),
    )
    return page, 422 if form.errors or (asked and asked.errors) else 200


@blueprint.post("/plan")
@requires(Permission.MANAGE_COMMITTEE)
def plan_pair() -> ResponseReturnValue:
    branch_id, form = branch_in_question(Permission.MANAGE_COMMITTEE).id, PlanForm()

    def keep() -> None:
        first, second, due_on = form.first_id.data, form.second_id.data, form.due_on.data or today()
        with unit_of_work():
            planning.plan_pair(branch_id, first, second, due_on, actor=me(), now=clock.now())

    if form.validate() and accepted(form, keep):
        flash(gettext("已安排，两位会收到通知。"), "ok")
        return redirect(url_for("talks.plan", **branch_args(branch_id)))
    return _plan(branch_id, form)


@blueprint.post("/plan/fill")
@requires(Permission.MANAGE_COMMITTEE)
def fill_up() -> ResponseReturnValue:
    branch_id, form = branch_in_question(Permission.MANAGE_COMMITTEE).id, FillForm()
    due_on = (form.due_on.data if form.validate() else None) or today().replace(month=12, day=31)
    with unit_of_work():
        added = planning.fill_up(branch_id, due_on, actor=me(), now=clock.now(), today=today())
    if added:
        flash(gettext("已补上 %(n)d 对，各人会收到通知。", n=added), "ok")
    else:
        flash(gettext("不缺了，没有要补的。"), "info")
    return redirect(url_for("talks.plan", **branch_args(branch_id)))


@blueprint.post("/plan/<int:plan_id>/remove")
@requires(Permission.MANAGE_COMMITTEE)
def drop(plan_id: int) -> ResponseReturnValue:
    branch_id = _line(plan_id).branch_id
    with unit_of_work():
        planning.drop(_line(plan_id), actor=me(), now=clock.now())
    return redirect(url_for("talks.plan", **branch_args(branch_id)))


def _line(plan_id: int) -> TalkPlan:
    row = db.session.get(TalkPlan, plan_id)
    if row is None:
        raise NotFound
    check(Permission.MANAGE_COMMITTEE, branch_id=row.branch_id)
    return row


@blueprint.post("/plan/asked")
@requires(Permission.MANAGE_COMMITTEE)
def save_asked() -> ResponseReturnValue:
    branch_id, form = branch_in_question(Permission.MANAGE_COMMITTEE).id, AskedForm()

    def keep() -> None:
        with unit_of_work():
            planning.set_asked(branch_id, form.wanted(), actor=me(), now=clock.now())

    if form.validate() and accepted(form, keep):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("talks.plan", **branch_args(branch_id)))
    return _plan(branch_id, PlanForm(formdata=None), form)
