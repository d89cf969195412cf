"""What is drawn on a page, in millimetres from its upper left corner. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: left end and baseline, size in points."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, framed or filled; without height it is a rule."""

    x: float
    y: float
    width: float
    height: float
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """A picture's place."""

    x: float
    y: float
    width: float
    height: float
    data: bytes


Mark = Line | Box | Image
