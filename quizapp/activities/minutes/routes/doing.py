"""Tasks: given after an activity, done on the phone, watched by the organiser."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ....core import clock
from ....core.errors import NotFound
from ....core.local import today
from ....core.paging import page_number
from ....core.permissions import Permission, Role
from ....core.transaction import unit_of_work
from ....extensions import db
from ....web.access import me, requires
from ....web.forms import accepted
from ...models import Activity
from ...routes import sight
from .. import queries, reading, tasks
from ..forms import DoneForm, TaskForm
from ..models import ActivityTask
from .blueprint import blueprint, written


@blueprint.get("/tasks")
@requires(Permission.TAKE_PART)
def my_tasks() -> ResponseReturnValue:
    return render_template(
        "activities/tasks.html",
        waiting=queries.open_tasks(me().member_id),
        page=queries.done_tasks(me().member_id, page_number(request.args.get("page"))),
        form=DoneForm(formdata=None),
    )


@blueprint.get("/tasks/branch")
@requires(Permission.MANAGE_ACTIVITIES)
def branch_tasks() -> ResponseReturnValue:
    which = request.args.get("show", "late")
    which = which if which in ("late", "open", "done") else "late"
    branch = sight.branch()
    group_id = (me().group_id or 0) if me().role is Role.LEADER else None
    return render_template(
        "activities/branch_tasks.html",
        which=which,
        branch=branch,
        page=queries.branch_tasks(branch.id, group_id, which, today(), page_number(request.args.get("page"))),
    )


@blueprint.route("/<int:activity_id>/tasks", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def give_task(activity_id: int) -> ResponseReturnValue:
    activity = written(activity_id)  # also after its minutes are final
    form = TaskForm().with_people(queries.people_of(activity))

    def keep() -> None:
        due_on = form.due_on.data or today()
        with unit_of_work():
            tasks.give(
                written(activity_id),
                form.owner_id.data,
                form.text.data,
                due_on,
                actor=me(),
                now=clock.now(),
            )

    if form.validate_on_submit() and accepted(form, keep):
        flash(gettext("任务已交办，负责人会收到通知。"), "ok")
        return redirect(url_for("activities.show", activity_id=activity_id, _anchor="tasks"))
    page = render_template("activities/task.html", form=form, activity=activity)
    return page, 422 if form.errors else 200


@blueprint.post("/tasks/<int:task_id>/<any(done, again, drop):way>")
@requires(Permission.TAKE_PART)
def set_task(task_id: int, way: str) -> ResponseReturnValue:
    _task(task_id, way)
    note = DoneForm().note.data or ""
    with unit_of_work():
        row = _task(task_id, way)
        if way == "done":
            tasks.finish(row, note, now=clock.now())
        elif way == "again":
            tasks.resume(row)
        else:
            tasks.drop(row, actor=me(), now=clock.now())
    mine = row.owner_id == me().member_id and way != "drop"
    flash(gettext("已取消任务。") if way == "drop" else gettext("已记下。"), "ok")
    if mine:
        return redirect(url_for("minutes.my_tasks"))
    return redirect(url_for("activities.show", activity_id=row.activity_id, _anchor="tasks"))


def _task(task_id: int, way: str) -> ActivityTask:
    """Return a task that the caller may set: its owner and who runs the activity; dropping is for the latter."""
    row = db.session.get(ActivityTask, task_id)
    if row is None or row.dropped_at is not None:
        raise NotFound
    runs = reading.may_write(db.session.get_one(Activity, row.activity_id), me())
    if not runs and (way == "drop" or row.owner_id != me().member_id):
        raise NotFound
    return row
