"""Telling members something: once, to them alone, in their language, with a bell that knows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices import queries, service
from quizapp.notices.models import Notice
from tests.app.conftest import Statements
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember

pytestmark = pytest.mark.usefixtures("points_sheet")


def tell(*members: Member, key: str = "1", link: str = "/practice/", text: str = "选项 B 也对") -> None:
    ids = [member.id for member in members]
    params = {"by": "罗勇", "text": text, "stem": "题干"}
    with unit_of_work():
        service.tell(ids, "item.comment", params, link, key, now=clock.now())


def bell(client: Client) -> int:
    found = re.search(r'class="bell__count"[^>]*>(\d+)', client.get("/practice/").text)
    return int(found[1]) if found else 0


def test_the_same_occasion_is_told_once(member: Member, organiser: Member) -> None:
    tell(member)
    tell(member, organiser, text="另一句")
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 2
    assert queries.inbox(member.id, 1).rows[0].params["text"] == "选项 B 也对"
    tell(member, key="2")
    assert queries.unread(member.id) == 2


def test_the_bell_counts_at_once_what_was_told_and_read(client: Client, member: Member) -> None:
    client.login(member)
    assert bell(client) == 0
    tell(member)
    tell(member, key="2")
    assert bell(client) == 2
    notice = queries.inbox(member.id, 1).rows[0]
    reply = client.post(f"/notices/{notice.id}")
    assert (reply.status_code, reply.headers["Location"]) == (302, "/practice/")
    assert bell(client) == 1
    client.post("/notices/read")
    assert bell(client) == 0
    assert queries.inbox(member.id, 1).total == 2


def test_what_was_read_keeps_its_moment(member: Member, app: Flask) -> None:
    tell(member)
    first, later = clock.now(), clock.now() + timedelta(days=1)
    with unit_of_work():
        service.mark_read(member.id, now=first)
    with unit_of_work():
        service.mark_read(member.id, now=later)
    assert db.session.scalars(select(Notice.read_at)).one() == first


def test_nobody_reads_or_marks_the_notices_of_others(
    client: Client, member: Member, make_member: MakeMember
) -> None:
    tell(member)
    notice = queries.inbox(member.id, 1).rows[0]
    client.login(make_member("别人"))
    assert "选项 B 也对" not in client.get("/notices/").text
    assert client.post(f"/notices/{notice.id}").status_code == 404
    client.post("/notices/read")
    assert queries.unread(member.id) == 1


def test_the_inbox_says_what_happened_and_escapes_it(client: Client, member: Member) -> None:
    client.login(member)
    assert "还没有通知" in client.get("/notices/").text
    tell(member, text="<b>100%</b> 对")
    page = client.get("/notices/").text
    assert "罗勇：&lt;b&gt;100%&lt;/b&gt; 对（题干）" in page
    assert "1 条未读" in page


def test_the_inbox_is_paged(client: Client, member: Member) -> None:
    client.login(member)
    for number in range(queries.PAGE + 1):
        tell(member, key=str(number), text=f"意见{number}。")
    assert "意见0。" not in client.get("/notices/").text
    assert "意见0。" in client.get("/notices/?page=2").text


def test_a_page_asks_for_the_number_once_in_a_while(
    client: Client, member: Member, statements: Statements
) -> None:
    client.login(member)
    client.get("/practice/")
    with statements() as seen:
        client.get("/practice/")
    assert not [sql for sql in seen if "notice" in sql]


def test_a_kind_that_this_version_does_not_know_is_still_shown(client: Client, member: Member) -> None:
    with unit_of_work():
        service.tell([member.id], "of.tomorrow", {"x": 1}, "/", "1", now=clock.now())
    client.login(member)
    assert client.get("/notices/").status_code == 200
