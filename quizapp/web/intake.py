"""What may come in at all: ids that the database can hold, texts that it can store, bodies that a view reads."""

from __future__ import annotations

import io
import json
import tempfile
import time
from collections.abc import Callable
from itertools import chain
from typing import IO, Any, TypeVar

from flask import Flask, Request, abort, current_app, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import IntegerConverter, ValidationError

from ..core.errors import Forbidden
from .access import guard

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


class _Coming(io.BufferedRandom):
    """A file that is coming in; after each piece others get their turn, for a fast line never waits."""

    def write(self, data: Any, /) -> int:
        time.sleep(0)
        return super().write(data)


class StreamedRequest(Request):
    """A request whose files go where they will be kept: the system's folder for temporary ones may be memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if not _most_bytes(self.endpoint):
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        place = current_app.extensions["settings"].files_folder / "incoming"
        place.mkdir(parents=True, exist_ok=True)
        return _Coming(tempfile.TemporaryFile("wb+", buffering=0, dir=place))


def _most_bytes(endpoint: str | None) -> int:
    """Return how large a request with files the view takes, 0 when it takes none of its own size."""
    return int(getattr(current_app.view_functions.get(endpoint or ""), "most_bytes", 0))


def _open_wider(app: Flask, most: int) -> None:
    """Let a larger request in, where its sender may use the view; anybody else's is cut off as usual."""
    try:
        waits = guard(getattr(app.view_functions[str(request.endpoint)], "access", None))
    except Forbidden:
        return
    if waits is None:
        request.max_content_length = most


def takes_json(view: View) -> View:
    """Mark a page's view that also reads a JSON body; all others take forms alone."""
    view.takes_json = True  # type: ignore[attr-defined]  # a mark the check reads
    return view


def init_app(app: Flask) -> None:
    """Install the converter for ids, and refuse what no view can use before any of them runs."""
    app.url_map.converters["int"] = RowId
    app.json = Json(app)
    app.request_class = StreamedRequest

    @app.before_request
    def _refuse() -> None:
        if request.endpoint is None:
            return
        if any("\0" in str(value) for value in (request.view_args or {}).values()):
            abort(404)
        most = _most_bytes(request.endpoint)
        if most:
            _open_wider(app, most)
        if request.path.startswith("/api/"):
            return  # its calls read their own bodies and values, and name what is wrong
        if request.is_json and not getattr(app.view_functions[request.endpoint], "takes_json", False):
            abort(415)
        names_and_values = chain(request.args.items(multi=True), request.form.items(multi=True))
        if any("\0" in text for text in chain.from_iterable(names_and_values)):
            abort(400)
