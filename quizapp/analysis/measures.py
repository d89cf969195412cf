"""The figures of classical test analysis, exact; each with its formula and where it is written down.

Scores are integers in any one unit (here millionths of what an item or the rest of a paper is worth, or hundredths
of a point). A figure that cannot be had is None together with the reason.

| figure | source |
|---|---|
| facility | Crocker & Algina 1986, Introduction to Classical and Modern Test Theory, ch. 14 |
| corrected point-biserial | Henrysson 1963, Psychometrika 28:211-218; Crocker & Algina ch. 14 |
| upper-lower 27 % index | Kelley 1939, J. Educational Psychology 30:17-24; Ebel & Frisbie 1991, ch. 13 |
| KR-20 | Kuder & Richardson 1937, Psychometrika 2:151-160, formula 20 |
| alpha | Cronbach 1951, Psychometrika 16:297-334 |
| standard error | Lord & Novick 1968, Statistical Theories of Mental Test Scores, 3.8; AERA/APA/NCME Standards 2014, ch. 2 |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import sqrt

#: The part of the people in the upper and in the lower group.
GROUP_SHARE = Fraction(27, 100)
#: Times longer than this say that somebody went away.
LONGEST_S = 600


class Lack(StrEnum):
    """Why there is no figure."""

    NOBODY = "nobody"  # no answer
    ONE_PERSON = "one_person"  # a spread needs two
    ONE_ITEM = "one_item"  # reliability needs two items
    SAME_ANSWERS = "same_answers"  # everybody scored the same on the item
    SAME_SCORES = "same_scores"  # everybody has the same total
    NEGATIVE = "negative"  # reliability below zero carries no standard error
    DIFFERENT_PAPERS = "different_papers"  # not everybody had the same items


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure, or the reason why there is none."""

    value: float | None
    lack: Lack | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Sums over people of an item's score x and the score y on the rest of the paper; they add up."""

    n: int = 0
    x: int = 0
    y: int = 0
    xx: int = 0
    yy: int = 0
    xy: int = 0

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> Pairs:
        """Return the sums of (x, y) pairs."""
        rows = list(pairs)
        return cls(
            len(rows),
            sum(x for x, _ in rows),
            sum(y for _, y in rows),
            sum(x * x for x, _ in rows),
            sum(y * y for _, y in rows),
            sum(x * y for x, y in rows),
        )


def facility(total: int, people: int, maximum: int) -> Measure:
    """Return the mean part of an item's worth that was earned.

    total: sum of the scores, each 0 to `maximum` (> 0), an omitted answer 0; people: how many. Result: 0 to 1,
    without unit. p = Σ xᵢ / (n · maximum); for items marked right or wrong the share of right answers.
    """
    if not people:
        return Measure(None, Lack.NOBODY)
    return Measure(float(Fraction(total, people * maximum)))


def point_biserial(papers: Iterable[Pairs]) -> Measure:
    """Return how the score on one item goes with the score on the rest of the paper (corrected: item left out).

    papers: for each paper that had the item the sums of x, the score on it, and y = t - x, t the total; any number.
    Result: -1 to 1, without unit. r = Σ_g S_xy / √(Σ_g S_xx · Σ_g S_yy), S taken about each paper's own means: people
    are compared only with those who sat the same paper. For one paper this is Pearson's r, and for an item marked
    right or wrong it equals (M₁ - M₀) / s · √(p·q), M the mean rest score of those right and wrong, s the population
    standard deviation of the rest score.
    """
    sxx, syy, sxy, people = Fraction(0), Fraction(0), Fraction(0), 0
    for one in papers:
        if one.n:
            people = max(people, one.n)
            sxx += one.xx - Fraction(one.x * one.x, one.n)
            syy += one.yy - Fraction(one.y * one.y, one.n)
            sxy += one.xy - Fraction(one.x * one.y, one.n)
    if people < 2:
        return Measure(None, Lack.ONE_PERSON if people else Lack.NOBODY)
    if not sxx or not syy:
        return Measure(None, Lack.SAME_SCORES if sxx else Lack.SAME_ANSWERS)
    r = float(sxy) / sqrt(float(sxx) * float(syy))
    return Measure(max(-1.0, min(1.0, r)))


def extremes(totals: Sequence[int]) -> tuple[frozenset[int], frozenset[int]] | None:
    """Return who (by place in `totals`) belongs to the upper and to the lower 27 per cent.

    Everybody level with the last of a group belongs to it, so that no order of the list decides. None where the
    groups would overlap: too few people or too many with the same total.
    """
    if len(totals) < 2:
        return None
    size = max(1, round(GROUP_SHARE * len(totals)))
    ordered = sorted(totals)
    low, high = ordered[size - 1], ordered[-size]
    if low >= high:
        return None
    upper = frozenset(place for place, total in enumerate(totals) if total >= high)
    return upper, frozenset(place for place, total in enumerate(totals) if total <= low)


def upper_lower(upper: tuple[int, int], lower: tuple[int, int], maximum: int) -> Measure:
    """Return how much better the upper group did on an item than the lower one.

    upper, lower: (sum of the scores, people); `maximum`: what the item is worth, same unit. Result: -1 to 1.
    D = p_upper - p_lower, groups of 27 per cent by the total of the paper.
    """
    if not upper[1] or not lower[1]:
        return Measure(None, Lack.SAME_SCORES)
    return Measure(float(Fraction(upper[0], upper[1] * maximum) - Fraction(lower[0], lower[1] * maximum)))


def mean_of(seconds: Mapping[int, int]) -> Measure:
    """Return the mean time in seconds. seconds: whole seconds → people. x̄ = Σ s·n / Σ n."""
    people = sum(seconds.values())
    if not people:
        return Measure(None, Lack.NOBODY)
    return Measure(float(Fraction(sum(s * n for s, n in seconds.items()), people)))


def median_of(seconds: Mapping[int, int]) -> Measure:
    """Return the median time in seconds; of an even number of people the mean of the two in the middle.

    seconds: whole seconds → people.
    """
    people = sum(seconds.values())
    if not people:
        return Measure(None, Lack.NOBODY)
    middle, seen, found = ((people + 1) // 2, people // 2 + 1), 0, []
    for second in sorted(seconds):
        found += [second for place in middle if seen < place <= seen + seconds[second]]
        seen += seconds[second]
    return Measure(sum(found) / 2)


def alpha(matrix: Sequence[Sequence[int]]) -> Measure:
    """Return Cronbach's alpha of a paper.

    matrix: people × items, integers in one unit (hundredths of a point), every row of the same length. Result: at
    most 1, below 0 where items work against each other.
    α = k/(k-1) · (1 - Σ s²ᵢ / s²ₜ), k items, s² variances over people (population or sample: the ratio is the same).
    """
    if len(matrix) < 2:
        return Measure(None, Lack.ONE_PERSON if matrix else Lack.NOBODY)
    k = len(matrix[0])
    if k < 2:
        return Measure(None, Lack.ONE_ITEM)
    whole = _spread([sum(row) for row in matrix])
    if not whole:
        return Measure(None, Lack.SAME_SCORES)
    parts = sum((_spread(column) for column in zip(*matrix, strict=True)), Fraction(0))
    return Measure(float(Fraction(k, k - 1) * (1 - parts / whole)))


def kr20(matrix: Sequence[Sequence[int]]) -> Measure:
    """Return the Kuder-Richardson formula 20 of a paper whose items are right (1) or wrong (0).

    matrix: people × items of 0 and 1. KR-20 = k/(k-1) · (1 - Σ pᵢqᵢ / s²ₜ), s²ₜ the population variance of the
    totals: alpha for items of this kind.
    """
    if any(score not in (0, 1) for row in matrix for score in row):
        raise ValueError("KR-20 is for items that are right or wrong")
    return alpha(matrix)


def deviation(totals: Sequence[int]) -> Measure:
    """Return the sample standard deviation of the totals, in their unit. s = √(Σ (t - t̄)² / (n - 1))."""
    if len(totals) < 2:
        return Measure(None, Lack.ONE_PERSON if totals else Lack.NOBODY)
    return Measure(sqrt(float(_spread(totals) * len(totals) / (len(totals) - 1))))


def standard_error(sd: Measure, reliability: Measure) -> Measure:
    """Return the standard error of measurement, in the unit of the scores.

    SEM = s · √(1 - reliability). About two of three people lie within one SEM of their true score, nineteen of
    twenty within two.
    """
    if sd.value is None:
        return sd
    if reliability.value is None:
        return reliability
    if reliability.value < 0:
        return Measure(None, Lack.NEGATIVE)
    return Measure(sd.value * sqrt(1 - reliability.value))


def _spread(values: Sequence[int]) -> Fraction:
    """Return the population variance, exactly."""
    n = len(values)
    return Fraction(sum(v * v for v in values), n) - Fraction(sum(values), n) ** 2
