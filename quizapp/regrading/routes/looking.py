"""Past regrades: what each did, how far it is, and taking one back."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...bank import queries as bank_queries
from ...core import clock
from ...core.errors import Invalid
from ...core.paging import page_number
from ...core.permissions import Permission
from ...papers.rulings import KIND_NAMES
from ...web.access import me, requires
from ...web.branches import branch_args, branch_in_question
from .. import docket as dockets
from .. import preview as previews
from .. import queries, running, steps
from ..models import Regrade
from .blueprint import blueprint, seen

#: How often the page of a regrade under way is read again.
REFRESH_S = 3


@blueprint.get("/")
@requires(Permission.MANAGE_CONTESTS)
def index() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_CONTESTS)
    page = queries.lines(branch.id, page_number(request.args.get("page")))
    return render_template("regrading/index.html", page=page, kinds=KIND_NAMES, args=branch_args(branch.id))


@blueprint.get("/<int:regrade_id>")
@requires(Permission.MANAGE_CONTESTS)
def show(regrade_id: int) -> ResponseReturnValue:
    regrade = seen(regrade_id)
    stored = bank_queries.stored_item(regrade.item_id)
    page = render_template(
        "regrading/show.html",
        regrade=regrade,
        stored=stored,
        kind=KIND_NAMES[regrade.kind],
        shown=queries.done(regrade),
        undone_by=queries.undone_by(regrade.id),
        by=steps.actor_of(regrade),
        args=branch_args(regrade.branch_id),
    )
    response = make_response(page)
    if regrade.finished_at is None:
        response.headers["Refresh"] = str(REFRESH_S)
    return response


@blueprint.get("/<int:regrade_id>/undo")
@requires(Permission.MANAGE_CONTESTS)
def undo_preview(regrade_id: int) -> ResponseReturnValue:
    return _undo_page(seen(regrade_id))


@blueprint.post("/<int:regrade_id>/undo")
@requires(Permission.MANAGE_CONTESTS)
def undo(regrade_id: int) -> ResponseReturnValue:
    regrade = seen(regrade_id)
    before = queries.undone_by(regrade.id)
    if before is not None:
        return redirect(url_for("regrading.show", regrade_id=before))
    try:
        docket = dockets.undoing(regrade)
        done = running.carry_out(
            docket,
            previews.effects_of(docket),
            actor=me(),
            now=clock.now(),
            reason=request.form.get("reason", ""),
            request_id=None,
        )
    except Invalid as refused:
        return _undo_page(seen(regrade_id), gettext(refused.message, **refused.params)), 422
    flash(gettext("已撤回那次重判。"), "ok")
    return redirect(url_for("regrading.show", regrade_id=done))


def _undo_page(regrade: Regrade, problem: str = "") -> str:
    shown = None
    try:
        effects = previews.effects_of(dockets.undoing(regrade))
        shown = queries.proposed(effects, regrade.branch_id, clock.now())
    except Invalid as refused:
        problem = problem or gettext(refused.message, **refused.params)
    stored = bank_queries.stored_item(regrade.item_id)
    return render_template(
        "regrading/undo.html", regrade=regrade, stored=stored, shown=shown, problem=problem
    )
