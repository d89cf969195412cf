"""The feed: nothing missed and nothing twice, whatever is cut; one view for each kind of viewer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from quizapp.core import clock
from quizapp.core.services import services
from quizapp.extensions import db
from quizapp.live import feed, hall, log, room, stream, views
from quizapp.live.engine.events import Command
from quizapp.live.models import LiveContest
from tests.fixtures.app import Client
from tests.support import live
from tests.support.sse import Frame, Listening

Listen = Callable[..., Listening]


@pytest.fixture
def listen(app: Flask) -> Iterator[Listen]:
    """Open a stream as a phone by token, or as a member's browser."""
    opened: list[Listening] = []

    def open_one(contest: LiveContest, token: str, after: int | None = None, **query: Any) -> Listening:
        headers = {"Authorization": f"Bearer {token}"}
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        client = app.test_client(use_cookies=False)
        found = client.get(f"/api/v1/live/{contest.pin}/stream", headers=headers, query_string=query)
        opened.append(Listening(found))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def host_token(organiser: Any) -> str:
    from quizapp.accounts import service

    token = service.create_token(organiser, "host", None, clock.now())
    db.session.commit()
    return token


def numbers(frames: list[Frame]) -> list[int]:
    return [one.id for one in frames if one.id is not None]


def test_a_stream_begins_with_a_snapshot_and_follows_the_log(everybody: LiveContest, listen: Listen) -> None:
    phone = live.enter(everybody.id, "安")
    heard = listen(everybody, phone.token)
    first = heard.next()
    assert (first.event, first.id) == ("snapshot", 1)
    assert 1_000 <= (first.retry or 0) <= 5_000
    assert first.data["sequence"] == 1
    assert first.data["view"]["state"] == "lobby"
    assert first.data["mine"]["situation"] == "lobby"
    state = live.ask(everybody.id)
    frames = heard.until(state.n)
    assert [(one.id, one.event) for one in frames] == [(2, "round_started"), (3, "asked")]
    assert frames[-1].data["view"]["question"]["id"] == "q1"
    assert frames[-1].data["mine"]["situation"] == "answer"
    assert frames[-1].data["now"] == frames[-1].data["view"]["now"]


def test_a_resumed_stream_misses_nothing_and_doubles_nothing(everybody: LiveContest, listen: Listen) -> None:
    phone = live.enter(everybody.id, "安")
    heard = listen(everybody, phone.token)
    heard.next()
    live.ask(everybody.id)
    seen = numbers(heard.until(3))
    heard.close()
    live.host(everybody.id, "close")
    live.host(everybody.id, "reveal")
    again = listen(everybody, phone.token, after=seen[-1])
    first = again.next()
    assert (first.id, first.retry is not None) == (4, True)
    seen += [4, *numbers(again.until(5))]
    live.host(everybody.id, "ask")
    seen += numbers(again.until(6))
    assert seen == [2, 3, 4, 5, 6]


def test_what_happens_between_looking_and_following_is_told_once(
    everybody: LiveContest, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = live.enter(everybody.id, "安")
    look = hall.state_of

    def slowly(contest_id: int) -> Any:
        monkeypatch.setattr(stream, "hall", hall)
        live.ask(contest_id)  # a step falls in just before the first look
        found = look(contest_id)
        live.host(contest_id, "pause")  # and another one just after it
        return found

    feed.feed_of(everybody.id).follow(None)  # somebody is there already, so the feed runs
    # For the stream alone: the feed looks too, in a thread of its own.
    monkeypatch.setattr(stream, "hall", SimpleNamespace(state_of=slowly))
    heard = listen(everybody, phone.token)
    first = heard.next()
    seen = [first.id, *numbers(heard.until(4))]
    live.host(everybody.id, "resume")
    seen += numbers(heard.until(5))
    assert seen == sorted({n for n in seen if n is not None})
    assert seen[-2:] == [4, 5]


def test_who_is_current_gets_the_view_without_a_number(everybody: LiveContest, listen: Listen) -> None:
    phone = live.enter(everybody.id, "安")
    first = listen(everybody, phone.token, after=1).next()
    assert (first.event, first.id, first.data["sequence"]) == ("snapshot", None, 1)


def test_who_missed_too_much_gets_the_state_alone(
    everybody: LiveContest, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MOST_MISSED", 3)
    phone = live.enter(everybody.id, "安")
    live.ask(everybody.id)
    live.host(everybody.id, "close")
    live.host(everybody.id, "reveal")
    assert listen(everybody, phone.token, after=2).next().id == 3
    first = listen(everybody, phone.token, after=1).next()
    assert (first.event, first.id) == ("snapshot", 5)
    unknown = listen(everybody, phone.token, after=99).next()
    assert (unknown.event, unknown.id) == ("snapshot", 5)


@pytest.mark.parametrize("given", ["x", "-1", "1.5", "", "²", "9" * 30])
def test_a_number_that_is_none_counts_as_none(everybody: LiveContest, app: Flask, given: str) -> None:
    phone = live.enter(everybody.id, "安")
    client = app.test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {phone.token}"}
    found = client.get(f"/api/v1/live/{everybody.pin}/stream", headers=headers, query_string={"after": given})
    heard = Listening(found)
    assert heard.next().event == "snapshot"
    heard.close()


def test_a_player_has_one_stream(everybody: LiveContest, listen: Listen) -> None:
    phone = live.enter(everybody.id, "安")
    first = listen(everybody, phone.token)
    first.next()
    second = listen(everybody, phone.token)
    second.next()
    assert first.next().event == "replaced"
    with pytest.raises(StopIteration):
        first.next()
    live.ask(everybody.id)
    assert numbers(second.until(3)) == [2, 3]
    assert feed.online(everybody.id) == {phone.player}
    second.close()
    assert feed.online(everybody.id) == frozenset()


def test_the_token_may_stand_in_the_address(everybody: LiveContest, app: Flask) -> None:
    phone = live.enter(everybody.id, "安")
    client = app.test_client(use_cookies=False)
    heard = Listening(client.get(f"/api/v1/live/{everybody.pin}/stream?token={phone.token}"))
    assert heard.next().data["mine"]["player"] == phone.player
    heard.close()


def test_the_counter_goes_to_the_host_and_not_to_phones(
    everybody: LiveContest, listen: Listen, host_token: str
) -> None:
    phones = [live.enter(everybody.id, name) for name in ("安", "白", "陈")]
    state = live.ask(everybody.id)
    host, phone = listen(everybody, host_token), listen(everybody, phones[0].token)
    assert host.next().data["view"]["expected"] == 3
    assert (host.next().data["received"], phone.next().event) == (0, "snapshot")
    room.answer(everybody.id, phones[1].player, "q1", live.option(state), now=clock.now())
    tick = host.next()
    assert (tick.event, tick.id) == ("count", None)
    assert tick.data == {"received": 1, "expected": 3, "answered": [phones[1].player]}
    live.host(everybody.id, "close")
    assert phone.next().event == "closed"


def test_a_host_who_comes_late_is_told_the_counter(
    everybody: LiveContest, listen: Listen, host_token: str
) -> None:
    one, two = live.enter(everybody.id, "安"), live.enter(everybody.id, "白")
    state = live.ask(everybody.id)
    first = listen(everybody, host_token)
    assert (first.next().event, first.next().data["received"]) == ("snapshot", 0)
    for player in (one.player, two.player):
        room.answer(everybody.id, player, "q1", live.option(state), now=clock.now())
    late = listen(everybody, host_token, after=state.n)
    assert (late.next().event, late.next().data["received"]) == ("snapshot", 2)


def test_many_ticks_are_told_as_few(
    everybody: LiveContest, listen: Listen, host_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = listen(everybody, host_token)
    host.next()
    told: list[float] = []
    monkeypatch.setattr(feed.Feed, "tick", lambda self: told.append(1))
    for _ in range(50):
        services().bus.publish(hall.channel(everybody.id), hall.COUNT)
    live.host(everybody.id, "lock")
    while host.next().event != "locked":
        pass
    assert len(told) <= 2


def test_the_host_sees_the_key_and_what_happened(
    everybody: LiveContest, listen: Listen, host_token: str
) -> None:
    heard = listen(everybody, host_token)
    heard.next()
    state = live.ask(everybody.id)
    shown = heard.until(state.n)[-1].data["view"]
    assert shown["question"]["key"] == [live.option(state)]
    assert shown["log"][-1]["n"] == state.n
    assert shown["undo"]


def test_others_coming_in_cost_a_phone_no_view(
    everybody: LiveContest, listen: Listen, host_token: str
) -> None:
    phone = live.enter(everybody.id, "安")
    heard, host = listen(everybody, phone.token), listen(everybody, host_token)
    heard.next()
    host.next()
    other = live.enter(everybody.id, "白")
    light = heard.until(2)[-1]
    assert (light.event, light.data["people_count"]) == ("joined", 2)
    assert not {"view", "html", "mine"} & light.data.keys()
    assert host.until(2)[-1].data["view"]["people_count"] == 2
    live.host(everybody.id, "rename", player=phone.player, name="小安")
    assert heard.until(3)[-1].data["mine"]["name"] == "小安"
    live.host(everybody.id, "remove", player=other.player)
    assert "view" not in heard.until(4)[-1].data
    live.host(everybody.id, "remove", player=phone.player)
    assert heard.until(5)[-1].data["mine"]["situation"] == "removed"


def test_a_crowd_coming_in_is_told_in_few_pieces(
    everybody: LiveContest, listen: Listen, host_token: str
) -> None:
    host = listen(everybody, host_token)
    host.next()
    for number in range(12):
        live.enter(everybody.id, f"人{number}")
    frames = host.until(12)
    assert numbers(frames) == list(range(1, 13))
    assert sum("view" in one.data for one in frames) < 12
    assert frames[-1].data["view"]["people_count"] == 12


def test_a_view_is_made_once_for_all_of_a_kind(
    everybody: LiveContest, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones = [listen(everybody, live.enter(everybody.id, name).token) for name in ("安", "白", "陈")]
    for phone in phones:
        phone.next()
    made: list[str] = []
    real = views.Views._json
    monkeypatch.setattr(views.Views, "_json", lambda self, *role: made.append(role[0]) or real(self, *role))
    state = live.ask(everybody.id)
    for phone in phones:
        assert "view" in phone.until(state.n)[-1].data
    assert 1 <= len(made) <= 2  # two steps, each made at most once


def test_what_another_process_did_is_seen(everybody: LiveContest, listen: Listen) -> None:
    """Another process appends to the log and its message reaches this one's bus."""
    phone = live.enter(everybody.id, "安")
    heard = listen(everybody, phone.token)
    heard.next()
    _elsewhere(everybody.id)
    services().bus.publish(hall.channel(everybody.id), "2")
    assert heard.next().event == "locked"


def test_a_lost_message_costs_seconds_and_no_event(
    everybody: LiveContest, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "LOOK_SECONDS", 0.1)
    phone = live.enter(everybody.id, "安")
    heard = listen(everybody, phone.token)
    heard.next()
    _elsewhere(everybody.id)
    assert (heard.next().id, heard.received.count("event: locked")) == (2, 1)


def _elsewhere(contest_id: int) -> None:
    """Append to the log as another process does: past this one's memory."""
    from quizapp.live.engine import game

    state = hall.state_of(contest_id)
    now = room.now_ms(clock.now())
    after, logged = game.apply(state, Command("lock", {"on": True}), now)
    assert log.append(contest_id, logged, after, None, ())
    hall.rooms()[contest_id].looked = 0.0


def test_a_heartbeat_says_the_time(
    everybody: LiveContest, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)
    heard = listen(everybody, live.enter(everybody.id, "安").token)
    heard.next()
    beat = heard.next()
    assert (beat.event, beat.id, set(beat.data)) == ("heartbeat", None, {"now"})


def test_no_database_session_is_held_while_a_stream_waits(everybody: LiveContest, listen: Listen) -> None:
    heard = listen(everybody, live.enter(everybody.id, "安").token)
    heard.next()
    live.ask(everybody.id)
    heard.until(3)
    db.session.remove()
    assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # a queue pool's


def test_a_stopping_server_lets_its_streams_go(everybody: LiveContest, listen: Listen) -> None:
    heard = listen(everybody, live.enter(everybody.id, "安").token)
    heard.next()
    services().bus.let_go()
    assert heard.next().event == "closing"
    with pytest.raises(StopIteration):
        heard.next()


def test_whoever_is_sent_out_hears_that_and_no_more(everybody: LiveContest, listen: Listen) -> None:
    phone, other = live.enter(everybody.id, "安"), live.enter(everybody.id, "白")
    heard = listen(everybody, phone.token)
    heard.next()
    live.host(everybody.id, "remove", player=other.player)
    assert heard.until(3)[-1].event == "removed"
    live.host(everybody.id, "remove", player=phone.player)
    assert heard.until(4)[-1].data["mine"]["situation"] == "removed"
    live.ask(everybody.id)
    with pytest.raises(StopIteration):
        heard.next()


def test_a_phone_that_answered_is_not_asked_again(everybody: LiveContest, listen: Listen) -> None:
    phone = live.enter(everybody.id, "安")
    heard = listen(everybody, phone.token)
    heard.next()
    state = live.ask(everybody.id)
    heard.until(state.n)
    room.answer(everybody.id, phone.player, "q1", live.option(state), now=clock.now())
    live.host(everybody.id, "extend", seconds=10)
    own = heard.next().data["mine"]
    assert (own["situation"], own["answered"]) == ("answered", live.option(state))
    again = listen(everybody, phone.token).next().data["mine"]
    assert (again["situation"], again["answered"]) == ("answered", live.option(state))


def test_polling_gives_the_same_events(everybody: LiveContest, listen: Listen, app: Flask) -> None:
    phone = live.enter(everybody.id, "安")
    heard = listen(everybody, phone.token)
    heard.next()
    live.ask(everybody.id)
    live.host(everybody.id, "close")
    streamed = [(one.id, one.event) for one in heard.until(4)]
    polled = _poll(app, everybody, phone.token, after=1)
    assert [(one["id"], one["event"]) for one in polled["events"]] == streamed
    assert polled["sequence"] == 4
    assert polled["events"][-1]["data"]["view"]["phase"] == "closed"
    assert _poll(app, everybody, phone.token, after=4)["events"] == []
    (first,) = _poll(app, everybody, phone.token)["events"]
    assert (first["event"], first["id"]) == ("snapshot", 4)


def test_polling_costs_nothing_while_nothing_happens(everybody: LiveContest, app: Flask) -> None:
    phone = live.enter(everybody.id, "安")
    client = app.test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {phone.token}"}
    path = f"/api/v1/live/{everybody.pin}/events?after=1"
    first = client.get(path, headers=headers)
    headers["If-None-Match"] = first.headers["ETag"]
    same = client.get(path, headers=headers)
    assert (same.status_code, same.data) == (304, b"")
    live.ask(everybody.id)
    assert client.get(path, headers=headers).status_code == 200


def _poll(app: Flask, contest: LiveContest, token: str, **query: Any) -> Any:
    client = app.test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {token}"}
    return client.get(f"/api/v1/live/{contest.pin}/events", headers=headers, query_string=query).json


def test_a_feed_that_nobody_follows_ends(
    everybody: LiveContest, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "LINGER_SECONDS", 0.0)
    monkeypatch.setattr(feed, "LOOK_SECONDS", 0.05)
    token = live.enter(everybody.id, "安").token
    heard = listen(everybody, token)
    heard.next()
    pump = feed.feed_of(everybody.id)._pump
    assert pump is not None
    heard.close()
    pump._thread.join(5)
    assert not pump._thread.is_alive()
    again = listen(everybody, token)  # and begins anew for whoever comes
    assert again.next().event == "snapshot"
    live.ask(everybody.id)
    assert numbers(again.until(3)) == [2, 3]


def test_the_phones_page_gets_html_and_its_own_part(
    everybody: LiveContest, listen: Listen, client: Client
) -> None:
    phone = live.enter(everybody.id, "安")
    client.set_cookie(f"live_{everybody.id}", phone.token)
    heard = Listening(client.get(f"/live/{everybody.pin}/stream?html=1"))
    first = heard.next()
    assert "data-situation" in first.data["html"]
    assert (first.data["mine"]["name"], "view" in first.data) == ("安", False)
    heard.close()


def test_a_broken_look_ends_no_stream(
    everybody: LiveContest, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "LOOK_SECONDS", 0.05)
    heard = listen(everybody, live.enter(everybody.id, "安").token)
    heard.next()
    real = feed._answers
    failed: list[int] = []

    def once(*values: Any) -> Any:
        if not failed:
            failed.append(1)
            raise OSError("the database is away")
        return real(*values)

    monkeypatch.setattr(feed, "_answers", once)
    live.ask(everybody.id)
    assert numbers(heard.until(3)) == [2, 3]
    assert failed
    assert db.session.scalar(text("SELECT sequence FROM live_contest")) == 3
