"""What happens: commands ask, events tell. Both hold plain JSON values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...core.errors import DomainError


class Refused(DomainError):
    """The rules do not allow it now; nothing changed. `code` is stable, `message` a source text."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something asked for: `do` names it, `by` is who asks (host:3, player:17, clock), `fields` the rest."""

    do: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    by: str = "host"

    def get(self, name: str) -> Any:
        """Return a field, None where it was not given."""
        return self.fields.get(name)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the rules decided to happen."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Logged:
    """An event in its log: `n` counts from 1, `group` is the first n of the same command, `at` in milliseconds."""

    n: int
    group: int
    at: int
    by: str
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
