"""What a view says about itself for the OpenAPI document, written beside the view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Query:
    """A value of the address; `about` is a Chinese source text."""

    name: str
    about: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """A call: what it does in words, the schemas of body and answer by name, and how it may be refused."""

    summary: str
    returns: str
    status: int = 200
    body: str = ""
    body_required: bool = True
    query: tuple[Query, ...] = ()
    errors: tuple[int, ...] = ()
    about: str = ""
    media: str = "application/json"


def describes(summary: str, *, returns: str, **more: Any) -> Callable[[View], View]:
    """Attach an operation to a view."""

    def mark(view: View) -> View:
        view.operation = Operation(summary, returns, **more)  # type: ignore[attr-defined]  # a mark the document reads
        return view

    return mark


def operation_of(view: Callable[..., Any]) -> Operation:
    """Return what a view says about itself; raises AttributeError for one that says nothing."""
    found: Operation = view.operation  # type: ignore[attr-defined]  # set by `describes`
    return found
