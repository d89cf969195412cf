"""Can you reach me? A page for the phone in the room, and one for the organiser beside it.

A phone that opens the address sees that it worked; the organiser, and `quizapp doctor --lan --wait` on
this computer, see that it came. What was seen is told over the bus and kept nowhere.
"""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from ..core import clock
from ..core.permissions import Permission
from ..core.services import services
from ..infra import addresses
from ..web.access import public, requires
from ..web.links import base_url, is_elsewhere, is_local, public_url, qr_svg
from ..web.stream import wake_ups

blueprint = Blueprint("reach", __name__, url_prefix="/reach")
CHANNEL = "reach"


@blueprint.get("")
@public
def phone() -> ResponseReturnValue:
    came_from_here = _is_from_here()
    if not came_from_here:
        services().bus.publish(CHANNEL, request.remote_addr or "")
    address = public_url("home.reach.phone")
    return render_template(
        "home/reach.html",
        came_from_here=came_from_here,
        used=request.host_url.rstrip("/"),
        device=request.remote_addr,
        at=clock.now(),
        address=address,
        code=qr_svg(address),
        is_local=is_local(address),
    )


@blueprint.get("/guide")
@requires(Permission.MANAGE_DISPLAY)
def guide() -> ResponseReturnValue:
    address, settings = public_url("home.reach.phone"), current_app.extensions["settings"]
    is_open = addresses.is_open(settings.host)
    found = addresses.usable_addresses(addresses.local_addresses()) if is_open else []
    return render_template(
        "home/reach_guide.html",
        address=address,
        code=qr_svg(address),
        is_local=is_local(address),
        is_elsewhere=is_elsewhere(address),
        is_open=is_open,
        port=settings.port,
        others=[one for one in found if f"//{one.ip}:" not in base_url()],
    )


@blueprint.get("/stream")
@requires(Permission.MANAGE_DISPLAY)
def stream() -> Response:
    return wake_ups(CHANNEL, "phone")


@blueprint.get("/seen")
@public
def seen() -> Response:
    """Tell `quizapp doctor`, on this computer alone, which phones open the page."""
    if not _is_from_here():
        abort(404)
    return wake_ups(CHANNEL, "phone")


def _is_from_here() -> bool:
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    address = request.remote_addr or ""
    return addresses.is_loopback(address) or address in {one.ip for one in addresses.local_addresses()}
