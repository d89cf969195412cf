"""A member's courses: the list, one course with its steps, the practice of a step."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.ids import new_token
from ...core.local import today
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ..forms import PractiseForm
from ..social import course_reads, courses
from .blueprint import blueprint


@blueprint.get("/courses")
@requires(Permission.TAKE_PART)
def course_list() -> ResponseReturnValue:
    return render_template("study/courses.html", lines=course_reads.of_branch(me()), today=today())


@blueprint.get("/courses/<int:course_id>")
@requires(Permission.TAKE_PART)
def course(course_id: int) -> ResponseReturnValue:
    row = course_reads.of_member(course_id, me())
    if course_reads.done_at(course_id, me().member_id) is None and course_reads.has_done(row, me().member_id):
        with unit_of_work():
            row = course_reads.of_member(course_id, me())
            if courses.complete(row, me().member_id, now=clock.now()):
                flash(gettext("恭喜，这门课程学完了。"), "ok")
    return render_template(
        "study/course.html",
        course=row,
        steps=course_reads.lines_of(row, me().member_id),
        done_at=course_reads.done_at(course_id, me().member_id),
        today=today(),
        form=PractiseForm(formdata=None, request_id=new_token(16)),
    )


@blueprint.post("/courses/<int:course_id>/steps/<int:step_id>")
@requires(Permission.TAKE_PART)
def practise_step(course_id: int, step_id: int) -> ResponseReturnValue:
    course_reads.of_member(course_id, me())
    request_id = (PractiseForm().request_id.data or "")[:64] or None
    with unit_of_work():
        row = course_reads.of_member(course_id, me())
        started = courses.practise(row, step_id, member=me(), now=clock.now(), request_id=request_id)
    return redirect(url_for("practice.answer", attempt_id=started.attempt_id))
