"""What a member takes along: where he or she stood when, and what was earned there, as a sheet to print."""

from __future__ import annotations

from datetime import date

from flask import current_app
from flask_babel import format_date, gettext

from ..accounts.models import Member
from ..core import clock
from ..documents.model import Block, Document, Facts, Heading, Paragraph, Signatures, Table
from ..hours import queries as hours
from ..hours.amounts import in_hours
from . import queries
from .models import Transfer
from .queries.transfers import Stay
from .wording import Standing

FIRST = date(1921, 7, 1)


def title(member: Member) -> str:
    """Return what the sheet is called."""
    return str(gettext("%(name)s 同志在支部的学习和工作", name=member.name))


def document(member: Member, transfer: Transfer) -> Document:
    """Return the sheet of a transfer: the stays with their points, hours, honours and pledges until its day.

    What came after it is no more for the side that let go.
    """
    last, ended_at = max(transfer.day, FIRST), transfer.ended_at
    stays = [
        stay for stay in queries.transfers.stays(member.id) if ended_at is None or stay.from_at < ended_at
    ]
    pledges = [
        pledge
        for pledge in queries.pledges.of_member(member.id)
        if pledge.year <= last.year and pledge.state is Standing.PUBLIC
    ]
    minutes = hours.minutes_of([member.id], FIRST, last).get(member.id, 0)
    honours = queries.honours_of(member.id, FIRST, last)
    blocks: list[Block] = [
        Facts(_facts(member, transfer, minutes)),
        Heading(gettext("在各党小组的时间和积分")),
        _stays(stays),
    ]
    if honours:
        blocks += [Heading(gettext("荣誉"))]
        rows = [[line.awarded_on.isoformat(), line.title, line.awarded_by] for line in honours]
        blocks.append(Table([gettext("日期"), gettext("名称"), gettext("授予单位")], rows))
    for pledge in pledges[:3]:
        blocks.append(Heading(gettext("%(year)d 年承诺", year=pledge.year)))
        blocks += [Paragraph(f"{item.position}. {item.text}", indent=False) for item in pledge.items]
    blocks.append(Paragraph(gettext("记录留在取得它的支部和党小组，转移不改变任何一条。")))
    blocks.append(Signatures([gettext("转出方"), gettext("转入方")]))
    return Document(
        title(member), queries.transfers.place_of(transfer.from_branch_id, transfer.from_group_id), blocks
    )


def _facts(member: Member, transfer: Transfer, minutes: int) -> list[tuple[str, str]]:
    joined = str(format_date(member.joined_party_on, "long")) if member.joined_party_on else "–"
    return [
        (gettext("姓名"), member.name),
        (gettext("入党日期"), joined),
        (gettext("转往"), queries.transfers.place_of(transfer.to_branch_id, transfer.to_group_id)),
        (gettext("转移日期"), str(format_date(transfer.day, "long"))),
        (gettext("原因"), transfer.reason),
        (gettext("学时"), in_hours(minutes, hours.unit(transfer.from_branch_id))),
    ]


def _stays(stays: list[Stay]) -> Table:
    zone = current_app.extensions["settings"].zone
    rows = [
        [
            clock.day_of(stay.from_at, zone).isoformat(),
            clock.day_of(stay.to_at, zone).isoformat() if stay.to_at else gettext("至今"),
            f"{stay.branch} {stay.group}".strip(),
            f"{stay.points / 100:.2f}",
        ]
        for stay in stays
    ]
    headings = [gettext("从"), gettext("到"), gettext("支部和党小组"), gettext("积分")]
    return Table(headings, rows, widths=(2, 2, 5, 2), aligns=("left", "left", "left", "right"))
