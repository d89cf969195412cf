"""学时 and minutes, and how many 学时 a year asks for. Pure.

Each number says where it comes from and how sure that is; a branch may ask for more, never for less.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..core.i18n import N_

USUAL_UNIT = 45  # minutes
UNITS = (30, 40, 45, 50, 60)
MOST_A_YEAR = 400  # 学时 that a branch may ask for
MOST_MINUTES = 8 * 60  # of one day's entry by hand


@dataclass(frozen=True, slots=True)
class Floor:
    """What is asked of one kind of people in a year, and where that stands."""

    key: str
    title: str
    hours: int
    source: str
    status: str


MEMBERS = Floor(
    "members",
    N_("党员"),
    32,
    N_("《中国共产党党员教育管理工作条例》（2019 年）第二十条"),
    N_("条例规定：党员每年集中学习培训时间一般不少于 32 学时。"),
)
COMMITTEE = Floor(
    "committee",
    N_("支部书记和支委"),
    56,
    N_("《2019—2023 年全国党员教育培训工作规划》"),
    N_("规划期已满。此后的规划是否沿用 56 学时，本系统没有核实，以上级通知为准；可在设置里调高。"),
)
FLOORS = (MEMBERS, COMMITTEE)

#: What is known of how long one 学时 is.
UNIT_STATUS = N_("条例没有写明 1 学时是多少分钟；通常按 45 分钟计，以上级规定为准。")


@dataclass(frozen=True, slots=True)
class Standard:
    """A branch's own measure: minutes in one 学时, and 学时 asked of members and of the committee."""

    unit: int = USUAL_UNIT
    members: int = MEMBERS.hours
    committee: int = COMMITTEE.hours

    def asked(self, *, in_committee: bool, exempt: bool) -> int:
        """Return the minutes asked of one person in a year; 0 of whom no hard demand is made."""
        return 0 if exempt else (self.committee if in_committee else self.members) * self.unit


def standard_of(settings: object) -> Standard:
    """Read a branch's measure from its settings; what is missing or below the floor is the floor."""
    kept = settings if isinstance(settings, dict) else {}
    unit = kept.get("unit")
    return Standard(
        unit if unit in UNITS else USUAL_UNIT,
        _at_least(kept.get("members"), MEMBERS.hours),
        _at_least(kept.get("committee"), COMMITTEE.hours),
    )


def _at_least(value: object, floor: int) -> int:
    return value if isinstance(value, int) and floor <= value <= MOST_A_YEAR else floor


def in_hours(minutes: int, unit: int) -> str:
    """Show minutes as 学时, rounded down so that nothing is credited that was not sat: 100 of 45 → 2.2.

    To a tenth; below one 学时 to a hundredth, for a short reading is not nothing: 4 of 45 → 0.08.
    """
    sign, parts = ("−" if minutes < 0 else ""), 10 if abs(minutes) >= unit else 100
    whole, part = divmod(abs(minutes) * parts // unit, parts)
    shown = f"{part:0{len(str(parts)) - 1}d}".rstrip("0")
    return f"{sign}{whole}" + (f".{shown}" if shown else "")
