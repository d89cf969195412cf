"""Entry for many members at once: what it would come to, one unit, and its undoing by reversals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from sqlalchemy import select

from ..accounts.models import Group, Member
from ..accounts.queries import Home
from ..core import audit, clock, local
from ..core.errors import DomainError, Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from ..record import queries as record
from ..record import service as ledger
from ..record.models import LedgerEntry
from ..record.rules import Outcome, Refusal
from ..record.service import Credit
from ..record.sheet import Rule
from .measuring import Measure, by_hand
from .models import PointsBatch

MOST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Draft:
    """What is entered for whom."""

    rule: str
    day: date
    title: str
    measure: Measure
    member_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What a draft would come to for one member."""

    member_id: int
    name: str
    outcome: Outcome | Refusal


def enterable(branch_id: int, day: date) -> list[Rule]:
    """Return the rules under which an organiser may enter something of a day."""
    _, sheet = record.sheet_for(branch_id, day)
    return [rule for rule in sheet.rules.values() if rule.batch and by_hand(rule)]


def rule_called(name: str, branch_id: int, day: date, now: datetime) -> Rule:
    """Return the rule of this name for a day that is not to come; raises Invalid."""
    if day > local.day_of(now):
        raise Invalid(N_("日期不能晚于今天。"), field="day")
    rule = next((one for one in enterable(branch_id, day) if one.name == name), None)
    if rule is None:
        raise Invalid(N_("那一天的积分办法里没有可以录入的这一项。"), field="rule")
    return rule


def preview(draft: Draft, *, branch_id: int, now: datetime) -> list[Line]:
    """Return what a draft would come to, member by member, caps included; nothing is written."""
    rule = _checked(draft, branch_id, now)
    members = _members(draft.member_ids, branch_id)
    return [
        Line(member.id, member.name, ledger.judge(_credit(draft, rule, member, "batch:0")))
        for member in members
    ]


def enter(draft: Draft, request_id: str, *, branch_id: int, actor: Identity, now: datetime) -> PointsBatch:
    """Enter a draft for all of its members; the same request sent twice is one batch."""
    db.session.get(Member, actor.member_id, with_for_update=True)  # the same form in two tabs takes turns
    known = select(PointsBatch).where(
        PointsBatch.branch_id == branch_id, PointsBatch.request_id == request_id
    )
    if (batch := db.session.scalar(known)) is not None:
        return batch
    rule = _checked(draft, branch_id, now)
    members = _members(draft.member_ids, branch_id)
    batch = PointsBatch(
        branch_id=branch_id,
        rule=rule.name,
        title=draft.title.strip(),
        day=draft.day,
        members=len(members),
        request_id=request_id,
        actor_id=actor.member_id,
        created_at=now,
    )
    db.session.add(batch)
    db.session.flush()
    for member in members:
        credit = _credit(draft, rule, member, key_of(batch.id))
        if ledger.report(credit, now=now, actor=actor, reason=draft.title.strip()) is None:
            raise DomainError(
                N_("%(name)s 的这一项记不进去，没有录入任何人。"), code="points.not_counted", name=member.name
            )
    _note(batch, "points.entered", actor, now)
    return batch


def undo(batch_id: int, reason: str, *, branch_id: int, actor: Identity, now: datetime) -> int:
    """Take a batch back by reversals with the reason; return how many entries. What was taken back before stays so."""
    batch = db.session.get(PointsBatch, batch_id, with_for_update=True)
    if batch is None or batch.branch_id != branch_id:
        raise NotFound
    if batch.undone_at is not None:
        raise DomainError(N_("这次录入已经撤销过。"), code="points.undone")
    if not reason.strip():
        raise Invalid(N_("请写明原因。"), field="reason")
    standing = standing_entries(batch)
    for entry in standing:
        ledger.reverse(entry.id, actor=actor, now=now, reason=reason)
    batch.undone_at, batch.undone_by, batch.undo_reason = now, actor.member_id, reason.strip()
    db.session.flush()
    _note(batch, "points.entry_undone", actor, now, reason.strip())
    return len(standing)


def entries_of(batch: PointsBatch) -> list[LedgerEntry]:
    """Return the entries that a batch made."""
    made = select(LedgerEntry).where(
        LedgerEntry.branch_id == batch.branch_id,
        LedgerEntry.rule == batch.rule,
        LedgerEntry.key == key_of(batch.id),
        LedgerEntry.day == batch.day,
    )
    return list(db.session.scalars(made.order_by(LedgerEntry.id)))


def standing_entries(batch: PointsBatch) -> list[LedgerEntry]:
    """Return the entries of a batch that nobody has taken back."""
    entries = entries_of(batch)
    ids = [entry.id for entry in entries]
    back = set(db.session.scalars(select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.in_(ids))))
    return [entry for entry in entries if entry.id not in back]


def key_of(batch_id: int) -> str:
    """Return the key under which a batch's entries stand."""
    return f"batch:{batch_id}"


def people_of(branch_id: int) -> list[tuple[str, list[Member]]]:
    """Return the members for whom an organiser enters, by the names of their groups; "" for none."""
    rows = db.session.execute(
        select(Member, Group.name)
        .outerjoin(Group, Group.id == Member.group_id)
        .where(Member.branch_id == branch_id, Member.left_at.is_(None))
        .order_by(Group.id.is_(None), Group.position, Group.id, Member.id)
    )
    found: dict[str, list[Member]] = {}
    for member, group in rows:
        found.setdefault(group or "", []).append(member)
    return list(found.items())


def _checked(draft: Draft, branch_id: int, now: datetime) -> Rule:
    rule = rule_called(draft.rule, branch_id, draft.day, now)
    if not draft.title.strip():
        raise Invalid(N_("请写明事由，成员会在自己的明细里看到。"), field="title")
    if len(draft.title.strip()) > MOST_TITLE:
        raise Invalid(N_("最多 %(max)d 个字。"), field="title", max=MOST_TITLE)
    if not draft.member_ids:
        raise Invalid(N_("请至少选一个人。"), field="members")
    return rule


def _members(ids: Collection[int], branch_id: int) -> Sequence[Member]:
    query = select(Member).where(
        Member.id.in_(set(ids)), Member.branch_id == branch_id, Member.left_at.is_(None)
    )
    found = db.session.scalars(query.order_by(Member.group_id, Member.id)).all()
    if len(found) != len(set(ids)):
        raise Invalid(N_("名单里有人已不在本支部，请重新选择。"), field="members")
    return found


def _credit(draft: Draft, rule: Rule, member: Member, key: str) -> Credit:
    return Credit(
        member.id,
        rule.name,
        key,
        clock.start_of(draft.day, current_app.extensions["settings"].zone),
        f"{rule.title or rule.name}：{draft.title.strip()}"[:120],
        outcome=draft.measure.outcome or None,
        count=draft.measure.count,
        points=draft.measure.points,
        detail={"batch": key.removeprefix("batch:")},
        home=Home(member.branch_id, member.group_id),
    )


def _note(batch: PointsBatch, action: str, actor: Identity, now: datetime, reason: str = "") -> None:
    after = {"title": batch.title, "members": batch.members}
    audit.note(
        actor, action, "points_batch", batch.id, at=now, branch_id=batch.branch_id, after=after, reason=reason
    )
