"""What somebody enters by hand under a rule: the result, the number or the points, as the rule needs it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.errors import Invalid
from ..core.i18n import N_
from ..record.amounts import LARGEST, AmountError, parse_amount
from ..record.sheet import Per, Rule

MOST_COUNT = 10_000


@dataclass(frozen=True, slots=True)
class Measure:
    """By what a rule counts; of the three only what the rule needs."""

    outcome: str = ""
    count: int | None = None
    points: int | None = None


def by_hand(rule: Rule) -> bool:
    """Tell whether a rule can be entered by hand: a score has no meaning without its paper."""
    return rule.per is not Per.SCORE


def measure_of(rule: Rule, *, outcome: str, count: str, points: str) -> Measure:
    """Return what was entered, as the rule needs it; raises Invalid at the field that is wrong or missing."""
    if rule.outcomes:
        if outcome not in rule.outcomes:
            raise Invalid(N_("请选择是哪一种情况。"), field="outcome")
        return Measure(outcome=outcome)
    if rule.per is Per.ITEM:
        text = count.strip()
        if not (text.isascii() and text.isdecimal() and len(text) <= 5 and 0 < int(text) <= MOST_COUNT):
            raise Invalid(N_("请填写数量，是 1 到 10000 之间的整数。"), field="count")
        return Measure(count=int(text))
    if rule.is_open:
        return Measure(points=points_of(points))
    return Measure()


def points_of(text: str) -> int:
    """Return points as people write them, with a sign where they are taken, in hundredths; raises Invalid."""
    written = text.strip().replace("−", "-").replace("－", "-").replace("＋", "+")
    try:
        amount = parse_amount(written)
    except AmountError:
        raise Invalid(N_("请填写分值，例如 2、1.5 或 -3。"), field="points") from None
    if amount == 0 or abs(amount) > LARGEST // 100:
        raise Invalid(N_("分值不能是 0，也不能超过一万分。"), field="points")
    return amount
