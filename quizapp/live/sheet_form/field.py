"""What a field of the rules form is: its name, what is typed there, where it stands in the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...core.i18n import N_
from ..engine.sheet import Kind

ALL = frozenset(Kind)
Choice = tuple[str, str]
TRUTH: Sequence[Choice] = (("yes", N_("是")), ("no", N_("否")))
PRICES: Sequence[Choice] = (
    ("0", N_("不扣分")),
    ("-v", N_("扣题目分值")),
    ("-v/2", N_("扣一半分值")),
    ("fixed", N_("扣固定分")),
)

PHONES = frozenset({Kind.ALL_ANSWER, Kind.AUDIENCE})
PRESS = frozenset({Kind.BUZZ, Kind.PLAYOFF})
VALUED = frozenset({Kind.RISK, Kind.LADDER, Kind.ASSIGN})
TURNS = frozenset({Kind.REQUIRED_INDIVIDUAL, Kind.REQUIRED_TEAM, Kind.SPEED, Kind.RELAY, Kind.ASSIGN})
SPOKEN = ALL - PHONES
ORDERED = SPOKEN - PRESS - {Kind.DUEL}
MEMBERS = frozenset({Kind.REQUIRED_INDIVIDUAL, Kind.BUZZ, Kind.RISK, Kind.DUEL, Kind.RELAY, Kind.LADDER})

EXCLUDES: Sequence[Choice] = (
    ("none", N_("不停权")),
    ("question", N_("本题停权")),
    ("round", N_("本轮停权")),
)
GOES_ON: Sequence[Choice] = (
    ("continue", N_("继续，由别队抢答")),
    ("void", N_("作废，换一题")),
    ("void_no_replacement", N_("作废，不补题")),
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `input`: text, whole, points, price, seconds, values, seats, pairs, fouls, choice, truth, flag."""

    name: str
    label: str
    input: str
    path: tuple[str, ...]
    kinds: frozenset[Kind] = ALL
    first: frozenset[Kind] = frozenset()
    unit: str = ""
    choices: Sequence[Choice] = ()
    hint: str = ""
    default: str = ""  # the choice that holds where the document says nothing


def entry(name: str, label: str, input: str, path: str = "", **more: object) -> Field:
    """Return a field; `path` by dots, its name where it is the same."""
    if input == "truth":
        more["choices"] = TRUTH
    return Field(name, label, input, tuple((path or name).split(".")), **more)  # type: ignore[arg-type]
