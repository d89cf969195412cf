"""What somebody sees of an activity's minutes: drafts for those who write and confirm them, the rest when final."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...accounts.queries import member_names
from ...core.permissions import Identity
from .. import access
from ..kinds import ActivityState
from ..models import Activity
from . import queries
from .models import AgendaItem, Decision, Minutes, MinutesCorrection, MinutesVersion


@dataclass(frozen=True, slots=True)
class Seen:
    """An activity's minutes as one person sees them. `text`: the newest version, None where it is not shown."""

    minutes: Minutes | None
    may_write: bool  # as long as they are not final
    may_run: bool
    may_confirm: bool
    is_shown: bool  # text and decisions are for this person's eyes: final ones for the own branch's
    agenda: Sequence[AgendaItem]
    text: MinutesVersion | None
    decisions: Sequence[Decision]
    corrections: Sequence[MinutesCorrection]
    tasks: Sequence[queries.TaskLine]
    photos: Sequence[queries.Photo]
    names: Mapping[int, str]

    @property
    def is_final(self) -> bool:
        return self.minutes is not None and self.minutes.is_final


def may_write(activity: Activity, identity: Identity) -> bool:
    """Say whether somebody writes an activity's minutes: who runs it, or the recorder."""
    minutes = queries.minutes_of(activity.id)
    named = minutes is not None and minutes.recorder_id == identity.member_id
    return named or access.may_run(activity, identity)


def seen_of(activity: Activity, identity: Identity) -> Seen:
    """Return an activity's minutes as somebody sees them."""
    minutes, runs = queries.minutes_of(activity.id), access.may_run(activity, identity)
    final = minutes is not None and minutes.is_final
    writes = not final and activity.state is not ActivityState.CANCELLED and may_write(activity, identity)
    confirms = _may_confirm(minutes, identity)
    home = identity.branch_id == activity.branch_id or runs
    shown = (final and home) or writes or confirms
    decisions = queries.decisions(activity.id) if shown else []
    text = queries.last_version(activity.id) if shown else None
    corrections = queries.corrections(activity.id) if final and shown else []
    people = [row.author_id for row in corrections]
    if minutes is not None:
        people += [id for id in (minutes.recorder_id, minutes.chair_id) if id is not None]
    return Seen(
        minutes,
        writes,
        runs,
        confirms,
        shown,
        queries.agenda(activity.id),
        text,
        decisions,
        corrections,
        queries.tasks_of(activity.id),
        queries.photos(activity.id),
        member_names([*people, *([text.author_id] if text else [])]),
    )


def _may_confirm(minutes: Minutes | None, identity: Identity) -> bool:
    """Say whether it is for somebody to confirm the minutes as they are."""
    if minutes is None or minutes.is_final or not minutes.version:
        return False
    as_recorder = identity.member_id == minutes.recorder_id and minutes.recorder_at is None
    return as_recorder or (identity.member_id == minutes.chair_id and minutes.chair_at is None)
