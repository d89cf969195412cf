"""A seal shows any change; what is recorded later breaks nothing, is shown, and counts in the next period."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from quizapp.accounts.models import Branch, Group, Member
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.evaluation import judging, sealing, service
from quizapp.evaluation.models import Evaluation
from quizapp.evaluation.periods import PeriodKind, Stretch
from quizapp.extensions import db
from quizapp.record import service as record
from quizapp.record.models import LedgerEntry, PointsSheet
from tests.app.evaluation.conftest import NOW, Give

AFTER = NOW + timedelta(days=6)
FIRST, SECOND = (Stretch.of(PeriodKind.HALF, date(2026, month, 1)) for month in (3, 9))


@pytest.fixture
def roll(branch: Branch, make_member: Callable[..., Member]) -> list[Member]:
    """Two people who were there all year."""
    people = [make_member(name) for name in "甲乙"]
    db.session.execute(text("UPDATE membership SET from_at = '2025-12-01 00:00:00+00:00'"))
    db.session.commit()
    return people


@pytest.fixture
def sealed(roll: list[Member], give: Give, branch: Branch, actor: Identity, sheet: PointsSheet) -> Evaluation:
    give(roll[0], 2500, key="read:1")
    give(roll[1], 1500, key="read:2")
    return make(FIRST, branch, actor, sheet)


def make(stretch: Stretch, branch: Branch, actor: Identity, sheet: PointsSheet) -> Evaluation:
    with unit_of_work():
        draft = service.Draft("半年评比", stretch, sheet.id)
        row = service.create(draft, branch.id, actor=actor, now=NOW)
        service.compute(row, actor=actor, now=NOW)
        service.publish(row, actor=actor, now=NOW)
        service.settle(row, actor=actor, now=AFTER)
        service.seal(row, actor=actor, now=AFTER + timedelta(days=stretch.first.month))
    return row


def codes() -> set[str]:
    db.session.rollback()
    db.session.expire_all()
    return {fault.code for fault in sealing.faults()}


def test_what_was_sealed_is_whole(sealed: Evaluation) -> None:
    assert codes() == set()
    assert sealing.later(sealed) == sealing.Later(0, [])


#: What somebody with the database could do, and what shows it.
CHANGES = (
    ("UPDATE ledger_entry SET counted = counted + 100 WHERE key = 'read:1'", "entries"),
    ("UPDATE ledger_entry SET title = '别的' WHERE key = 'read:2'", "entries"),
    ("UPDATE ledger_entry SET day = '2026-07-01' WHERE key = 'read:2'", "entries"),
    ("DELETE FROM ledger_entry WHERE key = 'read:1'", "entries"),
    ("UPDATE evaluation SET title = '改过'", "content"),
    ("UPDATE evaluation SET entries_count = 1", "content"),
    ("UPDATE evaluation SET result = REPLACE(CAST(result AS TEXT), '8500', '8600')", "content"),
)


def test_a_seal_from_before_is_checked_as_it_was_made(
    roll: list[Member],
    give: Give,
    branch: Branch,
    actor: Identity,
    sheet: PointsSheet,
    groups: tuple[Group, Group],
) -> None:
    """Whoever had only deductions counted as taking part then."""
    db.session.execute(text(f"UPDATE membership SET group_id = {groups[0].id}"))
    db.session.commit()
    give(roll[0], 2500)
    give(roll[1], -200, "minus")
    row = make(FIRST, branch, actor, sheet)
    assert taking_part(row) == 1
    inputs = {name: value for name, value in row.inputs.items() if name != "by_gain"}
    with unit_of_work():
        row.inputs = inputs
        row.result = {**row.result, "groups": [{**row.result["groups"][0], "taking_part": 2}]}
        row.seal = sealing.seal_of(row)
    assert codes() == set()


def test_a_seal_from_before_keeps_whom_the_branch_chose(
    roll: list[Member],
    make_member: Callable[..., Member],
    give: Give,
    branch: Branch,
    actor: Identity,
    sheet: PointsSheet,
) -> None:
    make_member("丙")
    db.session.execute(text("UPDATE membership SET from_at = '2025-12-01 00:00:00+00:00'"))
    db.session.commit()
    for member in roll:
        give(member, 3000)
    with unit_of_work():
        row = service.create(service.Draft("半年评比", FIRST, sheet.id), branch.id, actor=actor, now=NOW)
        service.compute(row, actor=actor, now=NOW)
        judging.rule(row, "优秀", [roll[1].id], "表决", actor=actor, now=NOW)
        service.publish(row, actor=actor, now=NOW)
        service.settle(row, actor=actor, now=AFTER)
        service.seal(row, actor=actor, now=AFTER)
    assert codes() == set()
    with unit_of_work():
        row.inputs = {**row.inputs, "chosen": {"优秀": [roll[1].id]}}
        row.seal = sealing.seal_of(row)
    assert codes() == set()


def taking_part(row: Evaluation) -> int:
    (group,) = row.result["groups"]
    return int(group["taking_part"])


def test_a_change_shows(sealed: Evaluation) -> None:
    for statement, code in CHANGES:
        if db.engine.dialect.name == "postgresql":
            statement = statement.replace("'8600')", "'8600')::json")
        db.session.execute(text(statement))
        db.session.expire_all()
        assert code in {fault.code for fault in sealing.faults()}, statement
        db.session.rollback()
    assert codes() == set()


def test_an_evaluation_cannot_be_taken_out_unseen(
    sealed: Evaluation, branch: Branch, actor: Identity, sheet: PointsSheet
) -> None:
    make(SECOND, branch, actor, sheet)
    assert codes() == set()
    db.session.execute(text("DELETE FROM evaluation WHERE id = (SELECT MIN(id) FROM evaluation)"))
    db.session.commit()
    assert codes() == {"chain"}


def test_a_late_report_is_shown_and_counts_in_the_next_period(
    sealed: Evaluation, roll: list[Member], give: Give, branch: Branch, actor: Identity, sheet: PointsSheet
) -> None:
    give(roll[1], 1000, key="late")  # dated 1 June, recorded after the seal
    later = sealing.later(sealed)
    assert later.entries == 1
    assert [(one["name"], one["total"]) for one in later.changes] == [("乙", [7500, 8500])]
    assert codes() == set()
    second = make(SECOND, branch, actor, sheet)
    rows = {row["name"]: row for row in second.result["rows"]}
    assert (rows["乙"]["total"], rows["乙"]["carried"], rows["乙"]["before"]) == (7000, 1000, 7500)
    assert (rows["甲"]["total"], rows["甲"]["carried"], rows["甲"]["before"]) == (6000, 0, 8500)
    give(roll[0], 300, key="later still")
    third = Stretch.of(PeriodKind.HALF, date(2027, 1, 1))
    with unit_of_work():
        draft = service.Draft("下一期", third, sheet.id)
        row = service.create(draft, branch.id, actor=actor, now=AFTER)
        service.compute(row, actor=actor, now=AFTER)
    assert {one["name"]: one["carried"] for one in row.result["rows"]} == {"甲": 300, "乙": 0}


def test_what_is_sealed_out_of_turn_counts_once(
    roll: list[Member], give: Give, branch: Branch, actor: Identity, sheet: PointsSheet
) -> None:
    make(SECOND, branch, actor, sheet)
    give(roll[0], 300, key="between the seals")  # of the first half, counted in it
    first = make(FIRST, branch, actor, sheet)
    assert {one["name"]: one["total"] for one in first.result["rows"]} == {"甲": 6300, "乙": 6000}
    with unit_of_work():
        third = Stretch.of(PeriodKind.HALF, date(2027, 1, 1))
        row = service.create(service.Draft("下一期", third, sheet.id), branch.id, actor=actor, now=AFTER)
        service.compute(row, actor=actor, now=AFTER)
    assert {one["name"]: one["total"] for one in row.result["rows"]} == {"甲": 6000, "乙": 6000}


def test_a_correction_after_the_seal_counts_in_the_next_period_and_says_so(
    sealed: Evaluation, roll: list[Member], branch: Branch, actor: Identity, sheet: PointsSheet
) -> None:
    entry = db.session.query(LedgerEntry).filter_by(key="read:1").one()
    with unit_of_work():
        record.reverse(entry.id, actor=actor, now=NOW, reason="记错")
    assert sealing.later(sealed).entries == 1
    assert codes() == set()
    second = make(SECOND, branch, actor, sheet)
    row = next(one for one in second.result["rows"] if one["name"] == "甲")
    assert (row["total"], row["carried"]) == (3500, -2500)


#: An entry that somebody else is about to commit.
ON_ITS_WAY = (
    "INSERT INTO ledger_entry (member_id, branch_id, kind, rule, key, occurred_at, day, earned, counted, why, title, "
    "sheet_id, reason, created_at) SELECT member_id, branch_id, kind, rule, 'on its way', occurred_at, day, 0, 0, why, "
    "title, sheet_id, reason, created_at FROM ledger_entry WHERE key = 'read:1'"
)


@pytest.mark.several_writers
def test_a_seal_waits_for_entries_that_are_on_their_way(
    roll: list[Member], give: Give, branch: Branch, actor: Identity, sheet: PointsSheet
) -> None:
    give(roll[0], 2500, key="read:1")
    with db.engine.connect() as other:
        other.execute(text(ON_ITS_WAY))
        give(roll[1], 1500, key="read:2")
        committing = threading.Timer(0.5, other.commit)
        committing.start()
        make(FIRST, branch, actor, sheet)
        committing.join()
    assert codes() == set()


def _columns(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "counted": entry.counted + 1,
        "earned": entry.earned - 1,
        "title": entry.title + "。",
        "key": entry.key + "x",
        "rule": "review",
        "day": date(2026, 1, 2),
        "reason": "后加",
        "corrects_id": entry.id,
    }


@pytest.fixture
def five(roll: list[Member], give: Give, branch: Branch, actor: Identity, sheet: PointsSheet) -> Evaluation:
    """Five entries under a seal."""
    for number in range(5):
        give(roll[number % 2], 100 * number, key=f"e{number}", at=datetime(2026, 2, 1 + number, tzinfo=UTC))
    return make(FIRST, branch, actor, sheet)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    number=st.integers(0, 4),
    column=st.sampled_from(["counted", "earned", "title", "key", "rule", "day", "reason", "corrects_id"]),
)
def test_any_column_of_any_entry_is_bound(five: Evaluation, number: int, column: str) -> None:
    entry = db.session.query(LedgerEntry).order_by(LedgerEntry.id).all()[number]
    setattr(entry, column, _columns(entry)[column])
    db.session.flush()
    assert "entries" in {fault.code for fault in sealing.faults()}
    db.session.rollback()
    assert codes() == set()
