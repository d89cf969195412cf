"""Items → a Word document: a paper by types, and on a new page its key sheet, which reading puts together again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ....core.word import package, paragraph
from ...item import Item
from ..losses import Written, closed, proved
from ..paper import Line, read_lines
from ..paper.writing import KEY_SHEET, Part, in_order, key_lines, parts_of, question_lines
from ..source import FormatError


def write_docx(items: Sequence[Item], title: str) -> Written:
    """Return a paper of the items with its key sheet; what would be read as something else is left out."""
    kept, lost = proved(in_order(items), _comes_back)
    kept = closed(kept)
    parts = parts_of(kept)
    body = [paragraph(title, "Title")] if _is_mere_title(title) else []
    for part in parts:
        body.append(paragraph(part.heading, "Heading1"))
        for number, item in part.questions:
            first, *more = question_lines(number, item)
            body.append(paragraph(first, "Stem"))
            body += [paragraph(line, "Option") for line in more]
    body.append(paragraph(KEY_SHEET, "Title", breaks=True))
    for part in parts:
        body.append(paragraph(part.heading, "Heading1"))
        for number, item in part.questions:
            first, *more = key_lines(item)
            body.append(paragraph(f"{number}. {first}", "Stem"))
            body += [paragraph(line, "Option") for line in more]
    return Written(package("".join(body)), tuple(kept), tuple(lost))


def _lines(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        yield part.heading
        for number, item in part.questions:
            yield from question_lines(number, item)
    yield KEY_SHEET
    for part in parts:
        yield part.heading
        for number, item in part.questions:
            first, *more = key_lines(item)
            yield f"{number}. {first}"
            yield from more


def _comes_back(item: Item, number: int) -> bool:
    item = replace(item, excludes=())
    (part,) = parts_of([item])
    part = replace(part, questions=((number, item),))
    try:
        return read_lines([Line(text, at, "段") for at, text in enumerate(_lines([part]), 1)]).items == (
            item,
        )
    except FormatError:
        return False


def _is_mere_title(title: str) -> bool:
    """Tell whether a title before the first question is read as nothing: neither number nor heading."""
    return bool(title) and not any(char.isdigit() or char in "、.．:：()（）题答" for char in title)
