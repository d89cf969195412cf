"""Signing in: the code of now and no other, once for each, as of the server's clock, and durable."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread, Timer

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from quizapp.accounts.models import Member
from quizapp.activities import codes, queries, service
from quizapp.activities.attending import AttendanceState, How
from quizapp.activities.kinds import Step
from quizapp.activities.models import Activity, Attendance
from quizapp.activities.service import leave
from quizapp.core import clock
from quizapp.core.errors import DomainError, Invalid, TooMany
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.app.activities.conftest import AsIdentity, MakeActivity, Walk, line
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember

S = AttendanceState


def scanned(activity: Activity, at: datetime) -> str:
    return codes.code_at(activity.code_key, activity.id, codes.step_at(at))


def scan(client: Client, activity: Activity, code: str) -> str:
    """Scan with a phone; return the address it is led to."""
    answer = client.get(f"/activities/{activity.id}/in?c={code}")
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def press(client: Client, activity: Activity, address: str) -> None:
    """Press the button on the page that the scan led to."""
    ticket = address.partition("t=")[2]
    client.post(f"/activities/{activity.id}/arrive", data={"t": ticket})


def test_a_scan_signs_in_once_and_a_second_one_keeps_the_first_moment(
    client: Client, make_activity: MakeActivity, member: Member, start: datetime
) -> None:
    activity = make_activity(Step.ANNOUNCE, Step.OPEN)
    client.login(member)
    press(client, activity, scan(client, activity, scanned(activity, start)))
    with clock.frozen(start + timedelta(minutes=30)):
        press(client, activity, scan(client, activity, scanned(activity, clock.now())))
    row = line(activity, member)
    assert (row.state, row.how, row.at) == (S.PRESENT, How.QR, start)


def test_a_photo_sent_home_comes_too_late_whatever_the_phones_clock_says(
    client: Client, make_activity: MakeActivity, member: Member, start: datetime
) -> None:
    activity = make_activity(Step.ANNOUNCE, Step.OPEN)
    client.login(member)
    code = scanned(activity, start)
    with clock.frozen(start + 2 * codes.STEP):
        headers = {"Date": "Wed, 04 Mar 2026 06:30:00 GMT"}
        address = client.get(f"/activities/{activity.id}/in?c={code}", headers=headers).headers["Location"]
        press(client, activity, address)
        page = client.get(f"/activities/{activity.id}").get_data(as_text=True)
    assert "二维码已过期" in page
    assert line(activity, member).state is S.INVITED


def test_who_must_sign_in_first_has_three_minutes_and_the_address_is_worth_nothing_elsewhere(
    app: Flask,
    client: Client,
    make_activity: MakeActivity,
    member: Member,
    make_member: MakeMember,
    start: datetime,
) -> None:
    activity, at_home = make_activity(Step.ANNOUNCE, Step.OPEN), make_member()
    address = scan(client, activity, scanned(activity, start))
    led = client.get(address)
    assert led.headers["Location"].startswith("/sign-in?next=")
    home: Client = app.test_client()  # type: ignore[assignment]  # set by test_client_class
    home.login(at_home)
    press(home, activity, address)
    client.login(member)
    with clock.frozen(start + timedelta(minutes=2)):
        assert "签到" in client.get(address).get_data(as_text=True)
        press(client, activity, address)
    assert line(activity, member).state is S.PRESENT
    assert not queries.own_line(activity, at_home.id) or line(activity, at_home).state is S.INVITED


def test_a_ticket_ends_after_three_minutes(
    client: Client, make_activity: MakeActivity, member: Member, start: datetime
) -> None:
    activity = make_activity(Step.ANNOUNCE, Step.OPEN)
    client.login(member)
    address = scan(client, activity, scanned(activity, start))
    with clock.frozen(start + codes.TICKET_LIVES + timedelta(seconds=1)):
        press(client, activity, address)
    assert line(activity, member).state is S.INVITED


def test_the_digits_sign_in_too_and_guessing_them_is_made_to_wait(
    client: Client, make_activity: MakeActivity, member: Member, as_identity: AsIdentity, start: datetime
) -> None:
    activity, own = make_activity(Step.ANNOUNCE, Step.OPEN), as_identity(member)
    right = codes.digits_at(activity.code_key, activity.id, codes.step_at(start))
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(8):
        with pytest.raises(Invalid):
            service.check_code(activity, wrong, member=own, now=start)
    with pytest.raises(TooMany):
        service.check_code(activity, right, member=own, now=start)
    client.login(member)
    client.post(f"/activities/{activity.id}/code", data={"code": right})
    assert line(activity, member).state is S.INVITED


def test_two_people_on_one_phone_are_shown_to_the_host_and_others_are_not(
    app: Flask,
    client: Client,
    make_activity: MakeActivity,
    member: Member,
    make_member: MakeMember,
    organiser: Member,
    as_identity: AsIdentity,
    start: datetime,
) -> None:
    activity, friend, other = make_activity(Step.ANNOUNCE, Step.OPEN), make_member(), make_member()
    right = codes.digits_at(activity.code_key, activity.id, codes.step_at(start))
    for person in (member, friend):
        client.login(person)
        client.post(f"/activities/{activity.id}/code", data={"code": right})
    own: Client = app.test_client()  # type: ignore[assignment]  # set by test_client_class
    own.login(other)
    own.post(f"/activities/{activity.id}/code", data={"code": right})
    (found,) = queries.shared_devices(queries.lines_of(activity, as_identity(organiser)))
    assert sorted(one.member_id for one in found) == [member.id, friend.id]
    page = client.login(organiser).get(f"/activities/{activity.id}/desk").get_data(as_text=True)
    assert "同一台手机签到" in page


def test_late_is_late_and_after_the_end_only_where_the_host_lets_it(
    make_activity: MakeActivity,
    member: Member,
    make_member: MakeMember,
    organiser: Member,
    as_identity: AsIdentity,
    start: datetime,
) -> None:
    activity, later = make_activity(Step.ANNOUNCE, Step.OPEN), make_member()
    at = start + timedelta(minutes=11)
    assert service.sign_in(activity, How.QR, member=as_identity(member), now=at).state is S.LATE
    over = activity.ends_at + timedelta(seconds=1)
    with pytest.raises(DomainError) as refused:
        service.sign_in(activity, How.QR, member=as_identity(later), now=over)
    assert refused.value.code == "activity.too_late"
    with unit_of_work():
        service.set_late_open(activity, True, actor=as_identity(organiser), now=over)
    assert service.sign_in(activity, How.QR, member=as_identity(later), now=over).state is S.LATE


def test_nobody_signs_in_before_it_is_opened_or_after_it_was_closed(
    make_activity: MakeActivity, member: Member, as_identity: AsIdentity, walk: Walk
) -> None:
    activity, own = make_activity(Step.ANNOUNCE), as_identity(member)
    with pytest.raises(DomainError) as early:
        service.sign_in(activity, How.QR, member=own, now=clock.now())
    walk(activity, Step.OPEN, Step.CLOSE)
    with pytest.raises(DomainError) as late:
        service.sign_in(activity, How.QR, member=own, now=clock.now())
    assert (early.value.code, late.value.code) == ("activity.not_open", "activity.closed")


def test_a_sign_in_that_was_judged_before_the_closing_does_not_slip_in_after_it(
    make_activity: MakeActivity,
    member: Member,
    as_identity: AsIdentity,
    walk: Walk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    activity = make_activity(Step.ANNOUNCE, Step.OPEN)
    walk(activity, Step.CLOSE)
    monkeypatch.setattr("quizapp.activities.service.signing_in.check_open", lambda *_: None)
    with pytest.raises(DomainError):
        service.sign_in(activity, How.QR, member=as_identity(member), now=clock.now())
    assert line(activity, member).state is S.ABSENT


def test_a_double_tap_in_two_tabs_is_one_sign_in(
    app: Flask, make_activity: MakeActivity, member: Member, as_identity: AsIdentity, start: datetime
) -> None:
    activity_id = make_activity(Step.ANNOUNCE, Step.OPEN).id
    own, both, found = as_identity(member), Barrier(2), list[datetime | None]()

    def tap(late: int) -> None:
        with app.app_context():
            activity = db.session.get_one(Activity, activity_id)
            both.wait(5)
            row = service.sign_in(activity, How.QR, member=own, now=start + timedelta(seconds=late))
            found.append(row.at)
            db.session.remove()

    db.session.commit()
    tabs = [Thread(target=tap, args=(late,)) for late in (0, 1)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(10)
    assert len(found) == 2
    assert found[0] == found[1]
    db.session.rollback()
    mine = select(func.count()).where(Attendance.member_id == member.id)
    assert db.session.scalar(mine) == 1


@pytest.mark.several_writers
def test_a_leave_that_is_granted_in_the_moment_of_signing_in_does_not_undo_it(
    make_activity: MakeActivity, member: Member, organiser: Member, as_identity: AsIdentity
) -> None:
    activity = make_activity(Step.ANNOUNCE, Step.OPEN)
    mine = Attendance.member_id == member.id
    with unit_of_work():
        leave.ask(activity, "值班", member=as_identity(member), now=clock.now())
    with db.engine.connect() as phone:
        phone.execute(update(Attendance).where(mine).values(state=AttendanceState.PRESENT))
        committing = Timer(0.3, phone.commit)
        committing.start()
        with pytest.raises(DomainError), unit_of_work():
            leave.decide(activity, member.id, True, "", actor=as_identity(organiser), now=clock.now())
        committing.join()
    assert db.session.scalars(select(Attendance.state).where(mine)).one() is AttendanceState.PRESENT


def test_who_was_not_called_and_comes_is_there_and_not_expected(
    make_activity: MakeActivity, make_member: MakeMember, as_identity: AsIdentity
) -> None:
    activity, guest = make_activity(Step.ANNOUNCE, Step.OPEN), make_member()
    before = queries.count_of(activity.id).expected
    service.sign_in(activity, How.CODE, member=as_identity(guest), now=clock.now())
    found = queries.count_of(activity.id)
    assert (found.present, found.expected) == (1, before)


def test_by_place_only_the_rounded_distance_is_kept(
    client: Client, make_activity: MakeActivity, member: Member, make_member: MakeMember
) -> None:
    activity = make_activity(Step.ANNOUNCE, Step.OPEN, latitude=22.8170, longitude=108.3669, radius=300)
    away = make_member()
    client.login(away)
    client.post(
        f"/activities/{activity.id}/here", data={"lat": "22.9170", "lng": "108.3669", "accuracy": "9000"}
    )
    client.login(member)
    client.post(
        f"/activities/{activity.id}/here", data={"lat": "22.81834", "lng": "108.36712", "accuracy": "12"}
    )
    row = line(activity, member)
    assert (row.state, row.how, row.distance) == (S.PRESENT, How.PLACE, 150)
    kept = {column.name: getattr(row, column.name) for column in Attendance.__table__.columns}
    assert "22.8183" not in str(kept)
    assert queries.count_of(activity.id).present == 1


def test_the_list_ticks_many_and_takes_a_tick_back(
    make_activity: MakeActivity,
    member: Member,
    make_member: MakeMember,
    organiser: Member,
    as_identity: AsIdentity,
    start: datetime,
) -> None:
    activity, other, actor = make_activity(Step.ANNOUNCE, Step.OPEN), make_member(), as_identity(organiser)
    service.sign_in(activity, How.QR, member=as_identity(member), now=start)

    def tick(state: AttendanceState | None, *people: Member) -> int:
        with unit_of_work():
            return service.mark(
                activity, [one.id for one in people], state, actor=actor, now=start + timedelta(minutes=5)
            )

    assert tick(S.PRESENT, member, other) == 1  # who signed in before keeps that moment
    assert (line(activity, member).how, line(activity, member).at) == (How.QR, start)
    assert line(activity, other).by_id == organiser.id
    assert tick(None, other) == 1
    assert (line(activity, other).state, line(activity, other).at) == (S.INVITED, None)


@pytest.mark.parametrize("address", ["screen", "screen_code"])
def test_the_screen_ends_with_its_address(
    client: Client, make_activity: MakeActivity, organiser: Member, as_identity: AsIdentity, address: str
) -> None:
    activity = make_activity(Step.ANNOUNCE, Step.OPEN)
    path = {"screen": "", "screen_code": "/code"}[address]
    old = activity.screen_token
    assert client.get(f"/activities/screen/{old}{path}").status_code == 200
    with unit_of_work():
        service.renew_screen(activity, actor=as_identity(organiser), now=clock.now())
    assert client.get(f"/activities/screen/{old}{path}").status_code == 404


def test_the_screen_shows_the_code_of_now_and_none_when_signing_in_is_closed(
    client: Client, make_activity: MakeActivity, walk: Walk, start: datetime
) -> None:
    activity = make_activity(Step.ANNOUNCE, Step.OPEN)
    address = f"/activities/screen/{activity.screen_token}/code"
    shown = client.get(address).get_json()
    right = codes.digits_at(activity.code_key, activity.id, codes.step_at(start))
    assert shown["digits"].replace(" ", "") == right
    assert 0 < shown["left_ms"] <= 12_000
    walk(activity, Step.CLOSE)
    assert client.get(address).get_json() == {"open": False, "present": 0, "expected": 1}
