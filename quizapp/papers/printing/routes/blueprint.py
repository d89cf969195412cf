"""The blueprint on which the modules of this package register their views, and which paper a view may touch."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, request

from ....bank import queries as bank
from ....bank.item import ItemStatus
from ....bank.routes.listing import FILTERS, filter_asked
from ....core.errors import NotFound
from ....core.permissions import Permission
from ....web.access import check, me
from ....web.intake import row_id
from ...blueprint import MOST_ITEMS
from .. import queries
from ..layout import Sheet
from ..models import PrintedPaper
from ..queries import Scope

blueprint = Blueprint("printing", __name__, url_prefix="/bank/papers")


def paper_of(paper_id: int) -> PrintedPaper:
    """Return a saved paper that the caller may print."""
    row = queries.paper(paper_id)
    if row is None:
        raise NotFound
    check(Permission.MANAGE_BANK, branch_id=row.branch_id)
    return row


def variant_of(row: PrintedPaper) -> Sheet:
    """Return the variant that the address names, the first where it names none."""
    wanted = request.args.get("variant", row.arrangement.variants[0])
    found = next((sheet for sheet in queries.sheets(row) if sheet.variant == wanted), None)
    if found is None:
        raise NotFound
    return found


def scope_asked() -> Scope:
    """Return the items that the address names: some by hand, or all that a filter finds in the branch's banks."""
    banks, ids = bank.all_banks(me().branch_id), dict.fromkeys(request.args.getlist("item", type=row_id))
    shown = tuple(one.id for one in banks) if ids else bank.visible_bank_ids(me().branch_id)
    wanted = replace(filter_asked(banks, shown), status=ItemStatus.APPROVED, sort="")
    chosen = tuple(ids)[:MOST_ITEMS] if ids else None
    return Scope(wanted, chosen, bank.hidden_items(me().branch_id))


def scope_args() -> dict[str, object]:
    """Return the address's words on the items, to be carried on."""
    kept: dict[str, object] = {
        name: request.args[name] for name in FILTERS if name != "page" and request.args.get(name)
    }
    items = request.args.getlist("item", type=row_id)[:MOST_ITEMS]
    return kept | ({"item": items} if items else {})
