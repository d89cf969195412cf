"""Addresses that leave the page: in messages, on paper and in QR codes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from markupsafe import Markup

from ..accounts import queries
from ..infra import addresses


def base_url() -> str:
    """Return where phones reach this server, without a slash at the end.

    QUIZAPP_PUBLIC_URL, else what the administrator chose, else `found_url`.
    """
    return current_app.extensions["settings"].public_url or queries.site().public_url or found_url()


def found_url() -> str:
    """Return the address of this request; from this computer itself the one that the room reaches."""
    here, settings = request.host_url.rstrip("/"), current_app.extensions["settings"]
    if is_local(here) and addresses.is_open(settings.host):
        best = addresses.best_address(addresses.local_addresses())
        if best:
            return f"http://{best.ip}:{settings.port}"
    return here


def public_url(endpoint: str, **values: Any) -> str:
    """Return an endpoint's address as a phone reaches it."""
    return base_url() + url_for(endpoint, **values)


def is_local(link: str) -> bool:
    """Say whether a link's address reaches this computer alone."""
    return addresses.is_loopback(urlsplit(link).hostname or "")


def is_elsewhere(link: str) -> bool:
    """Say whether a link names a local network's number that this computer does not have (any more)."""
    host = urlsplit(link).hostname or ""
    own = {address.ip for address in addresses.local_addresses()}
    return addresses.is_private(host) and not addresses.is_loopback(host) and host not in own


def qr_svg(text: str) -> Markup:
    """Return a QR code as inline SVG, black on white whatever the theme."""
    import segno  # only the few pages with a code need it

    svg = segno.make(text, error="m", micro=False).svg_inline(
        border=2, svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(svg)  # noqa: S704 - drawn by segno; the address is in its modules, not in its markup
