"""The blueprint on which the modules of this package register their views, and what they share."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from flask import Blueprint, Flask, request
from flask.blueprints import BlueprintSetupState

from ...activities import also
from ...activities.kinds import WAY_TITLES
from ...core.errors import NotFound
from ...core.local import today
from ...core.permissions import Permission
from ...hours import queries as hours
from ...web.access import check, me
from ...web.branches import branch_args, branch_in_question
from .. import away, queries, sheets, warning
from ..models import PlanItem, StudyPlan
from ..queries import YearView
from ..service import FIRST_YEAR, LAST_YEAR

blueprint = Blueprint("plans", __name__, url_prefix="/plans")


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    also.entries_for = sheets.entries_for
    app.extensions.setdefault("jobs", []).append((warning.EVERY_S, partial(warning.tell_all, app)))


@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    return {"way_titles": WAY_TITLES, "sees_absent": lambda: away.is_secretary(me(), today())}


def asked_year() -> int:
    """Return the year that the address's query names, else the running one."""
    asked = request.args.get("year", "")
    number = int(asked) if asked.isdecimal() and len(asked) == 4 else today().year
    return number if FIRST_YEAR <= number <= LAST_YEAR else today().year


def read_plan(year: int) -> YearView:
    """Return the own branch's plan of a year as the caller sees it."""
    plan = queries.readable(year, me())
    if plan is None:
        raise NotFound
    return queries.year_view(plan, me(), today())


def managed_plan(year: int) -> tuple[int, StudyPlan | None]:
    """Return the branch whose plan the caller draws up, and the plan when there is one."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    branch = branch_in_question(Permission.MANAGE_PLANS)
    return branch.id, queries.plan_of(branch.id, year)


def own_plan(year: int) -> StudyPlan:
    """Return the plan that the caller draws up."""
    _, plan = managed_plan(year)
    if plan is None:
        raise NotFound
    return plan


def own_item(item_id: int) -> PlanItem:
    """Return an item that the caller may change."""
    item = queries.item_for(item_id, me())
    check(Permission.MANAGE_PLANS, branch_id=item.plan.branch_id)
    return item


def args_of(plan: StudyPlan) -> dict[str, Any]:
    """Return what a link carries to stay with a plan."""
    return {"year": plan.year, **branch_args(plan.branch_id)}


def unit_of(branch_id: int) -> int:
    """Return how many minutes the branch counts as one 学时."""
    return hours.unit(branch_id)
