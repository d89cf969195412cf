"""Committee members' monthly sheets: opening a month, filling in a sheet on a phone, the scores; lines for probation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts.service import set_branch_setting
from ...committee import queries as committee
from ...core import clock, local
from ...core.errors import DomainError, Invalid, NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.forms import accepted, choices
from .. import monthly, probation, reading, standing_in
from ..forms import MonthForm, ProbationForm, read_items, written_items
from ..models import WorkMark, WorkMonth
from ..work import DEFAULT_ITEMS, DEFAULT_WEIGHTS, SOURCES
from .blueprint import blueprint, names_in


@blueprint.get("/marks")
@requires(Permission.TAKE_PART)
def work() -> ResponseReturnValue:
    day = local.today()
    return render_template(
        "evaluation/work.html",
        to_mark=monthly.to_mark(me()),
        sources=SOURCES,
        scores=monthly.scores_of(me().member_id, day.replace(year=day.year - 1), day),
    )


@blueprint.route("/marks/<int:month_id>/<source>/<int:member_id>", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def mark(month_id: int, source: str, member_id: int) -> ResponseReturnValue:
    row = monthly.month_for(me(), month_id)
    if source not in SOURCES or not monthly.may_mark(row, member_id, source, me()):
        raise NotFound
    wrong = ""
    if request.method == "POST":
        try:
            _write(row, member_id, source)
        except Invalid as refused:
            wrong = gettext(refused.message, **refused.params)
        else:
            flash(gettext("已保存，结束评分前可以再改。"), "ok")
            return redirect(url_for("evaluation.work"))
    row = monthly.month_for(me(), month_id)
    made = monthly.sheet_by(row.id, member_id, source, me().member_id)
    page = _sheet(row, member_id, source, made, wrong)
    return page, 422 if wrong else 200


def _write(row: WorkMonth, member_id: int, source: str) -> None:
    counts = [request.form.get(f"times-{at}", "0").strip() or "0" for at in range(len(row.items))]
    times = [
        int(count) if count.isascii() and count.isdecimal() and len(count) < 4 else -1 for count in counts
    ]
    with unit_of_work():
        month = monthly.month_for(me(), row.id)
        note = request.form.get("note", "")
        monthly.mark(month, member_id, source, times, note, actor=me(), now=clock.now())


def _sheet(row: WorkMonth, member_id: int, source: str, made: WorkMark | None, wrong: str) -> str:
    name = next(line.name for line in monthly.results(row) if line.member_id == member_id)
    return render_template(
        "evaluation/mark.html", row=row, name=name, source=SOURCES[source], made=made, wrong=wrong
    )


@blueprint.route("/marks/manage", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVALUATION)
def manage_work() -> ResponseReturnValue:
    form = _month_form()
    made: list[int] = []

    def open_month() -> None:
        month, items = date.fromisoformat(f"{form.month.data}-01"), read_items(form.items.data or "")
        with unit_of_work():
            people = form.people.data or []
            row = monthly.open_month(
                me().branch_id, month, people, items, form.weights, actor=me(), now=clock.now()
            )
            made.append(row.id)

    if form.validate_on_submit() and accepted(form, open_month):
        return redirect(url_for("evaluation.work_month", month_id=made[0]))
    page = render_template("evaluation/manage_work.html", months=monthly.months_of(me().branch_id), form=form)
    return page, 422 if form.errors or form.form_errors else 200


def _month_form() -> MonthForm:
    """Return the form with what was asked last month, or what is usual."""
    branch_id, day = me().branch_id, local.today()
    last = next(iter(monthly.months_of(branch_id)), None)
    form = MonthForm(
        month=day.strftime("%Y-%m"),
        people=last.people if last else committee.members_on(branch_id, day),
        items=written_items(last.items if last else DEFAULT_ITEMS),
        **(last.weights if last else DEFAULT_WEIGHTS),
    )
    heads = reading.heads_on(branch_id, day, now=clock.now())
    form.people.choices = choices((one.id, one.name) for one in heads)
    return form


@blueprint.get("/marks/manage/<int:month_id>")
@requires(Permission.MANAGE_EVALUATION)
def work_month(month_id: int) -> ResponseReturnValue:
    row = monthly.month_of(me().branch_id, month_id)
    to_mark = [one for one in monthly.to_mark(me()) if one.month.id == row.id]
    lines = monthly.results(row)
    return render_template(
        "evaluation/work_month.html",
        row=row,
        lines=lines,
        to_mark=to_mark,
        sources=SOURCES,
        missing=_missing(row, lines),
    )


def _missing(row: WorkMonth, lines: Sequence[monthly.Line]) -> list[str]:
    """Return in words who fills in the sheets that wait and that nobody of the branch can fill in."""
    by_member = {line.member_id: line for line in lines}
    found = []
    for one in standing_in.missing(row) if row.closed_at is None else ():
        line = by_member[one.member_id]
        if not line.sheets[one.source]:
            sheet = gettext(SOURCES[one.source])
            found.append(gettext(one.words(), name=line.name, sheet=sheet, names=names_in(one.ids)))
    return found


@blueprint.post("/marks/manage/<int:month_id>/close")
@requires(Permission.MANAGE_EVALUATION)
def close_work(month_id: int) -> ResponseReturnValue:
    monthly.month_of(me().branch_id, month_id)
    try:
        with unit_of_work():
            monthly.close(monthly.month_of(me().branch_id, month_id), actor=me(), now=clock.now())
        flash(gettext("已结束评分。"), "ok")
    except DomainError as refused:
        flash(gettext(refused.message, **refused.params), "wrong")
    return redirect(url_for("evaluation.work_month", month_id=month_id))


@blueprint.post("/manage/probation")
@requires(Permission.MANAGE_EVALUATION)
def set_probation() -> ResponseReturnValue:
    form = ProbationForm()
    try:
        kept = probation.read_thresholds(form.on_time.data or "", form.delayed.data or "")
    except ValueError as wrong:
        raise Invalid(str(wrong), field="on_time") from None
    with unit_of_work():
        set_branch_setting(me().branch_id, probation.SETTING, kept, actor=me(), now=clock.now())
    flash(gettext("已保存。"), "ok")
    return redirect(url_for("evaluation.manage"))
