"""Planning: the organiser's list, the form, the steps of an activity's life."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.branches import branch_args
from ...web.forms import accepted
from ...web.intake import row_id
from .. import queries, service
from ..forms import ActivityForm, RepeatForm, StepForm, values_of
from ..kinds import KINDS, STATE_TITLES, ActivityKind, ActivityState, Invited, Step, titles
from ..models import Activity
from ..queries import Wanted
from . import pages, sight
from .blueprint import blueprint

USUAL_LENGTH = timedelta(minutes=90)
DONE = {
    Step.ANNOUNCE: N_("已通知受邀人员，活动进入他们的日程。"),
    Step.OPEN: N_("签到已开启，把二维码投到大屏上即可。"),
    Step.CLOSE: N_("活动已结束，出席、积分和学时已记入。"),
    Step.REOPEN: N_("已重新打开；改好名单后再结束一次，只有变化的部分会更正。"),
    Step.CANCEL: N_("活动已取消，受邀人员会收到通知。"),
}


@blueprint.get("/manage")
@requires(Permission.MANAGE_ACTIVITIES)
def manage() -> ResponseReturnValue:
    branch, wanted = sight.branch(), _wanted()
    return render_template(
        "activities/manage.html",
        branch=branch,
        branch_args=branch_args(branch.id),
        page=queries.managed(branch.id, me(), wanted, page_number(request.args.get("page"))),
        wanted=wanted,
        kinds=titles(),
        states=STATE_TITLES,
        groups=sight.groups(branch.id),
        args={key: value for key, value in request.args.items() if key != "page" and value},
    )


def _wanted() -> Wanted:
    """Read from the address what the list is narrowed to; what cannot be read narrows nothing."""
    kind = state = group_id = None
    with suppress(ValueError):
        kind = ActivityKind(request.args.get("kind", ""))
    with suppress(ValueError):
        state = ActivityState(request.args.get("state", ""))
    with suppress(ValueError):
        group_id = row_id(request.args.get("group", ""))
    text = request.args.get("q", "").strip()[:64]
    return Wanted(kind, state, pages.month_named(request.args.get("month", "")), group_id, text)


@blueprint.get("/new")
@requires(Permission.MANAGE_ACTIVITIES)
def new() -> ResponseReturnValue:
    return _page(_form(None, None))


@blueprint.post("/new")
@requires(Permission.MANAGE_ACTIVITIES)
def create() -> ResponseReturnValue:
    branch_id, form, made = sight.branch().id, _form(None), list[int]()
    if form.validate() and accepted(form, lambda: made.append(_create(form, branch_id))):
        return _saved(made[0])
    return _page(form, status=422)


def _create(form: ActivityForm, branch_id: int) -> int:
    draft = form.draft(sight.zone())
    with unit_of_work():
        made = service.create_activity(draft, branch_id=branch_id, actor=me(), now=clock.now())
        if request.form.get("then") == "announce":
            service.take_step(made, Step.ANNOUNCE, actor=me(), now=clock.now())
        return made.id


@blueprint.get("/<int:activity_id>/edit")
@requires(Permission.MANAGE_ACTIVITIES)
def edit(activity_id: int) -> ResponseReturnValue:
    activity = sight.managed(activity_id)
    return _page(_form(activity, None), activity)


@blueprint.post("/<int:activity_id>/edit")
@requires(Permission.MANAGE_ACTIVITIES)
def save(activity_id: int) -> ResponseReturnValue:
    activity = sight.managed(activity_id)
    form = _form(activity)
    if form.validate() and accepted(form, lambda: _save(activity_id, form)):
        return _saved(activity_id)
    return _page(form, sight.managed(activity_id), 422)


def _save(activity_id: int, form: ActivityForm) -> None:
    draft = form.draft(sight.zone())
    with unit_of_work():
        activity = sight.managed(activity_id)
        service.edit_activity(activity, draft, actor=me(), now=clock.now())
        if request.form.get("then") == "announce":
            service.take_step(activity, Step.ANNOUNCE, actor=me(), now=clock.now())


def _saved(activity_id: int) -> ResponseReturnValue:
    announced = request.form.get("then") == "announce"
    flash(gettext(DONE[Step.ANNOUNCE]) if announced else gettext("已保存。"), "ok")
    return redirect(url_for("activities.show", activity_id=activity_id))


def _form(activity: Activity | None, *formdata: None) -> ActivityForm:
    """Return the form as it was sent, or with `None` after the activity: as it is shown first."""
    branch_id = activity.branch_id if activity else sight.branch().id
    values = values_of(service.draft_of(activity), sight.zone()) if activity else _usual(branch_id)
    form = ActivityForm(formdata=None, data=values) if formdata else ActivityForm(data=values)
    form.offer(queries.people_of(branch_id), sight.groups(branch_id))
    return form


def _usual(branch_id: int) -> dict[str, object]:
    """Return what a new activity begins with: the address may name a kind, a title and an item of the plan."""
    groups = [id for id, _ in sight.groups(branch_id)]
    whole = 0 in groups
    kind = ActivityKind.PARTY_DAY if whole else ActivityKind.GROUP
    with suppress(ValueError):
        asked = ActivityKind(request.args.get("kind", ""))
        kind = asked if whole or KINDS[asked].in_group else kind
    rule, starts_at = KINDS[kind], _next_afternoon()
    by_group = not whole or kind is ActivityKind.GROUP
    return {
        "kind": kind.value,
        "title": request.args.get("title", "")[:120],
        "plan_item_id": request.args.get("plan_item", ""),
        "starts_at": starts_at,
        "ends_at": starts_at + USUAL_LENGTH,
        "host_id": me().member_id,
        "group_id": next((id for id in groups if id), 0) if by_group else 0,
        "way": rule.way.value if rule.way else "",
        "invited": (Invited.GROUP if by_group else rule.invited).value,
    }


def _next_afternoon() -> datetime:
    """Return half past two on the day after today, on the wall clock: what is planned is seldom planned for today."""
    local = clock.now().astimezone(sight.zone()).replace(tzinfo=None)
    return (local + timedelta(days=1)).replace(hour=14, minute=30, second=0, microsecond=0)


def _page(form: ActivityForm, activity: Activity | None = None, status: int = 200) -> ResponseReturnValue:
    branch_id = activity.branch_id if activity else sight.branch().id
    rules = {
        kind.value: {
            "invited": rule.invited.value,
            "way": rule.way.value if rule.way else "",
            "led": rule.led,
            "group": kind is ActivityKind.GROUP,
            "title": gettext(rule.title),
        }
        for kind, rule in KINDS.items()
    }
    page = render_template(
        "activities/edit.html",
        form=form,
        activity=activity,
        branch_args=branch_args(branch_id),
        rules=rules,
        repeat_form=RepeatForm(formdata=None),
    )
    return page, status


@blueprint.post("/<int:activity_id>/step")
@requires(Permission.TAKE_PART)
def step(activity_id: int) -> ResponseReturnValue:
    """Take a step: who runs an activity opens and closes it, the rest is for who manages it."""
    form = StepForm()
    try:
        wanted = Step(form.step.data or "")
    except ValueError as error:
        sight.run(activity_id)
        raise Invalid(field="step") from error
    find = sight.run if wanted in (Step.OPEN, Step.CLOSE) else sight.managed
    find(activity_id)
    if not form.validate():
        raise Invalid(N_("最多 %(max)d 个字。"), field="reason", max=300)
    with unit_of_work():
        service.take_step(
            find(activity_id), wanted, actor=me(), now=clock.now(), reason=form.reason.data or ""
        )
    flash(gettext(DONE[wanted]), "ok")
    page = "activities.desk" if wanted in (Step.OPEN, Step.REOPEN) else "activities.show"
    return redirect(url_for(page, activity_id=activity_id))


@blueprint.post("/<int:activity_id>/copy")
@requires(Permission.MANAGE_ACTIVITIES)
def copy(activity_id: int) -> ResponseReturnValue:
    activity = sight.managed(activity_id)
    with unit_of_work():
        starts_at = service.months_later(activity.starts_at, 1)
        made = service.copy_activity(activity, starts_at, actor=me(), now=clock.now()).id
    flash(gettext("已复制为新的草稿，请核对时间。"), "ok")
    return redirect(url_for("activities.edit", activity_id=made))


@blueprint.post("/<int:activity_id>/repeat")
@requires(Permission.MANAGE_ACTIVITIES)
def repeat(activity_id: int) -> ResponseReturnValue:
    activity, form = sight.managed(activity_id), RepeatForm()
    if not form.validate():
        flash(gettext("请填 1 到 12 之间的月数。"), "wrong")
        return redirect(url_for("activities.edit", activity_id=activity_id))
    with unit_of_work():
        made = service.repeat_activity(activity, form.months.data or 1, actor=me(), now=clock.now())
    flash(gettext("已生成 %(n)d 个月的草稿，请逐个核对日期后通知。", n=len(made)), "ok")
    return redirect(url_for("activities.manage", state="draft"))


@blueprint.post("/<int:activity_id>/delete")
@requires(Permission.MANAGE_ACTIVITIES)
def delete(activity_id: int) -> ResponseReturnValue:
    args = branch_args(sight.managed(activity_id).branch_id)
    with unit_of_work():
        service.delete_draft(sight.managed(activity_id), actor=me(), now=clock.now())
    flash(gettext("草稿已删除。"), "ok")
    return redirect(url_for("activities.manage", **args))
