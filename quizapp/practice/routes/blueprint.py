"""The blueprint on which the modules of this package register their views, and how a practice ends by the clock."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from ...papers import ending
from ...papers.models import Purpose
from .. import service

blueprint = Blueprint("practice", __name__, url_prefix="/practice")


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    ending.register(cast(Flask, state.app), Purpose.PRACTICE, _end)


def _end(attempt_id: int, now: datetime) -> None:
    service.finish(attempt_id, now=now)
