"""The printed record of an activity, and a year's book of records."""

from __future__ import annotations

from datetime import date

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from ....core import clock
from ....core.errors import NotFound
from ....core.local import today
from ....core.permissions import Permission
from ....documents.responding import asked_form, respond
from ....extensions import db
from ....web.access import me, requires
from ....web.branches import branch_args
from ... import access
from ...kinds import KINDS, ActivityKind, ActivityState
from ...models import Activity
from ...routes import sight
from .. import printing, reading
from .blueprint import blueprint


@blueprint.get("/<int:activity_id>/record")
@requires(Permission.TAKE_PART)
def record(activity_id: int) -> ResponseReturnValue:
    activity = sight.seen(activity_id)
    if not reading.seen_of(activity, me()).is_shown and not access.may_run(activity, me()):
        raise NotFound
    day = clock.day_of(activity.starts_at, sight.zone())
    document = printing.record_of(activity, me(), sight.zone())
    back = (gettext("返回"), url_for("activities.show", activity_id=activity_id))
    return respond(document, asked_form(), f"{day} {activity.title[:40]}", back)


@blueprint.get("/books")
@requires(Permission.MANAGE_ACTIVITIES)
def choose_book() -> ResponseReturnValue:
    branch = sight.branch()
    return render_template(
        "activities/books.html", kinds=KINDS, year=today().year, args=branch_args(branch.id)
    )


@blueprint.get("/book")
@requires(Permission.MANAGE_ACTIVITIES)
def book() -> ResponseReturnValue:
    branch, year = sight.branch(), request.args.get("year", type=int) or today().year
    if not 2000 <= year <= 2100:
        raise NotFound
    held = _held(branch.id, year, request.args.get("kind", ""))
    document = printing.book_of(branch, year, held, me(), sight.zone())
    back = (gettext("返回"), url_for("minutes.choose_book", **branch_args(branch.id)))
    return respond(document, asked_form(), f"{branch.name} {year}", back)


def _held(branch_id: int, year: int, kind: str) -> list[Activity]:
    """Return what was held in a year and the caller manages; of one kind, where the address names it."""
    zone = sight.zone()
    query = (
        select(Activity)
        .where(
            Activity.branch_id == branch_id,
            Activity.state == ActivityState.HELD,
            Activity.starts_at >= clock.start_of(date(year, 1, 1), zone),
            Activity.starts_at < clock.start_of(date(year + 1, 1, 1), zone),
        )
        .order_by(Activity.starts_at, Activity.id)
    )
    if kind in set(ActivityKind):
        query = query.where(Activity.kind == ActivityKind(kind))
    return [one for one in db.session.scalars(query) if access.may_manage(one, me())]
