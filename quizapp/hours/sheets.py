"""The hours of a year as lists for a spreadsheet: one line a member, and one line an entry."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

from ..core.workbook import Sheet
from .amounts import in_hours
from .queries import Line, Standing
from .words import SOURCES


def sheets(
    year: int, unit: int, standings: Sequence[Standing], entries: Sequence[tuple[int, Line]]
) -> list[Sheet]:
    """Return the two lists; 学时 in the branch's unit, which the heading names."""
    names = {one.member_id: one.name for one in standings}
    measure = gettext("学时（1 学时 %(n)d 分钟）", n=unit)
    of_members = Sheet(
        gettext("%(year)d 年学时", year=year),
        [
            gettext("姓名"),
            gettext("党小组"),
            measure,
            gettext("应修学时"),
            gettext("是否达到"),
            gettext("备注"),
        ],
        [_member(one, unit) for one in standings],
    )
    of_entries = Sheet(
        gettext("明细"),
        [
            *(gettext("姓名"), gettext("日期"), gettext("内容"), gettext("来源"), gettext("分钟"), measure),
            *(gettext("原因"), gettext("凭证"), gettext("登记人")),
        ],
        [_entry(names.get(member_id, ""), line, unit) for member_id, line in entries],
    )
    return [of_members, of_entries]


def _member(one: Standing, unit: int) -> list[str]:
    reached = "" if one.exempt else gettext("是") if one.reached else gettext("否")
    note = gettext("不作硬性要求") if one.exempt else gettext("支委") if one.in_committee else ""
    asked = "" if one.exempt else in_hours(one.asked, unit)
    return [one.name, one.group, in_hours(one.minutes, unit), asked, reached, note]


def _entry(name: str, line: Line, unit: int) -> list[str]:
    return [
        name,
        line.day.isoformat(),
        line.title,
        gettext(SOURCES.get(line.source, line.source)),
        str(line.minutes),
        in_hours(line.minutes, unit),
        line.reason,
        line.evidence,
        line.actor or "",
    ]
