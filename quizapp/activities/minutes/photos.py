"""Verbs on an activity's pictures: add, describe and put in order, remove."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from ...core import ordering
from ...core.errors import NotFound
from ...core.permissions import Identity
from ...extensions import db
from ...files import service as files
from ...files.kinds import Kind
from ...files.models import StoredFile
from ..models import Activity
from .models import ActivityPhoto

SUBJECT = "activity_photo"
MOST_CAPTION = 120


def add(activity: Activity, upload: FileStorage, *, actor: Identity, now: datetime) -> None:
    """Put a picture at the end; it is written anew and made smaller as all pictures are."""
    file = files.take_in(
        upload,
        kinds=[Kind.IMAGE],
        subject_kind=SUBJECT,
        subject_id=activity.id,
        branch_id=activity.branch_id,
        actor=actor,
        now=now,
    )
    last = select(func.max(ActivityPhoto.position)).where(ActivityPhoto.activity_id == activity.id)
    position = db.session.scalar(last)
    row = ActivityPhoto(
        file_id=file.id, activity_id=activity.id, position=0 if position is None else position + 1
    )
    db.session.add(row)
    db.session.flush()


def describe(activity: Activity, captions: Mapping[int, str]) -> None:
    """Say what pictures show, by their file."""
    for file_id, caption in captions.items():
        _photo(activity, file_id).caption = caption.strip()[:MOST_CAPTION]


def shift(activity: Activity, file_id: int, steps: int) -> None:
    """Move a picture to the front (negative) or back."""
    order = db.session.scalars(
        select(ActivityPhoto)
        .where(ActivityPhoto.activity_id == activity.id)
        .order_by(ActivityPhoto.position, ActivityPhoto.file_id)
    )
    ordering.shift(order, _photo(activity, file_id), steps)


def remove(activity: Activity, file_id: int, *, actor: Identity, now: datetime) -> None:
    """Take a picture off."""
    db.session.delete(_photo(activity, file_id))
    files.remove(db.session.get_one(StoredFile, file_id), actor=actor, now=now)


def _photo(activity: Activity, file_id: int) -> ActivityPhoto:
    row = db.session.get(ActivityPhoto, file_id)
    if row is None or row.activity_id != activity.id:
        raise NotFound
    return row
