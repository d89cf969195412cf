"""Buzzers: the first arrival wins, everything pressed is kept, fair buzz credits the way and no more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from flask import Flask

from quizapp.core import clock
from quizapp.live import room
from quizapp.live.engine.events import Refused
from quizapp.live.engine.state import Phase, State
from quizapp.live.models import LiveContest
from quizapp.live.queries import pressing
from tests.app.live.doors import refused
from tests.support.live import BUZZERS, TEAMS, ask, enter, host

PHONES = 12


def _press(contest: LiveContest, player: str, question: str = "q1", at: datetime | None = None) -> room.Done:
    return room.press(contest.id, player, question, now=at or clock.now(), rtt=12, reaction=200)


def _outcomes(contest: LiveContest, number: int = 1) -> list[tuple[str, str]]:
    return [(one.contestant, one.outcome) for one in pressing.lines(contest.id, number)]


@pytest.fixture
def phones(buzzers: LiveContest) -> tuple[str, str, str]:
    """One player of each team."""
    first, second, third = (
        enter(buzzers.id, f"{team}员", f"t{n}", 1).player for n, team in enumerate(TEAMS, start=1)
    )
    return first, second, third


def test_the_first_press_has_the_question(buzzers: LiveContest, phones: tuple[str, str, str]) -> None:
    ask(buzzers.id)
    opened = clock.now()
    host(buzzers.id, "open_buzz", at=opened)
    done = _press(buzzers, phones[1], at=opened + timedelta(milliseconds=180))
    assert done.appended[0].data | {"to": "t2", "after": 180, "player": phones[1]} == done.appended[0].data
    assert done.state.asked is not None
    assert done.state.asked.answerer == "t2"
    late = lambda: _press(buzzers, phones[0], at=opened + timedelta(milliseconds=190))  # noqa: E731
    assert refused(late) == "too_late"
    found = pressing.lines(buzzers.id, 1)
    assert [(one.contestant, one.outcome, one.after) for one in found] == [
        ("t2", "first", 180),
        ("t1", "late", 190),
    ]
    assert (found[0].rtt, found[0].reaction) == (12, 200)


def test_a_press_sent_again_is_the_same_press(buzzers: LiveContest, phones: tuple[str, str, str]) -> None:
    ask(buzzers.id)
    host(buzzers.id, "open_buzz")
    first = _press(buzzers, phones[0])
    again = _press(buzzers, phones[0])
    assert again.repeated
    assert again.appended == first.appended
    assert _outcomes(buzzers) == [("t1", "first")]


def test_an_early_press_costs_once_though_the_finger_trembles(
    buzzers: LiveContest, phones: tuple[str, str, str]
) -> None:
    ask(buzzers.id)
    now = clock.now()
    _press(buzzers, phones[0], at=now)
    again = _press(buzzers, phones[0], at=now + timedelta(milliseconds=80))
    assert again.repeated
    assert again.state.total("t1") == 9_500
    assert _outcomes(buzzers) == [("t1", "early")]
    host(buzzers.id, "open_buzz", at=now + timedelta(seconds=3))
    out = lambda: _press(buzzers, phones[0], at=now + timedelta(seconds=4))  # noqa: E731
    assert refused(out) == "out_of_question"
    assert _outcomes(buzzers) == [("t1", "early"), ("t1", "out")]


def test_a_press_is_early_by_its_arrival_though_it_is_decided_later(
    buzzers: LiveContest, phones: tuple[str, str, str]
) -> None:
    ask(buzzers.id)
    opened = clock.now()
    host(buzzers.id, "open_buzz", at=opened)
    done = _press(buzzers, phones[0], at=opened - timedelta(milliseconds=5))
    assert done.appended[0].data["early"]
    assert _press(buzzers, phones[1], at=opened + timedelta(milliseconds=5)).state.asked.answerer == "t2"  # type: ignore[union-attr]


@pytest.mark.parametrize(("question", "code"), [("", "question_missing"), ("q9", "other_question")])
def test_a_press_names_its_question(
    buzzers: LiveContest, phones: tuple[str, str, str], question: str, code: str
) -> None:
    ask(buzzers.id)
    host(buzzers.id, "open_buzz")
    assert refused(lambda: _press(buzzers, phones[0], question)) == code


def test_only_teams_have_buzzers(buzzers: LiveContest) -> None:
    looker, gone = enter(buzzers.id, "观众").player, enter(buzzers.id, "走了", "t1").player
    host(buzzers.id, "remove", player=gone)
    ask(buzzers.id)
    host(buzzers.id, "open_buzz")
    assert refused(lambda: _press(buzzers, looker)) == "not_contestant"
    assert refused(lambda: _press(buzzers, gone)) == "unknown_player"
    assert refused(lambda: _press(buzzers, "p999")) == "unknown_player"


def test_a_race_has_one_winner_and_keeps_everybody(app: Flask, make_live: Callable[..., LiveContest]) -> None:
    contest = make_live(sheet=BUZZERS, teams=[f"{n}队" for n in range(PHONES)])
    players = [enter(contest.id, f"选手{n}", f"t{n + 1}").player for n in range(PHONES)]
    ask(contest.id)
    host(contest.id, "open_buzz")
    told: dict[str, str] = {}
    begin, contest_id = threading.Barrier(PHONES), contest.id

    def phone(player: str) -> None:
        with app.app_context():
            begin.wait()
            try:
                room.press(contest_id, player, "q1", now=clock.now(), rtt=None, reaction=None)
                told[player] = "first"
            except Refused as refused:
                told[player] = refused.code

    threads = [threading.Thread(target=phone, args=(player,)) for player in players]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told.values()) == ["first"] + ["too_late"] * (PHONES - 1)
    kept = pressing.lines(contest.id, 1)
    assert len(kept) == PHONES
    assert kept[0].outcome == "first"
    assert told[kept[0].player] == "first"
    pressed = [one for one in room.state_of(contest.id).history if one.kind == "pressed"]
    assert len(pressed) == 1


# --- fair buzz ---------------------------------------------------------------------------------------


def _echoes(contest: LiveContest, player: str, trip: int, count: int = 6, delay: int = 0) -> None:
    """Let a phone send its echoes back, each `trip` + `delay` milliseconds after it was sent."""
    at = clock.now() - timedelta(seconds=60)
    stamp = room.echo(contest.id, player, None, now=at)
    for _ in range(count):
        at += timedelta(milliseconds=trip + delay)
        stamp = room.echo(contest.id, player, stamp, now=at)


def _opened(contest: LiveContest) -> datetime:
    ask(contest.id)
    host(contest.id, "open_buzz")
    return clock.now()


def _decided(app: Flask, contest: LiveContest, made: list[tuple[str, datetime]]) -> State:
    """Have presses arrive in this order, the later ones while the first is being decided."""
    threads, contest_id = [], contest.id
    for player, at in made:

        def work(player: str = player, at: datetime = at) -> None:
            with app.app_context(), suppress(Refused):
                room.press(contest_id, player, "q1", now=at, rtt=None, reaction=None)

        threads.append(threading.Thread(target=work))
        threads[-1].start()
    for thread in threads:
        thread.join(10)
    return room.state_of(contest.id)


@pytest.fixture
def fair(make_live: Callable[..., LiveContest]) -> tuple[LiveContest, tuple[str, str, str]]:
    contest = make_live(sheet=BUZZERS, teams=TEAMS, fair_buzz=True)
    first, second, third = (enter(contest.id, f"选手{n}", f"t{n}", 1).player for n in (1, 2, 3))
    return contest, (first, second, third)


def test_a_longer_way_is_credited(app: Flask, fair: tuple[LiveContest, tuple[str, str, str]]) -> None:
    contest, (near, far, third) = fair
    _echoes(contest, near, 20)
    _echoes(contest, far, 40)
    _echoes(contest, third, 30)
    opened = _opened(contest)
    at = opened + timedelta(milliseconds=300)
    state = _decided(app, contest, [(near, at), (far, at + timedelta(milliseconds=12))])
    assert state.asked is not None
    assert state.asked.answerer == "t2"
    data = next(one.data for one in state.history if one.kind == "pressed")
    assert [one["to"] for one in data["order"]] == ["t1", "t2"]
    assert (data["credit"], data["rtt"], data["uncertain"]) == (40, 40, False)


def test_presses_as_good_as_together_are_shown_so(
    app: Flask, fair: tuple[LiveContest, tuple[str, str, str]]
) -> None:
    contest, (near, far, _) = fair
    _echoes(contest, near, 20)
    _echoes(contest, far, 30)
    at = _opened(contest) + timedelta(milliseconds=300)
    state = _decided(app, contest, [(near, at), (far, at + timedelta(milliseconds=9))])
    assert state.asked is not None
    assert state.asked.presses[-1].uncertain


def test_whoever_delays_the_echoes_buys_nothing(
    app: Flask, fair: tuple[LiveContest, tuple[str, str, str]]
) -> None:
    """B3: a way made long is worth at most twice what is usual in the hall, and never more than 50 ms."""
    contest, (near, cheat, third) = fair
    _echoes(contest, near, 10)
    _echoes(contest, third, 10)
    _echoes(contest, cheat, 10, delay=900)
    at = _opened(contest) + timedelta(milliseconds=300)
    state = _decided(app, contest, [(near, at), (cheat, at + timedelta(milliseconds=12))])
    assert state.asked is not None
    assert state.asked.answerer == "t1"


def test_echoes_after_the_question_say_nothing(fair: tuple[LiveContest, tuple[str, str, str]]) -> None:
    contest, (near, _, _) = fair
    opened = _opened(contest)
    at = opened + timedelta(milliseconds=10)
    stamp = room.echo(contest.id, near, None, now=at)
    for _ in range(8):
        at += timedelta(milliseconds=30)
        stamp = room.echo(contest.id, near, stamp, now=at)
    done = room.press(contest.id, near, "q1", now=at, rtt=400, reaction=None)
    assert done.appended[0].data["credit"] == 0


def test_a_stamp_that_was_not_given_out_measures_nothing(
    fair: tuple[LiveContest, tuple[str, str, str]],
) -> None:
    contest, (near, _, _) = fair
    at = clock.now() - timedelta(seconds=60)
    first = room.echo(contest.id, near, None, now=at)
    for n in range(1, 8):
        room.echo(contest.id, near, first - 40, now=at + timedelta(milliseconds=50 * n))
    opened = _opened(contest)
    done = room.press(
        contest.id, near, "q1", now=opened + timedelta(milliseconds=200), rtt=None, reaction=None
    )
    assert done.appended[0].data["credit"] == 0


def test_without_the_option_only_arrival_counts(
    app: Flask, buzzers: LiveContest, phones: tuple[str, str, str]
) -> None:
    _echoes(buzzers, phones[0], 5)
    _echoes(buzzers, phones[1], 45)
    at = _opened(buzzers) + timedelta(milliseconds=300)
    done = _press(buzzers, phones[0], at=at)
    assert "credit" not in done.appended[0].data
    assert done.state.asked is not None
    assert done.state.asked.phase is Phase.ANSWERING
