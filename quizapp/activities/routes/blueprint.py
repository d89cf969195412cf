"""The blueprint on which the modules of this package register their views."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint
from flask_babel import format_datetime, gettext

from .. import attending, kinds
from .. import models as models

blueprint = Blueprint("activities", __name__, url_prefix="/activities")


@blueprint.app_template_filter("activity_kind")
def activity_kind(kind: str) -> str:
    """Name a kind of activity."""
    return str(gettext(kinds.KINDS[kinds.ActivityKind(kind)].title))


@blueprint.app_template_filter("way_of_learning")
def way_of_learning(way: str) -> str:
    """Name one of the six ways of learning."""
    return str(gettext(kinds.WAY_TITLES[kinds.Way(way)]))


@blueprint.app_template_filter("attendance_state")
def attendance_state(state: str) -> str:
    """Name where a person stands with an activity."""
    return str(gettext(attending.STATE_TITLES[attending.AttendanceState(state)]))


@blueprint.app_template_filter("sign_in_way")
def sign_in_way(how: str | None) -> str:
    """Name how somebody signed in."""
    return str(gettext(attending.HOW_TITLES[attending.How(how)])) if how else ""


@blueprint.app_template_filter("local_day")
def local_day(at: datetime) -> str:
    """Show a moment's local day, to be compared."""
    return str(format_datetime(at, "yyyy-MM-dd"))


@blueprint.app_template_filter("local_time")
def local_time(at: datetime) -> str:
    """Show a moment's local hour and minute."""
    return str(format_datetime(at, "HH:mm"))


@blueprint.app_template_filter("local_day_number")
def local_day_number(at: datetime) -> str:
    """Show the number of a moment's local day."""
    return str(format_datetime(at, "d"))


@blueprint.app_template_filter("local_month")
def local_month(at: datetime) -> str:
    """Show the short name of a moment's local month."""
    return str(format_datetime(at, "MMM"))
