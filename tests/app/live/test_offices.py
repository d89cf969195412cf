"""A referee's and a timekeeper's device: their own buttons, everything else refused, and the log knows the office."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from quizapp.core.permissions import Role
from quizapp.live.engine.state import Phase
from quizapp.live.models import LiveContest
from tests.app.live.hosts import Host, pressed
from tests.fixtures.people import MakeMember
from tests.support import live

pytestmark = pytest.mark.pages


class Device(Host):
    """A second device of an organiser, in an office."""

    def take(self, office: str) -> Any:
        return self.client.post(f"{self.base}/office", data={"office": office})

    def page_of(self, office: str) -> str:
        response = self.client.get(f"{self.base}/host?office={office}")
        assert response.status_code == 200
        return str(response.text)

    def refused(self, do: str, **fields: Any) -> bool:
        response = self.act(do, **fields)
        return bool(response.status_code == 403 and response.get_json()["code"] == "not_in_office")


@pytest.fixture
def second(app: Flask, make_member: MakeMember, buzzers: LiveContest) -> Device:
    """The device of another organiser, at the same contest."""
    client: Any = app.test_client()
    return Device(client.login(make_member("何嘉树", role=Role.ORGANISER)), buzzers)


def test_the_referee_judges_and_does_nothing_else(host: Host, second: Device) -> None:
    pressed(host)
    second.take("referee")
    assert all(second.refused(do) for do in ("ask", "pause", "undo", "reveal", "end_round", "finish", "lock"))
    assert second.refused("adjust", to="t1", points=10, reason="评委加分")
    second.did("answer", by="t2", verdict="right")
    assert host.state.total("t2") == 110_00


def test_answering_for_somebody_is_no_verdict(host: Host, second: Device) -> None:
    pressed(host)
    second.take("referee")
    assert second.refused("answer", by="t2", response="B")
    assert host.state.asked.phase is Phase.ANSWERING


def test_a_referee_overrules_after_a_look(host: Host, second: Device) -> None:
    pressed(host)
    host.did("answer", by="t2", right=False)
    second.take("referee")
    fields = {"do": "overrule", "of": host.state.n, "verdict": "right", "reason": "评委复核"}
    looked = second.client.post(f"{second.base}/act", data={**fields, "preview": 1, "part": 1})
    assert "乙队改判为答对" in looked.text
    second.did(**fields)
    assert host.state.total("t2") == 110_00


def test_the_timekeeper_has_the_clock_and_does_nothing_else(host: Host, second: Device) -> None:
    host.did("start_round")
    host.did("ask")
    second.take("timekeeper")
    second.did("open_buzz")
    host.did("press_for", seat="t1")
    for step, fields in (("pause", {}), ("resume", {}), ("extend", {"seconds": 5})):
        second.did(step, **fields)
    assert second.refused("answer", by="t1", right=True)
    assert second.refused("void", reason="题干有误")
    second.did("timeout")
    assert host.state.asked.phase is Phase.CLOSED
    second.did("reopen")


def test_each_office_has_its_own_buttons(host: Host, second: Device) -> None:
    pressed(host)
    second.take("referee")
    page = second.page_of("referee")
    assert all(f'id="{one}"' in page for one in ("judge-right", "judge-wrong", "more-mark", "tool-void"))
    assert not any(
        f'id="{one}"' in page for one in ("tool-pause", "tool-undo", "more-finish", "judge-timeout")
    )
    second.take("timekeeper")
    page = second.page_of("timekeeper")
    assert all(f'id="{one}"' in page for one in ("judge-timeout", "tool-pause", "tool-extend", "tool-reopen"))
    assert not any(f'id="{one}"' in page for one in ("judge-right", "tool-void", "tool-swap", "tool-undo"))


def test_the_key_is_for_the_referees_eyes_and_not_for_the_timekeeper(host: Host, second: Device) -> None:
    pressed(host)
    shown = {}
    for office in ("referee", "timekeeper"):
        second.take(office)
        told = second.client.get(f"{second.base}/host/events").get_json()["events"][0]["data"]["html"]
        shown[office] = ["因为如此。" in text for text in (second.page_of(office), told)]
    assert shown == {"referee": [True, True], "timekeeper": [False, False]}


def test_the_address_of_an_office_asks_before_the_device_becomes_it(host: Host, second: Device) -> None:
    asked = second.client.get(f"{second.base}/host?office=referee", follow_redirects=True)
    assert "这台设备做裁判" in asked.text
    host.did("start_round")
    second.did("ask")  # it is a host's until it was answered
    assert second.take("referee").headers["Location"].endswith("/host?office=referee")
    again = second.client.get(f"{second.base}/host")
    assert again.headers["Location"].endswith("/host?office=referee")


def test_an_office_is_given_back(host: Host, second: Device) -> None:
    second.take("timekeeper")
    assert second.refused("start_round")
    second.take("")
    second.did("start_round")


def test_there_is_no_other_office(second: Device) -> None:
    assert second.take("emperor").status_code == 404


def test_the_api_refuses_the_same_to_a_browser_in_an_office(
    host: Host, second: Device, buzzers: LiveContest
) -> None:
    second.take("timekeeper")
    url = f"/api/v1/live/{buzzers.pin}/host/start_round"
    assert second.client.post(url, json={}).status_code == 403
    assert host.state.round is None


def test_dialogs_of_other_steps_do_not_open(second: Device) -> None:
    second.take("timekeeper")
    assert second.client.get(f"{second.base}/host/adjust").status_code == 403
    assert second.client.get(f"{second.base}/host/office").status_code == 200


def test_the_protocol_says_in_which_office_a_step_was_done(host: Host, second: Device) -> None:
    pressed(host)
    second.take("referee")
    second.did("answer", by="t2", right=True)
    host.did("finish")
    protocol = host.client.get(f"{host.base}/after/protocol").text
    assert "何嘉树（裁判）" in protocol
    assert "计时员" not in protocol


def test_an_office_holds_at_its_contest_alone(second: Device, make_live: Any) -> None:
    other = make_live(sheet=live.BUZZERS, teams=live.TEAMS)
    second.take("referee")
    Device(second.client, other).did("start_round")
