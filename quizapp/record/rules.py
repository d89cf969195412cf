"""The one place where points are decided: a sheet, what a member has so far, and an event → what counts.

Earned is what the rule gives; counted is what is left of each of its caps in the event's local day, week,
month, quarter and year, at most what was earned. Minus points pass uncapped. Only the first of a
`first_of` window counts. A reversal takes back what its entry counted and re-opens nothing: the entry
taken back still fills its caps, is still the first of its window, and its key stays used. A correction is
the difference to what the entry should have counted when it was made; it, too, leaves the caps as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from ..core.i18n import N_
from .amounts import LARGEST, print_amount
from .periods import Span, window
from .sheet import Per, Rule, Sheet

#: What a reversal's key begins with; the key of the entry taken back follows.
REVERSAL = "reverse:"
#: What a correction's key begins with; what caused it and the key of the entry corrected follow.
CORRECTION = "correct:"

#: Each code of `Outcome.why` and `Refusal.why` in words; a Chinese source text of the catalogue.
REASONS: Mapping[str, str] = {
    "cap_day": N_("当天上限 %(cap)s 分。"),
    "cap_week": N_("本周上限 %(cap)s 分。"),
    "cap_month": N_("当月上限 %(cap)s 分。"),
    "cap_quarter": N_("本季度上限 %(cap)s 分。"),
    "cap_year": N_("全年上限 %(cap)s 分。"),
    "first_of_day": N_("每天只计第一次。"),
    "first_of_week": N_("每周只计第一次。"),
    "first_of_month": N_("每月只计第一次。"),
    "first_of_quarter": N_("每季度只计第一次。"),
    "first_of_year": N_("每年只计第一次。"),
    "repeat": N_("已经记过，不重复记。"),
    "unknown_member": N_("名单里没有这个人。"),
    "unknown_rule": N_("积分办法里没有这一项。"),
    "unknown_outcome": N_("这一项没有这种结果。"),
    "unknown_key": N_("没有找到要撤销的记录。"),
    "ambiguous_key": N_("有几条记录同用这个编号，请写明是哪一项。"),
    "no_key": N_("没有编号，无法判断是否重复。"),
    "reserved_key": N_("“reverse:”和“correct:”开头的编号留给更正记录。"),
    "no_points": N_("这一项的分数要随事件给出。"),
    "fixed_points": N_("这一项的分数由积分办法确定，不能另给。"),
    "bad_points": N_("分数应当是一个数，小数最多两位，不超过一百万。"),
    "bad_measure": N_("缺少答对题数或得分，或数值不合理。"),
    "no_veto": N_("积分办法没有规定一票否决。"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """What a member did, on a local day; `key` tells it from all else under the rule.

    Of the rest the rule says what it needs: `outcome`; `count` of items right; `score` and `maximum` in one
    unit; `points` in hundredths when they come with the event.
    """

    rule: str
    key: str
    day: date
    outcome: str | None = None
    count: int | None = None
    score: int | None = None
    maximum: int | None = None
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry that stands in the ledger and may be taken back."""

    rule: str
    key: str
    counted: int


class History(Protocol):
    """One member's entries so far. Reversals are left out of every answer but `has`."""

    def has(self, rule: str, key: str) -> bool:
        """Tell whether the key is used under the rule, by a reversal too."""

    def any(self, rule: str, first: date, last: date) -> bool:
        """Tell whether the rule has an entry, taken back or not, from day `first` to day `last`."""

    def counted(self, rule: str, first: date, last: date) -> int:
        """Return what the rule's entries, taken back or not, counted from day `first` to day `last`."""

    def find(self, key: str, rule: str | None) -> Sequence[Posted]:
        """Return the entries with this key, under every rule when `rule` is None."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An entry to append; amounts in hundredths. `why` is a code of `REASONS`, "" when all that was earned counts."""

    rule: str
    key: str
    earned: int
    counted: int
    why: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is appended: a code of `REASONS`."""

    why: str


def apply(sheet: Sheet, history: History, event: Event) -> Outcome | Refusal:
    """Decide what an event earns and how much of it counts, or why it is refused."""
    rule = sheet.rules.get(event.rule)
    if rule is None:
        return Refusal("unknown_rule")
    if not event.key:
        return Refusal("no_key")
    if event.key.startswith((REVERSAL, CORRECTION)):
        return Refusal("reserved_key")
    if history.has(rule.name, event.key):
        return Refusal("repeat")
    earned = _earned(rule, event)
    if isinstance(earned, Refusal):
        return earned
    if rule.first_of and history.any(rule.name, *window(rule.first_of, event.day)):
        return Outcome(rule.name, event.key, earned, 0, f"first_of_{rule.first_of}")
    left = {span: _left(span, cap, rule, history, event.day) for span, cap in rule.caps.items()}
    tightest: Span | None = min(left, key=left.__getitem__, default=None)
    if tightest is None or earned <= left[tightest]:
        return Outcome(rule.name, event.key, earned, earned)
    params = {"cap": print_amount(rule.caps[tightest])}
    return Outcome(rule.name, event.key, earned, left[tightest], f"cap_{tightest}", params)


def reverse(history: History, key: str, rule: str | None = None) -> Outcome | Refusal:
    """Decide the entry that takes back the one with `key`, to be dated when it is made; or why there is none.

    A reversal itself cannot be taken back.
    """
    found = history.find(key, rule)
    if len(found) != 1:
        return Refusal("ambiguous_key" if found else "unknown_key")
    entry = found[0]
    if history.has(entry.rule, REVERSAL + key):
        return Refusal("repeat")
    return Outcome(entry.rule, REVERSAL + key, -entry.counted, -entry.counted)


def correct(
    should: Outcome | None, earned: int, counted: int, cause: str, key: str, rule: str
) -> Outcome | None:
    """Decide the entry by which one with `key`, which stands at `earned` and `counted`, comes to what it should be.

    None: it is that already. `should` None: it should not be there, and comes to nothing.
    """
    more = (should.earned - earned, should.counted - counted) if should else (-earned, -counted)
    if more == (0, 0):
        return None
    return Outcome(rule, f"{CORRECTION}{cause}:{key}", *more, should.why if should else "")


def _left(span: Span, cap: int, rule: Rule, history: History, day: date) -> int:
    return max(0, cap - history.counted(rule.name, *window(span, day)))


def _earned(rule: Rule, event: Event) -> int | Refusal:
    if rule.points is None and rule.outcomes is None:
        return Refusal("no_points") if event.points is None else event.points
    if event.points is not None:
        return Refusal("fixed_points")
    if rule.outcomes is not None:
        return rule.outcomes.get(event.outcome or "", Refusal("unknown_outcome"))
    points = rule.points or 0
    if rule.per is Per.ITEM:
        earned = None if event.count is None or event.count < 0 else points * event.count
    elif rule.per is Per.SCORE:
        earned = _share(points, event.score, event.maximum)
    else:
        earned = points
    return Refusal("bad_measure") if earned is None or abs(earned) > LARGEST else earned


def _share(points: int, score: int | None, maximum: int | None) -> int | None:
    """Return the score's share of the points, rounded down to the hundredth; None for senseless figures."""
    if score is None or maximum is None or maximum <= 0:
        return None
    return points * max(0, min(score, maximum)) // maximum
