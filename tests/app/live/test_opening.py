"""Opening the lobby: what was prepared is frozen, what is not ready is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.live import setups
from quizapp.live.engine.events import Refused
from quizapp.live.models import LiveContest, LiveState
from quizapp.live.service import lobby
from tests.app.live.conftest import MakeLive
from tests.support.live import BUZZERS, TEAMS

AsIdentity = Callable[[Member], Identity]


def test_opening_freezes_what_was_prepared(make_live: MakeLive, organiser: Member) -> None:
    contest = make_live(sheet=BUZZERS, teams=TEAMS)
    assert (contest.state, contest.opened_at is not None) == (LiveState.LOBBY, True)
    assert contest.pin is not None
    assert len(contest.pin) == 6
    setup = setups.read(contest)
    assert [one.name for one in setup.contestants] == list(TEAMS)
    assert len(setup.rounds["buzz"]) == 5
    question = setup.questions[setup.rounds["buzz"][0]]
    assert sorted(letter for _, letter in question.options) == ["A", "B", "C", "D"]
    assert {id for id, _ in question.options}.isdisjoint("ABCD")
    orders = {tuple(letter for _, letter in one.options) for one in setup.questions.values()}
    assert len(orders) > 1


def test_the_seed_decides_the_order_of_the_options(make_live: MakeLive) -> None:
    one, same, other = make_live(seed="one"), make_live(seed="one"), make_live(seed="two")
    assert one.setup["questions"] == same.setup["questions"]
    assert one.setup["questions"] != other.setup["questions"]


def test_true_or_false_stays_in_its_order(make_live: MakeLive, make_bank: Callable[..., Any]) -> None:
    from quizapp.bank.models import Item
    from tests.fixtures.items import every_type

    bank = make_bank([one for one in every_type() if one["type"] == "boolean"], slug="boolean")
    item = db.session.scalar(select(Item.id).where(Item.bank_id == bank.id))
    contest = make_live(draft={"rounds": {"all": [item]}, "reserve": []})
    question = setups.read(contest).questions[str(item)]
    assert [letter for _, letter in question.options] == ["T", "F"]


def test_open_gaps_of_the_rules_are_refused_by_name(
    make_live: MakeLive, as_identity: AsIdentity, organiser: Member
) -> None:
    contest = make_live(sheet=BUZZERS, teams=TEAMS, lobby_open=False)
    with pytest.raises(Refused) as caught, unit_of_work():
        lobby.open_lobby(contest, actor=as_identity(organiser), now=clock.now())
    assert caught.value.code == "gaps_open"
    assert "buzz.attempts" in list(caught.value.params["gaps"])  # type: ignore[call-overload]
    assert [one.name for one in setups.assumed(contest)] == caught.value.params["gaps"]
    decided = {one.name: one.default for one in setups.undecided(contest)}
    with unit_of_work():
        contest.draft = {**contest.draft, "decisions": decided}
        lobby.open_lobby(contest, actor=as_identity(organiser), now=clock.now())
    assert setups.read(contest).sheet.decided["buzz.attempts"] == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [({"teams": [], "individual": False}, "no_contestants"), ({"reserve": [99_999]}, "items_missing")],
)
def test_a_draft_that_cannot_be_played_is_not_opened(
    make_live: MakeLive,
    as_identity: AsIdentity,
    organiser: Member,
    change: dict[str, Any],
    code: str,
) -> None:
    contest = make_live(teams=TEAMS, lobby_open=False, draft=change)
    with pytest.raises(Refused) as caught, unit_of_work():
        lobby.open_lobby(contest, actor=as_identity(organiser), now=clock.now(), take_defaults=True)
    assert caught.value.code == code
    assert db.session.get_one(LiveContest, contest.id).pin is None


def test_a_lobby_is_opened_once(everybody: LiveContest, as_identity: AsIdentity, organiser: Member) -> None:
    with pytest.raises(Refused) as caught, unit_of_work():
        lobby.open_lobby(everybody, actor=as_identity(organiser), now=clock.now())
    assert caught.value.code == "already_open"


def test_no_two_active_contests_have_one_pin(make_live: MakeLive, monkeypatch: pytest.MonkeyPatch) -> None:
    from quizapp.live.service import pins

    numbers = iter([7, 7, 8])
    monkeypatch.setattr(pins.secrets, "randbelow", lambda _most: next(numbers))
    assert [make_live().pin, make_live().pin] == ["100007", "100008"]
