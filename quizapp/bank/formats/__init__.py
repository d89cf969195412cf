"""File formats of the bank: bytes → a parsed bank, items → bytes; the native form stands in between.

Knows bytes and `native`, touches no file and no database. Reading never raises: what cannot be
read is a problem of the bank it returns. Readers, writers and Excel's libraries load when first used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..item import Item
from ..native import ParsedBank
from ..problem import Problem
from . import quiz_books, sheet
from .book import Book
from .losses import Written, with_pictures
from .recognising import MOST_BYTES, SUFFIXES, Format, family_of, kind_of, recognise
from .source import FormatError

if TYPE_CHECKING:
    from .handlings import Handling

__all__ = [
    "MOST_BYTES",
    "SUFFIXES",
    "Format",
    "FormatError",
    "Written",
    "export",
    "handling",
    "read",
    "read_told",
    "recognise",
    "template",
    "write",
]


def handling(format: Format) -> Handling:
    """Return how a format is handled."""
    from .handlings import HANDLINGS

    return HANDLINGS[format]


def read(data: bytes, name: str = "", format: Format | None = None) -> ParsedBank:
    """Read a file of items; `format` skips the recognising. A file that cannot be read is a problem at its name."""
    return read_told(data, name, format)[0]


def read_told(data: bytes, name: str = "", format: Format | None = None) -> tuple[ParsedBank, Format | None]:
    """Read a file as `read` does; return also its format, None where it is none of them."""
    known = format
    try:
        family = family_of(data, name)
        known = format or family
        if format is None and family is Format.XLSX:
            book = Book(data)
            known = kind_of(book)
            return (quiz_books if known is Format.KAHOOT else sheet).read_book(book), known
        return handling(known).read(data), known
    except FormatError as unreadable:
        return ParsedBank(problems=(Problem(name, unreadable.message, dict(unreadable.params)),)), known


def export(
    items: Sequence[Item],
    format: Format,
    *,
    slug: str = "",
    name: str = "",
    description: str = "",
    topics: Sequence[str] = (),
) -> Written:
    """Return the items as a file, with what the format cannot carry of them."""
    from .handlings import About

    written = handling(format).write(items, About(slug, name, description, tuple(topics)))
    if format in (Format.YAML, Format.JSON, Format.XLSX, Format.CSV):
        return written  # these name pictures, and importing them here finds them again
    return replace(written, lost=(*written.lost, *with_pictures(written.items)))


def write(items: Sequence[Item], format: Format, *, name: str = "") -> bytes:
    """Return the items as a file."""
    return export(items, format, name=name).content


def template() -> bytes:
    """Return an empty workbook to fill in, with a sheet of examples that reading leaves out."""
    return sheet.template()
