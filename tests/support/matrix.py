"""Asking an address as somebody, and reading from the answer what it says of access."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for
from werkzeug.test import TestResponse

from quizapp.extensions import db
from tests.fixtures.app import Client

#: endpoint, methods, expected letters, values of the address by kind (or literal), fields of the body
Row = tuple[Any, ...]


class Browser:
    """Somebody's browser: asks, and says how the answer is to be read."""

    def __init__(self, app: Flask, sid: str | None = None) -> None:
        self._app, self._sid = app, sid

    def ask(self, method: str, url: str, body: dict[str, Any]) -> str:
        client: Client = self._app.test_client()  # type: ignore[assignment]  # set by test_client_class
        if self._sid:
            with client.session_transaction() as session:
                session["sid"] = self._sid
        form = {"json": body} if url.startswith("/api/") else {"data": body}
        response = client.open(url, method=method, **({} if method == "GET" else form))
        response.close()
        db.session.rollback()
        return letter_of(response)


def letter_of(response: TestResponse) -> str:
    """Return what an answer says of access; what is none of the four is given as it is."""
    status, location = response.status_code, response.headers.get("Location", "")
    if status == 401 or location.startswith("/sign-in"):
        return "s"
    return {403: "f", 404: "n"}.get(status, "a" if status < 500 or status == 503 else str(status))


def walk(app: Flask, row: Row, who: Browser, values: dict[str, Any], expected: str) -> list[str]:
    """Ask for a row's route by each of its methods; return what came out otherwise."""
    endpoint, methods, _, *more = row
    names, fields = (*more, {}, {})[:2]
    with app.test_request_context():
        url = url_for(endpoint, **{name: values.get(kind, kind) for name, kind in names.items()})
    body = {name: values.get(kind, kind) for name, kind in fields.items()}
    found = [(method, who.ask(method, url, body)) for method in methods.split()]
    return [f"{method} {url}: {got} instead of {expected}" for method, got in found if got != expected]
