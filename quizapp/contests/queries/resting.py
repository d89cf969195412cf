"""Which items a contest passes over where it can: those that others have seen lately, or are about to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ...extensions import db
from ...papers import uses
from ..models import Contest
from ..window import ContestState
from .lists import source_key


def tired(branch_id: int, now: datetime, contest_id: int | None = None) -> frozenset[int]:
    """Return the items that rest for a branch: used in a contest lately, or fixed for one that is announced.

    `contest_id`: the contest that is drawn for, whose own uses do not count.
    """
    if not uses.rest_days(branch_id):
        return frozenset()
    fixed = db.session.execute(
        select(Contest.id, Contest.picks).where(
            Contest.branch_id == branch_id,
            Contest.state.in_((ContestState.PUBLISHED, ContestState.RUNNING)),
        )
    )
    announced = {item_id for id, picks in fixed if id != contest_id for item_id, _ in picks or ()}
    return uses.resting(branch_id, now, source_key(contest_id) if contest_id else "") | announced
