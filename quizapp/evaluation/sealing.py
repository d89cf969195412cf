"""The seal of an evaluation: a hash over its entries, inputs and result, and what has changed since.

The hash also names the seal before it in the branch, so that a sealed evaluation cannot be taken out unseen. What is
recorded after the seal, though it is dated in the period, breaks nothing: it is listed, with what it would change, and
counts in the next like period.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text

from ..core.i18n import N_
from ..extensions import db
from ..record.models import LedgerEntry
from .figures import changes
from .models import Evaluation, ResultObjection, State
from .reading import Inputs, computed, parsed, vetoes_of, within, written

_COLUMNS = (
    LedgerEntry.id,
    LedgerEntry.member_id,
    LedgerEntry.branch_id,
    LedgerEntry.rule,
    LedgerEntry.key,
    LedgerEntry.day,
    LedgerEntry.earned,
    LedgerEntry.counted,
    LedgerEntry.title,
    LedgerEntry.reason,
    LedgerEntry.reverses_id,
    LedgerEntry.corrects_id,
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
CHUNK = 1_000  # rows hashed at once; another size would be another hash
#: How many entries a page checks by itself; more than that, only when somebody asks.
CHECKED_AT_ONCE = 20_000
#: What can be wrong with a seal, in words for `quizapp record verify` and the page.
FAULTS = {
    "entries": N_("封存时的积分记录被改动过"),
    "figures": N_("按封存时的记录重算，结果与封存的不同"),
    "content": N_("封存的内容被改动过"),
    "chain": N_("前一次封存的评比不见了或被改动过"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A sealed evaluation that is not as it was sealed."""

    evaluation_id: int
    title: str
    code: str


@dataclass(frozen=True, slots=True)
class Later:
    """What was recorded after a seal though it belongs to the period, and whose figures it would change."""

    entries: int
    changes: list[dict[str, Any]]


def hold_ledger() -> None:
    """Let no entry be made until the unit ends: on PostgreSQL one with a lower number may still be on its way."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE ledger_entry IN SHARE ROW EXCLUSIVE MODE"))


def bind(row: Evaluation, inputs: Inputs) -> None:
    """Seal an evaluation whose result stands: keep what it was made of, and the hash over all of it."""
    row.last_entry_id = db.session.scalar(select(func.max(LedgerEntry.id))) or 0
    row.entries_digest, row.entries_count = digest(inputs, row.last_entry_id)
    row.inputs = {
        **written(inputs),
        "vetoes": [
            [veto.member_id, veto.day.isoformat(), veto.reason, veto.evidence] for veto in vetoes_of(row.id)
        ],
        "objections": [
            [one.member_id, one.text, one.outcome.value, one.answer] for one in _objections(row.id)
        ],
        "seal_before": _seal_before(row),
    }
    row.seal = seal_of(row)


def seal_of(row: Evaluation) -> str:
    """Return the hash over an evaluation as it is kept now."""
    kept = {
        "id": row.id,
        "branch": row.branch_id,
        "title": row.title,
        "kind": row.kind.value,
        "first": row.first.isoformat(),
        "last": row.last.isoformat(),
        "entries": [row.entries_digest, row.entries_count, row.last_entry_id],
        "inputs": row.inputs,
        "result": row.result,
    }
    return hashlib.sha256(_canonical(kept)).hexdigest()


def digest(inputs: Inputs, upto: int) -> tuple[str, int]:
    """Return the hash over the entries of the period up to one, in their order, and how many they are."""
    rows = db.session.execute(
        select(*_COLUMNS)
        .where(within(inputs, upto))
        .order_by(LedgerEntry.id)
        .execution_options(yield_per=CHUNK)
    )
    sums, count = hashlib.sha256(), 0
    for part in rows.partitions(
        CHUNK
    ):  # one text for many rows: a call for each would take three times as long
        sums.update(_canonical([[*row[:5], row[5].isoformat(), *row[6:]] for row in part]) + b"\n")
        count += len(part)
    return sums.hexdigest(), count


def faults(branch_id: int | None = None) -> list[Fault]:
    """Return every sealed evaluation that is not as it was sealed, of a branch or of all."""
    query = (
        select(Evaluation)
        .where(Evaluation.state == State.SEALED)
        .order_by(Evaluation.sealed_at, Evaluation.id)
    )
    if branch_id is not None:
        query = query.where(Evaluation.branch_id == branch_id)
    rows = db.session.scalars(query).all()
    return [Fault(row.id, row.title, code) for row in rows for code in faults_of(row)]


def faults_of(row: Evaluation) -> Iterator[str]:
    """Yield what is wrong with one seal, as codes of `FAULTS`."""
    if seal_of(row) != row.seal:
        yield "content"
    inputs = parsed(row.inputs)
    if digest(inputs, row.last_entry_id) != (row.entries_digest, row.entries_count):
        yield "entries"
    elif _canonical(computed(inputs, row.last_entry_id)) != _canonical(row.result):
        yield "figures"
    if row.inputs.get("seal_before", "") != _seal_before(row):
        yield "chain"


def later(row: Evaluation) -> Later:
    """Return what came after the seal."""
    inputs = parsed(row.inputs)
    count = db.session.scalar(
        select(func.count())
        .select_from(LedgerEntry)
        .where(within(inputs), LedgerEntry.id > row.last_entry_id)
    )
    return Later(count or 0, changes(row.result, computed(inputs)) if count else [])


def _seal_before(row: Evaluation) -> str:
    """Return the seal that was made before this one in the branch, "" for the first."""
    query = select(Evaluation.seal).where(
        Evaluation.branch_id == row.branch_id, Evaluation.state == State.SEALED, Evaluation.id != row.id
    )
    if row.state is State.SEALED:
        query = query.where(Evaluation.sealed_at < row.sealed_at)
    return (
        db.session.scalars(query.order_by(Evaluation.sealed_at.desc(), Evaluation.id.desc()).limit(1)).first()
        or ""
    )


def _objections(evaluation_id: int) -> list[ResultObjection]:
    query = select(ResultObjection).where(ResultObjection.evaluation_id == evaluation_id)
    return list(db.session.scalars(query.order_by(ResultObjection.id)))


def _canonical(value: object) -> bytes:
    return _ENCODER.encode(value).encode()
