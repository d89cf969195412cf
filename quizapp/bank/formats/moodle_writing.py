"""Items → Moodle XML. Texts are plain text there, so that nothing in them is markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from xml.sax.saxutils import escape

from ..item import Item, ItemType
from .cloze import cloze_of
from .losses import Written, proved, reduced, relettered
from .moodle import read_moodle

_CARRIED = frozenset(("topic", "explanation", "tags", "unit", "tolerance"))


def write_moodle(items: Sequence[Item]) -> Written:
    """Return a file that Moodle imports: categories are topics, ID numbers are ids."""
    some, lost = reduced(items, frozenset(ItemType), _CARRIED)
    kept, more = proved([relettered(item) for item in some], _comes_back)
    return Written(_file(kept), tuple(kept), (*lost, *more))


def _file(items: Sequence[Item]) -> bytes:
    body = "\n".join(_elements(items))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>\n'.encode()


def _comes_back(item: Item, _number: int) -> bool:
    return read_moodle(_file([item])).items == (item,)


def _elements(items: Sequence[Item]) -> Iterator[str]:
    topic = None
    for item in items:
        if item.topic != topic:
            topic = item.topic
            yield f'<question type="category"><category>{_text(_path(topic))}</category></question>'
        yield _question(item)


def _path(topic: str) -> str:
    return f"$course$/top/{topic.replace('/', '//')}"


def _is_cloze(item: Item) -> bool:
    return item.type is ItemType.BLANK and len(item.key_groups) > 1


def _question(item: Item) -> str:
    kind = "cloze" if _is_cloze(item) else _KINDS[item.type]
    stem = cloze_of(item.stem, item.key_groups) if _is_cloze(item) else item.stem
    tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in item.tags)
    parts = [
        f'<question type="{kind}">',
        f"<name>{_text(' '.join(item.stem.split())[:60])}</name>",
        f'<questiontext format="plain_text">{_text(stem)}</questiontext>',
        f'<generalfeedback format="plain_text">{_text(item.explanation)}</generalfeedback>',
        "<defaultgrade>1</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>",
        f"<idnumber>{escape(item.id)}</idnumber>",
        "" if _is_cloze(item) else _BODIES[item.type](item),
        f"<tags>{tags}</tags>" if tags else "",
        "</question>",
    ]
    return "\n".join(part for part in parts if part)


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"


def _answer(text: str, fraction: str, *more: str) -> str:
    return f'<answer fraction="{fraction}" format="plain_text">{_text(text)}{"".join(more)}</answer>'


def share_of(count: int) -> str:
    """Return the share of each of so many right answers in percent, in the digits that Moodle knows."""
    return f"{100 / count:.5f}".rstrip("0").rstrip(".")


def _choice(item: Item) -> str:
    right = set(item.key_letters)
    single = item.type is ItemType.SINGLE
    share = share_of(len(right))
    wrong = "0" if single else "-100"
    answers = "\n".join(_answer(text, share if letter in right else wrong) for letter, text in item.options)
    return (
        f"<single>{str(single).lower()}</single><shuffleanswers>true</shuffleanswers>"
        f"<answernumbering>ABCD</answernumbering>\n{answers}"
    )


def _boolean(item: Item) -> str:
    return "\n".join(
        _answer(word, "100" if (word == "true") is item.key else "0") for word in ("true", "false")
    )


def _blank(item: Item) -> str:
    variants = item.key_groups[0]
    return "<usecase>0</usecase>\n" + "\n".join(_answer(text.replace("*", "\\*"), "100") for text in variants)


def _numeric(item: Item) -> str:
    units = (
        f"<units><unit><multiplier>1</multiplier><unit_name>{escape(item.unit)}</unit_name></unit></units>"
    )
    return _answer(f"{item.key:f}", "100", f"<tolerance>{item.tolerance:f}</tolerance>") + (
        units if item.unit else ""
    )


def _matching(item: Item) -> str:
    texts, key = dict(item.options), {pair[0]: pair[1] for pair in item.key_groups}
    pairs = [(text, texts[key[name]]) for name, text in item.left]
    pairs += [("", text) for letter, text in item.options if letter not in key.values()]
    return "<shuffleanswers>true</shuffleanswers>\n" + "\n".join(
        f'<subquestion format="plain_text">{_text(left)}<answer>{_text(right)}</answer></subquestion>'
        for left, right in pairs
    )


def _ordering(item: Item) -> str:
    answers = "\n".join(_answer(text, f"{at}") for at, (_, text) in enumerate(item.options, 1))
    return f"<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>\n{answers}"


def _essay(item: Item) -> str:
    return f'<responseformat>plain</responseformat><graderinfo format="plain_text">{_text(str(item.key))}</graderinfo>'


_KINDS = {
    ItemType.SINGLE: "multichoice",
    ItemType.MULTIPLE: "multichoice",
    ItemType.BOOLEAN: "truefalse",
    ItemType.BLANK: "shortanswer",
    ItemType.NUMERIC: "numerical",
    ItemType.ORDERING: "ordering",
    ItemType.MATCHING: "matching",
    ItemType.SHORT: "essay",
}
_BODIES: dict[ItemType, Callable[[Item], str]] = {
    ItemType.SINGLE: _choice,
    ItemType.MULTIPLE: _choice,
    ItemType.BOOLEAN: _boolean,
    ItemType.BLANK: _blank,
    ItemType.NUMERIC: _numeric,
    ItemType.ORDERING: _ordering,
    ItemType.MATCHING: _matching,
    ItemType.SHORT: _essay,
}
