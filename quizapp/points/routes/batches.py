"""Entry for many at once: what was entered, a new one with its preview, undoing one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ...accounts.queries import member_names
from ...core import clock
from ...core.errors import Invalid, NotFound
from ...core.i18n import N_
from ...core.ids import new_token
from ...core.local import today
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...infra.os_thread import call_in_pool
from ...web.access import check, me, requires
from ...web.filters import counted
from ...web.intake import row_id
from .. import batches as service
from .. import listed, queries
from ..measuring import measure_of
from ..models import PointsBatch
from .blueprint import blueprint, day_from, refused, sheet_now


@dataclass(slots=True)
class _Form:
    """What stands on the page: the chosen members, what a list of names did not find, the preview."""

    errors: Mapping[str, str]
    chosen: set[int]
    names: listed.Names | None = None
    lines: list[service.Line] | None = None


@blueprint.get("/batches")
@requires(Permission.MANAGE_RECORD)
def batches() -> ResponseReturnValue:
    page = queries.batches(me().branch_id, page_number(request.args.get("page")))
    names = member_names([one.actor_id for one in page.rows])
    return render_template("points/batches.html", page=page, names=names, sheet=sheet_now())


@blueprint.get("/batches/new")
@requires(Permission.MANAGE_RECORD)
def new_batch() -> ResponseReturnValue:
    return _page(_Form({}, set()))


@blueprint.post("/batches/new")
@requires(Permission.MANAGE_RECORD)
def enter_batch() -> ResponseReturnValue:
    form = _Form({}, set())
    form.errors = refused(lambda: _gather(form))
    if form.errors or request.form.get("then") == "names":
        return _page(form), 422 if form.errors else 200
    if request.form.get("then") != "enter":
        form.errors = refused(lambda: _preview(form))
        return _page(form), 422 if form.errors else 200
    made: list[PointsBatch] = []
    form.errors = refused(lambda: made.append(_enter(form)))
    if form.errors:
        return _page(form), 422
    flash(counted("已为 %(n)d 人录入。", made[0].members), "ok")
    return redirect(url_for("points.batch", batch_id=made[0].id))


def _gather(form: _Form) -> None:
    """Read who was ticked, pasted and listed in a file."""
    try:
        form.chosen = {row_id(one) for one in request.form.getlist("member")}
    except ValueError:
        raise NotFound from None
    pasted, upload = request.form.get("names", ""), request.files.get("list")
    if upload is not None and upload.filename:
        content = upload.read(listed.MOST_XLSX + 1)
        pasted += "\n" + call_in_pool(lambda: listed.names_in(content))
    if not pasted.strip():
        return
    form.names = listed.named(pasted, me().branch_id)
    form.chosen |= set(form.names.member_ids)
    if form.names.unknown or form.names.doubtful:
        raise Invalid(N_("有的姓名对不上，请看下面的说明，改好或删去再继续。"), field="names")


def _draft(form: _Form) -> service.Draft:
    day, name = day_from(request.form.get("day", "")), request.form.get("rule", "")
    rule = service.rule_called(name, me().branch_id, day, clock.now())
    measure = measure_of(
        rule,
        outcome=request.form.get(f"outcome-{rule.name}", ""),
        count=request.form.get("count", ""),
        points=request.form.get("points", ""),
    )
    return service.Draft(rule.name, day, request.form.get("title", ""), measure, tuple(sorted(form.chosen)))


def _preview(form: _Form) -> None:
    form.lines = service.preview(_draft(form), branch_id=me().branch_id, now=clock.now())


def _enter(form: _Form) -> PointsBatch:
    draft, request_id = _draft(form), request.form.get("request_id", "")[:64]
    with unit_of_work():
        return service.enter(draft, request_id, branch_id=me().branch_id, actor=me(), now=clock.now())


def _page(form: _Form) -> str:
    values = dict(request.form.items())
    values.setdefault("day", today().isoformat())
    return render_template(
        "points/batch_form.html",
        rules=service.enterable(me().branch_id, today()),
        values=values,
        form=form,
        people=service.people_of(me().branch_id),
        request_id=values.get("request_id") or new_token(12),
        today=today(),
    )


@blueprint.get("/batches/<int:batch_id>")
@requires(Permission.MANAGE_RECORD)
def batch(batch_id: int) -> ResponseReturnValue:
    return _batch_page(_own(batch_id), {})


@blueprint.post("/batches/<int:batch_id>/undo")
@requires(Permission.MANAGE_RECORD)
def undo_batch(batch_id: int) -> ResponseReturnValue:
    branch_id, done = _own(batch_id).branch_id, list[int]()
    errors = refused(lambda: done.append(_undo(batch_id, branch_id)))
    if errors:
        return _batch_page(_own(batch_id), errors), 422
    flash(counted("已撤销，为 %(n)d 人另记了更正。", done[0]), "ok")
    return redirect(url_for("points.batch", batch_id=batch_id))


def _undo(batch_id: int, branch_id: int) -> int:
    with unit_of_work():
        return service.undo(
            batch_id, request.form.get("reason", ""), branch_id=branch_id, actor=me(), now=clock.now()
        )


def _own(batch_id: int) -> PointsBatch:
    found = db.session.get(PointsBatch, batch_id)
    if found is None:
        raise NotFound
    check(Permission.MANAGE_RECORD, branch_id=found.branch_id)
    return found


def _batch_page(found: PointsBatch, errors: Mapping[str, str]) -> str:
    entries = service.entries_of(found)
    standing = {entry.id for entry in service.standing_entries(found)}
    names = member_names([found.actor_id, found.undone_by, *(entry.member_id for entry in entries)])
    return render_template(
        "points/batch.html", batch=found, entries=entries, standing=standing, names=names, errors=errors
    )
