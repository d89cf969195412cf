"""Calendars: one activity as a file, and the secret address that a phone's calendar reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from ...accounts.models import Member
from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import me, public, requires
from ...web.links import base_url, public_url
from .. import also, ics, queries
from ..kinds import KINDS, ActivityState
from ..models import Activity, CalendarFeed
from ..service import feeds
from . import sight
from .blueprint import blueprint

LOOK_BACK = timedelta(days=180)


@blueprint.get("/feed")
@requires(Permission.TAKE_PART)
def feed() -> ResponseReturnValue:
    row = db.session.get(CalendarFeed, me().member_id)
    address = public_url("activities.feed_file", token=row.token) if row else ""
    return render_template("activities/feed.html", address=address)


@blueprint.post("/feed")
@requires(Permission.TAKE_PART)
def open_feed() -> ResponseReturnValue:
    with unit_of_work():
        feeds.open_feed(member=me(), now=clock.now())
    flash(gettext("订阅地址已生成。只给自己的日历用，不要转发。"), "ok")
    return redirect(url_for("activities.feed"))


@blueprint.post("/feed/close")
@requires(Permission.TAKE_PART)
def close_feed() -> ResponseReturnValue:
    with unit_of_work():
        feeds.close_feed(member=me())
    flash(gettext("订阅地址已停用。"), "ok")
    return redirect(url_for("activities.feed"))


@blueprint.get("/feed/<token>.ics")
@public
def feed_file(token: str) -> Response:
    row = db.session.scalar(select(CalendarFeed).where(CalendarFeed.token == token))
    member = db.session.get(Member, row.member_id) if row else None
    if member is None or not member.is_active:
        raise NotFound
    called = queries.called_since(member.id, clock.now() - LOOK_BACK)
    return _file(called, also.entries_for(member.id))


@blueprint.get("/<int:activity_id>/event.ics")
@requires(Permission.TAKE_PART)
def event_file(activity_id: int) -> Response:
    response = _file([sight.seen(activity_id)])
    response.headers["Content-Disposition"] = f"attachment; filename=activity-{activity_id}.ics"
    return response


def _file(activities: list[Activity], others: Iterable[Iterable[str]] = ()) -> Response:
    host = urlsplit(base_url()).hostname or "localhost"
    events = [_event(activity, host) for activity in activities]
    text = ics.calendar(gettext("支部活动"), events, others)
    response = current_app.response_class(text, mimetype="text/calendar")
    response.headers["Cache-Control"] = "no-store"
    return response


def _event(activity: Activity, host: str) -> ics.Event:
    kind = gettext(KINDS[activity.kind].title)
    return ics.Event(
        f"activity-{activity.id}@{host}",
        kind if activity.confidential else activity.title,
        activity.starts_at,
        activity.ends_at,
        activity.place,
        "" if activity.confidential else activity.agenda,
        public_url("activities.show", activity_id=activity.id),
        activity.sequence,
        activity.updated_at,
        activity.state is ActivityState.CANCELLED,
    )
