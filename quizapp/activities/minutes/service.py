"""Verbs on agenda and minutes: set down, write a version, confirm, and after that only append."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from ...core import audit, ordering
from ...core.errors import DomainError, Forbidden, Invalid
from ...core.i18n import N_
from ...core.once import row_of
from ...core.permissions import Identity
from ...extensions import db
from ...notices import service as notices
from .. import access
from ..models import Activity
from . import queries
from .models import AgendaItem, Minutes, MinutesCorrection, MinutesVersion

MOST_ITEMS, MOST_TITLE, MOST_SPEAKER, MOST_TEXT, MOST_GUESTS = 40, 200, 80, 20_000, 500
_MARK = re.compile(
    r"^\s*(?:[-*+#>]+\s+|\d{1,2}[.、．)）]\s*|[一二三四五六七八九十]{1,3}[、.．]\s*)"
)  # of a list
GENERAL = 0  # the text that belongs to no point of the agenda


def open_minutes(activity: Activity) -> Minutes:
    """Return minutes that may still be changed, held against who writes or confirms at the same moment.

    They are begun where there were none, and the host chairs; those that both have confirmed are refused.
    """
    row = row_of(Minutes, activity_id=activity.id, chair_id=activity.host_id)
    if row.is_final:
        raise DomainError(N_("记录已由记录人和主持人确认，不能再改，可以追加更正。"), code="minutes.final")
    return row


def set_people(
    activity: Activity, recorder_id: int | None, chair_id: int, guests: str, *, actor: Identity, now: datetime
) -> None:
    """Say who records, who chairs and who sat in; a confirmation given before is given anew."""
    row, here = open_minutes(activity), dict(queries.people_of(activity))
    if chair_id not in here or (recorder_id is not None and recorder_id not in here):
        raise Invalid(N_("请从本支部成员里选。"), field="chair_id")
    if chair_id != row.chair_id and not access.may_run(activity, actor):
        raise Forbidden  # else a recorder alone could confirm for both
    said = (recorder_id, chair_id, guests.strip()[:MOST_GUESTS])
    if (row.recorder_id, row.chair_id, row.guests) != said:
        row.recorder_at = row.chair_at = None
    row.recorder_id, row.chair_id, row.guests = said
    _note(activity, "minutes.people", actor, now)


def add_item(activity: Activity, title: str, speaker: str, *, actor: Identity, now: datetime) -> AgendaItem:
    """Put a point at the end of the agenda."""
    reopen(activity)
    items = queries.agenda(activity.id)
    if len(items) >= MOST_ITEMS:
        raise Invalid(N_("议程最多 40 项。"), field="title")
    row = AgendaItem(activity_id=activity.id, position=len(items), title="", speaker="")
    _name(row, title, speaker)
    db.session.add(row)
    db.session.flush()
    return row


def take_announced(activity: Activity, *, actor: Identity, now: datetime) -> int:
    """Make the agenda of the lines that were announced, as long as there is none; return how many points it has."""
    if queries.agenda(activity.id):
        return 0
    lines = [_MARK.sub("", line).strip() for line in activity.agenda.splitlines()]
    points = [line[:MOST_TITLE] for line in lines if line][:MOST_ITEMS]
    for title in points:
        add_item(activity, title, "", actor=actor, now=now)
    return len(points)


def change_item(item: AgendaItem, activity: Activity, title: str, speaker: str) -> None:
    """Change a point of the agenda."""
    reopen(activity)
    _name(item, title, speaker)


def _name(item: AgendaItem, title: str, speaker: str) -> None:
    clean = title.strip()
    if not clean or len(clean) > MOST_TITLE:
        raise Invalid(N_("请填写议题，最多 200 个字。"), field="title")
    item.title, item.speaker = clean, speaker.strip()[:MOST_SPEAKER]


def shift_item(item: AgendaItem, activity: Activity, steps: int) -> None:
    """Move a point up (negative) or down."""
    reopen(activity)
    ordering.shift(queries.agenda(activity.id), item, steps)


def remove_item(item: AgendaItem, activity: Activity) -> None:
    """Take a point off the agenda; one that something was recorded under stays."""
    reopen(activity)
    last = queries.last_version(activity.id)
    if last and any(id == item.id and text for id, _, _, text in last.texts):
        raise DomainError(N_("这项议程下已有记录，请先清空记录再删除。"), code="minutes.item_recorded")
    db.session.delete(item)
    db.session.flush()
    ordering.number(queries.agenda(activity.id))


def reopen(activity: Activity) -> None:
    """Let agenda or decisions be changed: who confirmed before has to look again."""
    row = open_minutes(activity)
    row.recorder_at = row.chair_at = None


def write(activity: Activity, texts: Mapping[int, str], base: int, *, actor: Identity, now: datetime) -> int:
    """Write a version of the minutes, by points of the agenda; return its number.

    `base` is the version that the writer had before him: what somebody else wrote meanwhile is not written over.
    The same text sent twice is one version.
    """
    row, said = open_minutes(activity), _said(activity, texts)
    last = queries.last_version(activity.id)
    if last is not None and last.texts == said:
        return row.version
    if row.version != base:
        raise Invalid(N_("别人刚保存了新的一版。你写的还在下面，请对照后再保存。"), field="base")
    if any(len(text) > MOST_TEXT for text in texts.values()):
        raise Invalid(N_("每项记录最多 20000 个字。"), field="base")
    row.version, row.recorder_at, row.chair_at = base + 1, None, None
    row.recorder_id = row.recorder_id or actor.member_id
    db.session.add(
        MinutesVersion(
            activity_id=activity.id, number=row.version, author_id=actor.member_id, written_at=now, texts=said
        )
    )
    db.session.flush()
    _note(activity, "minutes.written", actor, now)
    return row.version


def _said(activity: Activity, texts: Mapping[int, str]) -> list[list[object]]:
    """Return the text of each point of the agenda with its title as it is now, the general part last."""
    said: list[list[object]] = [
        [item.id, item.title, item.speaker, _clean(texts.get(item.id, ""))]
        for item in queries.agenda(activity.id)
    ]
    return [*said, [None, "", "", _clean(texts.get(GENERAL, ""))]]


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def confirm(activity: Activity, version: int, *, actor: Identity, now: datetime) -> bool:
    """Stand by a version as recorder, as chair, or as both; return whether the minutes are final with it."""
    row = open_minutes(activity)
    if row.version != version or not version:
        raise DomainError(N_("记录有了新的一版，请看过再确认。"), code="minutes.changed")
    if actor.member_id not in (row.recorder_id, row.chair_id):
        raise DomainError(N_("只有记录人和主持人能确认。"), code="minutes.not_asked")
    if actor.member_id == row.recorder_id:
        row.recorder_at = now
    if actor.member_id == row.chair_id:
        row.chair_at = now
    _note(activity, "minutes.confirmed", actor, now)
    if not row.is_final:
        other = row.chair_id if row.chair_at is None else row.recorder_id
        if other is not None:
            key = f"{activity.id}:{version}"
            link = f"/activities/{activity.id}/minutes"
            params = {"title": activity.title, "private": activity.confidential}
            notices.tell([other], "minutes.waiting", params, link, key, now=now)
    return row.is_final


def correct(activity: Activity, text: str, *, actor: Identity, now: datetime) -> MinutesCorrection:
    """Append a correction to minutes that are final."""
    row, clean = db.session.get(Minutes, activity.id), _clean(text)
    if row is None or not row.is_final:
        raise DomainError(N_("记录还没有确认，直接修改就行。"), code="minutes.not_final")
    if not clean or len(clean) > MOST_TEXT:
        raise Invalid(N_("请写清更正什么、为什么。"), field="text")
    made = MinutesCorrection(activity_id=activity.id, author_id=actor.member_id, written_at=now, text=clean)
    db.session.add(made)
    db.session.flush()
    _note(activity, "minutes.corrected", actor, now)
    return made


def _note(activity: Activity, action: str, actor: Identity, now: datetime) -> None:
    """Leave a line that says what was done to which minutes, without their text."""
    audit.note(actor, action, "activity", activity.id, at=now, branch_id=activity.branch_id)
