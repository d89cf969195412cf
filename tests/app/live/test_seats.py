"""Seats, not phones: codes by which another phone goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.live import room
from quizapp.live.models import LiveContest
from quizapp.live.service import lobby
from tests.app.live.conftest import MakeLive
from tests.app.live.doors import join, refused
from tests.support.live import BUZZERS, TEAMS, enter, host

pytestmark = pytest.mark.pages

AsIdentity = Callable[[Member], Identity]


@pytest.fixture
def seated(buzzers: LiveContest) -> tuple[LiveContest, lobby.Joined, str]:
    """A contest, who sits on the first seat of the first team, and that seat's code."""
    joined = enter(buzzers.id, "一号", "t1", 1)
    return buzzers, joined, lobby.seat_code(buzzers, "t1", 1)


def test_another_phone_goes_on_with_the_seat(seated: tuple[LiveContest, lobby.Joined, str]) -> None:
    contest, joined, code = seated
    taken = lobby.take_seat(contest, code, None, clock.now())
    assert taken.player == joined.player
    assert lobby.rejoin(contest, joined.token) is None
    assert lobby.rejoin(contest, taken.token)


def test_a_player_moves_to_the_seat_and_the_other_gives_it_up(
    seated: tuple[LiveContest, lobby.Joined, str],
) -> None:
    contest, joined, code = seated
    substitute = enter(contest.id, "替补")
    own = lobby.rejoin(contest, substitute.token)
    assert lobby.take_seat(contest, code, own, clock.now()) == lobby.Joined(substitute.player, "")
    players = room.state_of(contest.id).players
    assert (players[substitute.player].team, players[substitute.player].seat) == ("t1", 1)
    assert (players[joined.player].team, players[joined.player].seat) == ("t1", None)


def test_a_member_who_scans_sits_down_under_the_own_name(
    member: Member, as_identity: AsIdentity, seated: tuple[LiveContest, lobby.Joined, str]
) -> None:
    contest, joined, code = seated
    taken = lobby.take_seat(contest, code, None, clock.now(), as_identity(member))
    assert taken.player != joined.player
    player = room.state_of(contest.id).players[taken.player]
    assert (player.member, player.team, player.seat) == (member.id, "t1", 1)


def test_an_empty_seat_asks_for_a_name(buzzers: LiveContest) -> None:
    code = lobby.seat_code(buzzers, "t2", 3)
    assert refused(lambda: lobby.take_seat(buzzers, code, None, clock.now())) == "seat_empty"
    joined = join(buzzers, name="三号", seat_code=code)
    player = room.state_of(buzzers.id).players[joined.player]
    assert (player.team, player.seat) == ("t2", 3)


def test_the_host_hands_a_player_to_another_phone(everybody: LiveContest) -> None:
    joined = join(everybody)
    code = lobby.player_code(everybody.id, joined.player)
    taken = lobby.take_seat(everybody, code, None, clock.now())
    assert (taken.player, lobby.rejoin(everybody, joined.token)) == (joined.player, None)


def test_the_host_moves_a_phone_to_a_seat(seated: tuple[LiveContest, lobby.Joined, str]) -> None:
    contest, joined, _ = seated
    other = enter(contest.id, "新手机")
    state = host(contest.id, "move", player=other.player, team="t1", seat=1).state
    assert (state.players[other.player].seat, state.players[joined.player].seat) == (1, None)


def test_somebody_put_in_by_the_host_can_be_given_a_phone(buzzers: LiveContest) -> None:
    done = host(buzzers.id, "join", name="没带手机", team="t3", seat=2)
    player = done.appended[0].data["player"]
    taken = lobby.take_seat(buzzers, lobby.seat_code(buzzers, "t3", 2), None, clock.now())
    assert taken.player == player
    assert lobby.rejoin(buzzers, taken.token)


@pytest.mark.parametrize(
    "code", ["", "1-1", "1-1-aaaaaaaa", "x", "9-9-", "p1-aaaaaaaa", "一-一-一", "-" * 90]
)
def test_a_wrong_code_opens_nothing(seated: tuple[LiveContest, lobby.Joined, str], code: str) -> None:
    assert refused(lambda: lobby.take_seat(seated[0], code, None, clock.now())) == "bad_seat_code"


def test_a_code_is_good_in_its_own_contest_alone(make_live: MakeLive) -> None:
    one = make_live(sheet=BUZZERS, teams=TEAMS, seed="one")
    other = make_live(sheet=BUZZERS, teams=TEAMS, seed="two")
    code = lobby.seat_code(one, "t1", 1)
    assert refused(lambda: lobby.take_seat(other, code, None, clock.now())) == "bad_seat_code"
