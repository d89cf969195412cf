"""Pages of the boards."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ..accounts.models import Branch
from ..core import audit, clock
from ..core.errors import NotFound
from ..core.permissions import Permission
from ..core.places import seen_by, with_gaps
from ..core.transaction import unit_of_work
from ..extensions import db
from ..record import queries as record
from ..record.periods import Span
from ..web.access import me, requires
from . import periods, queries
from .queries import Row

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
    branch = db.session.get(Branch, me().branch_id)
    return render_template(
        "boards/manage.html",
        period=period,
        members=queries.members(me().branch_id, period, 500),
        groups=queries.groups(me().branch_id, period),
        branches=queries.branches(period),
        participation=queries.participation(me().branch_id, period),
        entries=queries.entries_in(me().branch_id, period),
        shared=bool(branch and branch.settings.get("on_branch_board", True)),
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
        branch.settings = {**branch.settings, "on_branch_board": shared}
        audit.note(me(), "boards.share", "branch", branch.id, at=clock.now(), after={"shared": shared})
    flash(gettext("已参加支部榜。") if shared else gettext("已退出支部榜。"), "success")
    return redirect(url_for("boards.manage"))
