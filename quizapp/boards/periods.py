"""Periods on pages: which one the address asks for, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flask import request
from flask_babel import gettext

from ..core import local
from ..record.amounts import print_amount
from ..record.periods import Period, Span
from ..record.queries import sheet_for


def today() -> Period:
    """Return the local day as a period."""
    return Period.of(Span.DAY, local.today())


def asked_period(default: Span) -> Period:
    """Return the period that the address names, else the running one."""
    try:
        return Period.parse(request.args.get("period", ""))
    except ValueError:
        return Period.of(default, today().first)


def shown(period: Period) -> str:
    """Return the period in words."""
    text, numbers = period.label_parts
    return str(gettext(text, **numbers))


def same_day_in(period: Period, span: str) -> str:
    """Return the name of the period of another span around the same days, today's where it is running."""
    day = today().first if is_current(period) else period.first
    return str(Period.of(Span(span), day))


def is_current(period: Period) -> bool:
    """Say whether today lies in the period."""
    return period.first <= today().first <= period.last


def rule_title(rule: str, branch_id: int) -> str:
    """Return a rule's title in the sheet that holds today, else its name."""
    found = sheet_for(branch_id, today().first)[1].rules.get(rule)
    return str(gettext(found.title)) if found and found.title else rule


def hundredth(value: Fraction | int) -> str:
    """Return a figure of 100 with two decimals: 90.91."""
    return print_amount(Fraction(value) * 100)


#: Filters for templates, by name.
FILTERS: dict[str, Callable[..., object]] = {
    "period": shown,
    "same_day_in": same_day_in,
    "is_current": is_current,
    "rule_title": rule_title,
    "hundredth": hundredth,
}
