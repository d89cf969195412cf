"""The line of a stream: the pump writes to it while its greenlet waits, in order, whole, and never both at once."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from quizapp.live.models import LiveContest
from quizapp.web.line import Line, line_of_request
from tests.support import live
from tests.support.sse import Frame, Listening, parsed

pytestmark = pytest.mark.pages

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """The server's end, which never waits, and the client's."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.settimeout(5)
    yield ours, theirs
    ours.close()
    theirs.close()


def dechunked(raw: bytes) -> bytes:
    """Return what stands in the chunks of a body; each must be whole."""
    body = b""
    while raw:
        size, _, raw = raw.partition(b"\r\n")
        length = int(size, 16)
        assert raw[length : length + 2] == b"\r\n"
        body, raw = body + raw[:length], raw[length + 2 :]
    return body


def test_a_line_is_taken_until_its_greenlet_waits(pair: Pair) -> None:
    line = Line(pair[0])
    assert not line.take()
    line.release()
    assert line.take()
    assert not line.take()


def test_what_is_written_arrives_as_a_chunk(pair: Pair) -> None:
    line = Line(pair[0])
    assert line.write("data: 一\n\n".encode())
    assert dechunked(pair[1].recv(100)) == "data: 一\n\n".encode()


def test_what_does_not_fit_goes_out_before_anything_else(pair: Pair) -> None:
    ours, theirs = pair
    line, large, small = Line(ours), b"x" * 5_000_000, b"then this"
    assert not line.write(large)
    got: list[bytes] = []

    def read() -> None:
        while len(b"".join(got)) < len(large) + len(small):
            got.append(theirs.recv(1_000_000))

    reader = threading.Thread(target=read)
    reader.start()
    line.release()
    ours.setblocking(True)  # as the greenlet's own writes wait for room
    with line.held():
        ours.sendall(b"%x\r\n%b\r\n" % (len(small), small))
    theirs.settimeout(1)
    reader.join(5)
    assert dechunked(b"".join(got) + rest_of(theirs)) == large + small


def rest_of(theirs: socket.socket) -> bytes:
    theirs.setblocking(False)
    try:
        return theirs.recv(1000)
    except BlockingIOError:
        return b""


def test_a_line_whose_other_end_is_gone_is_left_to_its_greenlet(pair: Pair) -> None:
    ours, theirs = pair
    theirs.close()
    line = Line(ours)
    assert not line.write(b"anybody?")
    ours.close()
    assert not line.write(b"anybody?")


@pytest.mark.parametrize(
    ("environ", "is_open"),
    [
        ({"gunicorn.socket": object(), "SERVER_PROTOCOL": "HTTP/1.1"}, True),
        ({"gunicorn.socket": object(), "SERVER_PROTOCOL": "HTTP/1.0"}, False),  # no chunks there
        ({"SERVER_PROTOCOL": "HTTP/1.1"}, False),
    ],
)
def test_others_write_only_where_the_server_hands_out_a_plain_connection(
    app: Flask, environ: dict[str, object], is_open: bool
) -> None:
    with app.test_request_context(environ_overrides=environ):
        assert line_of_request().is_open_to_others is is_open


def test_a_phone_that_waits_is_told_on_its_line_and_woken_when_it_has_to_go(
    everybody: LiveContest, app: Flask, pair: Pair
) -> None:
    ours, theirs = pair
    phone = live.enter(everybody.id, "安")
    heard = Listening(
        app.test_client(use_cookies=False).get(
            f"/api/v1/live/{everybody.pin}/stream",
            headers={"Authorization": f"Bearer {phone.token}"},
            environ_overrides={"gunicorn.socket": ours, "SERVER_PROTOCOL": "HTTP/1.1"},
        )
    )
    assert heard.next().event == "snapshot"
    ended = threading.Event()
    threading.Thread(
        target=lambda: (list(heard.rest()), ended.set())
    ).start()  # the greenlet, which now waits
    state = live.ask(everybody.id)
    frames: list[Frame] = []
    while not frames or frames[-1].id != state.n:
        frames += parsed(dechunked(theirs.recv(100_000)).decode())
    assert [(one.id, one.event) for one in frames] == [(2, "round_started"), (3, "asked")]
    assert frames[-1].data["mine"]["situation"] == "answer"
    assert not ended.is_set()
    live.host(everybody.id, "remove", player=phone.player)
    assert parsed(dechunked(theirs.recv(100_000)).decode())[0].event == "removed"
    assert ended.wait(5)
    heard.close()
