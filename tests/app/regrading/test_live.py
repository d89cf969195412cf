"""A wrong key in a contest in the room that is over: the referee's steps, the places, the points, and back again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from quizapp.accounts.models import Branch, Member
from quizapp.bank import queries as bank_queries
from quizapp.bank.models import Bank
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.live import replaying
from quizapp.live.afterwards import reports
from quizapp.live.models import LiveContest, LiveState
from quizapp.live.queries import finding
from quizapp.live.room import state_of
from quizapp.live.routes.after import feed_books
from quizapp.live.service import settling
from quizapp.notices.models import Notice
from quizapp.papers.models import MemberItem
from quizapp.papers.rulings import RulingKind
from quizapp.record import totals
from quizapp.regrading import docket as dockets
from quizapp.regrading import keying, preview, running, service, steps
from quizapp.regrading.models import Regrade, RegradeEffect
from tests.app.regrading.conftest import REASON, Court
from tests.fixtures.people import MakeMember
from tests.support import live


@dataclass
class Party:
    """A finished contest: 甲 answered B to every question, 乙 A; the keys are B."""

    id: int
    players: dict[str, str]
    members: dict[str, int]
    item_id: int  # of the first question


@pytest.fixture
def played(
    branch: Branch,
    organiser: Member,
    bank: Bank,
    make_member: MakeMember,
    as_identity: Callable[[Member], Identity],
    points_sheet: None,
) -> Party:
    members = {name: make_member(name) for name in ("甲", "乙")}
    contest_id = live.make_contest(branch, organiser, bank.id).id
    players = {
        name: live.enter(contest_id, name, member=as_identity(one)).player for name, one in members.items()
    }
    a, b = players.values()
    live.everybody(contest_id, **{a: True, b: False})
    live.host(contest_id, "reveal")
    live.everybody(contest_id, **{a: True, b: False})
    live.host(contest_id, "finish")
    db.session.rollback()
    state = state_of(contest_id)
    first = state.setup.questions[state.shown[0]].item_id
    assert first is not None
    return Party(contest_id, players, {name: one.id for name, one in members.items()}, first)


def docket(played: Party, court: Court, kind: RulingKind, key: str = "") -> dockets.Docket:
    db.session.rollback()
    stored = bank_queries.stored_item(played.item_id)
    assert stored is not None
    return dockets.propose(
        stored, court.actor.branch_id, kind, keying.from_text(stored.item, key) if key else None
    )


def settle(played: Party, court: Court) -> None:
    with unit_of_work():
        settling.settle(db.session.get_one(LiveContest, played.id), actor=court.actor, now=clock.now())


def ranks(played: Party) -> dict[str, tuple[int, int]]:
    db.session.rollback()
    head = finding.by_id(played.id)
    assert head is not None
    replayed = replaying.replay(head)
    assert replayed.differences == []
    return {one["name"]: (one["rank"], one["points"]) for one in replayed.places}


def points(played: Party, court: Court) -> dict[str, int]:
    return {name: court.points(db.session.get_one(Member, id)) for name, id in played.members.items()}


def test_the_preview_shows_who_moves_and_writes_nothing(played: Party, court: Court) -> None:
    settle(played, court)
    before = ranks(played), points(played, court), state_of(played.id).n
    found = preview.effects_of(docket(played, court, RulingKind.KEY, "A"))
    (effect,) = found.lives
    assert effect.is_settled
    assert {effect.names[one.id] for one in effect.moved} == {"甲", "乙"}
    assert {one.member_id for one in effect.postings} == set(played.members.values())
    assert (ranks(played), points(played, court), state_of(played.id).n) == before


def test_a_settled_contest_is_judged_anew_and_settled_again_with_the_differences(
    played: Party, court: Court, app: Flask
) -> None:
    feed_books(app)
    settle(played, court)
    was, paid = ranks(played), points(played, court)
    expected = {
        one.member_id: 0 for one in preview.effects_of(docket(played, court, RulingKind.KEY, "A")).postings
    }
    for one in preview.effects_of(docket(played, court, RulingKind.KEY, "A")).postings:
        expected[one.member_id] += one.amount
    regrade_id = court.carry_out(docket(played, court, RulingKind.KEY, "A"))
    now = ranks(played)
    assert now["甲"][1] < was["甲"][1]
    assert now["乙"][1] > was["乙"][1]
    contest = db.session.get_one(LiveContest, played.id)
    assert contest.state is LiveState.SETTLED
    assert len(contest.results["earlier"]) == 1
    paid_now = points(played, court)
    assert {id: paid_now[name] - paid[name] for name, id in played.members.items()} == expected
    overruled = [one for one in state_of(played.id).history if one.kind == "overruled"]
    assert {one.data["reason"] for one in overruled} == {REASON}
    book = {row.member_id: row for row in db.session.query(MemberItem).filter_by(item_id=played.item_id)}
    assert book[played.members["甲"]].mistake_since is not None
    assert book[played.members["乙"]].mistake_since is None
    told = {row.member_id for row in db.session.query(Notice).filter_by(kind="regrade.live")}
    assert told == set(played.members.values())
    assert totals.differences() == []
    court.undo(regrade_id)
    assert ranks(played) == was
    assert points(played, court) == paid
    assert totals.differences() == []


def test_a_void_question_with_full_points_gives_them_to_whoever_answered(played: Party, court: Court) -> None:
    was = ranks(played)
    regrade_id = court.carry_out(docket(played, court, RulingKind.FULL))
    now = ranks(played)
    assert now["甲"] == was["甲"]
    assert now["乙"][1] > was["乙"][1]
    court.undo(regrade_id)
    assert ranks(played) == was


def test_a_void_question_without_points_is_void_once_and_can_be_taken_back(
    played: Party, court: Court
) -> None:
    was = ranks(played)
    first = court.carry_out(docket(played, court, RulingKind.NONE))
    now = ranks(played)
    assert now["乙"][1] == was["乙"][1]
    assert now["甲"][1] < was["甲"][1]
    second = court.carry_out(docket(played, court, RulingKind.NONE))
    assert ranks(played) == now
    court.undo(second)
    assert ranks(played) == now
    court.undo(first)
    assert ranks(played) == was


def test_a_contest_under_way_is_left_to_its_referee(
    branch: Branch, organiser: Member, bank: Bank, court: Court
) -> None:
    contest = live.make_contest(branch, organiser, bank.id)
    live.everybody(contest.id, **{live.enter(contest.id, "来宾").player: True})
    db.session.rollback()
    steps_before = state_of(contest.id).n
    found = court.effects(RulingKind.KEY, "A")
    assert found.under_way == [contest.title]
    court.rule(RulingKind.KEY, "A")
    assert state_of(contest.id).n == steps_before


def test_what_one_missed_is_taught_by_the_key_that_holds(played: Party, court: Court) -> None:
    court.carry_out(docket(played, court, RulingKind.KEY, "A"))
    db.session.rollback()
    (first, second) = (
        reports.study_set(state_of(played.id), played.players[name], court.actor.branch_id) for name in "甲乙"
    )
    (missed,) = [one for one in first if one.question.item_id == played.item_id]
    letters = dict(missed.question.options)
    assert letters[missed.key].startswith("甲")  # what A says
    assert missed.ruled == "key"
    assert played.item_id not in [one.question.item_id for one in second]


def test_killed_between_the_steps_the_contest_is_settled_again_all_the_same(
    played: Party, court: Court, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(played, court)
    with unit_of_work():
        regrade_id = service.begin(
            docket(played, court, RulingKind.KEY, "A"), actor=court.actor, now=clock.now(), reason=REASON
        ).id

    def killed(*_args: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(steps, "_settle", killed)
        with pytest.raises(RuntimeError):
            running.finish(regrade_id)
    assert db.session.get_one(LiveContest, played.id).state is LiveState.FINISHED
    db.session.query(Regrade).update({"leased_until": None})
    db.session.commit()
    running.finish_interrupted(app)
    db.session.rollback()
    assert db.session.get_one(LiveContest, played.id).state is LiveState.SETTLED
    steps_taken = [one for one in state_of(played.id).history if one.kind == "overruled"]
    assert len(steps_taken) == 2
    assert ranks(played)["乙"][1] > 0
    effect = db.session.get_one(RegradeEffect, (regrade_id, f"live:{played.id}"))
    assert effect.data["done"]
