"""The addresses for those who watch the process."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from ..accounts import queries
from ..core import clock
from ..core.ids import token_hash
from ..extensions import db
from ..infra import redis_server
from . import migrations_state
from .access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    checks = {"database": _database(), "migrations": migrations_state.is_current()}
    if redis_url := current_app.extensions["settings"].redis_url:
        checks["redis"] = redis_server.answers(redis_url)
    ready = all(checks.values())
    return jsonify(status="ok" if ready else "not ready", checks=checks), 200 if ready else 503


@blueprint.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    if not (_asked_from_here() or _asked_by_an_administrator()):
        abort(404)
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    return Response(generate_latest(), mimetype=CONTENT_TYPE_LATEST)


def _asked_from_here() -> bool:
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.remote_addr in ("127.0.0.1", "::1") and not forwarded


def _asked_by_an_administrator() -> bool:
    """Say whether the request carries an administrator's API token."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        return False
    identity = queries.identity_of_token(token_hash(token.strip()), clock.now())
    return identity is not None and identity.is_admin


def _database() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except Exception:  # whatever is wrong with it, it is not ready
        return False
    return True


def init_app(app: Flask) -> None:
    """Register the addresses."""
    app.register_blueprint(blueprint)
