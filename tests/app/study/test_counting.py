"""Reading time through the pages: what counts, what does not, and what is credited when it is enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.errors import Invalid
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.hours.models import HourEntry
from quizapp.record.models import LedgerEntry
from quizapp.study import progress, service, timing
from quizapp.study.models import Material, Reading, ReadingSitting
from tests.app.study.conftest import MakeMaterial
from tests.fixtures.app import Client

pytestmark = pytest.mark.usefixtures("points_sheet")
AsIdentity = Callable[[Member], Identity]


class Reader:
    """A member before an open page, at a clock of the test's."""

    def __init__(self, material: Material, member: Member) -> None:
        self.material, self.member_id, self.branch_id = material, member.id, member.branch_id
        self.now = clock.now()
        self.pages: list[tuple[str, int]] = []
        service.note_opened(material.id, member.id, now=self.now)
        db.session.rollback()
        self.open()

    def open(self) -> int:
        """Open the page once more; return which one it is."""
        self.pages.append((timing.sitting(self.material.id, self.member_id, now=self.now), 0))
        return len(self.pages) - 1

    def beat(self, claim_s: float, page: int = 0, number: int | None = None) -> int | None:
        token, last = self.pages[page]
        number = last + 1 if number is None else number
        self.pages[page] = (token, max(last, number))
        own = {"branch_id": self.branch_id, "member_id": self.member_id}
        return timing.beat(self.material, token, number, round(claim_s * 1000), **own, now=self.now)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @property
    def counted_s(self) -> float:
        db.session.rollback()
        row = db.session.get_one(Reading, (self.member_id, self.material.id), populate_existing=True)
        return row.counted_ms / 1000


@pytest.fixture
def reader(material: Material, member: Member) -> Reader:
    return Reader(material, member)


def test_seen_time_counts_and_a_repeat_does_not(reader: Reader) -> None:
    reader.wait(15)
    assert reader.beat(15) == 15_000
    assert reader.beat(15, number=1) is None
    reader.wait(600)
    assert reader.beat(15, number=1) is None  # kept and sent again much later
    assert reader.counted_s == 15
    assert reader.beat(9) == 24_000


def test_no_beat_counts_more_than_has_passed(reader: Reader) -> None:
    reader.wait(4)
    assert reader.beat(15) == 4_000
    reader.wait(600)
    assert reader.beat(599) == 4_000 + progress.MOST_A_BEAT_MS
    reader.wait(-300)  # the server's clock was set back
    assert reader.beat(15) == 34_000


def test_two_tabs_and_two_materials_count_as_one(
    reader: Reader, make_material: MakeMaterial, member: Member
) -> None:
    second, other = reader.open(), Reader(make_material(), member)
    for _ in range(4):
        reader.wait(15)
        other.now = reader.now
        reader.beat(15)
        reader.beat(15, page=second)
        other.beat(15)
    assert reader.counted_s + other.counted_s == 60


def test_time_ends_with_the_length(reader: Reader) -> None:
    for _ in range(40):
        reader.wait(15)
        reader.beat(15)
    assert reader.counted_s == 4 * 60


def test_a_page_of_somebody_else_or_of_yesterday_counts_nothing(
    reader: Reader, make_member: Callable[..., Member], material: Material
) -> None:
    stranger = Reader(material, make_member())
    stranger.pages = reader.pages
    for false in (stranger, reader):
        false.wait(13 * 3600)
        with pytest.raises(Invalid):
            false.beat(15)
    reader.pages = [("x.y", 0)]
    with pytest.raises(Invalid):
        reader.beat(15)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    beats=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60), st.booleans()), min_size=1, max_size=8)
)
def test_the_database_counts_as_the_rules_say(reader: Reader, beats: list[tuple[int, int, bool]]) -> None:
    """Each example goes on where the last one ended."""
    start = timing._ms(reader.now)
    page = reader.open()
    counted, until = round(reader.counted_s * 1000), start
    for wait, claim, again in beats:
        reader.wait(wait)
        now = timing._ms(reader.now)
        gained = progress.gain(claim * 1000, now, until, start)
        counted, until = progress.counted_after(counted, gained, 240_000), max(until, now)
        assert reader.beat(claim, page) == counted
        if again:
            assert reader.beat(claim, page, number=reader.pages[page][1]) is None


def post(client: Client, material: Material, **more: Any) -> Any:
    body = {"sitting": timing.sitting(material.id, 1, now=clock.now()), "n": 1, "ms": 15_000, **more}
    return client.post(f"/study/{material.id}/beat", json=body)


def test_time_alone_finishes_what_has_no_check(
    client: Client, member: Member, make_material: MakeMaterial, monkeypatch: pytest.MonkeyPatch
) -> None:
    material = make_material(item_ids=[], minutes=4)
    client.login(member)
    page = client.get(f"/study/{material.id}").text
    assert "还差 2 分钟" in page
    sitting = page.split('data-sitting="')[1].split('"')[0]
    start, answer = clock.now(), None
    for number in range(1, 5):
        at = start + timedelta(seconds=30 * number)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        answer = post(client, material, sitting=sitting, n=number, ms=30_000).get_json()
    assert answer == {"percent": 100, "enough": True, "over": True, "text": "这篇已学完"}
    db.session.rollback()
    [entry] = db.session.scalars(select(LedgerEntry)).all()
    [hours] = db.session.scalars(select(HourEntry)).all()
    assert (entry.rule, entry.key) == ("reading", f"material:{material.id}")
    assert (hours.source, hours.key, hours.minutes) == ("material", f"material:{material.id}", 2)
    assert "data-spent" not in client.get(f"/study/{material.id}").text


def test_a_passed_check_waits_for_the_time(
    client: Client, member: Member, material: Material, as_identity: AsIdentity
) -> None:
    from quizapp.study import queries

    client.login(member)
    check = queries.check_for(material, as_identity(member))
    assert check is not None
    right = {f"r{slot.position}": {text: id for id, text in slot.options}["B"] for slot in check.slots}
    reply = client.post(f"/study/{material.id}/check", data={"token": check.token, **right})
    assert "读够时间就学完" in client.get(reply.location).text
    assert "小题已答对，还差 2 分钟" in client.get(f"/study/{material.id}").text
    assert db.session.scalars(select(LedgerEntry)).all() == []
    row = db.session.get_one(Reading, (member.id, material.id))
    row.counted_ms = 119_999
    db.session.commit()
    reader = Reader(material, member)
    reader.now -= timedelta(seconds=20)
    post(client, material, sitting=timing.sitting(material.id, member.id, now=reader.now))
    db.session.rollback()
    [entry] = db.session.scalars(select(LedgerEntry)).all()
    assert entry.detail["right"] == 2
    assert "这篇已学完" in client.get(f"/study/{material.id}").text


@pytest.mark.pages
def test_what_is_no_beat_is_refused(client: Client, member: Member, material: Material) -> None:
    client.login(member)
    for wrong in ({"n": "1"}, {"ms": None}, {"n": 0}, {"ms": -1}, {"sitting": "x"}):
        assert post(client, material, **wrong).status_code == 422
    assert client.post("/study/9999/beat", json={}).status_code == 404


@pytest.mark.pages
def test_a_branch_asks_for_more_or_no_time(client: Client, organiser: Member, material: Material) -> None:
    client.login(organiser)
    for share, seconds, status in (("80", "30", 302), ("7", "30", 404), ("80", "7", 404)):
        data = {"share": share, "page_seconds": seconds}
        assert client.post("/study/manage/pace", data=data).status_code == status
    assert "还差 4 分钟" in client.get(f"/study/{material.id}").text
    client.post("/study/manage/pace", data={"share": "0", "page_seconds": "30"})
    assert "时间已够" in client.get(f"/study/{material.id}").text


def test_old_pages_are_forgotten(app: Flask, reader: Reader) -> None:
    reader.wait(15)
    reader.beat(15)
    later: datetime = reader.now + timedelta(days=2)
    with unit_of_work():
        timing.drop_old(reader.now)
        assert len(db.session.scalars(select(ReadingSitting)).all()) == 1
        timing.drop_old(later)
        assert db.session.scalars(select(ReadingSitting)).all() == []
