"""Vetoes, rulings on ties and answers to objections."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts.models import Branch
from ...core import clock
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import check, me, requires
from ...web.forms import accepted, choices
from ...web.intake import row_id
from .. import judging, queries, reading
from ..forms import AnswerForm, ReasonForm, TieForm, VetoForm
from .blueprint import asked, blueprint, who_answers
from .managing import shown


@blueprint.post("/manage/<int:evaluation_id>/vetoes")
@requires(Permission.MANAGE_EVALUATION)
def veto(evaluation_id: int) -> ResponseReturnValue:
    row, form = asked(evaluation_id), VetoForm()
    heads = reading.heads_on(row.branch_id, row.last, now=clock.now())
    form.member_id.choices = choices((one.id, one.name) for one in heads)

    def act() -> None:
        with unit_of_work():
            judging.veto(
                asked(evaluation_id),
                form.member_id.data,
                form.day.data or row.last,
                form.reason.data,
                form.evidence.data,
                actor=me(),
                now=clock.now(),
            )

    if form.validate_on_submit() and accepted(form, act):
        return _back(evaluation_id, gettext("已记下一票否决，并重新计算。"))
    return shown(asked(evaluation_id), veto=form), 422


@blueprint.post("/manage/<int:evaluation_id>/vetoes/<int:veto_id>/withdraw")
@requires(Permission.MANAGE_EVALUATION)
def withdraw_veto(evaluation_id: int, veto_id: int) -> ResponseReturnValue:
    reason = ReasonForm().reason.data or ""
    with unit_of_work():
        judging.withdraw(asked(evaluation_id), veto_id, reason, actor=me(), now=clock.now())
    return _back(evaluation_id, gettext("已撤销一票否决，并重新计算。"))


@blueprint.post("/manage/<int:evaluation_id>/ties")
@requires(Permission.MANAGE_EVALUATION)
def rule_tie(evaluation_id: int) -> ResponseReturnValue:
    asked(evaluation_id)
    form = TieForm()
    chosen = request.form.getlist("members", type=row_id)

    def act() -> None:
        with unit_of_work():
            judging.rule(
                asked(evaluation_id), form.level.data, chosen, form.reason.data, actor=me(), now=clock.now()
            )

    if form.validate_on_submit() and accepted(form, act):
        return _back(evaluation_id, gettext("已记下决定，并重新计算。"))
    return shown(asked(evaluation_id), tie=form), 422


@blueprint.post("/manage/<int:evaluation_id>/objections/<int:objection_id>")
@requires(Permission.MANAGE_EVALUATION)
def answer(evaluation_id: int, objection_id: int) -> ResponseReturnValue:
    asked(evaluation_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        raise Invalid(N_("请写明怎样答复。"), field="answer")
    with unit_of_work():
        judging.answer(
            asked(evaluation_id),
            objection_id,
            form.upheld.data == "yes",
            form.answer.data or "",
            actor=me(),
            now=clock.now(),
        )
    return _back(evaluation_id, gettext("已答复，本人会收到通知。"))


@blueprint.route("/objections/<int:objection_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_EVALUATION)
def objection(objection_id: int) -> ResponseReturnValue:
    """One objection, also for who has the permission over the branch from above."""
    row, made = queries.objection_of(objection_id)
    check(Permission.MANAGE_EVALUATION, branch_id=row.branch_id)
    form = AnswerForm()

    def act() -> None:
        with unit_of_work():
            row, _ = queries.objection_of(objection_id)
            text = form.answer.data or ""
            judging.answer(row, objection_id, form.upheld.data == "yes", text, actor=me(), now=clock.now())

    if form.validate_on_submit() and accepted(form, act):
        flash(gettext("已答复，本人会收到通知。"), "ok")
        return redirect(url_for("evaluation.objection", objection_id=objection_id))
    page = render_template(
        "evaluation/objection.html",
        row=row,
        one=next(one for one in queries.objections(row.id) if one.id == made.id),
        line=queries.own_row(row, made.member_id),
        sheet=queries.sheet_of(row),
        branch=db.session.get_one(Branch, row.branch_id).name,
        said=who_answers(row.branch_id, made.member_id) if made.member_id == me().member_id else "",
        form=form,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _back(evaluation_id: int, said: str) -> ResponseReturnValue:
    flash(said, "ok")
    return redirect(url_for("evaluation.show", evaluation_id=evaluation_id))
