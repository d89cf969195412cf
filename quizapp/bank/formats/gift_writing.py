"""Items → GIFT."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...core.i18n import N_
from ..item import Item, ItemType
from ..problem import Problem
from .gift import read_gift
from .losses import Written, proved, reduced, relettered
from .moodle_writing import share_of

_KINDS = frozenset(ItemType) - {ItemType.ORDERING, ItemType.SHORT}
_CARRIED = frozenset(("topic", "explanation", "tags", "tolerance"))


def write_gift(items: Sequence[Item]) -> Written:
    """Return a file that Moodle imports: categories are topics, ids and tags stand in comments."""
    some, lost = reduced(items, _KINDS, _CARRIED)
    one_gap = [item for item in some if item.type is not ItemType.BLANK or len(item.key_groups) == 1]
    if len(one_gap) < len(some):
        message = N_("有几个空的填空题放不进这种格式，%(count)d 道没有写出。")
        lost.append(Problem("", message, {"count": len(some) - len(one_gap)}))
    kept, more = proved([relettered(item) for item in one_gap], _comes_back)
    return Written(_file(kept), tuple(kept), (*lost, *more))


def _file(items: Sequence[Item]) -> bytes:
    return "\n".join(_records(items)).encode()


def _comes_back(item: Item, _number: int) -> bool:
    return read_gift(_file([item])).items == (item,)


def _records(items: Sequence[Item]) -> Iterator[str]:
    topic = None
    for item in items:
        if item.topic != topic:
            topic = item.topic
            yield f"$CATEGORY: $course$/top/{_escaped(topic.replace('/', '//'))}\n"
        marks = [f"[id:{item.id}]", *(f"[tag:{tag.replace(']', chr(92) + ']')}]" for tag in item.tags)]
        yield f"// {' '.join(marks)}"
        general = f"####{_escaped(item.explanation)}" if item.explanation else ""
        yield f"[plain]{_escaped(item.stem)} {{{_body(item)}{general}}}\n"


def _body(item: Item) -> str:
    match item.type:
        case ItemType.BOOLEAN:
            return "TRUE" if item.key else "FALSE"
        case ItemType.NUMERIC:
            tolerance = f":{item.tolerance:f}" if item.tolerance else ""
            return f"#{item.key:f}{tolerance}"
        case ItemType.BLANK:
            return " ".join(f"={_escaped(text.replace('*', chr(92) + '*'))}" for text in item.key_groups[0])
        case ItemType.MATCHING:
            texts, key = dict(item.options), {pair[0]: pair[1] for pair in item.key_groups}
            pairs = [(text, texts[key[name]]) for name, text in item.left]
            pairs += [("", text) for letter, text in item.options if letter not in key.values()]
            return " ".join(f"={_escaped(left)} -> {_escaped(right)}" for left, right in pairs)
        case _:
            right = set(item.key_letters)
            mark = "=" if item.type is ItemType.SINGLE else f"~%{share_of(len(right))}%"
            wrong = "~" if item.type is ItemType.SINGLE else "~%-100%"
            return " ".join(
                f"{mark if letter in right else wrong}{_escaped(text)}" for letter, text in item.options
            )


def _escaped(text: str) -> str:
    return re.sub(r"([\\:#={}~])", r"\\\1", text).replace("\n", "\\n")
