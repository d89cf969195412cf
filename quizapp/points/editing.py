"""Changing the draft of a sheet, part by part, on the mapping that `record.sheet` reads. Pure.

A draft may have faults; each is named by its path, and no faulty draft is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from ..core.i18n import N_
from ..record.amounts import AmountError, parse_amount
from ..record.reading import Problem
from ..record.sheet import Sheet, SheetError, parse_sheet

Content = dict[str, Any]
MOST_RULES = 80
MOST_BLOCK_NAME = 64


@dataclass(frozen=True, slots=True)
class Row:
    """A block as it was written on the page; `was` is its name before, "" of a new one."""

    was: str
    name: str
    cap: str


def problems_of(content: Mapping[str, Any]) -> Sequence[Problem]:
    """Return everything wrong with a draft."""
    try:
        sheet = parse_sheet(content)
    except SheetError as error:
        return error.problems
    return _unfinished(sheet)


def _unfinished(sheet: Sheet) -> list[Problem]:
    """Return what a sheet that holds together still lacks for people."""
    found = [] if sheet.title else [Problem("title", N_("没有填写，请补上。"))]
    if not sheet.rules:
        found.append(Problem("rules", N_("还没有一项规则。")))
    for rule in sheet.rules.values():
        place = f"rules.{rule.name}"
        if not rule.title:
            found.append(Problem(f"{place}.title", N_("没有填写，请补上。")))
        if rule.is_open and not POINTED.issuperset(rule.feeds):
            found.append(Problem(f"{place}.points", N_("自动计分要写明分值。")))
        if rule.is_awarded_to_oneself:
            found.append(Problem(f"{place}.approve", N_("逐次核定的分值要有人审核，请选由谁审核。")))
        if not (rule.feeds or rule.claim or rule.batch) and rule.name not in REPORTED:
            found.append(
                Problem(f"{place}.feeds", N_("没有人能让这一项计分：请选自动计分、自己申报或支部录入。"))
            )
    return found


#: Kinds whose points come with what is reported.
POINTED = frozenset(("honour",))

#: Rules that the program reports under their own name.
REPORTED = frozenset(
    (
        "reading",
        "course",
        "discussion",
        "practice",
        "review",
        "contest_taken",
        "contest_score",
        "contest_place",
    )
)


def add_rule(content: Content) -> str:
    """Put a new rule at the end; return its name, which nothing in the sheet bears and nobody needs to see."""
    rules = content.setdefault("rules", {})
    name = next(one for n in count(1) if (one := f"item-{n}") not in rules)
    blocks = list(content.get("blocks") or {})
    rules[name] = {"block": blocks[0]} if blocks else {}
    return name


def put_rule(content: Content, name: str, rule: Mapping[str, Any]) -> None:
    """Write a rule in its place."""
    content.setdefault("rules", {})[name] = dict(rule)


def remove_rule(content: Content, name: str) -> None:
    """Take a rule out."""
    content.get("rules", {}).pop(name, None)


def move_rule(content: Content, name: str, steps: int) -> None:
    """Move a rule up (−1) or down (1) among all rules."""
    names = list(content.get("rules", {}))
    if name not in names:
        return
    place = names.index(name)
    target = min(max(place + steps, 0), len(names) - 1)
    names.insert(target, names.pop(place))
    content["rules"] = {one: content["rules"][one] for one in names}


def put_blocks(content: Content, rows: Iterable[Row]) -> None:
    """Write the blocks; rules follow a block that got another name, and lose one that was taken out."""
    kept = [row for row in rows if row.name]
    content["blocks"] = {row.name: {"cap": row.cap} if row.cap else {} for row in kept}
    renamed = {row.was: row.name for row in kept if row.was}
    for rule in content.get("rules", {}).values():
        block = rule.get("block", "")
        if block and block not in content["blocks"]:
            rule["block"] = renamed.get(block, "")
        elif block in renamed:
            rule["block"] = renamed[block]
        if not rule.get("block"):
            rule.pop("block", None)


def put_heads(content: Content, heads: Mapping[str, Any]) -> None:
    """Write what stands at the sheet's head; what is empty is left out."""
    for name, value in heads.items():
        if value in (None, ""):
            content.pop(name, None)
        else:
            content[name] = value
    if "open" not in heads:
        return
    lines = [line.strip() for line in str(heads["open"] or "").splitlines() if line.strip()]
    if lines:
        content["open"] = lines
    else:
        content.pop("open", None)


def put_levels(
    content: Content, levels: Sequence[Mapping[str, str]], veto: Mapping[str, str] | None, shrink: str
) -> None:
    """Write the levels, the veto and how far a group's mean is drawn to the branch's."""
    content["levels"] = [
        {name: value for name, value in level.items() if value} for level in levels if any(level.values())
    ]
    if veto is None:
        content.pop("veto", None)
    else:
        content["veto"] = {name: value for name, value in veto.items() if value}
    content["group"] = {"measure": "mean", "shrink": shrink or "0"}


def place_of(problem: Problem) -> tuple[str, str]:
    """Return which page of the editor a problem belongs to, and the rule's name where it is one."""
    head, _, rest = problem.where.partition(".")
    head = head.partition("[")[0]
    if head == "rules" and rest:
        return "rule", rest.partition(".")[0]
    pages = {"blocks": "blocks", "levels": "levels", "veto": "levels", "group": "levels", "rules": "rules"}
    return pages.get(head, "heads"), ""


def faults_of_blocks(rows: Iterable[Row]) -> dict[str, str]:
    """Return what is wrong with blocks as they were written, by their place on the page."""
    faults: dict[str, str] = {}
    names: set[str] = set()
    for place, row in enumerate(rows):
        if not row.name and row.cap:
            faults[f"name-{place}"] = N_("没有填写，请补上。")
        elif row.name in names or len(row.name) > MOST_BLOCK_NAME:
            faults[f"name-{place}"] = N_("与前面的重名，或者太长。")
        if row.cap and not _is_amount(row.cap):
            faults[f"cap-{place}"] = N_("应当是不小于 0 的分值，例如 30。")
        names |= {row.name} if row.name else set()
    return faults


def _is_amount(text: str) -> bool:
    try:
        return parse_amount(text) >= 0
    except AmountError:
        return False
