"""The rules of a contest in a form, and the rule check: gaps decided one by one or all at once, tried courses."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from .. import rulebook
from ..models import LiveContest, LiveState
from ..queries import preparing as queries
from ..queries import readiness
from ..service import preparing as service
from ..sheet_form import fields as rule_fields
from ..sheet_form import form as rule_form
from . import sight
from .blueprint import blueprint


@blueprint.route("/live/manage/<int:contest_id>/rules", methods=["GET", "POST"])
@requires(Permission.MANAGE_LIVE)
def rules(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    if request.method == "GET":
        return _rules_page(contest, rule_form.shown(contest.draft["sheet"]))
    typed = rule_form.typed(request.form)
    try:
        changed_rows = rule_form.acted(typed, request.form.get("act", "save"), request.form.get("kind", ""))
    except ValueError as error:
        raise Invalid(field="act") from error
    if changed_rows:
        return _rules_page(contest, typed, unsaved=True)
    document, faults = rule_form.read(typed, contest.draft["sheet"])
    if faults:
        return _rules_page(contest, typed, faults)
    with unit_of_work():
        service.save_sheet(contest, document, actor=me(), now=clock.now())
    flash(gettext("规程已保存。"), "ok")
    return redirect(url_for("live.rules", contest_id=contest.id))


def _rules_page(
    contest: LiveContest,
    typed: rule_form.Typed,
    faults: list[rule_form.Fault] | None = None,
    *,
    unsaved: bool = False,
) -> ResponseReturnValue:
    found = faults or []
    return (
        render_template(
            "live/edit_rules.html",
            contest=contest,
            editable=contest.state is LiveState.DRAFT,
            typed=typed,
            faults=[(one, rulebook.said(one)) for one in found],
            wrong={(one.round, one.name) for one in found},
            unsaved=unsaved,
            fields=rule_fields,
            title_of=rule_form.title_of,
        ),
        422 if found else 200,
    )


@blueprint.route("/live/manage/<int:contest_id>/check", methods=["GET", "POST"])
@requires(Permission.MANAGE_LIVE)
def check(contest_id: int) -> ResponseReturnValue:
    """Show what the rules leave open; POST keeps what was decided, or takes every default."""
    contest = sight.managed(contest_id)
    if request.method == "GET":
        return _check_page(contest)
    decisions, wrong = readiness.read_decisions(contest, request.form)
    if wrong:
        return _check_page(contest, wrong), 422
    with unit_of_work():
        service.decide(contest, decisions, actor=me(), now=clock.now())
    left = len(readiness.open_gaps(contest))
    if left:
        flash(gettext("已保存，还有 %(n)d 条没有定。", n=left), "info")
    else:
        flash(gettext("都已定好，可以开放了。"), "ok")
    return redirect(url_for("live.check", contest_id=contest.id))


def _check_page(contest: LiveContest, wrong: Any = ()) -> str:
    return render_template(
        "live/check.html",
        contest=contest,
        editable=contest.state is LiveState.DRAFT,
        gaps=readiness.gap_rows(contest, request.form if request.method == "POST" else None),
        wrong=wrong,
        warnings=readiness.warnings(contest),
        assumed=readiness.assumed(contest),
        courses=readiness.courses(contest),
        sheet=queries.sheet_of(contest),
        steps=readiness.steps(contest),
    )
