"""The blueprint that the pages of live contests hang on, and the job that is their clock.

Players come in at /join, everything else is below /live.
"""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from ...core import clock
from .. import models as models
from ..room import run_due

#: A question closes so soon after its limit, with what `due` leaves for answers in the queue.
CLOCK_EVERY_S = 0.1

blueprint = Blueprint("live", __name__)


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    state.app.extensions.setdefault("jobs", []).append((CLOCK_EVERY_S, partial(tick, cast(Flask, state.app))))


def tick(app: Flask) -> None:
    """Do what the clocks of the contests under way do by themselves."""
    with app.app_context():
        run_due(clock.now())
