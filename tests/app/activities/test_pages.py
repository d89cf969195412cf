"""Leave, sign-up, calendars, lists and forms, through the pages of those whose job it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from quizapp.accounts.models import Group, Member
from quizapp.activities import service
from quizapp.activities.attending import AttendanceState
from quizapp.activities.kinds import KINDS, ActivityKind, ActivityState, Invited, Step, Way
from quizapp.activities.models import Activity, Attendance
from quizapp.core import clock
from quizapp.core.permissions import Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.app.activities.conftest import AsIdentity, MakeActivity, Walk, line
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember

pytestmark = pytest.mark.pages
S = AttendanceState
WHY = "父亲住院，要陪护"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_the_reason_of_a_leave_is_read_by_host_leader_and_oneself_and_by_nobody_else(
    client: Client,
    make_activity: MakeActivity,
    make_member: MakeMember,
    organiser: Member,
    admin: Member,
    leader: Member,
    group: Group,
) -> None:
    host, asker = make_member(), make_member(group=group)
    activity = make_activity(Step.ANNOUNCE, host_id=host.id)
    client.login(asker).post(f"/activities/{activity.id}/leave", data={"reason": WHY})
    assert WHY in text(client, f"/activities/{activity.id}")
    assert WHY in text(client.login(host), f"/activities/{activity.id}/desk")
    for person in (organiser, admin):
        assert WHY not in text(client.login(person), f"/activities/{activity.id}/desk")
        assert WHY.encode() not in client.get(f"/activities/{activity.id}/attendance.xlsx").data
    for person in (organiser, admin, host, asker):
        assert WHY not in text(client.login(person), "/notices/")
    assert WHY in text(client.login(leader), f"/activities/{activity.id}")
    assert "申请“三月主题党日”请假" in text(client, "/notices/")
    assert WHY not in text(client, "/notices/")


def test_leave_is_granted_or_refused_with_a_word_and_can_be_taken_back(
    client: Client, make_activity: MakeActivity, member: Member, organiser: Member
) -> None:
    activity = make_activity(Step.ANNOUNCE)
    page = f"/activities/{activity.id}"
    assert client.login(member).post(f"{page}/leave", data={"reason": " "}).status_code == 422
    client.post(f"{page}/leave", data={"reason": WHY})
    decided = {"member": member.id, "granted": "0", "answer": "请尽量参加"}
    client.login(organiser).post(f"{page}/desk/leave", data=decided)
    assert line(activity, member).state is S.INVITED
    assert "请尽量参加" in text(client.login(member), page)
    client.post(f"{page}/leave", data={"reason": WHY})
    client.login(organiser).post(f"{page}/desk/leave", data={"member": member.id, "granted": "1"})
    assert line(activity, member).state is S.LEAVE_GRANTED
    client.login(member).post(f"{page}/leave/back")
    assert line(activity, member).state is S.INVITED


def test_places_are_given_in_the_order_of_signing_up_and_a_free_one_goes_to_who_waits(
    client: Client,
    make_activity: MakeActivity,
    make_member: MakeMember,
    organiser: Member,
    as_identity: AsIdentity,
    start: datetime,
) -> None:
    people = [make_member() for _ in range(3)]
    activity = make_activity(Step.ANNOUNCE, kind=ActivityKind.VOLUNTEER, invited=Invited.SIGN_UP, seats=2)
    assert "有活动可以报名" in text(client.login(people[0]), "/notices/")
    for number, person in enumerate(people):
        with clock.frozen(start + timedelta(minutes=number)):
            client.login(person).post(f"/activities/{activity.id}/join")
            client.post(f"/activities/{activity.id}/join")
    # the host has one of the two places
    assert [line(activity, one).state for one in people] == [S.INVITED, S.WAITING, S.WAITING]
    client.login(people[0]).post(f"/activities/{activity.id}/join/back")
    assert [line(activity, one).state for one in people] == [S.WITHDRAWN, S.INVITED, S.WAITING]
    assert "候补到了名额" in text(client.login(people[1]), "/notices/")
    with unit_of_work():
        db.session.refresh(activity)
        more = replace(service.draft_of(activity), seats=3)
        service.edit_activity(activity, more, actor=as_identity(organiser), now=clock.now())
    assert line(activity, people[2]).state is S.INVITED


def test_a_form_makes_announces_and_repeats_an_activity(
    client: Client, organiser: Member, member: Member, start: datetime
) -> None:
    client.login(organiser)
    form = {
        "kind": "party_day",
        "title": "走进革命纪念馆",
        "starts_at": "2026-03-10T14:30",
        "ends_at": "2026-03-10T16:30",
        "place": "纪念馆",
        "host_id": organiser.id,
        "group_id": 0,
        "invited": "members",
        "late_after": "10",
        "radius": "300",
        "position": "22.8170，108.3669",
        "then": "announce",
    }
    buttons = re.findall(r'<button[^>]*name="then"[^>]*>', text(client, "/activities/new"))
    assert buttons
    assert all("data-busy" in button for button in buttons)  # tapped twice it calls once
    made = client.post("/activities/new", data=form)
    assert made.status_code == 302
    assert client.post("/activities/new", data={**form, "ends_at": "2026-03-10T14:00"}).status_code == 422
    assert client.post("/activities/new", data={**form, "kind": "group"}).status_code == 422
    activity_id = int(re.findall(r"\d+", made.headers["Location"])[0])
    activity = db.session.get_one(Activity, activity_id)
    assert (activity.state, activity.latitude) == (ActivityState.ANNOUNCED, 22.8170)
    assert activity.starts_at == datetime.fromisoformat("2026-03-10T06:30+00:00")
    assert "走进革命纪念馆" in text(client.login(member), "/activities/")
    assert "走进革命纪念馆" in text(client, "/activities/calendar?month=2026-03")
    client.login(organiser).post(f"/activities/{activity_id}/repeat", data={"months": "2"})
    listed = text(client, "/activities/manage?state=draft&kind=party_day&q=革命")
    assert listed.count("走进革命纪念馆</a>") == 2
    assert "没有符合条件的活动" in text(client, "/activities/manage?month=2026-09")


def test_what_is_confidential_is_seen_by_the_called_alone(
    client: Client, make_activity: MakeActivity, member: Member, make_member: MakeMember
) -> None:
    other = make_member()
    activity = make_activity(
        Step.ANNOUNCE, title="个别谈话", invited=Invited.CHOSEN, invited_ids=(member.id,), confidential=True
    )
    assert client.login(member).get(f"/activities/{activity.id}").status_code == 200
    assert client.login(other).get(f"/activities/{activity.id}").status_code == 404
    assert "个别谈话" not in text(client, "/activities/")


def test_a_host_without_any_office_opens_signs_in_and_closes_and_changes_nothing_else(
    client: Client, make_activity: MakeActivity, make_member: MakeMember
) -> None:
    host = make_member()
    activity = make_activity(Step.ANNOUNCE, host_id=host.id)
    client.login(host)
    for step in ("open", "close"):
        client.post(f"/activities/{activity.id}/step", data={"step": step})
    db.session.rollback()
    db.session.expire_all()
    assert db.session.get_one(Activity, activity.id).state is ActivityState.HELD
    reopened = client.post(f"/activities/{activity.id}/step", data={"step": "reopen", "reason": "漏签"})
    assert reopened.status_code == 404
    assert client.get(f"/activities/{activity.id}/edit").status_code == 403


def test_a_leader_arranges_the_groups_meetings_and_sees_no_other_in_the_list(
    client: Client, make_activity: MakeActivity, leader: Member, group: Group, make_group: object
) -> None:
    own = make_activity(kind=ActivityKind.GROUP, group_id=group.id, invited=Invited.GROUP, title="本组会")
    whole = make_activity(title="支部的")
    assert leader.role is Role.LEADER
    page = text(client.login(leader), "/activities/manage")
    assert "本组会" in page
    assert "支部的" not in page
    assert client.get(f"/activities/{own.id}/edit").status_code == 200
    assert client.get(f"/activities/{whole.id}/edit").status_code == 404
    assert client.post(f"/activities/{own.id}/step", data={"step": "announce"}).status_code == 302
    offered = re.search(r'<select[^>]*name="kind".*?</select>', text(client, "/activities/new"), re.DOTALL)
    assert offered
    assert set(re.findall(r'value="(\w+)"', offered[0])) == {
        kind for kind, rule in KINDS.items() if rule.in_group
    }


def test_a_calendar_is_read_at_a_secret_address_until_it_is_closed(
    app: Flask, client: Client, make_activity: MakeActivity, member: Member, walk: Walk
) -> None:
    activity = make_activity(Step.ANNOUNCE, title="支部大会")
    client.login(member).post("/activities/feed")
    page = text(client, "/activities/feed")
    found = re.search(r"/activities/feed/([\w-]+)\.ics", page)
    assert found
    visitor: Client = app.test_client()  # type: ignore[assignment]  # set by test_client_class
    assert "SUMMARY:支部大会" in text(visitor, found[0])
    walk(activity, Step.CANCEL, reason="停电")
    assert "STATUS:CANCELLED" in text(visitor, found[0])
    client.post("/activities/feed/close")
    assert visitor.get(found[0]).status_code == 404
    assert "SUMMARY:支部大会" in text(client, f"/activities/{activity.id}/event.ics")


def test_the_sheet_parts_called_guests_and_exempt(
    client: Client,
    make_activity: MakeActivity,
    organiser: Member,
    make_member: MakeMember,
    as_identity: AsIdentity,
) -> None:
    ill, guest = make_member("病休者", exempt=True), None
    activity = make_activity(Step.ANNOUNCE, Step.OPEN)
    guest = make_member("列席者")
    with unit_of_work():
        row = Attendance(
            activity_id=activity.id,
            member_id=guest.id,
            state=S.PRESENT,
            expected=False,
            reason="",
            answer="",
            device="",
            votes=False,
        )
        db.session.add(row)
    page = text(client.login(organiser), f"/activities/{activity.id}/sheet")
    assert "列席人员" in page
    assert f"不作硬性要求、未到：{ill.name}" in page
    assert client.get(f"/activities/{activity.id}/attendance.xlsx").data[:2] == b"PK"


def test_correcting_after_the_end_asks_for_a_reason_and_reaches_the_member(
    client: Client, make_activity: MakeActivity, member: Member, organiser: Member
) -> None:
    activity = make_activity(Step.ANNOUNCE, Step.OPEN, Step.CLOSE)
    page = f"/activities/{activity.id}/desk/correct"
    asked = {"member": member.id, "state": "present", "reason": ""}
    assert client.login(organiser).post(page, data=asked).status_code == 422
    client.post(page, data={**asked, "reason": "漏签"})
    assert line(activity, member).state is S.PRESENT
    assert "漏签" in text(client.login(member), "/notices/")


def test_a_page_says_which_way_of_learning_it_is_and_leads_to_the_plan(
    client: Client, make_activity: MakeActivity, member: Member
) -> None:
    activity = make_activity(Step.ANNOUNCE, way=Way.BASE, plan_item_id=7)
    page = text(client.login(member), f"/activities/{activity.id}")
    assert "基地实践学" in page
    assert "/plans/items/7" in page
