"""The branch's sheet for organisers: what holds, the draft, beginning one, dropping it, publishing it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts.queries import member_names
from ...core import clock
from ...core.errors import NotFound
from ...core.local import today
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...record import queries as record
from ...record.sheet import Sheet, SheetError, parse_sheet
from ...record.shipped import shipped_sheets
from ...web.access import me, requires
from ...web.intake import row_id
from .. import drafts, queries
from ..comparing import differences
from ..editing import place_of, problems_of
from ..models import SheetDraft
from .blueprint import blueprint, refused, sheet_now


@blueprint.get("/sheet")
@requires(Permission.MANAGE_RECORD)
def sheet() -> ResponseReturnValue:
    return render_template(
        "points/sheet.html",
        sheet=sheet_now(),
        draft=drafts.draft_of(me().branch_id),
        templates=shipped_sheets(),
        waiting=queries.waiting_for(me()),
        objections=queries.objections_waiting(me()),
    )


@blueprint.post("/sheet/start")
@requires(Permission.MANAGE_RECORD)
def start_draft() -> ResponseReturnValue:
    with unit_of_work():
        drafts.start(request.form.get("from", ""), branch_id=me().branch_id, actor=me(), now=clock.now())
    return redirect(url_for("points.draft"))


@blueprint.get("/sheet/templates/<name>")
@requires(Permission.MANAGE_RECORD)
def sheet_template(name: str) -> ResponseReturnValue:
    found = shipped_sheets().get(name)
    if found is None:
        raise NotFound
    return render_template("points/template.html", sheet=found, draft=drafts.draft_of(me().branch_id))


@blueprint.post("/sheet/discard")
@requires(Permission.MANAGE_RECORD)
def discard_draft() -> ResponseReturnValue:
    with unit_of_work():
        drafts.discard(me().branch_id, actor=me(), now=clock.now())
    flash(gettext("已放弃草稿。"), "ok")
    return redirect(url_for("points.sheet"))


@blueprint.get("/sheet/draft")
@requires(Permission.MANAGE_RECORD)
def draft() -> ResponseReturnValue:
    return draft_page({})


@blueprint.get("/sheet/draft/preview")
@requires(Permission.MANAGE_RECORD)
def preview_draft() -> ResponseReturnValue:
    found = parsed(own_draft())
    if found is None:
        flash(gettext("草稿还有要改的地方，改好后才能预览。"), "warn")
        return redirect(url_for("points.draft"))
    _, held = record.sheet_for(me().branch_id, today())
    return render_template("points/preview.html", sheet=found, changes=differences(held, found))


@blueprint.post("/sheet/draft/publish")
@requires(Permission.MANAGE_RECORD)
def publish_draft() -> ResponseReturnValue:
    own_draft()
    errors = refused(_publish)
    if errors:
        return draft_page(errors), 422
    flash(gettext("已发布新版积分办法，并通知了全体成员。"), "ok")
    return redirect(url_for("points.sheet"))


def _publish() -> None:
    try:
        revision = row_id(request.form.get("revision", ""))
    except ValueError:
        raise NotFound from None
    with unit_of_work():
        drafts.publish(me().branch_id, revision, actor=me(), now=clock.now())


def own_draft() -> SheetDraft:
    """Return the draft of the caller's branch; 404 where there is none."""
    found = drafts.draft_of(me().branch_id)
    if found is None:
        raise NotFound
    return found


def parsed(found: SheetDraft) -> Sheet | None:
    """Return a draft as a sheet, None while it does not hold together."""
    try:
        return parse_sheet(found.content)
    except SheetError:
        return None


def draft_page(errors: Mapping[str, str]) -> str:
    """Return the page of the draft: its parts, and everything that is still wrong with it."""
    found = own_draft()
    content = found.content
    return render_template(
        "points/draft.html",
        draft=found,
        content=content,
        problems=[(problem, *place_of(problem)) for problem in problems_of(content)],
        rules=content.get("rules", {}),
        sheet=parsed(found),
        names=member_names([found.author_id]),
        errors=errors,
    )
