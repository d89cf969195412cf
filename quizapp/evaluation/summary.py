"""A member's sheet over a period: points, level, hours, study, contests, activities, honours, on one page of A4.

It refers to what each feature keeps of the person; nothing in it is typed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from flask import current_app
from flask_babel import gettext
from sqlalchemy import func, select

from ..accounts.kinds import KIND_TITLES
from ..accounts.models import Branch, Member
from ..activities import queries as activities
from ..activities.attending import NOT_CALLED
from ..activities.kinds import KINDS, ActivityState
from ..activities.minutes.levels import LEVEL_TITLES
from ..activities.minutes.models import ReviewResult
from ..activities.models import Activity, Attendance
from ..community import queries as community
from ..core import clock
from ..documents.model import Block, Document, Facts, Heading, Paragraph, Signatures, Table
from ..extensions import db
from ..hours import queries as hours
from ..hours.amounts import in_hours
from ..papers.attempt import AttemptState
from ..papers.models import Attempt, AttemptResult, Purpose
from ..record.amounts import print_amount
from ..record.models import LedgerEntry
from . import monthly
from .models import Evaluation
from .queries import own

MOST_HONOURS = 6


@dataclass(frozen=True, slots=True)
class Contests:
    """What a member did in contests: how many were taken, and the mean share of the full score, in percent."""

    taken: int
    share: float | None


def sheet_of(row: Evaluation, member_id: int, block: Callable[[str], str]) -> Document:
    """Return a member's sheet of an evaluation; who is not in it has no figures of it."""
    member = db.session.get_one(Member, member_id)
    branch = db.session.get_one(Branch, row.branch_id)
    blocks: list[Block] = [Facts(_person(member, row)), *_result(row, member_id, block)]
    blocks += [Heading(gettext("学习与组织生活")), Facts(_doing(member, row))]
    blocks += _activities(member_id, row)
    blocks += _honours(member_id, row)
    blocks += _work(member_id, row)
    blocks += [
        Facts([(gettext("支部意见"), "\n\n\n")]),
        Signatures([gettext("本人"), gettext("党小组组长"), gettext("支部书记"), gettext("填表人")]),
    ]
    return Document(
        title=gettext("党员积分与学习情况表"),
        subtitle=f"{branch.name}　{row.title}",
        blocks=blocks,
        footer=gettext("封存码 %(seal)s", seal=row.seal[:16]) if row.seal else gettext("未封存，仅供参考"),
        one_page=True,
    )


def contests_of(member_id: int, first: date, last: date) -> Contests:
    """Return what a member did in contests between two days, by the marking that holds of each attempt."""
    begin, end = _moments(first, last)
    newest = (
        select(AttemptResult.attempt_id, func.max(AttemptResult.sequence).label("sequence"))
        .group_by(AttemptResult.attempt_id)
        .subquery()
    )
    rows = db.session.execute(
        select(AttemptResult.score, AttemptResult.maximum)
        .join(Attempt, Attempt.id == AttemptResult.attempt_id)
        .join(
            newest,
            (newest.c.attempt_id == AttemptResult.attempt_id) & (newest.c.sequence == AttemptResult.sequence),
        )
        .where(
            Attempt.member_id == member_id,
            Attempt.purpose == Purpose.CONTEST,
            Attempt.state == AttemptState.SUBMITTED,
            Attempt.submitted_at >= begin,
            Attempt.submitted_at < end,
        )
    ).all()
    shares = [row.score / row.maximum for row in rows if row.maximum]
    return Contests(len(rows), 100 * sum(shares) / len(shares) if shares else None)


def called_to(member_id: int, first: date, last: date) -> Counter[str]:
    """Return to how many activities of each kind that were held a member was called."""
    begin, end = _moments(first, last)
    rows = db.session.execute(
        select(Activity.kind, func.count())
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(
            Attendance.member_id == member_id,
            Attendance.expected.is_(True),
            Attendance.state.not_in(NOT_CALLED),
            Activity.state == ActivityState.HELD,
            Activity.starts_at >= begin,
            Activity.starts_at < end,
        )
        .group_by(Activity.kind)
    )
    return Counter({row[0]: row[1] for row in rows})


def _person(member: Member, row: Evaluation) -> list[tuple[str, str]]:
    mine = own(row, member.id)
    return [
        (gettext("姓名"), member.name),
        (gettext("党小组"), mine.row["group"] if mine else ""),
        (gettext("类别"), gettext(KIND_TITLES[member.kind])),
        (gettext("职务"), member.duty or "–"),
        (gettext("入党日期"), member.joined_party_on.isoformat() if member.joined_party_on else "–"),
        (gettext("评比时间"), f"{row.first.isoformat()} – {row.last.isoformat()}"),
    ]


def _result(row: Evaluation, member_id: int, block: Callable[[str], str]) -> list[Block]:
    mine = own(row, member_id)
    if mine is None:
        return [Paragraph(gettext("本期评比时不在支部名册上。"))]
    line = mine.row
    amounts = [(block(name), print_amount(kept[1])) for name, kept in line["blocks"].items()]
    facts = [
        (gettext("总分"), print_amount(line["total"])),
        (gettext("等次"), _level(line)),
        (gettext("名次"), f"{mine.place} / {mine.of}" if mine.place else "–"),
        (gettext("民主评议等次"), _review(member_id, row.last.year)),
        *amounts,
    ]
    return [Heading(gettext("积分与等次")), Facts(facts)]


def _level(line: Mapping[str, Any]) -> str:
    if line["exempt"]:
        return str(gettext("不参评"))
    level = str(line["level"] or "–")
    return level + (gettext("（一票否决）") if line["vetoed"] else "")


def _review(member_id: int, year: int) -> str:
    """Return the level of the year's democratic review."""
    level = db.session.scalars(
        select(ReviewResult.level)
        .where(ReviewResult.member_id == member_id, ReviewResult.year == year)
        .order_by(ReviewResult.id.desc())
        .limit(1)
    ).first()
    return gettext(LEVEL_TITLES[level]) if level else "–"


def _doing(member: Member, row: Evaluation) -> list[tuple[str, str]]:
    minutes = hours.minutes_of([member.id], row.first, row.last)[member.id]
    unit = hours.unit(row.branch_id)
    contests = contests_of(member.id, row.first, row.last)
    share = "" if contests.share is None else gettext("，平均 %(share)s%%", share=f"{contests.share:.1f}")
    read, days = _studied(member.id, row.first, row.last)
    return [
        (gettext("学时"), gettext("%(n)s 学时", n=in_hours(minutes, unit))),
        (gettext("参加竞赛"), gettext("%(n)d 场", n=contests.taken) + share),
        (gettext("读完材料"), gettext("%(n)d 篇", n=read)),
        (gettext("学习天数"), gettext("%(n)d 天", n=days)),
    ]


def _studied(member_id: int, first: date, last: date) -> tuple[int, int]:
    """Return how many materials were read, and on how many days something was earned that still stands."""
    back = select(LedgerEntry.reverses_id).where(
        LedgerEntry.member_id == member_id, LedgerEntry.reverses_id.is_not(None)
    )
    mine = (
        LedgerEntry.member_id == member_id,
        LedgerEntry.day.between(first, last),
        LedgerEntry.reverses_id.is_(None),
        LedgerEntry.corrects_id.is_(None),
        LedgerEntry.earned > 0,  # a day that only cost points is no day of study
        LedgerEntry.id.not_in(back),
    )
    read = db.session.scalar(select(func.count()).where(*mine, LedgerEntry.kind == "reading"))
    days = db.session.scalar(select(func.count(func.distinct(LedgerEntry.day))).where(*mine))
    return read or 0, days or 0


def _activities(member_id: int, row: Evaluation) -> list[Block]:
    called = called_to(member_id, row.first, row.last)
    came = Counter(one.kind for one in activities.attended([member_id], row.first, row.last))
    kinds = [kind for kind in KINDS if called[kind] or came[kind]]
    if not kinds:
        return []
    cells = [
        [gettext(KINDS[kind].title), f"{came[kind]} / {max(called[kind], came[kind])}"] for kind in kinds
    ]
    pairs = [[*left, *right] for left, right in zip(cells[::2], [*cells[1::2], ["", ""]], strict=False)]
    heading = [gettext("组织生活"), gettext("参加 / 应到")]
    return [Table([*heading, *heading], pairs, [3, 2, 3, 2], ["left", "center", "left", "center"])]


def _honours(member_id: int, row: Evaluation) -> list[Block]:
    found = list(community.honours_of(member_id, row.first, row.last))
    if not found:
        return []
    lines = [f"{one.awarded_on.isoformat()}　{one.title}（{one.awarded_by}）" for one in found[:MOST_HONOURS]]
    if len(found) > MOST_HONOURS:
        lines.append(gettext("等共 %(n)d 项", n=len(found)))
    return [Facts([(gettext("荣誉"), "\n".join(lines))])]


def _work(member_id: int, row: Evaluation) -> list[Block]:
    scores = monthly.scores_of(member_id, row.first, row.last)
    if not scores:
        return []
    mean = sum((score for _, score in scores), Fraction(0)) / len(scores)
    said = gettext("%(n)d 个月，平均 %(mean)s 分", n=len(scores), mean=print_amount(mean))
    months = "　".join(f"{month.strftime('%Y-%m')} {print_amount(score)}" for month, score in scores)
    return [Facts([(gettext("党务工作"), f"{said}\n{months}")])]


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    zone = current_app.extensions["settings"].zone
    return clock.start_of(first, zone), clock.start_of(last + timedelta(days=1), zone)
