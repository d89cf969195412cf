"""Writing an item: new, changed, copied, out of use and back, as it once was."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.flashing import flash_undo
from ...web.forms import accepted
from ...web.intake import row_id
from .. import queries, service
from ..forms import ItemForm, ReasonForm, form_of
from ..item import TYPE_NAMES, Item, ItemType
from ..models import Bank
from ..native import parse_item
from ..problem import Problem
from ..queries import StoredItem
from .blueprint import bank_of, blueprint, item_of, newest_of, own_bank, way_words
from .drafting import draft_of, insert_picture, kind_asked
from .listing import show_page


@blueprint.get("/items/new")
@requires(Permission.MANAGE_BANK)
def new() -> ResponseReturnValue:
    own = [bank for bank in queries.all_banks(me().branch_id) if bank.branch_id == me().branch_id]
    bank_id = request.args.get("bank", type=row_id)
    bank = bank_of(bank_id) if bank_id in {one.id for one in own} and bank_id else next(iter(own), None)
    if bank is None:
        return redirect(url_for("bank.banks", first=1))
    return _page(ItemForm(formdata=None), kind_asked(), own_bank(bank.id))


@blueprint.post("/items/new")
@requires(Permission.MANAGE_BANK)
def create() -> ResponseReturnValue:
    bank, kind, form = own_bank(request.args.get("bank", default=0, type=row_id)), kind_asked(), ItemForm()
    if _only_looked(form, bank):
        return _page(form, kind, bank)
    item = _read(form, kind)
    made: list[int] = []
    if item and accepted(form, lambda: made.append(_add(bank, item, form.comment.data))):
        flash(way_words(made[0], gettext("已添加题目。")), "ok")
        return redirect(url_for("bank.show", item_id=made[0]))
    return _page(form, kind, bank), 422


def _add(bank: Bank, item: Item, comment: str) -> int:
    with unit_of_work():
        return service.add_item(
            bank, item, actor=me(), now=clock.now(), comment=comment, as_draft=_is_draft()
        )


def _is_draft() -> bool:
    """Say whether what was written is to be kept without being offered for approval."""
    return request.form.get("act") == "draft"


@blueprint.get("/items/<int:item_id>/edit")
@requires(Permission.MANAGE_BANK)
def edit(item_id: int) -> ResponseReturnValue:
    stored, bank = newest_of(item_id)
    return _page(form_of(stored.item, stored.number), stored.item.type, own_bank(bank.id), item_id)


@blueprint.post("/items/<int:item_id>/edit")
@requires(Permission.MANAGE_BANK)
def save(item_id: int) -> ResponseReturnValue:
    stored, info = newest_of(item_id)
    bank, kind, form = own_bank(info.id), stored.item.type, ItemForm()
    form.code.data = stored.item.id  # stays for good: papers and files know the item by it
    if _only_looked(form, bank):
        return _page(form, kind, bank, item_id)
    item = _read(form, kind)
    if (
        item
        and _is_newest(form, stored)
        and accepted(form, lambda: _change(item_id, item, form.comment.data))
    ):
        return redirect(url_for("bank.show", item_id=item_id))
    return _page(form, kind, bank, item_id), 422


def _only_looked(form: ItemForm, bank: Bank) -> bool:
    """Say whether the form was sent to see the preview, or to put a picture in, and not yet to be saved."""
    act = request.form.get("act")
    if act == "picture":
        insert_picture(form, bank)
    return act in ("picture", "preview")


def _is_newest(form: ItemForm, stored: StoredItem) -> bool:
    """Say whether the form began with the newest version; if not, it says so once, and saving again goes on."""
    if form.base.data in ("", str(stored.number)):
        return True
    form.base.data = str(stored.number)
    words = gettext(
        "你打开之后，有人把它改成了第 %(n)d 版。请先核对那一版；再保存一次，就以这里的为准。", n=stored.number
    )
    form.form_errors.append(words)
    return False


def _change(item_id: int, item: Item, comment: str) -> None:
    with unit_of_work():
        version = service.edit_item(
            item_id, item, actor=me(), now=clock.now(), comment=comment, as_draft=_is_draft()
        )
        number = version.number
    words = gettext("已保存，现在是第 %(n)d 版。以前的答卷保留旧版。", n=number)
    flash(way_words(item_id, words), "ok")


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
        _say_retired(item_id, retired)
        return redirect(url_for("bank.show", item_id=stored.item_id))
    return show_page(item_id, form)


def _say_retired(item_id: int, retired: bool) -> None:
    if not retired:
        flash(gettext("已恢复使用。"), "ok")
        return
    back = {"retired": "0", "reason": gettext("撤销停用")}
    flash_undo(gettext("已停用，不再出题。"), url_for("bank.retire", item_id=item_id), back)


def _retire(item_id: int, retired: bool, reason: str) -> None:
    with unit_of_work():
        service.retire_item(item_id, retired, actor=me(), now=clock.now(), reason=reason)


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
        draft=draft_of(form, kind, item_id),
    )
