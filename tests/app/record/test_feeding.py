"""Credits come to the rules of the branch's own sheet, and stay findable by what was reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.record import correcting, queries, service
from quizapp.record.correcting import Claim
from quizapp.record.models import LedgerEntry, UnusedCredit
from quizapp.record.publishing import publish
from quizapp.record.service import Credit
from quizapp.record.sheet import parse_sheet

MONDAY = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
LATER = datetime(2026, 4, 2, 0, 0, tzinfo=UTC)
OWN: dict[str, Any] = {
    "title": "本支部",
    "rules": {
        "meeting": {"points": 2, "feeds": ["activity.*"], "caps": {"day": 3}},
        "quiz": {"points": 1, "per": "item", "feeds": ["practice"]},
    },
}


@pytest.fixture
def own_sheet(member: Member, points_sheet: None) -> None:
    with unit_of_work():
        publish(parse_sheet(OWN), date(2026, 1, 1), branch_id=member.branch_id, actor=None, now=MONDAY)


def report(credit: Credit, at: datetime = MONDAY) -> LedgerEntry | None:
    with unit_of_work():
        return service.report(credit, now=at)


@pytest.mark.usefixtures("own_sheet")
def test_a_kind_comes_to_the_rule_that_feeds_on_it_once_for_a_key(member: Member) -> None:
    held = Credit(member.id, "activity.lecture", "activity:1", MONDAY, "党课", detail={"room": "301"})
    entry = report(held)
    assert entry is not None
    assert (entry.kind, entry.rule, entry.counted) == ("activity.lecture", "meeting", 200)
    assert entry.detail == {"room": "301", "measure": {}}
    assert report(held) is None
    assert report(replace(held, rule="activity.lecture.led")) is None  # the same lecture under the same rule
    other = report(replace(held, key="activity:2"))
    assert other is not None
    assert (other.counted, other.why) == (100, "cap_day")


@pytest.mark.usefixtures("own_sheet")
def test_what_an_entry_was_counted_by_is_kept_and_it_is_corrected_under_its_rule(
    member: Member, organiser: Member, as_identity: Callable[[Member], Identity]
) -> None:
    credit = Credit(member.id, "practice", "practice:1", MONDAY, "练习", count=4)
    first = report(credit)
    assert first is not None
    assert (first.rule, first.detail) == ("quiz", {"measure": {"count": 4}})
    claim = Claim(member.id, "practice", "practice:1", replace(credit, count=6))
    with unit_of_work():
        more = correcting.restate(claim, "regrade:1", actor=as_identity(organiser), now=LATER, reason="更正")
    assert more is not None
    assert (more.rule, more.kind, more.counted, more.corrects_id) == ("quiz", "practice", 200, first.id)
    assert more.detail == {"measure": {"count": 6}}
    with unit_of_work():
        back = service.reverse(first.id, actor=as_identity(organiser), now=LATER, reason="撤销")
    assert (back.rule, back.kind) == ("quiz", "practice")


@pytest.mark.usefixtures("own_sheet")
def test_another_kind_under_the_same_rule_and_key_is_not_brought_in_by_a_correction(
    member: Member, organiser: Member, as_identity: Callable[[Member], Identity]
) -> None:
    held = Credit(member.id, "activity.lecture", "activity:1", MONDAY, "党课")
    report(held)
    late = held.of("activity.lecture.late")
    with unit_of_work():
        claim = Claim(member.id, late.rule, late.key, late)
        made = correcting.restate(claim, "x:1", actor=as_identity(organiser), now=LATER, reason="更正")
    assert made is None


@pytest.mark.usefixtures("own_sheet")
def test_a_credit_without_a_rule_is_kept_for_trials_once(member: Member) -> None:
    credit = Credit(member.id, "voice", "voice:7", MONDAY, "心声", outcome="win")
    for _ in range(2):
        assert report(credit) is None
    (kept,) = db.session.scalars(select(UnusedCredit))
    assert (kept.kind, kept.key, kept.measure, kept.day) == (
        "voice",
        "voice:7",
        {"outcome": "win"},
        date(2026, 3, 2),
    )


def test_versions_hold_from_their_day_and_entries_keep_theirs(member: Member, points_sheet: None) -> None:
    sheet, branch_id = parse_sheet(OWN), member.branch_id
    first, second = (
        publish(sheet, day, branch_id=branch_id, actor=None, now=MONDAY).id
        for day in (date(2026, 1, 1), date(2026, 4, 1))
    )
    db.session.commit()
    assert queries.sheet_for(branch_id, date(2026, 3, 31))[0] == first
    found, held = queries.sheet_for(branch_id, date(2026, 4, 1))
    assert (found, held.version, held.valid_from) == (second, 2, date(2026, 4, 1))
    assert queries.sheet_for(branch_id, date(2025, 12, 31))[1].id == "default"
