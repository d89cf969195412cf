"""The list of items with its filters, and an item with everything about it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ...core import local
from ...core.i18n import N_
from ...core.paging import page_number
from ...core.permissions import Permission
from ...web.access import me, requires
from ...web.intake import row_id
from .. import queries
from ..forms import ReasonForm
from ..item import STATUS_NAMES, TYPE_NAMES, ItemStatus, ItemType
from ..markup import plain
from ..preview import preview, source_line
from ..queries import BankInfo, ItemFilter, StoredItem
from ..search import Piece, excerpt, marked, searched_for
from .blueprint import blueprint, item_of

FILTERS = (
    *(
        "bank",
        "topic",
        "type",
        "difficulty",
        "q",
        "state",
        "document",
        "writer",
        "expires",
        "reported",
        "sort",
    ),
    "page",
)
SORT_NAMES: dict[str, str] = {
    "": N_("默认顺序"),
    "newest": N_("最新的在前"),
    "changed": N_("最近修改的在前"),
    "easy": N_("由易到难"),
    "hard": N_("由难到易"),
    "expires": N_("先到期的在前"),
}
EXPIRES_NAMES: dict[str, str] = {"soon": N_("30 天内到期"), "past": N_("已过期")}


@blueprint.get("/")
@requires(Permission.MANAGE_BANK)
def items() -> ResponseReturnValue:
    banks = queries.all_banks(me().branch_id)
    shown = queries.visible_bank_ids(me().branch_id)
    wanted = filter_asked(banks, shown)
    facets = queries.facets(wanted, tuple(shown))
    page = queries.search(wanted, page_number(request.args.get("page")), total=facets.total)
    chosen = request.args.get("item", type=row_id)
    stored = next((row for row in page.rows if row.item_id == chosen), page.rows[0] if page.rows else None)
    return render_template(
        "bank/items.html",
        page=page,
        wanted=wanted,
        facets=facets,
        origins=queries.origins(wanted.bank_ids),
        hits={row.item_id: _hits(row, searched_for(wanted.text)) for row in page.rows},
        sorts=SORT_NAMES,
        expiries=EXPIRES_NAMES,
        banks={bank.id: bank for bank in banks},
        shown=[bank for bank in banks if bank.id in shown],
        bank_id=wanted.bank_ids[0] if request.args.get("bank") and len(wanted.bank_ids) == 1 else None,
        args=_args(),
        types=TYPE_NAMES,
        statuses=STATUS_NAMES,
        chosen=_shown(stored, banks) if stored else None,
    )


def filter_asked(banks: list[BankInfo], shown: tuple[int, ...]) -> ItemFilter:
    """Read the filter from the address; what it names wrongly is left out."""
    args = request.args
    bank_id, difficulty = args.get("bank", type=row_id), args.get("difficulty", type=row_id)
    kind, state = args.get("type", ""), args.get("state", "")
    return ItemFilter(
        bank_ids=(bank_id,) if bank_id in {bank.id for bank in banks} and bank_id else shown,
        topic=args.get("topic", "")[:64],
        type=kind if kind in set(ItemType) else "",
        difficulty=difficulty if difficulty in range(1, 6) else None,
        text=args.get("q", "")[:60].strip(),
        status=ItemStatus(state) if state in set(ItemStatus) else ItemStatus.APPROVED,
        document=args.get("document", "")[:200],
        writer=args.get("writer", type=row_id),
        expires=args["expires"] if args.get("expires") in EXPIRES_NAMES else "",
        reported=args.get("reported") == "1",
        day=local.today(),
        sort=args["sort"] if args.get("sort") in SORT_NAMES else "",
    )


def _hits(row: StoredItem, phrases: list[str]) -> tuple[list[Piece], list[Piece]]:
    """Return a row's stem with what was searched for marked, and where else it stands when not in the stem."""
    item = row.item
    stem = marked(plain(item.stem), phrases)
    if not phrases or any(piece.hit for piece in stem):
        return stem, []
    source = source_line(item)
    elsewhere = (*(text for _, text in (*item.options, *item.left)), item.explanation, source, *item.tags)
    return stem, next((found for text in elsewhere if (found := excerpt(plain(text), phrases))), [])


def _args() -> dict[str, str]:
    """Return the filters as they stand in the address, to be carried on."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def _shown(stored: StoredItem, banks: list[BankInfo]) -> dict[str, Any]:
    bank = next(bank for bank in banks if bank.id == stored.bank_id)
    return {
        "stored": stored,
        "bank": bank,
        "preview": preview(stored.item),
        "history": queries.history(stored.item_id),
        "outdated": not stored.item.holds_on(local.today()),
        "own_banks": [bank for bank in banks if bank.branch_id == me().branch_id],
    }


@blueprint.get("/items/<int:item_id>")
@requires(Permission.MANAGE_BANK)
def show(item_id: int) -> ResponseReturnValue:
    return show_page(item_id, ReasonForm(formdata=None))


def show_page(item_id: int, form: ReasonForm) -> ResponseReturnValue:
    """Return the item's page, or for a page's module the preview alone; `form` asks why it is retired."""
    stored, bank = item_of(item_id)
    banks = [*queries.all_banks(me().branch_id), bank]
    template = "bank/_preview.html" if "X-Fragment" in request.headers else "bank/show.html"
    page = render_template(
        template, chosen=_shown(stored, banks), args=_args(), form=form, types=TYPE_NAMES, banks=banks
    )
    return page, 422 if form.errors else 200
