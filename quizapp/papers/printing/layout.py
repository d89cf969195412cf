"""The layout of a printed paper: sections by type, numbers, letters, points, the same for the same seed. Pure.

Letters are those that stand on the paper: each variant's items carry them, options and key alike, so that
whatever shows such an item, shows it as printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from string import ascii_uppercase

from ...bank.item import Item, ItemType
from ..draw import shuffle_options

#: One for each type that a paper may have.
ORDINALS = "一二三四五六七八"
#: Types whose answer is one or more letters.
LETTERED = (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.ORDERING)


class Arrangement(StrEnum):
    """How many variants of a paper there are, and whether items and options are shuffled."""

    WRITTEN = "written"  # one, in the order in which the items were chosen and their options written
    SHUFFLED = "shuffled"  # one, shuffled
    TWO = "two"  # A and B
    FOUR = "four"  # A to D

    @property
    def variants(self) -> tuple[str, ...]:
        """The names of the variants; a paper of one has a nameless one."""
        return {Arrangement.TWO: ("A", "B"), Arrangement.FOUR: ("A", "B", "C", "D")}.get(self, ("",))


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a paper and what it is worth, in hundredths."""

    item_id: int
    item: Item
    points: int


@dataclass(frozen=True, slots=True)
class Question:
    """An entry as it stands on the paper: its number, and the item with the letters that are printed."""

    number: int
    item_id: int
    item: Item
    points: int

    @property
    def gaps(self) -> int:
        """How many blanks there are to fill in."""
        return len(self.item.key_groups) if self.item.type is ItemType.BLANK else 0


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one type."""

    ordinal: str
    type: ItemType
    questions: tuple[Question, ...]

    @property
    def total(self) -> int:
        """What the section is worth, in hundredths."""
        return sum(question.points for question in self.questions)

    @property
    def each(self) -> int | None:
        """What each of its questions is worth; None where they differ."""
        points = {question.points for question in self.questions}
        return points.pop() if len(points) == 1 else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One variant of a paper."""

    variant: str
    sections: tuple[Section, ...]

    @property
    def total(self) -> int:
        """What the paper is worth, in hundredths."""
        return sum(section.total for section in self.sections)

    @property
    def count(self) -> int:
        """How many questions there are."""
        return sum(len(section.questions) for section in self.sections)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in their order."""
        return tuple(question for section in self.sections for question in section.questions)


def lay_out(entries: Sequence[Entry], arrangement: Arrangement, seed: str, variant: str) -> Sheet:
    """Return one variant: a section for each type in the usual order, numbers running on from section to section."""
    sections: list[Section] = []
    number = 0
    for kind in ItemType:
        those = [(place, entry) for place, entry in enumerate(entries, 1) if entry.item.type is kind]
        if not those:
            continue
        if arrangement is not Arrangement.WRITTEN:
            _rng(seed, variant, kind).shuffle(those)
        questions = tuple(
            Question(at, entry.item_id, _printed(entry.item, arrangement, seed, variant, place), entry.points)
            for at, (place, entry) in enumerate(those, number + 1)
        )
        number += len(those)
        sections.append(Section(ORDINALS[len(sections)], kind, questions))
    return Sheet(variant, tuple(sections))


def _printed(item: Item, arrangement: Arrangement, seed: str, variant: str, place: int) -> Item:
    """Return an item as it is printed. Of things to be put in order even an unshuffled paper must not show the key."""
    letters = [letter for letter, _ in item.options]
    is_told = item.type is ItemType.ORDERING and tuple(letters) == item.key_letters
    if arrangement is not Arrangement.WRITTEN or is_told:
        letters = [letter for _, letter in shuffle_options(item, f"{seed}/{variant}", place)]
    return relettered(item, letters) if item.options else item


def relettered(item: Item, letters: Sequence[str]) -> Item:
    """Return an item whose options stand in the order of `letters` and are called A, B, C …; the key follows."""
    texts = dict(item.options)
    names = dict(zip(letters, ascii_uppercase, strict=False))
    options = tuple((names[letter], texts[letter]) for letter in letters)
    return replace(item, options=options, key=_key(item, names))


def _key(item: Item, names: Mapping[str, str]) -> str | tuple[str, ...] | tuple[tuple[str, ...], ...]:
    if item.type is ItemType.MATCHING:
        return tuple((left, names[letter]) for left, letter in item.key_groups)
    key = tuple(names[letter] for letter in item.key_letters)
    if item.type is ItemType.SINGLE:
        return key[0]
    return key if item.type is ItemType.ORDERING else tuple(sorted(key))


def _rng(seed: str, variant: str, kind: ItemType) -> Random:
    return Random(f"{seed}/{variant}/{kind}")  # noqa: S311 - a layout must be repeatable
