"""What is told by itself each day: duties that can still be met, what is due of the plan to who is responsible for
it, and to the secretary alone who is long away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from ..accounts import queries as people
from ..accounts.models import Branch
from ..committee import queries as committee
from ..core import clock, local
from ..core.transaction import unit_of_work
from ..extensions import db
from ..notices import service as notices
from . import away, queries
from .absence import level_of
from .articles import PAIRS
from .duties import Cell, Row, Scope, Span
from .gathering import calendar, groups_of, setting_of
from .models import PlanItem
from .progress import ItemState

EVERY_S = 3600.0


def tell_all(app: Flask) -> None:
    """Look through every branch; what was told before is not told again, so this may run as often as it likes."""
    now = clock.now()
    with app.app_context():
        branches = list(db.session.scalars(select(Branch.id).where(Branch.archived_at.is_(None))))
        for branch_id in branches:
            with unit_of_work():
                tell(branch_id, now=now)


def tell(branch_id: int, *, now: datetime) -> None:
    """Tell a branch's people what waits on this day."""
    today = local.day_of(now)
    _tell_duties(branch_id, today, now)
    _tell_responsible(branch_id, today, now)
    _tell_away(branch_id, today, now)


def _tell_duties(branch_id: int, today: date, now: datetime) -> None:
    told = {*committee.secretaries(branch_id, today), *people.organisers_of(branch_id)}
    groups = groups_of(branch_id)
    for row in calendar(branch_id, today.year, today):
        for cell in row.warnings:
            params = {"duty": row.duty.title, "part": part_title(row, groups), "day": str(cell.period.last)}
            link = f"/plans/duties?year={today.year}"
            notices.tell(told, "duty.due", params, link, _key(branch_id, row, cell), now=now)


def _key(branch_id: int, row: Row, cell: Cell) -> str:
    return f"{branch_id}:{row.duty.key}:{row.part}:{cell.period.first}"


def part_title(row: Row, groups: dict[int, str]) -> str:
    """Return of whom a row is: a group, a kind of pair, "" for the branch."""
    if row.duty.scope is Scope.GROUP:
        return groups.get(int(row.part), "")
    return PAIRS[row.part] if row.duty.scope is Scope.PAIR else ""


def _tell_responsible(branch_id: int, today: date, now: datetime) -> None:
    """Tell whom the published plan names as responsible of what is due soon and not done."""
    plan = queries.plan_of(branch_id, today.year)
    if plan is None or plan.published_at is None:
        return
    soon = today + timedelta(days=setting_of(branch_id).lead[Span.MONTH])
    for item in queries.items_of(plan.id):
        day = queries.last_day(item, plan.year)
        told = queries.responsible_for(item) if today <= day <= soon else []
        if told and _waits(item, told[0], today):
            params, key = {"title": item.title, "day": str(day)}, f"{item.id}:{day}"
            notices.tell(told, "plan.due", params, f"/plans/items/{item.id}", key, now=now)


def _waits(item: PlanItem, member_id: int, today: date) -> bool:
    view = queries.item_view(item, people.identity_of_member(member_id), today)
    return view.state is not ItemState.DONE


def _tell_away(branch_id: int, today: date, now: datetime) -> None:
    told = committee.secretaries(branch_id, today)
    for one in away.away(branch_id, today):
        level = level_of(one.months)
        if level is not None and not one.exempt:
            params = {"name": one.name, "months": level, "day": str(one.since)}
            key = f"{one.member_id}:{one.since}:{level}"
            notices.tell(told, "away.long", params, "/plans/absent", key, now=now)
