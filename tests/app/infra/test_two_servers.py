"""Two real servers on one PostgreSQL and one Redis: a screen at one follows what happens at the other."""

from __future__ import annotations

import http.client
import json
import re
import select
import time
from collections.abc import Iterator
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

import psycopg
import pytest

from tests.support import postgres
from tests.support.server import Server, serving

PATIENCE = 20.0
ADMIN = {"QUIZAPP_ADMIN_USERNAME": "boss", "QUIZAPP_ADMIN_PASSWORD": "a quiet river"}


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="module", params=["redis", "no redis"])
def servers(request: pytest.FixtureRequest, database: str, redis_url: str) -> Iterator[tuple[Server, Server]]:
    """Two of them with one data folder; without Redis PostgreSQL carries the wake-ups."""
    env = {**ADMIN, "QUIZAPP_DATABASE_URL": database}
    if request.param == "redis":
        env["QUIZAPP_REDIS_URL"] = redis_url
    with serving(env=env) as one, serving(data=one.data, env=env) as other:
        yield one, other


class Browser:
    """Just enough of one: keeps cookies, carries the form's token."""

    def __init__(self) -> None:
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, url: str) -> str:
        with self._opener.open(url, timeout=PATIENCE) as reply:
            return str(reply.read().decode())

    def post(self, page: str, url: str, **form: object) -> str:
        token = re.search(r'name="csrf-token" content="([^"]+)"', self.get(page))
        assert token
        body = urlencode({"csrf_token": token[1], **form}, doseq=True).encode()
        with self._opener.open(Request(url, data=body), timeout=PATIENCE) as reply:
            return str(reply.read().decode())


class Stream:
    """A screen's stream of wake-ups."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
        self._connection.request("GET", parts.path)
        self._reply = self._connection.getresponse()
        assert self._reply.status == 200

    def hears(self, wanted: str) -> bool:
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            line = self._reply.readline().decode()
            if line.startswith("data: ") and json.loads(line[6:]) == wanted:
                return True
        return False

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def browser(servers: tuple[Server, Server]) -> Browser:
    """Signed in at the first server."""
    base, signed_in = servers[0].base, Browser()
    signed_in.post(f"{base}/sign-in", f"{base}/sign-in", account="boss", password="a quiet river")
    return signed_in


def new_screen(browser: Browser, base: str) -> tuple[str, str]:
    """Make a screen; return where it is shown and where it is changed."""
    options = {"name": "会议室", "boards": ["members"], "period": "month", "seconds": 15, "theme": "dark"}
    page = browser.post(f"{base}/display/", f"{base}/display/", **options)
    shown, changed = re.search(r"(/display/[\w-]{20,})", page), re.search(r"(/display/\d+)/edit", page)
    assert shown
    assert changed
    return shown[1], changed[1]


def test_a_change_at_one_wakes_the_screen_at_the_other(
    servers: tuple[Server, Server], browser: Browser
) -> None:
    one, other = servers
    shown, changed = new_screen(browser, one.base)
    stream = Stream(f"{other.base}{shown}/stream")
    edit = f"{one.base}{changed}/edit"
    browser.post(edit, edit, name="大厅", boards=["members"], period="week", seconds=8, theme="light")
    assert stream.hears("screen")
    stream.close()


def test_a_session_opened_at_one_holds_at_the_other_and_ends_at_both(
    servers: tuple[Server, Server], browser: Browser
) -> None:
    one, other = servers
    assert "管理员" in browser.get(f"{other.base}/profile")
    browser.post(f"{one.base}/profile", f"{one.base}/sign-out")
    give_up = time.monotonic() + 5  # less than what a process keeps an identity for
    while "csrf-token" in (page := browser.get(f"{other.base}/profile")) and 'name="account"' not in page:
        assert time.monotonic() < give_up
        time.sleep(0.1)


def test_a_request_that_waits_for_the_database_stops_no_other(
    servers: tuple[Server, Server], database: str
) -> None:
    """Each server is one process with one thread: its driver must wait cooperatively."""
    base = servers[0].base
    with psycopg.connect(database) as connection:
        connection.execute("LOCK TABLE screen IN ACCESS EXCLUSIVE MODE")
        waiting = http.client.HTTPConnection(urlsplit(base).netloc, timeout=PATIENCE)
        waiting.request("GET", "/display/no-such-token")
        time.sleep(0.3)
        begun = time.monotonic()
        health = http.client.HTTPConnection(urlsplit(base).netloc, timeout=PATIENCE)
        health.request("GET", "/healthz")
        assert health.getresponse().status == 200
        assert time.monotonic() - begun < 1
        assert not select.select([waiting.sock], [], [], 0)[0]  # it does wait
        health.close()
    assert waiting.getresponse().status == 404
    waiting.close()


def test_both_are_ready(servers: tuple[Server, Server]) -> None:
    for server in servers:
        assert json.loads(Browser().get(f"{server.base}/readyz"))["status"] == "ok"
