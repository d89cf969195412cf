"""The versions of the points rules that hold or held for a branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from ..core.permissions import Identity
from ..extensions import db
from ..record.models import PointsSheet
from ..record.queries import sheet_called
from ..record.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Version:
    """A version with the day from which it holds; `own` of the branch, else what ships with the program."""

    id: int
    number: int
    valid_from: date
    title: str
    own: bool
    created_at: datetime
    author_id: int | None


def versions(branch_id: int) -> list[Version]:
    """Return the branch's own versions, the newest first, then the shipped ones."""
    rows = db.session.scalars(
        select(PointsSheet)
        .where((PointsSheet.branch_id == branch_id) | PointsSheet.branch_id.is_(None))
        .order_by(PointsSheet.branch_id.is_(None), PointsSheet.version.desc())
    )
    return [
        Version(
            row.id,
            row.version,
            row.valid_from,
            row.content.get("title", ""),
            row.branch_id is not None,
            row.created_at,
            row.author_id,
        )
        for row in rows
    ]


def sheet_of(sheet_id: int, identity: Identity) -> Sheet | None:
    """Return a version that somebody may see: the own branch's, the shipped ones; an administrator all."""
    row = db.session.get(PointsSheet, sheet_id)
    if row is None:
        return None
    near = row.branch_id in (None, identity.branch_id)
    return sheet_called(row.id)[1] if near or identity.is_admin else None
