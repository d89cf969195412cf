"""Address rules that learn to write their address when one is first asked for.

Werkzeug compiles two functions for each rule when it is bound: for some three hundred rules that was a third of a start.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A rule whose builders are compiled with their first use."""

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        return _Late(partial(super()._compile_builder, append_unknown))


class _Late:
    """Stands for a function until it is called; bound to a rule as a function would be."""

    def __init__(self, make: Callable[[], Builder]) -> None:
        self._make = make
        self._made: Builder | None = None

    def __get__(self, rule: Rule, owner: type | None = None) -> Builder:
        return partial(self, rule)

    def __call__(self, rule: Rule, /, *values: Any, **named: Any) -> tuple[str, str]:
        if self._made is None:
            self._made = self._make()
        return self._made(rule, *values, **named)
