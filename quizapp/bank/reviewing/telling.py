"""Who is told of what happens to an item."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from ...accounts import queries as accounts
from ...core.permissions import Identity
from ...notices.service import tell
from ..models import Bank, Item, ItemVersion
from .models import ErrorReport

STEM = 40  # characters of a stem in a notice


def short(stem: str) -> str:
    """Return a stem as a notice shows it."""
    one_line = " ".join(stem.split())
    return one_line if len(one_line) <= STEM else f"{one_line[: STEM - 1]}…"


def keepers(branch_id: int | None) -> list[int]:
    """Return who looks after a bank: the branch's organisers, of a shipped one the administrators."""
    return accounts.admins() if branch_id is None else accounts.organisers_of(branch_id)


def waiting(row: Item, version: ItemVersion, stem: str, by: Identity, now: datetime) -> None:
    """Tell the branch's other organisers that a version waits for them."""
    others = [one for one in keepers(row.bank.branch_id) if one != by.member_id]
    params = {"author": by.name, "stem": short(stem)}
    key = f"{version.id}:{now.isoformat()}"
    tell(others, "item.waiting", params, f"/bank/review/{row.id}", key, now=now)


def many_waiting(bank: Bank, count: int, by: Identity | None, now: datetime) -> None:
    """Tell the branch's organisers once that many items came in by a file and wait."""
    others = [one for one in keepers(bank.branch_id) if by is None or one != by.member_id]
    params = {"bank": bank.name, "n": count}
    tell(others, "items.waiting", params, f"/bank/review/?bank={bank.id}", now.isoformat(), now=now)


def approved(row: Item, version: ItemVersion, by: Identity, now: datetime) -> None:
    """Tell the writer that a version is in force."""
    params = {"by": by.name, "stem": short(row.stem)}
    _tell_writer(version, by, "item.approved", params, f"/bank/items/{row.id}", str(version.id), now)


def returned(row: Item, version: ItemVersion, stem: str, reason: str, by: Identity, now: datetime) -> None:
    """Tell the writer that a version came back, and why."""
    params = {"stem": short(stem), "reason": reason}
    key = f"{version.id}:{now.isoformat()}"
    _tell_writer(version, by, "item.returned", params, f"/bank/items/{row.id}/edit", key, now)


def commented(row: Item, people: Collection[int], text: str, key: str, by: Identity, now: datetime) -> None:
    """Tell those who wrote of an item or about it what was said."""
    params = {"by": by.name, "text": text[:200], "stem": short(row.stem)}
    others = [one for one in people if one != by.member_id]
    tell(others, "item.comment", params, f"/bank/review/{row.id}", key, now=now)


def expired(rows: Sequence[Item], now: datetime) -> None:
    """Tell those who look after a bank that items of it are out of use, their last day being past."""
    by_bank: dict[int, list[Item]] = {}
    for row in rows:
        by_bank.setdefault(row.bank_id, []).append(row)
    for found in by_bank.values():
        first = found[0]
        params = {"stem": short(first.stem), "day": str(first.last_day), "n": len(found)}
        link = f"/bank/items/{first.id}" if len(found) == 1 else f"/bank/?bank={first.bank_id}&state=retired"
        kind = "item.expired" if len(found) == 1 else "items.expired"
        tell(keepers(first.bank.branch_id), kind, params, link, f"{first.id}:{first.last_day}", now=now)


def reported(row: Item, report: ErrorReport, kind: str, people: Collection[int], now: datetime) -> None:
    """Tell those who look after an item that somebody holds it to be wrong."""
    params = {"kind": kind, "stem": short(row.stem)}
    tell(people, "report.new", params, f"/bank/reports/{report.id}", f"{report.id}:{report.times}", now=now)


def answered(row: Item, report: ErrorReport, outcome: str, link: str, now: datetime) -> None:
    """Tell who reported an error what came of it."""
    params = {"stem": short(row.stem), "outcome": outcome, "answer": report.answer}
    tell([report.member_id], "report.answered", params, link, f"{report.id}:{report.times}", now=now)


def _tell_writer(
    version: ItemVersion, by: Identity, kind: str, params: dict[str, str], link: str, key: str, now: datetime
) -> None:
    if version.author_id is not None and version.author_id != by.member_id:
        tell([version.author_id], kind, params, link, key, now=now)
