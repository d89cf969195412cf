"""Importing a member list: template, upload, look, confirm."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from ...core import clock, local
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...core.workbook import MIMETYPE
from ...infra.os_thread import call_in_pool
from ...web.access import me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted
from .. import service, sheets
from ..forms import ImportForm
from ..kinds import KIND_TITLES
from ..roster import Plan, Step
from ..roster_cells import TITLES
from .blueprint import blueprint

SHOWN = 500  # rows of a preview


@blueprint.get("/members/import/template.xlsx")
@requires(Permission.MANAGE_MEMBERS)
def import_template() -> ResponseReturnValue:
    content = call_in_pool(sheets.template)
    headers = {"Content-Disposition": "attachment; filename=members.xlsx"}
    return Response(content, mimetype=MIMETYPE, headers=headers)


@blueprint.route("/members/import", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def import_members() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_MEMBERS)
    args = branch_args(branch.id)
    form = ImportForm()
    staged: list[str] = []
    if form.validate_on_submit() and accepted(form, lambda: staged.append(_stage(branch.id, form.file.data))):
        return redirect(url_for("accounts.import_preview", token=staged[0], **args))
    page = render_template("accounts/import.html", form=form, branch=branch, args=args)
    return page, 422 if form.errors else 200


def _stage(branch_id: int, file: FileStorage) -> str:
    content = file.stream.read(sheets.MAX_BYTES + 1)
    rows = call_in_pool(lambda: sheets.read_roster(content))
    with unit_of_work():
        return service.stage_import(branch_id, rows, file.filename or "", actor=me(), now=clock.now())


@blueprint.get("/members/import/<token>")
@requires(Permission.MANAGE_MEMBERS)
def import_preview(token: str) -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_MEMBERS)
    now = clock.now()
    staged = service.staged_import(token, branch.id, actor=me(), now=now)
    plan = service.plan_import(branch.id, staged.rows, today=local.day_of(now))
    return _preview(staged, plan)


@blueprint.post("/members/import/<token>")
@requires(Permission.MANAGE_MEMBERS)
def import_confirm(token: str) -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_MEMBERS)
    now = clock.now()
    staged = service.staged_import(token, branch.id, actor=me(), now=now)
    with unit_of_work():
        plan = service.import_members(
            branch, staged.rows, actor=me(), now=now, today=local.day_of(now), filename=staged.filename
        )
        if not plan.problems:
            service.drop_staged(token, actor=me())
    if plan.problems:
        return _preview(staged, plan), 422
    added, changed = plan.count(Step.ADD), plan.count(Step.CHANGE)
    flash(gettext("已导入：新增 %(added)d 人，更新 %(changed)d 人。", added=added, changed=changed), "ok")
    return redirect(url_for("accounts.members", **branch_args(branch.id)))


def _preview(staged: service.Staged, plan: Plan) -> str:
    branch = branch_in_question(Permission.MANAGE_MEMBERS)
    return render_template(
        "accounts/import_preview.html",
        staged=staged,
        plan=plan,
        actions=[action for action in plan.actions if action.step is not Step.KEEP][:SHOWN],
        hidden=max(0, len(plan.actions) - plan.count(Step.KEEP) - SHOWN),
        steps=Step,
        titles=TITLES,
        kinds=KIND_TITLES,
        branch=branch,
        args=branch_args(branch.id),
    )
