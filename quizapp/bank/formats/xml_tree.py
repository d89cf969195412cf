"""XML read without trusting it: no entities of its own, nothing fetched, bounded in depth and size; lines are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any
from xml.parsers import expat

from ...core.i18n import N_
from .source import FormatError

# Encodings that the parser does not know by itself.
_GB = re.compile(rb"""\s*<\?xml[^>]*encoding=["'](?:gb2312|gbk|gb18030)["']""", re.IGNORECASE)

MOST_NODES, MOST_DEPTH = 3_000_000, 200


@dataclass(slots=True)
class Node:
    """An element by its local name; attributes also by local name, `children` in document order."""

    name: str
    attributes: dict[str, str]
    line: int
    children: list[Node | str] = field(default_factory=list)

    @property
    def elements(self) -> Iterator[Node]:
        """The child elements."""
        return (child for child in self.children if isinstance(child, Node))

    @property
    def text(self) -> str:
        """All text within, in order."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def find(self, *path: str) -> Node | None:
        """Return the first element down a path of names."""
        found: Node | None = self
        for name in path:
            found = next((child for child in found.elements if child.name == name), None) if found else None
        return found

    def every(self, name: str) -> list[Node]:
        """Return the child elements of that name."""
        return [child for child in self.elements if child.name == name]

    def within(self, *names: str) -> Iterator[Node]:
        """Yield the elements of these names at any depth, in document order."""
        for child in self.elements:
            if child.name in names:
                yield child
            yield from child.within(*names)

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, default)


def parse_xml(data: bytes) -> Node:
    """Return the root of an XML document; raises FormatError for what is no XML, or no harmless XML."""
    declared = _GB.match(data[:200])
    try:
        builder = _Builder("utf-8" if declared else None)
        builder.parser.Parse(data.decode("gb18030").encode() if declared else data, True)
    except expat.ExpatError as error:
        raise FormatError(N_("第 %(line)d 行的 XML 写法有误。"), line=error.lineno) from error
    except (LookupError, ValueError) as error:
        raise FormatError(N_("XML 的编码无法识别，请另存为 UTF-8 编码。")) from error
    assert builder.root is not None
    return builder.root


class _Builder:
    def __init__(self, encoding: str | None) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._texts: list[str] = []
        self._count = 0
        parser: Any = expat.ParserCreate(encoding, "}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._texts.append
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        parser.SkippedEntityHandler = self._skipped
        self.parser = parser

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._flush()
        self._count += 1
        if self._count > MOST_NODES or len(self._open) >= MOST_DEPTH:
            raise FormatError(N_("XML 太大，或层次太多。"))
        local = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        node = Node(name.rpartition("}")[2], local, self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, _name: str) -> None:
        self._flush()
        self._open.pop()

    def _flush(self) -> None:
        if self._texts and self._open:
            self._open[-1].children.append("".join(self._texts))
        self._texts.clear()

    def _skipped(self, name: str, is_parameter: bool) -> None:
        """Take a named character such as &nbsp; which a document with an outer DTD may use undeclared."""
        if not is_parameter:
            self._texts.append(html5.get(f"{name};", ""))

    def _refuse(self, *_: object) -> None:
        raise FormatError(N_("XML 里定义了实体（<!ENTITY>），为安全起见不读取。请删去这些定义。"))
