"""A member's own talks in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from ..accounts import queries as names
from ..core.paging import Page
from ..extensions import db
from .models import Talk, TalkFollowUp, TalkNote, TalkState
from .queries import PAGE, of_member, other_of

CONFIRMED = 0  # no member has this id


@dataclass(frozen=True, slots=True)
class OwnTalk:
    """A talk as one of its two sees it."""

    id: int
    other_id: int
    other: str
    state: TalkState
    at: datetime
    place: str
    held_on: date | None
    has_note: bool
    to_confirm: bool  # the other wrote a note that waits for oneself
    open_follow_ups: int


def own_talks(member_id: int, *states: TalkState) -> list[OwnTalk]:
    """Return a member's talks in some states, the next or latest first."""
    return _own_lines(member_id, states, None, 0)


def held_page(member_id: int, number: int) -> Page[OwnTalk]:
    """Return one page of the talks that a member has had, the latest first."""
    total = db.session.scalar(
        select(func.count()).select_from(Talk).where(of_member(member_id), Talk.state == TalkState.HELD)
    )
    rows = _own_lines(member_id, (TalkState.HELD,), PAGE, (number - 1) * PAGE)
    return Page(rows, number, PAGE, total or 0)


def _own_lines(member_id: int, states: Sequence[TalkState], limit: int | None, offset: int) -> list[OwnTalk]:
    query = (
        select(Talk)
        .where(of_member(member_id), Talk.state.in_(states))
        .order_by(Talk.held_on.desc(), Talk.at.desc(), Talk.id.desc())
        .limit(limit)
        .offset(offset)
    )
    rows = db.session.scalars(query).all()
    shown = names.names_of({other_of(row, member_id) for row in rows})
    heads, left = _note_heads([row.id for row in rows]), _left_to_do([row.id for row in rows])
    return [
        OwnTalk(
            row.id,
            other_of(row, member_id),
            shown[str(other_of(row, member_id))],
            row.state,
            row.at,
            row.place,
            row.held_on,
            row.id in heads,
            heads.get(row.id) not in (None, member_id, CONFIRMED),
            left.get(row.id, 0),
        )
        for row in rows
    ]


def _note_heads(talk_ids: Sequence[int]) -> dict[int, int]:
    """Return who wrote the note of each talk that has one, `CONFIRMED` where it waits for nobody."""
    rows = db.session.execute(
        select(TalkNote.talk_id, TalkNote.author_id, TalkNote.confirmed_at)
        .where(TalkNote.talk_id.in_(talk_ids))
        .order_by(TalkNote.id)
    )
    heads: dict[int, int] = {}
    for talk_id, author_id, confirmed_at in rows:
        heads.setdefault(talk_id, CONFIRMED if confirmed_at else author_id)
    return heads


def _left_to_do(talk_ids: Sequence[int]) -> dict[int, int]:
    """Return how much is still to be done after each talk."""
    rows = db.session.execute(
        select(TalkFollowUp.talk_id, func.count().label("open"))
        .where(TalkFollowUp.talk_id.in_(talk_ids), TalkFollowUp.done_at.is_(None))
        .group_by(TalkFollowUp.talk_id)
    )
    return {row.talk_id: row.open for row in rows}
