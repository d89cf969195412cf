"""Reads of the minutes: agenda, versions, decisions, tasks, pictures, results of the review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from ...accounts.models import Member
from ...core.paging import Page
from ...extensions import db
from ...files import queries as files
from ...files.models import StoredFile
from ...files.queries import FileView
from .. import queries as activities
from ..attending import NOT_CALLED
from ..models import Activity, Attendance
from .levels import Level
from .models import (
    ActivityPhoto,
    ActivityTask,
    AgendaItem,
    Decision,
    Minutes,
    MinutesCorrection,
    MinutesVersion,
    ReviewResult,
)

PAGE = 20


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in a list."""

    id: int
    activity_id: int
    activity: str
    owner_id: int
    owner: str
    text: str
    due_on: date
    done_at: datetime | None
    done_note: str

    def is_late(self, today: date) -> bool:
        """Say whether it should have been done by now."""
        return self.done_at is None and self.due_on < today


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture with what it shows."""

    file: FileView
    caption: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a member was judged to be in a year's democratic review; `points` in hundredths."""

    member_id: int
    year: int
    level: Level
    points: int | None


def people_of(activity: Activity) -> list[tuple[int, str]]:
    """Return who can record, chair or be given a task: who is called and the host, then the rest of the branch."""
    called = set(
        db.session.scalars(
            select(Attendance.member_id).where(
                Attendance.activity_id == activity.id, Attendance.state.not_in(NOT_CALLED)
            )
        )
    )
    return sorted(activities.people_of(activity.branch_id), key=lambda person: person[0] not in called)


def agenda(activity_id: int) -> list[AgendaItem]:
    """Return an activity's agenda in its order."""
    return list(
        db.session.scalars(
            select(AgendaItem)
            .where(AgendaItem.activity_id == activity_id)
            .order_by(AgendaItem.position, AgendaItem.id)
        )
    )


def minutes_of(activity_id: int) -> Minutes | None:
    """Return an activity's minutes, None where nobody has begun them."""
    return db.session.get(Minutes, activity_id)


def last_version(activity_id: int) -> MinutesVersion | None:
    """Return the newest version of the text."""
    return db.session.scalar(_versions(activity_id).limit(1))


def version(activity_id: int, number: int) -> MinutesVersion | None:
    """Return one version of the text."""
    return db.session.scalar(_versions(activity_id).where(MinutesVersion.number == number))


def versions(activity_id: int) -> Sequence[MinutesVersion]:
    """Return all versions, the newest first."""
    return db.session.scalars(_versions(activity_id)).all()


def _versions(activity_id: int) -> Select[MinutesVersion]:
    return (
        select(MinutesVersion)
        .where(MinutesVersion.activity_id == activity_id)
        .order_by(MinutesVersion.number.desc())
    )


def corrections(activity_id: int) -> Sequence[MinutesCorrection]:
    """Return what was appended after the minutes were final."""
    return db.session.scalars(
        select(MinutesCorrection)
        .where(MinutesCorrection.activity_id == activity_id)
        .order_by(MinutesCorrection.id)
    ).all()


def decisions(activity_id: int) -> Sequence[Decision]:
    """Return what was decided, in order."""
    return db.session.scalars(
        select(Decision).where(Decision.activity_id == activity_id).order_by(Decision.id)
    ).all()


def tasks_of(activity_id: int) -> list[TaskLine]:
    """Return an activity's tasks by their due day."""
    return _tasks(ActivityTask.activity_id == activity_id)


def open_tasks(member_id: int) -> list[TaskLine]:
    """Return what a member has still to do, what is due first at the head."""
    return _tasks(ActivityTask.owner_id == member_id, ActivityTask.done_at.is_(None))


def done_tasks(member_id: int, number: int) -> Page[TaskLine]:
    """Return one page of what a member has done, the latest first."""
    where = (ActivityTask.owner_id == member_id, ActivityTask.done_at.is_not(None))
    rows = _tasks(*where, order=ActivityTask.done_at.desc(), window=(PAGE, (number - 1) * PAGE))
    return Page(rows, number, PAGE, _count(*where))


def branch_tasks(
    branch_id: int, group_id: int | None, which: str, today: date, number: int
) -> Page[TaskLine]:
    """Return one page of a branch's tasks, or of one group's activities: `late`, `open` or `done`."""
    where = [ActivityTask.branch_id == branch_id, *_which(which, today)]
    if group_id is not None:
        of_group = select(Activity.id).where(Activity.group_id == group_id)
        where.append(ActivityTask.activity_id.in_(of_group))
    rows = _tasks(*where, window=(PAGE, (number - 1) * PAGE))
    return Page(rows, number, PAGE, _count(*where))


def _which(which: str, today: date) -> list[ColumnElement[bool]]:
    if which == "done":
        return [ActivityTask.done_at.is_not(None)]
    still_open = ActivityTask.done_at.is_(None)
    return [still_open, ActivityTask.due_on < today] if which == "late" else [still_open]


def _count(*where: ColumnElement[bool]) -> int:
    kept = ActivityTask.dropped_at.is_(None)
    return db.session.scalar(select(func.count()).select_from(ActivityTask).where(kept, *where)) or 0


def _tasks(
    *where: ColumnElement[bool], order: Any = ActivityTask.due_on, window: tuple[int, int] | None = None
) -> list[TaskLine]:
    query = (
        select(ActivityTask, Activity.title, Member.name)
        .join(Activity, Activity.id == ActivityTask.activity_id)
        .join(Member, Member.id == ActivityTask.owner_id)
        .where(ActivityTask.dropped_at.is_(None), *where)
        .order_by(order, ActivityTask.id)
    )
    if window:
        query = query.limit(window[0]).offset(window[1])
    return [
        TaskLine(
            row.id,
            row.activity_id,
            title,
            row.owner_id,
            name,
            row.text,
            row.due_on,
            row.done_at,
            row.done_note,
        )
        for row, title, name in db.session.execute(query)
    ]


def photos(activity_id: int) -> list[Photo]:
    """Return an activity's pictures in their order."""
    rows = db.session.execute(
        select(ActivityPhoto, StoredFile)
        .join(StoredFile, StoredFile.id == ActivityPhoto.file_id)
        .where(ActivityPhoto.activity_id == activity_id, StoredFile.deleted_at.is_(None))
        .order_by(ActivityPhoto.position, ActivityPhoto.file_id)
    )
    return [Photo(files.view(file), row.caption) for row, file in rows]


def results(branch_id: int, year: int) -> dict[int, Result]:
    """Return the levels of a year's democratic review by member, of those for whom one was decided."""
    rows = db.session.scalars(
        select(ReviewResult).where(ReviewResult.branch_id == branch_id, ReviewResult.year == year)
    )
    return {
        row.member_id: Result(row.member_id, row.year, row.level, row.points) for row in rows if row.level
    }


def result_of(member_id: int, year: int) -> ReviewResult | None:
    """Return a member's review of a year."""
    return db.session.scalar(
        select(ReviewResult).where(ReviewResult.member_id == member_id, ReviewResult.year == year)
    )
