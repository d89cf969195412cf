"""PINs that nobody guesses, and finding a contest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from quizapp.accounts import queries as people
from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.errors import Busy, NotFound, TooMany
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.live import room
from quizapp.live.models import LiveContest, LiveState
from quizapp.live.queries import finding
from quizapp.live.service import lobby, pins, settling
from tests.app.live.conftest import MakeLive
from tests.app.live.doors import join, refused
from tests.fixtures.app import Client
from tests.support.live import host


@pytest.fixture
def from_address(app: Flask) -> Callable[[str], Any]:
    """Ask from an address."""
    return lambda address: app.test_request_context(environ_base={"REMOTE_ADDR": address})


def test_a_pin_finds_an_active_contest_alone(everybody: LiveContest) -> None:
    assert everybody.pin is not None
    assert lobby.contest_of(f" {everybody.pin} ").id == everybody.id
    for wrong in ("", "12", "abcdef", "１２３４５６", "999999999"):
        assert refused(lambda wrong=wrong: lobby.contest_of(wrong)) == "no_such_pin"
    with unit_of_work():
        db.session.get_one(LiveContest, everybody.id).state = LiveState.CANCELLED
    pin = everybody.pin
    assert refused(lambda: lobby.contest_of(pin)) == "no_such_pin"


def test_whoever_guesses_is_stopped_and_the_hall_goes_on(
    make_live: MakeLive, from_address: Callable[[str], Any]
) -> None:
    here, elsewhere = make_live(), make_live()
    assert here.pin is not None
    assert elsewhere.pin is not None
    with from_address("10.0.0.9"):
        lobby.join(here, name="先到的人", member=None, now=clock.now())
        for _ in range(30):
            assert refused(lambda: lobby.contest_of("000000")) == "no_such_pin"
        with pytest.raises(TooMany):
            lobby.contest_of("000000")
        with pytest.raises(TooMany):
            lobby.contest_of(elsewhere.pin)  # a right guess tells nothing either
        assert lobby.contest_of(here.pin).id == here.id  # people came in from here
    with from_address("10.0.0.10"):
        assert lobby.contest_of(elsewhere.pin).id == elsewhere.id


def test_a_guesser_keeps_nobody_out_before_the_first_has_come_in(
    make_live: MakeLive, from_address: Callable[[str], Any], client: Client
) -> None:
    hosted_here, shown_here = make_live(lobby_open=False), make_live()
    with from_address("10.0.0.9"):
        with unit_of_work():
            actor = people.identity_of_member(hosted_here.created_by)
            lobby.open_lobby(hosted_here, actor=actor, now=clock.now(), take_defaults=True)
        assert hosted_here.pin is not None
        for _ in range(30):
            assert refused(lambda: lobby.contest_of("000000")) == "no_such_pin"
        assert lobby.contest_of(hosted_here.pin).id == hosted_here.id
        assert shown_here.pin is not None
        with pytest.raises(TooMany):
            lobby.contest_of(shown_here.pin)
    wall = client.get(f"/display/{shown_here.screen_token}", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert wall.status_code == 200
    with from_address("10.0.0.9"):
        assert lobby.contest_of(shown_here.pin).id == shown_here.id


def test_successes_are_never_limited(everybody: LiveContest, from_address: Callable[[str], Any]) -> None:
    assert everybody.pin is not None
    with from_address("10.0.0.9"):
        for n in range(300):
            found = lobby.contest_of(everybody.pin)
            lobby.join(found, name=f"手机{n}", member=None, now=clock.now())
    assert len(room.state_of(everybody.id).players) == 300


def test_a_screen_finds_its_contest(everybody: LiveContest) -> None:
    found = finding.by_screen_token(everybody.screen_token)
    assert found is not None
    assert found.id == everybody.id
    assert finding.by_screen_token("nothing") is None


def test_what_is_kept_follows_every_change(everybody: LiveContest) -> None:
    assert everybody.pin is not None
    assert finding.by_pin(everybody.pin)
    with unit_of_work():
        db.session.get_one(LiveContest, everybody.id).title = "新的名字"
    found = finding.by_pin(everybody.pin)
    assert found is not None
    assert found.title == "新的名字"
    host(everybody.id, "start_round", round=1)
    running = finding.by_id(everybody.id)
    assert running is not None
    assert running.state is LiveState.RUNNING


def test_nobody_enters_what_is_put_away(everybody: LiveContest) -> None:
    with unit_of_work():
        db.session.get_one(LiveContest, everybody.id).state = LiveState.CANCELLED
    with pytest.raises(NotFound):
        join(everybody)


def test_the_pin_of_a_settled_contest_is_free_again(
    make_live: MakeLive, organiser: Member, monkeypatch: pytest.MonkeyPatch, points_sheet: object
) -> None:
    monkeypatch.setattr(pins.secrets, "randbelow", lambda _most: 7)
    first = make_live()
    host(first.id, "finish")
    actor, now = people.identity_of_member(organiser.id), clock.now()
    with pytest.raises(Busy):
        make_live()  # it is played till it is settled
    with unit_of_work():
        settling.settle(db.session.get_one(LiveContest, first.id), actor=actor, now=now)
    assert finding.settled_by_pin("100007") is not None
    second = make_live()
    assert second.pin == "100007"
    found = finding.by_pin("100007")
    assert found is not None
    assert found.id == second.id
    assert finding.settled_by_pin("100007") is None
    monkeypatch.setattr(pins.secrets, "randbelow", lambda _most: 8)
    with unit_of_work():
        settling.unsettle(db.session.get_one(LiveContest, first.id), "记错了", actor=actor, now=now)
    assert db.session.get_one(LiveContest, first.id).pin == "100008"
