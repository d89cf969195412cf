"""Writing the index: in the unit of work that writes the item, or for all items anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select, update

from ...extensions import db
from ..item import Item
from ..markup import plain
from ..models import Item as ItemRow
from ..models import ItemVersion
from ..native import item_from_native
from .grams import key_of, runs_of, tokens_of
from .tables import ItemText

CHUNK = 500


def index_items(items: Mapping[int, Item], *, writer_id: int | None, new: bool) -> None:
    """Index items by their row's id; `new` ones were not there before and keep their writer from now on."""
    rows = [row_of(item_id, item) for item_id, item in items.items()]
    if new:
        for row in rows:
            row["writer_id"] = writer_id
        _insert(rows)
        return
    for row in rows:
        item_id = row.pop("item_id")
        db.session.execute(
            update(ItemText)
            .where(ItemText.item_id == item_id)
            .values(**row)
            .execution_options(synchronize_session=False)
        )


def _insert(rows: list[dict[str, Any]]) -> None:
    """Write rows by one statement, which `returning` makes of them: FTS5 writes its index out after each."""
    if rows:
        table = cast(Table, ItemText.__table__)
        db.session.execute(insert(table).returning(table.c.item_id), rows)


def row_of(item_id: int, item: Item) -> dict[str, Any]:
    """Return an item's row of the index, but for its writer."""
    source = item.source
    stem = runs_of(plain(item.stem))
    choices = runs_of("\n".join(plain(text) for _, text in (*item.options, *item.left)))
    parts = [item.id, item.topic, plain(item.explanation), *item.tags]
    if source:
        parts += [source.document, source.version, source.article, source.section]
    rest = runs_of("\n".join(parts))
    return {
        "item_id": item_id,
        "stem": " ".join(stem),
        "stem_key": key_of(stem),
        "choices": " ".join(choices),
        "rest": " ".join(rest),
        "grams": " ".join(sorted(tokens_of((*stem, *choices, *rest)))),
        "document": source.document[:200] if source else "",
    }


def index_missing() -> int:
    """Index the items that are not in the index yet, a chunk of them; return how many that were."""
    known = select(ItemText.item_id).where(ItemText.item_id == ItemRow.id)
    ids = db.session.scalars(select(ItemRow.id).where(~known.exists()).limit(CHUNK)).all()
    return _index(ids)


def reindex(after: int) -> tuple[int, int] | None:
    """Index anew a chunk of the items whose id is above `after`; return the last one's id and how many, else None."""
    ids = db.session.scalars(
        select(ItemRow.id).where(ItemRow.id > after).order_by(ItemRow.id).limit(CHUNK)
    ).all()
    if not ids:
        return None
    db.session.execute(delete(ItemText).where(ItemText.item_id.in_(ids)))
    return ids[-1], _index(ids)


def _index(ids: Iterable[int]) -> int:
    ids = list(ids)
    contents = db.session.execute(
        select(ItemRow.id, ItemVersion.content)
        .join(ItemVersion, ItemVersion.id == ItemRow.version_id)
        .where(ItemRow.id.in_(ids))
    ).all()
    first = db.session.execute(
        select(ItemVersion.item_id, ItemVersion.author_id).where(
            ItemVersion.item_id.in_(ids), ItemVersion.number == 1
        )
    ).all()
    writers = {row.item_id: row.author_id for row in first}
    rows = [row_of(row.id, item_from_native(row.content)) for row in contents]
    for row in rows:
        row["writer_id"] = writers.get(row["item_id"])
    _insert(rows)
    return len(rows)
