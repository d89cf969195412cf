"""What rule sheets write in their fields beyond plain numbers and words: seconds, prices like -v, lists of values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from ...core.i18n import N_
from ...record.amounts import AmountError, parse_amount
from ...record.reading import Fields
from .sheet import Effect

MOST_SECONDS = 36_000
_OF_VALUE = re.compile(r"([+-]?)(\d{0,2})v(?:/(\d{1,3}))?(\?)?", re.ASCII)
_IN_WORDS = {"-full": "-v", "-half": "-v/2"}
_PERCENT = re.compile(r"([+-]?)(\d{1,4})%(\?)?", re.ASCII)


def count_of(fields: Fields, name: str, most: int = 999, least: int = 1) -> int | None:
    """Return a whole number between `least` and `most`, or None."""
    value = fields.raw.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        fields.fail(name, N_("应当是 %(least)d 到 %(most)d 之间的整数。"), least=least, most=most)
        return None
    return value


def ms_of(fields: Fields, name: str) -> int | None:
    """Return seconds as milliseconds, or None."""
    value = fields.raw.get(name)
    return None if value is None else _ms(fields, name, value)


def _ms(fields: Fields, name: str, value: object) -> int | None:
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError
        ms = Fraction(str(value)) * 1000
        if not 0 <= ms <= MOST_SECONDS * 1000:
            raise ValueError
    except (ValueError, ZeroDivisionError):
        fields.fail(name, N_("应当是秒数，例如 30 或 1.5。"))
        return None
    return round(ms)


def truth_of(fields: Fields, name: str) -> bool | None:
    """Return true, false, or None where it was left open."""
    return None if fields.raw.get(name) is None else fields.flag(name)


def effect_of(fields: Fields, name: str) -> tuple[Effect | None, bool]:
    """Return the price of a verdict, and whether the document only guesses it: 0, -5, -v, -v/2, "-v?"."""
    value = fields.raw.get(name)
    if value is None:
        return None, False
    if isinstance(value, str):
        text = _IN_WORDS.get(value, value.replace(" ", ""))
        effect = _share(text)
        if effect is not None:
            return effect, text.endswith("?")
    try:
        return Effect(parse_amount(value)), False
    except AmountError:
        fields.fail(name, N_("应当是分数（例如 0、-10），或按题目分值写：-v、-v/2；不能肯定的写“-v?”。"))
        return None, False


def _share(text: str) -> Effect | None:
    """Return a price that follows the question's value; None where it is not written as one."""
    if found := _PERCENT.fullmatch(text):
        sign, percent, _ = found.groups()
        return Effect(percent=int(f"{sign}{percent}"))
    found = _OF_VALUE.fullmatch(text)
    if found is None:
        return None
    sign, times, divisor, _ = found.groups()
    share = Fraction(100 * int(times or 1), int(divisor or 1) or 1)
    if share.denominator != 1 or divisor == "0":
        return None
    return Effect(percent=-int(share) if sign == "-" else int(share))


def amounts_of(fields: Fields, name: str) -> tuple[int, ...]:
    """Return a list of points above zero, none of them twice."""
    value = fields.raw.get(name)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        fields.fail(name, N_("应当是一个列表。"))
        return ()
    found: list[int] = []
    for row, one in enumerate(value, start=1):
        amount = _points(fields, f"{name}[{row}]", one)
        if amount is not None and amount in found:
            fields.fail(f"{name}[{row}]", N_("写了两次，请删去一个。"))
        elif amount is not None:
            found.append(amount)
    return tuple(found)


def steps_of(fields: Fields, name: str) -> tuple[int, ...]:
    """Return a list of points in its order; the same may come again."""
    value = fields.raw.get(name)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        fields.fail(name, N_("应当是一个列表。"))
        return ()
    found = [_points(fields, f"{name}[{row}]", one) for row, one in enumerate(value, start=1)]
    return tuple(one for one in found if one is not None)


def _points(fields: Fields, where: str, value: object) -> int | None:
    try:
        amount = parse_amount(value)
    except AmountError as error:
        fields.fail(where, str(error))
        return None
    if amount <= 0:
        fields.fail(where, N_("应当大于 0。"))
        return None
    return amount


def by_value(fields: Fields, name: str) -> Mapping[int, int]:
    """Return value in hundredths → seconds in milliseconds."""
    found: dict[int, int] = {}
    part = fields.part(name)
    for key, value in part.raw.items():
        amount, ms = _points(part, key, key), _ms(part, key, value)
        if amount is not None and ms is not None:
            found[amount] = ms
    return found


def stock_of(fields: Fields, name: str) -> Mapping[int, int]:
    """Return value in hundredths → number of questions."""
    part = fields.part(name)
    found = {_points(part, key, key): count_of(part, key) for key in part.raw}
    return {amount: count for amount, count in found.items() if amount is not None and count is not None}


def seats_of(fields: Fields, name: str) -> tuple[int, ...]:
    """Return seat numbers; none for `all`."""
    value = fields.raw.get(name)
    if value is None or value == "all":
        return ()
    rows = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(one, int) and not isinstance(one, bool) and 1 <= one <= 50 for one in rows):
        fields.fail(name, N_("应当是席位号的列表，例如 [1, 2]，或 all。"))
        return ()
    if len(set(rows)) != len(rows):
        fields.fail(name, N_("写了两次，请删去一个。"))
    return tuple(rows)


def texts_of(fields: Fields, name: str, limit: int = 300) -> tuple[str, ...]:
    """Return a list of sentences."""
    value = fields.raw.get(name)
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        fields.fail(name, N_("应当是一列文字。"))
        return ()
    if any(len(one) > limit for one in value) or len(value) > 50:
        fields.fail(name, N_("太长，最多 %(limit)d 个字。"), limit=limit)
    return tuple(one.strip() for one in value if one.strip())
