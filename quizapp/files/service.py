"""Verbs on files: take in, remove, sweep.

What is slow (looking into a file, copying it, waiting for the disk) is done by `receive`, outside of any unit
of work; `take_in` then only adds a row. A view marked `intake.takes_files` has done the first already.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO, cast

from flask_babel import gettext
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from ..core import audit, pictures
from ..core.errors import Invalid, TooMany
from ..core.i18n import N_
from ..core.permissions import Identity
from ..core.services import services
from ..extensions import db
from ..infra.os_thread import call_in_pool
from . import queries, rendering, store
from .kinds import MB, MOST_BYTES, NAMES, Kind, clean_name
from .models import StoredFile
from .sniffing import Found, sniff

MOST_OF_A_SUBJECT = 60
MOST_A_DAY, A_DAY_S = 300, 24 * 60 * 60  # of one person
Runner = Callable[[Callable[[], Any]], Any]


@dataclass(frozen=True, slots=True)
class Received:
    """A file whose content lies in the folder and which nothing names yet."""

    name: str
    found: Found
    kept: store.Kept
    pages: int | None


def count_upload(member_id: int) -> None:
    """Count what somebody sends, and refuse more than a day's: it lies on the disk for a day also where no row names it."""
    if services().limits.failed(f"files:{member_id}", A_DAY_S) > MOST_A_DAY:
        raise _too_many()


def _too_many() -> TooMany:
    return TooMany(N_("今天上传的文件太多了，请明天再传。"), code="files.too_many")


def receive(upload: FileStorage, kinds: Collection[str]) -> Received:
    """Judge an upload and write it into the folder, without stopping others; not inside a unit of work."""
    received = _receive(upload, kinds, call_in_pool)
    pages = rendering.count_pages(received.kept.digest) if received.found.kind is Kind.PDF else None
    received = Received(received.name, received.found, received.kept, pages)
    upload.received = received  # type: ignore[attr-defined]  # for `take_in`
    return received


def take_in(
    upload: FileStorage,
    *,
    kinds: Collection[str],
    subject_kind: str,
    subject_id: int,
    branch_id: int,
    actor: Identity,
    now: datetime,
) -> StoredFile:
    """Hang an uploaded file of one of these kinds on a subject; raise `Invalid` at `file` for what is none."""
    refused = getattr(upload, "refused", None)
    if refused:
        raise refused
    received = getattr(upload, "received", None) or _receive(upload, kinds, lambda call: call())
    _check_kind(received.found.kind, kinds)
    _check_numbers(subject_kind, subject_id, actor, now)
    row = StoredFile(
        branch_id=branch_id,
        owner_id=actor.member_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        name=received.name,
        mimetype=received.found.mimetype,
        size=received.kept.size,
        digest=received.kept.digest,
        kind=received.found.kind,
        pages=received.pages,
        seconds=received.found.seconds,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _note(row, "file.added", actor, now)
    return row


def _receive(upload: FileStorage, kinds: Collection[str], run: Runner) -> Received:
    stream = cast(BinaryIO, upload.stream)
    size = stream.seek(0, io.SEEK_END)
    found: Found = run(partial(sniff, stream, size))
    _check_kind(found.kind, kinds)
    if size > MOST_BYTES[found.kind]:
        raise Invalid(
            N_("文件超过 %(most)d MB，请压缩后再传。"), field="file", most=MOST_BYTES[found.kind] // MB
        )
    store.check_space(size)
    if found.kind is Kind.IMAGE:
        stream.seek(0)
        stream = io.BytesIO(run(partial(pictures.decode, stream.read(), "file")).data)
    kept: store.Kept = run(partial(store.keep, stream, store.folder()))
    return Received(clean_name(upload.filename or "", found.extension), found, kept, None)


def _check_kind(kind: Kind, kinds: Collection[str]) -> None:
    if kind not in kinds:
        wanted = gettext("、").join(gettext(NAMES[Kind(one)]) for one in kinds)
        raise Invalid(N_("这里不收这种文件，请换成：%(wanted)s。"), field="file", wanted=wanted)


def _check_numbers(subject_kind: str, subject_id: int, actor: Identity, now: datetime) -> None:
    rows = select(func.count()).select_from(StoredFile)
    here = rows.where(
        StoredFile.subject_kind == subject_kind,
        StoredFile.subject_id == subject_id,
        StoredFile.deleted_at.is_(None),
    )
    if (db.session.scalar(here) or 0) >= MOST_OF_A_SUBJECT:
        raise Invalid(N_("这里最多 %(most)d 个文件，请先删去不用的。"), field="file", most=MOST_OF_A_SUBJECT)
    today = rows.where(
        StoredFile.owner_id == actor.member_id, StoredFile.created_at > now - timedelta(days=1)
    )
    if (db.session.scalar(today) or 0) >= MOST_A_DAY:
        raise _too_many()


def remove(file: StoredFile, *, actor: Identity, now: datetime) -> None:
    """Take a file off its subject at once; its content goes when nobody has named it for a day."""
    if file.deleted_at is None:
        file.deleted_at = now
        db.session.flush()
        _note(file, "file.removed", actor, now)


def sweep(now: datetime) -> int:
    """Delete contents that no file has named for a day; return how many."""
    return store.sweep(partial(queries.named, since=now - store.KEPT_FOR), now)


def _note(file: StoredFile, action: str, actor: Identity, now: datetime) -> None:
    after = {"name": file.name, "of": f"{file.subject_kind}:{file.subject_id}", "size": file.size}
    audit.note(actor, action, "file", file.id, at=now, branch_id=file.branch_id, after=after)
