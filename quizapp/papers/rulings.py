"""Rulings: what holds for a version whose key turned out to be wrong, and how a mark reads under it. Pure.

A ruling is about one version of an item, in one branch; the last one holds. A mark keeps beside it what it was
by its own version (`was`), so that every ruling starts from there and taking one back restores it exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from ..bank.item import Item, ItemType
from ..bank.marking import Verdict
from ..bank.normalise import comparable
from ..core.i18n import N_

MarkJson = Mapping[str, Any]


class RulingKind(StrEnum):
    """What is done about a version."""

    KEY = "key"  # answers are marked by the key of another version
    FULL = "full"  # void: everybody has its full points
    NONE = "none"  # void: it counts for nobody, neither in the score nor in the maximum
    WRITTEN = "written"  # as the version itself says


KIND_NAMES: Mapping[RulingKind, str] = {
    RulingKind.KEY: N_("更正答案"),
    RulingKind.FULL: N_("题目作废，人人得满分"),
    RulingKind.NONE: N_("题目作废，不计分"),
    RulingKind.WRITTEN: N_("恢复原来的判分"),
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds for a version. `key_version_id`: whose key, for `KEY` alone."""

    version_id: int
    kind: RulingKind
    key_version_id: int | None = None


def rekeyed(old: Item, new: Item) -> Item | None:
    """Return `old` with the key, explanation and source of `new`; None where that key does not fit it.

    Options are matched by what they say, not by letter: an edit may have put them in another order.
    """
    if old.type is not new.type:
        return None
    fits = {"explanation": new.explanation, "source": new.source}
    match old.type:
        case ItemType.BOOLEAN | ItemType.SHORT:
            return replace(old, key=new.key, **fits)  # type: ignore[arg-type]  # each of its field's type
        case ItemType.NUMERIC:
            return replace(old, key=new.key, tolerance=new.tolerance, unit=new.unit, **fits)  # type: ignore[arg-type]  # as above
        case ItemType.BLANK:
            same = len(old.key_groups) == len(new.key_groups)
            return replace(old, key=new.key, **fits) if same else None  # type: ignore[arg-type]  # as above
    letters = _paired(new.options, old.options)
    if letters is None:
        return None
    if old.type is ItemType.MATCHING:
        lefts = _paired(new.left, old.left)
        if lefts is None:
            return None
        pairs = {lefts[left]: letters[letter] for left, letter in new.key_groups}
        key: Any = tuple((left, pairs[left]) for left, _ in old.left if left in pairs)
    elif old.type is ItemType.SINGLE:
        key = letters[new.key_letters[0]]
    else:
        mapped = [letters[letter] for letter in new.key_letters]
        key = tuple(mapped if old.type is ItemType.ORDERING else sorted(mapped))
    return replace(old, key=key, **fits)  # type: ignore[arg-type]  # as above


def _paired(new: Sequence[tuple[str, str]], old: Sequence[tuple[str, str]]) -> dict[str, str] | None:
    """Return new name → old name by equal text; a single entry that was reworded pairs with the one left over."""
    if len(new) != len(old):
        return None
    by_text = {comparable(text): name for name, text in old}
    found = {name: by_text[comparable(text)] for name, text in new if comparable(text) in by_text}
    left_new = [name for name, _ in new if name not in found]
    left_old = [name for name, _ in old if name not in found.values()]
    if len(left_new) > 1 or len(left_new) != len(left_old):
        return None
    return found | dict(zip(left_new, left_old, strict=True))


def own_mark(mark: MarkJson) -> dict[str, Any]:
    """Return a mark as it is by its own version, without any ruling."""
    return dict(mark.get("was") or mark)


def under(
    ruling: Ruling | None, mark: MarkJson, points: int, by_key: Callable[[], MarkJson | None]
) -> dict[str, Any]:
    """Return a mark as it reads under a ruling; `by_key` marks by the ruled key, None where it does not fit.

    What a person marked by hand no key changes.
    """
    own = own_mark(mark)
    if ruling is None or ruling.kind is RulingKind.WRITTEN:
        return own
    if ruling.kind is RulingKind.FULL:
        return {"points": points, "verdict": Verdict.RIGHT, "parts": [], "ruled": "full", "was": own}
    if ruling.kind is RulingKind.NONE:
        return {"points": 0, "verdict": Verdict.UNANSWERED, "parts": [], "ruled": "none", "was": own}
    if own.get("by_hand") or own["verdict"] in (Verdict.TO_MARK, Verdict.UNANSWERED):
        return own
    anew = by_key()
    if anew is None or _same(anew, own):
        return own
    return {**anew, "ruled": "key", "was": own}


def _same(one: MarkJson, other: MarkJson) -> bool:
    names = ("points", "verdict", "parts")
    return all(one.get(name) == other.get(name) for name in names)


def score_of(marks: Iterable[MarkJson]) -> int:
    """Return what the marks add up to, in hundredths."""
    return sum(mark["points"] for mark in marks)


def maximum_of(points: Sequence[int], marks: Sequence[MarkJson]) -> int:
    """Return the most that could be had; what counts for nobody is left out."""
    return sum(most for most, mark in zip(points, marks, strict=True) if mark.get("ruled") != "none")
