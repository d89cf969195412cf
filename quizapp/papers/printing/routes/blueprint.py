"""The blueprint on which the modules of this package register their views, and which paper a view may touch."""

from __future__ import annotations

from flask import Blueprint, request

from ....bank import queries as bank
from ....bank.item import ItemStatus, ItemType
from ....bank.queries import ItemFilter
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
FILTERS = ("bank", "topic", "type", "difficulty", "q")


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
    args = request.args
    banks = tuple(bank.visible_bank_ids(me().branch_id))
    own = {one.id for one in bank.all_banks(me().branch_id)}
    chosen = args.get("bank", type=row_id)
    difficulty, kind = args.get("difficulty", type=row_id), args.get("type", "")
    ids = dict.fromkeys(args.getlist("item", type=row_id))
    wanted = ItemFilter(
        bank_ids=(chosen,) if chosen in own and chosen else tuple(own) if ids else banks,
        topic=args.get("topic", "")[:64],
        type=kind if kind in set(ItemType) else "",
        difficulty=difficulty if difficulty in range(1, 6) else None,
        text=args.get("q", "")[:60].strip(),
        status=ItemStatus.APPROVED,
    )
    return Scope(wanted, tuple(ids)[:MOST_ITEMS] if ids else None)


def scope_args() -> dict[str, object]:
    """Return the address's words on the items, to be carried on."""
    kept: dict[str, object] = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    items = request.args.getlist("item", type=row_id)[:MOST_ITEMS]
    return kept | ({"item": items} if items else {})
