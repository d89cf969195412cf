"""The installation's branches, for administrators."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import me, requires
from ...web.forms import accepted
from .. import queries, service
from ..forms import NameForm
from ..models import Branch
from .blueprint import blueprint


@blueprint.get("/branches")
@requires(Permission.MANAGE_BRANCHES)
def branches() -> ResponseReturnValue:
    return _page(NameForm(formdata=None))


@blueprint.post("/branches")
@requires(Permission.MANAGE_BRANCHES)
def add_branch() -> ResponseReturnValue:
    form = NameForm()
    if form.validate() and accepted(form, lambda: _add(form.name.data)):
        flash(gettext("支部已添加。"), "ok")
        return redirect(url_for("accounts.branches"))
    return _page(form), 422


def _add(name: str) -> None:
    with unit_of_work():
        service.create_branch(name, actor=me(), now=clock.now())


@blueprint.route("/branches/<int:branch_id>/rename", methods=["GET", "POST"])
@requires(Permission.MANAGE_BRANCHES)
def rename_branch(branch_id: int) -> ResponseReturnValue:
    branch = _branch(branch_id)
    form = NameForm(name=branch.name)
    if form.validate_on_submit() and accepted(form, lambda: _rename(branch, form.name.data)):
        return redirect(url_for("accounts.branches"))
    page = render_template(
        "accounts/rename.html",
        form=form,
        title=gettext("支部改名"),
        back=url_for("accounts.branches"),
        nav="manage/branches",
    )
    return page, 422 if form.errors else 200


def _rename(branch: Branch, name: str) -> None:
    with unit_of_work():
        service.rename_branch(branch, name, actor=me(), now=clock.now())


@blueprint.post("/branches/<int:branch_id>/archive")
@requires(Permission.MANAGE_BRANCHES)
def archive_branch(branch_id: int) -> ResponseReturnValue:
    branch = _branch(branch_id)
    with unit_of_work():
        service.archive_branch(branch, actor=me(), now=clock.now())
    return redirect(url_for("accounts.branches"))


@blueprint.post("/branches/<int:branch_id>/reopen")
@requires(Permission.MANAGE_BRANCHES)
def reopen_branch(branch_id: int) -> ResponseReturnValue:
    branch = _branch(branch_id)
    with unit_of_work():
        service.reopen_branch(branch, actor=me(), now=clock.now())
    return redirect(url_for("accounts.branches"))


def _branch(branch_id: int) -> Branch:
    branch = db.session.get(Branch, branch_id)
    if branch is None:
        raise NotFound
    return branch


def _page(form: NameForm) -> str:
    lines = queries.branches(with_archived=True)
    return render_template("accounts/branches.html", form=form, branches=lines)
