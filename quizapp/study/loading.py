"""Loading the materials that ship with the program, beside their banks: idempotent."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from ..accounts import queries as accounts
from ..accounts.service import set_setting
from ..bank.loading import ShippedBankError, digest
from ..bank.material import Material as Parsed
from ..bank.material import parse_material
from ..bank.models import Bank
from ..core.transaction import unit_of_work
from ..extensions import db
from ..resources import QUESTION_BANK
from .models import Material

SEEN = "shipped_materials"  # setting: folder → hash of what was loaded


def load_shipped_materials(now: datetime, folder: Path = QUESTION_BANK) -> int:
    """Store the shipped materials of the folders that changed; return how many are new or changed."""
    seen = dict(accounts.setting(SEEN) or {})
    count = 0
    for place in sorted(path for path in folder.iterdir() if (path / "materials").is_dir()):
        files = sorted((place / "materials").glob("*.md"))
        found = digest(files)
        if seen.get(place.name) == found:
            continue
        parsed = [(path, _read(path)) for path in files]
        with unit_of_work():
            bank_id = db.session.scalar(select(Bank.id).where(Bank.slug == place.name))
            count += sum(_store(material, path, bank_id, now) for path, material in parsed)
            seen[place.name] = found
            set_setting(SEEN, dict(seen))
    return count


def _read(path: Path) -> Parsed:
    parsed = parse_material(path.read_text(encoding="utf-8"))
    errors = [problem for problem in parsed.problems if problem.is_error]
    if errors:
        raise ShippedBankError("\n".join(f"{path}: {problem.where}: {problem.text}" for problem in errors))
    return parsed


def _store(parsed: Parsed, path: Path, bank_id: int | None, now: datetime) -> bool:
    content_hash = hashlib.sha256(path.read_bytes()).hexdigest()
    row = db.session.scalar(select(Material).where(Material.branch_id.is_(None), Material.code == parsed.id))
    if row is None:
        row = Material(branch_id=None, code=parsed.id, created_at=now, published=True)
        db.session.add(row)
    elif row.content_hash == content_hash:
        return False
    row.bank_id, row.title, row.topic, row.summary = bank_id, parsed.title, parsed.topic, parsed.summary
    row.minutes, row.body, row.item_codes = parsed.minutes, parsed.body, list(parsed.items)
    row.sources = [
        {"document": one.document, "version": one.version, "article": one.article, "section": one.section}
        for one in parsed.sources
    ]
    row.content_hash, row.updated_at = content_hash, now
    return True
