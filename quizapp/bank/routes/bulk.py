"""Changing many items at once: chosen in the list, looked at before, taken back as a whole."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import check, me, requires
from ...web.flashing import flash_undo
from ...web.forms import choices
from ...web.intake import row_id
from .. import queries, service
from ..bulk import DEED_NAMES, Deed
from ..forms import BulkForm
from ..models import BulkChange
from ..queries import BankInfo
from ..queries.bulk import bulk_changes, ids_found
from ..service.bulk import MOST, UNDONE_WITHIN
from .blueprint import blueprint
from .listing import FILTERS, filter_asked


@blueprint.post("/bulk")
@requires(Permission.MANAGE_BANK)
def bulk() -> ResponseReturnValue:
    """Ask what is to change, show what it would do, or do it: `step` says which."""
    ids, form, step = _ids(), _form(), request.form.get("step", "")
    if not ids:
        flash(gettext("请先在列表里勾选题目。"), "info")
        return redirect(url_for("bank.items", **_args()))
    if not step:
        return _page(ids, form)
    if not _fits(form):
        return _page(ids, form, status=422)
    if step == "apply":
        return _apply(ids, form)
    lines = service.plan_change(ids, form.asked(), me().branch_id, now=clock.now())
    return _page(ids, form, lines=lines)


def _ids() -> list[int]:
    """Return the chosen items that the caller may see, each once."""
    if request.form.get("all"):
        banks = queries.all_banks(me().branch_id)
        return ids_found(filter_asked(banks, queries.visible_bank_ids(me().branch_id)), MOST)
    chosen = [*request.form.getlist("item"), *request.form.get("items", "").split(",")]
    ids = list(
        dict.fromkeys(row_id(one) for one in chosen if one.isascii() and one.isdecimal() and len(one) < 10)
    )
    visible = {bank.id for bank in queries.all_banks(me().branch_id)}
    return [stored.item_id for stored in queries.newest_items(ids[:MOST]) if stored.bank_id in visible]


def _form() -> BulkForm:
    form = BulkForm() if request.form.get("step") else BulkForm(formdata=None)
    form.bank.choices = choices((str(bank.id), bank.name) for bank in _own_banks())
    return form


def _own_banks() -> list[BankInfo]:
    return [bank for bank in queries.all_banks(me().branch_id) if bank.branch_id == me().branch_id]


def _fits(form: BulkForm) -> bool:
    """Say whether the form asks for something that can be done; what is missing is put beside its field."""
    if not form.validate():
        return False
    deed = Deed(form.deed.data or "")
    if deed in (Deed.MOVE, Deed.COPY) and form.bank.data not in {str(bank.id) for bank in _own_banks()}:
        form.bank.errors = [gettext("请选择题库。")]
        return False
    asked = form.asked()
    if asked.deed in (Deed.RETIRE, Deed.RESTORE) and not asked.reason:
        form.reason.errors = [gettext("请写明原因。")]
        return False
    if not asked.says_something:
        form.form_errors.append(gettext("还没有选要改什么。"))
        return False
    return True


def _apply(ids: list[int], form: BulkForm) -> ResponseReturnValue:
    asked, branch_id = form.asked(), me().branch_id
    lines = service.plan_change(ids, asked, branch_id, now=clock.now())
    with unit_of_work():
        change = service.change_items(lines, asked, branch_id, actor=me(), now=clock.now())
        change_id, done = change.id, len(change.done)
    flash_undo(gettext("已改 %(n)d 题。", n=done), url_for("bank.bulk_undo", change_id=change_id), {})
    return redirect(url_for("bank.items", **_args()))


@blueprint.post("/bulk/<int:change_id>/undo")
@requires(Permission.MANAGE_BANK)
def bulk_undo(change_id: int) -> ResponseReturnValue:
    change = db.session.get(BulkChange, change_id)
    if change is None:
        raise NotFound
    check(Permission.MANAGE_BANK, branch_id=change.branch_id)
    with unit_of_work():
        change = db.session.get_one(BulkChange, change_id)
        left = service.undo_change(change, reason=gettext("撤销批量修改"), actor=me(), now=clock.now())
    if left:
        flash(gettext("已撤销。有 %(n)d 题后来又改过，没有动。", n=left), "warn")
    else:
        flash(gettext("已撤销，题目都恢复原样。"), "ok")
    return redirect(url_for("bank.bulk_list"))


@blueprint.get("/bulk")
@requires(Permission.MANAGE_BANK)
def bulk_list() -> ResponseReturnValue:
    return render_template(
        "bank/bulk_list.html",
        changes=bulk_changes(me().branch_id),
        oldest=clock.now() - UNDONE_WITHIN,
        deeds=DEED_NAMES,
        banks={bank.id: bank.name for bank in queries.all_banks(me().branch_id)},
    )


def _args() -> dict[str, Any]:
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def _page(ids: list[int], form: BulkForm, *, lines: Any = None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "bank/bulk.html",
        ids=ids,
        form=form,
        lines=lines,
        most=MOST,
        args=_args(),
        deeds=DEED_NAMES,
        topics=queries.topics_of(queries.visible_bank_ids(me().branch_id)),
    )
    return page, status
