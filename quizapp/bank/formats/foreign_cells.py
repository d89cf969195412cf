"""Rows as other platforms shape them, brought to one cell an option and one cell with the key. Pure.

| shape | found at |
|---|---|
| a mark beside each option: `选项一是否正确` with 1 or 0 | exam systems with a fixed number of columns |
| all options in one cell, parted by `$;$`, `|`, line breaks, or as `A. 甲,B. 乙` | 网络大学 and older exports |
| the key with its texts: `A. 甲,C. 丙` | the same |
| one column for each part of the key: `答案1`, `答案2` | 磨题帮 |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import ascii_uppercase

from ..boolean_words import truth_of

_SIGNED = re.compile(r"(?:^|[\s,，;；|｜])([A-Z])\s*[.．、:：)）]\s*")
_PARTED = re.compile(r"\$;\$|\s*\n\s*|\s*[|｜]\s*")
_YES = frozenset(("1", "1.0"))


def regular(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the row's cells with `option.A` … and `key`, however the platform had them; regular ones unchanged."""
    row = {field: text for field, text in cells.items() if not field.startswith(("mark.", "key."))}
    if "options" in row:
        texts = options_of(row.pop("options"))
        row |= {f"option.{letter}": text for letter, text in texts.items() if text}
    key = row.get("key") or _marked(cells) or _in_parts(cells)
    if key:
        row["key"] = _without_texts(key)
    return row


def options_of(cell: str) -> dict[str, str]:
    """Return the options that one cell holds, by letter: by the letters in it where they run from A on."""
    found = list(_SIGNED.finditer(cell))
    if len(found) >= 2 and "".join(one[1] for one in found) == ascii_uppercase[: len(found)]:
        ends = [one.start() for one in found[1:]] + [len(cell)]
        return {
            one[1]: cell[one.end() : end].strip(" \n,，;；|｜$") for one, end in zip(found, ends, strict=True)
        }
    texts = [part.strip() for part in _PARTED.split(cell)]
    return dict(zip(ascii_uppercase, filter(None, texts), strict=False))


def _marked(cells: Mapping[str, str]) -> str:
    """Return the letters of the options that are marked as right."""
    marks = {field.removeprefix("mark."): text for field, text in cells.items() if field.startswith("mark.")}
    return "".join(
        letter for letter, text in sorted(marks.items()) if text.strip() in _YES or truth_of(text) is True
    )


def _in_parts(cells: Mapping[str, str]) -> str:
    """Return a key that stands in several columns, as one cell: parts are gaps, or letters that run on."""
    parts = [text for field, text in sorted(cells.items()) if field.startswith("key.")]
    return (
        "".join(parts)
        if all(len(part) == 1 and part in ascii_uppercase for part in parts)
        else "|".join(parts)
    )


def _without_texts(key: str) -> str:
    """Return `AC` for `A. 甲,C. 丙`, anything else as it is."""
    found = _SIGNED.findall(key)
    return "".join(found) if found and _SIGNED.match(key) else key
