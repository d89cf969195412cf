"""The political birthday: on the day alone, seen by whom the member wants, told of a week before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.kinds import MemberKind
from quizapp.accounts.models import Member
from quizapp.community import queries, service
from quizapp.community.anniversaries import anniversary
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices.models import Notice
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]
NOON = datetime.fromisoformat("2026-03-02T12:00:00+08:00")


def tell(at: datetime) -> None:
    with unit_of_work():
        service.birthdays.tell_of_coming(at.date(), now=at)


def told(kind: str, member_id: int) -> list[Notice]:
    rows = select(Notice).where(Notice.kind == kind, Notice.member_id == member_id)
    return list(db.session.scalars(rows.order_by(Notice.id)))


def test_the_card_is_there_on_the_day_and_only_then(client: Client, member: Member, today: date) -> None:
    client.login(member)
    for shift, is_there in ((-1, False), (0, True), (1, False)):
        member.joined_party_on = anniversary(today + timedelta(days=shift), today.year - 20)
        db.session.commit()
        for url in ("/", "/branch/", "/birthday/"):
            text = client.get(url).text
            assert (("20 周年" in text and "看贺卡" in text) or "bday__years" in text) is is_there, (
                url,
                shift,
            )
    assert client.get("/birthday/print").status_code == 404


def test_the_card_says_the_oath_as_the_constitution_has_it_and_prints(
    client: Client, member: Member, today: date
) -> None:
    member.joined_party_on = anniversary(today, today.year - 1)
    db.session.commit()
    client.login(member)
    page = client.get("/birthday/").text
    assert "随时准备为党和人民牺牲一切，" in page
    assert "第六条" in page
    printed = client.get("/birthday/print").text
    assert "为共产主义奋斗终身，随时准备为党和人民牺牲一切，永不叛党。" in printed
    assert client.get("/birthday/print?form=docx").data.startswith(b"PK")


def test_who_has_not_joined_has_no_birthday(client: Client, make_member: MakeMember, today: date) -> None:
    person = make_member(joined_party_on=anniversary(today, today.year - 3), kind=MemberKind.ACTIVIST)
    client.login(person)
    assert "bday" not in client.get("/birthday/").text
    assert queries.birthdays.in_month(person.branch_id, today.year, today.month) == []


def test_who_hides_it_is_seen_by_organisers_alone(
    client: Client, member: Member, organiser: Member, leader: Member, today: date
) -> None:
    member.joined_party_on = anniversary(today, today.year - 8)
    db.session.commit()
    client.login(leader)
    assert member.name in client.get("/branch/").text
    assert client.get(f"/birthday/{member.id}").status_code == 200
    client.login(member)
    assert client.post("/birthday/shown", data={"shown": "0"}).status_code == 302
    assert "8" in client.get("/birthday/").text
    client.login(leader)
    assert member.name not in client.get("/branch/").text
    assert client.get(f"/birthday/{member.id}").status_code == 404
    assert client.post(f"/birthday/{member.id}", data={"text": "好"}).status_code == 404
    assert queries.birthdays.shown_in_month(member.branch_id, today) == ([], [])
    client.login(organiser)
    listed = client.get("/manage/birthdays").text
    assert member.name in listed
    assert "不公开" in listed


def test_a_blessing_arrives_once_an_organiser_saw_it(
    client: Client, member: Member, organiser: Member, leader: Member, today: date
) -> None:
    member.joined_party_on = anniversary(today, today.year - 8)
    db.session.commit()
    client.login(leader)
    for text in ("一路同行", "一路同行，并肩向前"):  # written anew before it was looked at: still one
        assert client.post(f"/birthday/{member.id}", data={"text": text}).status_code == 302
    client.login(member)
    assert "并肩向前" not in client.get("/birthday/").text
    client.login(organiser)
    desk = client.get("/manage/voices").text
    assert desk.count("一路同行") == 1
    voice_id = queries.voices.desk(member.branch_id, "waiting", 1).rows[0].id
    assert client.post(f"/manage/voices/{voice_id}/publish").status_code == 302
    client.login(member)
    assert "并肩向前" in client.get("/birthday/").text
    assert len(told("blessing.new", member.id)) == 1
    client.login(leader)
    assert client.post(f"/birthday/{member.id}", data={"text": "再来"}).status_code == 409
    assert "并肩向前" not in client.get("/voices/").text  # it is for one person, not for the wall


def test_organisers_hear_of_it_a_week_before_and_the_member_on_the_day(
    organiser: Member, member: Member, make_member: MakeMember
) -> None:
    member.joined_party_on = date(2006, 3, 9)
    make_member(joined_party_on=date(2016, 3, 10))
    db.session.commit()
    for _ in range(2):
        tell(NOON)
    assert [row.params["name"] for row in told("birthday.coming", organiser.id)] == [member.name]
    assert told("birthday.own", member.id) == []
    tell(NOON + timedelta(days=7))
    assert [row.params["years"] for row in told("birthday.own", member.id)] == [20]
    assert len(told("birthday.coming", organiser.id)) == 2


def test_by_month_there_is_one_notice_in_the_last_week_of_the_month_before(
    client: Client, organiser: Member, boss: Identity, make_member: MakeMember
) -> None:
    for day in (3, 27):
        make_member(joined_party_on=date(2016, 4, day))
    client.login(organiser)
    assert client.post("/manage/birthdays/way", data={"way": "month"}).status_code == 302
    assert client.post("/manage/birthdays/way", data={"way": "week"}).status_code == 422
    for day in range(20, 32):
        tell(NOON.replace(day=day))
    assert [row.params["n"] for row in told("birthday.month", organiser.id)] == [2]
    assert told("birthday.coming", organiser.id) == []


def test_what_was_held_is_marked_and_can_be_taken_back(
    client: Client,
    organiser: Member,
    boss: Identity,
    member: Member,
    make_branch: MakeBranch,
    make_member: MakeMember,
) -> None:
    member.joined_party_on = date(2016, 2, 29)
    stranger = make_member(branch=make_branch(), joined_party_on=date(2016, 2, 28))
    db.session.commit()
    client.login(organiser)
    month = "/manage/birthdays?month=2026-02"
    assert "10 年" in client.get(month).text
    url = f"/manage/birthdays/{member.id}/2026"
    assert "2026年2月28日" in client.get(url).text.replace(" ", "")
    assert client.post(url, data={"held_on": "2026-02-27", "note": "赠书"}).status_code == 302
    assert "赠书" in client.get(month).text
    assert client.post(url, data={"held_on": "2026-02-27", "activity_id": "7"}).status_code == 422
    with unit_of_work():
        service.birthdays.mark_held(
            member, 2026, date(2026, 2, 27), activity_id=7, note="赠书", actor=boss, now=clock.now()
        )
    assert 'href="/activities/7"' in client.get(month).text
    assert client.post(f"{url}/back").status_code == 302
    assert "赠书" not in client.get(month).text
    assert client.post(url, data={"held_on": "不是日期"}).status_code == 422
    assert client.get(f"/manage/birthdays/{member.id}/2016").status_code == 404  # the year of joining
    assert client.get(f"/manage/birthdays/{stranger.id}/2026").status_code == 404


def test_the_month_that_no_calendar_has_is_this_month(client: Client, organiser: Member) -> None:
    client.login(organiser)
    now = clock.now()
    for month in ("2026-13", "0000-01", "abc", ""):
        assert f"{now:%Y-%m}" in client.get("/manage/birthdays", query_string={"month": month}).text
