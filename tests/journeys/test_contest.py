"""From the set-up link to the record and the board, through HTTP alone and without scripts.

Zhou answers all ten questions right, Luo six of them; the shipped points sheet says what that is worth.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from quizapp.accounts import service as accounts
from quizapp.bank.models import Bank
from quizapp.config import Settings
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.record import totals
from quizapp.record.shipped import load_default_sheet
from tests.fixtures.app import Client

PASSWORD = "一支很长的密码 2026"
ROSTER = "姓名,账号,党小组\n周晓岚,zhou,第一党小组\n罗勇,luo,第二党小组\n韦兰,wei,第二党小组\n"
ITEMS, POINTS = 10, 5


@pytest.fixture(autouse=True)
def shipped(app: Flask) -> None:
    """What every installation begins with."""
    load_default_sheet(now=clock.now())
    db.session.commit()


def test_from_the_set_up_link_to_the_board(app: Flask, settings: Settings, bank: Bank) -> None:
    desk = set_up(app, settings)
    links = invite(desk)
    contest = publish(desk, bank)
    zhou, luo = (join(app, links[name]) for name in ("周晓岚", "罗勇"))

    first = compete(zhou, contest, right=10)
    second = compete(luo, contest, right=6)
    assert (first, second) == (50, 30)
    assert zhou.get(f"{contest}/standings").status_code != 200  # not while it runs

    settle(desk, contest)
    expected = {"周晓岚": "17", "罗勇": "14.4"}  # 10 + 4 + 3 and 10 + 2.4 + 2
    check_result(zhou, contest, score=50, place=1)
    check_result(luo, contest, score=30, place=2)
    for client, name in ((zhou, "周晓岚"), (luo, "罗勇")):
        assert f" {expected[name]} " in words(client.get("/record/").text)
    board = words(luo.get("/boards/members").text)
    assert board.index("周晓岚") < board.index("罗勇")
    assert all(amount in board for amount in expected.values())
    assert "韦兰" not in words(luo.get(f"{contest}/standings").text)
    db.session.rollback()
    assert not totals.differences()


# ---- the administrator


def set_up(app: Flask, settings: Settings) -> Client:
    desk: Any = app.test_client()
    path = urlsplit(accounts.ensure_setup_link(settings) or "").path
    form = {"unit": "某某市红十字会", "branch_name": "机关党支部", "name": "秦素", "username": "admin"}
    assert desk.post(path, data={**form, "password": PASSWORD}).location == "/start/"
    assert desk.get(path).status_code == 410
    return desk  # type: ignore[no-any-return]  # the application's own client


def invite(desk: Client) -> Mapping[str, str]:
    """Import the list; return the invitation's path of each name on the sheet that is handed out."""
    file = (io.BytesIO(ROSTER.encode()), "名单.csv")
    preview = desk.post("/members/import", data={"file": file})
    assert "新增" in desk.get(preview.location).text
    assert desk.post(preview.location).status_code == 302
    sheet = desk.post("/members/sheet").text
    slips = re.findall(r'class="slip">.*?<b>([^<]+)</b>.*?<small>([^<]+)</small>', sheet, re.DOTALL)
    assert [name for name, _ in slips] == ["周晓岚", "罗勇", "韦兰"]
    return {name: urlsplit(unescape(link)).path for name, link in slips}


def publish(desk: Client, bank: Bank) -> str:
    """Make a contest open since an hour ago, publish it and return its path."""
    now = clock.now().astimezone(ZoneInfo("Asia/Shanghai"))
    form = {
        "title": "党纪学习竞赛",
        "opens_at": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "closes_at": f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "limit_s": "15",
        "attempts": "1",
        "counts": "highest",
        "review": "closed",
        "for_record": "y",
        "bank_ids": [str(bank.id)],
        "rows-0-count": str(ITEMS),
        "rows-0-points": str(POINTS),
        "act": "publish",
    }
    reply = desk.post("/contests/new", data=form)
    assert reply.status_code == 302, words(reply.text)
    found = re.match(r"/contests/\d+", reply.location)
    assert found
    return found[0]


def settle(desk: Client, contest: str) -> None:
    assert desk.post(f"{contest}/step", data={"step": "settle"}).status_code == 409  # it still runs
    assert desk.post(f"{contest}/step", data={"step": "close", "reason": "都已交卷"}).status_code == 302
    assert "2 人" in words(desk.get(f"{contest}/settle").text)
    assert desk.post(f"{contest}/step", data={"step": "settle"}).status_code == 302
    again = desk.post(f"{contest}/step", data={"step": "settle"})
    assert again.status_code in (302, 409)  # twice is once


# ---- two members


def join(app: Flask, invitation: str) -> Client:
    phone: Any = app.test_client()
    assert phone.post(invitation, data={"password": PASSWORD}).status_code == 422  # no consent
    assert phone.post(invitation, data={"password": PASSWORD, "agree": "y"}).location == "/"
    assert "党纪学习竞赛" in phone.get("/").text
    return phone  # type: ignore[no-any-return]  # the application's own client


def compete(phone: Client, contest: str, right: int) -> int:
    """Take the contest with the fields of its page; return the score that is shown."""
    paper = phone.post(f"{contest}/enter").location
    assert phone.post(f"{contest}/enter").location == paper  # one attempt, however often one enters
    options = radios(phone.get(paper).text)
    assert len(options) == ITEMS
    given = {
        name: next(value for value, text in offered.items() if text.startswith("乙") == (number < right))
        for number, (name, offered) in enumerate(options.items())
    }
    assert phone.post(f"{paper}/answers", data=given).status_code == 302
    assert phone.get(f"{paper}/submit").status_code == 200
    assert phone.post(f"{paper}/submit").status_code == 302
    late = phone.post(f"{paper}/answers", json={"answers": {"1": None}})
    assert late.status_code == 409
    shown = re.search(r"(\d+) /? ?50", words(phone.get(f"{contest}/result").text))
    assert shown
    return int(shown[1])


def check_result(phone: Client, contest: str, *, score: int, place: int) -> None:
    result = words(phone.get(f"{contest}/result").text)
    assert re.search(rf"{score} /? ?50", result)
    assert f"名次 {place} / 2 人" in result


def radios(page: str) -> dict[str, dict[str, str]]:
    """Return the options of each question: by field name, value → text."""
    tags = r'<input[^>]*name="(r\d+)"[^>]*value="([^"]+)"[^>]*>.*?class="option__text"[^>]*>([^<]*)<'
    found: dict[str, dict[str, str]] = {}
    for name, value, text in re.findall(tags, page, re.DOTALL):
        found.setdefault(name, {})[value] = text
    return found


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
