"""The organisers' desk of honours: what waits to be confirmed, changing, taking off the wall."""

from __future__ import annotations

from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid, NotFound
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...files import queries as files
from ...files import service as stored
from ...files.intake import takes_files
from ...web.access import check, me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted
from .. import queries, service
from ..forms import HonourDeskForm
from ..models import Honour
from ..wording import Standing
from . import photos
from .blueprint import blueprint
from .honours import KINDS, MOST_FILES, draft_of, offer


@blueprint.get("/manage/honours")
@requires(Permission.MANAGE_COMMUNITY)
def honour_desk() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_COMMUNITY)
    asked = request.args.get("state", "")
    state = Standing(asked) if asked in set(Standing) else Standing.WAITING
    page = queries.honours.desk(branch.id, state, page_number(request.args.get("page")))
    return render_template(
        "community/honour_desk.html",
        page=page,
        state=state,
        waiting=queries.honours.waiting(branch.id),
        args=branch_args(branch.id),
    )


@blueprint.route("/manage/honours/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_COMMUNITY)
@takes_files(*KINDS, count=MOST_FILES)
def add_honour() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_COMMUNITY)
    form = offer(HonourDeskForm(), branch.id)
    if form.validate_on_submit() and accepted(form, lambda: _add(branch.id, form)):
        flash(gettext("荣誉已上墙。"), "ok")
        return redirect(url_for("community.honour_desk", state="public", **branch_args(branch.id)))
    return _page(None, form, {})


def _add(branch_id: int, form: HonourDeskForm) -> None:
    with unit_of_work():
        draft = draft_of(form, _points(form))
        row = service.honours.propose(draft, branch_id, actor=me(), now=clock.now())
        photos.keep(photos.HONOUR, row.id, branch_id, KINDS, only=False)
        service.honours.confirm(row, actor=me(), now=clock.now())


def _points(form: HonourDeskForm) -> int:
    return int((form.points.data or Decimal(0)) * 100)


@blueprint.route("/manage/honours/<int:honour_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_COMMUNITY)
@takes_files(*KINDS, count=MOST_FILES)
def edit_honour(honour_id: int) -> ResponseReturnValue:
    row = _honour(honour_id)
    form = _offered(row)
    if form.validate_on_submit() and accepted(form, lambda: _change(row, form)):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("community.edit_honour", honour_id=honour_id))
    return _page(row, form, {})


def _offered(row: Honour) -> HonourDeskForm:
    """Return the form as the honour stands, also when its person has left the branch."""
    whose = f"m{row.member_id}" if row.member_id else f"g{row.group_id}" if row.group_id else "b"
    form: HonourDeskForm = offer(HonourDeskForm(obj=row), row.branch_id, row.member_id)
    if request.method == "GET":
        form.whose.data, form.level.data = whose, row.level.value
        form.points.data = Decimal(row.points) / 100
    return form


def _change(row: Honour, form: HonourDeskForm) -> None:
    with unit_of_work():
        service.honours.change(row, draft_of(form, _points(form)), actor=me(), now=clock.now())
        photos.keep(photos.HONOUR, row.id, row.branch_id, KINDS, only=False)


def _page(row: Honour | None, form: HonourDeskForm, errors: dict[str, str]) -> ResponseReturnValue:
    html = render_template(
        "community/honour_edit.html",
        honour=row,
        line=queries.honours.line(row.id) if row else None,
        files=files.of(photos.HONOUR, row.id) if row else [],
        form=form,
        errors=errors,
        args=branch_args(row.branch_id if row else branch_in_question(Permission.MANAGE_COMMUNITY).id),
    )
    return html, 422 if form.errors or form.form_errors or errors else 200


@blueprint.post("/manage/honours/<int:honour_id>/<any(confirm, return):act>")
@requires(Permission.MANAGE_COMMUNITY)
def judge_honour(honour_id: int, act: str) -> ResponseReturnValue:
    row = _honour(honour_id)
    try:
        with unit_of_work():
            if act == "confirm":
                service.honours.confirm(row, actor=me(), now=clock.now())
            else:
                reason = request.form.get("reason", "")
                service.honours.send_back(row, reason, actor=me(), now=clock.now())
    except Invalid as error:
        return _page(row, _offered(row), {"reason": gettext(error.message, **error.params)})
    flash(gettext("荣誉已上墙。") if act == "confirm" else gettext("已退回或撤下。"), "ok")
    return redirect(url_for("community.honour_desk", **branch_args(row.branch_id)))


@blueprint.post("/manage/honours/<int:honour_id>/files/<int:file_id>/remove")
@requires(Permission.MANAGE_COMMUNITY)
def remove_honour_file(honour_id: int, file_id: int) -> ResponseReturnValue:
    row = _honour(honour_id)
    file = files.row_of(file_id, photos.HONOUR)
    if file.subject_id != row.id:
        raise NotFound
    with unit_of_work():
        stored.remove(file, actor=me(), now=clock.now())
    return redirect(url_for("community.edit_honour", honour_id=honour_id))


def _honour(honour_id: int) -> Honour:
    row = db.session.get(Honour, honour_id)
    if row is None:
        raise NotFound
    check(Permission.MANAGE_COMMUNITY, branch_id=row.branch_id)
    return row
