"""The blueprint of the minutes, which activity a view may write in, and what the activity's page shows of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from flask import Blueprint, Flask, flash, redirect, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ....core import clock
from ....core.errors import Invalid, NotFound
from ....core.local import today
from ....core.transaction import unit_of_work
from ....web.access import me
from ...models import Activity
from ...routes import sight
from .. import reading, tasks
from ..deciding import ballot_of
from ..levels import LEVEL_TITLES, Level

blueprint = Blueprint("minutes", __name__, url_prefix="/activities")
REMIND_EVERY_S = 1800


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions.setdefault("jobs", []).append((REMIND_EVERY_S, partial(_remind, app)))


def _remind(app: Flask) -> None:
    with app.app_context():
        now = clock.now()
        with unit_of_work():
            tasks.remind(clock.day_of(now, app.extensions["settings"].zone), now=now)


@blueprint.app_context_processor
def _reading() -> dict[str, Callable[..., object]]:
    return {
        "minutes_seen": lambda activity: reading.seen_of(activity, me()),
        "ballot_of": ballot_of,
        "local_today": today,
    }


@blueprint.app_template_filter("review_level")
def review_level(level: str) -> str:
    """Name a level of the democratic review."""
    return str(gettext(LEVEL_TITLES[Level(level)]))


def written(activity_id: int) -> Activity:
    """Return an activity whose minutes the caller writes: who runs it, or the recorder."""
    activity = sight.seen(activity_id)
    if not reading.may_write(activity, me()):
        raise NotFound
    return activity


def done(
    activity_id: int, act: Callable[[Activity], object], text: str = "", anchor: str | None = None
) -> ResponseReturnValue:
    """Carry out a verb on an activity whose minutes the caller writes and show them; what is refused is told."""
    written(activity_id)
    try:
        with unit_of_work():
            act(written(activity_id))
    except Invalid as refused:
        flash(gettext(refused.message, **refused.params), "wrong")
    else:
        if text:
            flash(text, "ok")
    return redirect(url_for("minutes.show", activity_id=activity_id, _anchor=anchor))
