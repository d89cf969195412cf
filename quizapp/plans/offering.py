"""What can be chosen for an item of a plan, also what it has and is offered no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from ..accounts.models import Group
from ..contests.models import Contest
from ..extensions import db
from ..study.models import Material
from .models import PlanItem

#: What can be chosen for an item: groups by name, materials and contests with their titles.
Offer = tuple[Mapping[str, int], Sequence[tuple[int, str]], Sequence[tuple[int, str]]]


def offered_with(item: PlanItem | None, offer: Offer) -> Offer:
    """Return what can be chosen for an item: what is offered to all, and what it has, though it is offered no more."""
    if item is None:
        return offer
    groups, materials, contests = offer
    group = db.session.get(Group, item.group_id) if item.group_id else None
    gone = [id for id in item.material_ids if id not in dict(materials)]
    titles = db.session.execute(select(Material.id, Material.title).where(Material.id.in_(gone)))
    contest = db.session.get(Contest, item.contest_id) if item.contest_id else None
    held = [(contest.id, contest.title)] if contest and contest.id not in dict(contests) else []
    return (
        {**groups, **({group.name: group.id} if group else {})},
        [*materials, *((row.id, row.title) for row in titles)],
        [*contests, *held],
    )
