"""The editor: rows are added and removed by the server when no script does it, and counts come either way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...bank import queries as bank
from ...core import clock
from ...core.errors import DomainError, Invalid
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...papers.blueprint import MOST_ROWS, Blueprint
from ...web.access import me, requires
from ...web.branches import branch_in_question
from ...web.intake import row_id
from .. import queries, service
from ..forms import ContestForm, values_of
from ..models import Contest
from ..window import ContestState, Step
from . import sight
from .blueprint import blueprint
from .editor_page import EditorPage, editor_page, offer

_ACT = re.compile(r"(add|save|publish|(?:remove|relax)-\d{1,2})", re.ASCII)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONTESTS)
def create() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_CONTESTS)
    form = offer(ContestForm(**_fresh()), branch.id)
    if request.method == "GET" and not form.bank_ids.data:
        form.bank_ids.data = list(bank.visible_bank_ids(branch.id))
    return _answer(form, None, branch.id)


def _fresh() -> dict[str, Any]:
    start = (
        clock.now().astimezone(sight.zone()).replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None)
    )
    return {
        "opens_at": start + timedelta(days=1),
        "closes_at": start + timedelta(days=7, hours=9),
        "rows": [{"count": 20, "points": 500, "topics": [], "types": [], "difficulties": []}],
    }


@blueprint.route("/<int:contest_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONTESTS)
def edit(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    if contest.state not in (ContestState.DRAFT, ContestState.PUBLISHED, ContestState.RUNNING):
        return redirect(url_for("contests.run", contest_id=contest.id))
    form = offer(
        ContestForm(**values_of(service.draft_of(contest), sight.zone())), contest.branch_id, contest
    )
    return _answer(form, contest, contest.branch_id)


def _answer(form: ContestForm, contest: Contest | None, branch_id: int) -> ResponseReturnValue:
    status = 200
    if request.method == "POST":
        act = request.form.get("act", "save")
        if not _ACT.fullmatch(act):
            raise Invalid(field="act")
        if act not in ("save", "publish"):
            _change_rows(form, act, branch_id, contest)
        else:
            saved = _save(form, contest, branch_id, publish=act == "publish") if form.validate() else None
            if saved:
                return _saved(saved, act)
            status = 422
    return render_template("contests/editor.html", page=editor_page(form, contest, branch_id)), status


def _change_rows(form: ContestForm, act: str, branch_id: int, contest: Contest | None) -> None:
    if act == "add":
        if len(form.rows.entries) < MOST_ROWS:
            form.rows.append_entry({"count": 5, "points": 500})
            offer(form, branch_id, contest)
        return
    verb, _, number = act.partition("-")
    index = int(number)
    if index >= len(form.rows.entries):
        raise Invalid(field="act")
    if verb == "relax":
        form.rows[index].form.difficulties.data = []
    elif len(form.rows.entries) > 1:
        form.rows.entries.pop(index)


def _save(form: ContestForm, contest: Contest | None, branch_id: int, *, publish: bool) -> Contest | None:
    draft = form.draft(sight.zone(), service.draft_of(contest) if contest else None)
    try:
        with unit_of_work():
            now = clock.now()
            if contest is None:
                contest = service.create_contest(draft, branch_id=branch_id, actor=me(), now=now)
            else:
                service.edit_contest(contest, draft, actor=me(), now=now)
            if publish:
                service.take_step(contest, Step.PUBLISH, actor=me(), now=now)
    except DomainError as refused:
        _blame(form, refused)
        return None
    return contest


def _blame(form: ContestForm, refused: DomainError) -> None:
    """Put a refusal beside its field, or above the form."""
    text = gettext(refused.message, **refused.params)
    name = getattr(refused, "field", "")
    if name in form and name != "rows":
        form[name].errors = [*form[name].errors, text]
    else:
        form.form_errors.append(text)


def _saved(contest: Contest, act: str) -> ResponseReturnValue:
    if act == "publish":
        flash(gettext("竞赛已发布，可以把通知发到群里了。"), "ok")
        return redirect(url_for("contests.run", contest_id=contest.id))
    flash(gettext("已保存。"), "ok")
    return redirect(url_for("contests.edit", contest_id=contest.id))


@blueprint.post("/availability")
@requires(Permission.MANAGE_CONTESTS)
def availability() -> ResponseReturnValue:
    """Answer the editor's form, as it stands, with what the banks have and how the contest will look."""
    contest_id = request.args.get("contest", type=row_id)
    contest = sight.managed(contest_id) if contest_id else None
    branch_id = contest.branch_id if contest else branch_in_question(Permission.MANAGE_CONTESTS).id
    form = offer(ContestForm(), branch_id, contest)
    form.validate()
    return jsonify(_live(editor_page(form, contest, branch_id)))


def _live(page: EditorPage) -> Mapping[str, Any]:
    return {
        "rows": [
            {
                "subtotal": render_template("contests/_row_points.html", row=row),
                "have": render_template("contests/_row_have.html", row=row),
                "available": row.plan.available if row.plan else None,
                "short_by": row.plan.short_by if row.plan else None,
            }
            for row in page.rows
        ],
        "items": page.items,
        "total": render_template("contests/_total.html", page=page),
        "missing": page.plan.missing,
        "alerts": render_template("contests/_editor_alerts.html", page=page),
        "aside": render_template("contests/_editor_aside.html", page=page),
    }


@blueprint.get("/<int:contest_id>/preview")
@requires(Permission.MANAGE_CONTESTS)
def preview(contest_id: int) -> ResponseReturnValue:
    """Show a paper as one member may get it; `draw` counts further samples."""
    contest = sight.managed(contest_id)
    number = request.args.get("draw", default=1, type=int)
    seed = contest.seed if contest.same_paper else f"{contest.seed}:sample:{number}"
    blueprint, branch_id = Blueprint.from_json(contest.blueprint), contest.branch_id
    paper = queries.sample(
        contest.bank_ids, blueprint, seed, contest.picks, sight.tired_for(contest), branch_id=branch_id
    )
    return render_template("contests/preview.html", contest=contest, paper=paper, number=number)
