"""Which items and contests a caller may see the analysis of."""

from __future__ import annotations

from ...bank import queries as bank
from ...bank.queries import BankInfo, StoredItem
from ...contests import queries as contests
from ...contests.models import Contest
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...live.models import LiveContest
from ...live.queries import preparing as live
from ...web.access import check


def item_of(item_id: int) -> tuple[StoredItem, BankInfo]:
    """Return an item that the caller may look at, and its bank."""
    stored = bank.stored_item(item_id)
    info = bank.bank_info(stored.bank_id) if stored else None
    if stored is None or info is None:
        raise NotFound
    if info.branch_id is not None:
        check(Permission.MANAGE_BANK, branch_id=info.branch_id)
    return stored, info


def contest_of(contest_id: int) -> Contest:
    """Return a contest over a window that the caller manages."""
    contest = contests.get(contest_id)
    if contest is None:
        raise NotFound
    check(Permission.MANAGE_CONTESTS, branch_id=contest.branch_id)
    return contest


def live_of(contest_id: int) -> LiveContest:
    """Return a contest in the room that the caller manages."""
    contest = live.get(contest_id)
    if contest is None:
        raise NotFound
    check(Permission.MANAGE_LIVE, branch_id=contest.branch_id)
    return contest
