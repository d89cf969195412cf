"""Rows that stand in an order which people give them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Placed(Protocol):
    """What has a place in an order, counted from 0."""

    position: int


Row = TypeVar("Row", bound=Placed)


def shift(rows: Iterable[Row], one: Row, steps: int) -> None:
    """Move one of the rows up (negative) or down as far as there is room, and number them all anew."""
    order = list(rows)
    place = order.index(one)
    order.insert(max(0, min(len(order) - 1, place + steps)), order.pop(place))
    number(order)


def number(rows: Iterable[Placed]) -> None:
    """Give the rows their places in the order in which they come."""
    for position, row in enumerate(rows):
        row.position = position
