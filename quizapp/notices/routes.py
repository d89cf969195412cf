"""The inbox, and the bell at the head of every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from ..core import clock
from ..core.errors import NotFound
from ..core.paging import page_number
from ..core.transaction import unit_of_work
from ..web.access import me, signed_in
from . import queries, service, unread
from .showing import worded

blueprint = Blueprint("notices", __name__, url_prefix="/notices")
blueprint.add_app_template_filter(worded)


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    unread.init_app(cast(Flask, state.app))


@blueprint.app_context_processor
def _bell() -> dict[str, Callable[[int], int]]:
    return {"unread_notices": unread.unread}


@blueprint.get("/")
@signed_in
def index() -> ResponseReturnValue:
    member_id, kind = me().member_id, request.args.get("kind", "")[:32]
    return render_template(
        "notices/index.html",
        page=queries.inbox(member_id, page_number(request.args.get("page")), kind),
        waiting=queries.unread(member_id),
        kind=kind,
        kinds=queries.kinds_of(member_id),
    )


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
