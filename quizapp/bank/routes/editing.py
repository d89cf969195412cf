"""Writing an item: new, changed, copied, out of use and back."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.forms import accepted
from ...web.intake import row_id
from .. import queries, service
from ..forms import ItemForm, ReasonForm, form_of
from ..item import TYPE_NAMES, Item, ItemType
from ..models import Bank
from ..native import parse_item
from ..problem import Problem
from .blueprint import bank_of, blueprint, item_of, own_bank
from .listing import show_page


@blueprint.get("/items/new")
@requires(Permission.MANAGE_BANK)
def new() -> ResponseReturnValue:
    own = [bank for bank in queries.all_banks(me().branch_id) if bank.branch_id == me().branch_id]
    bank_id = request.args.get("bank", type=row_id)
    bank = bank_of(bank_id) if bank_id in {one.id for one in own} and bank_id else next(iter(own), None)
    if bank is None:
        return redirect(url_for("bank.banks", first=1))
    return _page(ItemForm(formdata=None), _kind(), own_bank(bank.id))


@blueprint.post("/items/new")
@requires(Permission.MANAGE_BANK)
def create() -> ResponseReturnValue:
    bank, kind, form = own_bank(request.args.get("bank", default=0, type=row_id)), _kind(), ItemForm()
    item = _read(form, kind)
    made: list[int] = []
    if item and accepted(form, lambda: made.append(_add(bank, item, form.comment.data))):
        flash(gettext("已添加题目。"), "ok")
        return redirect(url_for("bank.show", item_id=made[0]))
    return _page(form, kind, bank), 422


def _add(bank: Bank, item: Item, comment: str) -> int:
    with unit_of_work():
        return service.add_item(bank, item, actor=me(), now=clock.now(), comment=comment)


@blueprint.get("/items/<int:item_id>/edit")
@requires(Permission.MANAGE_BANK)
def edit(item_id: int) -> ResponseReturnValue:
    stored, bank = item_of(item_id)
    return _page(form_of(stored.item), stored.item.type, own_bank(bank.id), item_id)


@blueprint.post("/items/<int:item_id>/edit")
@requires(Permission.MANAGE_BANK)
def save(item_id: int) -> ResponseReturnValue:
    stored, info = item_of(item_id)
    bank, kind, form = own_bank(info.id), stored.item.type, ItemForm()
    form.code.data = stored.item.id  # stays for good: papers and files know the item by it
    item = _read(form, kind)
    if item and accepted(form, lambda: _change(item_id, item, form.comment.data)):
        return redirect(url_for("bank.show", item_id=item_id))
    return _page(form, kind, bank, item_id), 422


def _change(item_id: int, item: Item, comment: str) -> None:
    with unit_of_work():
        version = service.edit_item(item_id, item, actor=me(), now=clock.now(), comment=comment)
        number = version.number
    flash(gettext("已保存，现在是第 %(n)d 版。以前的答卷保留旧版。", n=number), "ok")


@blueprint.post("/items/<int:item_id>/copy")
@requires(Permission.MANAGE_BANK)
def copy(item_id: int) -> ResponseReturnValue:
    stored, source = item_of(item_id)
    bank = own_bank(request.form.get("bank", default=0, type=row_id))
    comment = gettext("复制自“%(bank)s”%(id)s", bank=source.name, id=stored.item.id)[:200]
    with unit_of_work():
        made = service.copy_item(stored.item, bank, actor=me(), now=clock.now(), comment=comment)
    flash(gettext("已复制到“%(bank)s”，可以修改了。", bank=bank.name), "ok")
    return redirect(url_for("bank.edit", item_id=made))


@blueprint.post("/items/<int:item_id>/retire")
@requires(Permission.MANAGE_BANK)
def retire(item_id: int) -> ResponseReturnValue:
    stored, bank = item_of(item_id)
    own_bank(bank.id)
    form, retired = ReasonForm(), request.form.get("retired") == "1"
    if form.validate() and accepted(form, lambda: _retire(item_id, retired, form.reason.data)):
        flash(gettext("已停用，不再出题。") if retired else gettext("已恢复使用。"), "ok")
        return redirect(url_for("bank.show", item_id=stored.item_id))
    return show_page(item_id, form)


def _retire(item_id: int, retired: bool, reason: str) -> None:
    with unit_of_work():
        service.retire_item(item_id, retired, actor=me(), now=clock.now(), reason=reason)


def _kind() -> ItemType:
    kind = request.args.get("type", ItemType.SINGLE.value)
    if kind not in set(ItemType):
        raise NotFound
    return ItemType(kind)


def _read(form: ItemForm, kind: ItemType) -> Item | None:
    """Return the item that was filled in, or None with what is wrong beside the fields."""
    valid = form.validate()
    item, problems = parse_item(form.native(kind))
    form.show([problem for problem in problems if problem.is_error], kind)
    if item is None or not valid:
        return None
    _warn(problem for problem in problems if not problem.is_error and problem.where != "source")
    return item


def _warn(problems: Iterable[Problem]) -> None:
    for problem in problems:
        flash(gettext("请核对：%(text)s", text=gettext(problem.message, **problem.params)), "info")


def _page(form: ItemForm, kind: ItemType, bank: Bank, item_id: int | None = None) -> str:
    own = [one for one in queries.all_banks(me().branch_id) if one.branch_id == bank.branch_id]
    return render_template(
        "bank/edit.html",
        form=form,
        kind=kind,
        types=TYPE_NAMES,
        bank=bank,
        banks=own,
        topics=queries.topics_of([bank.id, *queries.visible_bank_ids(me().branch_id)]),
        item_id=item_id,
    )
