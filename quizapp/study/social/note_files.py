"""A member's notes as files: plain text, or a Word document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext

from ...core.word import package, paragraph
from ...web.filters import moment
from .marks import MARK_TITLES
from .notebook import NoteLine

TXT = "text/plain; charset=utf-8"
Notes = Sequence[tuple[str, Sequence[NoteLine]]]


def as_text(title: str, name: str, notes: Notes) -> bytes:
    """Return the notes as text with a mark at its head by which Windows knows the encoding."""
    lines = [f"{title}　{name}"]
    for material, of_it in notes:
        lines += ["", f"《{material}》"]
        for note in of_it:
            lines += ["", *_lines(note)]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def as_docx(title: str, name: str, notes: Notes) -> bytes:
    """Return the notes as a Word document, a heading for each material."""
    body = [paragraph(title, "Title"), paragraph(name, "Normal")]
    for material, of_it in notes:
        body.append(paragraph(material, "Heading1"))
        for note in of_it:
            first, *more = _lines(note)
            body += [paragraph(first, "Stem"), *(paragraph(line, "Option") for line in more)]
    return package("".join(body))


def _lines(note: NoteLine) -> Iterator[str]:
    yield f"【{gettext(MARK_TITLES[note.mark])}】{moment(note.updated_at)}"
    if note.quote:
        yield gettext("原文：%(quote)s", quote=" ".join(note.quote.split()))
    yield from note.text.splitlines()
