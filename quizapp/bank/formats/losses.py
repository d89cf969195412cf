"""What a file of a format cannot carry: fields without a place in it, questions of a type it does not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from string import ascii_uppercase

from ...core.i18n import N_
from ..item import TYPE_NAMES, Item, ItemType
from ..markup import pictures
from ..native import USUAL_DIFFICULTY
from ..problem import Level, Problem
from .cells import made_id
from .drafts import TITLES
from .table import NO_TOPIC

#: What an item says when a field of it is not carried.
_EMPTY: dict[str, object] = {
    "topic": NO_TOPIC,
    "explanation": "",
    "source": None,
    "difficulty": USUAL_DIFFICULTY,
    "as_of": "",
    "valid_until": "",
    "note": "",
    "tags": (),
    "unit": "",
    "tolerance": Decimal(0),
    "excludes": (),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A file, the items as reading it will give them, and what is not in it."""

    content: bytes
    items: tuple[Item, ...]
    lost: tuple[Problem, ...] = ()


def reduced(
    items: Iterable[Item], kinds: frozenset[ItemType], kept: frozenset[str], *, ids: bool = True
) -> tuple[list[Item], list[Problem]]:
    """Return the items of these types with the optional fields in `kept`, and what that leaves out.

    A field is named once for all items, a type too. Without `ids` an item gets the id that reading will give it.
    """
    fields: Counter[str] = Counter()
    types: Counter[ItemType] = Counter()
    some: list[Item] = []
    seen: set[str] = set()
    again = 0
    for item in items:
        if item.type not in kinds:
            types[item.type] += 1
            continue
        gone = {
            name: empty for name, empty in _EMPTY.items() if name not in kept and getattr(item, name) != empty
        }
        fields.update(gone.keys())
        less = replace(item, **gone)  # type: ignore[arg-type]  # each value is of its field's type
        if not ids:
            less = replace(less, id=made_id(less.stem, (text for _, text in less.options)))
            if less.id in seen:
                again += 1
                continue
            seen.add(less.id)
        some.append(less)
    return some, list(_said(fields, types, again))


def _said(fields: Counter[str], types: Counter[ItemType], again: int) -> Iterator[Problem]:
    """Yield what a format has no place for, each once with how often."""
    for kind, count in types.items():
        params = {"type": TYPE_NAMES[kind], "count": count}
        yield Problem("", N_("这种格式放不下%(type)s，有 %(count)d 道没有写出。"), params)
    for name, count in fields.items():
        params = {"field": TITLES[name], "count": count}
        message = N_("这种格式没有放“%(field)s”的地方，%(count)d 道题的没有写出。")
        yield Problem("", message, params, Level.WARNING)
    if again:
        yield Problem("", N_("有 %(count)d 道题与另一道的题干和选项相同，没有写出。"), {"count": again})


def relettered(item: Item) -> Item:
    """Return the item with letters and ids as a format without any gives them: in order of appearance.

    The options of an ordering come in their right order, those of a matching in the order of the left side.
    """
    if not item.options:
        return item
    order = [letter for letter, _ in item.options]
    if item.type is ItemType.ORDERING:
        order = list(item.key_letters)
    elif item.type is ItemType.MATCHING:
        order = list(dict.fromkeys([*(pair[1] for pair in item.key_groups), *order]))
    new = dict(zip(order, ascii_uppercase, strict=False))
    texts = dict(item.options)
    options = tuple((new[letter], texts[letter]) for letter in order)
    if item.type is ItemType.MATCHING:
        left = tuple((str(at), text) for at, (_, text) in enumerate(item.left, 1))
        pairs = tuple((str(at), new[pair[1]]) for at, pair in enumerate(item.key_groups, 1))
        return replace(item, options=options, left=left, key=pairs)
    key = (
        new[item.key]
        if isinstance(item.key, str)
        else tuple(sorted(new[letter] for letter in item.key_letters))
    )
    return replace(item, options=options, key=key)


def left_out(item: Item, message: str = N_("这道题的文字放进这种格式会读成别的内容，没有写出。")) -> Problem:
    """Return the problem of an item that is not in the file at all."""
    return Problem(item.id, message)


def proved(items: Sequence[Item], fits: Callable[[Item, int], bool]) -> tuple[list[Item], list[Problem]]:
    """Return the items that `fits` finds to come back, each at its number from 1; without some field if need be.

    For formats without a way of escaping: what would be read as something else is left out and named.
    """
    kept: list[Item] = []
    lost: list[Problem] = []
    for item in items:
        number = len(kept) + 1
        if fits(item, number):
            kept.append(item)
            continue
        bare = replace(item, **{name: _EMPTY[name] for name in _TRIED})  # type: ignore[arg-type]
        if not fits(bare, number):
            lost.append(left_out(item))
            continue
        for name in _TRIED:
            more = replace(bare, **{name: getattr(item, name)})
            if fits(more, number):
                bare = more
            elif getattr(item, name) != _EMPTY[name]:
                lost.append(
                    Problem(
                        item.id,
                        N_("“%(field)s”放进这种格式会读成别的内容，没有写出。"),
                        {"field": TITLES[name]},
                        Level.WARNING,
                    )
                )
        kept.append(bare)
    return kept, lost


def with_pictures(items: Iterable[Item]) -> list[Problem]:
    """Return a word on each item whose pictures a file cannot carry."""
    return [
        Problem(item.id, N_("题目里有图片，文件里只有图片的名称。"), level=Level.WARNING)
        for item in items
        if any(pictures(text) for text in _texts(item))
    ]


def _texts(item: Item) -> Iterator[str]:
    yield from (item.stem, item.explanation)
    yield from (text for _, text in (*item.options, *item.left))


def closed(items: Sequence[Item]) -> list[Item]:
    """Return the items without links to such as are not among them."""
    ids = {item.id for item in items}
    return [
        replace(item, excludes=tuple(code for code in item.excludes if code in ids))
        if item.excludes
        else item
        for item in items
    ]


_TRIED = ("explanation", "source", "note", "tags", "unit", "topic")
