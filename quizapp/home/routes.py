"""The first page after signing in."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from ..core import clock, local
from ..core.permissions import Permission
from ..live.queries import on_air, quick
from ..web.access import me, public, requires
from . import reach, start
from .branch import branch_now
from .today import today

blueprint = Blueprint("home", __name__)
blueprint.register_blueprint(start.blueprint)
blueprint.register_blueprint(reach.blueprint)

#: Where a task's button leads; a rule without a page of its own has none.
TASK_PAGES = {"reading": "study.library", "practice": "practice.start", "review": "practice.mistakes"}


@blueprint.get("/")
@requires(Permission.TAKE_PART)
def index() -> ResponseReturnValue:
    shown = today(me(), clock.now(), current_app.extensions["settings"].zone)
    return render_template(
        "home/index.html",
        today=shown,
        pages=TASK_PAGES,
        live=on_air.open_now(me().branch_id, clock.now()),
        offer=quick.offer(me().branch_id) if me().is_organiser else None,
    )


@blueprint.get("/branch/")
@requires(Permission.TAKE_PART)
def branch() -> ResponseReturnValue:
    """Show what waits for the member in the branch, and what it does together, a tile a feature."""
    today = local.today()
    return render_template("home/branch.html", now=branch_now(me(), today), today=today)


@blueprint.get("/_patterns")
@public
def patterns() -> ResponseReturnValue:
    """Show every component and state on one page; in development only."""
    if not (current_app.debug or current_app.testing):
        current_app.aborter(404)
    from . import patterns as samples  # what only developers look at costs no server its start

    now, day = clock.now(), local.today()
    return render_template(
        "patterns.html",
        sample=samples.sample(day),
        soon=now + timedelta(minutes=10),
        later=now + timedelta(days=2),
    )
