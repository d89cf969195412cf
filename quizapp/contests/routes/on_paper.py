"""A contest for those without a phone: papers to print, and the scores of what was answered on them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...papers.printing import queries as printing
from ...papers.printing.forms import LookForm
from ...web.access import me, requires
from ...web.amounts import hundredths
from ...web.filters import points
from ...web.forms import accepted
from .. import queries, service
from ..forms import ScoresForm
from ..models import Contest
from ..window import ContestState
from . import sight
from .blueprint import blueprint

TAKING = (ContestState.RUNNING, ContestState.CLOSED)


@blueprint.get("/<int:contest_id>/on-paper")
@requires(Permission.MANAGE_CONTESTS)
def on_paper(contest_id: int) -> ResponseReturnValue:
    return _page(sight.managed(contest_id))


def _page(
    contest: Contest,
    *,
    look: LookForm | None = None,
    scores: ScoresForm | None = None,
    wrong: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    forms = (look or LookForm(formdata=None), scores or ScoresForm(formdata=None))
    page = render_template(
        "contests/on_paper.html",
        contest=contest,
        state=sight.state_now(contest),
        papers=printing.saved(contest.branch_id, source_key=queries.source_key(contest.id)).rows,
        look=forms[0],
        scores=forms[1],
        lines=queries.paper_scores(contest),
        ruled=printing.seeds_ruled(contest.branch_id, queries.source_key(contest.id)),
        wrong=wrong or {},
        typed=request.form,
        may_enter=sight.state_now(contest) in TAKING or service.is_settled(contest),
        is_settled=service.is_settled(contest),
        most=sum(row["count"] * row["points"] for row in contest.blueprint["rows"]),
    )
    is_wrong = wrong or any(form.errors or form.form_errors for form in forms)
    return page, 422 if is_wrong else 200


@blueprint.post("/<int:contest_id>/on-paper/print")
@requires(Permission.MANAGE_CONTESTS)
def print_paper(contest_id: int) -> ResponseReturnValue:
    contest, form = sight.managed(contest_id), LookForm()
    made: list[int] = []

    def act() -> None:
        with unit_of_work():
            look = form.look(contest.title)
            made.append(service.print_paper(contest, look, actor=me(), now=clock.now()))

    if form.validate() and accepted(form, act):
        return redirect(url_for("printing.show", paper_id=made[0]))
    return _page(contest, look=form)


@blueprint.post("/<int:contest_id>/on-paper/scores")
@requires(Permission.MANAGE_CONTESTS)
def enter_scores(contest_id: int) -> ResponseReturnValue:
    contest, form = sight.managed(contest_id), ScoresForm()
    scores, wrong = _scores(queries.paper_scores(contest))
    done = _entered(contest, scores, form, wrong) if form.validate() and not wrong else None
    if done is None:
        return _page(contest, scores=form, wrong=wrong)
    words = gettext(
        "登记了 %(new)d 人的成绩，更正了 %(corrected)d 人的。", new=done.new, corrected=done.corrected
    )
    flash(words, "ok")
    return redirect(url_for("contests.on_paper", contest_id=contest_id))


def _entered(
    contest: Contest, scores: Mapping[int, int], form: ScoresForm, wrong: dict[str, str]
) -> service.Entered | None:
    """Enter the scores; what is refused is put beside its member, its reason or above the form."""
    try:
        with unit_of_work():
            return service.enter_scores(contest, scores, actor=me(), now=clock.now(), reason=form.reason.data)
    except Invalid as refused:
        words = gettext(refused.message, **refused.params)
        if refused.field.startswith("score-"):
            wrong[refused.field] = words
        else:
            form.reason.errors = [*form.reason.errors, words]
    return None


def _scores(lines: list[queries.PaperScore]) -> tuple[dict[int, int], dict[str, str]]:
    """Read the scores that were typed and are other than they stand, and what is wrong with them, by field."""
    scores, wrong = {}, {}
    for line in lines:
        name = f"score-{line.member_id}"
        text = request.form.get(name, "").strip()
        if text == (points(line.score) if line.score is not None else ""):
            continue
        score = hundredths(text)
        if score is None:
            wrong[name] = gettext("请填写得分，例如 85 或 92.5；登记过的不能清空。")
        else:
            scores[line.member_id] = score
    return scores, wrong
