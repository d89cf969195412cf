"""Reads of notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..core.paging import Page
from ..extensions import db
from .models import Notice
from .words import Wording, wording

PAGE = 20


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice in the inbox; its texts are source texts with `params` to fill in."""

    id: int
    wording: Wording
    params: Mapping[str, Any]
    link: str
    created_at: datetime
    is_read: bool


def unread(member_id: int) -> int:
    """Return how many notices the member has not read."""
    query = select(func.count()).select_from(Notice)
    return db.session.scalar(query.where(Notice.member_id == member_id, Notice.read_at.is_(None))) or 0


def inbox(member_id: int, number: int, kind: str = "") -> Page[NoticeLine]:
    """Return one page of the member's notices, newest first; of one kind where it is given."""
    own = [Notice.member_id == member_id, *([Notice.kind == kind] if kind else [])]
    total = db.session.scalar(select(func.count()).select_from(Notice).where(*own)) or 0
    rows = db.session.scalars(
        select(Notice).where(*own).order_by(Notice.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    )
    return Page([line(row) for row in rows], number, PAGE, total)


def kinds_of(member_id: int) -> list[tuple[str, str]]:
    """Return (kind, title) of what the member was told, by title; kinds of one title as they come."""
    rows = db.session.scalars(select(Notice.kind).where(Notice.member_id == member_id).distinct())
    return sorted(((kind, wording(kind).title) for kind in rows), key=lambda pair: (pair[1], pair[0]))


def notice_of(notice_id: int, member_id: int) -> NoticeLine | None:
    """Return one of the member's notices."""
    row = db.session.scalars(
        select(Notice).where(Notice.id == notice_id, Notice.member_id == member_id)
    ).one_or_none()
    return line(row) if row else None


def line(row: Notice) -> NoticeLine:
    """Return a notice as it is shown."""
    return NoticeLine(
        row.id, wording(row.kind), row.params, row.link, row.created_at, row.read_at is not None
    )
