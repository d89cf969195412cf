"""The text of a QTI item's body: lines where it has lines, a mark where something is typed in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..html_text import NO_IMAGE, NO_MEDIA
from ..xml_tree import Node

#: Stands where something is typed in; no text of XML can hold it.
GAP_MARK = "\x1f"
_BLOCKS = frozenset(
    (
        *(
            "p",
            "div",
            "li",
            "ul",
            "ol",
            "tr",
            "table",
            "pre",
            "blockquote",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
        ),
        *("prompt", "section", "dt", "dd", "contentBody"),
    )
)
#: What is no part of the question's text.
_APART = frozenset(
    (
        *("feedbackInline", "feedbackBlock", "rubricBlock", "templateInline", "templateBlock", "infoControl"),
        *("simpleChoice", "simpleAssociableChoice", "simpleMatchSet", "gapText", "stylesheet", "catalogInfo"),
        *("script", "style", "rt", "rp"),
    )
)
_IMAGES, _MEDIA = (
    frozenset(("img", "picture")),
    frozenset(("object", "audio", "video", "math", "iframe", "svg")),
)
_SOFT = "\f"  # the edge of a block: one line end, however many meet


def flow_text(node: Node, notes: list[str]) -> str:
    """Return the text of an element as it would be shown; `notes` gathers what is not in it."""
    raw = "".join(_pieces(node, notes))
    raw = re.sub(r"[ ]*\f[ \f]*", _SOFT, raw).strip(_SOFT + " ")
    return re.sub(r" *\n *", "\n", raw).replace(_SOFT, "\n").replace("\xa0", " ").strip()


def _pieces(node: Node, notes: list[str]) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield re.sub(r"[ \t\r\n]+", " ", child)
        elif child.name == "textEntryInteraction":
            yield GAP_MARK
        elif child.name == "br":
            yield "\n"
        elif child.name in _IMAGES or child.name in _MEDIA:
            note = NO_IMAGE if child.name in _IMAGES or child.get("type").startswith("image") else NO_MEDIA
            if note not in notes:
                notes.append(note)
            yield child.get("alt")
        elif child.name not in _APART:
            edge = _SOFT if child.name in _BLOCKS or child.name.endswith("Interaction") else ""
            yield edge
            yield from _pieces(child, notes)
            yield edge
