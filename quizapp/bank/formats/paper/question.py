"""A question as it stands in a paper, before its type and key are settled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .lines import Line
from .marks import Kind

# What some programs write before a stem; 选项： may stand behind it. A PDF may give a colon as a private character.
_CAPTION = re.compile(r"题[目\u2f6c干]\s*[:：\ue000-\uf8ff]\s*")


@dataclass(slots=True)
class Option:
    """A lettered option; `stands_out` when all of it is red, bold or highlighted."""

    letter: str
    texts: list[str]
    line: Line
    stands_out: bool = False

    @property
    def text(self) -> str:
        return joined(self.texts)


@dataclass(slots=True)
class Labelled:
    """What stands behind a label such as 解析：, with the lines that go on."""

    line: Line
    texts: list[str]

    @property
    def text(self) -> str:
        return joined(self.texts)


@dataclass(slots=True)
class Question:
    """A numbered stem with what belongs to it."""

    line: Line
    number: int | None
    section: int
    kind: Kind | None
    topic: str
    stem: list[str] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    labels: dict[str, Labelled] = field(default_factory=dict)
    bracket: str = ""  # what stands in a bracket before the number
    other_key: Labelled | None = None  # a second statement of the key, apart from the first
    runs_on: bool = False  # more than the first key stands before a second one
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The stem, without the words 题目： and 选项： around it."""
        stem = joined(self.stem)
        caption = _CAPTION.match(stem)
        stem = stem[caption.end() :] if caption else stem
        before, _, last = stem.rpartition("\n")
        return before.rstrip() if self.options and last.rstrip(" :：") == "选项" else stem

    @property
    def is_complete(self) -> bool:
        """Whether it has options or a key, so that another question may follow."""
        return bool(self.options) or "key" in self.labels

    def take(self, labels: Mapping[str, Labelled]) -> None:
        """Add what answers that stand apart say of it; what it says itself stays."""
        if "key" in self.labels and "key" in labels:
            self.other_key = labels["key"]
        self.labels = {**labels, **self.labels}

    @property
    def place(self) -> str:
        number = f"第{self.number}题" if self.number is not None else ""
        return f"{self.line.where}{'（' if number else ''}{number}{'）' if number else ''}"


def joined(texts: Iterable[str]) -> str:
    """Return lines as one text, each without the spaces around it, nothing empty at either end."""
    return "\n".join(text.strip() for text in texts).strip("\n")
