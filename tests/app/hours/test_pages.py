"""Pages of the hours: what a member, a leader and an organiser see, and what an organiser enters."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest

from quizapp.accounts.models import Branch, Group, Member
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.hours import queries, service
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember

pytestmark = pytest.mark.pages


def credit(member: Member, minutes: int = 90) -> int:
    now = clock.now()
    with unit_of_work():
        entry = service.credit(
            member.id,
            source="activity",
            key=f"activity:{minutes}",
            minutes=minutes,
            title="主题党日",
            occurred_at=now,
            now=now,
        )
    assert entry is not None
    return entry.id


def filled(**more: object) -> dict[str, object]:
    given = {
        "title": "党校培训",
        "day": str(clock.now().date() - timedelta(days=1)),
        "hours": "4",
        "reason": "组织部调训",
        "evidence": "证书 12 号",
        "token": "abc",
    }
    return {**given, **more}


def test_a_member_sees_the_own_year_against_the_floor_and_its_source(client: Client, member: Member) -> None:
    credit(member)
    text = client.login(member).get("/hours/").text
    assert "应修 32 学时" in text
    assert "还差 30 学时" in text
    assert "第二十条" in text
    assert "没有核实" in text  # the 56 hours of the committee
    assert "还没有学时" in client.get("/hours/?year=2020").text


def test_a_leader_sees_the_own_group_alone(
    client: Client, leader: Member, group: Group, make_member: MakeMember
) -> None:
    make_member("同组人", group=group)
    other = make_member("别组人")
    text = client.login(leader).get("/hours/branch").text
    assert "同组人" in text
    assert "别组人" not in text
    assert client.get(f"/hours/members/{other.id}").status_code == 404


def test_an_organiser_enters_training_outside(client: Client, organiser: Member, member: Member) -> None:
    client.login(organiser)
    assert client.post("/hours/new", data=filled()).status_code == 422  # nobody was ticked
    assert client.post("/hours/new", data=filled(members=[member.id], hours="0")).status_code == 422
    for _ in range(2):  # a form that is sent twice
        assert client.post("/hours/new", data=filled(members=[member.id])).status_code == 302
    assert queries.minutes_of([member.id], *queries.year(clock.now().year))[member.id] == 180


def test_an_entry_is_taken_back_with_a_reason(client: Client, organiser: Member, member: Member) -> None:
    entry_id = credit(member)
    client.login(organiser)
    client.post(f"/hours/entries/{entry_id}/reverse", data={"reason": ""})
    assert "请写明原因" in client.get(f"/hours/members/{member.id}").text
    client.post(f"/hours/entries/{entry_id}/reverse", data={"reason": "误签"})
    text = client.get(f"/hours/members/{member.id}").text
    assert "误签" in text
    assert "已撤销" in text


def test_a_year_that_is_none_and_a_reason_that_is_not_sent(
    client: Client, organiser: Member, member: Member
) -> None:
    entry_id = credit(member)
    client.login(organiser)
    assert client.get("/hours/?year=20260").status_code == 200
    assert client.get("/hours/branch?year=20260").status_code == 200
    assert client.post(f"/hours/entries/{entry_id}/reverse").status_code == 302
    assert queries.entry_of(member.id, "activity:90") is not None


def test_the_list_goes_into_a_spreadsheet(client: Client, organiser: Member, member: Member) -> None:
    credit(member)
    book = openpyxl.load_workbook(io.BytesIO(client.login(organiser).get("/hours/branch.xlsx").data))
    rows = {row[0]: row for row in book.worksheets[0].iter_rows(values_only=True)}
    assert rows[member.name][2:5] == ("2", "32", "否")
    assert [cell.value for cell in book.worksheets[1][2]][:3][2] == "主题党日"


def test_a_branch_sets_its_measure_above_the_floor(client: Client, organiser: Member, branch: Branch) -> None:
    client.login(organiser)
    low = client.post("/hours/settings", data={"unit": "45", "members": "20", "committee": "56"})
    assert low.status_code == 422
    assert "不能低于规定的下限" in low.text
    client.post("/hours/settings", data={"unit": "60", "members": "40", "committee": "60"})
    assert queries.unit(branch.id) == 60
