"""Which of several addresses a phone in the room can reach."""

from __future__ import annotations

import pytest

from quizapp.infra.addresses import (
    Address,
    best_address,
    is_loopback,
    is_open,
    is_private,
    local_addresses,
    usable_addresses,
)

WIFI = Address("192.168.1.20", "wlan0")
OFFICE = Address("10.3.4.5", "eth0")
DOCKER = Address("172.17.0.1", "docker0")
BRIDGE = Address("192.168.122.1", "virbr0")
PUBLIC = Address("203.0.113.9", "eth1")
NOWHERE = (Address("127.0.0.1", "lo"), Address("169.254.7.7", "eth2"), Address("0.0.0.0", "x"))


@pytest.mark.parametrize(
    ("found", "best"),
    [
        ([], None),
        (NOWHERE, None),
        ([DOCKER, BRIDGE, WIFI], WIFI),
        ([OFFICE, WIFI], WIFI),
        ([WIFI, Address("10.3.4.5", "eth0", default=True)], Address("10.3.4.5", "eth0", default=True)),
        ([Address("172.17.0.1", "docker0", default=True), WIFI], WIFI),
        ([PUBLIC, OFFICE], OFFICE),
        ([PUBLIC, *NOWHERE], PUBLIC),
        ([DOCKER], DOCKER),
    ],
)
def test_the_likeliest_comes_first(found: list[Address], best: Address | None) -> None:
    assert best_address(found) == best


def test_all_that_may_do_are_offered() -> None:
    assert usable_addresses([DOCKER, OFFICE, *NOWHERE, WIFI]) == [WIFI, OFFICE, DOCKER]


def test_this_computer_can_be_asked() -> None:
    assert all(address.ip.count(".") == 3 for address in local_addresses())


@pytest.mark.parametrize(
    ("host", "loopback", "private"),
    [
        ("127.0.0.1", True, True),
        ("127.9.9.9", True, True),
        ("[::1]", True, True),
        ("localhost", True, False),
        ("192.168.1.20", False, True),
        ("203.0.113.9.example", False, False),
        ("8.8.8.8", False, False),
        ("quiz.example", False, False),
        ("", False, False),
    ],
)
def test_what_a_host_leads_to(host: str, loopback: bool, private: bool) -> None:
    assert is_loopback(host) is loopback
    assert is_private(host) is private


def test_who_listens_to_the_room() -> None:
    assert [is_open(host) for host in ("0.0.0.0", "::", "127.0.0.1", "192.168.1.20")] == [
        True,
        True,
        False,
        False,
    ]
