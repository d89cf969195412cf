"""Cross-site protection for browsers; a bearer token proves itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Request, request

from ..extensions import csrf

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    """Check the token of every unsafe request that rides on the browser's session."""

    @app.before_request
    def _check() -> None:
        if (
            request.method in ("POST", "PUT", "PATCH", "DELETE")
            and request.endpoint
            and not _proves_itself(app)
        ):
            csrf.protect()


def proven_by_address(view: View) -> View:
    """Mark a view whose address holds a secret that is proof enough, as a mail program has no token of ours."""
    view.proven_by_address = True  # type: ignore[attr-defined]  # a mark the guard reads
    return view


def _proves_itself(app: Flask) -> bool:
    """Say whether a request does not ride on what a browser adds to it: a script's, with or without a token."""
    if bearer_token() or getattr(app.view_functions[request.endpoint or ""], "proven_by_address", False):
        return True
    return request.path.startswith("/api/") and app.config["SESSION_COOKIE_NAME"] not in request.cookies


def bearer_token() -> str | None:
    """Return the bearer token of the running request."""
    return bearer_of(request)


def bearer_of(request: Request) -> str | None:
    """Return the bearer token of an API request; pages know only the browser's session."""
    if not request.path.startswith("/api/"):
        return None
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if kind.lower() == "bearer" else None
