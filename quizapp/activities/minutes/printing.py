"""The record of an activity as a branch's minute book wants it, and a year's book of them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_datetime, gettext

from ...accounts.models import Branch, Group
from ...accounts.queries import member_names
from ...core import clock
from ...core.permissions import Identity
from ...documents.model import (
    Block,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Signatures,
    Space,
    Table,
)
from ...extensions import db
from ...files import store
from ...infra.os_thread import call_in_pool
from .. import queries as activities
from ..attending import TOOK_PART, AttendanceState
from ..kinds import KINDS
from ..models import Activity
from . import queries
from .deciding import ballot_of
from .models import Decision

MOST_PHOTOS = 4
PRINTED_SIDE = 1200


def record_of(
    activity: Activity, identity: Identity, zone: ZoneInfo, *, with_photos: bool = True
) -> Document:
    """Return an activity's printed record."""
    branch = db.session.get_one(Branch, activity.branch_id)
    blocks = list(_record(activity, identity, zone, 1))
    if with_photos:
        blocks += _photos(activity)
    return Document(
        gettext("%(kind)s记录", kind=gettext(KINDS[activity.kind].title)), branch.name, blocks, branch.name
    )


def book_of(
    branch: Branch, year: int, held: Sequence[Activity], identity: Identity, zone: ZoneInfo
) -> Document:
    """Return a year's records in one print, with a list of them in front."""
    rows = [
        [
            str(number),
            clock.day_of(one.starts_at, zone).isoformat(),
            gettext(KINDS[one.kind].title),
            one.title,
        ]
        for number, one in enumerate(held, 1)
    ]
    headings = [gettext("序号"), gettext("日期"), gettext("类型"), gettext("主题")]
    blocks: list[Block] = [Table(headings, rows)]
    for one in held:
        blocks += [PageBreak(), Heading(one.title), *_record(one, identity, zone, 2)]
    title = gettext("%(year)d 年组织生活记录", year=year)
    return Document(title, branch.name, blocks, f"{branch.name} {year}")


def _record(activity: Activity, identity: Identity, zone: ZoneInfo, level: int) -> Iterator[Block]:
    """Yield a record's blocks, its headings at a level."""
    yield Facts(_facts(activity, identity, zone))
    agenda = queries.agenda(activity.id)
    if agenda or activity.agenda:
        yield Heading(gettext("议程"), level)
        for number, item in enumerate(agenda, 1):
            by = gettext("（%(speaker)s）", speaker=item.speaker) if item.speaker else ""
            yield Paragraph(f"{number}. {item.title}{by}", indent=False)
        if not agenda:
            yield Paragraph(activity.agenda, indent=False)
    yield from _text(activity, level)
    yield from _decisions(queries.decisions(activity.id), level)
    yield from _tasks(activity, level)
    yield from _end(activity, zone)


def _facts(activity: Activity, identity: Identity, zone: ZoneInfo) -> list[tuple[str, str]]:
    lines = activities.lines_of(activity, identity)
    count, minutes = activities.count_of(activity.id), queries.minutes_of(activity.id)
    chair = minutes.chair_id if minutes else activity.host_id
    names = member_names([chair, minutes.recorder_id if minutes else None])
    group = db.session.get(Group, activity.group_id) if activity.group_id else None

    def of(*states: AttendanceState) -> str:
        found = [
            line.name for line in lines if line.state in states and (line.expected or states == TOOK_PART)
        ]
        return str(gettext("、").join(found) or gettext("无"))

    facts = [
        (gettext("主题"), activity.title),
        (gettext("时间"), _when(activity, zone)),
        (gettext("地点"), activity.place),
        (gettext("主持人"), names.get(chair, "")),
        (gettext("记录人"), names.get(minutes.recorder_id or 0, "") if minutes else ""),
        (gettext("应到"), gettext("%(n)d 人", n=count.expected)),
        (gettext("实到"), gettext("%(n)d 人", n=count.present)),
        (gettext("出席人员"), of(*TOOK_PART)),
        (gettext("请假"), of(AttendanceState.LEAVE_GRANTED)),
        (gettext("缺席"), of(AttendanceState.ABSENT)),
        (gettext("列席人员"), (minutes.guests if minutes else "") or gettext("无")),
    ]
    lecturers = activities.named(activity).lecturers
    if lecturers:
        facts.insert(4, (gettext("主讲人"), gettext("、").join(lecturers)))
    return [*([(gettext("党小组"), group.name)] if group else []), *facts]


def _when(activity: Activity, zone: ZoneInfo) -> str:
    starts, ends = activity.starts_at.astimezone(zone), activity.ends_at.astimezone(zone)
    day = format_date(starts.date(), "long")
    last = "" if ends.date() == starts.date() else f"{format_date(ends.date(), 'long')} "
    return f"{day} {starts:%H:%M}–{last}{ends:%H:%M}"


def _text(activity: Activity, level: int) -> Iterator[Block]:
    minutes, last = queries.minutes_of(activity.id), queries.last_version(activity.id)
    if minutes is None or last is None:
        return
    yield Heading(gettext("会议记录"), level)
    for _, title, speaker, text in last.texts:
        if text:
            by = gettext("（%(speaker)s）", speaker=speaker) if speaker else ""
            if title:
                yield Paragraph(f"{title}{by}", bold=True, indent=False)
            yield Paragraph(text)
    for row in queries.corrections(activity.id):
        yield Paragraph(gettext("更正：%(text)s", text=row.text))


def _decisions(rows: Sequence[Decision], level: int) -> Iterator[Block]:
    if rows:
        yield Heading(gettext("决议"), level)
    for number, row in enumerate(rows, 1):
        ballot = ballot_of(row)
        said = gettext("通过") if row.adopted else gettext("未通过")
        yield Paragraph(f"{number}. {row.text}{gettext('（%(text)s）', text=said)}", indent=False)
        if ballot:
            yield Paragraph(
                gettext(
                    "应到有表决权 %(due)d 人，实到 %(present)d 人；赞成 %(yes)d 票，反对 %(no)d 票，弃权 %(abstain)d 票。",
                    due=ballot.due,
                    present=ballot.present,
                    yes=ballot.yes,
                    no=ballot.no,
                    abstain=ballot.abstain,
                )
                + (gettext("表决方式：%(way)s。", way=row.way) if row.way else "")
            )


def _tasks(activity: Activity, level: int) -> Iterator[Block]:
    rows = queries.tasks_of(activity.id)
    if rows:
        yield Heading(gettext("任务分工"), level)
        headings = [gettext("任务"), gettext("负责人"), gettext("期限")]
        yield Table(headings, [[row.text, row.owner, row.due_on.isoformat()] for row in rows])


def _end(activity: Activity, zone: ZoneInfo) -> Iterator[Block]:
    minutes = queries.minutes_of(activity.id)
    if minutes is not None and minutes.is_final:
        assert minutes.recorder_at and minutes.chair_at  # noqa: PT018 - what final means
        at = max(minutes.recorder_at, minutes.chair_at)
        yield Space(2)
        yield Paragraph(
            gettext("记录人和主持人已于 %(at)s 在系统中确认。", at=_moment(at, zone)), indent=False
        )
    yield Signatures([gettext("主持人签字"), gettext("记录人签字")])


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return str(format_datetime(at.astimezone(zone), "yyyy-MM-dd HH:mm", rebase=False))


def _photos(activity: Activity) -> list[Block]:
    blocks: list[Block] = []
    for photo in queries.photos(activity.id)[:MOST_PHOTOS]:
        path = store.path_of(photo.file.digest)
        if path.exists():
            picture = call_in_pool(partial(_jpeg, path))
            blocks.append(Picture(picture, 120, photo.caption or photo.file.name))
            if photo.caption:
                blocks.append(Paragraph(photo.caption, align="center", indent=False))
    return [Heading(gettext("照片")), *blocks] if blocks else []


def _jpeg(path: Path) -> bytes:
    """Return a kept picture as paper takes it: Word and PDF know no WebP."""
    from PIL import Image  # loaded with the first picture, not with the program

    out = io.BytesIO()
    with Image.open(path) as opened:
        opened.thumbnail((PRINTED_SIDE, PRINTED_SIDE))
        opened.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()
