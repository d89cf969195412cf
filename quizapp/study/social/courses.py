"""Courses: verbs. An organiser lists materials and practices in order; whoever has done them all is credited once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete as delete_from
from sqlalchemy import func, select

from ...accounts.models import Member
from ...bank import queries as banks
from ...core import audit
from ...core.errors import DomainError, Invalid, NotFound
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ...notices import service as notices
from ...papers import service as papers
from ...papers.blueprint import Blueprint, Row
from ...papers.orders import ITEM_POINTS, practice_order
from ...papers.service import Started
from ...record import service as record
from ...record.service import Credit
from .. import queries
from . import course_reads
from .models import Course, CourseDone, CourseState, CourseStep

MOST_STEPS = 40
MOST_ITEMS = 50


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """What a course is called, and until when it should be completed."""

    title: str
    summary: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class PracticeDraft:
    """A practice as a step: of one bank or of all that the branch uses, of one topic or of any."""

    bank_id: int | None = None
    topic: str = ""
    size: int = 10
    least: int = 60


def create(draft: CourseDraft, *, branch_id: int, actor: Identity, now: datetime) -> Course:
    """Begin a course; nobody sees it before it is published."""
    row = Course(branch_id=branch_id, created_by=actor.member_id, created_at=now)
    _write(row, draft)
    db.session.add(row)
    db.session.flush()
    _note(row, "course.created", actor, now)
    return row


def change(row: Course, draft: CourseDraft, *, actor: Identity, now: datetime) -> None:
    """Write title, summary and due day anew."""
    before = (row.title, row.summary, row.due_on)
    _write(row, draft)
    if (row.title, row.summary, row.due_on) != before:
        _note(row, "course.edited", actor, now)


def _write(row: Course, draft: CourseDraft) -> None:
    if not draft.title.strip():
        raise Invalid(N_("请填写这一项。"), field="title")
    row.title, row.summary, row.due_on = draft.title.strip()[:120], draft.summary.strip()[:300], draft.due_on


def add_material(row: Course, material_id: int, *, actor: Identity, now: datetime) -> CourseStep:
    """Put a material at the end; each stands in a course once."""
    queries.readable(material_id, actor)
    if any(step.material_id == material_id for step in course_reads.steps_of(row.id)):
        raise Invalid(N_("这篇材料已经在课程里了。"), field="material")
    return _add(row, CourseStep(material_id=material_id), actor, now)


def add_practice(row: Course, draft: PracticeDraft, *, actor: Identity, now: datetime) -> CourseStep:
    """Put a practice at the end; a bank must be one that the branch uses."""
    if draft.bank_id is not None and draft.bank_id not in banks.visible_bank_ids(row.branch_id):
        raise Invalid(N_("请选择本支部在用的题库。"), field="bank")
    if not (1 <= draft.size <= MOST_ITEMS and 1 <= draft.least <= 100):
        raise Invalid(N_("题数或答对比例不对。"), field="size")
    step = CourseStep(
        bank_id=draft.bank_id, topic=draft.topic.strip()[:64], size=draft.size, least=draft.least
    )
    if not course_reads.items_for(step, row.branch_id):
        raise Invalid(N_("这个题库里没有这个主题的题。"), field="topic")
    return _add(row, step, actor, now)


def _add(row: Course, step: CourseStep, actor: Identity, now: datetime) -> CourseStep:
    there = course_reads.steps_of(row.id)
    if len(there) >= MOST_STEPS:
        raise DomainError(N_("一门课程最多 %(most)d 步。"), code="course.full", most=MOST_STEPS)
    step.course_id, step.position = row.id, max((one.position for one in there), default=0) + 1
    db.session.add(step)
    db.session.flush()
    _note(row, "course.edited", actor, now)
    return step


def remove_step(row: Course, step_id: int, *, actor: Identity, now: datetime) -> None:
    """Take a step out; who has completed the course keeps that."""
    step = _step(row, step_id)
    left = len(course_reads.steps_of(row.id)) - 1
    if not left and row.state is CourseState.PUBLISHED:
        raise DomainError(N_("发布中的课程至少要留一步。"), code="course.empty")
    db.session.delete(step)
    _note(row, "course.edited", actor, now)


def reorder(row: Course, step_ids: Sequence[int], *, actor: Identity, now: datetime) -> None:
    """Put the steps into another order; the ids must be those of the course, each once."""
    steps = {step.id: step for step in course_reads.steps_of(row.id)}
    if sorted(step_ids) != sorted(steps):
        raise DomainError(N_("课程刚刚有改动，请刷新后再排序。"), code="course.changed")
    for position, step_id in enumerate(step_ids, 1):
        steps[step_id].position = position
    _note(row, "course.edited", actor, now)


def move(row: Course, step_id: int, by: int, *, actor: Identity, now: datetime) -> None:
    """Move one step up (negative) or down."""
    ids = [step.id for step in course_reads.steps_of(row.id)]
    _step(row, step_id)
    at = ids.index(step_id)
    ids.insert(max(0, min(len(ids) - 1, at + by)), ids.pop(at))
    reorder(row, ids, actor=actor, now=now)


def _step(row: Course, step_id: int) -> CourseStep:
    step = db.session.get(CourseStep, step_id)
    if step is None or step.course_id != row.id:
        raise NotFound
    return step


def publish(row: Course, *, actor: Identity, now: datetime) -> None:
    """Open a course to the branch; at its first publication all members are told."""
    if not course_reads.steps_of(row.id):
        raise DomainError(N_("课程还没有内容，先加一篇材料。"), code="course.empty")
    if row.state is CourseState.PUBLISHED:
        return
    first = row.published_at is None
    row.state, row.published_at = CourseState.PUBLISHED, row.published_at or now
    _note(row, "course.published", actor, now)
    if first:
        here = select(Member.id).where(Member.branch_id == row.branch_id, Member.left_at.is_(None))
        params = {"title": row.title, "n": len(course_reads.steps_of(row.id))}
        kind = "course.published"
        if row.due_on:
            kind, params["day"] = "course.published_due", row.due_on.isoformat()
        notices.tell(db.session.scalars(here).all(), kind, params, link_to(row), str(row.id), now=now)


def link_to(row: Course) -> str:
    """Return the path of a course's page."""
    return f"/study/courses/{row.id}"


def close(row: Course, *, actor: Identity, now: datetime) -> None:
    """End a course: it stays to be looked at, and nobody completes it any more."""
    if row.state is CourseState.PUBLISHED:
        row.state = CourseState.CLOSED
        _note(row, "course.closed", actor, now)


def copy(row: Course, title: str, *, actor: Identity, now: datetime) -> Course:
    """Make a draft of the same steps; the due day does not go along."""
    made = create(CourseDraft(title[:120], row.summary), branch_id=row.branch_id, actor=actor, now=now)
    for step in course_reads.steps_of(row.id):
        db.session.add(
            CourseStep(
                course_id=made.id,
                position=step.position,
                material_id=step.material_id,
                bank_id=step.bank_id,
                topic=step.topic,
                size=step.size,
                least=step.least,
            )
        )
    db.session.flush()
    return made


def delete(row: Course, *, actor: Identity, now: datetime) -> None:
    """Delete a draft that was never published."""
    if row.published_at is not None:
        raise DomainError(N_("发布过的课程不能删除，可以结束它。"), code="course.in_use")
    _note(row, "course.deleted", actor, now)
    db.session.execute(delete_from(CourseStep).where(CourseStep.course_id == row.id))
    db.session.delete(row)


def practise(
    row: Course, step_id: int, *, member: Identity, now: datetime, request_id: str | None
) -> Started:
    """Begin the practice of a step."""
    step = _step(row, step_id)
    if step.material_id is not None or row.state is not CourseState.PUBLISHED:
        raise NotFound
    order = practice_order(course_reads.practice_key(step.id), row.title, now)
    topics = (step.topic,) if step.topic else ()
    chosen = [step.bank_id] if step.bank_id else banks.visible_bank_ids(row.branch_id)
    blueprint = Blueprint((Row(step.size, ITEM_POINTS, topics),))
    return papers.start(order, blueprint, chosen, member=member, now=now, request_id=request_id)


def complete(row: Course, member_id: int, *, now: datetime) -> bool:
    """Note that a member has done every step, and credit it; True the first time."""
    if row.state is not CourseState.PUBLISHED:
        return False
    there = select(func.count()).where(CourseDone.course_id == row.id, CourseDone.member_id == member_id)
    if db.session.scalar(there):
        return False
    db.session.add(CourseDone(course_id=row.id, member_id=member_id, done_at=now))
    credit = Credit(member_id, "course", f"course:{row.id}", now, row.title, detail={"course": row.id})
    record.report(credit, now=now)
    return True


def complete_due(now: datetime) -> int:
    """Complete the published courses for all who have done every step; return how many completions are new."""
    made = 0
    for row in course_reads.published():
        for member_id in course_reads.ready(row):
            made += complete(row, member_id, now=now)
    return made


def _note(row: Course, action: str, actor: Identity, now: datetime) -> None:
    audit.note(actor, action, "course", row.id, at=now, branch_id=row.branch_id, after={"title": row.title})
