"""Trying a draft on what the ledger holds: the real one, with corrections, reversals and credits nobody counted."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.errors import DomainError
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.points import drafts, trials
from quizapp.points.comparing_totals import Trial
from quizapp.points.models import SheetTrial, TrialState
from quizapp.record import correcting, service
from quizapp.record.correcting import Claim
from quizapp.record.models import LedgerEntry
from quizapp.record.periods import Period
from quizapp.record.queries import sheet_for
from quizapp.record.service import Credit
from quizapp.record.sheet import Sheet, parse_sheet, sheet_to_mapping
from tests.fixtures.app import Client
from tests.fixtures.record import MakeEntry
from tests.support.html import words

As = Callable[[Member], Identity]
YEAR = Period.parse("2026")


def tried(branch_id: int, sheet: Sheet) -> Trial:
    return trials.try_out(branch_id, YEAR, sheet, lambda done: None)


def changed(sheet: Sheet, rule: str, **fields: object) -> Sheet:
    content = sheet_to_mapping(sheet)
    content["rules"][rule] = {**content["rules"].get(rule, {}), **fields}
    return parse_sheet(content)


@pytest.fixture
def past(member: Member, organiser: Member, make_entry: MakeEntry, as_identity: As) -> Member:
    """Somebody with 2 + 2 read, 4 practised and corrected to 6, 10 taken and taken back, and a voice that no rule counts."""
    make_entry(member, "reading")
    make_entry(member, "reading")
    first = make_entry(member, "practice", count=4, key="practice:1")
    taken = make_entry(member)
    make_entry(member, "voice")
    assert first
    assert taken
    credit = Credit(member.id, "practice", "practice:1", clock.now(), "练习", count=6)
    claim, actor = Claim(member.id, "practice", "practice:1", credit), as_identity(organiser)
    with unit_of_work():
        correcting.restate(claim, "regrade:1", actor=actor, now=clock.now(), reason="更正")
        service.reverse(taken.id, actor=actor, now=clock.now(), reason="撤销")
    return member


def test_by_the_sheet_that_holds_nothing_changes(past: Member) -> None:
    _, held = sheet_for(past.branch_id, clock.now().date())
    trial = tried(past.branch_id, held)
    assert [(one.before, one.after) for one in trial.people if one.member_id == past.id] == [(1000, 1000)]
    assert (trial.left_out, [rule for rule in trial.rules if rule.members]) == ((), [])


def test_another_sheet_counts_what_was_done_and_what_nobody_counted(past: Member) -> None:
    _, held = sheet_for(past.branch_id, clock.now().date())
    draft = changed(changed(held, "practice", points="2"), "voice", title="心声", points="5")
    trial = tried(past.branch_id, draft)
    (one,) = [line for line in trial.people if line.member_id == past.id]
    assert one.after == 400 + 1000 + 500  # six right at two each, ten a day at most
    assert one.drivers == (("心声", 500), ("练习答题", 400))


def test_what_was_put_right_when_the_period_was_over_is_no_change_of_the_sheet(
    past: Member, organiser: Member, as_identity: As
) -> None:
    _, held = sheet_for(past.branch_id, clock.now().date())
    credit = Credit(past.id, "practice", "practice:1", clock.now(), "练习", count=5)
    claim, actor = Claim(past.id, "practice", "practice:1", credit), as_identity(organiser)
    read = db.session.query(LedgerEntry).filter_by(rule="reading").first()
    assert read
    with clock.frozen(datetime(2027, 1, 5, 4, 0, tzinfo=UTC)), unit_of_work():
        correcting.restate(claim, "regrade:2", actor=actor, now=clock.now(), reason="更正")
        service.reverse(read.id, actor=actor, now=clock.now(), reason="撤销")
    (one,) = [line for line in tried(past.branch_id, held).people if line.member_id == past.id]
    assert (one.before, one.after) == (500 + 200, 500 + 200)


def test_what_a_removed_rule_had_counted_is_listed(past: Member) -> None:
    _, held = sheet_for(past.branch_id, clock.now().date())
    content = sheet_to_mapping(held)
    del content["rules"]["reading"]
    trial = tried(past.branch_id, parse_sheet(content))
    assert [(one.kind, one.why, one.number) for one in trial.left_out] == [("reading", "unknown_rule", 2)]


def test_entries_of_before_the_measure_was_kept_are_told_by_what_they_earned(past: Member) -> None:
    for entry in db.session.scalars(select(LedgerEntry)):
        entry.detail = {}
    db.session.commit()
    _, held = sheet_for(past.branch_id, clock.now().date())
    (one,) = [line for line in tried(past.branch_id, held).people if line.member_id == past.id]
    assert (one.before, one.after) == (1000, 1000)


def test_a_trial_needs_a_draft_without_faults_and_is_lost_when_it_stops(
    organiser: Member, as_identity: As
) -> None:
    actor, now = as_identity(organiser), clock.now()
    begin = {"branch_id": actor.branch_id, "actor": actor, "now": now}
    with pytest.raises(DomainError), unit_of_work():
        trials.begin(YEAR, **begin)
    with unit_of_work():
        drafts.start(drafts.CURRENT, **begin)
        row = trials.begin(YEAR, **begin)
    assert row.state is TrialState.RUNNING
    assert not trials.is_lost(row, now)
    assert trials.is_lost(row, now + timedelta(minutes=1))
    with unit_of_work():
        again = trials.begin(YEAR, **begin).id
    assert db.session.scalars(select(SheetTrial.id)).all() == [again]


@pytest.mark.pages
def test_a_trial_on_the_pages(client: Client, organiser: Member, past: Member) -> None:
    client.login(organiser)
    assert "没有可以试算的草稿" in client.get("/points/sheet/trial").text
    assert client.get("/points/sheet/trial.xlsx").status_code == 302
    client.post("/points/sheet/start", data={"from": "current"})
    rule = {"title": "学习材料", "way": "fixed", "points": "1"}
    client.post("/points/sheet/draft/rules/reading", data=rule)
    for wrong in ("", "2026-W10", "2031"):
        assert client.post("/points/sheet/trial", data={"period": wrong}).status_code == 422
    assert client.post("/points/sheet/trial", data={"period": "2026"}).status_code == 302
    page = words(client.get("/points/sheet/trial").text)
    assert "学习材料 −2" in page
    assert "总分有变化 1 人" in page
    assert client.get("/points/sheet/trial/state").json["busy"] is False
    book = openpyxl.load_workbook(io.BytesIO(client.get("/points/sheet/trial.xlsx").data))
    assert [sheet.title for sheet in book.worksheets] == ["2026 试算", "党小组", "各项", "没有重算的"]
    assert [cell.value for cell in book.worksheets[0][2]][2:5] == ["10.00", "8.00", "−2"]
