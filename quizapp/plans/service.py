"""Verbs on plans: draw up, publish, change items, mark them done, copy a year, take in a table, link activities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime

from sqlalchemy import delete, func, select, update

from ..accounts.models import Group
from ..activities.models import Activity
from ..contests.models import Contest
from ..core import audit
from ..core.dates import months_later
from ..core.errors import DomainError, Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from ..study import queries as study
from . import queries
from .cells import plain
from .models import PlanItem, StudyPlan
from .reading import MOST_NOTE, MOST_RESPONSIBLE, MOST_TITLE, Draft

FIRST_YEAR, LAST_YEAR = 2010, 2100
MOST_ITEMS = 400
MOST_MATERIALS = 30
MOST_REASON = 300
MOST_PLAN_NOTE = 1000


def open_plan(branch_id: int, year: int, *, actor: Identity, now: datetime) -> StudyPlan:
    """Return the branch's plan of a year, begun now when there is none."""
    found = queries.plan_of(branch_id, year)
    if found:
        return found
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    plan = StudyPlan(
        branch_id=branch_id, year=year, author_id=actor.member_id, created_at=now, updated_at=now
    )
    db.session.add(plan)
    db.session.flush()
    _note(actor, "plan.opened", plan, now, after={"year": year})
    return plan


def save_note(plan: StudyPlan, text: str, *, actor: Identity, now: datetime) -> None:
    """Keep what the year is about."""
    if len(text) > MOST_PLAN_NOTE:
        raise Invalid(N_("最多 %(max)d 个字。"), field="note", max=MOST_PLAN_NOTE)
    if plan.note != text.strip():
        plan.note, plan.updated_at = text.strip(), now
        _note(actor, "plan.noted", plan, now)


def publish(plan: StudyPlan, *, on: bool, actor: Identity, now: datetime) -> None:
    """Show the plan to the branch's members, or take it back to its organisers."""
    if on and not queries.count_items(plan.id):
        raise DomainError(N_("计划还是空的，先添加内容再发布。"), code="plan.empty")
    if (plan.published_at is not None) is not on:
        plan.published_at = now if on else None
        _note(actor, "plan.published" if on else "plan.withdrawn", plan, now)


def add_item(plan: StudyPlan, draft: Draft, *, actor: Identity, now: datetime) -> PlanItem:
    """Add an item at the end of its month."""
    _check(plan, draft)
    if queries.count_items(plan.id) >= MOST_ITEMS:
        raise Invalid(N_("一年最多 %(max)d 条。"), max=MOST_ITEMS)
    item = PlanItem(plan_id=plan.id, position=_end_of(plan.id, draft.month), created_at=now, updated_at=now)
    _write(item, draft)
    db.session.add(item)
    db.session.flush()
    _note(actor, "plan.item_added", plan, now, after={"item": item.id, "title": draft.title})
    return item


def change_item(item: PlanItem, draft: Draft, *, actor: Identity, now: datetime) -> None:
    """Change an item; one that goes to another month goes to its end."""
    _check(item.plan, draft, item.group_id)
    before = draft_of(item)
    if before == draft:
        return
    if draft.month != item.month:
        item.position = _end_of(item.plan_id, draft.month)
    _write(item, draft)
    item.updated_at = now
    changed = [one.name for one in fields(Draft) if getattr(before, one.name) != getattr(draft, one.name)]
    _note(actor, "plan.item_changed", item.plan, now, after={"item": item.id, "changed": changed})


def delete_item(item: PlanItem, *, actor: Identity, now: datetime) -> None:
    """Take an item off the plan; activities that filled it stay, without it."""
    db.session.execute(
        update(Activity)
        .where(Activity.plan_item_id == item.id)
        .values(plan_item_id=None)
        .execution_options(synchronize_session=False)
    )
    _note(actor, "plan.item_deleted", item.plan, now, before={"title": item.title, "month": item.month})
    db.session.execute(delete(PlanItem).where(PlanItem.id == item.id))


def mark_done(item: PlanItem, reason: str, day: date, *, actor: Identity, now: datetime) -> None:
    """Say that an item is done, and why that is not seen from what is linked."""
    if not reason.strip():
        raise Invalid(N_("请写明怎样完成的，例如在哪里、什么时候、凭证在哪。"), field="reason")
    if len(reason) > MOST_REASON:
        raise Invalid(N_("最多 %(max)d 个字。"), field="reason", max=MOST_REASON)
    item.done_on, item.done_reason, item.done_by, item.updated_at = day, reason.strip(), actor.member_id, now
    _note(actor, "plan.item_done", item.plan, now, after={"item": item.id}, reason=reason.strip())


def unmark(item: PlanItem, *, actor: Identity, now: datetime) -> None:
    """Take the word back that an item is done."""
    if item.done_on is not None:
        before = {"item": item.id, "reason": item.done_reason}
        item.done_on, item.done_reason, item.done_by, item.updated_at = None, "", None, now
        _note(actor, "plan.item_undone", item.plan, now, before=before)


def link_activity(item: PlanItem, activity_id: int, *, actor: Identity, now: datetime) -> None:
    """Let an activity of the branch fill an item."""
    activity = db.session.get(Activity, activity_id)
    if activity is None or activity.branch_id != item.plan.branch_id or activity.confidential:
        raise NotFound
    activity.plan_item_id = item.id
    _note(actor, "plan.linked", item.plan, now, after={"item": item.id, "activity": activity_id})


def unlink_activity(item: PlanItem, activity_id: int, *, actor: Identity, now: datetime) -> None:
    """Part an activity from an item."""
    activity = db.session.get(Activity, activity_id)
    if activity is None or activity.plan_item_id != item.id:
        raise NotFound
    activity.plan_item_id = None
    _note(actor, "plan.unlinked", item.plan, now, before={"item": item.id, "activity": activity_id})


def copy_year(plan: StudyPlan, source: StudyPlan, *, actor: Identity, now: datetime) -> int:
    """Take over another year's items, days shifted; what was done and its contests stay behind. Return how many."""
    months, readable = 12 * (plan.year - source.year), _readable(actor)
    drafts = [
        replace(
            draft,
            group_id=draft.group_id if _is_group(draft.group_id, plan.branch_id) else None,
            due_on=months_later(draft.due_on, months) if draft.due_on else None,
            material_ids=tuple(id for id in draft.material_ids if id in readable),
            contest_id=None,
        )
        for draft in map(draft_of, queries.items_of(source.id))
    ]
    added, _ = take_in(plan, drafts, actor=actor, now=now)
    return added


def take_in(plan: StudyPlan, drafts: Sequence[Draft], *, actor: Identity, now: datetime) -> tuple[int, int]:
    """Add drafts; one with the month and title of an item changes that item. Return how many were added and changed.

    Materials and a contest that an item has are kept: a table does not name them. Where several have the same
    month and title, as of several groups, each draft changes another item, its own group's if there is one.
    A title in full-width signs and one in half-width signs are the same.
    """
    known = queries.items_of(plan.id)
    added = changed = 0
    for draft in drafts:
        same = [
            item for item in known if item.month == draft.month and plain(item.title) == plain(draft.title)
        ]
        item = min(same, key=lambda one: one.group_id != draft.group_id, default=None)
        if item is None:
            add_item(plan, draft, actor=actor, now=now)
            added += 1
            continue
        known.remove(item)
        materials = draft.material_ids or tuple(item.material_ids)
        whole = replace(draft, material_ids=materials, contest_id=item.contest_id)
        changed += draft_of(item) != whole
        change_item(item, whole, actor=actor, now=now)
    return added, changed


def draft_of(item: PlanItem) -> Draft:
    """Return an item as it could be stored anew."""
    values = {one.name: getattr(item, one.name) for one in fields(Draft)}
    return Draft(**{**values, "material_ids": tuple(item.material_ids)})


def _write(item: PlanItem, draft: Draft) -> None:
    for one in fields(Draft):
        setattr(item, one.name, getattr(draft, one.name))
    item.material_ids = list(draft.material_ids)


def _check(plan: StudyPlan, draft: Draft, kept_group: int | None = None) -> None:
    if not 1 <= draft.month <= 12:
        raise Invalid(N_("请选择月份。"), field="month")
    if not draft.title.strip():
        raise Invalid(N_("请填写学习内容。"), field="title")
    for field, most in (("title", MOST_TITLE), ("responsible", MOST_RESPONSIBLE), ("note", MOST_NOTE)):
        if len(getattr(draft, field)) > most:
            raise Invalid(N_("最多 %(max)d 个字。"), field=field, max=most)
    if draft.due_on and draft.due_on.year != plan.year:
        raise Invalid(N_("完成时限要在 %(year)d 年内。"), field="due_on", year=plan.year)
    if draft.group_id not in (None, kept_group) and not _is_group(draft.group_id, plan.branch_id):
        raise Invalid(N_("请选择本支部的党小组。"), field="group_id")
    if len(draft.material_ids) > MOST_MATERIALS:
        raise Invalid(N_("一条最多 %(max)d 篇材料。"), field="material_ids", max=MOST_MATERIALS)
    contest = db.session.get(Contest, draft.contest_id) if draft.contest_id else None
    if draft.contest_id and (contest is None or contest.branch_id != plan.branch_id):
        raise Invalid(N_("请选择本支部的竞赛。"), field="contest_id")


def _is_group(group_id: int | None, branch_id: int) -> bool:
    group = db.session.get(Group, group_id) if group_id else None
    return group is not None and group.branch_id == branch_id and group.archived_at is None


def _readable(actor: Identity) -> set[int]:
    """Return the materials that can still be read."""
    return {card.id for shelf in study.library(actor) for card in shelf.cards}


def _end_of(plan_id: int, month: int) -> int:
    last = db.session.scalar(
        select(func.max(PlanItem.position)).where(PlanItem.plan_id == plan_id, PlanItem.month == month)
    )
    return (last or 0) + 1


def _note(
    actor: Identity,
    action: str,
    plan: StudyPlan,
    now: datetime,
    *,
    before: object = None,
    after: object = None,
    reason: str = "",
) -> None:
    audit.note(
        actor,
        action,
        "study_plan",
        plan.id,
        at=now,
        branch_id=plan.branch_id,
        before=before,
        after=after,
        reason=reason,
    )
