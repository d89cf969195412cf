"""What is counted, once each, and that counting a little at a time comes to the same as counting anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts import queries as accounts
from quizapp.accounts.models import Branch, Member
from quizapp.analysis import gathering
from quizapp.analysis.models import AnalysedSource, FirstAnswer, ItemFigures, ItemTally
from quizapp.analysis.tally import WHOLE, Tally
from quizapp.bank import service as bank_service
from quizapp.bank.models import Bank, Item
from quizapp.bank.native import parse_item
from quizapp.contests import service as contests
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers import queries
from quizapp.papers import service as papers
from quizapp.papers.models import Attempt
from quizapp.papers.uses import ItemUse, UseKind
from tests.app.analysis.conftest import Gather, Hold, Practise, close
from tests.fixtures.contests import MakeContest, Take
from tests.fixtures.items import single
from tests.fixtures.people import MakeMember
from tests.support import live


def tally(source: str, code: str) -> Tally:
    row = db.session.execute(
        select(ItemTally.sums)
        .join(Item, Item.id == ItemTally.item_id)
        .where(ItemTally.source == source, Item.code == code)
    ).scalar_one()
    return Tally.from_json(row)


def everything() -> dict[str, list[Any]]:
    """All that is kept, in an order of its own."""
    return {
        table.__tablename__: sorted(
            [str([getattr(row, name) for name in sorted(table.__table__.columns.keys())]) for row in rows]
        )
        for table in (ItemTally, FirstAnswer, ItemFigures, ItemUse)
        if (rows := db.session.scalars(select(table)).all()) is not None
    }


@pytest.mark.usefixtures("bank")
def test_only_the_first_answer_in_practice_counts(
    member: Member, make_member: MakeMember, practise: Practise, gather: Gather
) -> None:
    practise(member, "single-1", "single-2", right=("single-1",))
    gather()
    practise(member, "single-1", "single-2", right=("single-2",), source="practice:wrong")
    practise(make_member(), "single-1")
    gather()
    assert (tally("practice", "single-1").persons, tally("practice", "single-1").right) == (2, 1)
    assert (tally("practice", "single-2").persons, tally("practice", "single-2").right) == (1, 0)
    assert tally("practice", "single-2").options == {"A": [1, 0, 0]}


@pytest.mark.usefixtures("bank")
def test_a_new_marking_takes_the_old_one_back(
    member: Member, organiser: Member, practise: Practise, gather: Gather
) -> None:
    attempt_id = practise(member, "single-1")
    gather()
    actor = accounts.identity_of_member(organiser.id)
    with unit_of_work():
        papers.mark_by_hand(attempt_id, 1, 100, actor=actor, now=clock.now(), reason="改判")
    gather()
    found = tally("practice", "single-1")
    assert (found.persons, found.right, found.wrong) == (1, 1, 0)


@pytest.mark.usefixtures("bank")
def test_what_was_ruled_void_says_nothing_of_the_item(
    member: Member, practise: Practise, gather: Gather
) -> None:
    attempt_id = practise(member, "single-1", "single-2", right=("single-2",))
    gather()
    head, found = queries.head(attempt_id, fresh=True), queries.result(attempt_id)
    assert head is not None
    assert found is not None
    was = dict(found.marks[0])
    void = {"points": 0, "verdict": "unanswered", "parts": [], "ruled": "none", "was": was}
    with unit_of_work():
        papers.store_result(head, [void, found.marks[1]], clock.now(), reason="题目作废")
    gather()
    assert tally("practice", "single-1").persons == 0
    assert tally("practice", "single-2").persons == 1
    before = everything()["first_answer"]
    with unit_of_work():
        papers.store_result(head, found.marks, clock.now(), reason="恢复")
    gather()
    assert tally("practice", "single-1").persons == 1
    assert len(everything()["first_answer"]) == len(before) + 1 == 2


def test_a_contest_is_counted_once_it_is_over(hold: Hold, gather: Gather) -> None:
    contest = hold()
    gather()
    rows = db.session.scalars(select(ItemTally).where(ItemTally.source == f"contest:{contest.id}")).all()
    assert len(rows) == 10
    whole = [Tally.from_json(row.sums) for row in rows]
    # Twelve members with 0 1 … 10 0 right: the item at position p is right for those with p or more.
    assert sorted(one.right for one in whole) == list(range(1, 11))
    assert all(one.pairs.n == one.persons == 12 for one in whole)
    source = db.session.get_one(AnalysedSource, f"contest:{contest.id}")
    assert not source.stale
    assert source.paper["persons"] == 12
    assert 0.8 < source.paper["reliability"] < 1


def test_a_contest_is_counted_again_when_a_marking_changes(
    hold: Hold, organiser: Member, gather: Gather
) -> None:
    contest = hold()
    gather()
    attempt_id = db.session.scalar(
        select(Attempt.id).where(Attempt.source_key == f"contest:{contest.id}").order_by(Attempt.id).limit(1)
    )
    assert attempt_id is not None
    actor = accounts.identity_of_member(organiser.id)
    with unit_of_work():  # the first had nothing right; now the last item is
        papers.mark_by_hand(attempt_id, 10, 500, actor=actor, now=clock.now(), reason="改判")
    gather()
    sums = db.session.scalars(select(ItemTally.sums).where(ItemTally.source == f"contest:{contest.id}"))
    assert sorted(Tally.from_json(one).right for one in sums) == sorted([*range(2, 11), 2])
    assert not db.session.get_one(AnalysedSource, f"contest:{contest.id}").stale


def test_a_running_contest_waits(
    make_contest: MakeContest, member: Member, take: Take, gather: Gather
) -> None:
    contest = make_contest()
    take(contest, member, 3)
    gather()
    assert not db.session.scalars(select(ItemTally)).all()
    assert db.session.get_one(AnalysedSource, f"contest:{contest.id}").stale


def test_a_second_attempt_is_used_but_not_counted(
    make_contest: MakeContest, member: Member, take: Take, gather: Gather
) -> None:
    contest = make_contest(attempts=2, same_paper=True)
    take(contest, member, 0)
    take(contest, member, 10)
    close(contest)
    gather()
    found = [Tally.from_json(sums) for sums in db.session.scalars(select(ItemTally.sums))]
    assert [(one.persons, one.right) for one in found] == [(1, 0)] * 10
    uses = db.session.scalars(select(ItemUse)).all()
    assert [(one.kind, one.times) for one in uses] == [(UseKind.CONTEST, 2)] * 10


def test_what_was_left_empty_counts_as_nothing_right(
    make_contest: MakeContest, member: Member, gather: Gather
) -> None:
    contest = make_contest(same_paper=True)
    identity = accounts.identity_of_member(member.id)
    with unit_of_work():
        attempt_id = contests.enter(contest, member=identity, now=clock.now()).attempt_id
        papers.submit(attempt_id, now=clock.now())
    close(contest)
    gather()
    found = [Tally.from_json(sums) for sums in db.session.scalars(select(ItemTally.sums))]
    assert [(one.persons, one.omitted, one.share) for one in found] == [(1, 1, 0)] * 10


def test_everybody_on_the_phone_is_counted(
    branch: Branch, organiser: Member, bank: Bank, gather: Gather
) -> None:
    contest = live.make_contest(branch, organiser, bank.id)
    players = [live.enter(contest.id, f"来宾{n}").player for n in range(3)]
    gather()
    opened = db.session.scalars(select(ItemUse).where(ItemUse.source == f"live:{contest.id}")).all()
    assert len(opened) == 5
    live.everybody(contest.id, **{players[0]: True, players[1]: False})
    live.host(contest.id, "finish")
    gather()
    found = tally(f"live:{contest.id}", "single-1")
    assert (found.persons, found.right, found.wrong, found.omitted) == (3, 1, 1, 1)
    assert found.share == WHOLE
    put = db.session.scalars(select(ItemUse).where(ItemUse.source == f"live:{contest.id}")).all()
    assert len(put) == 1, "what was prepared and not put is not used up"


def test_counting_anew_comes_to_the_same(
    hold: Hold, member: Member, practise: Practise, gather: Gather
) -> None:
    practise(member, "single-1", "single-2", right=("single-1",))
    gather()
    hold()
    gather()
    practise(member, "single-2", "single-3", right=("single-2", "single-3"))
    gather()
    before = everything()
    gathering.rebuild(clock.now() + timedelta(minutes=1))
    assert everything() == before
    assert all(before.values())


def test_figures_follow_the_question_and_not_its_commas(
    bank: Bank, hold: Hold, organiser: Member, branch: Branch, gather: Gather
) -> None:
    hold()
    gather()
    code = db.session.scalar(select(Item.code).join(ItemFigures, ItemFigures.item_id == Item.id))
    assert code is not None
    number = int(code.removeprefix("single-"))

    def edited(**changes: Any) -> int:
        row = db.session.execute(select(Item).where(Item.code == code)).scalar_one()
        item, _ = parse_item({**single(number), **changes})
        assert item is not None
        with unit_of_work():
            bank_service.edit_item(
                row.id, item, actor=accounts.identity_of_member(organiser.id), now=clock.now()
            )
        gather()
        return db.session.get_one(ItemFigures, (branch.id, row.id)).persons

    assert edited(explanation="换一种说法。") == 12
    assert edited(key="A") == 0
