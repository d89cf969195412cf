"""Members' pages: what is coming and past, the month, one activity, leave and sign-up."""

from __future__ import annotations

from calendar import Calendar
from contextlib import suppress
from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...files import queries as files
from ...web.access import me, requires
from .. import access, queries, service
from ..attending import AttendanceState
from ..forms import LeaveForm
from ..kinds import KINDS, Invited
from ..models import Activity
from ..service import leave
from . import sight
from .attachments import ATTACHED, SUBJECT
from .blueprint import blueprint


@blueprint.get("/")
@requires(Permission.TAKE_PART)
def index() -> ResponseReturnValue:
    which = request.args.get("show", "")
    which = which if which in ("past", "mine") else "coming"
    page = page_number(request.args.get("page"))
    return render_template(
        "activities/index.html",
        which=which,
        coming=queries.coming(me()) if which == "coming" else [],
        past=None if which == "coming" else queries.past(me(), page, mine=which == "mine"),
    )


@blueprint.get("/calendar")
@requires(Permission.TAKE_PART)
def month() -> ResponseReturnValue:
    today = clock.day_of(clock.now(), sight.zone())
    chosen = month_named(request.args.get("month", "")) or today
    first, after = queries.month_of(chosen)
    by_day: dict[date, list[queries.Card]] = {}
    for card in queries.within(me(), first, after):
        by_day.setdefault(clock.day_of(card.activity.starts_at, sight.zone()), []).append(card)
    return render_template(
        "activities/calendar.html",
        weeks=Calendar().monthdatescalendar(first.year, first.month),
        by_day=by_day,
        first=first,
        today=today,
        before=(first - timedelta(days=1)).strftime("%Y-%m"),
        after=after.strftime("%Y-%m"),
    )


def month_named(text: str) -> date | None:
    """Read a month as an address names it: 2026-11."""
    with suppress(ValueError):
        day = date.fromisoformat(f"{text}-01")
        return day if 2000 <= day.year < 2100 else None
    return None


@blueprint.get("/<int:activity_id>")
@requires(Permission.TAKE_PART)
def show(activity_id: int) -> ResponseReturnValue:
    return page_of(sight.seen(activity_id))


def page_of(activity: Activity, form: LeaveForm | None = None) -> str:
    """Return an activity's page."""
    may_run = access.may_run(activity, me())
    return render_template(
        "activities/show.html",
        activity=activity,
        rule=KINDS[activity.kind],
        named=queries.named(activity),
        own=queries.own_line(activity, me().member_id),
        count=queries.count_of(activity.id),
        waiting=queries.waiting_at(activity.id),
        group_leaves=queries.leaves_of_group(activity, me()),
        may_run=may_run,
        may_manage=access.may_manage(activity, me()),
        may_sign_in=activity.lets_in(clock.now()),
        sign_up=activity.invited is Invited.SIGN_UP,
        files=files.of(SUBJECT, activity.id),
        kinds_of_files=ATTACHED,
        leave_form=form or LeaveForm(formdata=None),
    )


@blueprint.post("/<int:activity_id>/leave")
@requires(Permission.TAKE_PART)
def ask_leave(activity_id: int) -> ResponseReturnValue:
    activity, form = sight.seen(activity_id), LeaveForm()
    if not form.validate():
        return page_of(activity, form), 422
    try:
        with unit_of_work():
            leave.ask(sight.seen(activity_id), form.reason.data, member=me(), now=clock.now())
    except Invalid as refused:
        form.reason.errors = [gettext(refused.message, **refused.params)]
        return page_of(sight.seen(activity_id), form), 422
    flash(gettext("请假已提交，等主持人批准。"), "ok")
    return redirect(url_for("activities.show", activity_id=activity_id))


@blueprint.post("/<int:activity_id>/leave/back")
@requires(Permission.TAKE_PART)
def take_leave_back(activity_id: int) -> ResponseReturnValue:
    sight.seen(activity_id)
    with unit_of_work():
        leave.take_back(sight.seen(activity_id), member=me())
    flash(gettext("已取消请假。"), "ok")
    return redirect(url_for("activities.show", activity_id=activity_id))


@blueprint.post("/<int:activity_id>/join")
@requires(Permission.TAKE_PART)
def join(activity_id: int) -> ResponseReturnValue:
    sight.seen(activity_id)
    with unit_of_work():
        state = service.join(sight.seen(activity_id), member=me(), now=clock.now())
    has_place = state is not AttendanceState.WAITING
    flash(
        gettext("报名成功。") if has_place else gettext("名额已满，已列入候补；有空位会通知你。"),
        "ok" if has_place else "info",
    )
    return redirect(url_for("activities.show", activity_id=activity_id))


@blueprint.post("/<int:activity_id>/join/back")
@requires(Permission.TAKE_PART)
def withdraw(activity_id: int) -> ResponseReturnValue:
    sight.seen(activity_id)
    with unit_of_work():
        service.withdraw(sight.seen(activity_id), member=me(), now=clock.now())
    flash(gettext("已取消报名。"), "ok")
    return redirect(url_for("activities.show", activity_id=activity_id))
