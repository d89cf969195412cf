"""The organiser's list, and the steps of a contest's life."""

from __future__ import annotations

from contextlib import suppress

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.branches import branch_args, branch_in_question
from .. import queries, service
from ..forms import StepForm
from ..window import STATE_TITLES, ContestState, Step
from . import sight
from .blueprint import blueprint

DONE = {
    Step.PUBLISH: N_("竞赛已发布，可以把通知发到群里了。"),
    Step.WITHDRAW: N_("已撤回为草稿，成员看不到它了。"),
    Step.CLOSE: N_("竞赛已结束，没交的答卷已自动交卷。"),
    Step.SETTLE: N_("已结算，名次与积分已定。"),
    Step.ARCHIVE: N_("已归档。"),
    Step.RESTORE: N_("已移出归档。"),
}


@blueprint.get("/manage")
@requires(Permission.MANAGE_CONTESTS)
def manage() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_CONTESTS)
    state = None
    with suppress(ValueError):
        state = ContestState(request.args.get("state", ""))
    text = request.args.get("q", "").strip()[:64]
    page = queries.managed(branch.id, state, text, page_number(request.args.get("page")))
    return render_template(
        "contests/manage.html",
        branch=branch,
        branch_args=branch_args(branch.id),
        page=page,
        state=state,
        text=text,
        states=STATE_TITLES,
        args={key: value for key, value in request.args.items() if key != "page" and value},
    )


@blueprint.post("/<int:contest_id>/step")
@requires(Permission.MANAGE_CONTESTS)
def step(contest_id: int) -> ResponseReturnValue:
    contest, form = sight.managed(contest_id), StepForm()
    try:
        wanted = Step(form.step.data or "")
    except ValueError as error:
        raise Invalid(field="step") from error
    if not form.validate():
        raise Invalid(field="reason")
    with unit_of_work():
        service.take_step(contest, wanted, actor=me(), now=clock.now(), reason=form.reason.data)
    flash(gettext(DONE[wanted]), "ok")
    if wanted is Step.ARCHIVE:
        return redirect(url_for("contests.manage", **branch_args(contest.branch_id)))
    page = "contests.edit" if contest.state is ContestState.DRAFT else "contests.run"
    return redirect(url_for(page, contest_id=contest.id))


@blueprint.post("/<int:contest_id>/copy")
@requires(Permission.MANAGE_CONTESTS)
def copy(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    with unit_of_work():
        title = gettext("%(title)s（副本）", title=contest.title)
        made = service.copy_contest(contest, title, actor=me(), now=clock.now())
    flash(gettext("已复制为新的草稿，请核对名称和时间。"), "ok")
    return redirect(url_for("contests.edit", contest_id=made.id))


@blueprint.post("/<int:contest_id>/delete")
@requires(Permission.MANAGE_CONTESTS)
def delete(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    args = branch_args(contest.branch_id)
    with unit_of_work():
        service.delete_draft(contest, actor=me(), now=clock.now())
    flash(gettext("草稿已删除。"), "ok")
    return redirect(url_for("contests.manage", **args))


@blueprint.get("/<int:contest_id>/settle")
@requires(Permission.MANAGE_CONTESTS)
def settlement(contest_id: int) -> ResponseReturnValue:
    contest, now = sight.managed(contest_id), clock.now()
    return render_template(
        "contests/settle.html",
        contest=contest,
        state=sight.state_now(contest),
        expected=service.expected(contest),
        answering=queries.open_attempts(contest.id),
        to_mark=len(queries.waiting_for_marks(contest.id)),
        leave_until=queries.leave_until(contest.id, now),
        settlements=queries.settlements(contest.id),
    )
