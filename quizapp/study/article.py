"""A material's text as a page shows it, and its sources as lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from ..web.markdown import Pictures, markdown, no_pictures

_SOURCE_FIELDS = ("document", "version", "article", "section")
_WHOLE = re.compile(r"^《([^《》]*)》$")
_BETWEEN = re.compile(r"\s*[|｜]\s*")


def article(text: str, pictures: Pictures = no_pictures) -> Markup:
    """Return a material's Markdown as HTML; wide tables scroll in a frame that keys reach."""
    html = str(markdown(text, pictures))
    html = html.replace("<table>", '<div class="prose__table" tabindex="0"><table>')
    return Markup(html.replace("</table>", "</table></div>"))  # noqa: S704 - cleaned by `markdown`


def source_line(source: Mapping[str, str]) -> str:
    """Return a source as readers see it: 《文件》（版本）条款; a name with such marks in it stays as it is."""
    version = f"（{source['version']}）" if source.get("version") else ""
    name = source["document"] if "《" in source["document"] else f"《{source['document']}》"
    return f"{name}{version}{source.get('article') or source.get('section') or ''}"


def sources_from_text(text: str) -> list[dict[str, str]]:
    """Read sources written one a line: document | version | article | section; all but the first may be missing."""
    found = []
    for line in text.splitlines():
        parts = [_WHOLE.sub(r"\1", part.strip()) for part in _BETWEEN.split(line.strip())]
        if parts[0]:
            values = [*parts, "", "", ""][: len(_SOURCE_FIELDS)]
            found.append(dict(zip(_SOURCE_FIELDS, values, strict=True)))
    return found


def sources_to_text(sources: Iterable[Mapping[str, str]]) -> str:
    """Return sources as `sources_from_text` reads them."""
    lines = []
    for source in sources:
        parts = [source.get(name, "") for name in _SOURCE_FIELDS]
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        lines.append(" | ".join(parts))
    return "\n".join(lines)
