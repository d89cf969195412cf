"""Loading the banks that ship with the program: idempotent, and quick when no file changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from ..accounts import queries as accounts
from ..accounts.service import set_setting
from ..core.transaction import unit_of_work
from ..resources import QUESTION_BANK
from . import formats, service
from .native import ParsedBank

SEEN = "shipped_banks"  # setting: file → hash of what was loaded


class ShippedBankError(RuntimeError):
    """A shipped file cannot be read; the message names file and place."""


def bank_files(folder: Path = QUESTION_BANK) -> list[Path]:
    """Return the bank files of a folder, in a fixed order."""
    return sorted(folder.glob("*/bank.yaml"))


def read_bank(path: Path) -> ParsedBank:
    """Read a bank file; raise `ShippedBankError` when anything in it is wrong."""
    parsed = formats.read(path.read_bytes(), path.name)
    if parsed.errors:
        raise ShippedBankError(
            "\n".join(f"{path}: {problem.where}: {problem.text}" for problem in parsed.errors)
        )
    return parsed


def load_shipped_banks(now: datetime, folder: Path = QUESTION_BANK) -> list[service.Stored]:
    """Store the shipped banks whose file changed since the last time, each in a unit of work of its own.

    A changed item is a new version; one that left its file goes out of use. Raises `ShippedBankError`.
    """
    seen = dict(accounts.setting(SEEN) or {})
    digests = {path: digest([path]) for path in bank_files(folder)}
    changed = [path for path, found in digests.items() if seen.get(path.parent.name) != found]
    stored = []
    for path in changed:
        parsed = read_bank(path)
        with unit_of_work():
            bank = service.ensure_bank(
                parsed.slug, parsed.name, description=parsed.description, branch_id=None, actor=None, now=now
            )
            stored.append(service.store_items(bank, parsed.items, actor=None, now=now))
            service.retire_missing(bank, {item.id for item in parsed.items}, now=now)
            seen[path.parent.name] = digests[path]
            set_setting(SEEN, dict(seen))
    return stored


def digest(paths: Iterable[Path]) -> str:
    """Return a hash over the content of files."""
    found = hashlib.sha256()
    for path in paths:
        found.update(path.read_bytes())
    return found.hexdigest()
