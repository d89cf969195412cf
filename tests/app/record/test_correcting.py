"""Corrections: an entry comes to what it should have been by the difference, and nothing is edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp import resources
from quizapp.accounts.models import Member
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.record import correcting, service, totals
from quizapp.record.correcting import Claim
from quizapp.record.models import LedgerEntry, PointTotal
from quizapp.record.periods import Span
from quizapp.record.service import Credit

MONDAY = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
LATER = MONDAY + timedelta(days=40)


def entries(member: Member) -> list[LedgerEntry]:
    return db.session.query(LedgerEntry).filter_by(member_id=member.id).order_by(LedgerEntry.id).all()


def total(member: Member) -> int:
    return sum(entry.counted for entry in entries(member))


def practice(member: Member, key: str, count: int) -> Credit:
    return Credit(member.id, "practice", key, MONDAY, "练习", count=count)


def post(credit: Credit) -> None:
    with unit_of_work():
        service.report(credit, now=MONDAY)


def restate(credit: Credit | None, of: Credit, cause: str, actor: Identity) -> LedgerEntry | None:
    with unit_of_work():
        claims = [Claim(of.member_id, of.rule, of.key, credit)]
        expected = [amount for _, amount in correcting.differences(claims, cause)]
        made = correcting.restate(claims[0], cause, actor=actor, now=LATER, reason="答案有误")
        assert ([made.counted] if made and made.counted else []) == expected
        return made


@pytest.fixture
def actor(organiser: Member, points_sheet: None, as_identity: Callable[[Member], Identity]) -> Identity:
    return as_identity(organiser)


def test_the_difference_is_appended_with_reason_and_author(member: Member, actor: Identity) -> None:
    first = practice(member, "practice:1", 4)
    post(first)
    restate(replace(first, count=5), first, "regrade:1", actor)
    was, more = entries(member)
    assert (was.counted, more.counted, more.corrects_id) == (400, 100, was.id)
    assert (more.reason, more.actor_id, more.day) == ("答案有误", actor.member_id, LATER.date())
    assert totals.differences() == []


def test_what_was_gained_stands_with_the_day_of_the_entry_also_after_the_migration(
    member: Member, actor: Identity
) -> None:
    first, second, third = (practice(member, f"practice:{n}", 2) for n in range(3))
    for credit in (first, second, third):
        post(credit)
    restate(replace(first, count=5), first, "regrade:1", actor)
    restate(None, second, "regrade:1", actor)
    with unit_of_work():
        mistake = next(entry for entry in entries(member) if entry.key == "practice:2")
        service.reverse(mistake.id, actor=actor, now=LATER, reason="记错")
    assert gained_by("day") == {MONDAY.date(): 500, LATER.date(): 0}
    spec = spec_from_file_location("filling", resources.MIGRATIONS / "versions" / "0029_what_was_gained.py")
    assert spec
    filling = module_from_spec(spec)
    assert spec.loader
    spec.loader.exec_module(filling)
    found: Counter[tuple[str, date]] = Counter()
    for _, _, day, more in db.session.execute(filling._gained()):
        found.update(dict.fromkeys(filling._periods(day), more))
    for span in Span:
        assert {start: more for (kind, start), more in found.items() if kind == span and more} == {
            start: more for start, more in gained_by(span).items() if more
        }
    assert totals.differences() == []


def gained_by(span: str) -> dict[date, int]:
    return {row.start: row.gained for row in db.session.query(PointTotal).filter_by(kind=span)}


def test_the_same_cause_corrects_once_and_another_that_finds_it_right_nothing(
    member: Member, actor: Identity
) -> None:
    first = practice(member, "practice:1", 4)
    post(first)
    assert restate(replace(first, count=5), first, "regrade:1", actor)
    assert restate(replace(first, count=5), first, "regrade:1", actor) is None
    assert restate(replace(first, count=5), first, "regrade:2", actor) is None
    assert total(member) == 500


def test_caps_are_those_of_the_moment_of_the_entry(member: Member, actor: Identity) -> None:
    """Ten a day: four and five were earned; the first turned out to be six, then the later entry keeps its five."""
    first, second = practice(member, "practice:1", 4), practice(member, "practice:2", 5)
    post(first)
    post(second)
    made = restate(replace(second, count=9), second, "regrade:1", actor)
    assert made
    assert (made.earned, made.counted) == (400, 100)
    assert total(member) == 1000


def test_what_should_not_be_there_comes_to_nothing_and_what_was_missing_comes(
    member: Member, actor: Identity
) -> None:
    place = Credit(member.id, "contest_place", "contest:1", MONDAY, "竞赛", outcome="1")
    assert restate(None, place, "regrade:1", actor) is None
    made = restate(place, place, "regrade:1", actor)
    assert made
    assert (made.key, made.counted) == ("contest:1", 300)
    restate(None, place, "regrade:2", actor)
    assert total(member) == 0
    restate(replace(place, outcome="3"), place, "regrade:3", actor)
    assert total(member) == 100
    assert totals.differences() == []


def test_taking_an_entry_back_takes_its_corrections_with_it(member: Member, actor: Identity) -> None:
    first = practice(member, "practice:1", 4)
    post(first)
    restate(replace(first, count=6), first, "regrade:1", actor)
    with unit_of_work():
        service.reverse(entries(member)[0].id, actor=actor, now=LATER, reason="不算")
    assert total(member) == 0
    assert restate(replace(first, count=6), first, "regrade:2", actor) is None
    assert totals.differences() == []
    assert totals.bad_reversals() == []


@given(st.lists(st.one_of(st.none(), st.integers(0, 12)), max_size=6))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_the_course_the_ledger_comes_to_what_the_last_credit_says(
    member: Member, actor: Identity, course: list[int | None]
) -> None:
    db.session.rollback()
    number = db.session.query(LedgerEntry).count()
    day = MONDAY + timedelta(days=number)
    first = replace(practice(member, f"practice:{number}", 3), occurred_at=day)
    before = total(member)
    with unit_of_work():
        service.report(first, now=day)
    for index, count in enumerate(course):
        credit = None if count is None else replace(first, count=count)
        restate(credit, first, f"regrade:{number}:{index}", actor)
    last = course[-1] if course else 3
    assert total(member) - before == min(100 * (last or 0), 1000)
    assert totals.differences() == []
