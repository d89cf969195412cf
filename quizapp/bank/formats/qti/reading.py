"""QTI files → a bank: finds the items, whatever their version, and names those that cannot be taken."""

from __future__ import annotations

import re

from ....core.i18n import N_
from ...native import ParsedBank
from ..drafts import Drafts
from ..source import FormatError
from ..unclear import Unclear
from ..xml_tree import Node, parse_xml
from .package import Source, sources_of
from .version1 import native_of_old_item
from .version2 import native_of_item


def read_qti(data: bytes) -> ParsedBank:
    """Read a package, or a single XML file of items."""
    drafts = Drafts()
    packed = data.startswith(b"PK\x03\x04")
    sources = sources_of(data) if packed else iter([Source("", parse_xml(data), {})])
    count = 0
    for source in sources:
        unified(source.root)
        for item in _items(source.root):
            count += 1
            where = f"{source.name} 第{item.line}行" if source.name else f"第{item.line}行"
            _read_item(item, source, f"第{count}题（{where}）", drafts)
    if not count:
        raise FormatError(N_("文件里没有 QTI 题目。"))
    return drafts.bank()


def _items(root: Node) -> list[Node]:
    if root.name == "assessmentItem":
        return [root]
    if root.name == "questestinterop":
        return list(root.within("item"))
    return list(root.within("assessmentItem"))


def _read_item(item: Node, source: Source, place: str, drafts: Drafts) -> None:
    notes: list[str] = []
    try:
        native = (native_of_item if item.name == "assessmentItem" else native_of_old_item)(item, notes)
    except Unclear as unclear:
        drafts.turn_away(place, unclear)
        return
    if isinstance(native, str):
        drafts.warn(place, N_("题型“%(type)s”不支持，这道题已略去。"), type=native[:60])
        return
    for note in notes:
        drafts.warn(place, note)
    drafts.add(place, {**source.about, **native})


def unified(node: Node) -> None:
    """Rename everything below a node from the names of version 3 to those of version 2."""
    node.name = _camel(node.name.removeprefix("qti-")) if node.name.startswith("qti-") else node.name
    node.attributes = {_camel(name): value for name, value in node.attributes.items()}
    for child in node.elements:
        unified(child)


def _camel(name: str) -> str:
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), name)
