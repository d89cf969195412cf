"""Verbs of reviewing: the steps of an item's way, remarks, approving many at once. Each leaves a line in the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ...core import audit
from ...core.errors import DomainError, Invalid, NotFound
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..models import Item, ItemVersion
from ..service import put_in_force
from . import standing, telling, workflow
from .models import Remark, RemarkKind
from .workflow import Act

MOST_TEXT = 1000
MOST_AT_ONCE = 500

_ACTIONS = {
    Act.SUBMIT: "item.submitted",
    Act.APPROVE: "item.approved",
    Act.RETURN: "item.returned",
    Act.DISCARD: "item.discarded",
}


@dataclass(frozen=True, slots=True)
class Approved:
    """What approving many came to: how many are in force, how many one's own were left to the others."""

    done: int
    own: int


def take_step(
    item_id: int, act: Act, *, actor: Identity, now: datetime, text: str = "", seen: int | None = None
) -> None:
    """Take a step of an item's way; `seen` is the version that was looked at: of another nothing is decided."""
    row = _locked(item_id)
    waiting = standing.newest_id(row)
    if seen is not None and seen != waiting:
        raise DomainError(N_("这道题刚刚又改过，请看过新的版本再决定。"), code="review.stale")
    if act is Act.RETURN and not text.strip():
        raise Invalid(N_("请写明退回的原因。"), field="text")
    _check(text)
    _step(row, db.session.get_one(ItemVersion, waiting), act, actor, now, text.strip())


def _step(row: Item, version: ItemVersion, act: Act, actor: Identity, now: datetime, text: str) -> None:
    two_persons = standing.wants_two_persons(row.bank.branch_id)
    try:
        after = workflow.step(standing.standing_of(row), act, actor.member_id, two_persons=two_persons)
    except workflow.Refused as refused:
        raise DomainError(refused.message, code=f"review.{refused.code}") from refused
    standing.write(row, after, version.id)
    if act is Act.APPROVE:
        put_in_force(row, version)
        standing.note_approval(row, actor, now)
        row.bank.revision += 1
    _remark(row, version, RemarkKind(act.value), text, actor, now)
    done = {"version": version.id}
    audit.note(
        actor,
        _ACTIONS[act],
        "item",
        row.id,
        at=now,
        branch_id=row.bank.branch_id,
        after=done,
        reason=text[:300],
    )
    _tell(row, version, act, actor, now, text)


def _tell(row: Item, version: ItemVersion, act: Act, actor: Identity, now: datetime, text: str) -> None:
    stem = str(version.content.get("stem", ""))
    if act is Act.APPROVE:
        telling.approved(row, version, actor, now)
    elif act is Act.RETURN:
        telling.returned(row, version, stem, text, actor, now)
    elif act is Act.SUBMIT:
        telling.waiting(row, version, stem, actor, now)


def approve_many(item_ids: Iterable[int], *, actor: Identity, now: datetime) -> Approved:
    """Approve what waits among these items, each as if it were alone; one's own are left where two are wanted."""
    done = own = 0
    for item_id in list(item_ids)[:MOST_AT_ONCE]:
        row = _locked(item_id)
        version = db.session.get_one(ItemVersion, standing.newest_id(row))
        try:
            _step(row, version, Act.APPROVE, actor, now, "")
            done += 1
        except DomainError as error:
            own += error.code == "review.own"
    return Approved(done, own)


def comment(item_id: int, text: str, *, actor: Identity, now: datetime, request_id: str = "") -> None:
    """Say something about an item; the same sending again says nothing new. Who wrote or spoke there is told."""
    if not text.strip():
        raise Invalid(N_("请先写下意见。"), field="text")
    _check(text)
    row = _locked(item_id)
    if request_id and db.session.scalar(
        select(Remark.id).where(Remark.item_id == item_id, Remark.request_id == request_id)
    ):
        return
    version = db.session.get_one(ItemVersion, standing.newest_id(row))
    remark = _remark(row, version, RemarkKind.COMMENT, text.strip(), actor, now, request_id)
    audit.note(
        actor,
        "item.commented",
        "item",
        item_id,
        at=now,
        branch_id=row.bank.branch_id,
        reason=text.strip()[:300],
    )
    telling.commented(row, _people(row, version), text.strip(), str(remark.id), actor, now)


def _people(row: Item, version: ItemVersion) -> set[int]:
    spoke = set(db.session.scalars(select(Remark.member_id).where(Remark.item_id == row.id)))
    return spoke | ({version.author_id} if version.author_id is not None else set())


def _remark(
    row: Item,
    version: ItemVersion,
    kind: RemarkKind,
    text: str,
    actor: Identity,
    now: datetime,
    request_id: str = "",
) -> Remark:
    remark = Remark(
        item_id=row.id,
        version_id=version.id,
        kind=kind,
        text=text,
        member_id=actor.member_id,
        at=now,
        request_id=request_id[:64] or None,
    )
    db.session.add(remark)
    db.session.flush()
    return remark


def _locked(item_id: int) -> Item:
    row = db.session.get(Item, item_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def _check(text: str) -> None:
    if len(text) > MOST_TEXT:
        raise Invalid(N_("最多 %(most)d 个字。"), field="text", most=MOST_TEXT)
