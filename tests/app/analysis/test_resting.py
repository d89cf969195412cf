"""Rest after use: contests pass over what others have seen lately, say so where they cannot, and stay repeatable."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts import queries as accounts
from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Bank
from quizapp.contests import queries as contests
from quizapp.contests import service
from quizapp.contests.models import Contest
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.live.drafts import chosen
from quizapp.papers import uses
from quizapp.papers.models import Attempt
from quizapp.papers.uses import UseKind
from tests.app.analysis.conftest import Gather, Hold, Practise
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest, Take
from tests.support import live

pytestmark = pytest.mark.usefixtures("bank")


def items_of(contest: Contest) -> set[int]:
    return {item_id for item_id, _ in contest.picks}


def test_the_next_contest_passes_over_what_was_used(
    hold: Hold, make_contest: MakeContest, gather: Gather
) -> None:
    first = hold(1)
    gather()
    second = make_contest(same_paper=True, count=20)
    assert not items_of(first) & items_of(second)
    assert set(second.resting) == items_of(first)


def test_one_that_is_announced_keeps_its_items_for_itself(make_contest: MakeContest) -> None:
    first, second = (make_contest(same_paper=True, count=15) for _ in range(2))
    assert not items_of(first) & items_of(second)


def test_without_rested_items_others_are_taken_and_told(
    client: Client, organiser: Member, hold: Hold, make_contest: MakeContest, gather: Gather
) -> None:
    hold(1, count=25)
    gather()
    draft = make_contest(publish=False, same_paper=True)
    client.login(organiser)
    text = client.get(f"/contests/{draft.id}/edit").text
    assert "歇过的题不够，有 5 题最近在竞赛里用过" in text
    easy = make_contest(publish=False, count=5)
    assert "抽题会避开在歇的 25 题" in client.get(f"/contests/{easy.id}/edit").text


def test_everybodys_own_paper_passes_over_them_too_and_under_the_same_conditions(
    hold: Hold, make_contest: MakeContest, member: Member, organiser: Member, take: Take, gather: Gather
) -> None:
    first = hold(1, count=15)
    gather()
    second = make_contest(count=15)
    take(second, member, 3)
    gather()  # the member's paper is used by now, which must not change what others draw from
    take(second, organiser, 3)
    papers = [
        {entry["item"] for entry in paper}
        for paper in db.session.scalars(
            select(Attempt.paper).where(Attempt.source_key == contests.source_key(second.id))
        )
    ]
    assert len(papers) == 2
    assert papers[0] == papers[1], "of thirty items fifteen have rested"
    assert not papers[0] & items_of(first)


def test_rest_ends_and_can_be_turned_off(
    hold: Hold, branch: Branch, organiser: Member, gather: Gather
) -> None:
    contest = hold(1)
    gather()
    now = clock.now()
    assert uses.resting(branch.id, now + timedelta(days=89)) == items_of(contest)
    assert not uses.resting(branch.id, now + timedelta(days=91))
    assert not uses.resting(branch.id, now, contests.source_key(contest.id))
    with unit_of_work():
        uses.set_rest_days(branch.id, 0, actor=accounts.identity_of_member(organiser.id), now=now)
    assert not uses.resting(branch.id, now)
    assert not contests.tired(branch.id, now)


def test_practice_is_counted_apart_and_tires_nothing(
    member: Member, branch: Branch, practise: Practise, gather: Gather
) -> None:
    practise(member, "single-1")
    practise(member, "single-1", source="practice:wrong")
    gather()
    assert not uses.resting(branch.id, clock.now())
    ((_, found),) = uses.uses_of(branch.id, range(1, 100)).items()
    assert {kind: one.times for kind, one in found.items()} == {UseKind.PRACTICE: 2}


def test_a_contest_in_the_room_draws_rested_items_and_says_what_it_had_to_take(
    client: Client, branch: Branch, organiser: Member, bank: Bank, hold: Hold, gather: Gather
) -> None:
    used = hold(1, count=26)
    gather()
    contest = live.make_contest(branch, organiser, bank.id, count=0, lobby_open=False, draft={"reserve": []})
    client.login(organiser)

    def drawn(count: int) -> str:
        body: dict[str, Any] = {"bank_ids": [bank.id], "types": ["single"], "counts-0": count}
        url = f"/live/manage/{contest.id}/questions/all"
        return client.post(f"{url}/draw", data=body, follow_redirects=True).text

    assert "歇过的题不够" not in drawn(4)
    db.session.refresh(contest)
    assert not items_of(used) & set(chosen(contest.draft, "all"))
    assert "其中 2 题最近在竞赛里用过" in drawn(2)


def test_a_paper_is_drawn_again_the_same(make_contest: MakeContest, hold: Hold, gather: Gather) -> None:
    hold(1)
    gather()
    contest = make_contest(same_paper=True)
    before = contest.picks
    service.steps.fix_paper(contest, clock.now())
    assert contest.picks == before
