"""The plan as the branch's people see it: the year, a month, an item, and all of it for a calendar."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from ...accounts import queries as people
from ...core.errors import NotFound
from ...core.local import today
from ...core.permissions import Permission
from ...web.access import me, requires
from .. import queries
from ..ics import calendar
from ..sheets import events
from .blueprint import asked_year, blueprint, read_plan, unit_of


@blueprint.get("/")
@requires(Permission.TAKE_PART)
def index() -> ResponseReturnValue:
    year = asked_year()
    plan = queries.readable(year, me())
    return render_template(
        "plans/year.html",
        year=year,
        view=queries.year_view(plan, me(), today()) if plan else None,
        coming=queries.next_for(me(), today()) if year == today().year else [],
        manages=queries.may_manage(me().branch_id, me()),
        unit=unit_of(me().branch_id),
        today=today(),
    )


@blueprint.get("/<int:year>/<int:number>")
@requires(Permission.TAKE_PART)
def month(year: int, number: int) -> ResponseReturnValue:
    view = read_plan(year)
    if not 1 <= number <= 12:
        raise NotFound
    return render_template(
        "plans/month.html",
        year=year,
        month=view.months[number - 1],
        manages=queries.may_manage(view.plan.branch_id, me()),
        unit=unit_of(view.plan.branch_id),
    )


@blueprint.get("/items/<int:item_id>")
@requires(Permission.TAKE_PART)
def item(item_id: int) -> ResponseReturnValue:
    found = queries.item_for(item_id, me())
    manages = queries.may_manage(found.plan.branch_id, me())
    return render_template(
        "plans/item.html",
        plan=found.plan,
        item=queries.item_view(found, me(), today()),
        manages=manages,
        offered=queries.to_link(found.plan.branch_id, found) if manages else [],
        by=people.names_of([found.done_by])[str(found.done_by)] if found.done_by else "",
        unit=unit_of(found.plan.branch_id),
        today=today(),
    )


@blueprint.get("/<int:year>.ics")
@requires(Permission.TAKE_PART)
def ics(year: int) -> Response:
    view = read_plan(year)
    content = calendar(events(view), f"{me().branch_name} {year}")
    response = Response(content, mimetype="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename=plan-{year}.ics"
    return response
