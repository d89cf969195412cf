"""Reads of voices: the wall, one's own, the organisers' desk, the big screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, extract, func, select

from ...accounts.models import Member
from ...core.paging import Page
from ...extensions import db
from ...record.periods import Span, window
from ..models import Voice, VoiceLike, VoiceReport
from ..wording import Standing, VoiceKind

PAGE_SIZE = 20
#: What the big screen shows: voices of so many days, and so many of them.
SCREEN_DAYS, SCREEN_VOICES = 120, 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the wall or the desk is narrowed to; "" and None narrow nothing."""

    text: str = ""
    topic: str = ""
    month: tuple[int, int] | None = None
    author_id: int | None = None


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """A voice as a list shows it."""

    id: int
    author_id: int
    author: str
    kind: VoiceKind
    to: str | None
    topic: str
    text: str
    state: Standing
    reason: str
    day: date
    created_at: datetime
    likes: int
    liked: bool
    reports: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the archive and how many voices it has."""

    year: int
    month: int
    count: int

    @property
    def key(self) -> str:
        return f"{self.year}-{self.month:02d}"


def _lines(own_id: int, *where: ColumnElement[bool]) -> Select[Any]:
    author, to = Member.__table__.alias("author"), Member.__table__.alias("receiver")
    likes = select(func.count()).where(VoiceLike.voice_id == Voice.id).scalar_subquery()
    liked = exists().where(VoiceLike.voice_id == Voice.id, VoiceLike.member_id == own_id)
    open_report = (VoiceReport.voice_id == Voice.id) & VoiceReport.handled_at.is_(None)
    reports = select(func.count()).select_from(VoiceReport).where(open_report).scalar_subquery()
    return (
        select(
            Voice.id,
            Voice.author_id,
            author.c.name,
            Voice.kind,
            to.c.name,
            Voice.topic,
            Voice.text,
            Voice.state,
            Voice.reason,
            Voice.day,
            Voice.created_at,
            likes,
            liked,
            reports,
        )
        .join(author, author.c.id == Voice.author_id)
        .outerjoin(to, to.c.id == Voice.to_id)
        .where(*where)
    )


def wall(branch_id: int, own_id: int, wanted: Wanted, number: int) -> Page[VoiceLine]:
    """Return one page of the wall, the newest first."""
    return _page(own_id, number, Voice.day.desc(), *_public(branch_id, wanted))


def every(branch_id: int, wanted: Wanted) -> list[VoiceLine]:
    """Return every published voice that a list to take along holds, the oldest first."""
    query = _lines(0, *_public(branch_id, wanted)).order_by(Voice.day, Voice.id)
    return [VoiceLine(*row) for row in db.session.execute(query)]


def _public(branch_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    return [
        Voice.branch_id == branch_id,
        Voice.kind == VoiceKind.VOICE,
        Voice.state == Standing.PUBLIC,
        *_narrowed(wanted),
    ]


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.text:
        found.append(Voice.text.icontains(wanted.text, autoescape=True))
    if wanted.topic:
        found.append(Voice.topic == wanted.topic)
    if wanted.author_id:
        found.append(Voice.author_id == wanted.author_id)
    if wanted.month:
        found.append(Voice.day.between(*window(Span.MONTH, date(*wanted.month, 1))))
    return found


def mine(member_id: int, number: int) -> Page[VoiceLine]:
    """Return one page of what a member wrote, voices and blessings."""
    return _page(member_id, number, Voice.id.desc(), Voice.author_id == member_id)


def desk(branch_id: int, state: str, number: int, text: str = "") -> Page[VoiceLine]:
    """Return one page of what an organiser looks at: what waits (oldest first), what was reported, what is public."""
    where: list[ColumnElement[bool]] = [Voice.branch_id == branch_id, *_narrowed(Wanted(text))]
    if state == "reported":
        where.append(exists().where(VoiceReport.voice_id == Voice.id, VoiceReport.handled_at.is_(None)))
        return _page(0, number, Voice.id.desc(), *where)
    where.append(Voice.state == Standing(state))
    order = Voice.id.asc() if state == Standing.WAITING else Voice.id.desc()
    return _page(0, number, order, *where)


def counts(branch_id: int) -> dict[str, int]:
    """Return how many wait and how many are reported."""
    waiting = select(func.count()).where(Voice.branch_id == branch_id, Voice.state == Standing.WAITING)
    reported = (
        select(func.count(func.distinct(VoiceReport.voice_id)))
        .join(Voice, Voice.id == VoiceReport.voice_id)
        .where(Voice.branch_id == branch_id, VoiceReport.handled_at.is_(None))
    )
    return {"waiting": db.session.scalar(waiting) or 0, "reported": db.session.scalar(reported) or 0}


def reasons(voice_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return what open reports say, by voice."""
    rows = db.session.execute(
        select(VoiceReport.voice_id, VoiceReport.text)
        .where(VoiceReport.voice_id.in_(voice_ids), VoiceReport.handled_at.is_(None))
        .order_by(VoiceReport.at)
    )
    found: dict[int, list[str]] = {}
    for voice_id, text in rows:
        found.setdefault(voice_id, []).append(text)
    return found


def months(branch_id: int) -> list[Month]:
    """Return the months of the archive, the newest first."""
    year, month = extract("year", Voice.day), extract("month", Voice.day)
    rows = db.session.execute(
        select(year, month, func.count())
        .where(*_public(branch_id, Wanted()))
        .group_by(year, month)
        .order_by(year.desc(), month.desc())
    )
    return [Month(int(row[0]), int(row[1]), row[2]) for row in rows]


def blessings(member_id: int, year: int) -> list[VoiceLine]:
    """Return the blessings that reached a member in a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    query = _lines(
        member_id,
        Voice.to_id == member_id,
        Voice.kind == VoiceKind.BLESSING,
        Voice.state == Standing.PUBLIC,
        Voice.day.between(first, last),
    ).order_by(Voice.id)
    return [VoiceLine(*row) for row in db.session.execute(query)]


def on_screen(branch_id: int, today: date) -> list[VoiceLine]:
    """Return what the big screen shows: lately published voices whose authors want it, the best liked first."""
    query = _lines(
        0,
        *_public(branch_id, Wanted()),
        Voice.on_screen.is_(True),
        Voice.day >= today - timedelta(days=SCREEN_DAYS),
    )
    found = [VoiceLine(*row) for row in db.session.execute(query.order_by(Voice.day.desc()).limit(40))]
    return sorted(found, key=lambda line: -line.likes)[:SCREEN_VOICES]


def _page(own_id: int, number: int, order: Any, *where: ColumnElement[bool]) -> Page[VoiceLine]:
    total = db.session.scalar(select(func.count()).select_from(Voice).where(*where)) or 0
    query = _lines(own_id, *where).order_by(order, Voice.id.desc())
    rows = db.session.execute(query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return Page([VoiceLine(*row) for row in rows], number, PAGE_SIZE, total)
