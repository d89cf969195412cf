"""Banks and their items: for members without a key, for organisers as their authors wrote them."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app

from ..bank import queries
from ..bank.item import ItemType
from ..bank.queries import BankInfo, ItemFilter, StoredItem
from ..core.errors import Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Permission, reach_of
from ..papers.draw import shuffle_options
from ..papers.questions import Slot, question, shown_key, source_line
from ..web.access import me, requires
from . import asked, shapes
from .blueprint import blueprint
from .operation import Query, describes

PAGE_SIZE = 50


@blueprint.get("/banks")
@requires(Permission.TAKE_PART)
@describes(N_("本支部可用的题库"), returns="Banks")
def banks() -> Response:
    return shapes.listing((_bank(bank) for bank in queries.visible_banks(me().branch_id)), None)


def _bank(bank: BankInfo) -> dict[str, Any]:
    return {
        "id": str(bank.id),
        "name": bank.name,
        "slug": bank.slug,
        "description": bank.description,
        "items": bank.items,
        "topics": [{"name": name, "items": count} for name, count in bank.topics.items()],
    }


@blueprint.get("/items")
@requires(Permission.TAKE_PART)
@describes(
    N_("题目；成员看不到答案，组织者可以看"),
    returns="Items",
    query=(
        Query("bank", N_("题库的编号或名称，不写为全部")),
        Query("topic", N_("主题")),
        Query("type", N_("题型"), choices=tuple(ItemType)),
        Query("q", N_("题干里的文字")),
        Query("cursor", N_("上一页给出的 next")),
    ),
    errors=(404, 422),
)
def items() -> Response:
    number, bank = asked.cursor() or 1, bank_called(asked.query("bank"))
    ids = (bank.id,) if bank else queries.visible_bank_ids(me().branch_id)
    wanted = ItemFilter(ids, topic=asked.query("topic"), type=_type(), text=asked.query("q"))
    page = queries.search(wanted, number, PAGE_SIZE)
    with_keys = reach_of(me().role, Permission.MANAGE_BANK) is not None
    rows = [_as_written(row) if with_keys else _as_asked(row) for row in page.rows]
    return shapes.listing(rows, number + 1 if page.has_next else None)


def bank_called(wanted: str) -> BankInfo | None:
    """Return the bank with this id or name among those of the caller's branch, None for ""; raises NotFound."""
    if not wanted:
        return None
    bank = queries.find_bank(me().branch_id, wanted)
    if bank is None:
        raise NotFound(N_("没有这个题库。"))
    return bank


def _type() -> str:
    kind = asked.query("type")
    if kind and kind not in set(ItemType):
        raise Invalid(N_("没有这种题型。"), field="type")
    return kind


def _as_asked(stored: StoredItem) -> dict[str, Any]:
    """Return an item without its key; the options stand in an order that tells nothing of the author's."""
    seed = f"{current_app.config['SECRET_KEY']}/items/{stored.version_id}"
    return _shown(stored, shuffle_options(stored.item, seed, 0))[0]


def _as_written(stored: StoredItem) -> dict[str, Any]:
    """Return an item with key, explanation and source, in the author's letters."""
    item = stored.item
    body, slot = _shown(stored, tuple((letter, letter) for letter, _ in item.choices))
    return {
        **body,
        "key": shown_key(slot, item),
        "explanation": item.explanation,
        **shapes.in_html("explanation_html", item.explanation),
        "source": source_line(item),
        "code": item.id,
    }


def _shown(stored: StoredItem, options: tuple[tuple[str, str], ...]) -> tuple[dict[str, Any], Slot]:
    item = stored.item
    slot = Slot(0, stored.item_id, stored.version_id, item.type, 0, options)
    body = {
        "id": str(stored.item_id),
        "bank": str(stored.bank_id),
        **shapes.question(question(slot, item)),
        "difficulty": item.difficulty,
    }
    return body, slot
