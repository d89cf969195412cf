"""An activity from draft to closed: who is called, what closing gives, and that nothing is given twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from quizapp.accounts import service as accounts
from quizapp.accounts.kinds import MemberKind
from quizapp.accounts.models import Branch, Group, Member, Membership
from quizapp.activities import queries, service
from quizapp.activities.attending import AttendanceState, How
from quizapp.activities.kinds import ActivityKind, ActivityState, Invited, Step
from quizapp.activities.minutes.models import AgendaItem
from quizapp.activities.models import Activity, Attendance
from quizapp.core import clock
from quizapp.core.errors import DomainError, Forbidden, Invalid
from quizapp.core.permissions import Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.hours import queries as hours
from quizapp.hours.models import HourEntry
from quizapp.notices.models import Notice
from quizapp.record import totals
from quizapp.record.models import LedgerEntry, PointsSheet, UnusedCredit
from quizapp.record.service import reverse
from quizapp.record.sheet import parse_sheet, sheet_to_mapping
from tests.app.activities.conftest import AsIdentity, MakeActivity, Walk
from tests.fixtures.people import MakeBranch, MakeMember

S = AttendanceState
START_DAY = date(2026, 3, 4)


@pytest.fixture
def sheet(branch: Branch, start: datetime) -> None:
    """A points sheet that gives for a party day, for leading it, and takes for staying away."""
    rules = {
        "activity.party_day": {"title": "主题党日", "points": 2},
        "activity.party_day.led": {"title": "主持", "points": 1},
        "activity.party_day.absent": {"title": "无故缺席", "points": -2},
    }
    found = parse_sheet(
        {"id": "t", "title": "t", "version": 1, "valid_from": date(2026, 1, 1), "rules": rules}
    )
    db.session.add(
        PointsSheet(
            branch_id=branch.id,
            version=1,
            valid_from=date(2026, 1, 1),
            content=sheet_to_mapping(found),
            created_at=start,
        )
    )
    db.session.commit()


def state_of(activity: Activity, member: Member) -> AttendanceState | None:
    db.session.expire_all()
    row = db.session.get(Attendance, (activity.id, member.id))
    return row.state if row else None


def points_of(member: Member) -> int:
    return (
        db.session.scalar(select(func.sum(LedgerEntry.counted)).where(LedgerEntry.member_id == member.id))
        or 0
    )


def minutes_of(member: Member) -> int:
    return db.session.scalar(select(func.sum(HourEntry.minutes)).where(HourEntry.member_id == member.id)) or 0


def entries() -> int:
    return (db.session.scalar(select(func.count(LedgerEntry.id))) or 0) + (
        db.session.scalar(select(func.count(HourEntry.id))) or 0
    )


def test_a_kind_calls_whom_its_rule_says_and_exempt_people_are_not_expected(
    make_activity: MakeActivity, make_member: MakeMember, organiser: Member
) -> None:
    formal, retired = make_member(), make_member(kind=MemberKind.RETIRED)
    activist, ill = make_member(kind=MemberKind.ACTIVIST), make_member(exempt=True)
    probationary = make_member(kind=MemberKind.PROBATIONARY)
    assembly = make_activity(Step.ANNOUNCE, kind=ActivityKind.ASSEMBLY)
    life = make_activity(Step.ANNOUNCE, kind=ActivityKind.LIFE, invited=Invited.ALL)
    rows = {
        row.member_id: row
        for row in db.session.scalars(select(Attendance).where(Attendance.activity_id == assembly.id))
    }
    assert set(rows) == {organiser.id, formal.id, probationary.id, ill.id}
    assert not rows[ill.id].expected
    assert (rows[formal.id].votes, rows[probationary.id].votes) == (True, False)
    assert queries.own_line(life, retired.id)
    assert not queries.own_line(life, activist.id)


def test_announcing_tells_the_called_once_and_opening_calls_who_joined_since(
    make_activity: MakeActivity, member: Member, make_member: MakeMember, walk: Walk
) -> None:
    activity = make_activity(Step.ANNOUNCE)
    newcomer = make_member()
    walk(activity, Step.ANNOUNCE, Step.OPEN, Step.OPEN)
    told = select(Notice.member_id).where(Notice.kind == "activity.announced")
    assert sorted(db.session.scalars(told)) == sorted({activity.host_id, member.id, newcomer.id})


def test_closing_credits_who_came_with_points_and_hours_and_marks_who_did_not(
    make_activity: MakeActivity,
    sheet: None,
    member: Member,
    organiser: Member,
    make_member: MakeMember,
    as_identity: AsIdentity,
    walk: Walk,
) -> None:
    away, ill = make_member(), make_member(exempt=True)
    activity = make_activity(Step.ANNOUNCE, Step.OPEN)
    for person in (member, organiser):
        service.sign_in(activity, How.QR, member=as_identity(person), now=clock.now())
    walk(activity, Step.CLOSE)
    assert (points_of(member), minutes_of(member)) == (200, 120)
    assert points_of(organiser) == 300  # hosted it
    assert (state_of(activity, away), points_of(away), minutes_of(away)) == (S.ABSENT, -200, 0)
    assert (state_of(activity, ill), points_of(ill)) == (S.EXCUSED, 0)
    (found,) = queries.held(activity.branch_id, START_DAY, START_DAY)
    assert (found.present, found.invited, found.minutes) == (2, 3, 120)
    assert queries.last_taking_part(activity.branch_id) == {member.id: START_DAY, organiser.id: START_DAY}
    assert [one.member_id for one in queries.attended([member.id, away.id], START_DAY, START_DAY)] == [
        member.id
    ]


def test_whoever_lectures_led_it_and_where_somebody_does_the_host_did_not(
    make_activity: MakeActivity,
    sheet: None,
    member: Member,
    organiser: Member,
    as_identity: AsIdentity,
    walk: Walk,
) -> None:
    given = ({"lecturer_ids": (member.id,)}, (300, 200)), ({"guest_lecturer": "党校 王老师"}, (500, 400))
    for values, points in given:
        activity = make_activity(Step.ANNOUNCE, Step.OPEN, **values)
        for person in (member, organiser):
            service.sign_in(activity, How.QR, member=as_identity(person), now=clock.now())
        walk(activity, Step.CLOSE)
        assert (points_of(member), points_of(organiser)) == points


def test_who_left_before_it_began_is_neither_expected_nor_absent(
    make_activity: MakeActivity,
    sheet: None,
    make_member: MakeMember,
    make_branch: MakeBranch,
    organiser: Member,
    as_identity: AsIdentity,
    walk: Walk,
    start: datetime,
) -> None:
    left, moved, later = make_member(), make_member(), make_member()
    actor, before = as_identity(organiser), start - timedelta(days=1)
    activity = make_activity(Step.ANNOUNCE)
    expected = queries.count_of(activity.id).expected
    with unit_of_work():
        accounts.leave(left, actor=actor, now=before, reason="调出")
        accounts.transfer(moved, make_branch(), actor=actor, now=before, reason="调动")
        accounts.leave(later, actor=actor, now=start + timedelta(minutes=1), reason="调出")
    walk(activity, Step.OPEN, Step.CLOSE)
    assert [state_of(activity, one) for one in (left, moved, later)] == [S.WITHDRAWN, S.WITHDRAWN, S.ABSENT]
    assert queries.count_of(activity.id).expected == expected - 2
    assert [points_of(one) for one in (left, moved)] == [0, 0]


def test_an_attendance_put_right_after_a_move_counts_where_it_was_held_and_by_its_sheet(
    make_activity: MakeActivity,
    sheet: None,
    member: Member,
    make_branch: MakeBranch,
    organiser: Member,
    as_identity: AsIdentity,
    walk: Walk,
    start: datetime,
) -> None:
    activity, actor = make_activity(Step.ANNOUNCE, Step.OPEN), as_identity(organiser)
    walk(activity, Step.CLOSE)
    later = start + timedelta(days=9)
    with unit_of_work():
        db.session.execute(update(Membership).values(from_at=start - timedelta(days=30)))
        accounts.transfer(member, make_branch(), actor=actor, now=start + timedelta(days=7))
        service.correct(activity, member.id, S.PRESENT, "名单漏登", actor=actor, now=later)
    assert (points_of(member), minutes_of(member)) == (200, 120)
    for table in (LedgerEntry, HourEntry):
        found = db.session.scalars(select(table.branch_id).where(table.member_id == member.id))
        assert set(found) == {activity.branch_id}
    assert totals.differences() == []


def test_closing_again_changes_only_what_differs_and_never_an_entry(
    make_activity: MakeActivity,
    sheet: None,
    member: Member,
    make_member: MakeMember,
    as_identity: AsIdentity,
    organiser: Member,
    walk: Walk,
) -> None:
    late_known = make_member()
    activity = make_activity(Step.ANNOUNCE, Step.OPEN)
    service.sign_in(activity, How.QR, member=as_identity(member), now=clock.now())
    walk(activity, Step.CLOSE)
    before = entries()
    walk(activity, Step.CLOSE)
    walk(activity, Step.REOPEN, reason="漏签一人")
    walk(activity, Step.CLOSE)
    assert entries() == before
    walk(activity, Step.REOPEN, reason="漏签一人")
    with unit_of_work():
        service.mark(activity, [late_known.id], S.PRESENT, actor=as_identity(organiser), now=clock.now())
    walk(activity, Step.CLOSE)
    assert (points_of(late_known), minutes_of(late_known)) == (200, 120)
    assert (points_of(member), minutes_of(member)) == (200, 120)
    assert entries() == before + 3  # the absence taken back, the presence, its hours
    reversals = db.session.scalars(select(LedgerEntry).where(LedgerEntry.reverses_id.is_not(None))).all()
    assert [row.reason for row in reversals] == ["漏签一人"]


def test_a_day_that_is_put_right_after_reopening_is_that_of_the_credits_too(
    make_activity: MakeActivity,
    sheet: None,
    member: Member,
    organiser: Member,
    as_identity: AsIdentity,
    walk: Walk,
) -> None:
    activity = make_activity(Step.ANNOUNCE, Step.OPEN)
    service.sign_in(activity, How.QR, member=as_identity(member), now=clock.now())
    walk(activity, Step.CLOSE)
    walk(activity, Step.REOPEN, reason="日期写错")
    earlier = timedelta(days=7)
    with unit_of_work():
        right = replace(
            service.draft_of(activity),
            starts_at=activity.starts_at - earlier,
            ends_at=activity.ends_at - earlier,
        )
        service.edit_activity(activity, right, actor=as_identity(organiser), now=clock.now())
    walk(activity, Step.CLOSE)
    day = activity.starts_at.date()
    assert (points_of(member), minutes_of(member)) == (200, 120)
    newest = select(LedgerEntry.day).where(LedgerEntry.member_id == member.id).order_by(LedgerEntry.id.desc())
    assert db.session.scalars(newest).first() == day
    assert hours.minutes_of([member.id], day, day) == {member.id: 120}


def test_a_correction_reverses_and_credits_anew_as_often_as_it_is_needed(
    make_activity: MakeActivity, sheet: None, member: Member, organiser: Member, as_identity: AsIdentity
) -> None:
    activity, actor = make_activity(Step.ANNOUNCE, Step.OPEN, Step.CLOSE), as_identity(organiser)
    assert points_of(member) == -200
    for state, reason, points in (
        (S.PRESENT, "漏签", 200),
        (S.ABSENT, "看错了人", -200),
        (S.LATE, "到了，迟到", 200),
        (S.EXCUSED, "公差", 0),
    ):
        with unit_of_work():
            service.correct(activity, member.id, state, reason, actor=actor, now=clock.now())
        assert points_of(member) == points
        assert minutes_of(member) == (120 if points > 0 else 0)
        row = db.session.get_one(Attendance, (activity.id, member.id), populate_existing=True)
        assert (row.at is not None) == (points > 0)  # the signed sheet shows no hour beside an absence
    latest = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc())).first()
    assert latest
    assert (latest.reason, latest.actor_id) == ("公差", organiser.id)
    told = select(func.count()).where(Notice.member_id == member.id, Notice.kind == "activity.corrected")
    assert db.session.scalar(told)


def test_a_correction_needs_a_reason_and_an_end(
    make_activity: MakeActivity, member: Member, organiser: Member, as_identity: AsIdentity, walk: Walk
) -> None:
    activity, actor = make_activity(Step.ANNOUNCE, Step.OPEN), as_identity(organiser)
    with pytest.raises(DomainError), unit_of_work():
        service.correct(activity, member.id, S.PRESENT, "漏签", actor=actor, now=clock.now())
    walk(activity, Step.CLOSE)
    with pytest.raises(Invalid), unit_of_work():
        service.correct(activity, member.id, S.PRESENT, " ", actor=actor, now=clock.now())


def test_what_was_taken_back_in_the_record_itself_does_not_stop_a_correction(
    make_activity: MakeActivity, sheet: None, member: Member, organiser: Member, as_identity: AsIdentity
) -> None:
    activity, actor = make_activity(Step.ANNOUNCE, Step.OPEN, Step.CLOSE), as_identity(organiser)
    entry = db.session.scalars(select(LedgerEntry).where(LedgerEntry.member_id == member.id)).one()
    with unit_of_work():
        reverse(entry.id, actor=actor, now=clock.now(), reason="手工撤销")
    with unit_of_work():
        service.correct(activity, member.id, S.PRESENT, "漏签", actor=actor, now=clock.now())
    assert points_of(member) == 200


def test_what_no_rule_counted_is_not_kept_when_it_does_not_hold_any_more(
    make_activity: MakeActivity, member: Member, organiser: Member, as_identity: AsIdentity
) -> None:
    activity, actor = make_activity(Step.ANNOUNCE, Step.OPEN, Step.CLOSE), as_identity(organiser)
    kept = select(UnusedCredit.kind).where(UnusedCredit.member_id == member.id)
    assert db.session.scalars(kept).all() == ["activity.party_day.absent"]
    with unit_of_work():
        service.correct(activity, member.id, S.PRESENT, "漏签", actor=actor, now=clock.now())
    assert db.session.scalars(kept).all() == ["activity.party_day"]


def test_cancelling_after_reopening_takes_everything_back_and_says_why(
    make_activity: MakeActivity, sheet: None, member: Member, as_identity: AsIdentity, walk: Walk
) -> None:
    activity = make_activity(Step.ANNOUNCE, Step.OPEN)
    service.sign_in(activity, How.QR, member=as_identity(member), now=clock.now())
    walk(activity, Step.CLOSE)
    walk(activity, Step.REOPEN, reason="录错了活动")
    with pytest.raises(Invalid):
        walk(activity, Step.CANCEL)
    walk(activity, Step.CANCEL, reason="录错了活动")
    assert (points_of(member), minutes_of(member)) == (0, 0)
    told = db.session.scalars(select(Notice).where(Notice.kind == "activity.cancelled")).first()
    assert told
    assert told.params["reason"] == "录错了活动"


def test_a_series_keeps_the_hour_on_the_wall_and_falls_on_the_last_day_of_a_short_month(
    make_activity: MakeActivity, organiser: Member, as_identity: AsIdentity, start: datetime
) -> None:
    begins = start.replace(month=1, day=31)
    activity = make_activity(starts_at=begins, ends_at=begins + timedelta(hours=2))
    with unit_of_work():
        made = service.repeat_activity(activity, 3, actor=as_identity(organiser), now=start)
        days = [(one.starts_at.month, one.starts_at.day, one.state) for one in made]
    assert days == [(2, 28, ActivityState.DRAFT), (3, 31, ActivityState.DRAFT), (4, 30, ActivityState.DRAFT)]


def test_a_leader_holds_what_the_own_group_holds_and_nothing_else(
    make_activity: MakeActivity, leader: Member, group: Group, as_identity: AsIdentity, branch: Branch
) -> None:
    own = service.draft_of(
        make_activity(kind=ActivityKind.GROUP, group_id=group.id, invited=Invited.GROUP, host_id=leader.id)
    )
    actor = as_identity(leader)
    assert actor.role is Role.LEADER
    with unit_of_work():
        assert service.create_activity(own, branch_id=branch.id, actor=actor, now=clock.now()).id
    whole = service.draft_of(make_activity())
    with pytest.raises(Forbidden), unit_of_work():
        service.create_activity(whole, branch_id=branch.id, actor=actor, now=clock.now())


def test_moving_what_was_announced_tells_the_called_and_what_is_over_stays(
    make_activity: MakeActivity, organiser: Member, member: Member, as_identity: AsIdentity, walk: Walk
) -> None:
    activity, actor = make_activity(Step.ANNOUNCE), as_identity(organiser)
    draft = service.draft_of(activity)
    for place in ("二楼会议室", "二楼会议室", "礼堂"):
        with unit_of_work():
            moved = service.Draft(
                **{**{n: getattr(draft, n) for n in draft.__dataclass_fields__}, "place": place}
            )
            service.edit_activity(activity, moved, actor=actor, now=clock.now())
    told = select(func.count()).where(Notice.kind == "activity.changed", Notice.member_id == member.id)
    assert db.session.scalar(told) == 2
    walk(activity, Step.OPEN, Step.CLOSE)
    with pytest.raises(DomainError), unit_of_work():
        service.edit_activity(activity, draft, actor=actor, now=clock.now())


def test_a_draft_goes_with_what_was_prepared_for_it_and_what_was_announced_stays(
    make_activity: MakeActivity, organiser: Member, as_identity: AsIdentity
) -> None:
    draft, announced, actor = make_activity(), make_activity(Step.ANNOUNCE), as_identity(organiser)
    db.session.add(AgendaItem(activity_id=draft.id, position=0, title="学习文件"))
    db.session.commit()
    draft_id = draft.id
    with unit_of_work():
        service.delete_draft(draft, actor=actor, now=clock.now())
    assert db.session.get(Activity, draft_id) is None
    assert not db.session.scalar(select(func.count(AgendaItem.id)))
    with pytest.raises(DomainError), unit_of_work():
        service.delete_draft(announced, actor=actor, now=clock.now())
