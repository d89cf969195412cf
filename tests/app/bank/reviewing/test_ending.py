"""Dates that run out: said before a contest asks an outdated rule, and told once when they have passed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.bank import service
from quizapp.bank.item import ItemStatus
from quizapp.bank.models import Bank, Item
from quizapp.contests.queries import expiring
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices import queries as notices
from quizapp.papers.blueprint import Blueprint
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest
from tests.fixtures.items import MakeBank, single

pytestmark = pytest.mark.usefixtures("points_sheet")
MakeEnding = Callable[..., Bank]


def today() -> date:
    return clock.day_of(clock.now(), current_app.extensions["settings"].zone)


@pytest.fixture
def make_ending(make_bank: MakeBank, branch: Branch) -> MakeEnding:
    """A bank of the branch; `days` are those after which its first items end, the rest hold for good."""

    def make(*days: int, count: int = 12) -> Bank:
        ends: list[dict[str, Any]] = [{"valid_until": str(today() + timedelta(days=one))} for one in days]
        ends += [{}] * (count - len(days))
        items = [single(number, **more) for number, more in enumerate(ends, 1)]
        return make_bank(items, slug="ending", branch_id=branch.id)

    return make


def ids_of(bank: Bank) -> list[int]:
    return list(db.session.scalars(select(Item.id).where(Item.bank_id == bank.id).order_by(Item.id)))


def retire(days: int) -> int:
    with unit_of_work():
        return service.retire_outdated(today() + timedelta(days=days), now=clock.now())


def test_an_item_that_ended_is_out_of_use_and_told_once(
    make_ending: MakeEnding, organiser: Member, member: Member
) -> None:
    first = ids_of(make_ending(3))[0]
    assert retire(3) == 0
    assert retire(4) == 1
    assert retire(4) == 0
    assert db.session.get_one(Item, first).status is ItemStatus.RETIRED
    (notice,) = notices.inbox(organiser.id, 1).rows
    assert notice.link == f"/bank/items/{first}"
    assert notices.unread(member.id) == 0


def test_many_that_ended_are_told_in_one_notice(make_ending: MakeEnding, organiser: Member) -> None:
    make_ending(1, 2, 3)
    assert retire(10) == 3
    (notice,) = notices.inbox(organiser.id, 1).rows
    assert notice.params["n"] == 3


def test_the_banks_page_counts_what_ends_within_a_month(
    client: Client, make_ending: MakeEnding, organiser: Member
) -> None:
    bank = make_ending(0, 30, 31)
    client.login(organiser)
    assert "2 题 30 天内到期" in client.get("/bank/").text
    first, *_, last = ids_of(bank)
    assert "过后不再出题" in client.get(f"/bank/items/{first}").text
    assert "过后不再出题" not in client.get(f"/bank/items/{last}").text


@pytest.mark.parametrize(("days", "warned"), [((0, 2), 1), ((3,), 0), ((), 0)])
def test_a_contest_says_which_questions_end_before_it(
    client: Client,
    make_ending: MakeEnding,
    make_contest: MakeContest,
    organiser: Member,
    days: tuple[int, ...],
    warned: int,
) -> None:
    bank = make_ending(*days)
    now = clock.now()
    contest = make_contest(
        publish=False, bank_ids=(bank.id,), closes_at=now + timedelta(days=1), opens_at=now
    )
    client.login(organiser)
    page = client.get(f"/contests/{contest.id}/edit").text
    assert (f"有 {warned} 题在竞赛结束前到期" in page) is bool(warned)


def test_only_what_may_be_drawn_is_warned_of(make_ending: MakeEnding, branch: Branch) -> None:
    bank, until = make_ending(1, 1), today() + timedelta(days=5)
    law = Blueprint.from_json({"rows": [{"count": 3, "points": 100, "topics": ["红十字会法"]}]})
    aid = Blueprint.from_json({"rows": [{"count": 3, "points": 100, "topics": ["应急救护"]}]})
    assert expiring([bank.id], law, branch.id, until) == 2
    assert expiring([bank.id], aid, branch.id, until) == 0
    assert expiring([bank.id], aid, branch.id, until, [(ids_of(bank)[0], 100)]) == 1


def test_a_draft_of_a_contest_that_cannot_be_read_is_not_judged(client: Client, organiser: Member) -> None:
    client.login(organiser)
    assert "到期" not in client.get("/contests/new").text
