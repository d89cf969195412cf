"""Giving pictures out, and the filters by which pages show an item's texts."""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Blueprint, Flask, Response, request
from flask.blueprints import BlueprintSetupState

from ...core import clock, pictures
from ...core.errors import NotFound
from ...core.transaction import unit_of_work
from ...web.access import public
from ...web.security import CSP
from .. import markup
from . import addresses, queries, service

blueprint = Blueprint("media", __name__, url_prefix="/media")
blueprint.add_app_template_filter(addresses.rich, "rich")
blueprint.add_app_template_filter(lambda text: markup.plain(text or ""), "plain")

UNUSED_EVERY_S = 3600
POLICY = "default-src 'none'; sandbox"


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions.setdefault("jobs", []).append((UNUSED_EVERY_S, partial(_drop_unused, app)))


def _drop_unused(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        service.drop_unused(clock.now())


@blueprint.get("/<name>")
@public
def picture(name: str) -> Response:
    if not addresses.is_signed(name, request.args.get("s", ""), clock.now()):
        raise NotFound
    data = queries.picture_data(name)
    if data is None:
        raise NotFound
    response = Response(data, mimetype=pictures.MIMETYPE)
    response.headers[CSP] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.cache_control.private = True
    response.cache_control.max_age = addresses.PERIOD_S
    response.cache_control.immutable = True
    return response
