"""Pledges: acknowledged they stand as they were said, only how far they are changes; plates in print."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Group, Member
from quizapp.community import queries, service
from quizapp.community.models import Pledge
from quizapp.community.wording import Progress, Standing
from quizapp.core import clock, local
from quizapp.core.errors import DomainError
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.record.models import LedgerEntry
from tests.app.bad_input.forms_on_pages import posting_forms
from tests.app.community.sheets import count_with
from tests.fixtures.app import Client
from tests.support import pdf

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]
ITEMS = ("每月一次志愿服务", "当日答复群众", "读完四本书目")
FORM = {"post": "救护培训岗", **{f"item{n}": text for n, text in enumerate(ITEMS, 1)}}


@pytest.fixture
def pledge(member: Member, me: Identity, boss: Identity, today: date) -> Pledge:
    """The member's pledge of this year, open to the branch."""
    with unit_of_work():
        row = service.pledges.write(
            service.pledges.Draft("救护培训岗", ITEMS), today.year, actor=me, now=clock.now()
        )
        service.pledges.acknowledge(row, actor=boss, now=clock.now())
    return row


def test_from_writing_to_the_branch_seeing_it(
    client: Client, member: Member, organiser: Member, leader: Member, today: date
) -> None:
    client.login(member)
    assert client.post("/pledges/write", data={**FORM, "item3": " "}).status_code == 422
    assert client.post("/pledges/write", data={**FORM, "item1": "长" * 61}).status_code == 422
    assert client.post("/pledges/write", data=FORM).status_code == 302
    row = db.session.scalars(select(Pledge)).one()
    client.login(leader)
    assert client.get(f"/pledges/{row.id}").status_code == 404
    client.login(organiser)
    assert ITEMS[0] in client.get("/manage/pledges").text
    assert client.post(f"/manage/pledges/{row.id}/return").status_code == 422
    returned = client.post(f"/manage/pledges/{row.id}/return", data={"reason": "再具体些"})
    assert returned.status_code == 302
    client.login(member)
    assert "再具体些" in client.get("/pledges/").text
    assert client.post("/pledges/write", data={**FORM, "item4": "带一名新党员"}).status_code == 302
    client.login(organiser)
    assert client.post(f"/manage/pledges/{row.id}/acknowledge").status_code == 302
    client.login(leader)
    assert "带一名新党员" in client.get(f"/pledges/{row.id}").text
    assert member.name in client.get("/pledges/").text


def test_an_acknowledged_pledge_stands(client: Client, member: Member, me: Identity, pledge: Pledge) -> None:
    client.login(member)
    assert client.get("/pledges/write").status_code == 302
    draft = service.pledges.Draft("", ("甲", "乙", "丙"))
    with pytest.raises(DomainError, match="不能再改"), unit_of_work():
        service.pledges.write(draft, pledge.year, actor=me, now=clock.now())


def test_what_was_changed_since_it_was_read_is_not_opened_unread(
    client: Client, member: Member, organiser: Member, me: Identity
) -> None:
    year = local.today().year
    with unit_of_work():
        row = service.pledges.write(
            service.pledges.Draft("", ("一条", "两条", "三条")), year, actor=me, now=clock.now()
        )
    act = f"/manage/pledges/{row.id}/acknowledge"
    page = client.login(organiser).get("/manage/pledges").text
    as_read = next(form for form in posting_forms("/manage/pledges", page) if form.action == act)
    with unit_of_work():
        other = service.pledges.Draft("", ("一条", "两条", "没人看过"))
        service.pledges.write(other, year, actor=me, now=clock.now())
    assert client.post(act, data=as_read.fields).status_code == 422
    page = client.get("/manage/pledges").text
    as_read = next(form for form in posting_forms("/manage/pledges", page) if form.action == act)
    assert client.post(act, data=as_read.fields).status_code == 302


def test_only_its_member_marks_how_far_it_is(
    client: Client, member: Member, leader: Member, pledge: Pledge
) -> None:
    marks = {"progress1": "done", "note1": "已十二次", "progress2": "doing", "progress3": "whatever"}
    client.login(leader)
    assert client.post(f"/pledges/{pledge.id}/progress", data=marks).status_code == 404
    client.login(member)
    assert client.post(f"/pledges/{pledge.id}/progress", data=marks).status_code == 302
    db.session.rollback()
    assert [item.progress for item in pledge.items] == [Progress.DONE, Progress.DOING, Progress.OPEN]
    assert pledge.items[0].note == "已十二次"
    client.login(leader)
    assert "已十二次" in client.get(f"/pledges/{pledge.id}").text


def test_the_look_back_begins_in_november(member: Member, me: Identity, boss: Identity) -> None:
    at = datetime.fromisoformat("2026-02-01T10:00:00+08:00")
    with unit_of_work():
        row = service.pledges.write(service.pledges.Draft("", ITEMS), 2026, actor=me, now=at)
        service.pledges.acknowledge(row, actor=boss, now=at)
    with pytest.raises(DomainError, match="11 月"), unit_of_work():
        service.pledges.look_back(row, "都做到了", actor=me, now=at.replace(month=10, day=31))
    with unit_of_work():
        service.pledges.look_back(row, "都做到了", actor=me, now=at.replace(month=11))
    assert row.check_text == "都做到了"


def test_it_is_for_this_year_or_the_next(client: Client, member: Member, today: date) -> None:
    client.login(member)
    for years, status in ((-1, 422), (0, 302), (1, 302), (2, 422)):
        answer = client.post(f"/pledges/write?year={today.year + years}", data=FORM)
        assert answer.status_code == status, years


def test_it_is_counted_once_where_the_sheet_has_it(
    member: Member, me: Identity, boss: Identity, today: date
) -> None:
    count_with(member.branch_id, "pledge", 300)
    with unit_of_work():
        row = service.pledges.write(service.pledges.Draft("", ITEMS), today.year, actor=me, now=clock.now())
        for _ in range(2):
            service.pledges.acknowledge(row, actor=boss, now=clock.now())
    total = select(func.sum(LedgerEntry.counted)).where(LedgerEntry.member_id == member.id)
    assert db.session.scalar(total) == 300


def test_a_post_is_made_a_vanguard_and_its_plate_is_printed(
    client: Client, member: Member, organiser: Member, group: Group, pledge: Pledge
) -> None:
    client.login(organiser)
    assert "没有可打印的岗位牌" in client.get("/manage/pledges/plates").text
    assert client.post(f"/manage/pledges/{pledge.id}/award").status_code == 302
    page = client.get("/manage/pledges/plates?size=a5").text
    assert "plate--a5" in page
    assert all(text in page for text in (member.name, "救护培训岗", "机关党支部", "党员先锋岗", *ITEMS))
    assert client.post(f"/manage/pledges/{pledge.id}/unaward").status_code == 302
    assert member.name not in client.get("/manage/pledges/plates").text
    assert member.name in client.get("/manage/pledges/plates?all=1").text
    assert member.name not in client.get(f"/manage/pledges/plates?all=1&group={group.id}").text
    assert "党员公开承诺" in client.get(f"/manage/pledges/plates?pledge={pledge.id}").text
    client.login(member)
    assert ITEMS[2] in client.get(f"/pledges/{pledge.id}/plate").text


def test_the_pdf_for_the_print_shop_has_room_for_marks_around_the_cut(
    client: Client, organiser: Member, pledge: Pledge
) -> None:
    client.login(organiser)
    for size, sheet in (("a4", (320, 225)), ("a5", (297, 210))):
        content = client.get(f"/manage/pledges/plates?pledge={pledge.id}&size={size}&form=pdf").data
        box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
        assert box
        assert tuple(round(float(points) / 72 * 25.4) for points in box.groups()) == sheet
        (text,) = pdf.pages_of(content)
        assert all(part in text for part in ("周晓岚", "救护培训岗", "机关党支部", *ITEMS))


def test_the_list_shows_who_has_not_written_by_group(
    client: Client, organiser: Member, leader: Member, group: Group, pledge: Pledge, today: date
) -> None:
    lines = queries.pledges.lines(organiser.branch_id, today.year)
    assert {line.name: line.pledge is not None for line in lines} == {
        "周晓岚": True,
        organiser.name: False,
        leader.name: False,
    }
    client.login(organiser)
    page = client.get(f"/manage/pledges?group={group.id}").text
    assert leader.name in page
    assert "周晓岚" not in page
    assert pledge.state is Standing.PUBLIC
