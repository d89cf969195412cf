"""Pages of the boards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ..accounts.models import Branch
from ..accounts.queries import branch_setting
from ..accounts.service import set_setting
from ..core import audit, clock
from ..core.errors import Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Permission
from ..core.places import seen_by, with_gaps
from ..core.transaction import unit_of_work
from ..extensions import db
from ..record import queries as record
from ..record.periods import YEARS, Span
from ..web.access import me, requires
from ..web.forms import accepted
from . import activeness, calendar, periods, queries
from .forms import CalendarForm, WeightsForm
from .queries import Row
from .vitality import Weights
from .workdays import read_days, write_days

blueprint = Blueprint("boards", __name__, url_prefix="/boards")
for name, shown in periods.FILTERS.items():
    blueprint.add_app_template_filter(shown, name)


@blueprint.get("/")
@blueprint.get("/<slug>")
@requires(Permission.TAKE_PART)
def index(slug: str = "members") -> ResponseReturnValue:
    if slug not in queries.BOARDS:
        raise NotFound
    period = periods.asked_period(Span.MONTH)
    return render_template(
        "boards/index.html",
        slug=slug,
        period=period,
        rows=_seen(queries.board(slug, me().branch_id, period), names_people=slug == "members"),
        mine=record.standing(me().member_id, me().branch_id, me().group_id, period),
        participation=queries.participation(me().branch_id, period),
    )


def _seen(rows: Sequence[Row], *, names_people: bool) -> list[tuple[Row, bool]]:
    """Return the rows that the caller sees, each with whether some before it are left out."""
    if me().is_organiser or not names_people:
        return [(row, False) for row in rows]
    own = next((index for index, row in enumerate(rows) if row.id == me().member_id), None)
    return with_gaps(rows, seen_by([row.place for row in rows], own))


@blueprint.get("/manage")
@requires(Permission.MANAGE_RECORD)
def manage() -> ResponseReturnValue:
    period = periods.asked_period(Span.MONTH)
    return render_template(
        "boards/manage.html",
        period=period,
        members=queries.members(me().branch_id, period, 500),
        groups=queries.groups(me().branch_id, period),
        branches=queries.branches(period),
        participation=queries.participation(me().branch_id, period),
        entries=queries.entries_in(me().branch_id, period),
        shared=branch_setting(me().branch_id, queries.SHARES, True),
    )


@blueprint.get("/print")
@requires(Permission.MANAGE_RECORD)
def printed() -> ResponseReturnValue:
    period = periods.asked_period(Span.MONTH)
    return render_template(
        "boards/print.html",
        period=period,
        members=queries.members(me().branch_id, period, 500),
        groups=queries.groups(me().branch_id, period),
    )


@blueprint.post("/share")
@requires(Permission.MANAGE_RECORD)
def share() -> ResponseReturnValue:
    shared = request.form.get("shared") == "1"
    with unit_of_work():
        branch = db.session.get_one(Branch, me().branch_id)
        branch.settings = {**branch.settings, queries.SHARES: shared}
        audit.note(me(), "boards.share", "branch", branch.id, at=clock.now(), after={"shared": shared})
    flash(gettext("已参加支部榜。") if shared else gettext("已退出支部榜。"), "success")
    return redirect(url_for("boards.manage"))


@blueprint.get("/activity")
@requires(Permission.TAKE_PART)
def activity() -> ResponseReturnValue:
    period, today = periods.asked_period(Span.MONTH), periods.today().first
    lines = activeness.board(period, today)
    return render_template(
        "boards/activity.html",
        period=period,
        lines=lines[: activeness.TOP],
        own=next((line for line in lines if line.id == me().branch_id), None),
        count=len(lines),
        trend=activeness.trend(me().branch_id, period, today),
        weights=activeness.weights(),
        years=calendar.years_known(),
        notices=calendar.notices(),
    )


@blueprint.route("/activity/weights", methods=["GET", "POST"])
@requires(Permission.MANAGE_SITE)
def weights() -> ResponseReturnValue:
    form = WeightsForm(**asdict(activeness.weights()))

    def save() -> None:
        chosen = Weights(form.active.data or 0, form.taking_part.data or 0, form.duties.data or 0)
        if not chosen.check():
            raise Invalid(N_("活跃度和参与度不能都是 0。"), field="active")
        with unit_of_work():
            set_setting(activeness.SETTING, asdict(chosen))
            audit.note(
                me(), "boards.weights", "setting", activeness.SETTING, at=clock.now(), after=asdict(chosen)
            )

    if form.validate_on_submit() and accepted(form, save):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("boards.activity"))
    page = render_template("boards/weights.html", form=form)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/calendar/<int:year>", methods=["GET", "POST"])
@requires(Permission.MANAGE_RECORD)
def calendar_year(year: int) -> ResponseReturnValue:
    if year not in YEARS:
        raise NotFound
    branch_id = None if me().is_admin and request.args.get("all") else me().branch_id
    form = CalendarForm(days=write_days(calendar.listed(branch_id, year)))

    def save() -> None:
        days, wrong = read_days(form.days.data or "")
        if wrong:
            raise Invalid(
                N_("第 %(n)d 行看不懂，请写成“2026-10-01 休 国庆节”这样。"), field="days", n=wrong[0]
            )
        with unit_of_work():
            calendar.set_year(branch_id, year, days, actor=me(), now=clock.now())

    if form.validate_on_submit() and accepted(form, save):
        flash(gettext("已保存。"), "ok")
        return redirect(request.full_path)
    page = render_template(
        "boards/calendar.html",
        form=form,
        year=year,
        for_all=branch_id is None,
        notice=next((one for one in calendar.notices() if one["year"] == year), None),
    )
    return page, 422 if form.errors or form.form_errors else 200
