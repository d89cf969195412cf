"""Minutes: versions, confirmation by two, what never changes afterwards, decisions, the printed record."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from sqlalchemy import func, select, update

from quizapp.accounts.models import Branch, Member
from quizapp.activities.attending import AttendanceState
from quizapp.activities.kinds import ActivityKind, Step
from quizapp.activities.minutes import deciding, printing, queries, reviewing, service, tasks
from quizapp.activities.minutes.ballots import Ballot
from quizapp.activities.minutes.deciding import Decided
from quizapp.activities.minutes.levels import Level
from quizapp.activities.minutes.models import AgendaItem, Decision, Minutes, MinutesVersion
from quizapp.activities.minutes.reviewing import Judgement
from quizapp.activities.models import Activity, Attendance
from quizapp.core.errors import DomainError, Forbidden, Invalid
from quizapp.core.permissions import Identity
from quizapp.documents.model import texts
from quizapp.extensions import db
from quizapp.notices.models import Notice
from tests.app.activities.conftest import START, MakeActivity
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember

pytestmark = pytest.mark.pages
AsIdentity = Callable[[Member], Identity]
OPEN = (Step.ANNOUNCE, Step.OPEN)


@pytest.fixture
def host(organiser: Member, as_identity: AsIdentity) -> Identity:
    return as_identity(organiser)


@pytest.fixture
def recorder(leader: Member, as_identity: AsIdentity) -> Identity:
    return as_identity(leader)


@pytest.fixture
def meeting(make_activity: MakeActivity, member: Member, recorder: Identity, host: Identity) -> Activity:
    """An assembly with an agenda, recorded by the group's leader."""
    activity = make_activity(*OPEN, kind=ActivityKind.ASSEMBLY, title="第一季度党员大会")
    service.add_item(activity, "讨论发展党员", "组织委员", actor=host, now=START)
    service.set_people(activity, recorder.member_id, host.member_id, "上级来人", actor=host, now=START)
    service.write(activity, {_item(activity): "同意列为对象"}, 0, actor=recorder, now=START)
    db.session.commit()
    return activity


def _item(activity: Activity) -> int:
    return queries.agenda(activity.id)[0].id


def settle(activity: Activity, *people: Identity) -> None:
    for who in people:
        service.confirm(activity, queries.minutes_of(activity.id).version, actor=who, now=START)  # type: ignore[union-attr]
    db.session.commit()


def test_versions_stay_and_each_tells_who_wrote_it(
    meeting: Activity, host: Identity, recorder: Identity
) -> None:
    assert service.write(meeting, {_item(meeting): "改过了"}, 1, actor=host, now=START) == 2
    second, first = queries.versions(meeting.id)
    assert (first.texts[0][3], first.author_id) == ("同意列为对象", recorder.member_id)
    assert (second.texts[0][3], second.author_id) == ("改过了", host.member_id)
    assert service.write(meeting, {_item(meeting): "改过了"}, 2, actor=host, now=START) == 2


def test_what_another_wrote_meanwhile_is_not_written_over(meeting: Activity, host: Identity) -> None:
    service.write(meeting, {0: "甲"}, 1, actor=host, now=START)
    with pytest.raises(Invalid, match="别人刚保存"):
        service.write(meeting, {0: "乙"}, 1, actor=host, now=START)
    assert service.write(meeting, {0: "甲"}, 1, actor=host, now=START) == 2  # tapped twice


def test_nobody_confirms_what_was_written_at_the_same_moment(meeting: Activity, recorder: Identity) -> None:
    minutes = queries.minutes_of(meeting.id)
    assert minutes is not None
    other = update(Minutes).values(version=2).execution_options(synchronize_session=False)
    db.session.execute(other)  # as another process does after ours has read the row
    with pytest.raises(DomainError, match="新的一版"):
        service.confirm(meeting, minutes.version, actor=recorder, now=START)


def test_both_confirm_the_same_version_or_it_is_not_final(
    meeting: Activity, host: Identity, recorder: Identity
) -> None:
    assert not service.confirm(meeting, 1, actor=recorder, now=START)
    assert (
        db.session.scalar(select(Notice.member_id).where(Notice.kind == "minutes.waiting")) == host.member_id
    )
    service.write(meeting, {0: "又改"}, 1, actor=recorder, now=START)
    with pytest.raises(DomainError, match="新的一版"):
        service.confirm(meeting, 1, actor=host, now=START)
    assert not service.confirm(meeting, 2, actor=host, now=START)  # the recorder has to look again
    assert service.confirm(meeting, 2, actor=recorder, now=START)


def test_nobody_confirms_for_the_other_and_both_have_read_who_sat_in(
    meeting: Activity, host: Identity, recorder: Identity
) -> None:
    with pytest.raises(Forbidden):
        service.set_people(
            meeting, recorder.member_id, recorder.member_id, "上级来人", actor=recorder, now=START
        )
    service.confirm(meeting, 1, actor=host, now=START)
    service.set_people(meeting, recorder.member_id, host.member_id, "没有来人", actor=recorder, now=START)
    assert not service.confirm(meeting, 1, actor=recorder, now=START)


def test_nothing_changes_any_more_once_both_have_confirmed(
    meeting: Activity, host: Identity, recorder: Identity, member: Member
) -> None:
    deciding.decide(meeting, Decided("同意"), actor=host, now=START)
    settle(meeting, host, recorder)
    item, decision = queries.agenda(meeting.id)[0], queries.decisions(meeting.id)[0]
    before = _everything(meeting)
    for change in (
        lambda: service.write(meeting, {0: "翻案"}, 1, actor=host, now=START),
        lambda: service.set_people(meeting, None, member.id, "", actor=host, now=START),
        lambda: service.add_item(meeting, "补一项", "", actor=host, now=START),
        lambda: service.change_item(item, meeting, "换题", ""),
        lambda: service.shift_item(item, meeting, 1),
        lambda: service.remove_item(item, meeting),
        lambda: deciding.decide(meeting, Decided("另议"), actor=host, now=START),
        lambda: deciding.take_back(decision, meeting),
        lambda: service.confirm(meeting, 1, actor=host, now=START),
    ):
        with pytest.raises(DomainError, match="不能再改"):
            change()
    assert _everything(meeting) == before
    service.correct(meeting, "“对象”应为“积极分子”", actor=recorder, now=START)
    assert _everything(meeting) == before
    assert [row.text for row in queries.corrections(meeting.id)] == ["“对象”应为“积极分子”"]


def _everything(activity: Activity) -> list[object]:
    of = [
        select(MinutesVersion.number, MinutesVersion.texts).where(MinutesVersion.activity_id == activity.id),
        select(AgendaItem.position, AgendaItem.title).where(AgendaItem.activity_id == activity.id),
        select(Decision.text, Decision.adopted).where(Decision.activity_id == activity.id),
    ]
    minutes = queries.minutes_of(activity.id)
    assert minutes
    return [
        *(db.session.execute(query).all() for query in of),
        (minutes.recorder_id, minutes.chair_id, minutes.guests),
    ]


def test_the_announced_agenda_becomes_the_minutes_agenda_once(
    make_activity: MakeActivity, host: Identity
) -> None:
    activity = make_activity(*OPEN, agenda="- 重温入党誓词\n2. 学习条例\n\n三、讨论下月安排\n2026年计划")
    assert service.take_announced(activity, actor=host, now=START) == 4
    assert service.take_announced(activity, actor=host, now=START) == 0
    titles = [item.title for item in queries.agenda(activity.id)]
    assert titles == ["重温入党誓词", "学习条例", "讨论下月安排", "2026年计划"]


def test_corrections_are_for_final_minutes_alone(meeting: Activity, host: Identity) -> None:
    with pytest.raises(DomainError, match="还没有确认"):
        service.correct(meeting, "更正", actor=host, now=START)


def test_an_assemblys_figures_decide_and_elsewhere_the_branch_says(
    meeting: Activity, make_activity: MakeActivity, host: Identity
) -> None:
    few = Ballot(10, 9, 5, 4, 0)
    assert not deciding.decide(meeting, Decided("预备党员转正", "投票", few), actor=host, now=START).adopted
    committee = make_activity(*OPEN, kind=ActivityKind.COMMITTEE)
    assert deciding.decide(committee, Decided("同意", "举手", few), actor=host, now=START).adopted
    with pytest.raises(Invalid, match="实到不能多于应到"):
        deciding.decide(meeting, Decided("同意", "", Ballot(3, 4, 4, 0, 0)), actor=host, now=START)


def test_tasks_remind_their_owner_and_then_those_who_look_after_them(
    meeting: Activity, host: Identity, member: Member, recorder: Identity
) -> None:
    day = START.date()
    task = tasks.give(meeting, member.id, "报送名单", day + timedelta(days=3), actor=recorder, now=START)
    for ahead in range(6):
        tasks.remind(day + timedelta(days=ahead), now=START)
    rows = db.session.execute(
        select(Notice.kind, Notice.member_id).where(Notice.kind.startswith("task."))
    ).all()
    assert sorted(map(tuple, rows)) == sorted(
        [
            ("task.given", member.id),
            ("task.due", member.id),
            *(("task.late", who) for who in (member.id, recorder.member_id, host.member_id)),
        ]
    )
    assert queries.branch_tasks(meeting.branch_id, None, "late", day + timedelta(days=4), 1).total == 1
    tasks.finish(task, "已报", now=START)
    assert queries.open_tasks(member.id) == []
    assert queries.branch_tasks(meeting.branch_id, None, "done", day, 1).rows[0].done_note == "已报"


def test_the_record_names_who_came_who_had_leave_and_not_why(
    meeting: Activity, member: Member, host: Identity, recorder: Identity
) -> None:
    _attend(meeting, member.id, AttendanceState.LEAVE_GRANTED, "家中有事")
    _attend(meeting, host.member_id, AttendanceState.PRESENT)
    ballot = Ballot(3, 2, 2, 0, 0)
    deciding.decide(meeting, Decided("同意张三为积极分子", "举手", ballot), actor=host, now=START)
    said = "\n".join(texts(printing.record_of(meeting, host, ZoneInfo("Asia/Shanghai"))))
    for part in (
        "第一季度党员大会",
        "罗勇",
        "周晓岚",
        "上级来人",
        "讨论发展党员",
        "同意列为对象",
        "赞成 2 票",
    ):
        assert part in said
    assert "家中有事" not in said
    assert "主持人签字" in said


def _attend(activity: Activity, member_id: int, state: AttendanceState, reason: str = "") -> None:
    row = db.session.get_one(Attendance, (activity.id, member_id))
    row.state, row.reason = state, reason
    db.session.flush()


@pytest.mark.parametrize("form", ["html", "docx"])
def test_a_years_book_holds_every_record_and_nothing_that_was_not_held(
    client: Client, organiser: Member, make_activity: MakeActivity, form: str
) -> None:
    for number in range(2):
        make_activity(*OPEN, Step.CLOSE, title=f"主题党日{number}")
    make_activity(*OPEN, title="还没开完")
    client.login(organiser)
    answer = client.get(f"/activities/book?year=2026&form={form}")
    assert answer.status_code == 200
    if form == "html":
        assert "主题党日1" in answer.text
        assert "还没开完" not in answer.text
    assert "主题党日1" not in client.get("/activities/book?year=2025").text


def test_members_read_minutes_once_they_are_final(
    client: Client, meeting: Activity, member: Member, host: Identity, recorder: Identity
) -> None:
    where = f"/activities/{meeting.id}"
    client.login(member)
    assert "同意列为对象" not in client.get(f"{where}/minutes").text
    assert client.get(f"{where}/minutes/versions/1").status_code == 404
    assert client.get(f"{where}/record").status_code == 404
    settle(meeting, host, recorder)
    assert "同意列为对象" in client.get(f"{where}/minutes").text
    assert client.get(f"{where}/record").status_code == 200
    assert client.post(f"{where}/minutes", data={"base": "1", "text-0": "改"}).status_code == 404


def test_guests_of_a_shared_activity_do_not_read_its_minutes(
    client: Client,
    meeting: Activity,
    host: Identity,
    recorder: Identity,
    make_branch: MakeBranch,
    make_member: MakeMember,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settle(meeting, host, recorder)
    monkeypatch.setattr("quizapp.activities.access.shared", lambda *_: True)
    client.login(make_member("来宾", branch=make_branch("联建单位")))
    where = f"/activities/{meeting.id}"
    assert client.get(where).status_code == 200
    assert "同意列为对象" not in client.get(f"{where}/minutes").text
    assert client.get(f"{where}/minutes/versions/1").status_code == 404
    assert client.get(f"{where}/record").status_code == 404


def test_the_recorder_writes_and_confirms_on_the_pages_and_typed_text_survives_a_conflict(
    client: Client, meeting: Activity, leader: Member, organiser: Member
) -> None:
    where, item = f"/activities/{meeting.id}/minutes", _item(meeting)
    client.login(leader)
    assert client.post(where, data={"base": "1", f"text-{item}": "第二稿"}).status_code == 302
    refused = client.post(where, data={"base": "1", f"text-{item}": "没赶上的话"})
    assert refused.status_code == 422
    assert "没赶上的话" in refused.text
    assert client.post(f"{where}/confirm", data={"version": "2"}).status_code == 302
    client.login(organiser)
    assert client.post(f"{where}/confirm", data={"version": "2"}).status_code == 302
    assert client.post(where, data={"base": "2", f"text-{item}": "再改"}).status_code == 409
    assert db.session.scalar(select(func.count()).select_from(MinutesVersion)) == 2
    assert client.post(f"{where}/corrections", data={"text": "日期应为三月四日"}).status_code == 302
    assert "日期应为三月四日" in client.get(where).text


def test_pictures_are_made_smaller_described_and_put_in_order(
    client: Client, meeting: Activity, organiser: Member, member: Member
) -> None:
    client.login(organiser)
    where = f"/activities/{meeting.id}/photos"
    for name in ("a.jpg", "b.jpg"):
        out = io.BytesIO()
        Image.new("RGB", (3000, 2000), "red" if name < "b" else "blue").save(out, "JPEG")
        out.seek(0)
        assert client.post(where, data={"photo": (out, name)}).status_code == 302
    first, second = (photo.file.id for photo in queries.photos(meeting.id))
    assert client.post(f"{where}/captions", data={f"caption-{second}": "举手表决"}).status_code == 302
    assert client.post(f"{where}/{second}/up").status_code == 302
    shown = queries.photos(meeting.id)
    assert [(photo.file.id, photo.caption) for photo in shown] == [(second, "举手表决"), (first, "")]
    document = client.get(f"/activities/{meeting.id}/record?form=docx").data
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert sum(name.startswith("word/media/") for name in archive.namelist()) == 2
    client.login(member)
    assert "举手表决" in client.get(f"/activities/{meeting.id}").text
    with Image.open(io.BytesIO(client.get(f"/files/{first}").data)) as picture:
        assert max(picture.size) <= 2000
    assert client.post(f"{where}/{first}/remove").status_code == 404


def test_a_review_is_ones_own_words_figures_of_ballots_and_the_committees_level(
    client: Client,
    branch: Branch,
    make_activity: MakeActivity,
    member: Member,
    organiser: Member,
    as_identity: AsIdentity,
) -> None:
    activity = make_activity(*OPEN, kind=ActivityKind.REVIEW)
    where = f"/activities/{activity.id}/review"
    client.login(member)
    assert client.post(where, data={"text": "认真履职"}).status_code == 302
    assert client.get(f"{where}/{member.id}").status_code == 403
    client.login(organiser)
    form = {"excellent": "6", "qualified": "2", "level": "excellent", "points": "9.5", "opinion": "同意"}
    assert client.post(f"{where}/{member.id}", data=form).status_code == 302
    result = queries.results(branch.id, 2026)[member.id]
    assert (result.level, result.points) == (Level.EXCELLENT, 950)
    with pytest.raises(DomainError, match="不能再改"):
        reviewing.write_self(activity, 2026, "改", member=as_identity(member), now=START)
    with pytest.raises(Invalid, match="只评议列在名单上"):
        reviewing.judge(activity, 999, 2026, Judgement(), actor=as_identity(organiser), now=START)
