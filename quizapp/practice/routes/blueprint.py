"""The blueprint on which the modules of this package register their views, and how a practice ends by the clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from flask import Blueprint, Flask, current_app
from flask.blueprints import BlueprintSetupState

from ...core import clock
from ...papers import ending
from ...papers.models import Purpose
from .. import service

blueprint = Blueprint("practice", __name__, url_prefix="/practice")


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    ending.register(cast(Flask, state.app), Purpose.PRACTICE, _end)


def _end(attempt_id: int, now: datetime) -> None:
    service.finish(attempt_id, now=now)


def today() -> date:
    """Return the local day."""
    return clock.day_of(clock.now(), current_app.extensions["settings"].zone)
