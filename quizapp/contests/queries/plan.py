"""Reads for the editor: what the banks have for a blueprint, and whether a contest can be published."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from ...bank import queries as bank_queries
from ...bank.item import Item, ItemType
from ...bank.marking import Verdict
from ...core.i18n import N_
from ...papers import queries as papers_queries
from ...papers.blueprint import MOST_ITEMS, Blueprint, Row
from ...papers.draw import draw, shuffle_options
from ...papers.pool import Pool
from ...papers.queries import Reviewed, Slot
from ...papers.questions import shown_key

EASY, HARD = (1, 2), (4, 5)


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What the banks have for a row. `relaxed`: what there would be at any difficulty, where that helps."""

    available: int
    short_by: int
    relaxed: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A blueprint held against the banks: by row, and how easy, middling and hard items share the paper.

    `resting`: items in the banks that rest after a contest; `tired`: those that have to be taken all the same.
    """

    rows: tuple[RowPlan, ...] = ()
    bank_items: int = 0
    mix: tuple[int, int, int] = (0, 0, 0)
    resting: int = 0
    tired: int = 0

    @property
    def missing(self) -> int:
        return sum(row.short_by for row in self.rows)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of what stands before publishing; `kind` is ok, warn or wrong, and only wrong forbids it."""

    kind: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


def assess(
    bank_ids: Collection[int],
    blueprint: Blueprint,
    seed: str,
    tired: frozenset[int] = frozenset(),
    *,
    branch_id: int | None = None,
) -> Plan:
    """Return what the banks have for a blueprint; mix and tired items are of the paper that `seed` draws."""
    pool = papers_queries.pool(bank_ids, branch_id)
    rows = tuple(
        RowPlan(one.available, one.short_by, _relaxed(row, one.available, pool) if one.short_by else None)
        for row, one in zip(blueprint.rows, blueprint.availability(pool), strict=True)
    )
    paper = draw(blueprint, pool, seed, tired)
    levels = [cell[2] for pick in paper.picks if (cell := pool.cell_of(pick.item_id))]
    easy, hard = sum(one in EASY for one in levels), sum(one in HARD for one in levels)
    everything = Blueprint((Row(1, 0),)).availability(pool)[0].available
    resting = sum(pool.cell_of(one) is not None for one in tired)
    return Plan(rows, everything, (easy, len(levels) - easy - hard, hard), resting, paper.tired)


def _relaxed(row: Row, available: int, pool: Pool) -> int | None:
    if not row.difficulties:
        return None
    found = Blueprint((replace(row, difficulties=()),)).availability(pool)[0].available
    return found if found > available else None


def checks(
    draft: Any, plan: Plan, eligible: int, now: datetime, *, total: int, items: int
) -> Sequence[Check]:
    """Return what stands before publishing a draft (`service.Draft`), the essentials first."""
    found = [
        _points(total, items),
        _window(draft, now),
        Check("wrong", N_("题库里的题不够，还缺 %(n)d 题"), {"n": plan.missing})
        if plan.missing
        else Check("ok", N_("题库里的题够用")),
        Check("ok", N_("应参加 %(n)d 人"), {"n": eligible})
        if eligible
        else Check("wrong", N_("所选范围里没有人")),
    ]
    if plan.tired:
        found.append(
            Check("warn", N_("歇过的题不够，有 %(n)d 题最近在竞赛里用过或已定给别的竞赛"), {"n": plan.tired})
        )
    elif plan.resting:
        found.append(Check("ok", N_("抽题会避开在歇的 %(n)d 题"), {"n": plan.resting}))
    if draft.closes_at - draft.opens_at < timedelta(seconds=draft.limit_s):
        found.append(Check("warn", N_("开放时间比答题时长还短，没有人能用满时间")))
    if draft.review == "submitted" and draft.same_paper:
        found.append(Check("warn", N_("所有人同卷，又可交卷后就看答案，先答的人可能泄题")))
    elif draft.review == "submitted" and draft.attempts > 1:
        found.append(Check("warn", N_("可答多次，又可交卷后就看答案，后几次可能遇到看过的题")))
    if draft.same_paper and draft.attempts > 1:
        found.append(Check("warn", N_("同一个人每次答到的是同一份题")))
    return found


def _points(total: int, items: int) -> Check:
    if items > MOST_ITEMS:
        return Check("wrong", N_("一份试卷最多 %(most)d 题。"), {"most": MOST_ITEMS})
    if not total:
        return Check("wrong", N_("满分是 0 分，请给题目分值"))
    points = f"{total / 100:g}"
    return Check("ok", N_("共 %(items)d 题，满分 %(points)s 分"), {"items": items, "points": points})


def _window(draft: Any, now: datetime) -> Check:
    if draft.closes_at <= now:
        return Check("wrong", N_("截止时间已经过去"))
    span = draft.closes_at - draft.opens_at
    hours = span // timedelta(hours=1)
    if hours < 1:
        return Check("ok", N_("开放 %(minutes)d 分钟"), {"minutes": span // timedelta(minutes=1)})
    if hours < 48:
        return Check("ok", N_("开放 %(hours)d 小时"), {"hours": hours})
    return Check("ok", N_("开放 %(days)d 天 %(hours)d 小时"), {"days": span.days, "hours": hours % 24})


def sample(
    bank_ids: Collection[int],
    blueprint: Blueprint,
    seed: str,
    picks: Any = None,
    tired: frozenset[int] = frozenset(),
    *,
    branch_id: int | None = None,
) -> list[Reviewed]:
    """Return a paper as one member may get it, answered rightly: the fixed one, or one drawn for showing."""
    if picks:
        chosen = [(item_id, points) for item_id, points in picks]
    else:
        drawn = draw(blueprint, papers_queries.pool(bank_ids, branch_id), seed, tired)
        chosen = [(pick.item_id, pick.points) for pick in drawn.picks]
    current = bank_queries.current_versions([item_id for item_id, _ in chosen])
    stored = bank_queries.versions(current.values())
    paper = []
    for position, (item_id, points) in enumerate(chosen, 1):
        item = stored[current[item_id]].item
        options = shuffle_options(item, seed, position)
        slot = Slot(position, item_id, current[item_id], item.type, points, options)
        paper.append(_answered(slot, item))
    return paper


def _answered(slot: Slot, item: Item) -> Reviewed:
    """Return a position with the right response; a short answer is left to whoever marks it."""
    given = shown_key(slot, item)
    if item.type is ItemType.SHORT:
        return papers_queries.reviewed(slot, item, None, {"verdict": Verdict.TO_MARK, "points": 0})
    if item.type is ItemType.BLANK:
        given = [accepted[0] for accepted in given]
    elif item.type is ItemType.NUMERIC:
        given = given["value"]
    parts = [True] * len(given) if item.type is ItemType.BLANK else []
    marked = {"verdict": Verdict.RIGHT, "points": slot.points, "parts": parts}
    return papers_queries.reviewed(slot, item, given, marked)
