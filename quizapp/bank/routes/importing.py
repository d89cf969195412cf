"""Importing a file of items: upload, look, confirm."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from ...core import clock
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...infra.os_thread import call_in_pool
from ...web.access import me, requires
from ...web.forms import accepted, choices
from .. import formats, queries, service
from ..forms import ConfirmForm, ImportForm
from ..item import TYPE_NAMES
from .blueprint import blueprint, own_bank

SHOWN = 200  # lines of each list of a preview
NEW = "new"


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.MANAGE_BANK)
def import_file() -> ResponseReturnValue:
    form = _form()
    token: list[str] = []
    if form.validate_on_submit() and accepted(form, lambda: token.append(_stage(form))):
        return redirect(url_for("bank.import_preview", token=token[0]))
    page = render_template(
        "bank/import.html", form=form, most_mb=formats.MOST_BYTES // 1024**2, suffixes=formats.SUFFIXES
    )
    return page, 422 if form.errors else 200


def _form() -> ImportForm:
    form = ImportForm()
    own = [bank for bank in queries.all_banks(me().branch_id) if bank.branch_id is not None]
    form.bank.choices = choices([(NEW, gettext("新题库")), *((str(bank.id), bank.name) for bank in own)])
    return form


def _stage(form: ImportForm) -> str:
    file: FileStorage = form.file.data
    name, content = (file.filename or "")[-200:], file.stream.read(formats.MOST_BYTES + 1)
    if len(content) > formats.MOST_BYTES:
        raise Invalid(
            N_("文件太大，最多 %(most)d MB。请分成几个文件。"),
            field="file",
            most=formats.MOST_BYTES // 1024**2,
        )
    parsed = call_in_pool(lambda: formats.read(content, name))
    bank_id = None if form.bank.data == NEW else own_bank(int(form.bank.data)).id
    with unit_of_work():
        return service.stage_items(
            content,
            name,
            bank_id=bank_id,
            name=form.name.data if bank_id is None else "",
            branch_id=me().branch_id,
            parsed=parsed,
            actor=me(),
            now=clock.now(),
        )


@blueprint.get("/import/<token>")
@requires(Permission.MANAGE_BANK)
def import_preview(token: str) -> ResponseReturnValue:
    staged = service.staged_items(token, actor=me(), now=clock.now())
    plan = service.plan_items(staged.bank_id, staged.items)
    return render_template(
        "bank/import_preview.html",
        staged=staged,
        plan=plan,
        report=service.report_of(staged, plan, partial=True),
        form=ConfirmForm(formdata=None),
        types=TYPE_NAMES,
        shown=SHOWN,
    )


@blueprint.post("/import/<token>")
@requires(Permission.MANAGE_BANK)
def import_confirm(token: str) -> ResponseReturnValue:
    staged = service.staged_items(token, actor=me(), now=clock.now())
    partial = ConfirmForm().partial.data == "1"
    with unit_of_work():
        report, bank_id = service.confirm_import(
            token, staged, branch_id=me().branch_id, partial=partial, actor=me(), now=clock.now()
        )
    flash(
        gettext(
            "已导入：新增 %(created)d 题，更新 %(updated)d 题，没有变化 %(unchanged)d 题。",
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
        ),
        "ok",
    )
    return redirect(url_for("bank.items", bank=bank_id))
