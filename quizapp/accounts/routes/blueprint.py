"""The blueprint on which the modules of this package register their views."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from .. import queries

blueprint = Blueprint("accounts", __name__)


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    """Have this process hear when the installation's face changes, here or elsewhere."""
    app = cast(Flask, state.app)
    app.extensions["services"].bus.watch(queries.SITE_CHANNEL, lambda _told: queries.forget_site(app))
