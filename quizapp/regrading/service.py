"""Verbs of regrading: begin one, take one back. How it is carried out, `steps` says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ..accounts.models import Member
from ..accounts.queries import organisers_of
from ..bank import queries as bank_queries
from ..bank import service as bank
from ..bank.item import ItemStatus
from ..bank.models import Bank
from ..bank.models import Item as ItemRow
from ..core import audit
from ..core.errors import Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity
from ..extensions import db
from ..notices.service import tell
from ..papers.judging import hold_rulings
from ..papers.models import ItemRuling, MemberItem
from ..papers.rulings import Ruling
from . import docket as dockets
from .docket import Docket
from .models import Regrade

MOST_REASON = 200  # characters; the referee's log takes no more
STEM = 40  # characters of a stem in a notice
FIRST_STEP = "papers"


def cause_of(regrade_id: int) -> str:
    """Return the name under which markings, rulings and entries keep what brought them about."""
    return f"regrade:{regrade_id}"


def begin(
    docket: Docket, *, actor: Identity, now: datetime, reason: str, request_id: str | None = None
) -> Regrade:
    """Rule what the docket says: from this moment papers are marked by it. What was marked before, `steps` marks anew.

    A key that is proposed becomes a version of the item. The same request again returns the first regrade.
    """
    reason = _reason(reason)
    found = _begun(request_id)
    if found:
        return found
    hold_rulings(docket.branch_id, to_rule=True)
    was = _current(docket.item_id)
    _refuse_second(docket)
    new = _new_version(docket, actor, now, reason)
    if new:
        docket = docket.stored_under(new)
    row = Regrade(
        branch_id=docket.branch_id,
        item_id=docket.item_id,
        kind=docket.kind,
        rulings=docket.as_rows(),
        before=dockets.held_before(docket),
        was_version_id=was if new else None,
        new_version_id=new,
        undoes_id=docket.undoes,
        reason=reason,
        request_id=request_id,
        actor_id=actor.member_id,
        created_at=now,
        step=FIRST_STEP,
        cursor=0,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add_all(_ruling_row(row, ruling, now) for ruling in docket.rulings.values())
    _follow_up(docket, row, actor, now)
    audit.note(
        actor,
        "regrade.begun",
        "regrade",
        row.id,
        at=now,
        branch_id=row.branch_id,
        before={"rulings": row.before},
        after={"item": row.item_id, "rulings": row.rulings, "undoes": row.undoes_id},
        reason=reason,
    )
    db.session.flush()
    return row


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid(N_("请写明原因。"), field="reason")
    if len(text.strip()) > MOST_REASON:
        raise Invalid(N_("最多 %(max)d 个字。"), field="reason", max=MOST_REASON)
    return text.strip()


def _refuse_second(docket: Docket) -> None:
    """Refuse while another regrade of the item is under way: what it has yet to do would go over this one."""
    going_on = select(Regrade.id).where(
        Regrade.item_id == docket.item_id,
        Regrade.branch_id == docket.branch_id,
        Regrade.finished_at.is_(None),
    )
    if db.session.scalar(going_on):
        raise Invalid(N_("这道题的另一次重判还没有完成，请过一会儿再试。"))


def _begun(request_id: str | None) -> Regrade | None:
    if not request_id:
        return None
    return db.session.scalars(select(Regrade).where(Regrade.request_id == request_id)).one_or_none()


def _current(item_id: int) -> int:
    row = db.session.get(ItemRow, item_id, with_for_update=True)
    if row is None:
        raise NotFound
    return row.version_id


def _newest(item_id: int) -> int:
    """Return the version that was written last: the one in force, or one that waits for a second person."""
    row = db.session.get_one(ItemRow, item_id, with_for_update=True)
    return row.pending_version_id or row.version_id


def _ruling_row(row: Regrade, ruling: Ruling, now: datetime) -> ItemRuling:
    return ItemRuling(
        branch_id=row.branch_id,
        version_id=ruling.version_id,
        kind=ruling.kind,
        key_version_id=ruling.key_version_id,
        cause=cause_of(row.id),
        created_at=now,
    )


def _new_version(docket: Docket, actor: Identity, now: datetime, reason: str) -> int | None:
    """Store the proposed key as a version, or that of before where a regrade is taken back; None: neither."""
    item = docket.key
    if docket.undoes is not None:
        undone = dockets.regrade_of(docket.undoes)
        if undone.new_version_id is None or undone.new_version_id != _newest(docket.item_id):
            return None  # it was edited since: what it says now stays
        kept = bank_queries.versions([undone.was_version_id or 0])
        item = kept[undone.was_version_id].item if undone.was_version_id in kept else None
    if item is None:
        return None
    version = bank.add_version(docket.item_id, item, actor=actor, now=now, comment=reason[:200])
    row = db.session.get_one(ItemRow, docket.item_id)
    db.session.get_one(Bank, row.bank_id).revision += 1
    bank.tell_if_waiting(row, version, item, actor, now)
    audit.note(
        actor,
        "item.key_changed",
        "item",
        docket.item_id,
        at=now,
        branch_id=row.bank.branch_id,
        after={"version": version.id},
        reason=reason,
    )
    return version.id


def undo(regrade: Regrade, *, actor: Identity, now: datetime, reason: str) -> Regrade:
    """Take a regrade back by another one; the second time the first taking back is returned."""
    found = db.session.scalars(select(Regrade).where(Regrade.undoes_id == regrade.id)).one_or_none()
    return found or begin(dockets.undoing(regrade), actor=actor, now=now, reason=reason)


def _follow_up(docket: Docket, row: Regrade, actor: Identity, now: datetime) -> None:
    """Take a void item out of use where that is wanted; tell the other branches of a changed key of the installation."""
    item = db.session.get_one(ItemRow, row.item_id)
    if docket.retire and item.status is not ItemStatus.RETIRED:
        bank.retire_item(row.item_id, True, actor=actor, now=now, reason=row.reason)
    if row.new_version_id and item.bank.branch_id is None:
        params = {"stem": item.stem[:STEM], "reason": row.reason}
        link = f"/regrades/items/{row.item_id}?way=current"
        for branch_id in _other_branches(row):
            told = organisers_of(branch_id)
            tell(told, "regrade.waiting", params, link, f"{cause_of(row.id)}:{branch_id}", now=now)


def _other_branches(row: Regrade) -> list[int]:
    """Return the other branches whose members have answered the item."""
    query = (
        select(Member.branch_id)
        .join(MemberItem, MemberItem.member_id == Member.id)
        .where(MemberItem.item_id == row.item_id, Member.branch_id != row.branch_id)
        .distinct()
    )
    return list(db.session.scalars(query))
