"""Loading the materials that ship with the program, beside their banks: idempotent."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select, update

from ..accounts import queries as accounts
from ..accounts.service import set_setting
from ..bank import queries as banks
from ..bank.loading import ShippedBankError, digest
from ..bank.material import Material as Parsed
from ..bank.material import parse_material
from ..bank.models import Bank
from ..core.transaction import unit_of_work
from ..extensions import db
from ..resources import QUESTION_BANK
from .figures import with_folder
from .models import Material

SEEN = "shipped_materials"  # setting: folder → hash of what was loaded


def load_shipped_materials(now: datetime, folder: Path = QUESTION_BANK) -> int:
    """Store the shipped materials of the folders that changed; return how many are new or changed.

    Runs after the banks were loaded: a material's items are looked up in the bank of its folder. One that
    left its folder is no longer shown. Raises `ShippedBankError`.
    """
    seen = dict(accounts.setting(SEEN) or {})
    count = 0
    for place in sorted(path for path in folder.iterdir() if (path / "materials").is_dir()):
        files = sorted((place / "materials").glob("*.md"))
        found = digest([*files, *place.glob("bank.yaml")])
        if seen.get(place.name) == found:
            continue
        parsed = [_read(path) for path in files]
        with unit_of_work():
            bank_id = db.session.scalar(
                select(Bank.id).where(Bank.slug == place.name, Bank.branch_id.is_(None))
            )
            count += sum(_store(material, place.name, bank_id, now) for material in parsed)
            _hide_others(bank_id, {material.id for material in parsed})
            seen[place.name] = found
            set_setting(SEEN, dict(seen))
    return count


def _read(path: Path) -> Parsed:
    parsed = parse_material(path.read_text(encoding="utf-8"))
    if parsed.errors:
        raise ShippedBankError(
            "\n".join(f"{path}: {problem.where}: {problem.text}" for problem in parsed.errors)
        )
    return parsed


def _store(parsed: Parsed, folder: str, bank_id: int | None, now: datetime) -> bool:
    items = banks.items_of([bank_id], parsed.items) if bank_id is not None else []
    values = {
        "bank_id": bank_id,
        "title": parsed.title,
        "topic": parsed.topic,
        "summary": parsed.summary,
        "minutes": parsed.minutes,
        "body": with_folder(parsed.body, folder),
        "sources": [asdict(source) for source in parsed.sources],
        "item_ids": [stored.item_id for stored in items],
    }
    content_hash = sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
    row = db.session.scalar(select(Material).where(Material.branch_id.is_(None), Material.code == parsed.id))
    if row is None:
        row = Material(branch_id=None, code=parsed.id, created_at=now)
        db.session.add(row)
    elif row.content_hash == content_hash and row.published:
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.content_hash, row.updated_at, row.published = content_hash, now, True
    return True


def _hide_others(bank_id: int | None, codes: set[str]) -> None:
    """Take the materials of a shipped bank out of the library that its folder no longer has."""
    db.session.execute(
        update(Material)
        .where(Material.branch_id.is_(None), Material.bank_id == bank_id, Material.code.not_in(codes))
        .values(published=False)
    )
