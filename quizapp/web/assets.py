"""Static files by content hash, and the stylesheets joined into one."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request, send_from_directory, url_for

from .. import resources
from .access import public

blueprint = Blueprint("assets", __name__)
YEAR = 31_536_000


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
    if name not in ("app", "screen", "print"):
        abort(404)
    text, version = _bundle(name, _newest(name))
    response = Response(text, mimetype="text/css")
    response.set_etag(version)
    response.make_conditional(request)
    return _cached(response)


def _cached(response: Response) -> Response:
    response.cache_control.max_age = YEAR if request.args.get("v") else 0
    response.cache_control.public = True
    response.cache_control.immutable = bool(request.args.get("v"))
    return response


def init_app(app: Flask) -> None:
    """Serve the static folder with long caching and offer the template globals."""

    @public
    def static(filename: str) -> Response:
        return _cached(send_from_directory(resources.STATIC, filename))

    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=static)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(asset=asset, css_bundle=css_bundle)
