"""To which day an entry belongs: what takes another back or corrects it belongs to the day of that one.

In the ledger, its totals and on the boards an entry is dated when it was made. Evaluations, and trials of a sheet,
look at a period when it is over: there a mistake is put right where it was made. So does the question who took part.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased

from .models import LedgerEntry

#: How long before the entry that it is about one may be dated: what is ahead can be taken back.
EARLY = timedelta(days=366)


def belongs(first: date, last: date) -> ColumnElement[bool]:
    """Return the condition that an entry belongs to a day between two."""
    return and_(LedgerEntry.day >= first - EARLY, day_of_entry().between(first, last))


def day_of_entry() -> ColumnElement[date]:
    """Return the day to which an entry belongs: its own, or that of the entry which it is about in the end."""
    about, root = aliased(LedgerEntry), aliased(LedgerEntry)
    day = (
        select(func.coalesce(root.day, about.day))
        .select_from(about)
        .outerjoin(root, root.id == about.corrects_id)
        .where(about.id == func.coalesce(LedgerEntry.reverses_id, LedgerEntry.corrects_id))
        .correlate(LedgerEntry)
        .scalar_subquery()
    )
    return case((own_entry(), LedgerEntry.day), else_=day)


def gained() -> ColumnElement[int]:
    """Return what an entry adds to what was earned on the day to which it belongs: hundredths before the caps.

    A deduction adds nothing, and what takes it back or corrects it nothing either. Whoever comes to more than zero took
    part: points below the line say nothing about that.
    """
    about, root = aliased(LedgerEntry), aliased(LedgerEntry)
    more = case((LedgerEntry.reverses_id.is_not(None), -about.earned), else_=LedgerEntry.earned)
    change = (
        select(case((func.coalesce(root.earned, about.earned) > 0, more), else_=0))
        .select_from(about)
        .outerjoin(root, root.id == about.corrects_id)
        .where(about.id == func.coalesce(LedgerEntry.reverses_id, LedgerEntry.corrects_id))
        .correlate(LedgerEntry)
        .scalar_subquery()
    )
    own = case((LedgerEntry.earned > 0, LedgerEntry.earned), else_=0)
    return case((own_entry(), own), else_=change)


def own_entry() -> ColumnElement[bool]:
    """Return the condition that an entry stands for itself: it neither takes another back nor corrects one."""
    return and_(LedgerEntry.reverses_id.is_(None), LedgerEntry.corrects_id.is_(None))
