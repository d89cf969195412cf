"""Single cells of a plan's table: columns by their headings, months, days, ways, hours. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from ..activities.kinds import Way
from ..core.i18n import N_


class Column(StrEnum):
    """A column of a plan's table."""

    MONTH = "month"
    TITLE = "title"
    WAY = "way"
    RESPONSIBLE = "responsible"
    GROUP = "group"
    DUE = "due"
    HOURS = "hours"
    NOTE = "note"


#: How the template and the exports head the columns.
HEADINGS: dict[Column, str] = {
    Column.MONTH: N_("月份"),
    Column.TITLE: N_("学习内容"),
    Column.WAY: N_("学习形式"),
    Column.RESPONSIBLE: N_("责任人"),
    Column.GROUP: N_("党小组"),
    Column.DUE: N_("完成时限"),
    Column.HOURS: N_("学时"),
    Column.NOTE: N_("备注"),
}
_ALSO: dict[Column, tuple[str, ...]] = {
    Column.MONTH: ("月份", "时间", "学习时间", "时间安排", "学习月份", "Month"),
    Column.TITLE: ("学习内容", "内容", "学习主题", "主题", "学习专题", "专题", "学习计划", "What"),
    Column.WAY: ("学习形式", "形式", "学习方式", "方式", "学习方法", "方法", "Way"),
    Column.RESPONSIBLE: (
        *("责任人", "负责人", "责任部门", "责任单位", "牵头人", "主讲人", "组织者"),
        *("责任主体", "Responsible"),
    ),
    Column.GROUP: ("党小组", "小组", "参加范围", "Group", "Party group"),
    Column.DUE: ("完成时限", "截止日期", "完成时间", "截止时间", "时限", "Due"),
    Column.HOURS: ("学时", "预计学时", "计划学时", "Hours", "Study hours"),
    Column.NOTE: ("备注", "学习要求", "要求", "说明", "Note"),
}
_BY_HEADING = {name.casefold().replace(" ", ""): column for column, names in _ALSO.items() for name in names}
_REMARK = re.compile(r"[（(\[【].*?[)）\]】]|[\s*：:]")

#: What a cell says of a way, besides its title; the first that a text names holds.
_WAYS: tuple[tuple[Way, tuple[str, ...]], ...] = (
    (Way.LEADERS, ("领导带头", "领导干部", "书记领学", "中心组", "带头", "leaders")),
    (Way.LECTURES, ("微党课", "读书班", "党课", "讲座", "分享", "交流", "lecture", "reading class")),
    (Way.CONTESTS, ("竞赛", "竞答", "比赛", "答题", "测试", "测验", "比武", "contest", "quiz")),
    (Way.BASE, ("基地", "实践", "参观", "现场教学", "红色教育", "打卡", "on-site", "base")),
    (Way.SELF, ("自学", "自主学", "个人学", "线上学", "self-study")),
    (
        Way.TOGETHER,
        ("集中", "集体", "支部学", "三会一课", "主题党日", "研讨", "大会", "组织学", "together"),
    ),
)
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_CHINESE |= {"十一": 11, "十二": 12, "元": 1, "正": 1, "腊": 12}
_MONTH = re.compile(r"(?:(\d{4})\s*[年./-]\s*)?(\d{1,2}|[一二三四五六七八九十元正腊]{1,2})\s*月?份?")
_DAY = re.compile(r"(?:(\d{4})\s*[年./-]\s*)?(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?(?:\s*(?:前|之前|以前))?")
MOST_HOURS = 80


def plain(text: str) -> str:
    """Return a cell's text for comparison: half-width, without blanks around it."""
    return unicodedata.normalize("NFKC", text).strip()


def column_of(heading: str) -> Column | None:
    """Return the column that a heading names, remarks in brackets set aside."""
    return _BY_HEADING.get(_REMARK.sub("", plain(heading)).casefold())


def month_of(text: str, year: int) -> int | None:
    """Return the month that a cell names; None for what is no single month of the year."""
    day = day_of(text, year)
    if day:  # a spreadsheet's own date
        return day.month
    found = _MONTH.fullmatch(plain(text))
    if found is None or (found[1] and int(found[1]) != year):
        return None
    number = int(found[2]) if found[2].isdecimal() else _CHINESE.get(found[2], 0)
    return number if 1 <= number <= 12 else None


def day_of(text: str, year: int) -> date | None:
    """Return the day of the year that a cell names; None for what is none."""
    found = _DAY.fullmatch(plain(text))
    if found is None or (found[1] and int(found[1]) != year):
        return None
    try:
        return date(year, int(found[2]), int(found[3]))
    except ValueError:
        return None


def way_of(text: str) -> Way | None:
    """Return the way of learning that a cell names first; None when it names none of the six."""
    shown = plain(text).casefold()
    named = [(at, -len(word), way) for way, words in _WAYS for word in words if (at := shown.find(word)) >= 0]
    return min(named)[2] if named else None


def minutes_of(text: str, unit: int) -> int | None:
    """Return the minutes of a number of 学时; None for what is no sensible number."""
    shown = plain(text).removesuffix("学时").removesuffix("课时").strip()
    try:
        hours = Decimal(shown)
    except InvalidOperation:
        return None
    return round(hours * unit) if hours.is_finite() and 0 <= hours <= MOST_HOURS else None
