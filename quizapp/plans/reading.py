"""From the lines of a table to drafts of plan items, or to what is wrong with which cell. Pure.

Either every line can be read or nothing is to be stored: problems name the row of the file and the column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..activities.kinds import Way
from ..core.i18n import N_
from .cells import HEADINGS, Column, column_of, day_of, minutes_of, month_of, plain, way_of

MOST_ROWS = 400
MOST_TITLE, MOST_RESPONSIBLE, MOST_NOTE = 200, 120, 500
HEADING_WITHIN = 10  # rows
#: A month that stands over several lines is written once: the lines below take it over.
_CARRIED = (Column.MONTH,)


@dataclass(frozen=True, slots=True)
class Draft:
    """An item as it is to be stored."""

    month: int
    title: str
    way: Way
    responsible: str = ""
    group_id: int | None = None
    due_on: date | None = None
    minutes: int = 0
    note: str = ""
    material_ids: tuple[int, ...] = ()
    contest_id: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: the row of the file, the column's heading ("" for the table as a whole), a source text."""

    row: int
    column: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """What a table holds: drafts with the rows they stand in, and what is wrong."""

    drafts: Sequence[tuple[int, Draft]]
    problems: Sequence[Problem]


def read(
    lines: Iterable[tuple[int, Sequence[str]]], year: int, *, unit: int, groups: Mapping[str, int]
) -> Read:
    """Read a table of one year; `groups` are the branch's, by name."""
    columns: dict[int, Column] = {}
    drafts: list[tuple[int, Draft]] = []
    problems: list[Problem] = []
    carried: dict[Column, str] = {}
    for number, line in lines:
        if not columns:
            columns = _heading(line)
            if not columns and number >= HEADING_WITHIN:
                break
            continue
        cells = {column: line[at].strip() for at, column in columns.items() if at < len(line)}
        cells = {column: text for column, text in cells.items() if text}
        if not set(cells) - set(_CARRIED):
            carried.update(cells)
            continue
        for column in _CARRIED:
            carried[column] = cells[column] = cells.get(column, carried.get(column, ""))
        draft, wrong = _line(number, cells, year, unit, groups)
        problems += wrong
        if draft:
            drafts.append((number, draft))
    return Read(drafts, [*_of_the_whole(columns, drafts, problems), *problems])


def _of_the_whole(
    columns: Mapping[int, Column], drafts: Sequence[Any], problems: Sequence[Problem]
) -> list[Problem]:
    if not columns:
        return [Problem(0, "", N_("前 10 行里找不到“月份”和“学习内容”两列。请用模板填写，或检查表头。"))]
    if not drafts and not problems:
        return [Problem(0, "", N_("标题行下面没有内容。"))]
    if len(drafts) > MOST_ROWS:
        return [Problem(0, "", N_("一次最多导入 %(max)d 行。"), {"max": MOST_ROWS})]
    return []


def _heading(line: Sequence[str]) -> dict[int, Column]:
    columns: dict[int, Column] = {}
    for at, text in enumerate(line[:30]):
        column = column_of(text)
        if column and column not in columns.values():
            columns[at] = column
    return columns if {Column.MONTH, Column.TITLE} <= set(columns.values()) else {}


def _line(
    number: int, cells: Mapping[Column, str], year: int, unit: int, groups: Mapping[str, int]
) -> tuple[Draft | None, list[Problem]]:
    wrong: list[Problem] = []

    def bad(column: Column, message: str, **params: object) -> None:
        wrong.append(Problem(number, HEADINGS[column], message, params))

    month = month_of(cells[Column.MONTH], year)
    if month is None:
        bad(Column.MONTH, N_("写成一个月份，例如 3月；跨月的内容请分成几行。"))
    title = cells.get(Column.TITLE, "")
    if not title:
        bad(Column.TITLE, N_("请填写学习内容。"))
    way = way_of(cells.get(Column.WAY, ""))
    if way is None:
        bad(
            Column.WAY,
            N_(
                "认不出学习形式。请写：领导带头学、支部集中学、平台自主学、基地实践学、微党课和读书班分享学、知识竞答比赛学。"
            ),
        )
    due = _due(cells, year, bad)
    minutes = _minutes(cells, unit, bad)
    group = _group(cells, groups, bad)
    for column, most in (
        (Column.TITLE, MOST_TITLE),
        (Column.RESPONSIBLE, MOST_RESPONSIBLE),
        (Column.NOTE, MOST_NOTE),
    ):
        if len(cells.get(column, "")) > most:
            bad(column, N_("最多 %(max)d 个字。"), max=most)
    if wrong or month is None or way is None:
        return None, wrong
    words = cells.get(Column.RESPONSIBLE, ""), cells.get(Column.NOTE, "")
    return Draft(month, title, way, words[0], group, due, minutes, words[1]), []


def _due(cells: Mapping[Column, str], year: int, bad: Any) -> date | None:
    text = cells.get(Column.DUE, "")
    found = day_of(text, year) if text else None
    if text and found is None:
        bad(Column.DUE, N_("写成本年的一天，例如 %(year)d-03-31。"), year=year)
    return found


def _minutes(cells: Mapping[Column, str], unit: int, bad: Any) -> int:
    text = cells.get(Column.HOURS, "")
    found = minutes_of(text, unit) if text else 0
    if found is None:
        bad(Column.HOURS, N_("写成 0 到 80 的数，例如 2 或 1.5。"))
    return found or 0


def _group(cells: Mapping[Column, str], groups: Mapping[str, int], bad: Any) -> int | None:
    text = cells.get(Column.GROUP, "")
    if not text or text in ("全体", "全体党员", "支部", "全支部"):
        return None
    found = {plain(name): id for name, id in groups.items()}.get(plain(text))
    if found is None:
        bad(Column.GROUP, N_("本支部没有叫“%(name)s”的党小组；面向全支部的留空。"), name=text)
    return found
