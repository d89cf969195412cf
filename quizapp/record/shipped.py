"""The points sheets that ship with the program: the default, and templates after real ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import exists, select

from ..extensions import db
from .models import PointsSheet
from .sheet import Sheet, parse_sheet, sheet_to_mapping

SHIPPED = Path(__file__).parent / "sheets"
DEFAULT = "default"


def load_default_sheet(*, now: datetime) -> None:
    """Store the shipped default sheet; a later version of it becomes a new row that holds from its own date."""
    sheet = shipped_sheets()[DEFAULT]
    if sheet.valid_from is None:
        raise ValueError("the shipped sheet does not say from when it holds")
    known = select(exists().where(PointsSheet.branch_id.is_(None), PointsSheet.version == sheet.version))
    if not db.session.scalar(known):
        db.session.add(
            PointsSheet(
                branch_id=None,
                version=sheet.version,
                valid_from=sheet.valid_from,
                content=sheet_to_mapping(sheet),
                created_at=now,
            )
        )
        db.session.flush()


def builtin_sheet(name: str) -> Mapping[str, Any]:
    """Return a shipped sheet by its id, as it is written; raises KeyError."""
    return _documents()[name]


@lru_cache(maxsize=1)
def shipped_sheets() -> Mapping[str, Sheet]:
    """Return every shipped sheet by its id, the default first."""
    return {name: parse_sheet(document) for name, document in _documents().items()}


@lru_cache(maxsize=1)
def _documents() -> Mapping[str, Mapping[str, Any]]:
    paths = sorted(SHIPPED.glob("*.yaml"), key=lambda path: (path.stem != DEFAULT, path.stem))
    documents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]
    return {document["id"]: document for document in documents}
