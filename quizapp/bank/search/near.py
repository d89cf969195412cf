"""Which stored stems are the same as a given one, or nearly: asked while somebody writes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy import Row, Table, func, select

from ...extensions import db
from ..item import ItemStatus, ItemType
from ..models import Item as ItemRow
from .grams import likeness, pairs_of, runs_of, shared_with, tokens_of
from .matching import in_index
from .tables import ItemText

#: Jaccard similarity of character pairs, in hundredths, from which two stems are called near.
NEAR = 60
#: Such stems are looked for first: they share more of the pairs, so that fewer and rarer ones find them.
NEARER = 70
#: Pairs that are asked for two at a time; those that are rarer still find little enough by themselves.
CROWDED = 8
#: Stems that are looked at in one step. Where more share their rarest pairs, some of the less near are not found.
MOST_COMPARED = 10_000
#: Of these so many are held at once: what lives longer is gone through by the collector of garbage.
PART = 200
#: Items from which it is learnt which pairs are common.
LEARNT_FROM = 1_000


@dataclass(frozen=True, slots=True)
class Near:
    """A stored item whose stem is near; `score` 100 is the same in all but punctuation and width."""

    item_id: int
    bank_id: int
    code: str
    type: ItemType
    stem: str
    status: ItemStatus
    score: int


def near_items(
    stem: str, bank_ids: Collection[int], *, but: int | None = None, near: int = NEAR, most: int = 10
) -> list[Near]:
    """Return the items of these banks, retired ones left out, whose stem is near, nearest first.

    Prefix filtering (Chaudhuri, Ganti, Kaushik 2006): a stem that shares so many of the pairs has two of the
    rarest few, whatever is taken for rare; so the index is asked for those alone.
    """
    pairs = pairs_of(runs_of(stem))
    if not pairs or not bank_ids:
        return []
    common = _how_common()
    rare = sorted(pairs, key=lambda pair: (common.get(pair, 0), pair))
    count, found = shared_with(pairs), list[Near]()
    for level in sorted({near, max(near, NEARER)}, reverse=True):
        shared = -(-level * len(pairs) // 100)
        stems = ((item_id, runs) for item_id, runs in _stems(_asked(rare, shared)) if count(runs) >= shared)
        alike = ((item_id, likeness(pairs, pairs_of(runs.split(" ")))) for item_id, runs in stems)
        found = _items({item_id: score for item_id, score in alike if score >= level}, bank_ids, but)
        if len(found) >= most:
            break
    return found[:most]


def _asked(rare: Sequence[str], shared: int) -> str:
    """Return what to ask the index for stems that share so many of these pairs, the rarest first."""
    if shared == 1:
        return _any_of(rare)
    rarest = rare[: len(rare) - shared + 2]
    alone, crowded = rarest[:-CROWDED], rarest[-CROWDED:]
    two = [f'("{pair}" AND ({_any_of(crowded[at:])}))' for at, pair in enumerate(crowded[:-1], 1)]
    return " OR ".join([*([_any_of(alone)] if alone else []), *two])


def _any_of(pairs: Sequence[str]) -> str:
    return " OR ".join(f'"{pair}"' for pair in pairs)


def _stems(asked: str) -> Iterator[Row[int, str]]:
    """Yield item and runs of the stems that the index finds."""
    tsquery = asked.replace(" OR ", " | ").replace(" AND ", " & ").replace('"', "'")
    texts = cast(Table, ItemText.__table__).c
    found = in_index(asked, tsquery).limit(MOST_COMPARED)
    rows = db.session.execute(select(texts.item_id, texts.stem).where(texts.item_id.in_(found)))
    for some in rows.partitions(PART):
        yield from some


def _items(scores: Mapping[int, int], bank_ids: Collection[int], but: int | None) -> list[Near]:
    """Return those of the items that are in use in these banks, nearest first."""
    columns = (ItemRow.id, ItemRow.bank_id, ItemRow.code, ItemRow.type, ItemRow.stem, ItemRow.status)
    rows = db.session.execute(select(*columns).where(ItemRow.id.in_(scores))).all() if scores else ()
    items = [
        Near(*row, scores[row.id])
        for row in rows
        if row.bank_id in bank_ids and row.status != ItemStatus.RETIRED and row.id != but
    ]
    return sorted(items, key=lambda one: (-one.score, one.item_id))


def _how_common() -> dict[str, int]:
    """Return how often the index holds a token in some of the items; learnt once in the process's life.

    Only the speed of `near_items` hangs on it, never what it finds.
    """
    kept = cast("dict[str, int]", current_app.extensions.setdefault("common_pairs", {}))
    if not kept:
        last = db.session.scalar(select(func.max(ItemText.item_id))) or 0
        some = range(1, last + 1, last // LEARNT_FROM + 1)  # neighbours are like one another
        texts = select(ItemText.stem, ItemText.choices, ItemText.rest).where(ItemText.item_id.in_(some))
        for row in db.session.execute(texts):
            for token in tokens_of(" ".join(row).split()):
                kept[token] = kept.get(token, 0) + 1
    return kept
