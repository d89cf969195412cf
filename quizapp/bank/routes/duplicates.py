"""Near items: asked while one writes, and the groups of a whole branch with what can be done about them."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.paging import Page, page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.intake import row_id, takes_json
from .. import queries, service
from ..duplicates import finding
from ..duplicates import service as deciding
from ..preview import preview
from ..search import near_items
from .blueprint import blueprint, item_of, own_bank

EACH = 10  # groups a page
LONGEST = 2_000


@blueprint.post("/banks/similar")
@requires(Permission.MANAGE_BANK)
@takes_json
def similar() -> ResponseReturnValue:
    """Return the items that are near a stem: `{"stem", "item"?, "bank"?}` → `{"items": [{"id", "score", …}]}`."""
    asked = request.get_json(silent=True) or {}
    stem = str(asked.get("stem", ""))[:LONGEST] if isinstance(asked, dict) else ""
    banks = {bank.id: bank.name for bank in queries.all_banks(me().branch_id)}
    but = asked.get("item") if isinstance(asked, dict) else None
    found = near_items(stem, list(banks), but=but if isinstance(but, int) else None)
    return jsonify(
        {
            "items": [
                {
                    "id": str(one.item_id),
                    "code": one.code,
                    "bank": banks[one.bank_id],
                    "type": one.type,
                    "stem": one.stem,
                    "status": one.status,
                    "score": one.score,
                    "url": url_for("bank.show", item_id=one.item_id),
                }
                for one in found
            ]
        }
    )


@blueprint.get("/duplicates")
@requires(Permission.MANAGE_BANK)
def duplicates() -> ResponseReturnValue:
    found = finding.groups(me().branch_id)
    number = page_number(request.args.get("page"))
    banks = {bank.id: bank for bank in queries.all_banks(me().branch_id)}
    branch_of = {bank_id: bank.branch_id for bank_id, bank in banks.items()}
    rows = [finding.members(group, branch_of) for group in (found or [])[(number - 1) * EACH : number * EACH]]
    return render_template(
        "bank/duplicates.html",
        working=found is None,
        page=Page([row for row in rows if len(row) > 1], number, EACH, len(found or [])),
        banks=banks,
        preview=preview,
    )


@blueprint.post("/duplicates")
@requires(Permission.MANAGE_BANK)
def decide_duplicates() -> ResponseReturnValue:
    """Do about a group what was chosen: retire one of it, keep its items off one paper, or call them different."""
    item_ids = request.form.getlist("item", type=row_id)
    for item_id in item_ids:
        item_of(item_id)
    retired = request.form.get("retire", type=row_id)
    if retired is not None:
        _retire(retired)
    elif len(item_ids) < 2:
        raise Invalid(N_("请选择两道以上的题。"))
    elif request.form.get("act") == "excludes":
        _exclude(item_ids)
    else:
        with unit_of_work():
            deciding.keep_apart(item_ids, branch_id=me().branch_id, actor=me(), now=clock.now())
        flash(gettext("记下了：这几道不是重复题，以后不再列出。"), "ok")
    return redirect(url_for("bank.duplicates", page=request.args.get("page")))


def _retire(item_id: int) -> None:
    stored, bank = item_of(item_id)
    own_bank(bank.id)
    with unit_of_work():
        service.retire_item(
            stored.item_id, True, actor=me(), now=clock.now(), reason=gettext("与另一道题重复")
        )
    flash(gettext("已停用题目 %(id)s，可以随时恢复。", id=stored.item.id), "ok")


def _exclude(item_ids: list[int]) -> None:
    for item_id in item_ids:
        own_bank(item_of(item_id)[1].id)
    with unit_of_work():
        deciding.exclude_each_other(item_ids, actor=me(), now=clock.now())
    flash(gettext("已设为互斥题：一份卷子里只会出其中一道。"), "ok")
