"""Loading an activity as far as the caller may: what is not for the caller is not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app, request
from flask_babel import gettext

from ...accounts import queries as accounts
from ...accounts.models import Branch
from ...core.errors import NotFound
from ...core.permissions import Permission, Role
from ...extensions import db
from ...web.access import check, me
from ...web.intake import row_id
from .. import access
from ..models import Activity


def seen(activity_id: int) -> Activity:
    """Return an activity that the caller may look at."""
    activity = _found(activity_id)
    if not access.may_see(activity, me()):
        raise NotFound
    return activity


def run(activity_id: int) -> Activity:
    """Return an activity whose list the caller keeps: an organiser, its group's leader, or its host."""
    activity = _found(activity_id)
    if not access.may_run(activity, me()):
        raise NotFound
    return activity


def managed(activity_id: int) -> Activity:
    """Return an activity that the caller may change."""
    activity = _found(activity_id)
    if not access.may_manage(activity, me()):
        raise NotFound
    return activity


def _found(activity_id: int) -> Activity:
    activity = db.session.get(Activity, activity_id, populate_existing=True)
    if activity is None:
        raise NotFound
    return activity


def branch() -> Branch:
    """Return the branch that a list is about: one's own, or the one that an administrator's address names."""
    branch_id = request.args.get("branch", default=me().branch_id, type=row_id)
    if branch_id != me().branch_id:
        check(Permission.MANAGE_ACTIVITIES, branch_id=branch_id)
    found = db.session.get(Branch, branch_id)
    if found is None:
        raise NotFound
    return found


def groups(branch_id: int) -> Sequence[tuple[int, str]]:
    """Return for which groups the caller may hold something; 0 stands for the whole branch."""
    every = [(group.id, group.name) for group in accounts.groups_of(branch_id)]
    if me().role is Role.LEADER:
        return [pair for pair in every if pair[0] == me().group_id]
    return [(0, gettext("党支部")), *every]


def zone() -> ZoneInfo:
    """Return the installation's time zone."""
    return cast(ZoneInfo, current_app.extensions["settings"].zone)
