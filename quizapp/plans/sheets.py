"""The plan and the duties as lists and documents: xlsx, a page to print, Word, PDF, calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import request
from flask_babel import gettext

from ..accounts.queries import identity_of_member
from ..activities.kinds import WAY_TITLES
from ..core.i18n import N_
from ..core.local import today
from ..core.workbook import Sheet
from ..documents.model import Block, Document, Heading, Paragraph, Table
from ..hours.amounts import in_hours
from .articles import ARTICLES, Article
from .cells import HEADINGS
from .duties import Cell, Row, Span, State
from .ics import Day, entry
from .progress import ItemState
from .queries import ItemView, YearView, last_day, plan_of, year_view
from .warning import part_title

STATES: dict[ItemState, str] = {
    ItemState.DONE: N_("已完成"),
    ItemState.BEGUN: N_("进行中"),
    ItemState.LATE: N_("已逾期"),
    ItemState.AHEAD: N_("未开始"),
}
SIGNS: dict[State, str] = {
    State.MET: "✓",
    State.OPEN: "…",
    State.MISSED: "✗",
    State.LATER: "",
    State.BEFORE: "–",
    State.GONE: "–",
}
_WIDTHS = (5, 24, 10, 10, 8, 10, 5, 10, 16)


def headings() -> list[str]:
    """Return the columns as the template and the exports head them."""
    return [gettext(title) for title in HEADINGS.values()]


def template(year: int) -> list[Sheet]:
    """Return a workbook to fill in: two lines to look at, and what may stand where."""
    rows = [
        *(["1月", "传达学习上级会议精神", "支部集中学", "支部书记", "", f"{year}-01-31", "2", ""],),
        *(["3月", "参观红色教育基地", "基地实践学", "组织委员", "", "", "4", "与主题党日一起"],),
    ]
    ways = [[gettext(title)] for title in WAY_TITLES.values()]
    return [
        Sheet(gettext("%(year)d 年学习计划", year=year), headings(), rows),
        Sheet(gettext("学习形式"), [gettext("可以填写")], ways),
    ]


def workbook_of(view: YearView, unit: int) -> list[Sheet]:
    """Return the plan as a list that can be taken in again, with how each item stands at the end of its line."""
    rows = [[*_cells(item, unit), stand(item)] for item in view.items]
    title = gettext("%(year)d 年学习计划", year=view.plan.year)
    return [Sheet(title, [*headings(), gettext("完成情况")], rows)]


def _cells(item: ItemView, unit: int) -> list[str]:
    return [
        gettext("%(n)d月", n=item.month),
        item.title,
        gettext(WAY_TITLES[item.way]),
        item.responsible,
        item.group,
        item.due_on.isoformat() if item.due_on else "",
        in_hours(item.minutes, unit) if item.minutes else "",
        item.note,
    ]


def stand(item: ItemView) -> str:
    """Return in words how an item stands."""
    word = str(gettext(STATES[item.state]))
    if item.done_reason:
        return f"{word}：{item.done_reason}"
    if item.progress.percent is None:
        return word
    return f"{word} {item.progress.percent}%"


def plan_document(view: YearView, branch: str, unit: int) -> Document:
    """Return the plan as the branch posts it: one table over the year."""
    rows = [[*_cells(item, unit), stand(item)] for item in view.items]
    blocks: list[Block] = [Paragraph(view.plan.note)] if view.plan.note else []
    blocks.append(Table([*headings(), gettext("完成情况")], rows, list(_WIDTHS)))
    return Document(gettext("%(year)d 年度理论学习计划", year=view.plan.year), branch, blocks, landscape=True)


def events(view: YearView) -> list[Day]:
    """Return the items that are not done as days of a calendar, on the day by which each is to be done."""
    return [day for _id, day in _days(view)]


def _days(view: YearView) -> list[tuple[int, Day]]:
    host = request.host.split(":")[0]
    found = []
    for item in view.items:
        if item.state is not ItemState.DONE:
            words = [gettext(WAY_TITLES[item.way]), item.responsible, item.note]
            text = "\n".join(word for word in words if word)
            day = last_day(item, view.plan.year)
            found.append(
                (item.id, Day(f"plan-{item.id}@{host}", item.title, day, text, view.plan.updated_at))
            )
    return found


def entries_for(member_id: int) -> list[list[str]]:
    """Return what the published plans of this year and the next ask of a member, as entries of the own calendar."""
    member, day = identity_of_member(member_id), today()
    found = []
    for year in (day.year, day.year + 1):
        plan = plan_of(member.branch_id, year)
        if plan is not None and plan.published_at is not None:
            view = year_view(plan, member, day)
            others = {item.id for item in view.items if item.group_id not in (None, member.group_id)}
            found += [entry(one) for id, one in _days(view) if id not in others]
    return found


def duties_document(rows: Sequence[Row], year: int, branch: str, groups: Mapping[int, str]) -> Document:
    """Return the year's duties as a sheet: what is asked, what was held in each month, and where it is written."""
    table = Table(
        [gettext("项目"), gettext("要求"), *(gettext("%(n)d月", n=n) for n in range(1, 13))],
        [_line(row, groups) for row in rows],
        [12, 9, *([4] * 12)],
    )
    notes = [Paragraph(gettext(one.title) + gettext("：") + _article(one)) for one in ARTICLES.values()]
    key = Paragraph(
        gettext("✓ 已完成　… 还可以补上　✗ 没有完成　– 本支部还没有启用，或党小组已撤销；括号里是开展次数。"),
        indent=False,
    )
    return Document(
        gettext("%(year)d 年组织生活开展情况", year=year),
        branch,
        [table, key, Heading(gettext("依据")), *notes],
        landscape=True,
    )


def _line(row: Row, groups: Mapping[int, str]) -> list[str]:
    part = part_title(row, dict(groups))
    of = gettext("（%(text)s）", text=gettext(part)) if part else ""
    return [f"{gettext(row.duty.title)}{of}", asked(row), *_months(row.cells)]


def _article(one: Article) -> str:
    """Return an article's words with where they stand."""
    where = {"regulation": gettext(one.regulation), "number": gettext(one.number)}
    return str(gettext("%(regulation)s%(number)s：%(text)s", **where, text=gettext(one.text)))


def asked(row: Row) -> str:
    """Return in words how often a duty is asked for."""
    if row.rule is None:
        return str(gettext("条例没有次数"))
    words = {
        Span.MONTH: gettext("每月 %(n)d 次", n=row.rule.times),
        Span.QUARTER: gettext("每季度 %(n)d 次", n=row.rule.times),
        Span.HALF: gettext("每半年 %(n)d 次", n=row.rule.times),
        Span.YEAR: gettext("每年 %(n)d 次", n=row.rule.times),
    }
    return str(words[row.rule.span])


def _months(cells: Sequence[Cell]) -> list[str]:
    """Return twelve cells: a longer period's sign stands in its last month."""
    found = []
    for cell in cells:
        sign = SIGNS[cell.state]
        shown = f"{sign}{gettext('（%(text)s）', text=cell.held)}" if cell.held > 1 else sign
        found += [*([""] * (cell.period.months - 1)), shown]
    return found
