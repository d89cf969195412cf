"""Pages of the hours: a member's own, the branch's, and entries by hand."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ..accounts.models import Member
from ..core import clock, local
from ..core.errors import Invalid, NotFound
from ..core.ids import new_token
from ..core.paging import page_number
from ..core.permissions import Permission, Role
from ..core.transaction import unit_of_work
from ..extensions import db
from ..web.access import check, me, requires
from ..web.branches import branch_args, branch_in_question
from ..web.forms import accepted
from ..web.intake import row_id
from ..web.workbooks import send_workbook
from . import queries, service
from .amounts import FLOORS, UNIT_STATUS, in_hours
from .forms import OutsideForm, ReasonForm, StandardForm
from .models import HourEntry
from .sheets import sheets
from .words import SOURCES

blueprint = Blueprint("hours", __name__, url_prefix="/hours")
blueprint.add_app_template_filter(in_hours)

FIRST_YEAR = 2000


def _year() -> int:
    """Return the year that the address asks for, else the running one."""
    now = local.today().year
    asked = request.args.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and FIRST_YEAR <= int(asked) <= now else now


@blueprint.get("/")
@requires(Permission.TAKE_PART)
def mine() -> ResponseReturnValue:
    return _person(db.session.get_one(Member, me().member_id), "hours/mine.html")


@blueprint.get("/members/<int:member_id>")
@requires(Permission.SEE_PROGRESS)
def member(member_id: int) -> ResponseReturnValue:
    found = db.session.get(Member, member_id)
    if found is None:
        raise NotFound
    check(Permission.SEE_PROGRESS, branch_id=found.branch_id, group_id=found.group_id)
    return _person(found, "hours/member.html")


def _person(person: Member, template: str) -> str:
    year = _year()
    span, number = queries.year(year), page_number(request.args.get("page"))
    standing = queries.standings(person.branch_id, *span, member_id=person.id)
    return render_template(
        template,
        member=person,
        year=year,
        standing=standing[0] if standing else None,
        parts=queries.by_source(person.id, *span),
        page=queries.entries(person.id, *span, number),
        **_words(person.branch_id),
    )


def _words(branch_id: int) -> dict[str, Any]:
    standard = queries.standard(branch_id)
    return {
        "standard": standard,
        "unit": standard.unit,
        "sources": SOURCES,
        "floors": FLOORS,
        "unit_status": UNIT_STATUS,
    }


@blueprint.get("/branch")
@requires(Permission.SEE_PROGRESS)
def branch() -> ResponseReturnValue:
    found = branch_in_question(Permission.SEE_PROGRESS) if me().is_organiser else None
    branch_id, year = found.id if found else me().branch_id, _year()
    return render_template(
        "hours/branch.html",
        year=year,
        rows=_standings(branch_id, year),
        args=branch_args(branch_id),
        **_words(branch_id),
    )


def _standings(branch_id: int, year: int) -> list[queries.Standing]:
    """Return the branch's members to its organisers, the own group's to its leader."""
    if me().role is Role.LEADER:
        return queries.standings(branch_id, *queries.year(year), group_id=me().group_id or 0)
    return queries.standings(branch_id, *queries.year(year))


@blueprint.get("/branch.xlsx")
@requires(Permission.SEE_PROGRESS)
def export() -> Response:
    branch_id = branch_in_question(Permission.SEE_PROGRESS).id if me().is_organiser else me().branch_id
    year = _year()
    rows = _standings(branch_id, year)
    entries = queries.all_entries([row.member_id for row in rows], *queries.year(year))
    lists = sheets(year, queries.unit(branch_id), rows, entries)
    return send_workbook(lists, gettext("%(year)d 年学时.xlsx", year=year))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PLANS)
def new() -> ResponseReturnValue:
    found = branch_in_question(Permission.MANAGE_PLANS)
    form, chosen = OutsideForm(), _chosen()
    if (
        request.method == "POST"
        and form.validate()
        and accepted(form, lambda: _enter(form, chosen, found.id))
    ):
        return redirect(url_for("hours.branch", **branch_args(found.id)))
    if not form.token.data:
        form.token.data = new_token(12)
    people = queries.standings(found.id, *queries.year(_year()))
    page = render_template(
        "hours/new.html",
        form=form,
        chosen=chosen,
        people=people,
        args=branch_args(found.id),
        **_words(found.id),
    )
    return page, 422 if request.method == "POST" else 200


def _chosen() -> list[int]:
    try:
        return [row_id(value) for value in request.form.getlist("members")]
    except ValueError:
        return []


def _enter(form: OutsideForm, chosen: list[int], branch_id: int) -> None:
    asked = form.asked(queries.unit(branch_id))
    with unit_of_work():
        count = service.enter_outside(asked, chosen, branch_id=branch_id, actor=me(), now=clock.now())
    flash(
        gettext("已登记 %(n)d 人。", n=count) if count else gettext("这份登记已经记过，没有重复计入。"), "ok"
    )


@blueprint.post("/entries/<int:entry_id>/reverse")
@requires(Permission.MANAGE_PLANS)
def reverse(entry_id: int) -> ResponseReturnValue:
    entry = db.session.get(HourEntry, entry_id)
    if entry is None:
        raise NotFound
    check(Permission.MANAGE_PLANS, branch_id=entry.branch_id)
    member_id, form = entry.member_id, ReasonForm()
    try:
        with unit_of_work():
            service.reverse(entry_id, actor=me(), now=clock.now(), reason=form.reason.data or "")
        flash(gettext("已撤销，原记录保留，另记一条相反的记录。"), "ok")
    except Invalid as error:
        flash(gettext(error.message, **error.params), "wrong")
    return redirect(url_for("hours.member", member_id=member_id))


@blueprint.route("/settings", methods=["GET", "POST"])
@requires(Permission.MANAGE_PLANS)
def settings() -> ResponseReturnValue:
    found = branch_in_question(Permission.MANAGE_PLANS)
    form = StandardForm(obj=queries.standard(found.id))
    if request.method == "POST" and form.validate() and accepted(form, lambda: _set(form, found.id)):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("hours.branch", **branch_args(found.id)))
    page = render_template("hours/settings.html", form=form, args=branch_args(found.id), **_words(found.id))
    return page, 422 if request.method == "POST" else 200


def _set(form: StandardForm, branch_id: int) -> None:
    with unit_of_work():
        service.set_standard(branch_id, form.chosen(), actor=me(), now=clock.now())
