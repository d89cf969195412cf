"""The record's one door, on the real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.errors import DomainError, Invalid
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.record import queries, service, totals
from quizapp.record.models import LedgerEntry, PointTotal
from quizapp.record.periods import Period, Span
from tests.fixtures.record import MakeEntry

MONDAY = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai


def counted(member: Member) -> list[int]:
    rows = db.session.query(LedgerEntry).filter_by(member_id=member.id).order_by(LedgerEntry.id)
    return [row.counted for row in rows]


def test_the_daily_cap_cuts_and_says_so(member: Member, make_entry: MakeEntry) -> None:
    for _ in range(4):
        make_entry(member, "reading", MONDAY)
    assert counted(member) == [200, 200, 200, 0]
    last = db.session.query(LedgerEntry).order_by(LedgerEntry.id.desc()).first()
    assert last is not None
    assert (last.earned, last.why) == (200, "cap_day")


def test_the_local_day_decides(member: Member, make_entry: MakeEntry) -> None:
    """23:59:30 on Monday and 00:00:10 on Tuesday in Shanghai are both Monday in UTC."""
    for _ in range(3):
        make_entry(member, "reading", datetime(2026, 3, 2, 15, 59, 30, tzinfo=UTC))
    make_entry(member, "reading", datetime(2026, 3, 2, 16, 0, 10, tzinfo=UTC))
    assert counted(member) == [200, 200, 200, 200]


def test_the_same_key_again_changes_nothing(member: Member, make_entry: MakeEntry) -> None:
    assert make_entry(member, key="contest:1") is not None
    assert make_entry(member, key="contest:1") is None
    assert counted(member) == [1000]
    assert totals.differences() == []


def test_a_reversal_names_what_it_takes_back_and_reopens_nothing(
    member: Member, organiser: Member, make_entry: MakeEntry, as_identity: Callable[[Member], Identity]
) -> None:
    first = make_entry(member, "reading", MONDAY)
    assert first is not None
    for _ in range(2):
        make_entry(member, "reading", MONDAY)
    with unit_of_work():
        service.reverse(first.id, actor=as_identity(organiser), now=MONDAY, reason="撤稿")
    make_entry(member, "reading", MONDAY)
    assert counted(member) == [200, 200, 200, -200, 0]
    opposite = db.session.query(LedgerEntry).filter_by(reverses_id=first.id).one()
    assert (opposite.reason, opposite.actor_id, opposite.key) == (
        "撤稿",
        organiser.id,
        f"reverse:{first.key}",
    )
    assert totals.differences() == []
    assert totals.bad_reversals() == []
    with pytest.raises(DomainError), unit_of_work():
        service.reverse(first.id, actor=as_identity(organiser), now=MONDAY, reason="再撤")


def test_a_reversal_needs_a_reason(
    member: Member, organiser: Member, make_entry: MakeEntry, as_identity: Callable[[Member], Identity]
) -> None:
    entry = make_entry(member)
    assert entry is not None
    with pytest.raises(Invalid), unit_of_work():
        service.reverse(entry.id, actor=as_identity(organiser), now=clock.now(), reason=" ")


def test_a_tampered_total_is_found(member: Member, make_entry: MakeEntry) -> None:
    make_entry(member)
    with unit_of_work():
        db.session.query(PointTotal).filter_by(kind="year").one().counted += 100
    (found,) = totals.differences()
    assert found.key[:4] == ("member", member.id, member.branch_id, "year")
    assert (found.stored, found.rebuilt) == ((1100, 1, 1000), (1000, 1, 1000))


def test_tasks_show_what_was_got_and_can_be_got(member: Member, make_entry: MakeEntry) -> None:
    make_entry(member, "reading", MONDAY)
    make_entry(member, "practice", MONDAY, count=4)
    found = {
        task.rule: (task.got, task.cap) for task in queries.tasks(member.id, member.branch_id, MONDAY.date())
    }
    assert found == {"reading": (200, 600), "practice": (400, 1000), "review": (0, 500)}


def test_the_streak_bridges_today() -> None:
    days = {datetime(2026, 3, day, tzinfo=UTC).date() for day in (1, 2, 3)}
    assert queries.streak(days, datetime(2026, 3, 4, tzinfo=UTC).date()) == 3
    assert queries.streak(days, datetime(2026, 3, 5, tzinfo=UTC).date()) == 0


def test_the_total_of_a_period(member: Member, make_entry: MakeEntry) -> None:
    make_entry(member, at=MONDAY)
    make_entry(member, at=datetime(2026, 4, 1, tzinfo=UTC))
    assert queries.total(member.id, Period.parse("2026-03")) == 1000
    assert queries.total(member.id, Period.of(Span.YEAR, MONDAY.date())) == 2000
