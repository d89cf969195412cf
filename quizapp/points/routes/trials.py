"""What would have changed: a draft tried on a past period, its progress, its result, its result as a file."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid, NotFound
from ...core.i18n import N_
from ...core.local import today
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...record import queries as record
from ...record.periods import Period, Span
from ...record.sheet import PERIODS, parse_sheet
from ...web.access import me, requires
from ...web.workbooks import send_workbook
from .. import trials as service
from ..comparing_totals import Trial, read_trial
from ..models import SheetTrial, TrialState
from ..trial_sheet import reason_words, sheets
from .blueprint import blueprint, refused
from .sheets import own_draft


@blueprint.get("/sheet/trial")
@requires(Permission.MANAGE_RECORD)
def trial() -> ResponseReturnValue:
    return _page({})


@blueprint.post("/sheet/trial")
@requires(Permission.MANAGE_RECORD)
def try_draft() -> ResponseReturnValue:
    own_draft()
    begun: list[tuple[int, int]] = []
    errors = refused(lambda: begun.append(_begin()))
    if errors:
        return _page(errors), 422
    service.run(*begun[0])
    return redirect(url_for("points.trial"))


def _begin() -> tuple[int, int]:
    try:
        period = Period.parse(request.form.get("period", ""))
    except ValueError:
        raise Invalid(N_("请选择哪一段时间。"), field="period") from None
    if period.span not in PERIODS or period.first > today():
        raise Invalid(N_("请选择哪一段时间。"), field="period")
    with unit_of_work():
        row = service.begin(period, branch_id=me().branch_id, actor=me(), now=clock.now())
        return row.id, row.total


def _page(errors: dict[str, str]) -> str:
    row = service.trial_of(me().branch_id)
    result = _result(row)
    return render_template(
        "points/trial.html",
        row=row,
        period=Period.parse(row.period) if row else None,
        lost=row is not None and service.is_lost(row, clock.now()),
        result=result,
        names=service.names_in(result) if result else {},
        groups=service.groups_in(me().branch_id),
        new=parse_sheet(row.content) if row and result else None,
        old=record.sheet_for(me().branch_id, Period.parse(row.period).last)[1] if row else None,
        periods=_offered(),
        has_draft=service.has_draft(me().branch_id),
        reason_words=reason_words,
        errors=errors,
    )


def _result(row: SheetTrial | None) -> Trial | None:
    return read_trial(row.result) if row is not None and row.state is TrialState.READY else None


def _offered() -> list[Period]:
    """Return the periods on which a draft can be tried: this year and the last, their quarters, the last months."""
    day = today()
    year, quarter, month = (Period.of(span, day) for span in (Span.YEAR, Span.QUARTER, Span.MONTH))
    found = [year, year.previous()]
    for one, many in ((quarter, 5), (month, 13)):
        for _ in range(many):
            found.append(one)
            one = one.previous()
    return found


@blueprint.get("/sheet/trial/state")
@requires(Permission.MANAGE_RECORD)
def trial_state() -> ResponseReturnValue:
    row = service.trial_of(me().branch_id)
    if row is None:
        raise NotFound
    busy = row.state is TrialState.RUNNING and not service.is_lost(row, clock.now())
    return jsonify(busy=busy, done=row.done, total=row.total)


@blueprint.get("/sheet/trial.xlsx")
@requires(Permission.MANAGE_RECORD)
def trial_xlsx() -> ResponseReturnValue:
    row = service.trial_of(me().branch_id)
    result = _result(row)
    if row is None or result is None:
        flash(gettext("试算还没有结果。"), "warn")
        return redirect(url_for("points.trial"))
    period = Period.parse(row.period)
    groups = service.groups_in(me().branch_id)
    return send_workbook(sheets(result, period, service.names_in(result), groups), f"trial-{period}.xlsx")
