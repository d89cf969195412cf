"""The inbox, and the bell at the head of every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ..core import clock
from ..core.errors import NotFound
from ..core.paging import page_number
from ..core.transaction import unit_of_work
from ..web.access import me, signed_in
from . import queries, service, unread

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    unread.init_app(cast(Flask, state.app))


@blueprint.app_context_processor
def _bell() -> dict[str, Callable[[int], int]]:
    return {"unread_notices": unread.unread}


@blueprint.app_template_filter("worded")
def worded(text: str, params: Mapping[str, Any]) -> str:
    """Translate a notice's text and fill in what it names; a parameter that is one of our texts is translated too."""
    if not text:
        return ""
    filled = {
        name: gettext(value) if value and isinstance(value, str) else value for name, value in params.items()
    }
    return str(gettext(text, **filled))


@blueprint.get("/")
@signed_in
def index() -> ResponseReturnValue:
    page = queries.inbox(me().member_id, page_number(request.args.get("page")))
    return render_template("notices/index.html", page=page, waiting=queries.unread(me().member_id))


@blueprint.post("/read")
@signed_in
def read_all() -> ResponseReturnValue:
    with unit_of_work():
        service.mark_read(me().member_id, now=clock.now())
    return redirect(url_for("notices.index"))


@blueprint.post("/<int:notice_id>")
@signed_in
def follow(notice_id: int) -> ResponseReturnValue:
    """Mark a notice as read and lead to what it is about."""
    notice = queries.notice_of(notice_id, me().member_id)
    if notice is None:
        raise NotFound
    with unit_of_work():
        service.mark_read(me().member_id, notice_id, now=clock.now())
    return redirect(notice.link or url_for("notices.index"))
