"""The welcome of a newcomer: what to do first, who is who, where the plan is."""

from __future__ import annotations

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ...accounts import queries as people
from ...accounts.models import Group
from ...committee import queries as committee
from ...core import clock
from ...core.local import today
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import me, requires
from .. import queries, service
from .blueprint import blueprint


@blueprint.get("/welcome/")
@requires(Permission.TAKE_PART)
def welcome() -> ResponseReturnValue:
    group = db.session.get(Group, me().group_id) if me().group_id else None
    return render_template(
        "community/welcome.html",
        group=group,
        leaders=list(people.names_of(people.leaders_of(group.id)).values()) if group else [],
        posts=committee.chart(me().branch_id, today()).posts,
        stays=queries.transfers.stays(me().member_id),
        known=current_app.view_functions,
        greeting=queries.greeting(me().member_id, today(), clock.now()),
    )


@blueprint.post("/welcome/seen")
@requires(Permission.TAKE_PART)
def put_welcome_away() -> ResponseReturnValue:
    with unit_of_work():
        service.birthdays.put_welcome_away(me().member_id, clock.now())
    return redirect(url_for("home.branch"))
