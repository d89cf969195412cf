"""One rule of a points sheet: what earns or costs points, how it is known, who has to say yes.

Each kind of credit that is reported finds the rule of its own name, else the first that `feeds` on it. What the
program cannot count itself is claimed by the member (`claim`), with `evidence` where the rule wants it, and
approved (`approve`), or entered for many at once (`batch`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..core.i18n import N_
from .amounts import print_amount
from .periods import Span
from .reading import Fields

FIELDS = (
    *("title", "how", "block", "points", "per", "outcomes", "caps", "first_of"),
    *("feeds", "claim", "evidence", "approve", "batch"),
)
#: What a feed ends in that matches any ending.
ANY_ENDING = "*"
_FEED = re.compile(r"[a-z][a-z0-9_.]{0,62}\*?", re.ASCII)


class Per(StrEnum):
    """What a rule's points are multiplied by."""

    ITEM = "item"  # the event's count
    SCORE = "score"  # the event's score as a share of its maximum


class Approve(StrEnum):
    """Whose yes makes a claim an entry."""

    LEADER = "leader"  # the group leader's
    BRANCH = "branch"  # after the group leader, the branch's
    NONE = "none"  # nobody's


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to earn or lose points; amounts in hundredths.

    `how` tells a member in one line what to do. `first_of`: only the first of each such window counts.
    """

    name: str
    title: str = ""
    how: str = ""
    block: str = ""
    points: int | None = None
    per: Per | None = None
    outcomes: Mapping[str, int] | None = None
    caps: Mapping[Span, int] = field(default_factory=dict)
    first_of: Span | None = None
    feeds: tuple[str, ...] = ()
    claim: bool = False
    evidence: bool = False
    approve: Approve = Approve.BRANCH
    batch: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the points come with the event."""
        return self.points is None and self.outcomes is None

    @property
    def is_awarded_to_oneself(self) -> bool:
        """Whether a member says how many points a claim is worth, and nobody has to agree."""
        return self.claim and self.is_open and self.approve is Approve.NONE

    @property
    def approval(self) -> Approve:
        """Whose yes a claim needs: the branch's for open points, even by a sheet from before that asks nobody."""
        return Approve.BRANCH if self.is_awarded_to_oneself else self.approve

    def feeds_on(self, kind: str) -> bool:
        """Tell whether a kind of credit comes to this rule when none has its name."""
        return any(
            kind.startswith(feed[:-1]) if feed.endswith(ANY_ENDING) else kind == feed for feed in self.feeds
        )


def rule_for(rules: Mapping[str, Rule], kind: str) -> Rule | None:
    """Return the rule that a kind of credit comes to: that of its name, else the first that feeds on it."""
    if kind in rules:
        return rules[kind]
    return next((rule for rule in rules.values() if rule.feeds_on(kind)), None)


def read_rules(fields: Fields, blocks: Mapping[str, int | None]) -> dict[str, Rule]:
    """Return the rules of a sheet in their order."""
    rules = {name: _read_rule(name, part, blocks) for name, part in fields.parts("rules").items()}
    _check_feeds(fields, rules.values())
    return rules


def _read_rule(name: str, fields: Fields, blocks: Mapping[str, int | None]) -> Rule:
    fields.only(*FIELDS)
    if len(name) > 64:
        fields.fail("", N_("太长，最多 %(limit)d 个字。"), limit=64)
    block = fields.text("block", 64)
    # A sheet that lists its blocks means all of them: a misspelt one would escape its cap.
    if block and blocks and block not in blocks:
        fields.fail("block", N_("blocks 里没有这一项。"))
    points, outcomes, per = fields.amount("points"), fields.part("outcomes"), fields.choice("per", list(Per))
    if points is not None and outcomes.raw:
        fields.fail("outcomes", N_("points 与 outcomes 只能写一个。"))
    if per and points is None:
        fields.fail("per", N_("写了 per，就要写 points。"))
    span, approve = fields.choice("first_of", list(Span)), fields.choice("approve", list(Approve))
    return Rule(
        name=name,
        title=fields.text("title", 120),
        how=fields.text("how"),
        block=block,
        points=points,
        per=Per(per) if per else None,
        outcomes={key: outcomes.amount(key) or 0 for key in outcomes.raw} or None,
        caps=_caps(fields.part("caps")),
        first_of=Span(span) if span else None,
        feeds=tuple(fields.texts("feeds", 64)),
        claim=fields.flag("claim"),
        evidence=fields.flag("evidence"),
        approve=Approve(approve) if approve else Approve.BRANCH,
        batch=fields.flag("batch"),
    )


def _caps(fields: Fields) -> dict[Span, int]:
    fields.only(*Span)
    caps = {span: fields.amount(span, least=0) for span in Span}
    return {span: cap for span, cap in caps.items() if cap is not None}


def _check_feeds(fields: Fields, rules: Iterable[Rule]) -> None:
    """Record feeds that are none, and those that never come to their rule since another one has them."""
    names, fed = {rule.name for rule in rules}, set[str]()
    for rule in rules:
        place = f"rules.{rule.name}.feeds"
        for feed in rule.feeds:
            if not _FEED.fullmatch(feed):
                fields.fail(place, N_("“%(feed)s”不是可以计入的事项。"), feed=feed)
            elif feed in fed or (feed in names and feed != rule.name):
                fields.fail(place, N_("“%(feed)s”已由另一项计分。"), feed=feed)
        fed.update(rule.feeds)


def rule_mapping(rule: Rule) -> dict[str, Any]:
    """Return a rule as JSON can keep it, what says nothing left out."""
    outcomes = {name: print_amount(points) for name, points in (rule.outcomes or {}).items()}
    mapping = {
        "title": rule.title,
        "how": rule.how,
        "block": rule.block,
        "points": None if rule.points is None else print_amount(rule.points),
        "per": rule.per and rule.per.value,
        "outcomes": outcomes,
        "caps": {span.value: print_amount(cap) for span, cap in rule.caps.items()},
        "first_of": rule.first_of and rule.first_of.value,
        "feeds": list(rule.feeds),
        "claim": rule.claim or None,
        "evidence": rule.evidence or None,
        "approve": None if rule.approve is Approve.BRANCH else rule.approve.value,
        "batch": rule.batch or None,
    }
    return {name: value for name, value in mapping.items() if value not in (None, "", {}, [])}
