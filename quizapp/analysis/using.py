"""Noting uses: what papers held that were begun, what contests in the room were opened with and put."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from ..extensions import db
from ..live.drafts import RESERVE, all_chosen
from ..live.models import LiveContest, LiveState
from ..papers.models import Attempt, Purpose
from ..papers.uses import ItemUse, UseKind, note_uses
from .cursors import BATCH, in_turn, live_source, position, settled, source_row, turn
from .models import AnalysedSource

PRACTICE = "practice"


def take_uses(now: datetime, batch: int) -> bool:
    """Note which items the papers held that were begun since."""
    before = position("attempts")
    rows = settled(
        db.session.execute(
            select(
                Attempt.id,
                Attempt.started_at.label("at"),
                Attempt.branch_id,
                Attempt.purpose,
                Attempt.source_key,
                Attempt.paper,
            )
            .where(Attempt.id > before)
            .order_by(Attempt.id)
            .limit(batch)
        ),
        now,
    )
    if not rows:
        return False
    uses: dict[tuple[int, str, UseKind], dict[int, tuple[int, datetime]]] = {}
    for row in rows:
        contest = row.purpose is Purpose.CONTEST
        kind = UseKind.CONTEST if contest else UseKind.PRACTICE
        mine = uses.setdefault((row.branch_id, row.source_key if contest else PRACTICE, kind), {})
        for entry in row.paper:
            times, last = mine.get(entry["item"], (0, row.at))
            mine[entry["item"]] = (times + 1, max(last, row.at))

    def write() -> None:
        for key, held in uses.items():
            note_uses(*key, held)

    return in_turn("attempts", before, rows[-1].id, write)


def take_live_uses() -> bool:
    """Note what contests in the room were opened with; once one is over, what was really put is known."""
    source = live_source()
    found = db.session.execute(
        select(LiveContest.id, LiveContest.branch_id, LiveContest.draft, LiveContest.opened_at)
        .outerjoin(AnalysedSource, AnalysedSource.source == source)
        .where(
            LiveContest.opened_at.is_not(None),
            LiveContest.rehearsal.is_(False),
            LiveContest.state != LiveState.CANCELLED,
            AnalysedSource.source.is_(None),
        )
        .limit(BATCH)
    ).all()
    if not found:
        return False
    with turn():
        for row in found:
            if db.session.get(AnalysedSource, f"live:{row.id}"):
                continue
            source_row(f"live:{row.id}", row.branch_id)
            rounds = all_chosen(row.draft)
            items = {one for place, ids in rounds.items() if place != RESERVE for one in ids}
            replace_uses(row.branch_id, f"live:{row.id}", items, row.opened_at)
    return True


def replace_uses(branch_id: int, source: str, items: Collection[int], at: datetime) -> None:
    """Put what a contest in the room used in place of what was noted of it."""
    db.session.execute(delete(ItemUse).where(ItemUse.branch_id == branch_id, ItemUse.source == source))
    note_uses(branch_id, source, UseKind.LIVE, dict.fromkeys(items, (1, at)))
