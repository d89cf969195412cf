"""Coming in, coming back, being sent out and let in again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.core import clock
from quizapp.core.errors import DomainError
from quizapp.core.ids import token_hash
from quizapp.core.permissions import Identity
from quizapp.core.services import services
from quizapp.extensions import db
from quizapp.live import names, room
from quizapp.live.models import LiveContest, LiveParticipant
from quizapp.live.queries import finding
from quizapp.live.service import lobby
from tests.app.live.conftest import MakeLive
from tests.app.live.doors import join, refused
from tests.support.live import BUZZERS, TEAMS, ask, enter, host, option

pytestmark = pytest.mark.pages

AsIdentity = Callable[[Member], Identity]


def test_a_guest_is_known_again_by_the_token_alone(everybody: LiveContest) -> None:
    joined = join(everybody, name="  王 小明 ", unit="第二支部")
    player = room.state_of(everybody.id).players[joined.player]
    assert (player.name, player.unit, player.member) == ("王 小明", "第二支部", None)
    found = lobby.rejoin(everybody, joined.token)
    assert found is not None
    assert (found.player, found.member_id) == (joined.player, None)
    db.session.rollback()
    stored = db.session.scalars(select(LiveParticipant.token_hash)).all()
    assert stored == [token_hash(joined.token)]


def test_a_forged_token_opens_nothing(make_live: MakeLive) -> None:
    one, other = make_live(), make_live()
    joined = join(one)
    assert lobby.rejoin(other, joined.token) is None
    for forged in ("", "x", joined.token[:-1], joined.token + "x", "x" * 500):
        assert lobby.rejoin(one, forged) is None


def test_a_member_comes_back_as_the_same_player(
    everybody: LiveContest, member: Member, as_identity: AsIdentity
) -> None:
    identity = as_identity(member)
    first = join(everybody, name="周晓岚", member=identity)
    again = join(everybody, name="别名", member=identity)
    assert first.player == again.player
    assert len(room.state_of(everybody.id).players) == 1
    assert lobby.rejoin(everybody, first.token) is None
    found = lobby.rejoin(everybody, again.token)
    assert found is not None
    assert found.member_id == member.id


def test_two_taps_of_a_member_make_one_player(
    app: Flask, member: Member, as_identity: AsIdentity, everybody: LiveContest
) -> None:
    identity, contest_id = as_identity(member), everybody.id
    found: list[str] = []
    begin = threading.Barrier(5)

    def tap() -> None:
        with app.app_context():
            begin.wait()
            head = finding.by_id(contest_id)
            assert head is not None
            joined = lobby.join(head, name="周晓岚", member=identity, now=clock.now())
            found.append(joined.player)

    threads = [threading.Thread(target=tap) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 5
    assert set(found) == set(room.state_of(contest_id).players)


def test_a_hall_that_comes_in_at_once_costs_a_few_commits(
    app: Flask, everybody: LiveContest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a slow disk, too, nobody waits for everybody before him."""
    contest_id, people, units = everybody.id, 60, []
    room.state_of(contest_id)
    write = services().writer.write

    def slowly(statements: Any) -> Any:
        units.append(statements)
        time.sleep(0.02)
        return write(statements)

    monkeypatch.setattr(services().writer, "write", slowly)
    tokens: dict[str, str] = {}
    refused: list[str] = []

    def phone(name: str) -> None:
        with app.app_context():
            try:
                joined = enter(contest_id, name)
            except DomainError as error:
                refused.append(error.code)
            else:
                tokens[joined.player] = joined.token

    names = [*(f"手机{n}" for n in range(people)), "手机0", "<>"]
    threads = [threading.Thread(target=phone, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(refused) == ["name_bad", "name_taken"]
    assert set(tokens) == set(room.state_of(contest_id).players)
    assert len(tokens) == people
    assert len(units) < people / 2
    for player, token in tokens.items():
        found = finding.participant_of_token(contest_id, token)
        assert found is not None
        assert found.player == player


def test_members_only_means_members_of_the_branch_only(
    make_live: MakeLive,
    member: Member,
    make_member: Callable[..., Member],
    make_branch: Callable[..., Branch],
    as_identity: AsIdentity,
) -> None:
    stranger = as_identity(make_member("外来", branch=make_branch("别的支部")))
    own, closed, joint = as_identity(member), make_live(guests=False), make_live()
    assert refused(lambda: join(closed)) == "members_only"
    assert refused(lambda: join(closed, member=stranger)) == "members_only"
    assert join(closed, name="周晓岚", member=own).token
    assert join(joint, name="外来", member=stranger).token


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_empty"),
        ("   ", "name_empty"),
        ("长" * 200, "name_too_long"),
        ("<script>alert(1)</script>", "name_too_long"),
        ("<b>甲</b>", "name_bad"),
        ("甲\u200b乙", "name_bad"),
        ("傻 逼", "name_refused"),
        ("ＦＵＣＫ u", "name_refused"),
        ("主持人", "name_refused"),
    ],
)
def test_a_name_that_is_none_is_refused_in_plain_words(everybody: LiveContest, name: str, code: str) -> None:
    assert refused(lambda: join(everybody, name=name)) == code
    assert room.state_of(everybody.id).players == {}


@pytest.mark.parametrize(
    "name", ["李", "曹操", "4242", "王操", "Ann-Marie", "欧阳娜娜", "体操队", "史密斯", "B站长", "牛百叶"]
)
def test_ordinary_names_come_in(everybody: LiveContest, name: str) -> None:
    assert not names.offends(name)
    assert join(everybody, name=name).player


def test_numbers_for_names_decide_no_place(everybody: LiveContest) -> None:
    """B10: ids are keys, names never."""
    from quizapp.live.engine.standings import standings

    other, number = join(everybody, name="赵").player, join(everybody, name="4242").player
    state = ask(everybody.id)
    room.answer(everybody.id, other, "q1", option(state), now=clock.now())
    closed = host(everybody.id, "close").state
    assert [(one.id, one.rank) for one in standings(closed)] == [(other, 1), (number, 2)]


def test_equal_people_share_their_place(everybody: LiveContest) -> None:
    """B8."""
    from quizapp.live.engine.standings import standings

    players = [join(everybody, name=name).player for name in ("甲", "乙", "丙")]
    state = ask(everybody.id)
    for player in players[1:]:
        room.answer(everybody.id, player, "q1", option(state), now=clock.now())
    closed = host(everybody.id, "close").state
    assert [one.rank for one in standings(closed)] == [1, 1, 3]


def test_whoever_comes_late_takes_part_from_the_next_question(everybody: LiveContest) -> None:
    first = join(everybody, name="甲").player
    state = ask(everybody.id)
    late = join(everybody, name="乙").player
    assert (
        refused(lambda: room.answer(everybody.id, late, "q1", option(state), now=clock.now()))
        == "not_in_question"
    )
    closed = host(everybody.id, "close").state
    assert closed.history[-1].data["silent"] == [first]
    host(everybody.id, "reveal")
    state = ask(everybody.id)
    assert room.answer(everybody.id, late, "q2", option(state), now=clock.now())


def test_a_locked_lobby_lets_in_only_seats_and_those_who_were_in(
    make_live: MakeLive, member: Member, as_identity: AsIdentity
) -> None:
    contest = make_live(sheet=BUZZERS, teams=TEAMS)
    inside = join(contest, name="周晓岚", member=as_identity(member)).player
    host(contest.id, "lock")
    assert refused(lambda: join(contest)) == "locked"
    code = lobby.seat_code(contest, "t1", 2)
    assert join(contest, seat_code=code).player
    assert join(contest, name="周晓岚", member=as_identity(member)).player == inside


def test_the_removed_are_out_everywhere(
    everybody: LiveContest, member: Member, as_identity: AsIdentity
) -> None:
    """B5: neither the token nor a new join leads back, and no score stays behind."""
    guest = join(everybody, name="甲")
    own = join(everybody, name="周晓岚", member=as_identity(member))
    assert lobby.rejoin(everybody, guest.token)
    for player in (guest.player, own.player):
        host(everybody.id, "remove", player=player)
    assert lobby.rejoin(everybody, guest.token) is None
    assert finding.participant_of_token(everybody.id, own.token) is None
    assert refused(lambda: join(everybody, name="周晓岚", member=as_identity(member))) == "removed"
    assert room.state_of(everybody.id).contestants == {}


def test_whoever_is_let_in_again_goes_on_as_before(
    everybody: LiveContest, member: Member, as_identity: AsIdentity
) -> None:
    """The phone that was let go is the same player's again, and so is the account; what was earned counts."""
    guest = join(everybody, name="甲")
    own = join(everybody, name="周晓岚", member=as_identity(member))
    state = ask(everybody.id)
    room.answer(everybody.id, guest.player, "q1", option(state, "B"), now=clock.now())
    host(everybody.id, "close")
    for do in ("remove", "admit"):
        for player in (guest.player, own.player):
            host(everybody.id, do, player=player)
    found = lobby.rejoin(everybody, guest.token)
    assert found is not None
    assert found.player == guest.player
    assert join(everybody, name="周晓岚", member=as_identity(member)).player == own.player
    state = room.state_of(everybody.id)
    assert set(state.contestants) == {guest.player, own.player}
    assert state.total(guest.player) > 0


def test_a_token_lives_no_longer_for_being_sent_out_twice(everybody: LiveContest) -> None:
    guest = join(everybody, name="甲")
    for do in ("remove", "admit", "remove"):
        host(everybody.id, do, player=guest.player)
    assert lobby.rejoin(everybody, guest.token) is None
    assert finding.participant_of_token(everybody.id, guest.token) is None


def test_a_new_phone_is_the_one_that_stays(everybody: LiveContest) -> None:
    guest = join(everybody, name="甲")
    code = lobby.player_code(everybody.id, guest.player)
    again = lobby.take_seat(everybody, code, None, clock.now())
    for do in ("remove", "admit"):
        host(everybody.id, do, player=guest.player)
    assert lobby.rejoin(everybody, again.token) is not None
    assert lobby.rejoin(everybody, guest.token) is None


def test_knowing_the_pin_gives_no_host_rights(everybody: LiveContest) -> None:
    """B11: a participant is a player and nothing else; the key is in nothing that joining hands out."""
    joined = join(everybody)
    found = lobby.rejoin(everybody, joined.token)
    assert found is not None
    assert set(type(found).__dataclass_fields__) == {"contest_id", "player", "member_id"}
    assert set(type(joined).__dataclass_fields__) == {"player", "token"}
