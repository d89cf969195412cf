"""Objections for organisers: those that wait with their day, answering one; and what the branch decided of claims."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts.queries import member_names
from ...core import clock
from ...core.errors import Invalid, NotFound
from ...core.i18n import N_
from ...core.local import today
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...record.models import LedgerEntry
from ...web.access import check, me, requires
from .. import objections as service
from .. import queries
from ..measuring import measure_of
from ..models import Answer, Objection
from ..settings import MOST_DAYS, PointsSettings, save, settings_of
from .blueprint import blueprint, refused


@blueprint.get("/objections")
@requires(Permission.MANAGE_RECORD)
def objections() -> ResponseReturnValue:
    answered = request.args.get("state") == "answered"
    page = queries.objections(me().branch_id, page_number(request.args.get("page")), answered=answered)
    return render_template(
        "points/objections.html",
        page=page,
        answered=answered,
        entries=queries.entries_called([one.entry_id for one in page.rows]),
        names=member_names([one.member_id for one in page.rows]),
        outcomes=service.OUTCOMES,
        today=today(),
    )


@blueprint.get("/objections/<int:objection_id>")
@requires(Permission.MANAGE_RECORD)
def objection(objection_id: int) -> ResponseReturnValue:
    return _page(_own(objection_id), {})


@blueprint.post("/objections/<int:objection_id>")
@requires(Permission.MANAGE_RECORD)
def answer(objection_id: int) -> ResponseReturnValue:
    found = _own(objection_id)
    errors = refused(lambda: _answer(found))
    if errors:
        return _page(_own(objection_id), errors), 422
    flash(gettext("已答复，并通知了本人。"), "ok")
    return redirect(url_for("points.objections"))


def _answer(found: Objection) -> None:
    chosen, reason = request.form.get("answer", ""), request.form.get("reason", "")
    objection_id, entry_id = found.id, found.entry_id
    rule = service.correctable(db.session.get_one(LedgerEntry, entry_id))
    if chosen == Answer.CORRECTED and rule is not None:
        fields = {name: request.form.get(name, "") for name in ("outcome", "count", "points")}
        measure = measure_of(rule, **fields)
        with unit_of_work():
            service.correct(objection_id, measure, reason, actor=me(), now=clock.now())
    elif chosen in (Answer.KEPT, Answer.REVERSED):
        act = service.keep if chosen == Answer.KEPT else service.take_back
        with unit_of_work():
            act(objection_id, reason, actor=me(), now=clock.now())
    else:
        raise Invalid(N_("请选择怎样答复。"), field="answer")


def _own(objection_id: int) -> Objection:
    found = db.session.get(Objection, objection_id)
    if found is None:
        raise NotFound
    check(Permission.MANAGE_RECORD, branch_id=found.branch_id)
    return found


def _page(found: Objection, errors: Mapping[str, str]) -> str:
    entry = db.session.get_one(LedgerEntry, found.entry_id)
    return render_template(
        "points/objection.html",
        objection=found,
        entry=entry,
        rule=service.rule_of(entry),
        correctable=service.correctable(entry),
        own=found.member_id == me().member_id,
        names=member_names([found.member_id, found.answered_by]),
        outcomes=service.OUTCOMES,
        today=today(),
        errors=errors,
    )


@blueprint.get("/settings")
@requires(Permission.MANAGE_RECORD)
def settings() -> ResponseReturnValue:
    kept = settings_of(me().branch_id)
    values = {"late_days": str(kept.late_days), "answer_days": str(kept.answer_days)}
    return render_template("points/settings.html", values=values, errors={})


@blueprint.post("/settings")
@requires(Permission.MANAGE_RECORD)
def save_settings() -> ResponseReturnValue:
    errors = refused(_save)
    if errors:
        return render_template("points/settings.html", values=request.form, errors=errors), 422
    flash(gettext("已保存。"), "ok")
    return redirect(url_for("points.settings"))


def _save() -> None:
    wanted = PointsSettings(_days("late_days"), _days("answer_days"))
    with unit_of_work():
        save(me().branch_id, wanted, actor=me(), now=clock.now())


def _days(field: str) -> int:
    text = request.form.get(field, "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        raise Invalid(N_("请填 0 到 %(most)d 之间的整数。"), field=field, most=MOST_DAYS)
    return int(text)
