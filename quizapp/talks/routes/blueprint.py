"""The blueprint on which the modules of this package register their views."""

from __future__ import annotations

from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app

from ..pairs import KIND_TITLES

blueprint = Blueprint("talks", __name__, url_prefix="/talks")


def zone() -> ZoneInfo:
    """Return the installation's time zone."""
    return cast(ZoneInfo, current_app.extensions["settings"].zone)


@blueprint.app_context_processor
def _titles() -> dict[str, object]:
    return {"talk_kinds": KIND_TITLES}
