"""A rule in words, as members read it: what it gives, how far, and how it is known. Pure.

A phrase is a Chinese source text of the catalogue with the values of its places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..core.hundredths import shown, signed
from ..core.i18n import N_
from ..record.periods import Span
from ..record.sheet import Approve, Per, Rule


@dataclass(frozen=True, slots=True)
class Phrase:
    """A source text and what its `%(name)s` places hold; `raw` says that the text was written by people."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)
    raw: bool = False


CAPS: Mapping[Span, str] = {
    Span.DAY: N_("每天最多 %(points)s 分"),
    Span.WEEK: N_("每周最多 %(points)s 分"),
    Span.MONTH: N_("每月最多 %(points)s 分"),
    Span.QUARTER: N_("每季度最多 %(points)s 分"),
    Span.YEAR: N_("全年最多 %(points)s 分"),
}
FIRST: Mapping[Span, str] = {
    Span.DAY: N_("每天只计第一次"),
    Span.WEEK: N_("每周只计第一次"),
    Span.MONTH: N_("每月只计第一次"),
    Span.QUARTER: N_("每季度只计第一次"),
    Span.YEAR: N_("每年只计第一次"),
}
SPANS: Mapping[Span, str] = {
    Span.DAY: N_("每天"),
    Span.WEEK: N_("每周"),
    Span.MONTH: N_("每月"),
    Span.QUARTER: N_("每季度"),
    Span.YEAR: N_("每年"),
}
APPROVALS: Mapping[Approve, str] = {
    Approve.BRANCH: N_("党小组长确认后由支部审核"),
    Approve.LEADER: N_("由党小组长审核"),
    Approve.NONE: N_("申报即计入"),
}


def gives(rule: Rule) -> Phrase:
    """Return what a rule gives or takes."""
    if rule.outcomes:
        listed = "、".join(f"{name}：{signed(points)}" for name, points in rule.outcomes.items())
        return Phrase(listed, raw=True)
    if rule.points is None:
        return Phrase(N_("分值逐次核定"))
    points = {"points": signed(rule.points)}
    if rule.per is Per.ITEM:
        return Phrase(N_("每题 %(points)s 分"), points)
    if rule.per is Per.SCORE:
        return Phrase(N_("满分 %(points)s 分，按得分比例"), points)
    return Phrase(N_("每次 %(points)s 分"), points)


def limits(rule: Rule) -> list[Phrase]:
    """Return how far a rule counts."""
    first = [Phrase(FIRST[rule.first_of])] if rule.first_of else []
    return first + [Phrase(CAPS[span], {"points": shown(cap)}) for span, cap in rule.caps.items()]


def known_by(rule: Rule) -> list[Phrase]:
    """Return how it becomes known that the rule applies."""
    found = [Phrase(N_("自动计分"))] if rule.feeds else []
    if rule.claim:
        found.append(Phrase(N_("自己申报，附材料") if rule.evidence else N_("自己申报")))
        found.append(Phrase(APPROVALS[rule.approval]))
    return found + ([Phrase(N_("支部录入"))] if rule.batch else [])


def in_words(rule: Rule) -> Sequence[Phrase]:
    """Return all of a rule but its name and `how`."""
    return [gives(rule), *limits(rule), *known_by(rule)]
