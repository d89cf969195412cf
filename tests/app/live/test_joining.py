"""Coming in, coming back, changing phones, being sent out; PINs that nobody guesses."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.accounts import queries as people
from quizapp.accounts.models import Branch, Member
from quizapp.core import clock
from quizapp.core.errors import DomainError, NotFound, TooMany
from quizapp.core.ids import token_hash
from quizapp.core.permissions import Identity
from quizapp.core.services import services
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.live import names, room, setups
from quizapp.live.engine.events import Refused
from quizapp.live.models import LiveContest, LiveParticipant, LiveState
from quizapp.live.queries import finding
from quizapp.live.service import lobby
from tests.fixtures.app import Client
from tests.support.live import BUZZERS, TEAMS, ask, enter, host, option

MakeLive = Callable[..., LiveContest]
AsIdentity = Callable[[Member], Identity]


def _refused(call: Callable[[], Any]) -> str:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.code


def _join(contest: LiveContest, **fields: Any) -> lobby.Joined:
    given: dict[str, Any] = {"name": "甲", "member": None, "now": clock.now(), **fields}
    return lobby.join(contest, **given)


# --- opening ---------------------------------------------------------------------------------------------


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


# --- coming in and back ------------------------------------------------------------------------------------


def test_a_guest_is_known_again_by_the_token_alone(everybody: LiveContest) -> None:
    joined = _join(everybody, name="  王 小明 ", unit="第二支部")
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
    joined = _join(one)
    assert lobby.rejoin(other, joined.token) is None
    for forged in ("", "x", joined.token[:-1], joined.token + "x", "x" * 500):
        assert lobby.rejoin(one, forged) is None


def test_a_member_comes_back_as_the_same_player(
    everybody: LiveContest, member: Member, as_identity: AsIdentity
) -> None:
    identity = as_identity(member)
    first = _join(everybody, name="周晓岚", member=identity)
    again = _join(everybody, name="别名", member=identity)
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
    assert _refused(lambda: _join(closed)) == "members_only"
    assert _refused(lambda: _join(closed, member=stranger)) == "members_only"
    assert _join(closed, name="周晓岚", member=own).token
    assert _join(joint, name="外来", member=stranger).token


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
    assert _refused(lambda: _join(everybody, name=name)) == code
    assert room.state_of(everybody.id).players == {}


@pytest.mark.parametrize(
    "name", ["李", "曹操", "4242", "王操", "Ann-Marie", "欧阳娜娜", "体操队", "史密斯", "B站长", "牛百叶"]
)
def test_ordinary_names_come_in(everybody: LiveContest, name: str) -> None:
    assert not names.offends(name)
    assert _join(everybody, name=name).player


def test_numbers_for_names_decide_no_place(everybody: LiveContest) -> None:
    """B10: ids are keys, names never."""
    from quizapp.live.engine.standings import standings

    other, number = _join(everybody, name="赵").player, _join(everybody, name="4242").player
    state = ask(everybody.id)
    room.answer(everybody.id, other, "q1", option(state), now=clock.now())
    closed = host(everybody.id, "close").state
    assert [(one.id, one.rank) for one in standings(closed)] == [(other, 1), (number, 2)]


def test_equal_people_share_their_place(everybody: LiveContest) -> None:
    """B8."""
    from quizapp.live.engine.standings import standings

    players = [_join(everybody, name=name).player for name in ("甲", "乙", "丙")]
    state = ask(everybody.id)
    for player in players[1:]:
        room.answer(everybody.id, player, "q1", option(state), now=clock.now())
    closed = host(everybody.id, "close").state
    assert [one.rank for one in standings(closed)] == [1, 1, 3]


def test_whoever_comes_late_takes_part_from_the_next_question(everybody: LiveContest) -> None:
    first = _join(everybody, name="甲").player
    state = ask(everybody.id)
    late = _join(everybody, name="乙").player
    assert (
        _refused(lambda: room.answer(everybody.id, late, "q1", option(state), now=clock.now()))
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
    inside = _join(contest, name="周晓岚", member=as_identity(member)).player
    host(contest.id, "lock")
    assert _refused(lambda: _join(contest)) == "locked"
    code = lobby.seat_code(contest, "t1", 2)
    assert _join(contest, seat_code=code).player
    assert _join(contest, name="周晓岚", member=as_identity(member)).player == inside


def test_the_removed_are_out_everywhere(
    everybody: LiveContest, member: Member, as_identity: AsIdentity
) -> None:
    """B5: neither the token nor a new join leads back, and no score stays behind."""
    guest = _join(everybody, name="甲")
    own = _join(everybody, name="周晓岚", member=as_identity(member))
    assert lobby.rejoin(everybody, guest.token)
    for player in (guest.player, own.player):
        host(everybody.id, "remove", player=player)
    assert lobby.rejoin(everybody, guest.token) is None
    assert finding.participant_of_token(everybody.id, own.token) is None
    assert _refused(lambda: _join(everybody, name="周晓岚", member=as_identity(member))) == "removed"
    assert room.state_of(everybody.id).contestants == {}


def test_knowing_the_pin_gives_no_host_rights(everybody: LiveContest) -> None:
    """B11: a participant is a player and nothing else; the key is in nothing that joining hands out."""
    joined = _join(everybody)
    found = lobby.rejoin(everybody, joined.token)
    assert found is not None
    assert set(type(found).__dataclass_fields__) == {"contest_id", "player", "member_id"}
    assert set(type(joined).__dataclass_fields__) == {"player", "token"}


# --- seats ---------------------------------------------------------------------------------------------


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
    assert _refused(lambda: lobby.take_seat(buzzers, code, None, clock.now())) == "seat_empty"
    joined = _join(buzzers, name="三号", seat_code=code)
    player = room.state_of(buzzers.id).players[joined.player]
    assert (player.team, player.seat) == ("t2", 3)


def test_the_host_hands_a_player_to_another_phone(everybody: LiveContest) -> None:
    joined = _join(everybody)
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
    assert _refused(lambda: lobby.take_seat(seated[0], code, None, clock.now())) == "bad_seat_code"


def test_a_code_is_good_in_its_own_contest_alone(make_live: MakeLive) -> None:
    one = make_live(sheet=BUZZERS, teams=TEAMS, seed="one")
    other = make_live(sheet=BUZZERS, teams=TEAMS, seed="two")
    code = lobby.seat_code(one, "t1", 1)
    assert _refused(lambda: lobby.take_seat(other, code, None, clock.now())) == "bad_seat_code"


# --- PINs and finding -----------------------------------------------------------------------------------


@pytest.fixture
def from_address(app: Flask) -> Callable[[str], Any]:
    """Ask from an address."""
    return lambda address: app.test_request_context(environ_base={"REMOTE_ADDR": address})


def test_a_pin_finds_an_active_contest_alone(everybody: LiveContest) -> None:
    assert everybody.pin is not None
    assert lobby.contest_of(f" {everybody.pin} ").id == everybody.id
    for wrong in ("", "12", "abcdef", "１２３４５６", "999999999"):
        assert _refused(lambda wrong=wrong: lobby.contest_of(wrong)) == "no_such_pin"
    with unit_of_work():
        db.session.get_one(LiveContest, everybody.id).state = LiveState.CANCELLED
    pin = everybody.pin
    assert _refused(lambda: lobby.contest_of(pin)) == "no_such_pin"


def test_whoever_guesses_is_stopped_and_the_hall_goes_on(
    make_live: MakeLive, from_address: Callable[[str], Any]
) -> None:
    here, elsewhere = make_live(), make_live()
    assert here.pin is not None
    assert elsewhere.pin is not None
    with from_address("10.0.0.9"):
        lobby.join(here, name="先到的人", member=None, now=clock.now())
        for _ in range(30):
            assert _refused(lambda: lobby.contest_of("000000")) == "no_such_pin"
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
            assert _refused(lambda: lobby.contest_of("000000")) == "no_such_pin"
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
        _join(everybody)
