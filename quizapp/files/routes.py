"""Giving files out: whole or in ranges, with the headers that keep what they hold from doing anything."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import cast
from urllib.parse import quote

from flask import Blueprint, Flask, Response, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import dump_options_header

from ..core import clock
from ..core.errors import NotFound
from ..core.permissions import Permission
from ..extensions import db
from ..web.access import me, requires
from ..web.security import CSP
from . import kinds, queries, rendering, service, store
from .kinds import Kind

blueprint = Blueprint("files", __name__, url_prefix="/files")
blueprint.add_app_template_global(kinds.accept, "accepted_files")
blueprint.add_app_template_global(kinds.most_bytes, "most_bytes")

SWEEP_EVERY_S = 6 * 3600
CHUNK = 64 * 1024
AGE_S = 600
SANDBOX = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
#: Browsers show no PDF in a sandbox; their viewers keep it from this site by themselves.
PDF_POLICY = (
    "default-src 'self'; script-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions.setdefault("jobs", []).append((SWEEP_EVERY_S, partial(_sweep, app)))


def _sweep(app: Flask) -> None:
    with app.app_context():
        service.sweep(clock.now())


class Content:
    """A file in chunks, opened when the first is asked for; after each, others get their turn."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BufferedReader | None = None

    def _opened(self) -> BufferedReader:
        if self._file is None:
            self._file = self._path.open("rb")
        return self._file

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int) -> None:
        self._opened().seek(offset)

    def tell(self) -> int:
        return self._opened().tell()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self._opened().read(CHUNK)
        if not chunk:
            self.close()
            raise StopIteration
        time.sleep(0)  # a fast line would take a whole film without ever waiting
        return chunk

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _answer(path: Path, mimetype: str, tag: str) -> Response:
    """Return a file's answer to this request: whole, a part, nothing new, or no such part."""
    db.session.rollback()  # no connection is held while the bytes flow
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise NotFound from error
    response = Response(Content(path), mimetype=mimetype, direct_passthrough=True)
    response.content_length = size
    response.set_etag(tag)
    response.cache_control.private = True
    response.cache_control.max_age = AGE_S
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        response = Response(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
    response.headers[CSP] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@blueprint.get("/<int:file_id>")
@requires(Permission.TAKE_PART)
def serve(file_id: int) -> Response:
    file = queries.visible(file_id, me())
    response = _answer(store.path_of(file.digest), file.mimetype, file.digest)
    if file.kind is Kind.PDF:
        response.headers[CSP] = PDF_POLICY
    shown = file.is_shown and "download" not in request.args
    response.headers["Content-Disposition"] = _disposition("inline" if shown else "attachment", file.name)
    return response


def _disposition(way: str, name: str) -> str:
    """Return the header that names a file, for a line of ASCII; its ending stands in for what old browsers cannot read."""
    plain = name if name.isascii() else f"file.{name.rpartition('.')[2]}"
    words = {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    return dump_options_header(way, words)


@blueprint.get("/<int:file_id>/thumb")
@requires(Permission.TAKE_PART)
def thumb(file_id: int) -> Response:
    file = queries.visible(file_id, me())
    db.session.rollback()  # drawing takes a while
    return _answer(rendering.thumb(file), "image/webp", f"{file.digest}-t")


@blueprint.get("/<int:file_id>/pages/<int:number>")
@requires(Permission.TAKE_PART)
def page(file_id: int, number: int) -> Response:
    file = queries.visible(file_id, me())
    db.session.rollback()  # drawing takes a while
    return _answer(rendering.page(file, number), "image/webp", f"{file.digest}-{number}")


@blueprint.after_app_request
def _tell_where(response: Response) -> Response:
    """Tell a page that sends its form by a script where to go on, instead of sending the script there."""
    if request.headers.get("X-Upload") and 300 <= response.status_code < 400:
        response.headers["X-Location"] = response.headers.pop("Location", "/")
        response.status_code = 200
        response.set_data(b"")
    return response
