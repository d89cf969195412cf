"""Reads of the plans: a branch's year, its months, one item with what was really done of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import func, select

from ..accounts.models import Group, Member
from ..activities.kinds import Way
from ..activities.models import Activity
from ..core import clock
from ..core.errors import NotFound
from ..core.permissions import Identity, Permission, allowed
from ..extensions import db
from ..record.periods import Span, window
from . import facts
from .gathering import groups_of
from .models import PlanItem, StudyPlan
from .progress import ItemState, Part, Progress, by_group, did_percent, progress


@dataclass(frozen=True, slots=True)
class GroupShare:
    """How far a group is with an item: its members did so many of so many things."""

    id: int
    name: str
    did: int
    asked: int

    @property
    def percent(self) -> int | None:
        return did_percent(self.did, self.asked)


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as pages show it, with its parts and its progress in the branch, by group and for the reader."""

    id: int
    month: int
    title: str
    way: Way
    responsible: str
    group: str
    group_id: int | None
    due_on: date | None
    minutes: int
    note: str
    done_on: date | None
    done_reason: str
    parts: Sequence[Part]
    progress: Progress
    groups: Sequence[GroupShare]
    own: tuple[int, int]  # of what is asked of the reader: did, asked

    @property
    def state(self) -> ItemState:
        return self.progress.state

    @property
    def is_own_done(self) -> bool:
        return self.own[1] > 0 and self.own[0] == self.own[1]


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month of the plan."""

    number: int
    items: Sequence[ItemView]

    @property
    def done(self) -> int:
        return sum(item.state is ItemState.DONE for item in self.items)

    @property
    def late(self) -> int:
        return sum(item.state is ItemState.LATE for item in self.items)


@dataclass(frozen=True, slots=True)
class YearView:
    """A year at a glance."""

    plan: StudyPlan
    months: Sequence[MonthView]

    @property
    def items(self) -> list[ItemView]:
        return [item for month in self.months for item in month.items]

    @property
    def done(self) -> int:
        return sum(month.done for month in self.months)

    def of_way(self) -> dict[Way, tuple[int, int]]:
        """Return for each of the six ways how many items are done, of how many."""
        found = dict.fromkeys(Way, (0, 0))
        for item in self.items:
            done, of = found[item.way]
            found[item.way] = (done + (item.state is ItemState.DONE), of + 1)
        return found


def plan_of(branch_id: int, year: int) -> StudyPlan | None:
    """Return a branch's plan of a year, published or not."""
    return db.session.scalar(
        select(StudyPlan).where(StudyPlan.branch_id == branch_id, StudyPlan.year == year)
    )


def years_of(branch_id: int) -> list[int]:
    """Return the years for which a branch has a plan, the newest first."""
    query = select(StudyPlan.year).where(StudyPlan.branch_id == branch_id)
    return list(db.session.scalars(query.order_by(StudyPlan.year.desc())))


def may_manage(branch_id: int, identity: Identity) -> bool:
    """Say whether somebody draws up the branch's plan."""
    return allowed(identity, Permission.MANAGE_PLANS, branch_id=branch_id)


def readable(year: int, identity: Identity) -> StudyPlan | None:
    """Return the own branch's plan as far as somebody may see it: a draft is its organisers'."""
    plan = plan_of(identity.branch_id, year)
    if plan and (plan.published_at or may_manage(plan.branch_id, identity)):
        return plan
    return None


def item_for(item_id: int, identity: Identity) -> PlanItem:
    """Return an item that somebody may see; anything else is not told from nothing."""
    item = db.session.get(PlanItem, item_id)
    if item is None or item.plan is None:
        raise NotFound
    own = item.plan.branch_id == identity.branch_id and item.plan.published_at is not None
    if not own and not may_manage(item.plan.branch_id, identity):
        raise NotFound
    return item


def year_view(plan: StudyPlan, identity: Identity, today: date) -> YearView:
    """Return a plan with what was done of it."""
    views = _views(plan, items_of(plan.id), identity, today)
    months = [MonthView(n, [view for view in views if view.month == n]) for n in range(1, 13)]
    return YearView(plan, months)


def item_view(item: PlanItem, identity: Identity, today: date) -> ItemView:
    """Return one item with what was done of it."""
    return _views(item.plan, [item], identity, today)[0]


def next_for(identity: Identity, today: date, count: int = 3) -> list[ItemView]:
    """Return what comes next for somebody: items of the running month or later, or late, with something to do."""
    plan = readable(today.year, identity)
    if plan is None or plan.published_at is None:
        return []
    rows = [
        item
        for item in items_of(plan.id)
        if item.done_on is None and (item.group_id is None or item.group_id == identity.group_id)
    ]
    views = [
        view
        for view in _views(plan, rows, identity, today)
        if view.state is not ItemState.DONE and not view.is_own_done
    ]
    running = [view for view in views if view.month >= today.month or view.own[1] > view.own[0]]
    return sorted(running, key=lambda view: (last_day(view, plan.year), view.id))[:count]


def items_of(plan_id: int) -> list[PlanItem]:
    """Return a plan's items in their order."""
    query = select(PlanItem).where(PlanItem.plan_id == plan_id)
    return list(db.session.scalars(query.order_by(PlanItem.month, PlanItem.position, PlanItem.id)))


def last_day(item: PlanItem | ItemView, year: int) -> date:
    """Return by when an item is to be done: its own day, else the last of its month."""
    return item.due_on or window(Span.MONTH, date(year, item.month, 1))[1]


def group_names(branch_id: int) -> dict[str, int]:
    """Return the branch's groups by name."""
    return {name: group_id for group_id, name in groups_of(branch_id).items()}


def _groups(branch_id: int) -> list[Group]:
    """Return the branch's groups in their order, those given up too: a plan may name them."""
    query = select(Group).where(Group.branch_id == branch_id).order_by(Group.position, Group.id)
    return list(db.session.scalars(query))


def to_link(branch_id: int, item: PlanItem) -> list[Activity]:
    """Return announced activities that an item may take: of its year, not of another item, the nearest first."""
    zone = current_app.extensions["settings"].zone
    first, after = (clock.start_of(date(year, 1, 1), zone) for year in (item.plan.year, item.plan.year + 1))
    rows = db.session.scalars(
        select(Activity).where(
            Activity.branch_id == branch_id,
            Activity.plan_item_id.is_(None),
            Activity.confidential.is_(False),
            Activity.state.not_in(facts.UNSEEN),
            Activity.starts_at >= first,
            Activity.starts_at < after,
        )
    ).all()
    middle = clock.start_of(date(item.plan.year, item.month, 15), zone)
    return sorted(rows, key=lambda one: abs(one.starts_at - middle))[:40]


def _views(plan: StudyPlan, items: Sequence[PlanItem], identity: Identity, today: date) -> list[ItemView]:
    people = facts.roll(plan.branch_id)
    parts = facts.parts_of(items, people)
    groups = _groups(plan.branch_id)
    names = {group.id: group.name for group in groups if group.archived_at is None}
    of = {group.id: group.name for group in groups}
    return [_view(item, of, plan.year, parts[item.id], people, names, identity, today) for item in items]


def _view(
    item: PlanItem,
    of: Mapping[int, str],
    year: int,
    parts: Sequence[Part],
    people: Iterable[facts.Person],
    names: Mapping[int, str],
    identity: Identity,
    today: date,
) -> ItemView:
    asked = [one for one in people if item.group_id is None or one.group_id == item.group_id]
    how = {"marked": item.done_on is not None, "last_day": last_day(item, year), "today": today}
    groups: dict[int, Collection[int]] = {
        group_id: [one.id for one in asked if one.group_id == group_id]
        for group_id in names
        if item.group_id in (None, group_id)
    }
    shares = by_group(parts, groups)
    own = progress(parts, [identity.member_id], **how)  # type: ignore[arg-type]  # the same three for both
    return ItemView(
        item.id,
        item.month,
        item.title,
        item.way,
        item.responsible,
        of.get(item.group_id or 0, ""),
        item.group_id,
        item.due_on,
        item.minutes,
        item.note,
        item.done_on,
        item.done_reason,
        parts,
        progress(parts, [one.id for one in asked], **how),  # type: ignore[arg-type]  # as above
        [GroupShare(group_id, names[group_id], *shares[group_id]) for group_id in groups],
        (own.did, own.asked),
    )


def responsible_names(branch_id: int) -> list[str]:
    """Return who may be named as responsible: the branch's groups, then its people."""
    query = select(Member.name).where(Member.branch_id == branch_id, Member.left_at.is_(None))
    return [*group_names(branch_id), *db.session.scalars(query.order_by(Member.name))]


def responsible_for(item: PlanItem) -> list[int]:
    """Return the members whom an item names as responsible: by a name that nobody else in the branch has."""
    named = {part.strip() for part in re.split("[、，,；;]", item.responsible)}
    query = (
        select(func.min(Member.id))
        .where(
            Member.branch_id == item.plan.branch_id, Member.left_at.is_(None), Member.name.in_(named - {""})
        )
        .group_by(Member.name)
        .having(func.count() == 1)
    )
    return sorted(db.session.scalars(query))


def count_items(plan_id: int) -> int:
    """Return how many items a plan has."""
    return db.session.scalar(select(func.count()).where(PlanItem.plan_id == plan_id)) or 0
