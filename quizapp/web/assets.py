"""Static files by content hash, the stylesheets joined into one, and both compressed for whoever takes that."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request, send_from_directory, url_for

from .. import resources
from .access import public

blueprint = Blueprint("assets", __name__)
YEAR = 31_536_000
TEXTS = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")


@lru_cache(maxsize=512)
def _hash(path: str, mtime_ns: int) -> str:
    return hashlib.sha256((resources.STATIC / path).read_bytes()).hexdigest()[:10]


def asset(path: str) -> str:
    """Return the address of a static file, changing with its content."""
    file = resources.STATIC / path
    version = _hash(path, file.stat().st_mtime_ns if current_app.debug else 0)
    return url_for("static", filename=path, v=version)


def css_bundle(name: str) -> str:
    """Return the address of the stylesheet joined from the files that `css/<name>.bundle` lists."""
    return url_for("assets.bundle", name=name, v=_bundle(name, _newest(name))[1])


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(listing.stem for listing in (resources.STATIC / "css").glob("*.bundle"))


def _parts(name: str) -> list[Path]:
    listing = (resources.STATIC / "css" / f"{name}.bundle").read_text(encoding="utf-8")
    return [
        resources.STATIC / "css" / line for line in listing.splitlines() if line and not line.startswith("#")
    ]


def _newest(name: str) -> int:
    return max(part.stat().st_mtime_ns for part in _parts(name)) if current_app.debug else 0


@lru_cache(maxsize=16)
def _bundle(name: str, newest: int) -> tuple[str, str]:
    text = "\n".join(part.read_text(encoding="utf-8") for part in _parts(name))
    return text, hashlib.sha256(text.encode()).hexdigest()[:10]


@blueprint.get("/static/css/<name>.bundle.css")
@public
def bundle(name: str) -> Response:
    if name not in _names():
        abort(404)
    text, version = _bundle(name, _newest(name))
    response = Response(text, mimetype="text/css")
    response.set_etag(version)
    response.make_conditional(request)
    return _cached(_packed(response))


def _packed(response: Response) -> Response:
    """Compress a text for who takes that: a first visit over a phone's line is a fifth of the bytes."""
    if response.mimetype not in TEXTS:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code == 200 and request.accept_encodings.quality("gzip") > 0:
        response.direct_passthrough = False
        response.set_data(_gzip(response.get_data()))
        response.content_encoding = "gzip"
        tag, _ = response.get_etag()
        response.set_etag(tag or "", weak=True)  # the same text in other bytes
    return response


@lru_cache(maxsize=256)
def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def _cached(response: Response) -> Response:
    response.cache_control.max_age = YEAR if request.args.get("v") else 0
    response.cache_control.public = True
    response.cache_control.immutable = bool(request.args.get("v"))
    return response


def init_app(app: Flask) -> None:
    """Serve the static folder with long caching and offer the template globals."""

    @public
    def static(filename: str) -> Response:
        return _cached(_packed(send_from_directory(resources.STATIC, filename)))

    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=static)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(asset=asset, css_bundle=css_bundle)
