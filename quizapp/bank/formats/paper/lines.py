"""Lines of a paper: what is stored, and beside it the same line in a width in which marks can be found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

# One character for one, so that a place found in the folded text is the same place in the text.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= dict.fromkeys(
    (0x3000, 0xA0, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0x2000, 0x200B)), 0x20
)
_FOLD[0x09] = 0x20
_LOOK_ALIKES = str.maketrans("АВСЕНΑΒΕΗ", "ABCEHABEH")


def folded(text: str) -> str:
    """Return the text half width, with every kind of space a space; its length stays."""
    return text.translate(_FOLD)


def lettered(text: str) -> str:
    """Return the text with Cyrillic and Greek capitals that look like option letters as those; its length stays."""
    return text.translate(_LOOK_ALIKES)


@dataclass(frozen=True)
class Line:
    """A line of a file, or a part of a Word document's paragraph.

    `unit` says what `number` counts: 行 or 段. `emphasis` has a 1 for each character that stands out (red,
    bold, highlighted), or is empty. `notes` are warnings about what of the line could not be taken.
    """

    text: str
    number: int
    unit: str = "行"
    emphasis: str = ""
    notes: tuple[str, ...] = ()

    @cached_property
    def seen(self) -> str:
        """The text as marks are looked for in it."""
        return folded(self.text)

    @property
    def where(self) -> str:
        return f"第{self.number}{self.unit}"

    def cut(self, most: int) -> Line:
        """Return the line with only its first characters."""
        return replace(self, text=self.text[:most], emphasis=self.emphasis[:most])

    @property
    def is_blank(self) -> bool:
        return not self.seen.strip()
