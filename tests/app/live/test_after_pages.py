"""What stands on the pages after a contest, and who may see it."""

from __future__ import annotations

import io
from dataclasses import dataclass

import openpyxl
import pytest

from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Bank
from quizapp.extensions import db
from quizapp.live.models import LiveContest
from tests.fixtures.app import Client
from tests.support import live

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]


@dataclass
class Over:
    """A finished contest of one right and one wrong answer, corrected and undone along the way."""

    id: int
    token: str
    player: str


@pytest.fixture
def over(branch: Branch, organiser: Member, bank: Bank) -> Over:
    contest_id = live.make_contest(branch, organiser, bank.id).id
    joined = live.enter(contest_id, "来宾")
    live.everybody(contest_id, **{joined.player: True})
    live.host(contest_id, "reveal")
    live.everybody(contest_id, **{joined.player: False})
    live.host(contest_id, "adjust", to=joined.player, points=-3, reason="提示队友")
    live.host(contest_id, "adjust", to=joined.player, points=7, reason="误操作")
    live.host(contest_id, "undo")
    live.host(contest_id, "finish")
    db.session.rollback()
    return Over(contest_id, joined.token, joined.player)


def as_phone(client: Client, over: Over) -> None:
    client.set_cookie(f"live_{over.id}", over.token)


def test_the_organiser_sees_why_a_total_is_what_it_is(client: Client, organiser: Member, over: Over) -> None:
    client.login(organiser)
    page = client.get(f"/live/manage/{over.id}/after/why/{over.player}").text
    assert "来宾：7 分，第 1 名" in page
    assert "提示队友" in page
    assert "误操作" not in page


def test_a_settled_contests_pin_leads_its_phones_to_the_result(
    client: Client, organiser: Member, over: Over
) -> None:
    pin = db.session.get_one(LiveContest, over.id).pin
    client.login(organiser).post(f"/live/manage/{over.id}/settle")
    assert client.get(f"/live/{pin}").headers["Location"] == f"/join/{pin}"
    as_phone(client, over)
    assert client.get(f"/live/{pin}").headers["Location"] == f"/live/after/{over.id}"


def test_the_results_lead_to_the_replay(client: Client, organiser: Member, over: Over) -> None:
    client.login(organiser)
    address = f"/live/manage/{over.id}/replay"
    assert f'href="{address}"' in client.get(f"/live/manage/{over.id}/after").text
    assert client.get(address).status_code == 200


def test_the_protocol_keeps_what_was_undone_as_a_struck_line(
    client: Client, organiser: Member, over: Over
) -> None:
    client.login(organiser)
    page = client.get(f"/live/manage/{over.id}/after/protocol").text
    struck = next(row for row in page.split("<tr") if "误操作" in row)
    assert "<s>" in struck
    assert "已撤销" in struck


def test_questions_and_people_have_their_figures(client: Client, organiser: Member, over: Over) -> None:
    client.login(organiser)
    assert "1 / 1 人答对" in client.get(f"/live/manage/{over.id}/after/questions").text
    assert "来宾" in client.get(f"/live/manage/{over.id}/after/people").text
    assert "记录指纹" in client.get(f"/live/manage/{over.id}/after/print").text


def test_a_run_is_told_question_by_question(
    client: Client, organiser: Member, branch: Branch, bank: Bank
) -> None:
    speed = {
        "key": "fast",
        "kind": "speed",
        "title": "速答",
        "points": 10,
        "wrong": 0,
        "answer_s": 60,
        "per_team": 4,
    }
    sheet = {"id": "test-speed", "title": "速答", "base": 0, "rounds": [speed], "tie": {"mode": "shared"}}
    contest_id = live.make_contest(branch, organiser, bank.id, sheet, ("甲队",)).id
    live.ask(contest_id, to="t1")
    for verdict in ("right", "wrong", "right"):
        live.host(contest_id, "answer", by="t1", verdict=verdict)
    live.host(contest_id, "timeout")
    live.host(contest_id, "finish")
    client.login(organiser)
    page = client.get(f"/live/manage/{contest_id}/after/questions").text
    assert all(f">{place}<" in page for place in ("1-1", "1-2", "1-3", "1-4"))
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/live/manage/{contest_id}/after.xlsx").data))
    rows = [[cell.value for cell in row] for row in list(book["各题情况"])[1:]]
    assert [(row[0], row[3], row[4]) for row in rows] == [
        ("1-1", "甲队 答对", "100%"),
        ("1-2", "甲队 答错", "0%"),
        ("1-3", "甲队 答对", "100%"),
        ("1-4", None, None),
    ]
    assert len({row[2] for row in rows}) == 4


def test_the_workbook_has_every_list(client: Client, organiser: Member, over: Over) -> None:
    client.login(organiser)
    answer = client.get(f"/live/manage/{over.id}/after.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["成绩", "分数来历", "过程记录", "各题情况", "参加者", "抢答记录"]
    assert [cell.value for cell in book["成绩"][2]] == ["1", "来宾", None, "7"]
    totals = [row[7].value for row in list(book["分数来历"])[1:]]
    assert totals == ["10", "10", "7"]


def test_a_phone_takes_its_study_set_home_without_an_account(client: Client, over: Over) -> None:
    as_phone(client, over)
    page = client.get(f"/live/after/{over.id}").text
    assert "2 题里答对 1 题" in page
    assert "我的补学" in page
    calendar = client.get(f"/live/after/{over.id}/reminders.ics")
    assert calendar.mimetype == "text/calendar"
    assert calendar.text.count("BEGIN:VEVENT") == 3


def test_a_strangers_phone_sees_nothing(client: Client, over: Over) -> None:
    client.set_cookie(f"live_{over.id}", "somebody-elses-token")
    for page in ("", f"/why/{over.player}", "/reminders.ics"):
        assert client.get(f"/live/after/{over.id}{page}").status_code == 404


def test_members_of_the_branch_may_look_and_nobody_before_the_end(
    client: Client, member: Member, organiser: Member, branch: Branch, bank: Bank, over: Over
) -> None:
    client.login(member)
    assert "来宾" in client.get(f"/live/after/{over.id}").text
    running = live.make_contest(branch, organiser, bank.id).id
    assert client.get(f"/live/after/{running}").status_code == 404


def test_settling_and_taking_it_back_by_page(client: Client, organiser: Member, over: Over) -> None:
    client.login(organiser)
    client.post(f"/live/manage/{over.id}/settle")
    assert "已结算" in client.get(f"/live/manage/{over.id}/after").text
    assert client.post(f"/live/manage/{over.id}/unsettle", data={"reason": "第一题有争议"}).status_code == 302
    assert "结算这场竞赛" in client.get(f"/live/manage/{over.id}/after").text
    assert client.get(f"/live/manage/{over.id}/after/why/nobody").status_code == 404
