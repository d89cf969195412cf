"""The organisers' list of political birthdays by month."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts.models import Member
from ...activities import queries as activities
from ...core import clock
from ...core.errors import NotFound
from ...core.local import today
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted, choices
from .. import queries, service
from ..forms import HeldForm, WayForm
from .blueprint import blueprint
from .months import asked_month

#: How long before and after the day an activity may have marked it.
AROUND = timedelta(days=62)


@blueprint.get("/manage/birthdays")
@requires(Permission.MANAGE_COMMUNITY)
def birthday_desk() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_COMMUNITY)
    year, month = asked_month(request.args.get("month"), today()) or (today().year, today().month)
    first = date(year, month, 1)
    return render_template(
        "community/birthday_desk.html",
        marks=queries.birthdays.in_month(branch.id, year, month),
        first=first,
        earlier=first - timedelta(days=1),
        later=first + timedelta(days=31),
        undated=queries.birthdays.undated(branch.id),
        form=WayForm(formdata=None, way=queries.birthdays.way_of(branch.id)),
        args=branch_args(branch.id),
    )


@blueprint.post("/manage/birthdays/way")
@requires(Permission.MANAGE_COMMUNITY)
def save_birthday_way() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_COMMUNITY)
    with unit_of_work():
        way = request.form.get("way", "")
        service.birthdays.choose_way(branch.id, way, actor=me(), now=clock.now())
    flash(gettext("已保存。"), "ok")
    return redirect(url_for("community.birthday_desk", **branch_args(branch.id)))


@blueprint.route("/manage/birthdays/<int:member_id>/<int:year>", methods=["GET", "POST"])
@requires(Permission.MANAGE_COMMUNITY)
def hold_birthday(member_id: int, year: int) -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_COMMUNITY)
    member = service.birthdays.member_of_branch(member_id, branch.id)
    mark = queries.birthdays.of_year(branch.id, _year(year), member_id)
    if mark is None:
        raise NotFound
    form = _form(branch.id, mark)
    if form.validate_on_submit() and accepted(form, lambda: _hold(member, year, form)):
        flash(gettext("已登记。"), "ok")
        month = f"{mark.day:%Y-%m}"
        return redirect(url_for("community.birthday_desk", month=month, **branch_args(branch.id)))
    args = branch_args(branch.id)
    page = render_template("community/birthday_held.html", mark=mark, form=form, args=args)
    return page, 422 if form.errors else 200


def _year(year: int) -> int:
    if not 1921 <= year <= 9998:
        raise NotFound
    return year


def _form(branch_id: int, mark: queries.Mark) -> HeldForm:
    """Return the form with the activities around the day to choose from."""
    form = HeldForm(held_on=mark.held_on or min(mark.day, today()), activity_id=mark.activity_id or 0)
    if request.method == "GET":
        form.note.data = mark.note
    held = activities.held(branch_id, mark.day - AROUND, mark.day + AROUND)
    form.activity_id.choices = choices(
        [(0, gettext("（没有对应的活动）")), *((one.id, f"{one.day:%m-%d} {one.title}") for one in held)]
    )
    return form


def _hold(member: Member, year: int, form: HeldForm) -> None:
    with unit_of_work():
        service.birthdays.mark_held(
            member,
            year,
            form.held_on.data or today(),
            activity_id=form.activity_id.data or None,
            note=form.note.data or "",
            actor=me(),
            now=clock.now(),
        )


@blueprint.post("/manage/birthdays/<int:member_id>/<int:year>/back")
@requires(Permission.MANAGE_COMMUNITY)
def take_birthday_back(member_id: int, year: int) -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_COMMUNITY)
    member = service.birthdays.member_of_branch(member_id, branch.id)
    with unit_of_work():
        service.birthdays.take_held_back(member, year, actor=me(), now=clock.now())
    flash(gettext("已取消登记。"), "ok")
    return redirect(url_for("community.birthday_desk", **branch_args(branch.id)))
