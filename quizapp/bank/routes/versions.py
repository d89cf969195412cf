"""An item as it once was, what has changed since, and the way back to it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from .. import queries, service
from ..changes import differences
from ..native import item_to_native
from ..preview import preview
from ..queries import StoredItem
from .blueprint import blueprint, item_of, own_bank


@blueprint.get("/items/<int:item_id>/versions/<int:number>")
@requires(Permission.MANAGE_BANK)
def version(item_id: int, number: int) -> ResponseReturnValue:
    stored, bank = item_of(item_id)
    then = _version(item_id, number)
    return render_template(
        "bank/version.html",
        stored=stored,
        then=then,
        bank=bank,
        preview=preview(then.item),
        changes=differences(item_to_native(then.item), item_to_native(stored.item)),
    )


@blueprint.post("/items/<int:item_id>/versions/<int:number>")
@requires(Permission.MANAGE_BANK)
def restore_version(item_id: int, number: int) -> ResponseReturnValue:
    _, bank = item_of(item_id)
    own_bank(bank.id)
    then = _version(item_id, number)
    comment = gettext("恢复到第 %(n)d 版", n=number)
    with unit_of_work():
        now_number = service.edit_item(
            item_id, then.item, actor=me(), now=clock.now(), comment=comment
        ).number
    flash(gettext("已按第 %(then)d 版的内容存为第 %(n)d 版。", then=number, n=now_number), "ok")
    return redirect(url_for("bank.show", item_id=item_id))


def _version(item_id: int, number: int) -> StoredItem:
    found = queries.version_numbered(item_id, number)
    if found is None:
        raise NotFound
    return found
