"""One entry: why these points, where they come from, what was done with it since, and objecting to it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts.queries import member_names
from ...core import clock, local
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...record import queries as record
from ...record.models import LedgerEntry
from ...web.access import check, me, requires
from .. import objections as service
from .. import queries
from ..settings import settings_of
from .blueprint import blueprint, refused


@blueprint.get("/entries/<int:entry_id>")
@requires(Permission.SEE_RECORD)
def entry(entry_id: int) -> ResponseReturnValue:
    return _page(_visible(entry_id), {})


@blueprint.post("/entries/<int:entry_id>/object")
@requires(Permission.TAKE_PART)
def object_to(entry_id: int) -> ResponseReturnValue:
    found = _visible(entry_id)
    if found.member_id != me().member_id:
        raise NotFound
    errors = refused(lambda: _object_to(entry_id))
    if errors:
        return _page(_visible(entry_id), errors), 422
    flash(gettext("已提交异议，答复后会通知你。"), "ok")
    return redirect(url_for("points.entry", entry_id=entry_id))


def _object_to(entry_id: int) -> None:
    with unit_of_work():
        service.object_to(entry_id, request.form.get("text", ""), actor=me(), now=clock.now())


def _visible(entry_id: int) -> LedgerEntry:
    found = record.entry(entry_id)
    if found is None:
        raise NotFound
    check(
        Permission.SEE_RECORD,
        branch_id=found.branch_id,
        group_id=found.group_id,
        member_id=found.member_id,
    )
    return found


def _page(found: LedgerEntry, errors: Mapping[str, str]) -> str:
    _, sheet = record.sheet_called(found.sheet_id)
    related = queries.related(found)
    objections = queries.objections_to(found.id)
    first = db.session.get(LedgerEntry, found.reverses_id or found.corrects_id or 0)
    reported = local.day_of(found.created_at)
    people = [found.member_id, found.actor_id, *(one.actor_id for one in related)]
    return render_template(
        "points/entry.html",
        entry=found,
        first=first,
        sheet=sheet,
        rule=sheet.rules.get(found.rule),
        late_days=(reported - found.day).days,
        reported=reported,
        related=related,
        stands=found.counted + sum(one.counted for one in related),
        claim=queries.claim_behind(found),
        objections=objections,
        outcomes=service.OUTCOMES,
        names=member_names([*people, *(one.answered_by for one in objections)]),
        own=found.member_id == me().member_id,
        objectable=_objectable(found, related),
        answer_days=settings_of(found.branch_id).answer_days,
        errors=errors,
    )


def _objectable(found: LedgerEntry, related: list[LedgerEntry]) -> bool:
    taken_back = any(one.reverses_id == found.id for one in related)
    return found.member_id == me().member_id and found.reverses_id is None and not taken_back
