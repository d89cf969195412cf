"""From the browser's session or a bearer token to an `Identity`, without a database read each time."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask, Request, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from ..accounts import queries
from ..core import clock
from ..core.identities import cache
from ..core.ids import token_hash
from ..core.permissions import Identity
from ..core.services import services
from ..core.types import UtcDateTime
from ..extensions import db, login_manager
from . import errors
from .csrf_guard import bearer_token

SESSION_KEY = "sid"
SEEN_EVERY = timedelta(minutes=10)
_TOUCH = "UPDATE login_session SET last_seen_at = :now WHERE id = :id AND last_seen_at < :now"


def begin(token: str, *, remember: bool) -> None:
    """Give this browser the session of `token`; what it kept for a visitor or another member goes."""
    _empty()
    session[SESSION_KEY] = token
    session.permanent = remember


def end() -> None:
    """Take the session away from this browser."""
    _empty()


def _empty() -> None:
    """Forget what the browser kept, but for the language that was chosen on the sign-in page."""
    language = session.get("locale")
    session.clear()
    if language:
        session["locale"] = language


def nobody() -> None:
    """Have the running request ask as no member: the token it carries is a phone's in a live contest."""
    g.nobody = True


def load(request: Request) -> Identity | None:
    """Return who asks: by bearer token on the API, else by the browser's session."""
    if g.get("nobody"):
        return None
    bearer = bearer_token()
    token = bearer or session.get(SESSION_KEY)
    if not token:
        return None
    key = token_hash(token)
    identity = cache().get(key)
    if identity is None:
        now = clock.now()
        identity = queries.identity_of_token(key, now) if bearer else _of_session(key, now)
        if identity:
            cache().put(key, identity)
    return identity


def _of_session(key: str, now: datetime) -> Identity | None:
    found = queries.session_of(key, now)
    if found is None:
        return None
    if now - found.last_seen_at >= SEEN_EVERY:
        stored = UtcDateTime().bind_processor(db.engine.dialect)
        at = stored(now) if stored else now
        services().writer.write([(_TOUCH, {"id": found.identity.session_id, "now": at})])
    return found.identity


def _unauthorised() -> ResponseReturnValue:
    if errors.wants_json():
        response = current_app.make_response(errors.answer(401, "unauthorized", errors.sentence(401)))
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    target = request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None
    return redirect(url_for("accounts.sign_in", next=target))


def init_app(app: Flask) -> None:
    """Tell flask-login how to find out who asks."""
    login_manager.request_loader(load)
    login_manager.unauthorized_handler(_unauthorised)
    login_manager.session_protection = None
    # It would be computed for every request and thrown away: our sessions are rows that can be ended.
    login_manager._session_identifier_generator = str
