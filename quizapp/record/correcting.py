"""Bringing entries in line with what a credit turned out to be: the difference is appended, nothing is edited.

A correction counts what the entry should have counted when it was made, by its own sheet and the caps as they
were then, less what it stands at. It is dated when it is made, like a taking back: periods that are past stay as
they were published.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..accounts.models import Member
from ..accounts.queries import Home
from ..core import audit, local
from ..core.permissions import Identity
from ..extensions import db
from . import rules
from .models import LedgerEntry
from .rules import CORRECTION, Outcome, Refusal
from .service import Credit, Ledger, append, detail_of, home_of, judge_by, of_outcome


@dataclass(frozen=True, slots=True)
class Claim:
    """What should stand for a member under what was reported and its key; `credit` None: nothing should."""

    member_id: int
    rule: str
    key: str
    credit: Credit | None


@dataclass(frozen=True, slots=True)
class _Decided:
    outcome: Outcome
    sheet_id: int
    entry: LedgerEntry | None
    home: Home


@dataclass(frozen=True, slots=True)
class _Book:
    """What stands in the ledger under the claims: read at once, however many they are."""

    members: Mapping[int, Member]
    entries: Mapping[tuple[int, str, str], LedgerEntry]
    used: Container[tuple[int, str, str]]
    taken_back: Container[int | None]
    corrections: Mapping[int, Sequence[LedgerEntry]]


class _Earlier(Ledger):
    """The entries before one that is known to stand there alone; without one, all of them."""

    def has(self, rule: str, key: str) -> bool:
        return False


def differences(claims: Sequence[Claim], cause: str) -> Iterator[tuple[Claim, int]]:
    """Yield by how many hundredths `restate` would move a member's points, where it would; nothing is written."""
    book = _read(claims)
    for claim in claims:
        decided = _decide(claim, book, cause)
        if decided and decided.outcome.counted:
            yield claim, decided.outcome.counted


def restate(
    claim: Claim, cause: str, *, actor: Identity | None, now: datetime, reason: str
) -> LedgerEntry | None:
    """Bring one claim in line, as `restate_all`; None where there was nothing to correct."""
    made = restate_all([claim], cause, actor=actor, now=now, reason=reason)
    return made[0] if made else None


def restate_all(
    claims: Sequence[Claim], cause: str, *, actor: Identity | None, now: datetime, reason: str
) -> list[LedgerEntry]:
    """Append what is missing or too much; nothing where there is nothing to correct, or the same cause did before.

    An entry that somebody took back by hand stays taken back.
    """
    book = _read(claims, lock=True)
    made = []
    for claim in claims:
        decided = _decide(claim, book, cause)
        if decided:
            made.append(_append(claim, decided, actor, now, reason))
            _note(made[-1], cause, actor, now, reason)
    return made


def _append(
    claim: Claim, decided: _Decided, actor: Identity | None, now: datetime, reason: str
) -> LedgerEntry:
    entry, credit = decided.entry, claim.credit
    made = LedgerEntry(
        **of_outcome(decided.outcome),
        kind=claim.rule,
        member_id=claim.member_id,
        branch_id=decided.home.branch_id,
        group_id=decided.home.group_id,
        occurred_at=now,
        day=local.day_of(now),
        title=entry.title if entry else credit.title if credit else "",
        detail=detail_of(credit, decided.outcome) if credit else None,
        sheet_id=decided.sheet_id,
        corrects_id=entry.id if entry else None,
        actor_id=actor.member_id if actor else None,
        reason=reason,
        created_at=now,
    )
    return append(made)


def _note(made: LedgerEntry, cause: str, actor: Identity | None, now: datetime, reason: str) -> None:
    audit.note(
        actor,
        "record.corrected",
        "ledger_entry",
        made.id,
        at=now,
        branch_id=made.branch_id,
        after={"counted": made.counted, "cause": cause},
        reason=reason,
    )


def _read(claims: Sequence[Claim], *, lock: bool = False) -> _Book:
    members, entries = _members(claims, lock=lock), _entries(claims)
    ids = [entry.id for entry in entries.values()]
    own = db.session.scalars(
        select(LedgerEntry).where(LedgerEntry.corrects_id.in_(ids)).order_by(LedgerEntry.id)
    )
    corrections = own.all()
    back = select(LedgerEntry.reverses_id).where(
        LedgerEntry.reverses_id.in_([*ids, *(one.id for one in corrections)])
    )
    taken_back = set(db.session.scalars(back))
    standing: dict[int, list[LedgerEntry]] = {}
    for one in corrections:
        if one.id not in taken_back and one.corrects_id is not None:
            standing.setdefault(one.corrects_id, []).append(one)
    used = {(row.member_id, row.rule, row.key) for row in entries.values()}
    return _Book(members, entries, used, taken_back, standing)


def _members(claims: Sequence[Claim], *, lock: bool) -> dict[int, Member]:
    query = select(Member).where(Member.id.in_({one.member_id for one in claims})).order_by(Member.id)
    rows = db.session.scalars(query.with_for_update() if lock else query)
    return {row.id: row for row in rows}


def _entries(claims: Sequence[Claim]) -> dict[tuple[int, str, str], LedgerEntry]:
    rows = db.session.scalars(
        select(LedgerEntry).where(
            LedgerEntry.member_id.in_({one.member_id for one in claims}),
            LedgerEntry.key.in_({one.key for one in claims}),
        )
    )
    return {(row.member_id, row.kind, row.key): row for row in rows}


def _decide(claim: Claim, book: _Book, cause: str) -> _Decided | None:
    member = book.members.get(claim.member_id)
    if member is None:
        return None
    first = book.entries.get((member.id, claim.rule, claim.key))
    if first is None:
        return _missing(claim, member, book)
    standing = [first, *book.corrections.get(first.id, ())]
    made_before = any(one.key == f"{CORRECTION}{cause}:{claim.key}" for one in standing)
    if first.id in book.taken_back or made_before:
        return None
    outcome = rules.correct(
        _should(claim, first),
        sum(entry.earned for entry in standing),
        sum(entry.counted for entry in standing),
        cause,
        claim.key,
        first.rule,
    )
    return (
        _Decided(outcome, first.sheet_id, first, Home(first.branch_id, first.group_id)) if outcome else None
    )


def _missing(claim: Claim, member: Member, book: _Book) -> _Decided | None:
    if claim.credit is None:
        return None
    home = home_of(claim.credit, member)
    sheet_id, _, outcome = judge_by(claim.credit, home.branch_id, _Earlier(member.id))
    # Another kind that comes to the same rule may have brought its entry under this key.
    if isinstance(outcome, Refusal) or (member.id, outcome.rule, outcome.key) in book.used:
        return None
    return _Decided(outcome, sheet_id, None, home)


def _should(claim: Claim, first: LedgerEntry) -> Outcome | None:
    """Return what the entry should have been when it was made, by its own sheet."""
    if claim.credit is None:
        return None
    earlier = _Earlier(first.member_id, before=first.id)
    outcome = judge_by(claim.credit, first.branch_id, earlier, first)[2]
    return outcome if isinstance(outcome, Outcome) else None
