"""The blueprint on which the modules of this package register their views, and the job that keeps the sums up to date."""

from __future__ import annotations

import time
from functools import partial
from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from ...core import clock
from ...web.access import me
from ..gathering import gather
from ..listing import in_short

blueprint = Blueprint("analysis", __name__, url_prefix="/analysis")
GATHER_EVERY_S = 15
#: Portions that one run takes in at most, with a breath after each for whoever waits.
PORTIONS, BREATH_S = 20, 0.05


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions.setdefault("jobs", []).append((GATHER_EVERY_S, partial(_gather, app)))
    app.jinja_env.globals["item_in_short"] = lambda stored: in_short(me().branch_id, stored)


def _gather(app: Flask) -> None:
    with app.app_context():
        for _ in range(PORTIONS):
            if not gather(clock.now()):
                return
            time.sleep(BREATH_S)
