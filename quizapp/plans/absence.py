"""Who has not taken part for long: whole months since the last time, and from when the secretary is told. Pure.

The regulation treats six months without reason as leaving by oneself; so one looks at three, four and five.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..core.i18n import N_

WARN_FROM = 3  # months
LIMIT = 6
ARTICLE = N_("《中国共产党党员教育管理工作条例》第三十一条第六项")
ARTICLE_TEXT = N_(
    "没有正当理由，连续 6 个月不参加党的组织生活，或者不交纳党费，或者不做党所分配的工作，按照自行脱党予以除名。"
    "这里只看有没有在本系统留下参加的记录，不能代替核实。"
)

#: By what an entry's key begins when it was earned by taking part; awards, claims and corrections are none.
STUDY_KEYS = ("material:", "course:", "practice:", "review:", "contest:", "live:")


@dataclass(frozen=True, slots=True)
class Away:
    """A member who has not taken part for `months` whole months; `since`: the last time, or joining the branch."""

    member_id: int
    name: str
    group: str
    since: date
    took_part: bool  # there was a last time
    months: int
    exempt: bool
    signed_in: date | None

    @property
    def is_over(self) -> bool:
        return self.months >= LIMIT


def months_between(since: date, today: date) -> int:
    """Return the whole months from a day to another: 31 January to 28 February is none, to 1 March is one."""
    if today < since:
        return 0
    months = 12 * (today.year - since.year) + today.month - since.month
    return months - (today.day < since.day)


def level_of(months: int) -> int | None:
    """Return at which number of months the secretary is told of somebody: 3, 4, 5, and once 6 is reached."""
    return min(months, LIMIT) if months >= WARN_FROM else None
