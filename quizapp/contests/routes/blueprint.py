"""The blueprint on which the modules of this package register their views, and the job that follows the clock."""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from ...core import clock
from ...core.transaction import unit_of_work
from .. import service

FOLLOW_EVERY_S = 5

blueprint = Blueprint("contests", __name__, url_prefix="/contests")


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    state.app.extensions.setdefault("jobs", []).append(
        (FOLLOW_EVERY_S, partial(follow, cast(Flask, state.app)))
    )


def follow(app: Flask) -> None:
    """Open and close the contests whose time has come."""
    with app.app_context():
        now = clock.now()
        if not service.any_due(now):
            return
        with unit_of_work():
            service.follow_windows(now)
