"""The blueprint on which the modules of this package register their views, and its daily job."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from ...core import clock, local
from ...core.transaction import unit_of_work
from ...web.access import me
from .. import queries
from ..service import birthdays
from ..wording import (
    HONOUR_STATES,
    LEVEL_NAMES,
    PLEDGE_STATES,
    PROGRESS_NAMES,
    TOPICS,
    TRANSFER_STATES,
    VOICE_STATES,
)

blueprint = Blueprint("community", __name__)
TELL_EVERY_S = 3600.0


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    """Have the coming birthdays told of; a job that runs twice tells nobody twice."""
    app = cast(Flask, state.app)
    app.extensions.setdefault("jobs", []).append((TELL_EVERY_S, partial(_tell, app)))


def _tell(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        now = clock.now()
        birthdays.tell_of_coming(local.day_of(now), now=now)


@blueprint.app_context_processor
def _for_the_pages() -> dict[str, Any]:
    return {
        "greeting_of_today": lambda: queries.greeting(me().member_id, local.today(), clock.now()),
        "birthdays_of_today": _birthdays_of_today,
        "topic_names": TOPICS,
        "level_names": LEVEL_NAMES,
        "progress_names": PROGRESS_NAMES,
        "voice_states": VOICE_STATES,
        "pledge_states": PLEDGE_STATES,
        "honour_states": HONOUR_STATES,
        "transfer_states": TRANSFER_STATES,
    }


def _birthdays_of_today() -> list[queries.Mark]:
    """Return the colleagues whose day it is and who are shown."""
    found = queries.birthdays.on_day(me().branch_id, local.today())
    return [mark for mark in found if mark.shown and mark.member_id != me().member_id]
