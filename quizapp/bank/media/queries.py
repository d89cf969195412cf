"""Reads of pictures."""

from __future__ import annotations

from sqlalchemy import select

from ...extensions import db
from .models import Picture


def picture_data(name: str) -> bytes | None:
    """Return a picture's bytes, WebP; whichever branch has it, the same name is the same picture."""
    return db.session.scalar(select(Picture.data).where(Picture.name == name).limit(1))
