"""The screen in the hall: the code that renews itself and how many are there, at a secret address without sign-in."""

from __future__ import annotations

from typing import Any

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.wrappers import Response

from ...core import clock
from ...core.errors import NotFound
from ...extensions import db
from ...web.access import public
from ...web.links import public_url, qr_svg
from ...web.stream import wake_ups
from .. import codes, queries
from ..kinds import ActivityState
from ..models import Activity
from ..service import telling
from .blueprint import blueprint


@blueprint.get("/screen/<token>")
@public
def screen(token: str) -> ResponseReturnValue:
    activity = _of(token)
    return render_template("activities/screen.html", activity=activity, token=token, shown=_shown(activity))


@blueprint.get("/screen/<token>/code")
@public
def screen_code(token: str) -> Response:
    response = jsonify(_shown(_of(token)))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/screen/<token>/stream")
@public
def screen_stream(token: str) -> Response:
    return wake_ups(telling.channel(_of(token).id), "look")


def _of(token: str) -> Activity:
    found = db.session.scalar(
        select(Activity).where(Activity.screen_token == token, Activity.state != ActivityState.DRAFT)
    )
    if found is None:
        raise NotFound
    return found


def _shown(activity: Activity) -> dict[str, Any]:
    """Return what the screen shows now: without signing in open, neither code nor digits."""
    now, count = clock.now(), queries.count_of(activity.id)
    is_open = activity.lets_in(now)
    shown: dict[str, Any] = {"open": is_open, "present": count.present, "expected": count.expected}
    if is_open:
        step = codes.step_at(now)
        code = codes.code_at(activity.code_key, activity.id, step)
        digits = codes.digits_at(activity.code_key, activity.id, step)
        shown |= {
            "qr": qr_svg(public_url("activities.scan", activity_id=activity.id, c=code)),
            "digits": f"{digits[:3]} {digits[3:]}",
            "left_ms": clock.milliseconds(codes.remaining(now)),
        }
    return shown
