"""A contest's life through the services, down to the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from quizapp.accounts.models import Member
from quizapp.contests import queries, service
from quizapp.contests.models import Contest
from quizapp.contests.window import ContestState, Step
from quizapp.core import clock
from quizapp.core.errors import DomainError, Invalid
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers import answers
from quizapp.papers import queries as papers
from quizapp.papers import service as papers_service
from quizapp.record import queries as record
from quizapp.record import totals
from quizapp.record.models import LedgerEntry
from quizapp.record.periods import Period, Span
from tests.fixtures.contests import MakeContest
from tests.fixtures.people import MakeMember

AsIdentity = Callable[[Member], Identity]
Take = Callable[..., int]


def settle(contest: Contest, actor: Identity) -> None:
    with unit_of_work():
        service.take_step(contest, Step.CLOSE, actor=actor, now=clock.now())
        service.take_step(contest, Step.SETTLE, actor=actor, now=clock.now())


def test_settling_gives_places_and_points(
    contest: Contest, organiser: Member, make_member: MakeMember, take: Take, as_identity: AsIdentity
) -> None:
    first, second, third = make_member("甲"), make_member("乙"), make_member("丙")
    for member, right in ((first, 10), (second, 8), (third, 4)):
        take(contest, member, right)
    settle(contest, as_identity(organiser))
    rows = queries.standings(contest)
    assert [(row.rank, row.name, row.score) for row in rows] == [
        (1, "甲", 5000),
        (2, "乙", 4000),
        (3, "丙", 2000),
    ]
    year = Period.of(Span.YEAR, clock.now().date())
    # taken 10 + score share of 4 + place 3, 2, 1
    assert record.total(first.id, year) == 1000 + 400 + 300
    assert record.total(second.id, year) == 1000 + 320 + 200
    assert record.total(third.id, year) == 1000 + 160 + 100
    assert totals.differences() == []
    assert record.standing(second.id, second.branch_id, second.group_id, year).in_branch.place == 2


def test_settling_twice_is_refused_and_posts_nothing_twice(
    contest: Contest, organiser: Member, member: Member, take: Take, as_identity: AsIdentity
) -> None:
    take(contest, member, 10)
    actor = as_identity(organiser)
    settle(contest, actor)
    count = db.session.query(LedgerEntry).count()
    with pytest.raises(DomainError, match="状态"):
        service.take_step(contest, Step.SETTLE, actor=actor, now=clock.now())
    service.report_credits(contest, queries.standings(contest), clock.now())
    assert db.session.query(LedgerEntry).count() == count


def test_an_answer_after_the_deadline_is_refused_and_the_rest_counts(
    contest: Contest, member: Member, take: Take
) -> None:
    attempt_id = take(contest, member, 3, submit=False)
    head = papers.head(attempt_id)
    assert head is not None
    assert head.deadline is not None
    late = head.deadline + timedelta(milliseconds=head.grace_ms + 1)
    with pytest.raises(DomainError) as refused:
        answers.save_answer(head, 1, head.slots[0].options[0][0], now=late)
    assert refused.value.code == "attempt.closed"
    assert papers_service.expired(late) == [attempt_id]
    with unit_of_work():
        assert papers_service.submit(attempt_id, now=late, by="deadline").right == 3


def test_two_taps_make_one_attempt(contest: Contest, member: Member, as_identity: AsIdentity) -> None:
    identity = as_identity(member)
    one = service.enter(contest, member=identity, now=clock.now())
    two = service.enter(contest, member=identity, now=clock.now())
    assert one.attempt_id == two.attempt_id
    assert two.found


def test_a_second_attempt_needs_the_organisers_leave(
    contest: Contest, organiser: Member, member: Member, take: Take, as_identity: AsIdentity
) -> None:
    take(contest, member, 3)
    with pytest.raises(DomainError) as refused:
        service.enter(contest, member=as_identity(member), now=clock.now())
    assert refused.value.code == "contest.no_attempts"
    with unit_of_work():
        service.allow_again(
            contest, member.id, 0, actor=as_identity(organiser), now=clock.now(), reason="停电"
        )
    assert take(contest, member, 9)
    assert queries.standings(contest)[0].score == 4500


def test_a_reopened_attempt_goes_on_and_its_pause_is_no_time_used(
    contest: Contest, organiser: Member, member: Member, take: Take, as_identity: AsIdentity
) -> None:
    start = clock.now()
    with clock.frozen(start):
        attempt_id = take(contest, member, 3)
    later = start + timedelta(hours=2)
    with clock.frozen(later):
        with unit_of_work():
            service.extend_attempt(
                contest, attempt_id, 300, actor=as_identity(organiser), now=later, reason="断网"
            )
        head = papers.head(attempt_id)
        assert head is not None
        letters = {letter: option for option, letter in head.slots[9].options}
        answers.save_answer(head, 10, letters["B"], now=later)
        with unit_of_work():
            result = papers_service.submit(attempt_id, now=later + timedelta(seconds=30))
    assert result.right == 4
    assert queries.standings(contest)[0].used_ms == 30_000


def test_publishing_names_the_rows_that_cannot_be_filled(make_contest: MakeContest) -> None:
    with pytest.raises(Invalid, match="第 1 行还缺 10 题"):
        make_contest(count=40)


def test_the_clock_opens_and_closes(make_contest: MakeContest) -> None:
    now = clock.now()
    contest = make_contest(opens_at=now + timedelta(hours=1), closes_at=now + timedelta(hours=2))
    assert contest.state is ContestState.PUBLISHED
    assert service.follow_windows(now + timedelta(hours=1)) == 1
    assert contest.state is ContestState.RUNNING
    service.follow_windows(now + timedelta(hours=3))
    assert contest.state is ContestState.CLOSED
