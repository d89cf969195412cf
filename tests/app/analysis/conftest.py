"""Answers for the analysis to count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from quizapp.accounts import queries as accounts
from quizapp.accounts.models import Member
from quizapp.analysis import gathering
from quizapp.contests import service
from quizapp.contests.models import Contest
from quizapp.contests.window import Step
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers import answers
from quizapp.papers import service as papers
from quizapp.papers.models import Purpose
from tests.fixtures.attempts import MakeAttempt, right_response, wrong_response
from tests.fixtures.contests import MakeContest, Take
from tests.fixtures.people import MakeMember

Gather = Callable[[], None]
Practise = Callable[..., int]
Hold = Callable[..., Contest]


@pytest.fixture
def gather(app: Flask) -> Gather:
    """Take in everything that there is, as the job does a little later."""

    def gather() -> None:
        db.session.rollback()
        gathering.gather_all(clock.now() + timedelta(minutes=1))
        db.session.rollback()

    return gather


@pytest.fixture
def practise(make_attempt: MakeAttempt) -> Practise:
    """Let a member practise items by code, those in `right` answered rightly; return the attempt."""

    def practise(member: Member, *codes: str, right: tuple[str, ...] = (), source: str = "practice") -> int:
        head = make_attempt(member, *codes, purpose=Purpose.PRACTICE, source_key=source, seconds=None)
        for slot, code in zip(head.slots, sorted(codes, key=lambda one: int(one.split("-")[1])), strict=True):
            response = right_response(slot) if code in right else wrong_response(slot)
            answers.save_answer(head, slot.position, response, now=clock.now())
        with unit_of_work():
            papers.submit(head.id, now=clock.now())
        return head.id

    return practise


@pytest.fixture
def hold(make_contest: MakeContest, make_member: MakeMember, take: Take) -> Hold:
    """Hold a contest of ten items in which the nth member has the first n % 11 right, and close it."""

    def hold(people: int = 12, **more: object) -> Contest:
        contest = make_contest(**{"same_paper": True, **more})
        for number in range(people):
            take(contest, make_member(), number % 11)
        close(contest)
        return contest

    return hold


def close(contest: Contest) -> None:
    """Close a contest by its organiser."""
    actor = accounts.identity_of_member(contest.created_by)
    with unit_of_work():
        service.take_step(contest, Step.CLOSE, actor=actor, now=clock.now())
