"""What the demo's branches hold in a year: kinds, hours, places, who leads. Pure data and dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..activities.kinds import ActivityKind, Invited, Way

K, I = ActivityKind, Invited  # noqa: E741 - two letters that stand for their enumerations in the lists below


@dataclass(frozen=True, slots=True)
class ActivityPlan:
    """One activity. `group`: by which group, None for the branch; `lecturers`: places of people in the cast."""

    kind: ActivityKind
    title: str
    day: date
    at: int = 14 * 60 + 30  # minutes of the day
    minutes: int = 90
    place: str = "三楼会议室"
    invited: Invited = I.MEMBERS
    way: Way | None = None
    group: int | None = None
    lecturers: tuple[int, ...] = ()
    agenda: str = ""
    seats: int | None = None
    turnout: float = 0.9


THEMES = (
    "重温入党誓词", "学习党员教育管理工作条例", "应急救护我先行", "走访困难群众", "廉洁过节",
    "植树护绿", "缅怀革命先烈", "红十字运动知识学习", "政治生日座谈", "防汛备灾演练", "节约粮食", "献血者关爱",
)  # fmt: skip
ONCE = (
    # kind, title, months ago, day of the month, more
    (K.LIFE, "年度组织生活会", 10, 12, {"invited": I.ALL, "minutes": 150, "agenda": "- 通报上年度整改\n- 对照检查\n- 相互批评"}),
    (K.REVIEW, "民主评议党员", 10, 19, {"invited": I.ALL, "minutes": 120, "agenda": "- 个人自评\n- 党员互评\n- 民主测评"}),
    (K.LEADERS, "书记带头讲主题学习", 9, 8, {"way": Way.LEADERS, "lecturers": (0,)}),
    (K.LEADERS, "班子成员交流读书体会", 4, 16, {"way": Way.LEADERS, "lecturers": (0, 1)}),
    (K.BASE, "参观革命纪念馆", 7, 22, {"way": Way.BASE, "place": "城东革命纪念馆", "minutes": 180, "at": 9 * 60}),
    (K.MICRO_LECTURE, "微党课：身边的红十字故事", 6, 11, {"way": Way.LECTURES, "lecturers": (6, 8), "minutes": 60}),
    (K.READING_CLASS, "读书班第一期", 5, 20, {"way": Way.LECTURES, "minutes": 180}),
    (K.VOLUNTEER, "无偿献血志愿服务", 8, 14, {"invited": I.SIGN_UP, "place": "市民广场", "seats": 12, "at": 9 * 60, "minutes": 180}),
    (K.VOLUNTEER, "社区急救知识宣传", 3, 18, {"invited": I.SIGN_UP, "place": "南湖社区", "seats": 12, "at": 9 * 60, "minutes": 180}),
    (K.VOLUNTEER, "敬老院义务服务", 1, 9, {"invited": I.SIGN_UP, "place": "南屏敬老院", "seats": 10, "at": 9 * 60, "minutes": 180}),
    (K.OTHER, "青年党员座谈会", 2, 25, {"invited": I.ALL, "turnout": 0.5}),
)  # fmt: skip


def year_of(today: date, groups: int, *, whole: bool) -> Iterator[ActivityPlan]:
    """Yield what a branch held in the year before `today`; `whole`: every kind, else what every branch must."""
    for ago in range(12, 0, -1):
        first = month_before(today, ago)
        yield from _monthly(first, ago, groups, whole=whole)
    if whole:
        for kind, title, ago, day, more in ONCE:
            yield ActivityPlan(kind, title, month_before(today, ago) + timedelta(days=day - 1), **more)


def _monthly(first: date, ago: int, groups: int, *, whole: bool) -> Iterator[ActivityPlan]:
    month = first.month
    theme = f"{month} 月主题党日：{THEMES[month - 1]}"
    yield ActivityPlan(K.PARTY_DAY, theme, first + timedelta(days=19), way=Way.TOGETHER, minutes=120)
    if ago % 3 == 0:
        yield ActivityPlan(
            K.ASSEMBLY, f"{month} 月支部党员大会", first + timedelta(days=4), agenda="- 学习文件\n- 讨论工作"
        )
        yield ActivityPlan(K.LECTURE, f"{(month + 2) // 3} 季度党课", first + timedelta(days=12), way=Way.LECTURES, lecturers=(ago // 3 % 2,))  # fmt: skip
    if not whole:
        return
    yield ActivityPlan(K.COMMITTEE, f"{month} 月支委会", first + timedelta(days=2), invited=I.COMMITTEE, minutes=60, turnout=1.0)  # fmt: skip
    if ago % 2 == 0:
        yield ActivityPlan(K.TOGETHER, f"{month} 月支部集中学习", first + timedelta(days=9), way=Way.TOGETHER, minutes=60)  # fmt: skip
    for group in range(groups):
        day = first + timedelta(days=15 + group)
        yield ActivityPlan(K.GROUP, f"{month} 月党小组会", day, group=group, invited=I.GROUP, minutes=45)


def month_before(day: date, months: int) -> date:
    """Return the first day of the month so many months before a day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def working(day: date) -> date:
    """Return the day itself, or the Monday after it where it falls on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
