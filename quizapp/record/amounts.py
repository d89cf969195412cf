"""Amounts of points: decimals in documents, integers in hundredths inside, two places in print."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from ..core.i18n import N_

#: The largest amount of one entry, cap or base, in hundredths; far from the 32 bits of a column.
LARGEST = 100_000_000


class AmountError(ValueError):
    """Not an amount of points; the message is a Chinese source text."""


def parse_amount(value: object) -> int:
    """Return a number (2, 9.5, "9.50", Decimal) in hundredths, exactly.

    Raises AmountError for what is no number, has more than two decimals or exceeds `LARGEST`.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise AmountError(N_("应当是一个数，例如 2 或 9.5。"))
    try:
        # A float is taken as it is written: 9.95 means 9.95, not the nearest binary fraction.
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        raise AmountError(N_("应当是一个数，例如 2 或 9.5。")) from None
    if not number.is_finite() or number.copy_abs() > LARGEST // 100:
        raise AmountError(N_("这个数太大，不能超过一百万。"))
    if _has_thousandths(number):
        raise AmountError(N_("小数最多两位。"))
    return int(number * 100)


def print_amount(hundredths: int | Fraction) -> str:
    """Return an amount with two places, halves rounded away from zero: 950 → "9.50"."""
    whole = int(abs(Fraction(hundredths)) + Fraction(1, 2))
    sign = "-" if hundredths < 0 and whole else ""
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def _has_thousandths(number: Decimal) -> bool:
    # On the digits, because arithmetic rounds to the context's precision and would hide them.
    _, digits, exponent = number.as_tuple()
    return isinstance(exponent, int) and exponent < -2 and any(digits[exponent + 2 :])
