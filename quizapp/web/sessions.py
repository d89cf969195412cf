"""The browser's session: Flask's signed cookie, its serializer made once; a script with a token has none."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from .csrf_guard import bearer_of


class Sessions(SecureCookieSessionInterface):
    """Signed cookies at the price of a signature: Flask would set up the signing anew for every request."""

    def __init__(self) -> None:
        self._made: tuple[object, URLSafeTimedSerializer] | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._made is None or self._made[0] != app.secret_key:
            made = super().get_signing_serializer(app)
            if made is None:
                return None
            self._made = (app.secret_key, made)
        return self._made[1]

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return self.session_class() if bearer_of(request) else super().open_session(app, request)


def init_app(app: Flask) -> None:
    """Have the app's sessions kept this way."""
    app.session_interface = Sessions()
