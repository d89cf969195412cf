"""A wrong key in practices: points, books of mistakes, what is said at once from now on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quizapp.accounts.models import Branch, Member
from quizapp.bank import queries as bank_queries
from quizapp.bank.models import Bank
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices.models import Notice
from quizapp.papers import queries as papers
from quizapp.papers.models import MemberItem
from quizapp.papers.rulings import RulingKind
from quizapp.practice import service as practice
from quizapp.record import totals
from quizapp.record.models import LedgerEntry
from tests.app.regrading.conftest import REASON, Court
from tests.fixtures.items import single


@pytest.fixture
def identity(member: Member, as_identity: Callable[[Member], Identity]) -> Identity:
    return as_identity(member)


def practise(court: Court, identity: Identity, letters: dict[int, str], *, finish: bool = True) -> int:
    ids = {court.item(number).item_id: letter for number, letter in letters.items()}
    db.session.rollback()
    with unit_of_work():
        started = practice.begin_with("wrong", list(ids), "练习", member=identity, now=clock.now())
    for slot in papers.head(started.attempt_id, fresh=True).slots:  # type: ignore[union-attr]  # just begun
        option = {letter: option for option, letter in slot.options}[ids[slot.item_id]]
        with unit_of_work():
            head = papers.head(started.attempt_id, fresh=True)
            assert head is not None
            practice.answer(head, slot.position, option, now=clock.now())
    if finish:
        with unit_of_work():
            practice.finish(started.attempt_id, now=clock.now())
    db.session.rollback()
    return started.attempt_id


def test_points_of_a_practice_follow_by_the_difference_and_come_back(
    court: Court, identity: Identity, member: Member
) -> None:
    attempt_id = practise(court, identity, {1: "A", 2: "B"})
    assert (court.score(attempt_id)[0], court.points(member)) == (100, 100)
    regrade_id = court.rule(RulingKind.KEY, "A")
    assert (court.score(attempt_id)[0], court.points(member)) == (200, 200)
    last = db.session.query(LedgerEntry).order_by(LedgerEntry.id.desc()).first()
    assert last is not None
    assert (last.reason, last.actor_id, last.corrects_id is not None) == (REASON, court.actor.member_id, True)
    court.undo(regrade_id)
    assert (court.score(attempt_id)[0], court.points(member)) == (100, 100)
    assert totals.differences() == []


def test_of_two_practices_of_a_day_only_the_first_one_gets_the_point(
    court: Court, identity: Identity, member: Member
) -> None:
    practise(court, identity, {1: "A"})
    practise(court, identity, {1: "A", 2: "B"})
    court.rule(RulingKind.KEY, "A")
    assert court.points(member) == 200


def test_the_book_of_mistakes_and_the_notice_follow(court: Court, identity: Identity, member: Member) -> None:
    practise(court, identity, {1: "A"})
    item_id = court.item().item_id
    assert db.session.get_one(MemberItem, (member.id, item_id)).mistake_since is not None
    regrade_id = court.rule(RulingKind.KEY, "A")
    db.session.rollback()
    row = db.session.get_one(MemberItem, (member.id, item_id))
    assert (row.mistake_since, row.rights, row.wrongs) == (None, 1, 0)
    assert db.session.query(Notice).filter_by(kind="regrade.practice", member_id=member.id).count() == 1
    court.undo(regrade_id)
    db.session.rollback()
    row = db.session.get_one(MemberItem, (member.id, item_id))
    assert (row.mistake_since is not None, row.rights, row.wrongs) == (True, 0, 1)


def test_a_practice_under_way_says_at_once_what_holds_now(court: Court, identity: Identity) -> None:
    attempt_id = practise(court, identity, {2: "B"}, finish=False)
    assert attempt_id
    ids = [court.item(1).item_id]
    with unit_of_work():
        started = practice.begin_with("wrong", ids, "练习", member=identity, now=clock.now())
    court.rule(RulingKind.KEY, "A")
    head = papers.head(started.attempt_id, fresh=True)
    assert head is not None
    option = {letter: option for option, letter in head.slots[0].options}["A"]
    with unit_of_work():
        saved = practice.answer(head, 1, option, now=clock.now())
    assert saved.feedback is not None
    assert (saved.feedback.verdict, saved.feedback.key) == ("right", option)


def test_another_branch_keeps_its_own_marks_until_it_regrades_itself(
    court: Court,
    identity: Identity,
    member: Member,
    make_branch: Callable[..., Branch],
    make_member: Callable[..., Member],
    as_identity: Callable[[Member], Identity],
    make_bank: Callable[..., Bank],
) -> None:
    shipped = make_bank([single(9)], slug="shipped")
    item_id = next(one.item_id for one in bank_queries.items_called("single-9"))
    other = make_branch("别的支部")
    mine, theirs = Court(court.actor, shipped), make_member("外人", branch=other)
    papers_of = []
    for who in (identity, as_identity(theirs)):
        with unit_of_work():
            started = practice.begin_with("wrong", [item_id], "练习", member=who, now=clock.now())
        head = papers.head(started.attempt_id, fresh=True)
        assert head is not None
        option = {letter: option for option, letter in head.slots[0].options}["A"]
        with unit_of_work():
            practice.answer(head, 1, option, now=clock.now())
        with unit_of_work():
            practice.finish(started.attempt_id, now=clock.now())
        papers_of.append(started.attempt_id)
    db.session.rollback()
    mine.rule(RulingKind.KEY, "A", number=9)
    assert [mine.score(one)[0] for one in papers_of] == [100, 0]
