"""The one door of the record: report a credit, take an entry back. Only `rules` decides points."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, exists, func, select

from ..accounts.models import Member
from ..accounts.queries import Home, home_at
from ..core import audit, local
from ..core.errors import DomainError, Invalid, NotFound
from ..core.i18n import N_
from ..core.once import insert_once
from ..core.permissions import Identity
from ..core.services import services
from ..core.transaction import after_commit
from ..extensions import db
from . import queries, rules
from .models import LedgerEntry, UnusedCredit
from .rules import Event, Outcome, Posted, Refusal
from .totals import add_to_totals

log = logging.getLogger(__name__)
MOST_REASON = 300  # characters
MEASURES = ("outcome", "count", "score", "maximum", "points")


@dataclass(frozen=True, slots=True)
class Credit:
    """What a feature reports: who did what, when, under which key; the rest as the rule needs it.

    `rule` names what was done; it comes to the rule of that name, else to the one that feeds on it.
    `score` and `maximum` in one unit, `points` in hundredths. `title` says in words what it was for. It counts
    where the member stood at that moment, unless `home` says for which branch it was decided.
    """

    member_id: int
    rule: str
    key: str
    occurred_at: datetime
    title: str
    outcome: str | None = None
    count: int | None = None
    score: int | None = None
    maximum: int | None = None
    points: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    home: Home | None = None

    @property
    def measure(self) -> dict[str, Any]:
        """What the rule counts by, as far as it was given: what a replay of the ledger needs."""
        return {name: value for name in MEASURES if (value := getattr(self, name)) is not None}

    def of(self, rule: str, **more: Any) -> Credit:
        """Return the same credit under another rule."""
        return replace(self, rule=rule, **more)


def report(
    credit: Credit, *, now: datetime, actor: Identity | None = None, reason: str = ""
) -> LedgerEntry | None:
    """Turn a credit into a ledger entry; None when it was reported before, or the sheet has no such rule.

    Branch and group are those of the day on which it was earned, and stay with the entry.
    """
    member = db.session.get(Member, credit.member_id, with_for_update=True)
    if member is None:
        raise NotFound
    home = home_of(credit, member)
    sheet_id, day, outcome = judge_by(credit, home.branch_id, Ledger(member.id))
    if isinstance(outcome, Refusal):
        if outcome.why == "unknown_rule":
            _keep_unused(credit, home, day, now)
        elif outcome.why != "repeat":
            log.warning("no entry for %s of member %d: %s", credit.key, member.id, outcome.why)
        return None
    entry = LedgerEntry(
        **of_outcome(outcome),
        kind=credit.rule,
        member_id=member.id,
        branch_id=home.branch_id,
        group_id=home.group_id,
        occurred_at=credit.occurred_at,
        day=day,
        title=credit.title,
        detail=detail_of(credit, outcome),
        sheet_id=sheet_id,
        actor_id=actor.member_id if actor else None,
        reason=reason,
        created_at=now,
    )
    return append(entry)


def home_of(credit: Credit, member: Member) -> Home:
    """Return where a credit counts."""
    return credit.home or home_at(member, credit.occurred_at)


def detail_of(credit: Credit, outcome: Outcome) -> dict[str, Any]:
    """Return what an entry keeps of its credit."""
    why = {"why": dict(outcome.params)} if outcome.params else {}
    return {**credit.detail, "measure": credit.measure, **why}


def _keep_unused(credit: Credit, home: Home, day: date, now: datetime) -> None:
    insert_once(
        UnusedCredit,
        member_id=credit.member_id,
        branch_id=home.branch_id,
        kind=credit.rule,
        key=credit.key,
        day=day,
        title=credit.title,
        measure=credit.measure,
        created_at=now,
    )


def forget_unused(member_id: int, key: str, kind: str | None = None) -> None:
    """Drop what no rule counted under a key, of one kind or of all: it does not hold any more, in no trial either."""
    mine = [UnusedCredit.member_id == member_id, UnusedCredit.key == key]
    db.session.execute(delete(UnusedCredit).where(*mine, *([UnusedCredit.kind == kind] if kind else [])))


def judge(credit: Credit) -> Outcome | Refusal:
    """Return what `report` would make of a credit now; nothing is written."""
    member = db.session.get(Member, credit.member_id)
    if member is None:
        raise NotFound
    return judge_by(credit, home_of(credit, member).branch_id, Ledger(member.id))[2]


def judge_by(
    credit: Credit, branch_id: int, ledger: Ledger, entry: LedgerEntry | None = None
) -> tuple[int, date, Outcome | Refusal]:
    """Return the sheet's id, the local day and what a credit comes to after the entries of `ledger`.

    With `entry` it is judged by the sheet and on the day of that entry.
    """
    day = entry.day if entry else local.day_of(credit.occurred_at)
    sheet_id, sheet = queries.sheet_called(entry.sheet_id) if entry else queries.sheet_for(branch_id, day)
    rule = sheet.rule_for(credit.rule)
    event = Event(
        rule=rule.name if rule else credit.rule,
        key=credit.key,
        day=day,
        outcome=credit.outcome,
        count=credit.count,
        score=credit.score,
        maximum=credit.maximum,
        # Points that come with a credit mean nothing to a rule that gives its own.
        points=credit.points if rule is None or rule.is_open else None,
    )
    return sheet_id, day, rules.apply(sheet, ledger, event)


def reverse(entry_id: int, *, actor: Identity, now: datetime, reason: str) -> LedgerEntry:
    """Take an entry back, with its corrections, by opposite ones dated now; each names the first, reason and author."""
    if not reason.strip():
        raise Invalid(N_("请写明原因。"), field="reason")
    if len(reason) > MOST_REASON:
        raise Invalid(N_("最多 %(max)d 个字。"), field="reason", max=MOST_REASON)
    entry = db.session.get(LedgerEntry, entry_id)
    if entry is None:
        raise NotFound
    db.session.get(Member, entry.member_id, with_for_update=True)
    outcome = rules.reverse(Ledger(entry.member_id), entry.key, entry.rule)
    if isinstance(outcome, Refusal):
        raise DomainError(N_("这条记录不能再撤销。"), code=f"record.{outcome.why}")
    opposite = LedgerEntry(
        **of_outcome(outcome),
        kind=entry.kind,
        member_id=entry.member_id,
        branch_id=entry.branch_id,
        group_id=entry.group_id,
        occurred_at=now,
        day=local.day_of(now),
        title=entry.title,
        sheet_id=entry.sheet_id,
        reverses_id=entry.id,
        actor_id=actor.member_id,
        reason=reason.strip(),
        created_at=now,
    )
    for correction in _standing_corrections(entry.id):
        reverse(correction.id, actor=actor, now=now, reason=reason)
    audit.note(
        actor,
        "record.reversed",
        "ledger_entry",
        entry.id,
        at=now,
        branch_id=entry.branch_id,
        before={"counted": entry.counted},
        reason=reason,
    )
    return append(opposite)


def _standing_corrections(entry_id: int) -> list[LedgerEntry]:
    """Return the corrections of an entry that were not taken back themselves."""
    back = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    own = select(LedgerEntry).where(LedgerEntry.corrects_id == entry_id, LedgerEntry.id.not_in(back))
    return list(db.session.scalars(own.order_by(LedgerEntry.id)))


def of_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as an entry's columns."""
    return {
        "rule": outcome.rule,
        "key": outcome.key,
        "earned": outcome.earned,
        "counted": outcome.counted,
        "why": outcome.why,
    }


def append(entry: LedgerEntry) -> LedgerEntry:
    """Put an entry into the ledger and onto the totals, and wake the boards."""
    db.session.add(entry)
    db.session.flush()
    add_to_totals(entry)
    bus, channel = services().bus, queries.channel(entry.branch_id)
    after_commit(lambda: bus.publish(channel, str(entry.id)))
    return entry


class Ledger:
    """One member's entries in the database, as `rules` asks for them; with `before` those made before that one."""

    def __init__(self, member_id: int, before: int | None = None) -> None:
        self._member_id = member_id
        self._before = before

    def has(self, rule: str, key: str) -> bool:
        mine = (LedgerEntry.member_id == self._member_id, LedgerEntry.rule == rule, LedgerEntry.key == key)
        return bool(db.session.scalar(select(exists().where(*mine))))

    def any(self, rule: str, first: date, last: date) -> bool:
        return bool(db.session.scalar(select(exists().where(*self._window(rule, first, last)))))

    def counted(self, rule: str, first: date, last: date) -> int:
        return (
            db.session.scalar(select(func.sum(LedgerEntry.counted)).where(*self._window(rule, first, last)))
            or 0
        )

    def find(self, key: str, rule: str | None) -> Sequence[Posted]:
        query = select(LedgerEntry).where(
            LedgerEntry.member_id == self._member_id,
            LedgerEntry.key == key,
            LedgerEntry.reverses_id.is_(None),
        )
        if rule is not None:
            query = query.where(LedgerEntry.rule == rule)
        return [Posted(row.rule, row.key, row.counted) for row in db.session.scalars(query)]

    def _window(self, rule: str, first: date, last: date) -> list[Any]:
        where = [
            LedgerEntry.member_id == self._member_id,
            LedgerEntry.day.between(first, last),
            LedgerEntry.rule == rule,
            LedgerEntry.reverses_id.is_(None),
            LedgerEntry.corrects_id.is_(None),
        ]
        return where if self._before is None else [*where, LedgerEntry.id < self._before]
