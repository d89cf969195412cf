"""A member's own results, what the branch sees of a period, and objecting to it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock, local
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.forms import accepted
from .. import judging, monthly, queries
from ..forms import ObjectionForm
from ..models import Evaluation, State
from ..probation import outlook
from .blueprint import blueprint, who_answers


@blueprint.get("/")
@requires(Permission.TAKE_PART)
def index() -> ResponseReturnValue:
    return render_template(
        "evaluation/index.html",
        rows=[(row, queries.own(row, me().member_id)) for row in queries.public_of(me().branch_id)],
        to_mark=monthly.to_mark(me()),
        objections=queries.waiting_for(me()) if me().is_organiser else 0,
    )


@blueprint.get("/<int:evaluation_id>")
@requires(Permission.TAKE_PART)
def mine(evaluation_id: int) -> ResponseReturnValue:
    return _page(queries.for_member(me(), evaluation_id), ObjectionForm(formdata=None))


@blueprint.post("/<int:evaluation_id>/objections")
@requires(Permission.TAKE_PART)
def object_to(evaluation_id: int) -> ResponseReturnValue:
    row, form = queries.for_member(me(), evaluation_id), ObjectionForm()

    def act() -> None:
        with unit_of_work():
            judging.object_to(
                queries.for_member(me(), evaluation_id), form.text.data or "", actor=me(), now=clock.now()
            )

    if form.validate_on_submit() and accepted(form, act):
        flash(gettext("已提交，支部会在公示期内答复。"), "ok")
        return redirect(url_for("evaluation.mine", evaluation_id=evaluation_id))
    return _page(row, form), 422


def _page(row: Evaluation, form: ObjectionForm) -> str:
    own = queries.own(row, me().member_id)
    day = local.today()
    is_open = row.state is State.PUBLISHED and not (row.objections_until and day > row.objections_until)
    return render_template(
        "evaluation/mine.html",
        row=row,
        own=own,
        sheet=queries.sheet_of(row),
        page=queries.page_of(queries.seen_rows(row), page_number(request.args.get("page"))),
        objections=queries.objections(row.id, me().member_id),
        is_open=is_open and own is not None,
        outlook=outlook(row.branch_id, own.row) if own else None,
        form=form,
        said=who_answers(row.branch_id, me().member_id) if me().is_organiser else "",
    )
