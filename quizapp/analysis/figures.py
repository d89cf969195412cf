"""From sums to what is shown of an item and of a paper: figures, warnings with their rules, silence below ten. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from ..bank.item import Item, ItemType
from ..bank.marking import right_key
from ..core.i18n import N_
from .measures import (
    Lack,
    Measure,
    alpha,
    deviation,
    facility,
    kr20,
    mean_of,
    median_of,
    point_biserial,
    standard_error,
    upper_lower,
)
from .tally import WHOLE, Given, Tally, total

#: With fewer people nothing is said.
FEWEST = 10
CHOSEN = (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.BOOLEAN)

EASY, HARD = 0.95, 0.25
KEY_PEOPLE = 5
UNCHOSEN_PEOPLE, UNCHOSEN_WRONG = 20, 5
SLOW_CHARS, FAST_CHARS, THINK_S, SLOW_FACTOR = 4, 20, 15, 3


class Warn(StrEnum):
    """What is remarkable of an item."""

    KEY = "key"
    BACKWARDS = "backwards"
    EASY = "easy"
    HARD = "hard"
    UNCHOSEN = "unchosen"
    SLOW = "slow"
    FAST = "fast"


#: What is said, in short for filters, and by which rule, as the page states it.
WORDS: Mapping[Warn, str] = {
    Warn.KEY: N_("答得好的人多选 %(letters)s：请核对答案"),
    Warn.BACKWARDS: N_("总分高的人反而更容易答错：请核对题目"),
    Warn.EASY: N_("太易"),
    Warn.HARD: N_("太难"),
    Warn.UNCHOSEN: N_("没有人选 %(letters)s"),
    Warn.SLOW: N_("用时异常：太久"),
    Warn.FAST: N_("用时异常：比读完题目还快"),
}
SHORT: Mapping[Warn, str] = {
    Warn.KEY: N_("核对答案"),
    Warn.BACKWARDS: N_("高分者反而答错"),
    Warn.EASY: N_("太易"),
    Warn.HARD: N_("太难"),
    Warn.UNCHOSEN: N_("有选项没人选"),
    Warn.SLOW: N_("用时太久"),
    Warn.FAST: N_("用时太短"),
}
RULES: Mapping[Warn, str] = {
    Warn.KEY: N_(
        "竞赛总分最高的 27%% 里，选某个错误选项的人比选正确答案的多，且至少有 5 人（单选题、判断题）。"
    ),
    Warn.BACKWARDS: N_("区分度（点二列相关）和高低分组差都小于 0。"),
    Warn.EASY: N_("平均得分率在 95%% 以上。"),
    Warn.HARD: N_("平均得分率不到 25%%，四选一时不如随便选。"),
    Warn.UNCHOSEN: N_("至少 20 人作答、至少 5 人没有全对，仍没有人选这个选项（单选题、多选题）。"),
    Warn.SLOW: N_("一半的人用时超过：按每秒 4 个字读题，再想 15 秒，合计的 3 倍。"),
    Warn.FAST: N_("一半的人用时不到按每秒 20 个字读完题目所需的时间。"),
}


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning; `letters` are the options that it is about."""

    kind: Warn
    letters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """How many chose an option, of all and of the upper and lower groups."""

    letter: str
    text: str
    right: bool
    count: int
    upper: int
    lower: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of an item. With fewer than ten people only how many there were."""

    persons: int
    facility: Measure | None = None
    discrimination: Measure | None = None
    index: Measure | None = None
    mean_s: Measure | None = None
    median_s: Measure | None = None
    options: tuple[Option, ...] = ()
    outcomes: tuple[int, int, int, int] = (0, 0, 0, 0)  # right, partly, wrong, omitted
    upper_people: int = 0
    lower_people: int = 0
    warnings: tuple[Warned, ...] = ()

    @property
    def silent(self) -> bool:
        """Say whether there are too few people to say more."""
        return self.persons < FEWEST


def figures_of(item: Item, tallies: Sequence[Tally]) -> Figures:
    """Return what the sums of one or several sources say of an item."""
    whole = total(tallies)
    if whole.persons < FEWEST:
        return Figures(whole.persons)
    discrimination = point_biserial([one.pairs for one in tallies])
    index = upper_lower(whole.upper, whole.lower, WHOLE)
    found = Figures(
        whole.persons,
        facility(whole.share, whole.persons, WHOLE),
        discrimination,
        index,
        mean_of(whole.seconds),
        median_of(whole.seconds),
        _options(item, whole),
        (whole.right, whole.persons - whole.right - whole.wrong - whole.omitted, whole.wrong, whole.omitted),
        whole.upper[1],
        whole.lower[1],
    )
    return _with_warnings(item, found)


def _options(item: Item, whole: Tally) -> tuple[Option, ...]:
    if item.type not in CHOSEN:
        return ()
    return tuple(
        Option(letter, text, letter in item.key_letters, *whole.options.get(letter, (0, 0, 0)))
        for letter, text in item.choices
    )


def _with_warnings(item: Item, found: Figures) -> Figures:
    rules = (_key, _backwards, _level, _unchosen, _time)
    warned = [one for rule in rules if (one := rule(item, found))]
    return replace(found, warnings=tuple(warned))


def _key(item: Item, found: Figures) -> Warned | None:
    if item.type not in (ItemType.SINGLE, ItemType.BOOLEAN):
        return None
    right = max((one.upper for one in found.options if one.right), default=0)
    most = max((one.upper for one in found.options if not one.right), default=0)
    if most < KEY_PEOPLE or most <= right:
        return None
    return Warned(Warn.KEY, tuple(one.letter for one in found.options if not one.right and one.upper == most))


def _backwards(_item: Item, found: Figures) -> Warned | None:
    values = [one.value for one in (found.discrimination, found.index) if one]
    if len(values) == 2 and all(value is not None and value < 0 for value in values):
        return Warned(Warn.BACKWARDS)
    return None


def _level(_item: Item, found: Figures) -> Warned | None:
    value = found.facility.value if found.facility else None
    if value is None or HARD <= value < EASY:
        return None
    return Warned(Warn.EASY if value >= EASY else Warn.HARD)


def _unchosen(item: Item, found: Figures) -> Warned | None:
    if item.type not in (ItemType.SINGLE, ItemType.MULTIPLE):
        return None
    right, _, _, omitted = found.outcomes
    answered = found.persons - omitted
    if answered < UNCHOSEN_PEOPLE or answered - right < UNCHOSEN_WRONG:
        return None
    letters = tuple(one.letter for one in found.options if not one.count)
    return Warned(Warn.UNCHOSEN, letters) if letters else None


def _time(item: Item, found: Figures) -> Warned | None:
    median = found.median_s.value if found.median_s else None
    if median is None:
        return None
    length = len(item.stem) + sum(len(text) for _, text in (*item.choices, *item.left))
    if median > SLOW_FACTOR * (length / SLOW_CHARS + THINK_S):
        return Warned(Warn.SLOW)
    return Warned(Warn.FAST) if median < length / FAST_CHARS else None


def asked(item: Item) -> tuple[Any, ...]:
    """Return what an answer depends on: versions that ask the same and hold the same right are counted together."""
    key = str(right_key(item))
    return (item.type, item.stem, item.choices, item.left, item.unit, item.tolerance, key)


@dataclass(frozen=True, slots=True)
class Paper:
    """How a contest's paper measured; amounts in hundredths of a point. Nothing but `persons` below ten people.

    `complete`: people who had every item; mean, spread and reliability are theirs.
    """

    persons: int
    complete: int = 0
    items: int = 0
    maximum: int = 0
    mean: float | None = None
    sd: float | None = None
    reliability: float | None = None
    error: float | None = None
    lack: Lack | None = None
    dichotomous: bool = False  # every item right or wrong and worth the same: KR-20

    @property
    def silent(self) -> bool:
        """Say whether there are too few people to say more."""
        return self.persons < FEWEST

    def to_json(self) -> dict[str, Any]:
        """Return the stored form."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Paper:
        """Read what `to_json` wrote."""
        return cls(**{**data, "lack": Lack(data["lack"]) if data["lack"] else None})


def paper_of(papers: Sequence[Sequence[Given]]) -> Paper:
    """Return how a paper measured, people's papers given position by position."""
    if len(papers) < FEWEST:
        return Paper(len(papers))
    rows = [{one.item_id: one for one in paper} for paper in papers]
    order = sorted({item_id for row in rows for item_id in row})
    whole = [row for row in rows if len(row) == len(order)]
    same = len(whole) >= FEWEST
    counted = whole if same else rows
    dichotomous = len({one.worth for row in counted for one in row.values()}) == 1 and all(
        one.points in (0, one.worth) for row in counted for one in row.values()
    )
    totals = [sum(one.points for one in row.values()) for row in counted]
    sd, reliability = deviation(totals), Measure(None, Lack.DIFFERENT_PAPERS)
    if same and dichotomous:
        reliability = kr20([[int(row[item_id].points > 0) for item_id in order] for row in whole])
    elif same:
        reliability = alpha([[row[item_id].points for item_id in order] for row in whole])
    error = standard_error(sd, reliability)
    return Paper(
        len(papers),
        len(whole),
        max(len(row) for row in counted),
        max(sum(one.worth for one in row.values()) for row in counted),
        sum(totals) / len(totals),
        sd.value,
        reliability.value,
        error.value,
        error.lack,
        dichotomous,
    )
