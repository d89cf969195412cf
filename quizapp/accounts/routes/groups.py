"""The branch's groups."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import check, me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted
from .. import queries, service
from ..forms import NameForm
from ..models import Branch, Group
from .blueprint import blueprint


@blueprint.get("/groups")
@requires(Permission.MANAGE_MEMBERS)
def groups() -> ResponseReturnValue:
    return _page(branch_in_question(Permission.MANAGE_MEMBERS), NameForm(formdata=None))


@blueprint.post("/groups")
@requires(Permission.MANAGE_MEMBERS)
def add_group() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_MEMBERS)
    form = NameForm()
    if form.validate() and accepted(form, lambda: _add(branch, form.name.data)):
        return _back(branch.id)
    return _page(branch, form), 422


def _add(branch: Branch, name: str) -> None:
    with unit_of_work():
        service.create_group(branch, name, actor=me(), now=clock.now())


@blueprint.route("/groups/<int:group_id>/rename", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def rename_group(group_id: int) -> ResponseReturnValue:
    group = _group(group_id)
    form = NameForm(name=group.name)
    if form.validate_on_submit() and accepted(form, lambda: _rename(group, form.name.data)):
        return _back(group.branch_id)
    page = render_template(
        "accounts/rename.html",
        form=form,
        title=gettext("党小组改名"),
        back=url_for("accounts.groups", **branch_args(group.branch_id)),
        nav="manage/members",
    )
    return page, 422 if form.errors else 200


def _rename(group: Group, name: str) -> None:
    with unit_of_work():
        service.rename_group(group, name, actor=me(), now=clock.now())


@blueprint.post("/groups/<int:group_id>/<any(up, down):way>")
@requires(Permission.MANAGE_MEMBERS)
def shift_group(group_id: int, way: str) -> ResponseReturnValue:
    group = _group(group_id)
    with unit_of_work():
        service.shift_group(group, -1 if way == "up" else 1, actor=me(), now=clock.now())
    return _back(group.branch_id)


@blueprint.post("/groups/<int:group_id>/delete")
@requires(Permission.MANAGE_MEMBERS)
def delete_group(group_id: int) -> ResponseReturnValue:
    group = _group(group_id)
    branch_id = group.branch_id
    with unit_of_work():
        service.delete_group(group, actor=me(), now=clock.now())
    flash(gettext("党小组已删除。"), "ok")
    return _back(branch_id)


def _group(group_id: int) -> Group:
    group = db.session.get(Group, group_id)
    if group is None or group.archived_at:
        raise NotFound
    check(Permission.MANAGE_MEMBERS, branch_id=group.branch_id)
    return group


def _page(branch: Branch, form: NameForm) -> str:
    return render_template(
        "accounts/groups.html",
        branch=branch,
        form=form,
        groups=queries.groups_of(branch.id),
        args=branch_args(branch.id),
    )


def _back(branch_id: int) -> ResponseReturnValue:
    return redirect(url_for("accounts.groups", **branch_args(branch_id)))
