"""The words of a presentation, slide by slide: to be read on a phone and found by a search. Pure."""

from __future__ import annotations

import posixpath
import re
import zipfile
from typing import BinaryIO

from ..bank.formats.source import FormatError
from ..bank.formats.xml_tree import Node, parse_xml
from ..core.archives import BROKEN

MOST_SLIDES, MOST_PART, MOST_ALL = 300, 4 * 1024 * 1024, 32 * 1024 * 1024
MOST_CHARACTERS = 60_000
BETWEEN = "\f"  # between two slides
_MAIN, _LINKS = "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"
_NUMBERED = re.compile(r"ppt/slides/slide(\d{1,4})\.xml", re.ASCII)


def outline_of(stream: BinaryIO) -> str:
    """Return the words of a .pptx: a paragraph a line, a form feed between slides; "" where it cannot be read."""
    try:
        stream.seek(0)
        with zipfile.ZipFile(stream) as archive:
            reader = _Reader(archive)
            return BETWEEN.join(reader.words(name) for name in _slides(reader))[:MOST_CHARACTERS]
    except (*BROKEN, FormatError):
        return ""


def slides_of(outline: str) -> list[list[str]]:
    """Return the lines of each slide."""
    return [slide.splitlines() for slide in outline.split(BETWEEN)] if outline else []


class _Reader:
    """Reads parts of an archive, and no more in all than may be unpacked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MOST_ALL

    def tree(self, name: str) -> Node:
        with self._archive.open(name) as part:
            data = part.read(MOST_PART + 1)
        self._left -= len(data)
        if len(data) > MOST_PART or self._left < 0:
            raise KeyError(name)
        return parse_xml(data)

    def numbered(self) -> list[str]:
        found = (_NUMBERED.fullmatch(name) for name in self._archive.namelist())
        return [one[0] for one in sorted(filter(None, found), key=lambda one: int(one[1]))][:MOST_SLIDES]

    def words(self, name: str) -> str:
        lines = []
        for paragraph in self.tree(name).within("p"):
            text = "".join(run.text for run in paragraph.within("t")).strip()
            if text:
                lines.append(" ".join(text.split()))
        return "\n".join(lines)


def _slides(reader: _Reader) -> list[str]:
    """Return the names of the slides in the order in which they are shown; by their numbers where that is not told."""
    links = {link.get("Id"): link.get("Target") for link in reader.tree(_LINKS).within("Relationship")}
    order = [slide.get("id") for slide in reader.tree(_MAIN).within("sldId")]
    names = []
    for key in order[:MOST_SLIDES]:
        target = links.get(key, "")
        if target:
            names.append(posixpath.normpath(posixpath.join("/ppt", target)).lstrip("/"))
    return names or reader.numbered()
