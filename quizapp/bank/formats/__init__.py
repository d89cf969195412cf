"""File formats of the bank: bytes → a parsed bank, items → bytes; the native form stands in between.

Knows bytes and `native`, touches no file and no database. Reading never raises: what cannot be
read is a problem of the bank it returns. Excel's libraries load when first used.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from ...core.i18n import N_
from ..item import Item
from ..native import ParsedBank
from ..problem import Problem
from . import sheet, yaml_json
from .source import FormatError, decode_text, is_zip_of

#: Largest file that is read, in bytes.
MOST_BYTES = 20 * 1024 * 1024

__all__ = ["MOST_BYTES", "Format", "FormatError", "not_carried", "read", "recognise", "template", "write"]


class Format(StrEnum):
    """A file format of items."""

    YAML = "yaml"
    JSON = "json"
    XLSX = "xlsx"
    CSV = "csv"


def recognise(data: bytes, name: str = "") -> Format:
    """Tell the format of a file from what is in it; `name` decides only between texts that could be either.

    Raises FormatError with what to do when it is none of them.
    """
    if len(data) > MOST_BYTES:
        raise FormatError(N_("文件太大，最多 %(most)d MB。请分成几个文件。"), most=MOST_BYTES // 1024**2)
    if not data.strip():
        raise FormatError(N_("文件是空的。"))
    if data.startswith(b"PK\x03\x04"):
        if is_zip_of(data, "xl/workbook.xml"):
            return Format.XLSX
        raise FormatError(N_("这不是 Excel 工作簿（.xlsx）。请用模板填写，或另存为 .xlsx。"))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FormatError(N_("这是旧版 Office 文件，或加了密码。请去掉密码并另存为 .xlsx。"))
    text = decode_text(data)
    suffix = name.rpartition(".")[2].casefold()
    if text.lstrip()[:1] in ("{", "[") and suffix not in ("yaml", "yml", "csv"):
        return Format.JSON
    if suffix in ("csv", "tsv") or (suffix not in ("yaml", "yml") and sheet.looks_like_table(text)):
        return Format.CSV
    return Format.YAML


def read(data: bytes, name: str = "", format: Format | None = None) -> ParsedBank:
    """Read a file of items; `format` skips the recognising. A file that cannot be read is a problem at its name."""
    try:
        known = recognise(data, name)
        return _READERS[format or known](data)
    except FormatError as unreadable:
        return ParsedBank(problems=(Problem(name, unreadable.message, dict(unreadable.params)),))


def write(
    items: Sequence[Item],
    format: Format,
    *,
    slug: str = "",
    name: str = "",
    description: str = "",
    topics: Sequence[str] = (),
) -> bytes:
    """Return the items as a file; YAML and JSON also carry what is known of the bank."""
    if format in (Format.YAML, Format.JSON):
        bank = {"bank": slug, "name": name, "description": description, "topics": list(topics)}
        data = {field: value for field, value in bank.items() if value}
        return yaml_json.write(items, data, as_json=format is Format.JSON)
    return sheet.write_xlsx(items) if format is Format.XLSX else sheet.write_csv(items)


def not_carried(items: Sequence[Item], format: Format) -> tuple[Problem, ...]:
    """Return what a file of this format would lose of these items; each problem stands at the item's id."""
    return sheet.not_carried(items) if format is Format.XLSX else ()


def template() -> bytes:
    """Return an empty workbook to fill in, with a sheet of examples that reading leaves out."""
    return sheet.template()


_READERS = {
    Format.YAML: yaml_json.read_yaml,
    Format.JSON: yaml_json.read_json,
    Format.XLSX: sheet.read_xlsx,
    Format.CSV: sheet.read_csv,
}
