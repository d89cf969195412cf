"""Reads of courses: what a member has done of one, and who of a branch has not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from ...accounts.models import Group, Member
from ...bank import queries as banks
from ...core.errors import NotFound
from ...core.permissions import Identity
from ...extensions import db
from ...papers import queries as papers
from ...papers.attempt import AttemptState
from ...papers.blueprint import Blueprint, Row
from ...papers.models import Attempt, AttemptResult
from ..models import Material, Reading
from .models import Course, CourseDone, CourseState, CourseStep


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a course; `material_id` None is a practice. `gone`: its material is no longer in the library."""

    id: int
    position: int
    material_id: int | None
    title: str
    minutes: int
    topic: str
    size: int
    least: int
    gone: bool
    done: bool = False


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course in a list; `done` of `steps` for one member, or members of the branch who completed it."""

    id: int
    title: str
    summary: str
    due_on: date | None
    state: CourseState
    steps: int
    done: int
    done_at: datetime | None = None
    people: int = 0


@dataclass(frozen=True, slots=True)
class PersonLine:
    """How far a member is in a course."""

    member_id: int
    name: str
    group: str
    done: int
    of: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """How far a group is: its members, those who have completed the course first."""

    name: str
    people: Sequence[PersonLine]

    @property
    def completed(self) -> int:
        return sum(one.done_at is not None for one in self.people)


def practice_key(step_id: int) -> str:
    """Return under which source the practices of a step stand."""
    return f"practice:course:{step_id}"


def steps_of(course_id: int) -> list[CourseStep]:
    """Return the steps of a course in their order."""
    query = select(CourseStep).where(CourseStep.course_id == course_id).order_by(CourseStep.position)
    return list(db.session.scalars(query))


def items_for(step: CourseStep, branch_id: int) -> int:
    """Return how many items a practice step can draw from."""
    chosen = [step.bank_id] if step.bank_id else banks.visible_bank_ids(branch_id)
    topics = (step.topic,) if step.topic else ()
    found = Blueprint((Row(1, 0, topics),)).availability(papers.pool(chosen, branch_id))
    return found[0].available


def of_member(course_id: int, member: Identity) -> Course:
    """Return a course that the members of the branch may see; any other is not told from none."""
    row = db.session.get(Course, course_id)
    if row is None or row.branch_id != member.branch_id or row.state is CourseState.DRAFT:
        raise NotFound
    return row


def get(course_id: int) -> Course:
    """Return a course."""
    row = db.session.get(Course, course_id)
    if row is None:
        raise NotFound
    return row


def lines_of(course: Course, member_id: int | None = None) -> list[StepLine]:
    """Return the steps of a course with their titles, and whether the member has done each."""
    steps = steps_of(course.id)
    done = _done_steps(steps, [member_id]).get(member_id, set()) if member_id else set()
    wanted = select(Material).where(Material.id.in_([step.material_id for step in steps if step.material_id]))
    materials = {row.id: row for row in db.session.scalars(wanted)}
    names = {bank.id: bank.name for bank in banks.all_banks(course.branch_id)}
    lines = []
    for number, step in enumerate(steps, 1):
        material = materials.get(step.material_id) if step.material_id else None
        lines.append(
            StepLine(
                step.id,
                number,
                step.material_id,
                material.title if material else names.get(step.bank_id or 0, ""),
                material.minutes if material else 0,
                step.topic,
                step.size,
                step.least,
                material is not None and not material.published,
                step.id in done,
            )
        )
    return lines


def _done_steps(steps: Sequence[CourseStep], member_ids: Collection[int]) -> dict[int, set[int]]:
    """Return by member the ids of the steps that are done, in two reads."""
    found: dict[int, set[int]] = {}
    by_material = {step.material_id: step.id for step in steps if step.material_id is not None}
    for member_id, material_id in db.session.execute(
        select(Reading.member_id, Reading.material_id).where(
            Reading.material_id.in_(by_material),
            Reading.member_id.in_(member_ids),
            Reading.checked_at.is_not(None),
        )
    ):
        found.setdefault(member_id, set()).add(by_material[material_id])
    practices = {practice_key(step.id): step for step in steps if step.material_id is None}
    for member_id, key, share in _practised(practices, member_ids):
        if share >= practices[key].least:
            found.setdefault(member_id, set()).add(practices[key].id)
    return found


def _practised(keys: Collection[str], member_ids: Collection[int]) -> list[tuple[int, str, float]]:
    """Return (member, source, percent) of the practices that were finished, by the marking that holds."""
    rows = db.session.execute(
        select(
            *(Attempt.id, Attempt.member_id, Attempt.source_key),
            *(AttemptResult.score, AttemptResult.maximum),
        )
        .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .where(
            Attempt.source_key.in_(keys),
            Attempt.member_id.in_(member_ids),
            Attempt.state == AttemptState.SUBMITTED,
        )
        .order_by(Attempt.id, AttemptResult.sequence)
    )
    last = {row.id: row for row in rows}
    return [
        (row.member_id, row.source_key, 100 * row.score / row.maximum) for row in last.values() if row.maximum
    ]


def needed(course: Course) -> set[int]:
    """Return the ids of the steps that count: those whose material is still in the library, and practices."""
    query = (
        select(CourseStep.id)
        .outerjoin(Material, Material.id == CourseStep.material_id)
        .where(CourseStep.course_id == course.id, or_(Material.id.is_(None), Material.published))
    )
    return set(db.session.scalars(query))


def has_done(course: Course, member_id: int) -> bool:
    """Say whether a member has done every step that counts."""
    must = needed(course)
    return bool(must) and must <= _done_steps(steps_of(course.id), [member_id]).get(member_id, set())


def ready(course: Course) -> list[int]:
    """Return the members of the branch who have done every step and were not noted yet."""
    must = needed(course)
    noted = select(CourseDone.member_id).where(CourseDone.course_id == course.id)
    here = db.session.scalars(
        select(Member.id).where(
            Member.branch_id == course.branch_id, Member.left_at.is_(None), Member.id.not_in(noted)
        )
    ).all()
    if not must or not here:
        return []
    done = _done_steps(steps_of(course.id), here)
    return [member_id for member_id in here if must <= done.get(member_id, set())]


def published() -> list[Course]:
    """Return the courses that can be completed, of all branches."""
    return list(db.session.scalars(select(Course).where(Course.state == CourseState.PUBLISHED)))


def done_at(course_id: int, member_id: int) -> datetime | None:
    """Return when a member completed a course."""
    return db.session.scalar(
        select(CourseDone.done_at).where(CourseDone.course_id == course_id, CourseDone.member_id == member_id)
    )


def of_branch(member: Identity) -> list[CourseLine]:
    """Return the courses that a member sees: those to complete first, by due day, then the completed and closed ones."""
    rows = db.session.scalars(
        select(Course)
        .where(Course.branch_id == member.branch_id, Course.state != CourseState.DRAFT)
        .order_by(Course.due_on.is_(None), Course.due_on, Course.id.desc())
    )
    lines = []
    for row in rows:
        steps = [line for line in lines_of(row, member.member_id) if not line.gone]
        done = sum(line.done for line in steps)
        when = done_at(row.id, member.member_id)
        lines.append(
            CourseLine(row.id, row.title, row.summary, row.due_on, row.state, len(steps), done, when)
        )
    return sorted(lines, key=lambda line: (line.done_at is not None, line.state is CourseState.CLOSED))


def managed(branch_id: int) -> list[CourseLine]:
    """Return a branch's courses for its organisers, the newest first."""
    steps = select(func.count()).where(CourseStep.course_id == Course.id).scalar_subquery()
    people = (
        select(func.count())
        .select_from(CourseDone)
        .join(Member, Member.id == CourseDone.member_id)
        .where(CourseDone.course_id == Course.id, Member.branch_id == branch_id, Member.left_at.is_(None))
        .scalar_subquery()
    )
    heads = db.session.scalar(
        select(func.count()).where(
            Member.branch_id == branch_id, Member.left_at.is_(None), Member.exempt.is_(False)
        )
    )
    rows = db.session.execute(
        select(Course, steps, people).where(Course.branch_id == branch_id).order_by(Course.id.desc())
    )
    return [
        CourseLine(
            row.id, row.title, row.summary, row.due_on, row.state, count, done, people=max(heads or 0, done)
        )
        for row, count, done in rows
    ]


def progress(course: Course, group_id: int | None = None) -> list[GroupLine]:
    """Return by group how far everybody is, whoever lacks most last; of one group where `group_id` is given.

    Who is exempt stands in it only once something is done.
    """
    query = (
        select(Member.id, Member.name, Member.exempt, Group.name.label("group_name"))
        .outerjoin(Group, Group.id == Member.group_id)
        .where(Member.branch_id == course.branch_id, Member.left_at.is_(None))
        .order_by(Group.position, Group.id, Member.name, Member.id)
    )
    if group_id is not None:
        query = query.where(Member.group_id == group_id)
    people = db.session.execute(query).all()
    must = needed(course)
    done = _done_steps(steps_of(course.id), [row.id for row in people])
    ends = {
        row.member_id: row.done_at
        for row in db.session.scalars(select(CourseDone).where(CourseDone.course_id == course.id))
    }
    groups: dict[str, list[PersonLine]] = {}
    for row in people:
        got = len(must & done.get(row.id, set()))
        if row.exempt and not got and row.id not in ends:
            continue
        line = PersonLine(row.id, row.name, row.group_name or "", got, len(must), ends.get(row.id))
        groups.setdefault(line.group, []).append(line)
    return [
        GroupLine(name, sorted(lines, key=lambda one: (one.done_at is None, -one.done)))
        for name, lines in groups.items()
    ]
