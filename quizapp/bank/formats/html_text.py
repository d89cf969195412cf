"""HTML of other programs → text: lines where it has lines, nothing that runs, and a note of what was left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from ...core.i18n import N_

#: Longer texts are not taken apart: no field holds them anyway.
MOST_HTML = 100_000

NO_IMAGE = N_("有图片，没有导入；请核对题目没有图片是否完整。")
NO_SCRIPT = N_("有脚本，已略去。")
NO_MEDIA = N_("有公式、音频、视频或嵌入的内容，没有导入；请核对题目是否完整。")

_BLOCKS = frozenset(
    ("p", "div", "li", "ul", "ol", "tr", "table", "pre", "blockquote", "section", "dt", "dd", "hr")
) | {f"h{level}" for level in range(1, 7)}
_HIDDEN = frozenset(("script", "style", "head", "title", "template"))
_MEDIA = frozenset(("audio", "video", "iframe", "object", "embed", "math", "svg", "canvas"))
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")


def text_of_html(html: str) -> tuple[str, list[str]]:
    """Return the text, and source texts about what is not in it."""
    if len(html) > MOST_HTML:
        return html, []
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(reader.pieces).split("\n"))
    text = "\n".join(line for line in lines if line)
    # Nothing but a tag, as in an option <p>: it is shown as it stands rather than as nothing.
    return (text if text or reader.notes else html.strip()), reader.notes


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.notes: list[str] = []
        self._hidden = 0
        self._tables: list[dict[int, int]] = []  # of the open sup and sub

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
            if tag == "script":
                self._note(NO_SCRIPT)
        elif tag in _MEDIA:
            self._note(NO_MEDIA)
        elif tag == "img":
            self._note(NO_IMAGE)
            self.pieces.append(dict(attrs).get("alt") or "")
        elif tag == "br" or tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag == "td":
            self.pieces.append(" ")
        elif tag in ("sup", "sub"):
            self._tables.append(_RAISED if tag == "sup" else _LOWERED)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in ("sup", "sub") and self._tables:
            self._tables.pop()

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        data = re.sub(r"\s*\n\s*", " ", data)
        self.pieces.append(data.translate(self._tables[-1]) if self._tables else data)

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)
