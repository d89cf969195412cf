"""Courses: an order of materials and practices, completed once by whoever did all of it, with a list of who has not."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices.models import Notice
from quizapp.papers import service as papers
from quizapp.papers.models import Attempt
from quizapp.record.models import LedgerEntry
from quizapp.study.models import Material, Reading
from quizapp.study.social import course_reads, courses
from quizapp.study.social.models import Course, CourseDone, CourseStep
from tests.app.study.conftest import MakeMaterial
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]
AsIdentity = Callable[[Member], Identity]


@pytest.fixture
def course(client: Client, organiser: Member, make_material: MakeMaterial) -> Course:
    """A published course of two materials, made through the pages."""
    materials = [make_material(), make_material()]
    client.login(organiser)
    reply = client.post("/study/manage/courses/new", data={"title": "新党员入门", "due_on": "2027-01-31"})
    course_id = int(reply.location.rsplit("/", 1)[1])
    for material in materials:
        add(client, course_id, "materials", material=material.id)
    assert client.post(f"/study/manage/courses/{course_id}/publish").status_code == 302
    db.session.expire_all()
    return db.session.get_one(Course, course_id)


def add(client: Client, course_id: int, what: str, status: int = 302, **data: object) -> None:
    assert client.post(f"/study/manage/courses/{course_id}/{what}", data=data).status_code == status


def read(member: Member, material_id: int) -> None:
    db.session.rollback()
    now = clock.now()
    db.session.add(Reading(member_id=member.id, material_id=material_id, opened_at=now, checked_at=now))
    db.session.commit()


def order_of(course_id: int) -> list[int | None]:
    db.session.expire_all()
    return [step.material_id for step in course_reads.steps_of(course_id)]


def test_publishing_tells_everybody_once(
    client: Client, course: Course, member: Member, organiser: Member
) -> None:
    late = member.id
    client.post(f"/study/manage/courses/{course.id}/close")
    client.post(f"/study/manage/courses/{course.id}/publish")
    kinds = db.session.execute(select(Notice.member_id, Notice.kind)).all()
    assert [tuple(row) for row in kinds] == [(organiser.id, "course.published_due")]
    client.login(db.session.get_one(Member, late))
    assert "新党员入门" in client.get("/study/courses").text


def test_whoever_has_done_every_step_has_completed_it_once(
    client: Client, course: Course, member: Member, course_rule: None
) -> None:
    first, second = order_of(course.id)
    client.login(member)
    read(member, first)
    assert "1 / 2 步" in client.get("/study/courses").text
    client.get(f"/study/courses/{course.id}")
    assert db.session.scalars(select(CourseDone)).all() == []
    read(member, second)
    assert "已记入学习记录" in client.get(f"/study/courses/{course.id}").text
    client.get(f"/study/courses/{course.id}")
    with unit_of_work():
        assert courses.complete_due(clock.now()) == 0
    assert len(db.session.scalars(select(CourseDone)).all()) == 1
    assert db.session.scalars(select(LedgerEntry.key).where(LedgerEntry.key.like("course:%"))).all() == [
        f"course:{course.id}"
    ]


def test_the_clock_completes_it_for_who_does_not_look_again(course: Course, member: Member) -> None:
    for material_id in order_of(course.id):
        read(member, material_id)
    with unit_of_work():
        assert courses.complete_due(clock.now()) == 1
    assert course_reads.done_at(course.id, member.id) is not None


def test_a_practice_is_done_when_enough_was_right(
    client: Client, course: Course, organiser: Member, member: Member, as_identity: AsIdentity
) -> None:
    client.login(organiser)
    add(client, course.id, "practices", bank=0, topic="", size=3, least=60)
    add(client, course.id, "practices", 422, bank=0, topic="没有的主题", size=3, least=60)
    step = course_reads.steps_of(course.id)[-1]
    client.login(member)
    reply = client.post(f"/study/courses/{course.id}/steps/{step.id}", data={"request_id": "once"})
    attempt_id = int(reply.location.rsplit("/", 1)[1])
    assert db.session.get_one(Attempt, attempt_id).source_key == f"practice:course:{step.id}"
    with unit_of_work():
        papers.submit(attempt_id, now=clock.now())
    row = db.session.get_one(Course, course.id)
    assert not course_reads.lines_of(row, member.id)[-1].done
    with unit_of_work():
        db.session.get_one(CourseStep, step.id).least = 0
    assert course_reads.lines_of(db.session.get_one(Course, course.id), member.id)[-1].done


def test_steps_are_moved_by_buttons_and_by_dragging(
    client: Client, course: Course, make_material: MakeMaterial
) -> None:
    third = make_material()
    first, second = order_of(course.id)
    add(client, course.id, "materials", material=third.id)
    add(client, course.id, "materials", 422, material=third.id)
    ids = {step.material_id: step.id for step in course_reads.steps_of(course.id)}
    path = f"/study/manage/courses/{course.id}"
    client.post(f"{path}/steps/{ids[third.id]}/up")
    assert order_of(course.id) == [first, third.id, second]
    client.post(f"{path}/order", data={"step": [ids[second], ids[first], ids[third.id]]})
    assert order_of(course.id) == [second, first, third.id]
    assert client.post(f"{path}/order", data={"step": [ids[second]]}).status_code == 409
    client.post(f"{path}/steps/{ids[first]}/remove")
    assert order_of(course.id) == [second, third.id]


def test_the_organiser_sees_who_is_not_done_and_a_leader_the_own_group(
    client: Client, course: Course, organiser: Member, leader: Member, make_member: MakeMember
) -> None:
    mine, other = make_member("本组的人", group=leader.group), make_member("别组的人")
    for material_id in order_of(course.id):
        read(mine, material_id)
    with unit_of_work():
        courses.complete_due(clock.now())
    path = f"/study/manage/courses/{course.id}/progress"
    client.login(organiser)
    for page in (client.get(path).text, client.get(f"{path}/print").text):
        assert "本组的人" in page
        assert "别组的人" in page
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{path}.xlsx").data))
    rows = {row[1]: row[2:5] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert rows["本组的人"][:2] == ("2", "2")
    assert rows[other.name] == ("0", "2", None)
    client.login(leader)
    page = client.get(path).text
    assert "本组的人" in page
    assert "别组的人" not in page


def test_a_withdrawn_material_no_longer_counts(client: Client, course: Course, member: Member) -> None:
    first, second = order_of(course.id)
    read(member, first)
    client.post(f"/study/manage/{second}/publish", data={"published": "0"})
    client.login(member)
    page = client.get(f"/study/courses/{course.id}").text
    assert "这一步不再计入" in page
    assert "已记入学习记录" in page


def test_a_course_is_copied_and_a_draft_deleted(
    client: Client, course: Course, member: Member, branch: Branch
) -> None:
    reply = client.post(f"/study/manage/courses/{course.id}/copy")
    copied = int(reply.location.rsplit("/", 1)[1])
    assert order_of(copied) == order_of(course.id)
    assert client.post(f"/study/manage/courses/{course.id}/delete").status_code == 409
    client.login(member)
    assert client.get(f"/study/courses/{copied}").status_code == 404
    client.login(db.session.scalars(select(Member).where(Member.name == "罗勇")).one())
    client.post(f"/study/manage/courses/{copied}/delete")
    assert db.session.get(Course, copied) is None
    assert db.session.scalars(select(Material)).all()
