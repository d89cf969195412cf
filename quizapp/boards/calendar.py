"""The calendar of working days: the State Council's notices, what the administrator and each branch changed in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from ..core import audit
from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from .models import CalendarDay
from .workdays import MOST_DAYS, Other, working_days

SHIPPED = Path(__file__).parent / "holidays.yaml"
#: Branch (None: all) → day → whether people work.
Others = Mapping[int | None, Mapping[date, bool]]


@lru_cache(maxsize=1)
def notices() -> Sequence[Mapping[str, Any]]:
    """Return the notices whose days come with the program: year, what it is called, days."""
    return tuple(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def shipped() -> Mapping[date, Other]:
    """Return the days of the notices."""
    found: dict[date, Other] = {}
    for notice in notices():
        for first, last, title in notice["free"]:
            for at in range((last - first).days + 1):
                day = first + timedelta(days=at)
                found[day] = Other(day, False, title)
        found.update({day: Other(day, True) for day in notice["work"]})
    return found


def others(first: date, last: date) -> Others:
    """Return the days between two days that are other than their weekday says, by branch."""
    found: dict[int | None, dict[date, bool]] = defaultdict(dict)
    found[None] = {day: one.works for day, one in shipped().items() if first <= day <= last}
    for row in db.session.scalars(select(CalendarDay).where(CalendarDay.day.between(first, last))):
        found[row.branch_id][row.day] = row.works
    return found


def working(kept: Others, branch_id: int, first: date, last: date) -> frozenset[date]:
    """Return a branch's working days: its own word goes before the installation's."""
    return working_days(first, last, {**kept.get(None, {}), **kept.get(branch_id, {})})


def listed(branch_id: int | None, year: int) -> list[Other]:
    """Return the days that a branch, or with None the administrator, has set in a year."""
    return [Other(row.day, row.works, row.title) for row in _set(branch_id, year)]


def _set(branch_id: int | None, year: int) -> Sequence[CalendarDay]:
    own = CalendarDay.branch_id.is_(None) if branch_id is None else CalendarDay.branch_id == branch_id
    in_year = CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
    return db.session.scalars(select(CalendarDay).where(own, in_year).order_by(CalendarDay.day)).all()


def years_known() -> set[int]:
    """Return the years whose holidays are known: by a notice, or because the administrator set some."""
    own = db.session.scalars(select(CalendarDay.day).where(CalendarDay.branch_id.is_(None)).distinct())
    return {notice["year"] for notice in notices()} | {day.year for day in own}


def set_year(
    branch_id: int | None, year: int, days: Sequence[Other], *, actor: Identity, now: datetime
) -> None:
    """Keep the days that a branch, or the administrator for all, sets in a year; those not named are as before."""
    if any(one.day.year != year for one in days):
        raise Invalid(N_("有的日期不在 %(year)d 年。"), field="days", year=year)
    if len(days) > MOST_DAYS:
        raise Invalid(N_("一年最多 %(most)d 天。"), field="days", most=MOST_DAYS)
    before = {row.day: row for row in _set(branch_id, year)}
    wanted = {one.day: one for one in days}
    for day, row in before.items():
        if day not in wanted:
            db.session.delete(row)
    for day, one in wanted.items():
        kept = before.get(day) or CalendarDay(branch_id=branch_id, day=day)
        kept.works, kept.title = one.works, one.title
        db.session.add(kept)
    db.session.flush()
    audit.note(
        actor, "calendar.changed", "calendar", year, at=now, branch_id=branch_id, after={"days": len(wanted)}
    )
