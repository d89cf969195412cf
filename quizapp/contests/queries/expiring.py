"""Which questions of a contest no longer hold when it ends: a rule may change while it runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from ...bank import queries as bank_queries
from ...papers import queries as papers_queries
from ...papers.blueprint import Blueprint


def expiring(
    bank_ids: Collection[int],
    blueprint: Blueprint,
    branch_id: int,
    until: date,
    picks: Iterable[tuple[int, int]] | None = None,
) -> int:
    """Return how many questions that the paper has, or may draw, hold only until a day before `until`."""
    ending = bank_queries.ending_before(bank_ids, until)
    if picks:
        return len({item_id for item_id, _ in picks} & ending)
    if not ending:
        return 0
    pool = papers_queries.pool(bank_ids, branch_id)
    cells = [pool.cell_of(item_id) for item_id in ending]
    return sum(cell is not None and any(row.filter.fits(cell) for row in blueprint.rows) for cell in cells)
