"""What people are told of an activity, through the inbox."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from ...accounts import queries as people
from ...core.permissions import Identity
from ...core.services import services
from ...core.transaction import after_commit
from ...extensions import db
from ...notices import service as notices
from ..attending import NOT_CALLED
from ..models import Activity, Attendance


def channel(activity_id: int) -> str:
    """Return the bus channel on which an activity's screens hear that something changed."""
    return f"activity:{activity_id}"


def wake(activity_id: int) -> None:
    """Have the activity's screens look again once the running unit of work is committed."""
    bus = services().bus
    after_commit(lambda: bus.publish(channel(activity_id), ""))


def announced(activity: Activity, member_ids: Collection[int], *, now: datetime) -> None:
    """Tell people that they are called."""
    _tell(activity, member_ids, "activity.announced", "", now)


def changed(activity: Activity, *, now: datetime) -> None:
    """Tell who is called of a new time or place."""
    _tell(activity, called(activity.id), "activity.changed", f":{activity.sequence}", now)


def cancelled(activity: Activity, *, now: datetime) -> None:
    """Tell who is called that it will not be held, and why."""
    _tell(activity, called(activity.id), "activity.cancelled", "", now, reason=activity.reason)


def place_free(activity: Activity, member_id: int, *, now: datetime) -> None:
    """Tell somebody who waited that a place is free now."""
    _tell(activity, [member_id], "activity.place", f":{activity.sequence}", now)


def sign_up_opened(activity: Activity, member_ids: Collection[int], *, now: datetime) -> None:
    """Tell people that they may sign up."""
    _tell(activity, member_ids, "activity.sign_up", "", now)


def leave_asked(activity: Activity, member: Identity, *, now: datetime) -> None:
    """Tell the host and the leader of the member's group that somebody asks for leave; why is read on the page alone."""
    key = f":{member.member_id}:{int(now.timestamp())}"
    told = {activity.host_id, *people.leaders_of(member.group_id)} - {member.member_id}
    _tell(activity, told, "activity.leave", key, now, name=member.name)


def forget_who_asked(member_id: int, new: str) -> None:
    """Name somebody otherwise in what hosts and leaders were told of the person's asking for leave."""
    notices.reword("activity.leave", f"activity:%:{member_id}:%", {"name": new})


def leave_answered(activity: Activity, member_id: int, granted: bool, *, now: datetime) -> None:
    """Tell a member what the host says to the leave."""
    kind = "activity.leave_granted" if granted else "activity.leave_refused"
    _tell(activity, [member_id], kind, f":{int(now.timestamp())}", now)


def corrected(activity: Activity, member_id: int, reason: str, *, now: datetime) -> None:
    """Tell a member that the attendance was corrected after the end."""
    _tell(activity, [member_id], "activity.corrected", f":{int(now.timestamp())}", now, reason=reason)


def called(activity_id: int) -> list[int]:
    """Return who stands on an activity's list and may come."""
    mine = (Attendance.activity_id == activity_id, Attendance.state.not_in(NOT_CALLED))
    return list(db.session.scalars(select(Attendance.member_id).where(*mine)))


def _tell(
    activity: Activity, member_ids: Collection[int], kind: str, key: str, now: datetime, **more: str
) -> None:
    zone = current_app.extensions["settings"].zone
    params = {
        "title": activity.title,
        "at": f"{activity.starts_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "place": activity.place or "–",
        "private": activity.confidential,
        **more,
    }
    link = f"/activities/{activity.id}"
    notices.tell(member_ids, kind, params, link, f"activity:{activity.id}{key}", now=now)
