"""What an organiser prepares: the list, a new contest, its overview, options, copies, opening and putting away."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted
from ...web.intake import row_id
from .. import rulebook
from ..engine.events import Refused
from ..forms import NewForm, OptionsForm
from ..models import LiveContest
from ..queries import preparing as queries
from ..queries import readiness
from ..service import lobby
from ..service import preparing as service
from ..sheet_form.fields import KIND_TITLES
from . import sight
from .blueprint import blueprint


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"kind_titles": KIND_TITLES}


@blueprint.get("/live/manage/")
@requires(Permission.MANAGE_LIVE)
def manage() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_LIVE)
    counts = queries.counts(branch.id)
    tab = request.args.get("tab", "")
    if tab not in queries.TABS:
        tab = next((name for name in ("open", "draft", "over") if counts[name]), "draft")
    text = request.args.get("q", "").strip()[:64]
    return render_template(
        "live/index.html",
        branch=branch,
        branch_args=branch_args(branch.id),
        tab=tab,
        counts=counts,
        text=text,
        page=queries.managed(branch.id, tab, text, page_number(request.args.get("page"))),
        args={"tab": tab, "q": text or None, **branch_args(branch.id)},
    )


@blueprint.route("/live/manage/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_LIVE)
def new_contest() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_LIVE)
    form = NewForm(rules=request.args.get("rules", ""))
    form.offer(rulebook.offered(), queries.earlier(branch.id))
    if form.validate_on_submit():
        made: list[LiveContest] = []
        if accepted(form, lambda: made.append(_made(form, branch.id))):
            flash(gettext("已建好草稿，接着准备题目和队伍。"), "ok")
            return redirect(url_for("live.prepare", contest_id=made[0].id))
    return (
        render_template("live/new.html", form=form, branch=branch, branch_args=branch_args(branch.id)),
        422 if form.errors or form.form_errors else 200,
    )


def _made(form: NewForm, branch_id: int) -> LiveContest:
    """Make the draft that the form asks for; rules of an earlier contest are copied as they stood there."""
    document, is_party = _document(form.rules.data, branch_id)
    options = service.Options(form.title.data, individual=is_party)
    with unit_of_work():
        return service.create_contest(
            options, service.Content(document), branch_id=branch_id, actor=me(), now=clock.now()
        )


def _document(choice: str, branch_id: int) -> tuple[dict[str, Any], bool]:
    kind, _, name = choice.partition(":")
    if kind == "of":
        earlier = queries.get(row_id(name))
        if earlier is None or earlier.branch_id != branch_id:
            raise Invalid(gettext("没有这场竞赛。"), field="rules")
        return dict(earlier.draft["sheet"]), bool(earlier.draft.get("individual"))
    document = rulebook.blank() if kind == "blank" else rulebook.document_of(name)
    return document, rulebook.is_individual(document)


@blueprint.get("/live/manage/<int:contest_id>/")
@requires(Permission.MANAGE_LIVE)
def prepare(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    return _overview(contest)


def _overview(contest: LiveContest, refused: Refused | None = None) -> ResponseReturnValue:
    return (
        render_template(
            "live/edit.html",
            contest=contest,
            line=queries.line_of(contest),
            sheet=queries.sheet_of(contest),
            plans=queries.plans(contest),
            steps=readiness.steps(contest),
            refused=refused,
        ),
        refused.status if refused else 200,
    )


@blueprint.route("/live/manage/<int:contest_id>/options", methods=["GET", "POST"])
@requires(Permission.MANAGE_LIVE)
def options(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    form = OptionsForm(**OptionsForm.values_of(service.options_of(contest), sight.zone()))
    if form.validate_on_submit() and accepted(form, lambda: _save_options(contest, form)):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("live.options", contest_id=contest.id))
    return render_template("live/edit_options.html", contest=contest, form=form), 422 if form.errors else 200


def _save_options(contest: LiveContest, form: OptionsForm) -> None:
    with unit_of_work():
        service.save_options(contest, form.options(sight.zone()), actor=me(), now=clock.now())


@blueprint.post("/live/manage/<int:contest_id>/open")
@requires(Permission.MANAGE_LIVE)
def open_contest(contest_id: int) -> ResponseReturnValue:
    """Open the lobby; what stands in the way is said on the page of the contest, with the way out of it."""
    contest = sight.managed(contest_id)
    try:
        with unit_of_work():
            lobby.open_lobby(contest, actor=me(), now=clock.now())
    except Refused as refused:
        return _overview(sight.managed(contest_id), refused)
    return redirect(url_for("live.host", contest_id=contest.id))


@blueprint.post("/live/manage/<int:contest_id>/rehearse")
@requires(Permission.MANAGE_LIVE)
def rehearse(contest_id: int) -> ResponseReturnValue:
    """Open the lobby of a copy with the same questions that stays off the record."""
    contest = sight.managed(contest_id)
    try:
        with unit_of_work():
            title = gettext("%(title)s（彩排）", title=contest.title)
            copy = service.copy_contest(contest, title, rehearsal=True, actor=me(), now=clock.now())
            lobby.open_lobby(copy, actor=me(), now=clock.now())
    except Refused as refused:
        return _overview(sight.managed(contest_id), refused)
    flash(gettext("彩排已开放：一切照正式场进行，不计入学习积分。"), "ok")
    return redirect(url_for("live.host", contest_id=copy.id))


@blueprint.post("/live/manage/<int:contest_id>/copy")
@requires(Permission.MANAGE_LIVE)
def copy_contest(contest_id: int) -> ResponseReturnValue:
    """Play again with the same rules and teams: a new draft that still needs questions."""
    contest = sight.managed(contest_id)
    with unit_of_work():
        title = gettext("%(title)s（再赛）", title=contest.title)
        copy = service.copy_contest(contest, title, actor=me(), now=clock.now())
    flash(gettext("规程、队伍和设置已照搬，题目需要另选。"), "ok")
    return redirect(url_for("live.prepare", contest_id=copy.id))


@blueprint.post("/live/manage/<int:contest_id>/delete")
@requires(Permission.MANAGE_LIVE)
def delete_contest(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    args = branch_args(contest.branch_id)
    with unit_of_work():
        service.delete_draft(contest, actor=me(), now=clock.now())
    flash(gettext("草稿已删除。"), "ok")
    return redirect(url_for("live.manage", **args))


@blueprint.post("/live/manage/<int:contest_id>/cancel")
@requires(Permission.MANAGE_LIVE)
def cancel_contest(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    with unit_of_work():
        service.cancel_contest(contest, actor=me(), now=clock.now())
    flash(gettext("竞赛已取消，手机不能再加入。"), "ok")
    return redirect(url_for("live.prepare", contest_id=contest.id))
