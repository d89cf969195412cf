"""Verbs on talks for the two who have them: arrange, hold, write down, confirm, add, follow up.

None of them leaves a line in the audit log: that would tell others who talked with whom.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ..committee import queries as committee
from ..core.errors import DomainError, Invalid
from ..core.i18n import N_
from ..core.permissions import Identity
from ..core.transaction import hold_still
from ..extensions import db
from ..notices import service as notices
from . import queries
from .models import Talk, TalkFollowUp, TalkNote, TalkState
from .pairs import kind_of

MOST_TEXT, MOST_FOLLOW_UP, MOST_PLACE = 4000, 500, 80
LONGEST_AGO = timedelta(days=366)


def arrange(other_id: int, at: datetime, place: str, *, actor: Identity, now: datetime) -> Talk:
    """Arrange a talk with another member, who is told that one is arranged; one of the past is written down so too."""
    if other_id not in dict(queries.partners(actor)):
        raise Invalid(N_("请选择本支部的另一位党员。"), field="other_id")
    _check_when(at, now)
    talk = Talk(
        branch_id=actor.branch_id,
        first_id=actor.member_id,
        second_id=other_id,
        at=at,
        place=place.strip()[:MOST_PLACE],
        created_at=now,
    )
    db.session.add(talk)
    db.session.flush()
    _tell(talk, other_id, "talk.arranged", f"{talk.id}", now)
    return talk


def _check_when(at: datetime, now: datetime) -> None:
    if not now - LONGEST_AGO <= at <= now + LONGEST_AGO:
        raise Invalid(N_("时间要在前后一年之内。"), field="at")


def move(talk: Talk, at: datetime, place: str, *, actor: Identity, now: datetime) -> None:
    """Give an arranged talk another time or place; the other is told."""
    _expect(talk, TalkState.ARRANGED)
    _check_when(at, now)
    talk.at, talk.place = at, place.strip()[:MOST_PLACE]
    other = queries.other_of(talk, actor.member_id)
    _tell(talk, other, "talk.moved", f"{talk.id}:{now.isoformat()}", now)


def cancel(talk: Talk, *, actor: Identity, now: datetime) -> None:
    """Call an arranged talk off; the other is told."""
    _expect(talk, TalkState.ARRANGED)
    talk.state = TalkState.CANCELLED
    other = queries.other_of(talk, actor.member_id)
    _tell(talk, other, "talk.cancelled", f"{talk.id}", now)


def hold(talk: Talk, day: date, *, actor: Identity, today: date, now: datetime) -> None:
    """Note that a talk took place; it counts from now on, by who was in the committee on that day."""
    _expect(talk, TalkState.ARRANGED)
    if day > today:
        raise Invalid(N_("还没有谈，不能登记以后的日期。"), field="held_on")
    if day < today - LONGEST_AGO:
        raise Invalid(N_("只能登记一年之内的谈话。"), field="held_on")
    inside = committee.members_on(talk.branch_id, day)
    talk.state, talk.held_on = TalkState.HELD, day
    talk.kind = kind_of(talk.first_id, talk.second_id, inside)
    other = queries.other_of(talk, actor.member_id)
    _tell(talk, other, "talk.held", f"{talk.id}:{day.isoformat()}", now)


def unhold(talk: Talk) -> None:
    """Take back that a talk took place, as long as nothing of it was written down."""
    hold_still(talk)
    _expect(talk, TalkState.HELD)
    if queries.note_of(talk.id) is not None:
        raise DomainError(N_("已有谈话记录，不能撤回登记。"), code="talk.noted")
    talk.state, talk.held_on, talk.kind = TalkState.ARRANGED, None, None


def write_note(talk: Talk, text: str, *, actor: Identity, now: datetime) -> TalkNote:
    """Write what was spoken of, or change it: its writer alone, until the other has confirmed it."""
    hold_still(talk)
    _expect(talk, TalkState.HELD)
    clean, note = _text(text), queries.note_of(talk.id)
    if note is None:
        note = TalkNote(talk_id=talk.id, author_id=actor.member_id, text=clean, written_at=now)
        db.session.add(note)
        db.session.flush()
        other = queries.other_of(talk, actor.member_id)
        _tell(talk, other, "talk.noted", f"{talk.id}", now)
        return note
    if note.author_id != actor.member_id:
        raise DomainError(N_("记录由对方在写；确认后可以补充。"), code="talk.not_writer")
    if note.confirmed_at is not None:
        raise DomainError(N_("记录已确认，不能再改，可以补充。"), code="talk.confirmed")
    note.text, note.written_at = clean, now
    return note


def confirm(talk: Talk, seen: datetime, *, actor: Identity, now: datetime) -> None:
    """Confirm the note as the other wrote it; one that was changed since it was seen has to be read again."""
    hold_still(talk)
    note = queries.note_of(talk.id)
    if note is None or note.author_id == actor.member_id:
        raise DomainError(N_("没有等你确认的记录。"), code="talk.nothing_to_confirm")
    if note.confirmed_at is not None:
        return
    if note.written_at != seen:
        raise DomainError(N_("对方刚刚改过记录，请看过再确认。"), code="talk.changed")
    note.confirmed_at = now


def add(talk: Talk, text: str, *, actor: Identity, now: datetime) -> TalkNote:
    """Add to a note that was confirmed; what is added stays."""
    note = queries.note_of(talk.id)
    if note is None or note.confirmed_at is None:
        raise DomainError(N_("记录确认以后才能补充。"), code="talk.not_confirmed")
    more = TalkNote(
        talk_id=talk.id, author_id=actor.member_id, text=_text(text), written_at=now, confirmed_at=now
    )
    db.session.add(more)
    db.session.flush()
    return more


def follow_up(talk: Talk, text: str, due_on: date | None, *, actor: Identity, now: datetime) -> TalkFollowUp:
    """Write down what the two agreed to do."""
    _expect(talk, TalkState.HELD)
    clean = text.strip()
    if not clean or len(clean) > MOST_FOLLOW_UP:
        raise Invalid(N_("请写清要做的事，最多 500 个字。"), field="text")
    row = TalkFollowUp(talk_id=talk.id, author_id=actor.member_id, text=clean, due_on=due_on, asked_at=now)
    db.session.add(row)
    db.session.flush()
    return row


def set_done(row: TalkFollowUp, done: bool, *, now: datetime) -> None:
    """Note that what was agreed is done, or is not after all."""
    row.done_at = (row.done_at or now) if done else None


def _text(text: str) -> str:
    clean = text.replace("\r\n", "\n").strip()
    if not clean or len(clean) > MOST_TEXT:
        raise Invalid(N_("请写谈话记录，最多 4000 个字。"), field="text")
    return clean


def _expect(talk: Talk, state: TalkState) -> None:
    if talk.state is not state:
        raise DomainError(N_("这次谈话的状态已经变了，请刷新再看。"), code="talk.state")


def _tell(talk: Talk, member_id: int, kind: str, key: str, now: datetime) -> None:
    """Tell the other that there is something, and nothing of it: not even with whom."""
    notices.tell([member_id], kind, {}, f"/talks/{talk.id}", key, now=now)
