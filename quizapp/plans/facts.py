"""What was really done of a plan's items: activities held, materials completed, contests settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from ..accounts.models import Member
from ..activities.attending import NOT_CALLED, TOOK_PART
from ..activities.kinds import ActivityState
from ..activities.models import Activity, Attendance
from ..contests.models import Contest
from ..contests.queries.progress import invited
from ..contests.queries.progress import progress as progress_of
from ..contests.window import ContestState
from ..core import local
from ..extensions import db
from ..study.models import Material, Reading
from .models import PlanItem
from .progress import Part

#: What a plan says nothing of: not yet announced, or not to be.
UNSEEN = (ActivityState.DRAFT, ActivityState.CANCELLED)
OVER = (ContestState.SETTLED, ContestState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roll of whom study is asked."""

    id: int
    group_id: int | None


def roll(branch_id: int) -> list[Person]:
    """Return who is on a branch's roll and not exempt."""
    rows = db.session.execute(
        select(Member.id, Member.group_id).where(
            Member.branch_id == branch_id, Member.left_at.is_(None), Member.exempt.is_(False)
        )
    )
    return [Person(*row) for row in rows]


def parts_of(items: Sequence[PlanItem], people: Collection[Person]) -> dict[int, list[Part]]:
    """Return what each item asks for and who did it; a few reads for all of them together."""
    activities = _activities(items)
    materials = _materials({id for item in items for id in item.material_ids}, people)
    found: dict[int, list[Part]] = {}
    for item in items:
        asked = frozenset(one.id for one in people if item.group_id in (None, one.group_id))
        own = [replace(materials[id], of=asked) for id in item.material_ids if id in materials]
        contest = [_contest(item.contest_id)] if item.contest_id else []
        found[item.id] = [*activities[item.id], *own, *(part for part in contest if part)]
    return found


def _activities(items: Sequence[PlanItem]) -> dict[int, list[Part]]:
    """Return what the items' own branch announced and held for them; another branch's may name them, in vain."""
    rows = db.session.scalars(
        select(Activity)
        .where(
            Activity.plan_item_id.in_([item.id for item in items]),
            Activity.branch_id.in_({item.plan.branch_id for item in items}),
            Activity.state.not_in(UNSEEN),
            Activity.confidential.is_(False),
        )
        .order_by(Activity.starts_at, Activity.id)
    ).all()
    came, called = _attendance([row.id for row in rows])
    found: dict[int, list[Part]] = defaultdict(list)
    for row in rows:
        held = row.state is ActivityState.HELD
        part = Part(
            "activity",
            row.id,
            row.title,
            held,
            frozenset(came[row.id]) if held else frozenset(),
            frozenset(called[row.id]),
            local.day_of(row.starts_at),
        )
        found[row.plan_item_id or 0].append(part)
    return found


def _attendance(activity_ids: Iterable[int]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    came: dict[int, set[int]] = defaultdict(set)
    called: dict[int, set[int]] = defaultdict(set)
    rows = db.session.execute(
        select(Attendance.activity_id, Attendance.member_id, Attendance.state, Attendance.expected).where(
            Attendance.activity_id.in_(list(activity_ids)), Attendance.state.not_in(NOT_CALLED)
        )
    )
    for activity_id, member_id, state, expected in rows:
        if state in TOOK_PART:
            came[activity_id].add(member_id)
        if expected or state in TOOK_PART:
            called[activity_id].add(member_id)
    return came, called


def _materials(material_ids: Collection[int], people: Iterable[Person]) -> dict[int, Part]:
    """Return the materials with those of the branch who completed each."""
    if not material_ids:
        return {}
    ids = [one.id for one in people]
    did: dict[int, set[int]] = defaultdict(set)
    rows = db.session.execute(
        select(Reading.material_id, Reading.member_id).where(
            Reading.material_id.in_(material_ids),
            Reading.member_id.in_(ids),
            Reading.checked_at.is_not(None),
        )
    )
    for material_id, member_id in rows:
        did[material_id].add(member_id)
    titles = db.session.execute(select(Material.id, Material.title).where(Material.id.in_(material_ids)))
    return {id: Part("material", id, title, False, frozenset(did[id]), frozenset()) for id, title in titles}


def _contest(contest_id: int) -> Part | None:
    contest = db.session.get(Contest, contest_id)
    if contest is None:
        return None
    missing = {id for group in progress_of(contest) for id in group.absent_ids}
    asked = frozenset(row.id for row in invited(contest) if not row.exempt)
    return Part(
        "contest",
        contest.id,
        contest.title,
        contest.state in OVER,
        frozenset(asked - missing),
        asked,
        local.day_of(contest.closes_at),
    )
