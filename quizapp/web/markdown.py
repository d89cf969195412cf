"""Organisers' Markdown as safe HTML: no HTML of their own, no images from elsewhere, links that leave safely."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

#: What a picture is called in the text → its address here, or None when there is no such picture.
Pictures = Callable[[str], str | None]

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td", "img"),
}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "loading"}}


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    reader.add_render_rule("image", _image)
    return reader


def _image(
    self: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    """Show a picture of ours; of any other only its description."""
    token = tokens[index]
    described = self.renderInlineAsText(token.children, options, env) if token.children else ""
    address = env["pictures"](str(token.attrs["src"]))
    if address is None:
        return str(escape(described))
    return f'<img src="{escape(address)}" alt="{escape(described)}" loading="lazy">'


def no_pictures(_: str) -> None:
    """Know no picture."""


def markdown(text: str, pictures: Pictures = no_pictures) -> Markup:
    """Return Markdown as HTML that may stand in a page; a first-level heading becomes a second.

    Pictures are shown where `pictures` knows an address; of all others only the description is left.
    """
    html = _reader().render(text, {"pictures": pictures}).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    return Markup(clean)  # noqa: S704 - cleaned just now
