"""Marking: an item, a response and what the item is worth → what the response earns.

Responses stand in the author's letters (papers translate their own option ids first):

| type | response | earns |
|---|---|---|
| single | letter | all or nothing |
| boolean | `T`/`F`; also true/false, 正确/错误, 对/错, √/×, or `A` (正确) / `B` (错误) | all or nothing |
| multiple | list of letters | all; a part of it by `PartialCredit`; nothing with a wrong letter |
| ordering | list of letters | all or nothing |
| matching | mapping left id → letter | an equal share for each right pair |
| blank | list of strings | an equal share for each right gap |
| numeric | string | all within the tolerance, else nothing |
| short | string | left to a person |

Shares are rounded down to the hundredth, once, on their sum; everything right earns everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ..core.errors import Invalid
from ..core.i18n import N_
from .boolean_words import truth_of
from .item import FALSE_LETTER, TRUE_LETTER, Item, ItemType
from .normalise import comparable, number_of

#: Longest response in characters: one gap or number, and a short answer.
GAP_LIMIT, SHORT_LIMIT = 200, 4000

Response = str | list[str] | dict[str, str] | None


class ResponseShapeError(Invalid):
    """A response that cannot be one for its item; `code` says what is wrong with it."""

    code = "response.shape"
    message = N_("答案的格式不对，请刷新后再试。")


class PartialCredit(StrEnum):
    """What part of a multiple item's key earns, when no wrong option was chosen."""

    NONE = "none"  # nothing
    SUBSET = "subset"  # half
    PROPORTIONAL = "proportional"  # the chosen part of the key


class Verdict(StrEnum):
    """How a response stands."""

    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    TO_MARK = "to_mark"  # waits for a person


@dataclass(frozen=True, slots=True)
class Mark:
    """What a response earned, in hundredths; `parts` tells each gap or pair, `right_key` is for showing after it."""

    points: int
    verdict: Verdict
    right_key: object
    parts: tuple[bool, ...] = ()


def mark(item: Item, response: object, points: int, partial: PartialCredit = PartialCredit.SUBSET) -> Mark:
    """Mark `response` to `item`, worth `points` hundredths; raises ResponseShapeError for a malformed one."""
    given = check_response(item, response)
    shown = right_key(item)
    if is_unanswered(given):
        return Mark(0, Verdict.UNANSWERED, shown)
    if item.type is ItemType.SHORT:
        return Mark(0, Verdict.TO_MARK, shown)
    parts = _parts(item, given)
    if item.type is ItemType.MULTIPLE:
        earned = _multiple(item, given, points, partial)
    elif item.type in (ItemType.BLANK, ItemType.MATCHING):
        earned = points * sum(parts) // len(parts)
    else:
        earned = points if all(parts) else 0
    verdict = Verdict.RIGHT if all(parts) else Verdict.PARTIAL if earned else Verdict.WRONG
    return Mark(earned, verdict, shown, parts if len(parts) > 1 else ())


def right_key(item: Item) -> object:
    """Return the key as JSON shows it: letters, (left id → letter), variants of each gap, value with tolerance, text."""
    match item.type:
        case ItemType.SINGLE | ItemType.BOOLEAN:
            return item.key_letters[0]
        case ItemType.MULTIPLE | ItemType.ORDERING:
            return list(item.key_letters)
        case ItemType.MATCHING:
            return {pair[0]: pair[1] for pair in item.key_groups}
        case ItemType.BLANK:
            return [list(variants) for variants in item.key_groups]
        case ItemType.NUMERIC:
            return {"value": f"{item.key:f}", "tolerance": f"{item.tolerance:f}", "unit": item.unit}
        case ItemType.SHORT:
            return item.key


def is_unanswered(response: object) -> bool:
    """Tell whether a response says nothing: none, an empty text, list or mapping, or gaps with nothing in them."""
    if response is None:
        return True
    if isinstance(response, str):
        return not response.strip()
    if isinstance(response, Mapping):
        return not response
    if isinstance(response, Sequence):
        return all(isinstance(part, str) and not part.strip() for part in response)
    return False


@dataclass(frozen=True, slots=True)
class Shape:
    """What a response may name: letters (or a paper's option ids), entries on the left, and how many gaps there are."""

    type: ItemType
    letters: frozenset[str] = frozenset()
    left: frozenset[str] | None = None  # None: not known, any passes
    gaps: int | None = None  # None: not known, any number passes


def check_response(item: Item, response: object) -> Response:
    """Return `response` to `item` in its one form (boolean letters T and F), or raise ResponseShapeError.

    Incomplete responses pass: too few gaps, pairs or letters; None clears.
    """
    letters, left = frozenset(dict(item.choices)), frozenset(dict(item.left))
    gaps = len(item.key_groups) if item.type is ItemType.BLANK else None
    return check_shape(Shape(item.type, letters, left, gaps), response)


def check_shape(shape: Shape, response: object) -> Response:
    """Return `response` if it can be one of this shape; raises ResponseShapeError."""
    return None if response is None else _CHECKS[shape.type](shape, response)


def _choice(shape: Shape, response: object) -> str:
    if not isinstance(response, str):
        raise ResponseShapeError()
    if response and response not in shape.letters:
        raise ResponseShapeError(N_("没有这个选项，请刷新后再试。"), code="response.option")
    return response


def _truth(shape: Shape, response: object) -> str:
    if not isinstance(response, (str, bool)):
        raise ResponseShapeError()
    if response == "":
        return ""
    truth = {"A": True, "B": False}.get(str(response), truth_of(response))
    if truth is None:
        raise ResponseShapeError(N_("没有这个选项，请刷新后再试。"), code="response.option")
    return TRUE_LETTER if truth else FALSE_LETTER


def _choices(shape: Shape, response: object) -> list[str]:
    if not isinstance(response, (list, tuple)):
        raise ResponseShapeError()
    letters = [_choice(shape, letter) for letter in response]
    if "" in letters:
        raise ResponseShapeError(N_("没有这个选项，请刷新后再试。"), code="response.option")
    if len(set(letters)) != len(letters):
        raise ResponseShapeError(N_("同一个选项选了两次。"), code="response.repeat")
    return letters


def _pairs(shape: Shape, response: object) -> dict[str, str]:
    if not isinstance(response, Mapping):
        raise ResponseShapeError()
    if any(
        not isinstance(left, str) or (shape.left is not None and left not in shape.left) for left in response
    ):
        raise ResponseShapeError(N_("没有这个左项，请刷新后再试。"), code="response.left")
    return {left: letter for left, right in response.items() if (letter := _choice(shape, right))}


def _gaps(shape: Shape, response: object) -> list[str]:
    if not isinstance(response, (list, tuple)):
        raise ResponseShapeError()
    if shape.gaps is not None and len(response) > shape.gaps:
        raise ResponseShapeError(N_("填的空比题目的多。"), code="response.blanks")
    return [writing(gap, GAP_LIMIT) for gap in response]


def _number(shape: Shape, response: object) -> str:
    return writing(response, GAP_LIMIT)


def _text(shape: Shape, response: object) -> str:
    return writing(response, SHORT_LIMIT)


def writing(value: object, limit: int) -> str:
    """Return a written response of at most `limit` characters that can be stored; raises ResponseShapeError."""
    if not isinstance(value, str):
        raise ResponseShapeError()
    if len(value) > limit:
        raise ResponseShapeError(N_("写得太长，最多 %(limit)d 个字。"), code="response.long", limit=limit)
    if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise ResponseShapeError(N_("答案里有不能保存的字符。"), code="response.text")
    return value


_CHECKS: dict[ItemType, Callable[[Shape, object], Response]] = {
    ItemType.SINGLE: _choice,
    ItemType.MULTIPLE: _choices,
    ItemType.BOOLEAN: _truth,
    ItemType.BLANK: _gaps,
    ItemType.NUMERIC: _number,
    ItemType.ORDERING: _choices,
    ItemType.MATCHING: _pairs,
    ItemType.SHORT: _text,
}


def _parts(item: Item, given: Response) -> tuple[bool, ...]:
    """Tell of each part of the response whether it is right; one part where there is all or nothing."""
    if isinstance(given, dict):
        return tuple(given.get(left) == letter for left, letter in item.key_groups)
    if item.type is ItemType.BLANK:
        gaps = [*(given or ()), *[""] * len(item.key_groups)]
        return tuple(_fits(gap, variants) for gap, variants in zip(gaps, item.key_groups, strict=False))
    if item.type is ItemType.NUMERIC:
        return (isinstance(given, str) and _within(given, item),)
    if isinstance(given, str):
        return (given == item.key_letters[0],)
    if item.type is ItemType.MULTIPLE:
        return (set(given or ()) == set(item.key_letters),)
    return (tuple(given or ()) == item.key_letters,)


def _fits(gap: str, variants: Sequence[str]) -> bool:
    return bool(gap.strip()) and comparable(gap) in {comparable(variant) for variant in variants}


def _within(given: str, item: Item) -> bool:
    value = number_of(given, item.unit)
    return value is not None and isinstance(item.key, Decimal) and abs(value - item.key) <= item.tolerance


def _multiple(item: Item, given: Response, points: int, partial: PartialCredit) -> int:
    """Everything for the key; for a part of it, without a wrong letter, what the policy says; else nothing."""
    chosen, wanted = set(given or ()), set(item.key_letters)
    if not chosen <= wanted or partial is PartialCredit.NONE:
        return points if chosen == wanted else 0
    if chosen == wanted:
        return points
    return points // 2 if partial is PartialCredit.SUBSET else points * len(chosen) // len(wanted)
