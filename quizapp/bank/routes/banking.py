"""The banks: own ones, those of the installation to show or hide, files out."""

from __future__ import annotations

import io

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...infra.os_thread import call_in_pool
from ...web.access import me, requires
from ...web.forms import accepted
from ...web.intake import row_id
from .. import formats, queries, service
from ..formats import Format
from ..forms import BankForm
from .blueprint import bank_of, blueprint, own_bank

SHOWN = 200  # what an export leaves out, at most so many lines


@blueprint.get("/banks")
@requires(Permission.MANAGE_BANK)
def banks() -> ResponseReturnValue:
    return _page(BankForm(formdata=None))


def _page(form: BankForm) -> ResponseReturnValue:
    own_branch = me().branch_id
    found = queries.all_banks(own_branch)
    page = render_template(
        "bank/banks.html",
        form=form,
        own=[bank for bank in found if bank.branch_id is not None],
        shared=[bank for bank in found if bank.branch_id is None],
        shown=set(queries.visible_bank_ids(own_branch)),
        formats=[(format, formats.handling(format).title) for format in Format],
    )
    return page, 422 if form.errors else 200


@blueprint.post("/banks")
@requires(Permission.MANAGE_BANK)
def create_bank() -> ResponseReturnValue:
    form = BankForm()
    made: list[int] = []
    if form.validate() and accepted(form, lambda: made.append(_create(form))):
        flash(gettext("已新建题库“%(name)s”。", name=form.name.data), "ok")
        return redirect(url_for("bank.items", bank=made[0]))
    return _page(form)


def _create(form: BankForm) -> int:
    with unit_of_work():
        return service.create_bank(
            form.name.data,
            description=form.description.data,
            branch_id=me().branch_id,
            actor=me(),
            now=clock.now(),
        ).id


@blueprint.post("/banks/shown")
@requires(Permission.MANAGE_BANK)
def save_shown() -> ResponseReturnValue:
    chosen = request.form.getlist("bank", type=row_id)
    with unit_of_work():
        service.set_shown(me().branch_id, chosen, actor=me(), now=clock.now())
    flash(gettext("已保存。隐藏的题库不再出现在练习、竞赛和学习材料里。"), "ok")
    return redirect(url_for("bank.banks"))


@blueprint.route("/banks/<int:bank_id>/name", methods=["GET", "POST"])
@requires(Permission.MANAGE_BANK)
def rename_bank(bank_id: int) -> ResponseReturnValue:
    bank = own_bank(bank_id)
    form = BankForm(data={"name": bank.name, "description": bank.description})
    if form.validate_on_submit() and accepted(form, lambda: _rename(bank_id, form)):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("bank.banks"))
    return render_template("bank/rename.html", form=form, bank=bank), 422 if form.errors else 200


def _rename(bank_id: int, form: BankForm) -> None:
    with unit_of_work():
        bank = own_bank(bank_id)
        service.rename_bank(bank, form.name.data, form.description.data, actor=me(), now=clock.now())


@blueprint.get("/banks/<int:bank_id>/export/<kind>")
@requires(Permission.MANAGE_BANK)
def export(bank_id: int, kind: str) -> ResponseReturnValue:
    bank = bank_of(bank_id)
    if kind not in set(Format):
        raise NotFound
    handling = formats.handling(Format(kind))
    exported = service.export_items(bank, Format(kind))
    if exported.lost and "anyway" not in request.args:
        return render_template(
            "bank/export.html", bank=bank, kind=kind, title=handling.title, exported=exported, shown=SHOWN
        )
    return _file(exported.content, f"{bank.name}.{handling.suffix}", handling.mimetype)


@blueprint.get("/import/template.xlsx")
@requires(Permission.MANAGE_BANK)
def template() -> ResponseReturnValue:
    content = call_in_pool(formats.template)
    return _file(content, f"{gettext('题目模板')}.xlsx", formats.handling(Format.XLSX).mimetype)


def _file(content: bytes, name: str, mimetype: str) -> Response:
    return send_file(io.BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name)
