"""From the browser's session or a bearer token to an `Identity`, without a database read each time."""

from __future__ import annotations

import time
from typing import cast

from flask import Flask, Request, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from ..accounts import queries
from ..core import clock
from ..core.ids import token_hash
from ..core.permissions import Identity
from ..extensions import login_manager
from . import errors
from .csrf_guard import bearer_token

SESSION_KEY = "sid"
KEPT_SECONDS = 10.0  # how long another process may still honour a session ended here
MAX_KEPT = 20_000


class IdentityCache:
    """Identities by the hash of their token, each for a few seconds."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Identity]] = {}

    def get(self, key: str) -> Identity | None:
        found = self._kept.get(key)
        return found[1] if found and found[0] > time.monotonic() else None

    def put(self, key: str, identity: Identity) -> None:
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        self._kept[key] = (time.monotonic() + KEPT_SECONDS, identity)

    def forget(self, member_id: int | None = None) -> None:
        """Drop one member's identities, or all, after something about them changed."""
        for key, (_, identity) in list(self._kept.items()):
            if member_id is None or identity.member_id == member_id:
                self._kept.pop(key, None)


def cache() -> IdentityCache:
    """Return the running application's cache."""
    return cast(IdentityCache, current_app.extensions["identities"])


def load(request: Request) -> Identity | None:
    """Return who asks: by bearer token on the API, else by the browser's session."""
    bearer = bearer_token()
    token = bearer or session.get(SESSION_KEY)
    if not token:
        return None
    key = token_hash(token)
    identity = cache().get(key)
    if identity is None:
        find = queries.identity_of_token if bearer else queries.identity_of_session
        identity = find(key, clock.now())
        if identity:
            cache().put(key, identity)
    return identity


def _unauthorised() -> ResponseReturnValue:
    if errors.wants_json():
        response = current_app.make_response(errors.answer(401, "unauthorized", errors.sentence(401)))
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    target = request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None
    return redirect(url_for("accounts.sign_in", next=target))


def init_app(app: Flask) -> None:
    """Tell flask-login how to find out who asks."""
    app.extensions["identities"] = IdentityCache()
    login_manager.request_loader(load)
    login_manager.unauthorized_handler(_unauthorised)
    login_manager.session_protection = None
