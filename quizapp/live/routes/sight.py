"""What the organiser's views share: which contest one may prepare, and in which time zone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import current_app

from ...core.errors import NotFound
from ...core.permissions import Permission
from ...web.access import check
from ..models import LiveContest
from ..queries import preparing


def zone() -> ZoneInfo:
    """Return the installation's time zone."""
    found: ZoneInfo = current_app.extensions["settings"].zone
    return found


def managed(contest_id: int) -> LiveContest:
    """Return a contest that the caller may prepare and host; any other is not found."""
    contest = preparing.get(contest_id)
    if contest is None:
        raise NotFound
    check(Permission.MANAGE_LIVE, branch_id=contest.branch_id)
    return contest
