"""When a material is finished: enough of it was seen, and its check passed where it has one. Then it is credited, once."""

from __future__ import annotations

from datetime import datetime

from ..core.permissions import Identity
from ..extensions import db
from ..hours import service as hours
from ..papers import queries as papers
from ..record import service as record
from ..record.service import Credit
from . import queries, reading_time
from .models import Material, Reading

SOURCE = "material"


def pass_check(material: Material, member: Identity, now: datetime) -> None:
    """Note that a member passed a material's check; the first time counts."""
    row = db.session.get(Reading, (member.member_id, material.id), populate_existing=True)
    if row is None:
        row = Reading(member_id=member.member_id, material_id=material.id, opened_at=now, counted_ms=0)
        db.session.add(row)
    row.passed_at = row.passed_at or now
    db.session.flush()


def complete(material: Material, member: Identity, *, now: datetime) -> bool:
    """Finish a material for a member who has done what it asks, and credit it; False when nothing is due."""
    key = (member.member_id, material.id)
    row = db.session.get(Reading, key, with_for_update=True, populate_existing=True)
    if row is None or row.checked_at is not None or not _is_due(material, row, member.branch_id):
        return False
    row.checked_at = now
    db.session.flush()
    source = queries.source_key(material.id)
    detail = _detail(source, member.member_id)
    record.report(Credit(member.member_id, "reading", source, now, material.title, detail=detail), now=now)
    minutes = reading_time.progress_of(material, row, reading_time.pace(member.branch_id)).minutes
    hours.credit(
        member.member_id,
        source=SOURCE,
        key=source,
        minutes=minutes,
        title=material.title,
        occurred_at=now,
        now=now,
    )
    return True


def is_due(material: Material, member: Identity) -> bool:
    """Tell whether a member has done what a material asks and was not yet credited for it."""
    row = queries.reading(material.id, member.member_id)
    return row is not None and row.checked_at is None and _is_due(material, row, member.branch_id)


def _is_due(material: Material, row: Reading, branch_id: int) -> bool:
    checked = queries.has_check(material)
    progress = reading_time.progress_of(material, row, reading_time.pace(branch_id), checked=checked)
    return progress.enough and (row.passed_at is not None if checked else progress.length > 0)


def _detail(source: str, member_id: int) -> dict[str, object]:
    """Return what the passed check says of topics; nothing where there was none."""
    for attempt in reversed(papers.attempts_at(source, member_id)):
        result = papers.result(attempt.id)
        head = papers.head(attempt.id, fresh=True)
        if result and head and result.right == result.total:
            return {"topics": papers.topics_of(head, result), "right": result.right, "total": result.total}
    return {}
