"""What is wrong with a file of items: where, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a problem weighs."""

    ERROR = "error"  # the item cannot be taken
    WARNING = "warning"  # taken; someone should look


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem at one place; `message` is a Chinese source text whose `%(name)s` places `params` fill."""

    where: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    level: Level = Level.ERROR

    @property
    def text(self) -> str:
        """The message in its source language, filled in."""
        return self.message % self.params if self.params else self.message

    @property
    def is_error(self) -> bool:
        """Whether the item, or the file, cannot be taken."""
        return self.level is Level.ERROR
