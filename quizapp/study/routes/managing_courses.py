"""Organisers' courses: the list, the editor, who is done and who is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from ...bank import queries as banks
from ...core import clock
from ...core.errors import NotFound
from ...core.local import today
from ...core.permissions import Permission, Reach, reach_of
from ...core.transaction import unit_of_work
from ...core.workbook import Sheet
from ...web.access import check, me, requires
from ...web.filters import moment
from ...web.forms import accepted, choices
from ...web.intake import row_id
from ...web.workbooks import send_workbook
from .. import queries
from ..social import course_reads, courses
from ..social.forms import CourseForm, MaterialStepForm, PracticeStepForm
from ..social.models import Course
from .blueprint import blueprint


def _managed(course_id: int) -> Course:
    row = course_reads.get(course_id)
    check(Permission.MANAGE_STUDY, branch_id=row.branch_id)
    return row


@blueprint.get("/manage/courses")
@requires(Permission.MANAGE_STUDY)
def manage_courses() -> ResponseReturnValue:
    return render_template("study/manage_courses.html", lines=course_reads.managed(me().branch_id))


@blueprint.route("/manage/courses/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_STUDY)
def new_course() -> ResponseReturnValue:
    form = CourseForm()
    made: list[int] = []

    def act() -> None:
        with unit_of_work():
            now = clock.now()
            made.append(courses.create(_draft(form), branch_id=me().branch_id, actor=me(), now=now).id)

    if form.validate_on_submit() and accepted(form, act):
        return redirect(url_for("study.edit_course", course_id=made[0]))
    return render_template("study/new_course.html", form=form), 422 if form.errors else 200


def _draft(form: CourseForm) -> courses.CourseDraft:
    return courses.CourseDraft(form.title.data, form.summary.data, form.due_on.data)


@blueprint.get("/manage/courses/<int:course_id>")
@requires(Permission.MANAGE_STUDY)
def edit_course(course_id: int) -> ResponseReturnValue:
    return _page(_managed(course_id))


def _page(row: Course, status: int = 200, **forms: FlaskForm) -> ResponseReturnValue:
    shown: dict[str, Any] = {
        "form": CourseForm(formdata=None, title=row.title, summary=row.summary, due_on=row.due_on),
        "material_form": _material_form(row, filled=False),
        "practice_form": _practice_form(row, filled=False),
        **forms,
    }
    page = render_template(
        "study/edit_course.html", course=row, steps=course_reads.lines_of(row), today=today(), **shown
    )
    return page, status


def _material_form(row: Course, *, filled: bool = True) -> MaterialStepForm:
    form = MaterialStepForm() if filled else MaterialStepForm(formdata=None)
    there = {step.material_id for step in course_reads.steps_of(row.id)}
    form.material.choices = choices(
        (str(card.id), f"{shelf.topic} · {card.title}")
        for shelf in queries.library(me())
        for card in shelf.cards
        if card.id not in there
    )
    return form


def _practice_form(row: Course, *, filled: bool = True) -> PracticeStepForm:
    form = PracticeStepForm() if filled else PracticeStepForm(formdata=None)
    shown = set(banks.visible_bank_ids(row.branch_id))
    named = [(str(bank.id), bank.name) for bank in banks.all_banks(row.branch_id) if bank.id in shown]
    form.bank.choices = choices([("0", gettext("全部题库")), *named])
    topics = banks.topics_of(banks.visible_bank_ids(row.branch_id))
    form.topic.choices = choices([("", gettext("全部主题")), *((topic, topic) for topic in sorted(topics))])
    return form


@blueprint.post("/manage/courses/<int:course_id>")
@requires(Permission.MANAGE_STUDY)
def save_course(course_id: int) -> ResponseReturnValue:
    form = CourseForm()
    return _done(
        course_id, form, lambda row: courses.change(row, _draft(form), actor=me(), now=clock.now()), "form"
    )


def _done(course_id: int, form: FlaskForm, act: Callable[[Course], object], name: str) -> ResponseReturnValue:
    """Carry an order out on a course and lead back to its page, with what was wrong beside its field."""
    row = _managed(course_id)

    def in_one() -> None:
        with unit_of_work():
            act(_managed(course_id))

    if form.validate() and accepted(form, in_one):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("study.edit_course", course_id=course_id))
    return _page(row, 422, **{name: form})


@blueprint.post("/manage/courses/<int:course_id>/materials")
@requires(Permission.MANAGE_STUDY)
def add_course_material(course_id: int) -> ResponseReturnValue:
    form = _material_form(_managed(course_id))
    return _done(
        course_id,
        form,
        lambda row: courses.add_material(row, form.material.data, actor=me(), now=clock.now()),
        "material_form",
    )


@blueprint.post("/manage/courses/<int:course_id>/practices")
@requires(Permission.MANAGE_STUDY)
def add_course_practice(course_id: int) -> ResponseReturnValue:
    form = _practice_form(_managed(course_id))

    def act(row: Course) -> None:
        bank_id, size, least = form.bank.data or None, form.size.data or 0, form.least.data or 0
        draft = courses.PracticeDraft(bank_id, form.topic.data or "", size, least)
        courses.add_practice(row, draft, actor=me(), now=clock.now())

    return _done(course_id, form, act, "practice_form")


@blueprint.post("/manage/courses/<int:course_id>/steps/<int:step_id>/<any(up, down, remove):what>")
@requires(Permission.MANAGE_STUDY)
def change_course_step(course_id: int, step_id: int, what: str) -> ResponseReturnValue:
    _managed(course_id)
    with unit_of_work():
        row = _managed(course_id)
        if what == "remove":
            courses.remove_step(row, step_id, actor=me(), now=clock.now())
        else:
            courses.move(row, step_id, -1 if what == "up" else 1, actor=me(), now=clock.now())
    return redirect(url_for("study.edit_course", course_id=course_id, _anchor="steps"))


@blueprint.post("/manage/courses/<int:course_id>/order")
@requires(Permission.MANAGE_STUDY)
def order_course(course_id: int) -> ResponseReturnValue:
    _managed(course_id)
    ids = request.form.getlist("step", type=row_id)
    with unit_of_work():
        courses.reorder(_managed(course_id), ids, actor=me(), now=clock.now())
    return redirect(url_for("study.edit_course", course_id=course_id, _anchor="steps"))


@blueprint.post("/manage/courses/<int:course_id>/<any(publish, close, delete):what>")
@requires(Permission.MANAGE_STUDY)
def step_course(course_id: int, what: str) -> ResponseReturnValue:
    _managed(course_id)
    with unit_of_work():
        acts = {"publish": courses.publish, "close": courses.close, "delete": courses.delete}
        acts[what](_managed(course_id), actor=me(), now=clock.now())
    said = {
        "publish": gettext("已发布，成员已收到通知。"),
        "close": gettext("课程已结束。"),
        "delete": gettext("草稿已删除。"),
    }
    flash(said[what], "ok")
    if what == "delete":
        return redirect(url_for("study.manage_courses"))
    return redirect(url_for("study.edit_course", course_id=course_id))


@blueprint.post("/manage/courses/<int:course_id>/copy")
@requires(Permission.MANAGE_STUDY)
def copy_course(course_id: int) -> ResponseReturnValue:
    title = gettext("%(title)s（副本）", title=_managed(course_id).title)
    with unit_of_work():
        made = courses.copy(_managed(course_id), title, actor=me(), now=clock.now()).id
    flash(gettext("已复制为草稿，可以修改了。"), "ok")
    return redirect(url_for("study.edit_course", course_id=made))


def _followed(course_id: int) -> tuple[Course, int | None]:
    """Return a course whose progress the caller may see, and the one group it is limited to (None: all)."""
    row = course_reads.get(course_id)
    if reach_of(me().role, Permission.SEE_PROGRESS) is not Reach.GROUP:
        check(Permission.SEE_PROGRESS, branch_id=row.branch_id)
        return row, None
    if me().group_id is None or row.published_at is None:
        raise NotFound
    check(Permission.SEE_PROGRESS, branch_id=row.branch_id, group_id=me().group_id)
    return row, me().group_id


@blueprint.get("/manage/courses/<int:course_id>/progress")
@requires(Permission.SEE_PROGRESS)
def course_progress(course_id: int) -> ResponseReturnValue:
    row, group_id = _followed(course_id)
    groups = course_reads.progress(row, group_id)
    return render_template("study/course_progress.html", course=row, groups=groups, today=today())


@blueprint.get("/manage/courses/<int:course_id>/progress/print")
@requires(Permission.SEE_PROGRESS)
def print_course(course_id: int) -> ResponseReturnValue:
    row, group_id = _followed(course_id)
    return render_template("study/course_print.html", course=row, groups=course_reads.progress(row, group_id))


@blueprint.get("/manage/courses/<int:course_id>/progress.xlsx")
@requires(Permission.SEE_PROGRESS)
def course_xlsx(course_id: int) -> ResponseReturnValue:
    row, group_id = _followed(course_id)
    headings = [gettext("党小组"), gettext("姓名"), gettext("已完成"), gettext("共"), gettext("学完时间")]
    rows = [
        [one.group, one.name, str(one.done), str(one.of), moment(one.done_at) if one.done_at else ""]
        for group in course_reads.progress(row, group_id)
        for one in group.people
    ]
    sheet = Sheet(gettext("学习进度"), headings, rows)
    return send_workbook([sheet], f"{row.title}-{gettext('学习进度')}.xlsx")
