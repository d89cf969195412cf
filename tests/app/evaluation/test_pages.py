"""The pages: an organiser's way from a new evaluation to the seal, a member's result and objection, what leaves as files."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from quizapp.accounts.models import Branch, Group, Member
from quizapp.core import clock
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.evaluation import judging, monthly, service
from quizapp.evaluation.models import Answered, Evaluation, ResultObjection, Shown, State
from quizapp.extensions import db
from quizapp.hours import service as hours
from quizapp.notices.models import Notice
from quizapp.record import service as record
from quizapp.record.models import PointsSheet
from tests.app.evaluation.conftest import NOW, Give
from tests.fixtures.app import Client
from tests.support.html import words
from tests.support.pdf import pages_of

pytestmark = pytest.mark.pages


@pytest.fixture
def ready(
    year: Evaluation,
    groups: tuple[Group, Group],
    make_member: Callable[..., Member],
    give: Give,
    actor: Identity,
) -> Evaluation:
    """A computed year of four people in two groups."""
    for number, points in enumerate([3400, 2800, 1500, 300]):
        give(make_member(f"党员{'甲乙丙丁'[number]}", group=groups[number % 2]), points)
    with unit_of_work():
        service.compute(year, actor=actor, now=NOW)
    return year


def person(name: str) -> Member:
    return db.session.query(Member).filter_by(name=name).one()


def test_an_organiser_goes_from_a_new_evaluation_to_the_seal(
    client: Client,
    organiser: Member,
    sheet: PointsSheet,
    member: Member,
    give: Give,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give(member, 2500)
    client.login(organiser)
    form = {
        "title": "2026 年度评比",
        "kind": "year",
        "first": "2026-07-01",
        "sheet_id": sheet.id,
        "shown": "points",
        "days": 3,
    }
    wrong = client.post("/evaluation/manage/new", data={**form, "kind": "dates", "last": ""})
    assert (wrong.status_code, "自定日期要写到哪天结束" in wrong.get_data(as_text=True)) == (422, True)
    with clock.frozen(NOW):
        client.login(organiser)
        show = client.post("/evaluation/manage/new", data=form).headers["Location"]
        for step in ("compute", "publish"):
            client.post(f"{show}/{step}")
        page = client.get(show).get_data(as_text=True)
        assert client.post(f"{show}/settle").headers["Location"] == show
        assert "公示期还没有结束" in client.get(show).get_data(as_text=True)
        assert "公示至" in page
        assert "85.00" in page
    with clock.frozen(NOW + timedelta(days=4)):
        for step in ("settle", "seal"):
            client.post(f"{show}/{step}")
        page = client.get(show).get_data(as_text=True)
    assert "封存核对相符" in page
    empty = client.post("/evaluation/manage/new", data={**form, "first": "2001-07-01"}).headers["Location"]
    for step in ("compute", "publish"):
        client.post(f"{empty}/{step}")
    assert "没有参评的人，不能公示" in client.get(empty).get_data(as_text=True)
    monkeypatch.setattr("quizapp.evaluation.sealing.CHECKED_AT_ONCE", 0)
    with clock.frozen(NOW + timedelta(days=4)):
        assert "封存核对相符" not in client.get(show).get_data(as_text=True)
        assert "封存核对相符" in client.get(f"{show}?check=1").get_data(as_text=True)
    assert client.post(f"{show}/melt").status_code == 404


def test_a_member_sees_why_and_objects(
    client: Client, ready: Evaluation, actor: Identity, organiser: Member
) -> None:
    with unit_of_work():
        service.publish(ready, actor=actor, now=NOW)
    with clock.frozen(NOW):
        client.login(person("党员甲"))
        page = client.get(f"/evaluation/{ready.id}").get_data(as_text=True)
        assert "得 34，计上限" in page
        assert "第 1 名" in client.get("/evaluation/").get_data(as_text=True)
        assert client.post(f"/evaluation/{ready.id}/objections", data={"text": ""}).status_code == 422
        client.post(f"/evaluation/{ready.id}/objections", data={"text": "少算一次"})
        (row,) = db.session.query(ResultObjection)
        client.login(organiser)
        assert "有 1 条异议等支部答复" in client.get("/evaluation/").get_data(as_text=True)
        assert "少算一次" in client.get(f"/evaluation/manage/{ready.id}").get_data(as_text=True)
        answer = {"upheld": "no", "answer": "查过，没有少"}
        client.post(f"/evaluation/manage/{ready.id}/objections/{row.id}", data=answer)
        db.session.expire_all()
        assert db.session.get_one(ResultObjection, row.id).outcome is Answered.REJECTED
        client.login(person("党员甲"))
        assert "查过，没有少" in client.get(f"/evaluation/{ready.id}").get_data(as_text=True)


def test_nobody_answers_the_own_objection(
    client: Client, ready: Evaluation, actor: Identity, organiser: Member,
    make_branch: Callable[[], Branch], make_member: Callable[..., Member],
) -> None:  # fmt: skip
    first = person("党员甲")
    first.role, organiser.role = Role.ORGANISER, Role.MEMBER
    db.session.commit()
    with unit_of_work():
        service.publish(ready, actor=actor, now=NOW)
    show, answer = f"/evaluation/manage/{ready.id}", {"upheld": "yes", "answer": "给自己加分"}
    with clock.frozen(NOW):
        client.login(first)
        client.post(f"/evaluation/{ready.id}/objections", data={"text": "少算一次"})
        (row,) = db.session.query(ResultObjection)
        own = f"/evaluation/objections/{row.id}"
        for page in (show, own, f"/evaluation/{ready.id}"):
            assert "请先在成员管理里再设一位支部组织者" in client.get(page).get_data(as_text=True), page
        above = make_member("上级", role=Role.ADMIN, branch=make_branch())
        assert "由管理员答复：上级" in client.get(show).get_data(as_text=True)
        assert client.post(f"{show}/objections/{row.id}", data=answer).status_code == 403
        assert client.post(own, data=answer).status_code == 403
        client.login(above)
        assert "少算一次" in client.get(own).get_data(as_text=True)
        assert client.post(own, data={"upheld": "no", "answer": ""}).status_code == 422
        assert client.post(own, data={"upheld": "no", "answer": "核对过，没有少"}).status_code == 302
        db.session.expire_all()
        made = db.session.get_one(ResultObjection, row.id)
        assert (made.outcome, made.answered_by) == (Answered.REJECTED, above.id)
        client.login(first)
        assert "核对过，没有少" in client.get(f"/evaluation/{ready.id}").get_data(as_text=True)


def test_an_organisers_objection_is_told_to_whoever_can_answer_it(
    ready: Evaluation, actor: Identity, organiser: Member, make_branch: Callable[[], Branch],
    make_member: Callable[..., Member], as_identity: Callable[[Member], Identity],
) -> None:  # fmt: skip
    above = make_member("上级", role=Role.ADMIN, branch=make_branch())
    first, second = person("党员甲"), person("党员乙")
    first.role, organiser.role = Role.ORGANISER, Role.MEMBER
    db.session.commit()
    with unit_of_work():
        service.publish(ready, actor=actor, now=NOW)
        one = judging.object_to(ready, "少算一次", actor=as_identity(first), now=NOW)
    assert told() == [(above.id, f"/evaluation/objections/{one.id}")]
    second.role = Role.ORGANISER
    db.session.commit()
    with unit_of_work():
        judging.answer(ready, one.id, False, "没有少", actor=as_identity(second), now=NOW)
        judging.object_to(ready, "还是少", actor=as_identity(first), now=NOW)
    assert told()[1:] == [(second.id, f"/evaluation/manage/{ready.id}")]


def told() -> list[tuple[int, str]]:
    rows = db.session.query(Notice).filter_by(kind="evaluation.objection").order_by(Notice.id)
    return [(row.member_id, row.link) for row in rows]


@pytest.mark.parametrize(
    ("shown", "seen", "hidden"),
    [
        (Shown.POINTS, ["党员丁", "63.00"], []),
        (Shown.LEVELS, ["党员丁", "基本合格"], ["63.00"]),
        (Shown.GROUPS, ["G1"], ["党员丁", "63.00"]),
    ],
)
def test_the_branch_sees_what_was_decided(
    client: Client, ready: Evaluation, actor: Identity, shown: Shown, seen: list[str], hidden: list[str]
) -> None:
    with unit_of_work():
        ready.shown = shown
        service.publish(ready, actor=actor, now=NOW)
    page = client.login(person("党员甲")).get(f"/evaluation/{ready.id}").get_data(as_text=True)
    assert all(text in page for text in seen)
    assert not any(text in page for text in hidden)
    posted = client.login(db.session.get_one(Member, actor.member_id))
    pdf = posted.get(f"/evaluation/manage/{ready.id}/list?form=pdf").get_data()
    said = "".join(pages_of(pdf))
    assert not any(text in said for text in hidden)


def test_somebody_is_found_in_a_long_result(client: Client, ready: Evaluation, organiser: Member) -> None:
    client.login(organiser)
    page = client.get(f"/evaluation/manage/{ready.id}?q=丁").get_data(as_text=True)
    assert "党员丁的情况表" in page
    assert "党员甲的情况表" not in page
    assert "没有找到这个人" in client.get(f"/evaluation/manage/{ready.id}?q=戊").get_data(as_text=True)


def test_what_is_not_published_is_not_there_for_members(client: Client, ready: Evaluation) -> None:
    client.login(person("党员甲"))
    assert client.get(f"/evaluation/{ready.id}").status_code == 404
    assert "还没有公示过评比" in client.get("/evaluation/").get_data(as_text=True)


def test_the_list_leaves_in_four_forms(client: Client, ready: Evaluation, organiser: Member) -> None:
    client.login(organiser)
    address = f"/evaluation/manage/{ready.id}/list"
    page = client.get(address).get_data(as_text=True)
    assert "下载 PDF" in page
    assert "收缩后人均" in page
    tricked = client.get(f"{address}?_scheme=javascript&_external=1").get_data(as_text=True)
    assert "javascript:" not in tricked
    assert client.get(f"{address}?form=docx").get_data().startswith(b"PK")
    assert "党员丁" in pages_of(client.get(f"{address}?form=pdf").get_data())[0]
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx").get_data()))
    rows = list(book["个人"].iter_rows(values_only=True))
    assert rows[0][:4] == ("名次", "姓名", "党小组", "类别")
    assert rows[1][:3] == ("1", "党员甲", "G1")
    assert [row[0] for row in book["党小组"].iter_rows(values_only=True)] == ["党小组", "G1", "G2"]


def test_without_a_font_the_page_stands_for_the_pdf(
    client: Client, ready: Evaluation, organiser: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizapp.documents.fonts.look", lambda named: None)
    page = client.login(organiser).get(f"/evaluation/manage/{ready.id}/list?form=pdf").get_data(as_text=True)
    assert "没有中文字体" in page
    assert "下载 PDF" not in page


def test_a_members_sheet_is_one_page_for_himself_and_the_organisers(
    client: Client, ready: Evaluation, actor: Identity, organiser: Member
) -> None:
    one, other = person("党员甲"), person("党员乙")
    address = f"/evaluation/{ready.id}/members/{one.id}/sheet"
    client.login(one)
    assert client.get(address).status_code == 404  # not public yet
    with unit_of_work():
        service.publish(ready, actor=actor, now=NOW)
    (page,) = pages_of(client.get(f"{address}?form=pdf").get_data())
    for text in ("党员甲", "90.00", "优秀", "学时", "参加竞赛", "支部书记"):
        assert text in page
    assert client.login(other).get(address).status_code == 404
    assert client.login(organiser).get(address).status_code == 200


def test_a_members_sheet_rounds_hours_down_and_counts_days_on_which_something_was_earned(
    client: Client, ready: Evaluation, give: Give, actor: Identity
) -> None:
    one = person("党员甲")
    day = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
    give(one, -200, "minus", at=day)
    wrong = give(one, 200, at=day + timedelta(days=1))
    with unit_of_work():
        record.reverse(wrong.id, actor=actor, now=NOW, reason="记错")
        hours.credit(one.id, source="outside", key="o", minutes=44, title="培训", occurred_at=day, now=NOW)
        service.compute(ready, actor=actor, now=NOW)
        service.publish(ready, actor=actor, now=NOW)
    shown = words(client.login(one).get(f"/evaluation/{ready.id}/members/{one.id}/sheet").text)
    assert "学时 0.97 学时" in shown
    assert "学习天数 1 天" in shown


def test_lines_for_probation_are_shown_to_whom_they_concern(
    client: Client, ready: Evaluation, actor: Identity, organiser: Member
) -> None:
    client.login(organiser)
    wrong = client.post("/evaluation/manage/probation", data={"on_time": "70", "delayed": "85"})
    assert wrong.status_code == 422
    client.post("/evaluation/manage/probation", data={"on_time": "85", "delayed": "70"})
    one = person("党员丙")
    one.kind = "probationary"  # type: ignore[assignment]  # as the column keeps it
    db.session.commit()
    with unit_of_work():
        service.compute(ready, actor=actor, now=NOW)
        service.publish(ready, actor=actor, now=NOW)
    page = client.login(one).get(f"/evaluation/{ready.id}").get_data(as_text=True)
    assert "在延长预备期的参考线之间" in page
    assert "参考线" not in client.login(person("党员甲")).get(f"/evaluation/{ready.id}").get_data(
        as_text=True
    )


def test_a_veto_and_a_tie_are_decided_on_the_page(
    client: Client, ready: Evaluation, organiser: Member, make_member: Callable[..., Member], give: Give
) -> None:
    client.login(organiser)
    show = f"/evaluation/manage/{ready.id}"
    wrong = client.post(f"{show}/vetoes", data={"member_id": person("党员乙").id, "day": "2026-05-01"})
    assert wrong.status_code == 422
    data = {"member_id": person("党员乙").id, "day": "2026-05-01", "reason": "违纪"}
    assert client.post(f"{show}/vetoes", data=data).status_code == 302
    assert "一票否决" in client.get(show).get_data(as_text=True)
    give(make_member("党员戊"), 3000)
    client.post(f"{show}/compute")
    assert "名额边上有同分" in client.get(show).get_data(as_text=True)
    tie = {"level": "优秀", "members": [person("党员戊").id], "reason": "表决"}
    client.post(f"{show}/ties", data=tie)
    db.session.expire_all()
    row = db.session.get_one(Evaluation, ready.id)
    assert (row.state, row.result["ties"]) == (State.COMPUTED, [])
    give(make_member("党员己"), 3000)
    client.post(f"{show}/compute")
    page = client.get(show).get_data(as_text=True)
    assert "那次决定不适用于现在的同分" in page
    assert "当时同分：" in page


def test_days_and_months_beyond_the_calendar_are_refused(
    client: Client, organiser: Member, sheet: PointsSheet
) -> None:
    client.login(organiser)
    form = {"title": "评比", "kind": "year", "sheet_id": sheet.id, "shown": "points", "days": 3}
    for kind, first, last in (
        ("year", "0001-01-01", ""),
        ("year", "9999-12-31", ""),
        ("dates", "2026-01-01", "9999-12-31"),
    ):
        given = {**form, "kind": kind, "first": first, "last": last}
        assert client.post("/evaluation/manage/new", data=given).status_code == 422, given
    weights = {"leader": 50, "committee": 30, "colleagues": 20}
    for month in ("0000-05", "２０２６-05"):
        given = {"month": month, "people": [organiser.id], "items": "缺席 3", **weights}
        assert client.post("/evaluation/marks/manage", data=given).status_code == 422, given


def test_a_veto_or_an_objection_that_is_not_there(
    client: Client, ready: Evaluation, organiser: Member
) -> None:
    client.login(organiser)
    show = f"/evaluation/manage/{ready.id}"
    assert client.post(f"{show}/vetoes/99/withdraw", data={"reason": "有误"}).status_code == 404
    assert client.post(f"{show}/objections/99", data={"answer": "属实", "upheld": "yes"}).status_code == 404


def test_a_month_of_committee_work_is_opened_and_marked_on_the_phone(
    client: Client, organiser: Member, member: Member, leader: Member
) -> None:
    client.login(organiser)
    form = {"month": "2026-03", "people": [member.id], "leader": 50, "committee": 30, "colleagues": 20}
    wrong = client.post("/evaluation/marks/manage", data={**form, "items": "缺席集中学习"})
    assert (wrong.status_code, "第 1 行看不出扣多少分" in wrong.get_data(as_text=True)) == (422, True)
    month = client.post(
        "/evaluation/marks/manage", data={**form, "items": "缺席集中学习 3\n没有学习笔记 -5分"}
    ).headers["Location"]
    row = monthly.months_of(organiser.branch_id)[0]
    assert [item["points"] for item in row.items] == [300, 500]
    client.login(leader)
    sheet = f"/evaluation/marks/{row.id}/colleagues/{member.id}"
    assert sheet in client.get("/evaluation/marks").get_data(as_text=True)
    assert client.post(sheet, data={"times-0": "many"}).status_code == 422
    assert client.post(sheet, data={"times-0": "2", "times-1": "1"}).status_code == 302
    page = client.login(organiser).get(month).get_data(as_text=True)
    assert "89.00" in page
    (said,) = pages_of(client.get(f"{month}/list?form=pdf").get_data())
    assert "89.00" in said
    assert "缺席集中学习−3.00" in said


def test_dates_in_words() -> None:
    from quizapp.evaluation.periods import PeriodKind, Stretch

    days = {kind: Stretch.of(kind, date(2026, 8, 9)) for kind in PeriodKind if kind is not PeriodKind.DATES}
    assert [days[kind].label for kind in days] == ["2026年8月", "2026年第3季度", "2026年下半年", "2026年"]
    before = {kind: stretch.previous().label for kind, stretch in days.items()}
    assert list(before.values()) == ["2026年7月", "2026年第2季度", "2026年上半年", "2025年"]
    own = Stretch(PeriodKind.DATES, date(2026, 3, 1), date(2026, 3, 10))
    assert own.previous() == Stretch(PeriodKind.DATES, date(2026, 2, 19), date(2026, 2, 28))
