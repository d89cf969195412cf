"""Verbs on pledges: write, acknowledge, mark how far it is, look back at the year's end, give the plate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ...accounts import queries as people
from ...core import audit, local
from ...core.errors import DomainError, Invalid, NotFound
from ...core.i18n import N_
from ...core.permissions import Identity
from ...core.transaction import hold_still
from ...extensions import db
from ...notices import service as notices
from .. import crediting
from ..models import Pledge, PledgeItem
from ..wording import Progress, Standing, tidy

FEWEST, MOST = 3, 5
MOST_ITEM, MOST_POST, MOST_NOTE, MOST_CHECK, MOST_REASON = 60, 40, 100, 500, 200
#: The month from which the year can be looked back at.
CHECK_MONTH = 11


@dataclass(frozen=True, slots=True)
class Draft:
    """What a member promises for a year."""

    post: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one promise is."""

    position: int
    progress: Progress
    note: str = ""


def write(draft: Draft, year: int, *, actor: Identity, now: datetime) -> Pledge:
    """Write the year's pledge, or write it anew; an acknowledged one stands as it was said."""
    today = local.day_of(now)
    if year not in (today.year, today.year + 1):
        raise Invalid(N_("只能写今年或明年的承诺。"), field="year")
    items = _checked(draft)
    row = own(actor.member_id, year)
    if row is not None:
        hold_still(row)
    if row is not None and row.state is Standing.PUBLIC:
        raise DomainError(N_("承诺已经公开，不能再改；进展可以随时更新。"), code="pledge.public")
    if row is None:
        row = Pledge(member_id=actor.member_id, year=year, created_at=now)
        db.session.add(row)
    row.branch_id, row.group_id = actor.branch_id, actor.group_id
    row.post, row.state, row.reason, row.updated_at = draft.post.strip(), Standing.WAITING, "", now
    kept = {item.position: item for item in row.items}
    row.items = [_item(kept.get(position), position, text) for position, text in enumerate(items, 1)]
    db.session.flush()
    told = [one for one in people.organisers_of(row.branch_id) if one != actor.member_id]
    key = f"{row.id}:{int(now.timestamp())}"
    params = {"name": actor.name, "year": year}
    notices.tell(told, "pledge.waiting", params, f"/manage/pledges?year={year}", key, now=now)
    return row


def _item(kept: PledgeItem | None, position: int, text: str) -> PledgeItem:
    item = kept or PledgeItem(position=position, progress=Progress.OPEN, note="")
    item.text = text
    return item


def _checked(draft: Draft) -> list[str]:
    if len(draft.post.strip()) > MOST_POST:
        raise Invalid(N_("最多 %(max)d 个字。"), field="post", max=MOST_POST)
    items = [text for text in (" ".join(tidy(item).split()) for item in draft.items) if text]
    if not FEWEST <= len(items) <= MOST:
        raise Invalid(N_("承诺写 3–5 条。"), field="items")
    if any(len(text) > MOST_ITEM for text in items):
        raise Invalid(N_("每条最多 %(max)d 个字。"), field="items", max=MOST_ITEM)
    return items


def own(member_id: int, year: int) -> Pledge | None:
    """Return a member's pledge of a year."""
    return db.session.scalar(select(Pledge).where(Pledge.member_id == member_id, Pledge.year == year))


def acknowledge(pledge: Pledge, *, actor: Identity, now: datetime) -> None:
    """Open a pledge to the branch; it is reported once, to be counted where the sheet has it."""
    if pledge.state is Standing.PUBLIC:
        return
    _judge(pledge, Standing.PUBLIC, "", actor, now)
    params = {"year": pledge.year}
    notices.tell(
        [pledge.member_id],
        "pledge.acknowledged",
        params,
        f"/pledges/{pledge.id}",
        str(pledge.id),
        now=now,
    )
    title = f"{pledge.year} 年公开承诺"
    crediting.credit(pledge.member_id, "pledge", f"pledge:{pledge.id}", title, at=now, now=now, actor=actor)


def send_back(pledge: Pledge, reason: str, *, actor: Identity, now: datetime) -> None:
    """Return a pledge to be written anew, with a reason; one that is open to the branch stays."""
    reason = reason.strip()
    if not reason or len(reason) > MOST_REASON:
        raise Invalid(N_("请写明原因，最多 %(max)d 个字。"), field="reason", max=MOST_REASON)
    if pledge.state is not Standing.WAITING:
        raise DomainError(N_("只有待确认的承诺可以退回。"), code="pledge.not_waiting")
    _judge(pledge, Standing.RETURNED, reason, actor, now)
    params = {"year": pledge.year, "reason": reason}
    key = f"{pledge.id}:{int(now.timestamp())}"
    link = f"/pledges/write?year={pledge.year}"
    notices.tell([pledge.member_id], "pledge.returned", params, link, key, now=now)


def _judge(pledge: Pledge, state: Standing, reason: str, actor: Identity, now: datetime) -> None:
    pledge.state, pledge.reason = state, reason
    pledge.judged_by, pledge.judged_at = actor.member_id, now
    action = "pledge.acknowledged" if state is Standing.PUBLIC else "pledge.returned"
    _note(action, pledge, actor, now, reason)


def mark(pledge: Pledge, marks: Sequence[Mark], *, actor: Identity, now: datetime) -> None:
    """Keep how far one's own promises are."""
    _own_public(pledge, actor)
    given = {one.position: one for one in marks}
    for item in pledge.items:
        one = given.get(item.position)
        if one is None or (one.progress, one.note.strip()) == (item.progress, item.note):
            continue
        if len(one.note) > MOST_NOTE:
            raise Invalid(N_("最多 %(max)d 个字。"), field="items", max=MOST_NOTE)
        item.progress, item.note, item.marked_at = one.progress, one.note.strip(), now
    pledge.updated_at = now


def look_back(pledge: Pledge, text: str, *, actor: Identity, now: datetime) -> None:
    """Keep the self-check at the year's end; written again it is written over."""
    _own_public(pledge, actor)
    today = local.day_of(now)
    if (today.year, today.month) < (pledge.year, CHECK_MONTH):
        raise DomainError(N_("年终自查从 11 月开始。"), code="pledge.too_early")
    text = tidy(text)
    if not text or len(text) > MOST_CHECK:
        raise Invalid(N_("请写自查，最多 %(max)d 个字。"), field="text", max=MOST_CHECK)
    pledge.check_text, pledge.checked_at = text, now


def _own_public(pledge: Pledge, actor: Identity) -> None:
    if pledge.member_id != actor.member_id:
        raise NotFound
    if pledge.state is not Standing.PUBLIC:
        raise DomainError(N_("承诺经确认后才能更新进展。"), code="pledge.not_public")


def set_vanguard(pledge: Pledge, on: bool, *, actor: Identity, now: datetime) -> None:
    """Make the post a 党员先锋岗, or no longer; only of a pledge that is open to the branch."""
    if pledge.state is not Standing.PUBLIC:
        raise DomainError(N_("先确认承诺，再授岗。"), code="pledge.not_public")
    if pledge.vanguard == on:
        return
    pledge.vanguard = on
    _note("pledge.vanguard" if on else "pledge.not_vanguard", pledge, actor, now)
    if on:
        link = f"/pledges/{pledge.id}"
        params = {"year": pledge.year}
        notices.tell([pledge.member_id], "pledge.vanguard", params, link, str(pledge.id), now=now)


def _note(action: str, pledge: Pledge, actor: Identity, now: datetime, reason: str = "") -> None:
    after = {"member_id": pledge.member_id, "year": pledge.year}
    audit.note(
        actor, action, "pledge", pledge.id, at=now, branch_id=pledge.branch_id, after=after, reason=reason
    )
