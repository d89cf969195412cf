"""What may come in at all: ids that the database can hold, texts that it can store, bodies that a view reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import chain
from typing import Any, TypeVar

from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import IntegerConverter, ValidationError

View = TypeVar("View", bound=Callable[..., Any])
MOST_ID = 2**31 - 1  # what the key of every table holds on every database


def row_id(value: object) -> int:
    """Return an id from an address or a form; raises ValueError for what was never one."""
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= MOST_ID):
        raise ValueError(f"not an id: {text[:20]!r}")
    return int(text)


class RowId(IntegerConverter):
    """An id in an address; one that no row can have matches no route."""

    regex = "[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        number = int(super().to_python(value))
        if number > MOST_ID:
            raise ValidationError
        return number


class Json(DefaultJSONProvider):
    """JSON whose depth is refused like any other fault in it."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return json.loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("too many levels") from error


def takes_json(view: View) -> View:
    """Mark a page's view that also reads a JSON body; all others take forms alone."""
    view.takes_json = True  # type: ignore[attr-defined]  # a mark the check reads
    return view


def init_app(app: Flask) -> None:
    """Install the converter for ids, and refuse what no view can use before any of them runs."""
    app.url_map.converters["int"] = RowId
    app.json = Json(app)

    @app.before_request
    def _refuse() -> None:
        if request.endpoint is None:
            return
        if any("\0" in str(value) for value in (request.view_args or {}).values()):
            abort(404)
        if request.path.startswith("/api/"):
            return  # its calls read their own bodies and values, and name what is wrong
        if request.is_json and not getattr(app.view_functions[request.endpoint], "takes_json", False):
            abort(415)
        names_and_values = chain(request.args.items(multi=True), request.form.items(multi=True))
        if any("\0" in text for text in chain.from_iterable(names_and_values)):
            abort(400)
