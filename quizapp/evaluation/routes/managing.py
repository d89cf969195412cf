"""The organisers' list of evaluations, one of them, and its steps."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock, local
from ...core.errors import DomainError, NotFound
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.forms import accepted, choices
from .. import queries, reading, sealing, service
from ..figures import ranked
from ..forms import AnswerForm, ReasonForm, TieForm, VetoForm, evaluation_form
from ..models import Answered, Evaluation, State
from ..probation import thresholds
from .blueprint import asked, blueprint, who_answers


@blueprint.get("/manage")
@requires(Permission.MANAGE_EVALUATION)
def manage() -> ResponseReturnValue:
    rows = queries.all_of(me().branch_id)
    means = queries.means([row for row in rows if row.state in queries.PUBLIC][:8])
    return render_template(
        "evaluation/manage.html", rows=rows, means=list(reversed(means)), lines=thresholds(me().branch_id)
    )


@blueprint.route("/manage/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVALUATION)
def new() -> ResponseReturnValue:
    form = evaluation_form(sheets(), None, local.today())
    made: list[int] = []

    def create() -> None:
        draft = form.draft()
        with unit_of_work():
            made.append(service.create(draft, me().branch_id, actor=me(), now=clock.now()).id)

    if form.validate_on_submit() and accepted(form, create):
        return redirect(url_for("evaluation.show", evaluation_id=made[0]))
    page = render_template("evaluation/edit.html", form=form, row=None)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/manage/<int:evaluation_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVALUATION)
def edit(evaluation_id: int) -> ResponseReturnValue:
    row = asked(evaluation_id)
    form = evaluation_form(sheets(), row, local.today())

    def change() -> None:
        draft = form.draft()
        with unit_of_work():
            service.change(asked(evaluation_id), draft, actor=me(), now=clock.now())

    if form.validate_on_submit() and accepted(form, change):
        flash(gettext("已保存。换了积分办法的话，请重新计算。"), "ok")
        return redirect(url_for("evaluation.show", evaluation_id=evaluation_id))
    page = render_template("evaluation/edit.html", form=form, row=row)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get("/manage/<int:evaluation_id>")
@requires(Permission.MANAGE_EVALUATION)
def show(evaluation_id: int) -> ResponseReturnValue:
    return shown(asked(evaluation_id))


def shown(row: Evaluation, *, veto: VetoForm | None = None, tie: TieForm | None = None) -> str:
    """Return the page of an evaluation, with the forms that were refused."""
    veto = veto or VetoForm(formdata=None, day=row.last)
    names = [(one.id, one.name) for one in reading.heads_on(row.branch_id, row.last, now=clock.now())]
    veto.member_id.choices = choices(names)
    is_sealed, objections = row.state is State.SEALED, queries.objections(row.id)
    own = any(one.member_id == me().member_id and one.outcome is Answered.OPEN for one in objections)
    is_checked = row.entries_count <= sealing.CHECKED_AT_ONCE or bool(request.args.get("check"))
    return render_template(
        "evaluation/show.html",
        row=row,
        State=State,
        page=queries.page_of(ranked(row.result) if row.result else [], *_asked_page()),
        text=_asked_page()[1],
        sheet=queries.sheet_of(row),
        vetoes=queries.vetoes(row.id),
        rulings=queries.rulings(row.id),
        objections=objections,
        said=who_answers(row.branch_id, me().member_id) if own else "",
        is_checked=is_checked,
        faults=[gettext(sealing.FAULTS[code]) for code in sealing.faults_of(row)]
        if is_sealed and is_checked
        else [],
        later=sealing.later(row) if is_sealed else None,
        veto_form=veto,
        tie_form=tie or TieForm(formdata=None),
        reason_form=ReasonForm(formdata=None),
        answer_form=AnswerForm(formdata=None),
        names=dict(names),
        today=local.today(),
    )


def _asked_page() -> tuple[int, str]:
    """Return which page of the people the address asks for, and whom."""
    return page_number(request.args.get("page")), request.args.get("q", "").strip()[:40]


STEPS: dict[str, Callable[..., object]] = {
    "compute": service.compute,
    "publish": service.publish,
    "settle": service.settle,
    "seal": service.seal,
}


@blueprint.post("/manage/<int:evaluation_id>/<step>")
@requires(Permission.MANAGE_EVALUATION)
def take_step(evaluation_id: int, step: str) -> ResponseReturnValue:
    """Take a step; what the rules refuse is said on the evaluation's page, where it can be put right."""
    if step not in STEPS:
        raise NotFound
    asked(evaluation_id)
    changed = None
    try:
        with unit_of_work():
            changed = STEPS[step](asked(evaluation_id), actor=me(), now=clock.now())
    except DomainError as refused:
        flash(gettext(refused.message, **refused.params), "wrong")
    if isinstance(changed, list):
        text = gettext("已重新计算，%(n)d 人有变化。", n=len(changed)) if changed else gettext("已计算。")
        flash(text, "ok")
    return redirect(url_for("evaluation.show", evaluation_id=evaluation_id))


@blueprint.post("/manage/<int:evaluation_id>/discard")
@requires(Permission.MANAGE_EVALUATION)
def discard(evaluation_id: int) -> ResponseReturnValue:
    with unit_of_work():
        service.discard(asked(evaluation_id), actor=me(), now=clock.now())
    flash(gettext("已删除。"), "ok")
    return redirect(url_for("evaluation.manage"))


def sheets() -> list[tuple[int, str]]:
    """Return the points sheets that can be chosen, each with its title, from when it holds and its version."""
    return [
        (
            row.id,
            gettext(
                "%(title)s（%(day)s 起，第 %(version)s 版）",
                title=row.content.get("title") or gettext("积分办法"),
                day=row.valid_from.isoformat(),
                version=row.version,
            ),
        )
        for row in reading.sheets_for(me().branch_id)
    ]
