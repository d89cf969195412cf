"""Can you reach me: the phone's page, the organiser's, and the address that links and codes carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from quizapp import create_app
from quizapp.accounts import queries
from quizapp.accounts.models import Member
from quizapp.config import Settings
from quizapp.core.services import services
from quizapp.extensions import db
from quizapp.infra import addresses
from quizapp.infra.addresses import Address
from quizapp.web import links
from tests.fixtures.app import Client

pytestmark = pytest.mark.pages

WIFI, DOCKER = Address("192.168.1.20", "wlan0", default=True), Address("172.17.0.1", "docker0")
PHONE = {"REMOTE_ADDR": "192.168.1.77"}


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer stands in a room's network."""
    monkeypatch.setattr(addresses, "local_addresses", lambda: [DOCKER, WIFI, Address("127.0.0.1", "lo")])


@pytest.fixture
def open_client(settings: Settings, app: Flask) -> Iterator[Client]:
    """A client of the same installation, started with HOST=0.0.0.0."""
    other = create_app(replace(settings, host="0.0.0.0"))
    other.test_client_class = Client
    yield other.test_client()  # type: ignore[misc]  # set by test_client_class
    with other.app_context():
        services().close()
        db.engine.dispose()


def test_a_phone_sees_that_it_is_connected_and_how(client: Client) -> None:
    page = client.get("/reach", base_url="http://192.168.1.20:8000", environ_overrides=PHONE).text
    assert "连上了" in page
    assert "http://192.168.1.20:8000" in page
    assert "192.168.1.77" in page
    for word in ("防火墙", "隔离", "8000/tcp"):
        assert word in page


@pytest.mark.parametrize("own", ["127.0.0.1", "::1", "192.168.1.20"])
def test_the_computer_itself_is_no_phone(open_client: Client, own: str) -> None:
    place = services().bus.subscribe("reach")
    page = open_client.get("/reach", environ_overrides={"REMOTE_ADDR": own}).text
    assert 'data-reach="here"' in page
    assert "http://192.168.1.20:8000/reach" in page
    assert "<svg" in page
    while (told := place.next(0.2)) is not None:
        assert told == ""  # a bus between processes says "look again" once its line stands


def test_on_loopback_alone_the_page_says_how_to_open_up(client: Client) -> None:
    page = client.get("/reach").text
    assert "HOST=0.0.0.0 make serve" in page


def test_the_organiser_hears_of_each_phone(client: Client, organiser: Member, member: Member) -> None:
    assert client.get("/reach/guide").status_code == 302
    client.login(member)
    assert client.get("/reach/guide").status_code == 403
    assert client.get("/reach/stream").status_code == 403
    client.login(organiser)
    assert client.get("/reach/guide").status_code == 200
    stream = iter(client.get("/reach/stream").response)
    assert b"phone" in next(stream)
    visitor: Any = client.application.test_client()
    visitor.get("/reach", environ_overrides=PHONE)
    assert b'"192.168.1.77"' in next(stream)


def test_what_was_seen_is_told_to_this_computer_alone(client: Client) -> None:
    assert client.get("/reach/seen", environ_overrides=PHONE).status_code == 404
    assert client.get("/reach/seen", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert client.get("/reach/seen").mimetype == "text/event-stream"


def links_of(client: Client) -> str:
    """The address in the codes that an organiser hands out."""
    found = re.search(r"(http[^<\"\s]*)/reach[<\"]", client.get("/reach/guide").text)
    assert found
    return found[1]


def test_codes_carry_the_rooms_address(open_client: Client, client: Client, admin: Member) -> None:
    open_client.login(admin)
    assert links_of(open_client) == "http://192.168.1.20:8000"
    with open_client.application.test_request_context(base_url="http://10.0.0.9:8000"):
        assert links.base_url() == "http://10.0.0.9:8000"  # it was reached there
    client.login(admin)
    assert links_of(client) == "http://localhost"  # it listens to nobody else
    assert "只有这台电脑能打开" in client.get("/reach/guide").text


def test_the_administrator_chooses_among_the_addresses_or_types_one(
    open_client: Client, admin: Member, organiser: Member
) -> None:
    open_client.login(admin)
    page = open_client.get("/site").text
    for choice in ("自动：http://192.168.1.20:8000", "192.168.1.20 wlan0", "172.17.0.1 docker0", "其他地址"):
        assert choice in page
    choose = {"choice": "http://172.17.0.1:8000"}
    assert open_client.post("/site/address", data=choose).location == "/reach/guide"
    assert links_of(open_client) == "http://172.17.0.1:8000"
    typed = {"choice": "other", "public_url": "https://quiz.example.test/"}
    assert open_client.post("/site/address", data=typed).status_code == 302
    assert links_of(open_client) == "https://quiz.example.test"
    assert "https://quiz.example.test/i/" in open_client.post(f"/members/{organiser.id}/link").text
    assert 'value="https://quiz.example.test"' in open_client.get("/site").text
    open_client.post("/site", data={"name": "学习"})
    assert queries.site().public_url == "https://quiz.example.test"
    assert open_client.post("/site/address", data={"choice": ""}).status_code == 302
    assert links_of(open_client) == "http://192.168.1.20:8000"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "192.168.1.20",
        "javascript:alert(1)",
        "ftp://192.168.1.20",
        "http://",
        "http://:8000",
        "http://h:0",
        "http://h:99999",
        "http://h:x",
        "http://[",
        "http://h/path",
        "http://h?x=1",
        "http://h x",
        "http://" + "h" * 300,
    ],
)
def test_an_address_is_scheme_host_and_port(client: Client, admin: Member, typed: str) -> None:
    client.login(admin)
    reply = client.post("/site/address", data={"choice": "other", "public_url": typed})
    assert reply.status_code == 422
    assert queries.site().public_url == ""


def test_a_choice_that_is_not_offered_is_refused(client: Client, admin: Member, organiser: Member) -> None:
    client.login(admin)
    assert client.post("/site/address", data={"choice": "http://8.8.8.8:8000"}).status_code == 422
    assert client.post("/site/address", data={}).status_code == 422
    client.login(organiser)
    assert client.post("/site/address", data={"choice": ""}).status_code == 403


def test_the_variable_wins_and_is_shown(settings: Settings, client: Client, admin: Member) -> None:
    client.login(admin)
    client.post("/site/address", data={"choice": "other", "public_url": "http://10.0.0.5:8000"})
    named, admin_id = create_app(replace(settings, public_url="http://10.0.0.6:8000")), admin.id
    named.test_client_class = Client
    with named.app_context():
        other: Any = named.test_client()
        other.login(db.session.get_one(Member, admin_id))  # read through its own engine
        assert links_of(other) == "http://10.0.0.6:8000"
        assert "QUIZAPP_PUBLIC_URL" in other.get("/site").text
        services().close()
        db.session.remove()
        db.engine.dispose()


def test_an_address_the_computer_lost_is_pointed_out(client: Client, admin: Member) -> None:
    client.login(admin)
    client.post("/site/address", data={"choice": "other", "public_url": "http://192.168.1.99:8000"})
    for path in ("/site", "/reach/guide"):
        assert "现在不在这台电脑上" in client.get(path).text
    client.post("/site/address", data={"choice": "http://192.168.1.20:8000"})
    for path in ("/site", "/reach/guide"):
        assert "现在不在这台电脑上" not in client.get(path).text


def test_a_link_is_judged_by_its_host(app: Flask) -> None:
    assert [links.is_local(f"http://{host}/x") for host in ("127.0.0.1:1", "localhost", "[::1]:8", "h")] == [
        True,
        True,
        True,
        False,
    ]
    assert not links.is_elsewhere("https://quiz.example.test")
