"""What the views share: whose page it is, the browser's session, addresses for links and QR codes."""

from __future__ import annotations

from flask import current_app, request, url_for
from markupsafe import Markup

from ...config import Settings
from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web import identity as browser
from ...web.access import check
from ...web.links import base_url
from .. import service
from ..models import Member


def settings() -> Settings:
    """Return the installation's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def address() -> str:
    """Return the address from which the request comes."""
    return request.remote_addr or ""


def enter(member_id: int, *, remember: bool) -> None:
    """Open a session for the member and give it to this browser."""
    with unit_of_work():
        token = service.open_session(
            member_id, address=address(), user_agent=request.user_agent.string, now=clock.now()
        )
    browser.begin(token, remember=remember)


def next_page() -> str:
    """Return where the visitor wanted to go: a page of this site, else the home page."""
    wanted = request.args.get("next", "")
    is_here = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_here and wanted.isprintable() else url_for("home.index")


def member_in_question(member_id: int) -> Member:
    """Return a member whom the caller may manage; others are not found."""
    member = db.session.get(Member, member_id)
    if member is None:
        raise NotFound
    check(Permission.MANAGE_MEMBERS, branch_id=member.branch_id)
    return member


def absolute(path: str) -> str:
    """Return the full address of a path, as it stands in links and QR codes."""
    return base_url() + path


def qr_code(text: str) -> Markup:
    """Return a QR code as inline SVG, dark on a light ground of its own in every theme."""
    import segno  # only these pages need it

    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(border=2, omitsize=True, dark="#000", light="#fff"))  # noqa: S704 - made here
