"""Items → the lines of a paper that reading gives back: keys beneath each question, or on a sheet at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...item import TYPE_NAMES, Item, ItemType, Source
from ...native import SOURCE_FIELDS
from .settling import source_of

KEY_SHEET = "参考答案与解析"
_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of one type with their numbers; numbers go on from part to part."""

    heading: str
    questions: tuple[tuple[int, Item], ...]


def parts_of(items: Sequence[Item]) -> list[Part]:
    """Return the parts of a paper, one a type, in the usual order of types."""
    parts: list[Part] = []
    number = 0
    for kind in ItemType:
        those = [item for item in items if item.type is kind]
        if those:
            numbered = tuple(enumerate(those, number + 1))
            number += len(those)
            parts.append(Part(f"{_ORDINALS[len(parts)]}、{TYPE_NAMES[kind]}", numbered))
    return parts


def in_order(items: Sequence[Item]) -> list[Item]:
    """Return the items in the order in which a paper has them."""
    return [item for part in parts_of(items) for _, item in part.questions]


def question_lines(number: int, item: Item) -> Iterator[str]:
    """Yield a question without its key."""
    yield from f"{number}. {item.stem}".split("\n")
    for name, text in item.left:
        yield from f"（{name}）{text}".split("\n")
    for letter, text in item.options:
        yield from f"{letter}. {text}".split("\n")


def key_lines(item: Item) -> Iterator[str]:
    """Yield the key of a question and all else that it says, each behind its label."""
    said = {
        "答案": key_text(item),
        "单位": item.unit,
        "误差": f"{item.tolerance:f}" if item.tolerance else "",
        "解析": item.explanation,
        **(source_labels(item.source) if item.source else {}),
        "难度": str(item.difficulty),
        "主题": item.topic,
        "知识点": "；".join(item.tags),
        "核对时间": item.as_of,
        "有效期至": item.valid_until,
        "备注": item.note,
        "互斥题": "；".join(item.excludes),
        "编号": item.id,
    }
    for label, text in said.items():
        if text:
            yield from f"{label}：{text}".split("\n")


def key_text(item: Item) -> str:
    """Return a key as people write it."""
    match item.type:
        case ItemType.BOOLEAN:
            return "正确" if item.key else "错误"
        case ItemType.SINGLE | ItemType.MULTIPLE | ItemType.ORDERING:
            return "".join(item.key_letters)
        case ItemType.MATCHING:
            return "；".join(f"{pair[0]}-{pair[1]}" for pair in item.key_groups)
        case ItemType.BLANK:
            return " | ".join("；".join(gap) for gap in item.key_groups)
        case _:
            return f"{item.key:f}" if isinstance(item.key, Decimal) else str(item.key)


def source_labels(source: Source) -> dict[str, str]:
    """Return a source in one line where `settling.source_of` takes it apart again, else a label for each part."""
    parts = {name: value for name in SOURCE_FIELDS if (value := getattr(source, name))}
    version = f"（{source.version}）" if source.version else ""
    section = f"，{source.section}" if source.section else ""
    whole = f"《{source.document}》{version}{source.article}{section}"
    for line in (source.document, whole):
        if source_of(line) == parts:
            return {"依据": line}
    return {
        "依据文件": source.document,
        "版本": source.version,
        "条款": source.article,
        "段落": source.section,
    }
