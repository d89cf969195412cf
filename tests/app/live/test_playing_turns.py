"""What only the team on turn does on its phone, and every kind of answer by a plain form."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.bank.item import ItemType
from quizapp.bank.models import Item
from quizapp.extensions import db
from quizapp.live import room
from quizapp.live.engine.state import State
from quizapp.live.queries.finding import Head
from tests.app.live.conftest import MakeLive
from tests.app.live.phones import MakePhone, code, head_of, situation
from tests.fixtures.items import MakeBank, every_type
from tests.support import live
from tests.support.live import ask, host, option

pytestmark = pytest.mark.pages

RISK: dict[str, Any] = {
    "id": "test-risk",
    "title": "风险",
    "base": 100,
    "rounds": [
        {
            "key": "risk",
            "kind": "risk",
            "title": "风险题",
            "values": [10, 20],
            "wrong": "-v",
            "timeout": "-v",
            "decline": 0,
            "answer_s": 30,
            "answering": "phone",
            "helps": [{"name": "remove", "times": 1}],
        }
    ],
    "tie": {"mode": "shared"},
}


@pytest.fixture
def risky(make_live: MakeLive) -> Head:
    """Two teams that choose what to play for, and answer on their phones."""
    return head_of(make_live(sheet=RISK, teams=("甲队", "乙队")))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_team_chooses_its_value_and_answers_on_its_phone(
    risky: Head, phone: MakePhone, scripts: bool
) -> None:
    mine, other = phone(risky, "甲一", "t1"), phone(risky, "乙一", "t2")
    ask(risky.id, to="t1")
    page = mine.look()
    assert situation(page) == "choose"
    assert "对 → 第 1 名" in page
    assert situation(other.look()) == "watch"
    assert code(other.post("act", do="choose_value", value=20)) == "not_your_turn"
    if scripts:
        assert mine.post("act", do="choose_value", value=20).status_code == 200
    else:
        assert mine.form("act?do=choose_value", value="20").status_code == 303
    page = mine.look()
    assert situation(page) == "turn_phone"
    assert page.count('class="pad ') == 4
    assert 'value="remove"' in page.split("data-offers")[1]
    right = option(room.state_of(risky.id))
    assert code(other.post("answer", question="q1", response=right)) == "not_your_turn"
    if scripts:
        assert mine.post("answer", question="q1", response=right, request_id="a").status_code == 200
        assert mine.post("answer", question="q1", response=right, request_id="a").status_code == 200
    else:
        mine.form("answer", question="q1", response=right)
    assert room.state_of(risky.id).total("t1") == 12000
    host(risky.id, "reveal")
    page = mine.look()
    assert situation(page) == "result"
    assert "+20" in page


def test_a_help_takes_wrong_options_away(risky: Head, phone: MakePhone) -> None:
    mine = phone(risky, "甲一", "t1")
    ask(risky.id, to="t1")
    mine.post("act", do="choose_value", value=10)
    assert mine.post("act", do="use_help", help="remove").status_code == 200
    page = mine.look()
    assert page.count("已去掉") >= 1
    assert code(mine.post("act", do="use_help", help="remove")) == "help_used"


def test_a_team_may_decline(risky: Head, phone: MakePhone) -> None:
    mine = phone(risky, "甲一", "t1")
    ask(risky.id, to="t1")
    assert "放弃这道题" in mine.look()
    assert mine.form("act?do=pass").status_code == 303
    assert situation(mine.look()) == "closed"


@pytest.mark.parametrize("place", range(8))
def test_every_type_is_answered_with_a_plain_form(
    place: int, make_live: MakeLive, make_bank: MakeBank, branch: Branch, organiser: Member, phone: MakePhone
) -> None:
    every = make_bank(every_type(), slug="every", branch_id=branch.id)
    contest = head_of(live.make_contest(branch, organiser, every.id, count=8))
    mine = phone(contest)
    items = list(db.session.scalars(select(Item.id).where(Item.bank_id == every.id).order_by(Item.id)))
    state = ask(contest.id, item=str(items[place]))
    page = mine.look()
    assert situation(page) == "answer"
    mine.client.post(f"/live/{contest.pin}/answer", data={"question": "q1", **_fields(state)})
    assert situation(mine.look()) == "answered"
    closed = host(contest.id, "close").state
    assert closed.asked is not None
    assert state.question is not None
    to_mark = state.question.item.type is ItemType.SHORT  # nobody but a person can say
    assert closed.asked.graded[mine.player].verdict == ("wrong" if to_mark else "right")
    host(contest.id, "reveal")
    assert situation(mine.look()) == "result"


def _fields(state: State) -> dict[str, Any]:
    """Return how a form without scripts gives the right answer to the question under way."""
    question = state.question
    assert question is not None
    item, shown = question.item, {letter: id for id, letter in question.options}
    match item.type:
        case ItemType.BLANK:
            return {"response": [group[0] for group in item.key_groups]}
        case ItemType.NUMERIC | ItemType.SHORT:
            return {"response": str(item.key)}
        case ItemType.ORDERING:
            return {
                f"response-rank-{shown[letter]}": place
                for place, letter in enumerate(item.key_letters, start=1)
            }
        case ItemType.MATCHING:
            return {f"response-match-{left}": shown[letter] for left, letter in item.key_groups}
        case _:
            return {"response": [shown[letter] for letter in item.key_letters]}
