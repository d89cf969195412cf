"""The blueprint of reviewing, and which item a view may touch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from ....core.errors import NotFound
from ....core.local import today
from ....core.permissions import Permission
from ....web.access import check, me
from ... import queries as bank_queries
from ...item import STATUS_NAMES, Item, last_day
from ...preview import preview
from ...queries import BankInfo, StoredItem
from .. import queries, report_queries

blueprint = Blueprint("reviewing", __name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for those who look after a branch's bank."""

    waiting: int
    reports: int
    ending: int


@blueprint.app_context_processor
def _for_the_bank() -> dict[str, Callable[..., object]]:
    return {
        "item_way": lambda item_id: (queries.way_of(item_id), STATUS_NAMES),
        "days_left": days_left,
        "open_reports": lambda item_id: report_queries.open_count(me(), item_id),
        "is_hidden": lambda item_id: report_queries.is_hidden(me().branch_id, item_id),
        "review_desk": _desk,
    }


def _desk() -> Desk:
    own, shown = tuple(own_banks()), bank_queries.visible_bank_ids(me().branch_id)
    return Desk(
        queries.waiting_count(own), report_queries.open_count(me()), bank_queries.ending_soon(shown, today())
    )


def days_left(item: Item) -> int | None:
    """Return how many days an item still holds when that is soon over; None when it is not, or is past."""
    if not item.valid_until:
        return None
    left = (last_day(item.valid_until) - today()).days
    return left if 0 <= left <= bank_queries.SOON.days else None


def own_banks() -> dict[int, BankInfo]:
    """Return the banks of the caller's branch."""
    found = bank_queries.all_banks(me().branch_id)
    return {bank.id: bank for bank in found if bank.branch_id == me().branch_id}


def way_of(item_id: int) -> tuple[queries.Way, BankInfo]:
    """Return where an item of a branch stands that the caller looks after, and its bank."""
    stored, way = bank_queries.stored_item(item_id), queries.way_of(item_id)
    bank = bank_queries.bank_info(stored.bank_id) if stored else None
    if way is None or bank is None or bank.branch_id is None:
        raise NotFound
    check(Permission.MANAGE_BANK, branch_id=bank.branch_id)
    return way, bank


def on_a_phone(way: queries.Way, bank: BankInfo) -> dict[str, Any]:
    """Return what the picture of a phone wants of the version that waits."""
    return shown_on_a_phone(
        StoredItem(way.item_id, way.waiting_id, way.number, bank.id, way.status, way.waiting)
    )


def shown_on_a_phone(stored: StoredItem) -> dict[str, Any]:
    """Return what the picture of a phone wants of an item."""
    return {
        "stored": stored,
        "preview": preview(stored.item),
        "outdated": not stored.item.holds_on(today()),
    }
