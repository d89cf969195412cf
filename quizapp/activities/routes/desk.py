"""The sign-in desk: the list with its ticks, leave to decide, who seems to have signed in for others."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ...core import clock
from ...core.errors import DomainError, Invalid
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.filters import counted
from ...web.intake import row_id
from ...web.links import public_url
from ...web.stream import wake_ups
from .. import attending, queries, service
from ..attending import ON_LEAVE, TOOK_PART, AttendanceState
from ..forms import CorrectionForm
from ..kinds import KINDS
from ..models import Activity
from ..service import leave, telling
from . import sight
from .blueprint import blueprint

SHOWN = ("", "away", "here", "leave")


@blueprint.get("/<int:activity_id>/desk")
@requires(Permission.TAKE_PART)
def desk(activity_id: int) -> ResponseReturnValue:
    return _page(sight.run(activity_id))


def _page(activity: Activity, form: CorrectionForm | None = None) -> str:
    text = request.args.get("q", "").strip()[:32]
    show = request.args.get("show", "")
    every = queries.lines_of(activity, me())
    lines = [line for line in every if _is_shown(line, show) and text in line.name]
    return render_template(
        "activities/desk.html",
        activity=activity,
        rule=KINDS[activity.kind],
        lines=lines,
        count=attending.count(every),
        asked=[line for line in every if line.state is AttendanceState.LEAVE_ASKED],
        suspects=queries.shared_devices(every),
        others=queries.not_listed(activity, text) if text else [],
        show=show if show in SHOWN else "",
        text=text,
        screen=public_url("activities.screen", token=activity.screen_token) if activity.screen_token else "",
        form=form or CorrectionForm(formdata=None),
    )


def _is_shown(line: queries.Line, show: str) -> bool:
    if show == "away":
        return line.state not in TOOK_PART
    if show == "here":
        return line.state in TOOK_PART
    return show != "leave" or line.state in ON_LEAVE


@blueprint.get("/<int:activity_id>/desk/stream")
@requires(Permission.TAKE_PART)
def desk_stream(activity_id: int) -> Response:
    return wake_ups(telling.channel(sight.run(activity_id).id), "look")


@blueprint.post("/<int:activity_id>/desk/mark")
@requires(Permission.TAKE_PART)
def mark(activity_id: int) -> ResponseReturnValue:
    """Tick people on the list or take the tick back: `state` is what to set, empty for not signed in."""
    sight.run(activity_id)
    ids = _ids("member")
    try:
        text = request.form.get("state", "")
        state = AttendanceState(text) if text else None
    except ValueError as error:
        raise Invalid(field="state") from error
    if not ids:
        flash(gettext("请先勾选人员。"), "wrong")
        return _back(activity_id)
    try:
        with unit_of_work():
            n = service.mark(sight.run(activity_id), ids, state, actor=me(), now=clock.now())
    except DomainError as refused:
        flash(gettext(refused.message, **refused.params), "wrong")
        return _back(activity_id)
    flash(counted("已更新 %(n)d 人。", n=n), "ok")
    return _back(activity_id)


@blueprint.post("/<int:activity_id>/desk/leave")
@requires(Permission.TAKE_PART)
def decide_leave(activity_id: int) -> ResponseReturnValue:
    sight.run(activity_id)
    ids, granted = _ids("member"), request.form.get("granted") == "1"
    answer = request.form.get("answer", "").strip()
    with unit_of_work():
        activity = sight.run(activity_id)
        for member_id in ids:
            leave.decide(activity, member_id, granted, answer, actor=me(), now=clock.now())
    flash(gettext("已准假。") if granted else gettext("未准假，已通知本人。"), "ok")
    return _back(activity_id)


@blueprint.post("/<int:activity_id>/desk/late")
@requires(Permission.TAKE_PART)
def set_late(activity_id: int) -> ResponseReturnValue:
    sight.run(activity_id)
    on = request.form.get("on") == "1"
    with unit_of_work():
        service.set_late_open(sight.run(activity_id), on, actor=me(), now=clock.now())
    flash(gettext("已允许活动时间过后签到。") if on else gettext("活动时间过后不再能自己签到。"), "ok")
    return _back(activity_id)


@blueprint.post("/<int:activity_id>/desk/screen")
@requires(Permission.TAKE_PART)
def renew_screen(activity_id: int) -> ResponseReturnValue:
    sight.run(activity_id)
    with unit_of_work():
        service.renew_screen(sight.run(activity_id), actor=me(), now=clock.now())
    flash(gettext("签到大屏换了新地址，旧地址已失效。"), "ok")
    return _back(activity_id)


@blueprint.post("/<int:activity_id>/desk/correct")
@requires(Permission.MANAGE_ACTIVITIES)
def correct(activity_id: int) -> ResponseReturnValue:
    """Correct one person's attendance after the end."""
    activity, form, ids = sight.managed(activity_id), CorrectionForm(), _ids("member")
    if not form.validate() or len(ids) != 1:
        flash(gettext("请选一个人，并写明更正原因。"), "wrong")
        return _page(activity, form), 422
    with unit_of_work():
        service.correct(
            sight.managed(activity_id),
            ids[0],
            AttendanceState(form.state.data),
            form.reason.data,
            actor=me(),
            now=clock.now(),
        )
    flash(gettext("已更正，本人会收到通知。"), "ok")
    return _back(activity_id)


def _ids(name: str) -> list[int]:
    """Read the people that a form names; what was never an id is left out."""
    found = []
    for text in request.form.getlist(name)[:1000]:
        try:
            found.append(row_id(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _back(activity_id: int) -> ResponseReturnValue:
    """Return to the desk as it was looked at."""
    kept: dict[str, Any] = {name: request.form[name][:32] for name in ("q", "show") if request.form.get(name)}
    return redirect(url_for("activities.desk", activity_id=activity_id, **kept))
