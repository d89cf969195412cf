"""Verbs on a prepared contest's questions: draw, pick by hand, put in order, keep back as a reserve."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ...bank import queries as bank
from ...core import audit
from ...core.errors import DomainError, Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...papers import queries as papers
from ...papers.blueprint import Blueprint, Row
from ...papers.draw import draw
from ...papers.pool import Pool
from ...papers.uses import resting
from ..drafts import all_chosen, chosen, value_of, with_place
from ..models import LiveContest
from .preparing import check_draft, keep_draft

MOST_QUESTIONS = 300
_ANY = Row(1, 0)


@dataclass(frozen=True, slots=True)
class Order:
    """What to draw: how many, from which banks, of which kinds (empty: of any), for which value."""

    bank_ids: tuple[int, ...]
    count: int
    row: Row = _ANY
    value: int | None = None


def draw_questions(
    contest: LiveContest,
    place: str,
    orders: Sequence[Order],
    *,
    seed: str,
    without: Collection[int] = (),
    actor: Identity,
    now: datetime,
) -> int:
    """Draw into a place what was ordered, passing over what the contest has already and `without`; return how many came.

    Items that rest after a contest are taken only where there is no other.
    """
    check_draft(contest)
    taken = {one for ids in all_chosen(contest.draft).values() for one in ids} | set(without)
    drawn: list[int] = []
    values: dict[str, int] = {}
    tired = resting(contest.branch_id, now, source_of(contest))
    for number, order in enumerate(orders):
        pool = papers.pool(order.bank_ids, contest.branch_id)
        found = _drawn(pool, order, taken, f"{seed}:{place}:{number}", tired)
        taken.update(found)
        drawn += found
        values |= {str(one): order.value for one in found if order.value is not None}
    _put(contest, place, [*chosen(contest.draft, place), *drawn], values)
    _note(contest, place, actor, now, drawn=len(drawn))
    return len(drawn)


def source_of(contest: LiveContest) -> str:
    """Return the key under which a contest's uses of items are kept."""
    return f"live:{contest.id}"


def _drawn(pool: Pool, order: Order, taken: Collection[int], seed: str, tired: frozenset[int]) -> list[int]:
    """Draw more than is wanted by what may come up and must not, and leave that out; rested items first."""
    if order.count < 1:
        return []
    out = {*taken, *(other for one in taken for other in pool.conflicts(one))}
    fits = order.row.filter.fits
    spare = sum((cell := pool.cell_of(one)) is not None and fits(cell) for one in out)
    paper = draw(Blueprint((replace(order.row, count=order.count + spare),)), pool, seed, tired)
    found = [pick.item_id for pick in paper.picks if pick.item_id not in out]
    return sorted(found, key=lambda one: one in tired)[: order.count]


def add_question(
    contest: LiveContest,
    place: str,
    item_id: int,
    *,
    value: int | None,
    reach: Collection[int],
    actor: Identity,
    now: datetime,
) -> None:
    """Take an item by hand at the end of a place; `reach`: the banks it may come from."""
    check_draft(contest)
    where = next((key for key, ids in all_chosen(contest.draft).items() if item_id in ids), None)
    if where is not None:
        raise DomainError(N_("这道题已经在本场竞赛里了。"), code="live.question_twice")
    stored = bank.items_by_id([item_id])
    if not stored or stored[0].bank_id not in reach:
        raise Invalid(N_("没有这道题，或它已停用。"), field="item")
    _put(
        contest,
        place,
        [*chosen(contest.draft, place), item_id],
        {} if value is None else {str(item_id): value},
    )
    _note(contest, place, actor, now, added=item_id)


def remove_question(
    contest: LiveContest, place: str, item_id: int, *, actor: Identity, now: datetime
) -> None:
    """Take an item out of a place."""
    check_draft(contest)
    left = [one for one in _with(contest, place, item_id) if one != item_id]
    _put(contest, place, left, {}, gone=[item_id])
    _note(contest, place, actor, now, removed=item_id)


def clear_questions(contest: LiveContest, place: str, *, actor: Identity, now: datetime) -> None:
    """Take all items out of a place."""
    check_draft(contest)
    gone = chosen(contest.draft, place)
    _put(contest, place, [], {}, gone=gone)
    _note(contest, place, actor, now, removed=len(gone))


def move_question(
    contest: LiveContest, place: str, item_id: int, by: int, *, actor: Identity, now: datetime
) -> None:
    """Move an item up (-1) or down (1) in its place; at the end it stays."""
    check_draft(contest)
    ids = _with(contest, place, item_id)
    at = ids.index(item_id)
    to = min(max(at + by, 0), len(ids) - 1)
    ids.insert(to, ids.pop(at))
    _put(contest, place, ids, {})
    _note(contest, place, actor, now, moved=item_id)


def order_questions(
    contest: LiveContest, place: str, item_ids: Sequence[int], *, actor: Identity, now: datetime
) -> None:
    """Put a place's items in another order; the items stay the same ones."""
    check_draft(contest)
    if sorted(item_ids) != sorted(chosen(contest.draft, place)):
        raise DomainError(N_("题目已经变动，请刷新页面再排序。"), code="live.question_order")
    _put(contest, place, list(item_ids), {})
    _note(contest, place, actor, now, moved=len(item_ids))


def replace_question(
    contest: LiveContest,
    place: str,
    item_id: int,
    *,
    bank_ids: tuple[int, ...],
    seed: str,
    without: Collection[int] = (),
    actor: Identity,
    now: datetime,
) -> int:
    """Draw another item of the same topic, type and difficulty in place of one; return it."""
    check_draft(contest)
    ids = _with(contest, place, item_id)
    pool = papers.pool(bank_ids, contest.branch_id)
    taken = {one for found in all_chosen(contest.draft).values() for one in found} | set(without)
    found: list[int] = []
    tired = resting(contest.branch_id, now, source_of(contest))
    for row in _ever_wider(pool, item_id):
        found = found or _drawn(pool, Order(bank_ids, 1, row), taken, f"{seed}:{place}:{item_id}", tired)
    if not found:
        raise DomainError(N_("题库里没有可以替换的题了。"), code="live.no_question")
    value = value_of(contest.draft, item_id)
    values = {} if value is None else {str(found[0]): value}
    _put(contest, place, [found[0] if one == item_id else one for one in ids], values, gone=[item_id])
    _note(contest, place, actor, now, removed=item_id, added=found[0])
    return found[0]


def _ever_wider(pool: Pool, item_id: int) -> list[Row]:
    cell = pool.cell_of(item_id)
    if cell is None:
        return [_ANY]
    topic, kind, difficulty = cell
    same = Row(1, 0, (topic,), (kind,), (difficulty,))
    return [same, replace(same, difficulties=()), replace(same, difficulties=(), topics=())]


def _with(contest: LiveContest, place: str, item_id: int) -> list[int]:
    ids = chosen(contest.draft, place)
    if item_id not in ids:
        raise DomainError(N_("这道题已经不在这里了。"), code="live.question_gone", status=404)
    return ids


def _put(
    contest: LiveContest, place: str, ids: Sequence[int], values: Mapping[str, int], gone: Sequence[int] = ()
) -> None:
    if len(ids) > MOST_QUESTIONS:
        raise Invalid(N_("一个环节最多 %(most)d 题。"), field="count", most=MOST_QUESTIONS)
    kept: dict[str, Any] = {**contest.draft.get("values", {}), **values}
    kept = {key: value for key, value in kept.items() if int(key) not in gone}
    keep_draft(contest, **with_place(contest.draft, place, list(ids)), values=kept)


def _note(contest: LiveContest, place: str, actor: Identity, now: datetime, **values: Any) -> None:
    audit.note(
        actor,
        "live.questions",
        "live_contest",
        contest.id,
        at=now,
        branch_id=contest.branch_id,
        after={"place": place, **values},
    )
