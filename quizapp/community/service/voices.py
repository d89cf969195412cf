"""Verbs on voices and blessings: write, judge, like, report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, extract, func, select, update

from ...accounts import queries as people
from ...accounts.models import Member
from ...core import audit, local
from ...core.errors import DomainError, Invalid, NotFound, TooMany
from ...core.i18n import N_
from ...core.once import insert_once, row_of
from ...core.permissions import Identity
from ...core.transaction import hold_still
from ...extensions import db
from ...notices import service as notices
from .. import crediting
from ..models import Voice, VoiceLike, VoiceReport
from ..queries import birthdays
from ..wording import TOPICS, Standing, VoiceKind, tidy

MOST_VOICE, MOST_BLESSING, MOST_REASON = 500, 100, 200
#: What one person may write in a day, and report.
VOICES_A_DAY, BLESSINGS_A_DAY, REPORTS_A_DAY = 5, 30, 10
DAY = timedelta(days=1)
DESK, WALL = "/manage/voices", "/voices/"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a member writes for the wall."""

    text: str
    topic: str = "other"
    on_screen: bool = True


def write(draft: Draft, *, actor: Identity, now: datetime) -> Voice:
    """Hand a voice in; an organiser looks at it before it is on the wall."""
    _not_too_many(VoiceKind.VOICE, VOICES_A_DAY, actor, now)
    row = _new(VoiceKind.VOICE, actor, now)
    _fill(row, draft)
    db.session.add(row)
    db.session.flush()
    _tell_organisers(row, actor, now)
    return row


def rewrite(voice: Voice, draft: Draft, *, actor: Identity, now: datetime) -> None:
    """Change one's own voice before it is published; it waits again."""
    hold_still(voice)
    if voice.author_id != actor.member_id or voice.state is Standing.PUBLIC:
        raise NotFound
    _fill(voice, draft)
    voice.state, voice.reason, voice.day = Standing.WAITING, "", local.day_of(now)
    _tell_organisers(voice, actor, now)


def bless(member_id: int, text: str, *, actor: Identity, now: datetime) -> Voice:
    """Wish a colleague well on the day itself, once a year."""
    mark = birthdays.of_member(member_id, local.day_of(now))
    if mark is None or not mark.shown or member_id == actor.member_id:
        raise NotFound
    member = db.session.get_one(Member, member_id)
    if member.branch_id != actor.branch_id:
        raise NotFound
    _not_too_many(VoiceKind.BLESSING, BLESSINGS_A_DAY, actor, now)
    row = _own_blessing(member_id, mark.day.year, actor) or _new(VoiceKind.BLESSING, actor, now)
    if row.state is Standing.PUBLIC:
        raise DomainError(N_("祝福已经送到。"), code="blessing.sent")
    row.to_id, row.text, row.state = member_id, _checked(text, MOST_BLESSING), Standing.WAITING
    db.session.add(row)
    db.session.flush()
    _tell_organisers(row, actor, now)
    return row


def _own_blessing(member_id: int, year: int, actor: Identity) -> Voice | None:
    return db.session.scalar(
        select(Voice).where(
            Voice.kind == VoiceKind.BLESSING,
            Voice.author_id == actor.member_id,
            Voice.to_id == member_id,
            extract("year", Voice.day) == year,
        )
    )


def _new(kind: VoiceKind, actor: Identity, now: datetime) -> Voice:
    return Voice(
        branch_id=actor.branch_id,
        group_id=actor.group_id,
        author_id=actor.member_id,
        kind=kind,
        state=Standing.WAITING,
        topic="other",
        day=local.day_of(now),
        created_at=now,
    )


def _fill(row: Voice, draft: Draft) -> None:
    if draft.topic not in TOPICS:
        raise Invalid(N_("请选择一个主题。"), field="topic")
    row.text, row.topic, row.on_screen = _checked(draft.text, MOST_VOICE), draft.topic, draft.on_screen


def _checked(text: str, most: int) -> str:
    text = tidy(text)
    if not text:
        raise Invalid(N_("请写几句话。"), field="text")
    if len(text) > most:
        raise Invalid(N_("最多 %(max)d 个字。"), field="text", max=most)
    return text


def _not_too_many(kind: VoiceKind, most: int, actor: Identity, now: datetime) -> None:
    written = select(func.count()).where(
        Voice.author_id == actor.member_id, Voice.kind == kind, Voice.created_at > now - DAY
    )
    if (db.session.scalar(written) or 0) >= most:
        raise TooMany(N_("今天写得够多了，明天再来。"), code="voice.too_many")


def _tell_organisers(row: Voice, actor: Identity, now: datetime) -> None:
    told = [one for one in people.organisers_of(row.branch_id) if one != actor.member_id]
    params = {"author": actor.name, "text": row.text[:40]}
    key = f"{row.id}:{int(now.timestamp())}"
    notices.tell(told, "voice.waiting", params, DESK, key, now=now)


def publish(voice: Voice, *, actor: Identity, now: datetime) -> None:
    """Put a voice on the wall, or bring a blessing to whom it is for; its author hears of it."""
    if voice.state is Standing.PUBLIC:
        return
    voice.state, voice.reason, voice.judged_by = Standing.PUBLIC, "", actor.member_id
    voice.published_at = now
    _note("voice.published", voice, actor, now)
    params = {"text": voice.text[:40]}
    if voice.kind is VoiceKind.VOICE:
        voice.day = local.day_of(now)  # a blessing keeps the day that it was written for
        notices.tell([voice.author_id], "voice.published", params, WALL, str(voice.id), now=now)
        key = f"voice:{voice.id}"
        crediting.credit(
            voice.author_id, "voice", key, voice.text[:40], at=voice.created_at, now=now, actor=actor
        )
    elif voice.to_id is not None:
        params["name"] = people.names_of([voice.author_id])[str(voice.author_id)]
        notices.tell([voice.to_id], "blessing.new", params, "/birthday/", str(voice.id), now=now)


def send_back(voice: Voice, reason: str, *, actor: Identity, now: datetime) -> None:
    """Return a voice to its author with a reason; from the wall it goes too, and what it brought is taken back."""
    reason = reason.strip()
    if not reason or len(reason) > MOST_REASON:
        raise Invalid(N_("请写明原因，最多 %(max)d 个字。"), field="reason", max=MOST_REASON)
    was_public = voice.state is Standing.PUBLIC
    voice.state, voice.reason, voice.judged_by = Standing.RETURNED, reason, actor.member_id
    voice.published_at = None
    if was_public:
        crediting.take_back(voice.author_id, f"voice:{voice.id}", actor=actor, now=now, reason=reason)
    _settle_reports(voice.id, now)
    _note("voice.returned", voice, actor, now, reason)
    params = {"text": voice.text[:40], "reason": reason}
    key = f"{voice.id}:{int(now.timestamp())}"
    notices.tell([voice.author_id], "voice.returned", params, "/voices/mine", key, now=now)


def keep(voice: Voice, *, actor: Identity, now: datetime) -> None:
    """Leave a reported voice where it is."""
    _settle_reports(voice.id, now)
    _note("voice.kept", voice, actor, now)


def _settle_reports(voice_id: int, now: datetime) -> None:
    open_ones = update(VoiceReport).where(VoiceReport.voice_id == voice_id, VoiceReport.handled_at.is_(None))
    db.session.execute(open_ones.values(handled_at=now))


def discard(voice: Voice, *, actor: Identity) -> None:
    """Throw one's own voice away that was never published."""
    if voice.author_id != actor.member_id or voice.published_at or voice.state is Standing.PUBLIC:
        raise NotFound
    for table in (VoiceLike, VoiceReport):
        db.session.execute(delete(table).where(table.voice_id == voice.id))
    db.session.delete(voice)


def like(voice: Voice, on: bool, *, actor: Identity, now: datetime) -> None:
    """Like a voice, once, or no longer."""
    if on:
        insert_once(VoiceLike, voice_id=voice.id, member_id=actor.member_id, at=now)
        return
    own = (VoiceLike.voice_id == voice.id, VoiceLike.member_id == actor.member_id)
    db.session.execute(delete(VoiceLike).where(*own))


def report(voice: Voice, text: str, *, actor: Identity, now: datetime) -> None:
    """Say why a voice should not stand there; the organisers look, the author does not learn who said it."""
    text = tidy(text)
    if not text or len(text) > MOST_REASON:
        raise Invalid(N_("请写明原因，最多 %(max)d 个字。"), field="text", max=MOST_REASON)
    sent = select(func.count()).where(VoiceReport.member_id == actor.member_id, VoiceReport.at > now - DAY)
    if (db.session.scalar(sent) or 0) >= REPORTS_A_DAY:
        raise TooMany(N_("今天报告得够多了，请直接找支部组织者。"), code="voice.too_many")
    row = row_of(VoiceReport, voice_id=voice.id, member_id=actor.member_id, text=text, at=now)
    row.text, row.at, row.handled_at = text, now, None
    params = {"text": voice.text[:40], "reason": text}
    key = f"{voice.id}:{actor.member_id}:{int(now.timestamp())}"
    told = people.organisers_of(voice.branch_id)
    notices.tell(told, "voice.reported", params, f"{DESK}?state=reported", key, now=now)


def _note(action: str, voice: Voice, actor: Identity, now: datetime, reason: str = "") -> None:
    audit.note(actor, action, "voice", voice.id, at=now, branch_id=voice.branch_id, reason=reason)
