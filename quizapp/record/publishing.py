"""A branch's own points sheet: each version holds from its day on, none is changed afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select

from ..core import audit
from ..core.permissions import Identity
from ..extensions import db
from .models import PointsSheet
from .sheet import Sheet, parse_sheet, sheet_to_mapping


def publish(
    sheet: Sheet, valid_from: date, *, branch_id: int, actor: Identity | None, now: datetime
) -> PointsSheet:
    """Store a sheet as the branch's next version; entries that were made stay as they are."""
    last = select(func.max(PointsSheet.version)).where(PointsSheet.branch_id == branch_id)
    version = (db.session.scalar(last) or 0) + 1
    content = sheet_to_mapping(replace(sheet, version=version, valid_from=valid_from))
    parse_sheet(content)
    row = PointsSheet(
        branch_id=branch_id,
        version=version,
        valid_from=valid_from,
        content=content,
        created_at=now,
        author_id=actor.member_id if actor else None,
    )
    db.session.add(row)
    db.session.flush()
    audit.note(
        actor,
        "record.sheet_published",
        "points_sheet",
        row.id,
        at=now,
        branch_id=branch_id,
        after={"title": sheet.title, "version": version, "valid_from": valid_from.isoformat()},
    )
    return row
