"""A blueprint: how many items of which topics, types and difficulties make a paper, and what each is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from ..bank.item import ItemType
from ..core.errors import Invalid
from ..core.i18n import N_
from .pool import Filter, Pool
from .selection import choose

#: Most items in a paper, most rows in a blueprint, and most hundredths an item is worth.
MOST_ITEMS, MOST_ROWS, MOST_POINTS = 500, 50, 100_00


class BlueprintError(Invalid):
    """A blueprint that cannot be used; `field` names the row and the field, such as `rows[1].count`."""

    code = "blueprint"


@dataclass(frozen=True, slots=True)
class Row:
    """`count` items of these topics, types and difficulties (empty: of any), each worth `points` hundredths."""

    count: int
    points: int
    topics: tuple[str, ...] = ()
    types: tuple[ItemType, ...] = ()
    difficulties: tuple[int, ...] = ()

    @property
    def filter(self) -> Filter:
        """Which items fit the row."""
        return Filter(frozenset(self.topics), frozenset(self.types), frozenset(self.difficulties))


@dataclass(frozen=True, slots=True)
class RowAvailability:
    """What a pool has for a row: items that fit it, and places left empty once the rows share them."""

    available: int
    short_by: int


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The plan of a paper; its rows come in the order in which the paper shows them."""

    rows: tuple[Row, ...]

    @property
    def count(self) -> int:
        """Items in the paper."""
        return sum(row.count for row in self.rows)

    @property
    def total(self) -> int:
        """The paper's maximum in hundredths."""
        return sum(row.count * row.points for row in self.rows)

    @property
    def wanted(self) -> tuple[tuple[Filter, int], ...]:
        """(filter, count) of each row."""
        return tuple((row.filter, row.count) for row in self.rows)

    def availability(self, pool: Pool) -> tuple[RowAvailability, ...]:
        """Return for each row what `pool` has for it.

        An item serves one row only, so rows that overlap can fall short together though each has
        enough by itself. Exact but for items that exclude each other: there it is what a draw with
        a fixed seed gets.
        """
        regions = pool.regions(tuple(row.filter for row in self.rows))
        drawn = choose(pool, self.wanted, Random("availability"))  # noqa: S311 - any fixed seed does
        return tuple(
            RowAvailability(
                available=sum(region.size for region in regions if index in region.rows),
                short_by=row.count - len(drawn[index]),
            )
            for index, row in enumerate(self.rows)
        )

    def to_json(self) -> dict[str, object]:
        """Return the form that is stored; `from_json` gives the blueprint back. Points are hundredths."""
        return {
            "rows": [
                {
                    "count": row.count,
                    "points": row.points,
                    "topics": list(row.topics),
                    "types": [kind.value for kind in row.types],
                    "difficulties": list(row.difficulties),
                }
                for row in self.rows
            ]
        }

    @classmethod
    def from_json(cls, data: object) -> Blueprint:
        """Read a blueprint; raises BlueprintError that names the row and the field."""
        rows = data.get("rows") if isinstance(data, Mapping) else None
        if not isinstance(rows, list) or not rows:
            raise BlueprintError(N_("出题方案至少要有一行。"), field="rows")
        if len(rows) > MOST_ROWS:
            raise BlueprintError(N_("出题方案最多 %(most)d 行。"), field="rows", most=MOST_ROWS)
        blueprint = cls(tuple(_row(index, row) for index, row in enumerate(rows)))
        if blueprint.count > MOST_ITEMS:
            raise BlueprintError(N_("一份试卷最多 %(most)d 题。"), field="rows", most=MOST_ITEMS)
        return blueprint


def _row(index: int, raw: object) -> Row:
    def fail(field: str, message: str, most: int = 0) -> BlueprintError:
        return BlueprintError(message, field=f"rows[{index}]{field}", row=index + 1, most=most)

    if not isinstance(raw, Mapping):
        raise fail("", N_("出题方案第 %(row)s 行看不懂。"))
    count, points = raw.get("count"), raw.get("points")
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_ITEMS:
        raise fail(".count", N_("出题方案第 %(row)s 行：题数应当是 1 到 %(most)s 的整数。"), most=MOST_ITEMS)
    if isinstance(points, bool) or not isinstance(points, int) or not 0 <= points <= MOST_POINTS:
        raise fail(
            ".points",
            N_("出题方案第 %(row)s 行：每题分值应当在 0 到 %(most)s 分之间。"),
            most=MOST_POINTS // 100,
        )
    return Row(
        count,
        points,
        topics=_list(raw, "topics", lambda value: value if isinstance(value, str) else None, fail),
        types=_list(raw, "types", lambda value: ItemType(value) if value in _TYPES else None, fail),
        difficulties=_list(raw, "difficulties", lambda value: value if value in range(1, 6) else None, fail),
    )


_TYPES = frozenset(kind.value for kind in ItemType)
_REFUSALS = {
    "topics": N_("出题方案第 %(row)s 行：主题不对。"),
    "types": N_("出题方案第 %(row)s 行：题型不对。"),
    "difficulties": N_("出题方案第 %(row)s 行：难度应当是 1 到 5。"),
}

T = TypeVar("T")


def _list(
    raw: Mapping[str, object],
    name: str,
    read: Callable[[Any], T | None],
    fail: Callable[[str, str], BlueprintError],
) -> tuple[T, ...]:
    values = raw.get(name) or []
    if not isinstance(values, list):
        raise fail(f".{name}", _REFUSALS[name])
    wanted: list[T] = []
    for value in values:
        one = read(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
        if one is None:
            raise fail(f".{name}", _REFUSALS[name])
        if one not in wanted:
            wanted.append(one)
    return tuple(wanted)
