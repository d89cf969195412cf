"""Addresses that leave the page: in messages, on paper and in QR codes."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for
from markupsafe import Markup

from ..accounts import queries


def public_url(endpoint: str, **values: Any) -> str:
    """Return an endpoint's address as a phone reaches it: the one set, else the one of this request."""
    base = queries.setting("public_url") or current_app.extensions["settings"].public_url
    return f"{(base or request.host_url).rstrip('/')}{url_for(endpoint, **values)}"


def qr_svg(text: str) -> Markup:
    """Return a QR code as inline SVG, black on white whatever the theme."""
    import segno  # only the few pages with a code need it

    svg = segno.make(text, error="m", micro=False).svg_inline(border=2, svgclass="qr", lineclass=None)
    return Markup(svg)  # noqa: S704 - drawn by segno; the address is in its modules, not in its markup
