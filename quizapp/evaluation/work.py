"""Committee members' work of a month: deductions from 100 on each sheet, and the sheets weighed against each other. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..core.i18n import N_

FULL = 10_000  # hundredths, at the month's start
SOURCES: Mapping[str, str] = {
    "leader": N_("党小组组长"),
    "committee": N_("支部委员会"),
    "colleagues": N_("群众（同事）"),
}
DEFAULT_WEIGHTS: Mapping[str, int] = {"leader": 50, "committee": 30, "colleagues": 20}
DEFAULT_ITEMS: Sequence[Mapping[str, Any]] = (
    {"title": N_("缺席集中学习"), "points": 300},
    {"title": N_("没有学习笔记"), "points": 500},
    {"title": N_("缺席主题党日"), "points": 200},
    {"title": N_("未按时交材料"), "points": 200},
    {"title": N_("未完成分工任务"), "points": 300},
)


def score(items: Sequence[Mapping[str, Any]], times: Sequence[int]) -> int:
    """Return what is left of 100 after each item's deduction as often as it was found, in hundredths, at least 0."""
    taken = sum(int(item["points"]) * count for item, count in zip(items, times, strict=True))
    return max(0, FULL - taken)


def weighed(scores: Mapping[str, Sequence[int]], weights: Mapping[str, int]) -> Fraction | None:
    """Return the weighed score in exact hundredths; each source counts with the mean of its sheets.

    None while a source that weighs anything has no sheet: a part of the sheets is no result.
    """
    wanted = {source: weight for source, weight in weights.items() if weight}
    if not wanted or any(not scores.get(source) for source in wanted):
        return None
    means = {source: Fraction(sum(scores[source]), len(scores[source])) for source in wanted}
    return sum((weight * means[source] for source, weight in wanted.items()), Fraction(0)) / sum(
        wanted.values()
    )
