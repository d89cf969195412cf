"""A wrong key in a contest over a window: scores, places, points, notices, and everything back again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.accounts.models import Member
from quizapp.bank import service as bank
from quizapp.contests import queries as contest_queries
from quizapp.contests.models import Contest, ContestEvent
from quizapp.core import clock
from quizapp.core.audit import AuditLine
from quizapp.core.errors import Invalid
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices.models import Notice
from quizapp.papers import queries as papers
from quizapp.papers import service as papers_service
from quizapp.papers.models import AttemptResult, ItemRuling, MemberItem
from quizapp.papers.rulings import RulingKind
from quizapp.record import totals
from quizapp.record.models import LedgerEntry
from quizapp.regrading import docket as dockets
from quizapp.regrading import running, service, steps
from quizapp.regrading.models import Regrade
from tests.app.regrading.conftest import REASON, Court
from tests.fixtures.contests import MakeContest
from tests.fixtures.people import MakeMember

WRONG, RIGHT = {1: "B", 2: "B", 3: "B"}, {1: "A", 2: "B", 3: "B"}


@pytest.fixture
def people(make_member: MakeMember) -> tuple[Member, Member]:
    return make_member("甲"), make_member("乙")


def rows_written() -> int:
    tables = (AttemptResult, ItemRuling, LedgerEntry, Regrade, Notice, AuditLine, ContestEvent)
    return sum(db.session.query(table).count() for table in tables)


def places(contest: Contest) -> dict[str, tuple[int, int]]:
    db.session.rollback()
    return {row.name: (row.rank, row.score) for row in contest_queries.standings(contest)}


def test_the_preview_tells_all_and_writes_nothing(
    court: Court, short_contest: Contest, people: tuple[Member, Member]
) -> None:
    first, second = people
    court.answer(short_contest, first, WRONG)
    court.answer(short_contest, second, RIGHT)
    court.settle(short_contest)
    before, version = rows_written(), court.item().version_id
    found = court.effects(RulingKind.KEY, "A")
    assert {one.member_id: (one.score_before, one.score) for one in found.papers} == {
        first.id: (1500, 1000),
        second.id: (1000, 1500),
    }
    (contest,) = found.contests
    assert contest.is_settled
    assert {one.name: (one.rank_before, one.rank) for one in contest.prizes} == {"甲": (1, 2), "乙": (2, 1)}
    assert {(one.member_id, one.rule, one.amount) for one in found.postings} == {
        (first.id, "contest_score", -134),
        (first.id, "contest_place", -100),
        (second.id, "contest_score", 134),
        (second.id, "contest_place", 100),
    }
    db.session.rollback()
    assert rows_written() == before
    assert court.item().version_id == version


def test_scores_places_points_books_and_notices_follow_the_right_key(
    court: Court, short_contest: Contest, people: tuple[Member, Member]
) -> None:
    first, second = people
    papers_of = [court.answer(short_contest, first, WRONG), court.answer(short_contest, second, RIGHT)]
    court.settle(short_contest)
    points = court.points(first), court.points(second)
    expected = court.effects(RulingKind.KEY, "A")
    court.rule(RulingKind.KEY, "A")
    assert [court.score(one)[0] for one in papers_of] == [1000, 1500]
    assert places(short_contest) == {"乙": (1, 1500), "甲": (2, 1000)}
    moved = {one.member_id: 0 for one in expected.postings}
    for one in expected.postings:
        moved[one.member_id] += one.amount
    assert (court.points(first), court.points(second)) == (
        points[0] + moved[first.id],
        points[1] + moved[second.id],
    )
    old, new = contest_queries.settlements(short_contest.id)
    assert [row.name for row in old.places] == ["甲", "乙"]
    assert [row.name for row in new.places] == ["乙", "甲"]
    assert court.item().item.key == "A"
    told = {row.member_id: row.params for row in db.session.query(Notice).filter_by(kind="regrade.score")}
    assert (told[first.id]["before"], told[first.id]["after"], told[first.id]["reason"]) == (
        "15",
        "10",
        REASON,
    )
    book = {
        row.member_id: row for row in db.session.query(MemberItem).filter_by(item_id=court.item().item_id)
    }
    assert book[first.id].mistake_since is not None
    assert book[second.id].mistake_since is None
    actions = {row.action for row in db.session.query(AuditLine)}
    assert {
        "regrade.begun",
        "regrade.finished",
        "contest.regraded",
        "record.corrected",
        "item.key_changed",
    } <= actions
    assert totals.differences() == []


def test_the_review_shows_the_key_that_holds_and_says_so(
    court: Court, short_contest: Contest, member: Member
) -> None:
    attempt_id = court.answer(short_contest, member, RIGHT)
    court.rule(RulingKind.KEY, "A")
    head = papers.head(attempt_id, fresh=True)
    assert head is not None
    (one,) = [one for one in papers.review(head) if one.question.item_id == court.item().item_id]
    assert (one.response, one.ruled, one.earned) == (one.key, "key", 500)


@pytest.mark.parametrize(
    ("kind", "reached"), [(RulingKind.FULL, (1500, 1500)), (RulingKind.NONE, (1000, 1000))]
)
def test_a_void_item_is_worth_all_or_nothing_to_everybody(
    court: Court, short_contest: Contest, member: Member, kind: RulingKind, reached: tuple[int, int]
) -> None:
    attempt_id = court.answer(short_contest, member, {2: "B", 3: "B"})
    regrade_id = court.rule(kind)
    assert court.score(attempt_id) == reached
    court.undo(regrade_id)
    assert court.score(attempt_id) == (1000, 1500)


def test_the_same_key_and_the_same_request_again_change_nothing(
    court: Court, short_contest: Contest, people: tuple[Member, Member]
) -> None:
    attempt_id = court.answer(short_contest, people[0], WRONG)
    court.answer(short_contest, people[1], RIGHT)
    court.settle(short_contest)
    points = court.points(people[0])
    court.rule(RulingKind.KEY, "B")
    assert db.session.query(AttemptResult).filter(AttemptResult.cause.is_not(None)).count() == 0
    first = court.rule(RulingKind.KEY, "A", request="once")
    after = court.score(attempt_id), court.points(people[0]), db.session.query(LedgerEntry).count()
    assert court.rule(RulingKind.KEY, "A", request="once") == first
    assert (court.score(attempt_id), court.points(people[0]), db.session.query(LedgerEntry).count()) == after
    court.rule(RulingKind.KEY, "A")  # another one, which finds all of it done
    assert (court.score(attempt_id), court.points(people[0]), db.session.query(LedgerEntry).count()) == after
    assert court.points(people[0]) != points


def test_undoing_is_another_regrade_that_restores_everything(
    court: Court, short_contest: Contest, people: tuple[Member, Member]
) -> None:
    attempts = [court.answer(short_contest, people[0], WRONG), court.answer(short_contest, people[1], RIGHT)]
    court.settle(short_contest)
    before = (
        [court.score(one) for one in attempts],
        [court.points(one) for one in people],
        places(short_contest),
    )
    first = court.rule(RulingKind.KEY, "A")
    back = court.undo(first)
    after = (
        [court.score(one) for one in attempts],
        [court.points(one) for one in people],
        places(short_contest),
    )
    assert after == before
    assert court.item().item.key == "B"
    assert db.session.get_one(Regrade, back).undoes_id == first
    assert len(contest_queries.settlements(short_contest.id)) == 3
    assert db.session.query(Regrade).count() == 2
    assert totals.differences() == []
    with pytest.raises(Invalid, match="后来又重判过"):
        court.undo(first)


def test_papers_under_way_are_marked_by_the_key_that_holds_when_they_are_handed_in(
    court: Court, short_contest: Contest, member: Member
) -> None:
    attempt_id = court.answer(short_contest, member, RIGHT, submit=False)
    assert court.effects(RulingKind.KEY, "A").open_papers == 1
    court.rule(RulingKind.KEY, "A")
    with unit_of_work():
        papers_service.submit(attempt_id, now=clock.now())
    assert court.score(attempt_id) == (1500, 1500)


def test_in_a_running_contest_the_notice_does_not_give_the_reason_away(
    court: Court, short_contest: Contest, member: Member
) -> None:
    court.answer(short_contest, member, RIGHT)
    court.rule(RulingKind.KEY, "A")
    (notice,) = db.session.query(Notice).filter_by(kind="regrade.score")
    assert REASON not in notice.params.values()


def test_versions_that_ask_something_else_are_left_alone_unless_chosen(
    court: Court, short_contest: Contest, member: Member
) -> None:
    attempt_id, old = court.answer(short_contest, member, RIGHT), court.item()
    other = replace(old.item, stem="问法完全不同的一道题？", key="A")
    with unit_of_work():
        bank.edit_item(old.item_id, other, actor=court.actor, now=clock.now())
    db.session.rollback()
    asked_anew = court.item()
    docket = dockets.propose(asked_anew, court.actor.branch_id, RulingKind.KEY, asked_anew.item)
    assert set(docket.rulings) == {asked_anew.version_id}
    court.carry_out(docket)
    assert court.score(attempt_id) == (1000, 1500)
    chosen = dockets.propose(
        asked_anew, court.actor.branch_id, RulingKind.KEY, asked_anew.item, [old.version_id]
    )
    court.carry_out(chosen)
    assert court.score(attempt_id) == (1500, 1500)


def test_killed_in_the_middle_the_next_one_goes_on(
    court: Court,
    short_contest: Contest,
    people: tuple[Member, Member],
    app: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever the step after which it stops, the job of the next start brings it to the same end."""
    attempts = [court.answer(short_contest, people[0], WRONG), court.answer(short_contest, people[1], RIGHT)]
    court.settle(short_contest)
    monkeypatch.setattr(steps, "PAPERS", 1)
    monkeypatch.setattr(steps, "MEMBERS", 1)
    for stop in range(8):
        key = "AB"[stop % 2]
        db.session.rollback()
        docket = court.docket(RulingKind.KEY, key)
        with unit_of_work():
            regrade_id = service.begin(docket, actor=court.actor, now=clock.now(), reason=REASON).id
        for _ in range(stop):
            running.go_on(regrade_id, clock.now())
        db.session.rollback()
        db.session.query(Regrade).update({"leased_until": None})
        db.session.commit()
        running.finish_interrupted(app)  # type: ignore[arg-type]  # the test's application
        wanted = [1000, 1500] if key == "A" else [1500, 1000]
        assert [court.score(one)[0] for one in attempts] == wanted
        assert [row.score for row in contest_queries.standings(short_contest)] == [1500, 1000]
        assert totals.differences() == []
    assert running.unfinished(clock.now()) == []


def test_a_second_regrade_of_the_item_waits_for_the_first(court: Court, short_contest: Contest) -> None:
    with unit_of_work():
        begun = service.begin(
            court.docket(RulingKind.KEY, "A"), actor=court.actor, now=clock.now(), reason=REASON
        ).id
    with pytest.raises(Invalid, match="还没有完成"):
        court.rule(RulingKind.KEY, "C")
    court.rule(RulingKind.FULL, number=2)
    running.finish(begun)
    court.rule(RulingKind.KEY, "C")
    assert court.item().item.key == "C"


def test_papers_handed_in_between_two_steps_are_right_as_well(
    court: Court, short_contest: Contest, make_member: MakeMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "PAPERS", 1)
    done = [court.answer(short_contest, make_member(f"早{n}"), RIGHT) for n in range(3)]
    late = [court.answer(short_contest, make_member(f"晚{n}"), RIGHT, submit=False) for n in range(3)]
    db.session.rollback()
    with unit_of_work():
        regrade_id = service.begin(
            court.docket(RulingKind.KEY, "A"), actor=court.actor, now=clock.now(), reason=REASON
        ).id
    while running.go_on(regrade_id, clock.now()):
        if late:
            with unit_of_work():
                papers_service.submit(late[0], now=clock.now())
            done.append(late.pop(0))
    assert [court.score(one)[0] for one in done] == [1500] * 6


@given(
    st.lists(st.sampled_from(["A", "B", "C", ""]), min_size=2, max_size=2),
    st.lists(st.sampled_from(["A", "B", "C", "full", "none"]), min_size=1, max_size=3),
)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_course_of_rulings_and_back_restores_every_total(
    court: Court, make_contest: MakeContest, make_member: MakeMember, given_: list[str], course: list[str]
) -> None:
    db.session.rollback()
    contest = make_contest(count=3, same_paper=True)
    people = [make_member(), make_member()]
    attempts = [
        court.answer(contest, one, {1: letter, 2: "B", 3: "A"})
        for one, letter in zip(people, given_, strict=True)
    ]
    court.settle(contest)
    key = str(court.item().item.key)

    def standing() -> object:
        scores = [court.score(one) for one in attempts]
        return scores, [court.points(one) for one in people], places(contest)

    before = standing()
    for one in course:
        kind = RulingKind(one) if one in ("full", "none") else RulingKind.KEY
        court.rule(kind, "" if kind is not RulingKind.KEY else one)
    court.rule(RulingKind.KEY, key)
    assert standing() == before
    assert totals.differences() == []
