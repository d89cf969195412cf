"""The few marks that a stem, an option or an explanation may carry, read into parts. Pure.

| written | means |
|---|---|
| `**文字**` | bold |
| `m^2^` | raised, at most eight characters |
| `H~2~O` | lowered, at most four letters or digits, after a letter or bracket |
| `![说明](media:…)` | an uploaded picture; the description is for those who do not see it |
| a new line | a new line |
| `\\*` `\\^` `\\~` `\\!` `\\\\` | the sign itself |

Everything else is text as it stands: 5~6 厘米 and ____ mean what they say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import escape


class Kind(StrEnum):
    """What a part of a text is."""

    TEXT = "text"
    BOLD = "bold"
    RAISED = "raised"
    LOWERED = "lowered"
    PICTURE = "picture"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text; `text` is a picture's description, `name` its hash, `parts` what stands in bold."""

    kind: Kind
    text: str = ""
    name: str = ""
    parts: tuple[Part, ...] = ()


#: A picture's name → its address here, or None when there is no such picture.
Address = Callable[[str], str | None]

_MARKS = re.compile(
    r"\\(?P<escaped>[*^~!\\])"
    r"|!\[(?P<described>[^\[\]\n]{0,200})\]\(media:(?P<name>[0-9a-f]{32})\)"
    r"|(?P<bold>\*\*(?=\S)(?P<inside>(?:\\.|[^\\\n])+?)(?<=\S)\*\*(?!\*))"
    r"|\^(?P<raised>[^\s^]{1,8})\^"
    r"|(?<=[A-Za-z)\]）])~(?P<lowered>[0-9A-Za-z+\-]{1,4})~"
    r"|(?P<break>\n)"
)
#: Without one of these signs a text has no mark but its lines.
_SIGN = re.compile(r"[\\*^~!]")
_PICTURE = re.compile(r"!\[([^\[\]\n]{0,200})\]\(media:([0-9a-f]{32})\)")
_TAGS = {Kind.RAISED: "sup", Kind.LOWERED: "sub"}


def parse(text: str) -> tuple[Part, ...]:
    """Return a text's parts; reading them in order gives the whole text."""
    return tuple(_joined(_parts(text)))


def _parts(text: str) -> Iterator[Part]:
    end = 0
    for found in _MARKS.finditer(text):
        if found.start() > end:
            yield Part(Kind.TEXT, text[end : found.start()])
        yield _part(found)
        end = found.end()
    if end < len(text):
        yield Part(Kind.TEXT, text[end:])


def _part(found: re.Match[str]) -> Part:
    if found["escaped"]:
        return Part(Kind.TEXT, found["escaped"])
    if found["name"]:
        return Part(Kind.PICTURE, found["described"].strip(), found["name"])
    if found["bold"]:
        return Part(Kind.BOLD, parts=parse(found["inside"]))
    if found["raised"]:
        return Part(Kind.RAISED, found["raised"])
    if found["lowered"]:
        return Part(Kind.LOWERED, found["lowered"])
    return Part(Kind.BREAK)


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """Join texts that follow one another: an escaped sign splits them."""
    held = ""
    for part in parts:
        if part.kind is Kind.TEXT:
            held += part.text
            continue
        if held:
            yield Part(Kind.TEXT, held)
            held = ""
        yield part
    if held:
        yield Part(Kind.TEXT, held)


def html(text: str, address: Address) -> str:
    """Return a text as safe HTML that stands in a line; of a picture without an address only the description is left."""
    return "".join(_html(part, address) for part in parse(text))


def _html(part: Part, address: Address) -> str:
    match part.kind:
        case Kind.TEXT:
            return escape(part.text)
        case Kind.BREAK:
            return "<br>"
        case Kind.BOLD:
            return f"<strong>{''.join(_html(one, address) for one in part.parts)}</strong>"
        case Kind.PICTURE:
            at = address(part.name)
            if at is None:
                return escape(shown(part))
            return f'<img class="picture" src="{escape(at)}" alt="{escape(part.text)}">'
        case _:
            tag = _TAGS[part.kind]
            return f"<{tag}>{escape(part.text)}</{tag}>"


def plain(text: str) -> str:
    """Return a text without its marks, for lists, search, spoken words and the width on a wall."""
    return "".join(_plain(part) for part in parse(text)) if _SIGN.search(text) else text


def _plain(part: Part) -> str:
    if part.kind is Kind.BREAK:
        return "\n"
    if part.kind is Kind.BOLD:
        return "".join(_plain(one) for one in part.parts)
    return shown(part) if part.kind is Kind.PICTURE else part.text


def is_marked(text: str) -> bool:
    """Tell whether a text says more, or something else, than its letters and lines do."""
    return plain(text) != text


def words(text: str) -> str:
    """Return a text's words alone: no marks, no pictures, no line that was only a picture."""
    return plain(re.sub(r"\n\s*\n", "\n", _PICTURE.sub("", text))).strip()


def shown(part: Part) -> str:
    """Return what stands for a picture where only words can."""
    return f"〔图：{part.text}〕" if part.text else "〔图〕"


def pictures(text: str) -> tuple[str, ...]:
    """Return the names of the pictures in a text, each once, in their order."""
    return tuple(dict.fromkeys(found[2] for found in _PICTURE.finditer(text))) if "![" in text else ()


def undescribed(text: str) -> tuple[str, ...]:
    """Return the names of the pictures without a description."""
    return tuple(found[2] for found in _PICTURE.finditer(text) if not found[1].strip())


def reference(name: str, description: str) -> str:
    """Return how a text refers to a picture; brackets and line ends do not fit into a description."""
    words = re.sub(r"\s+", " ", re.sub(r"[\[\]]", "", description)).strip()[:200]
    return f"![{words}](media:{name})"
