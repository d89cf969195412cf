"""The plan as a file: taken in from a spreadsheet or a Word table, and given out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ...accounts.models import Branch
from ...accounts.sheets import read_lines
from ...core import clock
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...documents.responding import asked_form, respond
from ...extensions import db
from ...infra.os_thread import call_in_pool
from ...web.access import me, requires
from ...web.branches import branch_args
from ...web.forms import accepted
from ...web.workbooks import send_workbook
from .. import queries, service
from ..forms import FileForm
from ..gathering import groups_of
from ..reading import MOST_ROWS, Read, read
from ..sheets import plan_document, template, workbook_of
from ..word_tables import read_tables
from .blueprint import asked_year, blueprint, managed_plan, read_plan, unit_of

Lines = Sequence[tuple[int, list[str]]]


@blueprint.route("/<int:year>/import", methods=["GET", "POST"])
@requires(Permission.MANAGE_PLANS)
def import_file(year: int) -> ResponseReturnValue:
    branch_id, _ = managed_plan(year)
    form, lines = FileForm(), list[tuple[int, list[str]]]()
    if request.method == "POST" and accepted(form, lambda: lines.extend(_lines(form))):
        return _preview(lines, branch_id, year)
    page = render_template("plans/import.html", form=form, year=year, args=branch_args(branch_id))
    return page, 422 if request.method == "POST" else 200


def _lines(form: FileForm) -> Lines:
    file = form.file.data
    content = file.read() if file else b""
    is_word = (file.filename or "").lower().endswith((".docx", ".doc")) if file else False

    def found() -> Lines:
        return list(read_tables(content) if is_word else read_lines(content))

    return list(call_in_pool(found))


def _preview(lines: Lines, branch_id: int, year: int) -> ResponseReturnValue:
    """Show what would be stored, or what is wrong with which cell; nothing is stored yet."""
    found = _read(lines, branch_id, year)
    page = render_template(
        "plans/import_preview.html",
        found=found,
        year=year,
        cells=json.dumps(lines, ensure_ascii=False) if not found.problems else "",
        unit=unit_of(branch_id),
        groups=groups_of(branch_id),
        args=branch_args(branch_id),
    )
    return page, 422 if found.problems else 200


def _read(lines: Lines, branch_id: int, year: int) -> Read:
    return read(lines, year, unit=unit_of(branch_id), groups=queries.group_names(branch_id))


@blueprint.post("/<int:year>/import/confirm")
@requires(Permission.MANAGE_PLANS)
def import_confirm(year: int) -> ResponseReturnValue:
    """Store what was looked at; it is read once more, since it came back from the browser."""
    branch_id, _ = managed_plan(year)
    found = _read(_sent(request.form.get("cells", "")), branch_id, year)
    if found.problems:
        return redirect(url_for("plans.import_file", year=year, **branch_args(branch_id)))
    with unit_of_work():
        plan = service.open_plan(branch_id, year, actor=me(), now=clock.now())
        drafts = [draft for _, draft in found.drafts]
        added, changed = service.take_in(plan, drafts, actor=me(), now=clock.now())
    flash(gettext("新增 %(added)d 条，更新 %(changed)d 条。", added=added, changed=changed), "ok")
    return redirect(url_for("plans.manage", year=year, **branch_args(branch_id)))


def _sent(text: str) -> Lines:
    try:
        lines = [(int(number), [str(cell) for cell in cells]) for number, cells in json.loads(text)]
        words = "".join(cell for _, cells in lines for cell in cells).encode()  # no half of a character
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Invalid(N_("预览已失效，请重新选择文件。")) from error
    if b"\0" in words:  # which not every database stores
        raise Invalid(N_("预览已失效，请重新选择文件。"))
    return lines[: 2 * MOST_ROWS]


@blueprint.get("/template.xlsx")
@requires(Permission.MANAGE_PLANS)
def import_template() -> Response:
    year = asked_year()
    return send_workbook(template(year), gettext("学习计划模板.xlsx"))


@blueprint.get("/<int:year>.xlsx")
@requires(Permission.TAKE_PART)
def export(year: int) -> Response:
    view = read_plan(year)
    name = gettext("%(year)d 年学习计划.xlsx", year=year)
    return send_workbook(workbook_of(view, unit_of(view.plan.branch_id)), name)


@blueprint.get("/<int:year>/print")
@requires(Permission.TAKE_PART)
def printed(year: int) -> ResponseReturnValue:
    view = read_plan(year)
    branch = db.session.get_one(Branch, view.plan.branch_id)
    document = plan_document(view, branch.name, unit_of(branch.id))
    back = (gettext("返回"), url_for("plans.index", year=year))
    return respond(document, asked_form(), document.title, back)
