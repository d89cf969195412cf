"""Reads of files."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select

from ..core.errors import NotFound
from ..core.permissions import Identity
from ..extensions import db
from . import access
from .kinds import SHOWN, Kind
from .models import StoredFile


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as a page shows it; `pages` of a PDF and `seconds` of a video where they are known."""

    id: int
    name: str
    size: int
    kind: Kind
    mimetype: str
    pages: int | None
    seconds: int | None
    owner_id: int
    created_at: datetime
    digest: str

    @property
    def url(self) -> str:
        """Its address; what a browser shows opens there, all else is saved."""
        return url_for("files.serve", file_id=self.id)

    @property
    def download(self) -> str:
        """The address under which it is saved in any case."""
        return url_for("files.serve", file_id=self.id, download=1)

    @property
    def thumb(self) -> str | None:
        """The address of its small picture; None where there is none."""
        drawn = self.kind is Kind.IMAGE or (self.kind is Kind.PDF and self.pages)
        return url_for("files.thumb", file_id=self.id) if drawn else None

    @property
    def is_shown(self) -> bool:
        """Whether a browser shows it."""
        return self.kind in SHOWN


def of(subject_kind: str, subject_id: int) -> list[FileView]:
    """Return the files of a subject, in the order in which they came."""
    return of_many(subject_kind, [subject_id]).get(subject_id, [])


def of_many(subject_kind: str, subject_ids: Collection[int]) -> dict[int, list[FileView]]:
    """Return the files of several subjects by subject; one without files is not in it."""
    query = (
        select(StoredFile)
        .where(
            StoredFile.subject_kind == subject_kind,
            StoredFile.subject_id.in_(subject_ids),
            StoredFile.deleted_at.is_(None),
        )
        .order_by(StoredFile.id)
    )
    found: dict[int, list[FileView]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.subject_id, []).append(view(row))
    return found


def view(row: StoredFile) -> FileView:
    """Return a file's row as pages show it."""
    return FileView(
        row.id,
        row.name,
        row.size,
        row.kind,
        row.mimetype,
        row.pages,
        row.seconds,
        row.owner_id,
        row.created_at,
        row.digest,
    )


def visible(file_id: int, identity: Identity) -> FileView:
    """Return a file that somebody may see; anything else is not told from nothing."""
    row = db.session.get(StoredFile, file_id)
    if row is None or not access.may_see(row, identity):
        raise NotFound
    return view(row)


def row_of(file_id: int, subject_kind: str) -> StoredFile:
    """Return a file on a subject of this kind, for the feature that is going to change it."""
    row = db.session.get(StoredFile, file_id)
    if row is None or row.subject_kind != subject_kind or row.deleted_at is not None:
        raise NotFound
    return row


def named(start: str, since: datetime) -> set[str]:
    """Return the digests beginning so that a file has, or had until it was removed after `since`."""
    live = StoredFile.deleted_at.is_(None) | (StoredFile.deleted_at > since)
    query = select(StoredFile.digest).where(StoredFile.digest >= start, StoredFile.digest < f"{start}g", live)
    return set(db.session.scalars(query.distinct()))
