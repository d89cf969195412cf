"""The discussion below a material: the branch's own, moderated before or after, told to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.accounts.queries import identity_of_member
from quizapp.core import clock
from quizapp.core.errors import DomainError
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices.models import Notice
from quizapp.record import queries as record
from quizapp.record import totals
from quizapp.record.models import LedgerEntry, UnusedCredit
from quizapp.record.service import reverse
from quizapp.study.models import Material
from quizapp.study.social import discussion, threads
from quizapp.study.social.models import Comment, CommentState
from tests.app.bad_input.forms_on_pages import posting_forms
from tests.app.study.conftest import MakeMaterial
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember
from tests.support.html import words

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]
AsIdentity = Callable[[Member], Identity]


def say(client: Client, material: Material, text: str, to: int | None = None) -> Comment:
    reply = client.post(f"/study/{material.id}/discussion", data={"text": text, **({"to": to} if to else {})})
    assert reply.status_code == 302, reply.text
    db.session.expire_all()
    return db.session.scalars(select(Comment).order_by(Comment.id.desc())).first()


def told(member: Member) -> list[str]:
    db.session.expire_all()
    return list(
        db.session.scalars(select(Notice.kind).where(Notice.member_id == member.id).order_by(Notice.id))
    )


def moderate(client: Client, organiser: Member, how: str) -> None:
    client.login(organiser)
    assert client.post("/study/manage/discussion/moderation", data={"moderation": how}).status_code == 302


def test_an_answer_joins_its_thread_and_tells_who_is_answered(
    client: Client, member: Member, make_member: MakeMember, material: Material
) -> None:
    client.login(member)
    first = say(client, material, "第一行\n<script>第二行")
    other = make_member("别人")
    client.login(other)
    answer = say(client, material, "说得好", first.id)
    client.login(member)
    again = say(client, material, "谢谢", answer.id)
    assert (answer.parent_id, again.parent_id) == (first.id, first.id)
    assert (told(member), told(other)) == (["comment.reply"], ["comment.reply"])
    page = client.get(f"/study/{material.id}/discussion").text
    assert "第一行\n&lt;script&gt;第二行" in page
    assert page.index("说得好") < page.index("谢谢")
    assert "全部 3 条" in client.get(f"/study/{material.id}").text


def test_only_the_own_branch_reads_it_also_of_a_shipped_material(
    client: Client,
    member: Member,
    make_branch: Callable[[], Branch],
    make_member: MakeMember,
    make_material: MakeMaterial,
) -> None:
    shipped = make_material(branch=None)
    client.login(member)
    row = say(client, shipped, "只在本支部")
    stranger = make_member("外支部", branch=make_branch())
    client.login(stranger)
    for path in ("", "/discussion"):
        assert "只在本支部" not in client.get(f"/study/{shipped.id}{path}").text
    assert client.post(f"/study/comments/{row.id}/report").status_code == 404
    reply = client.post(f"/study/{shipped.id}/discussion", data={"text": "回复", "to": row.id})
    assert reply.status_code == 404


def test_an_own_comment_is_changed_within_ten_minutes_and_taken_back_at_any_time(
    client: Client, member: Member, make_member: MakeMember, material: Material
) -> None:
    client.login(member)
    row = say(client, material, "原来的话")
    client.post(f"/study/comments/{row.id}/edit", data={"text": "改过的话"})
    assert "（已修改）" in client.get(f"/study/{material.id}/discussion").text
    client.login(make_member("别人"))
    say(client, material, "回复", row.id)
    for path in ("edit", "delete"):
        assert client.post(f"/study/comments/{row.id}/{path}", data={"text": "冒充"}).status_code == 404
    client.login(member)
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert client.post(f"/study/comments/{row.id}/edit", data={"text": "太晚"}).status_code == 409
        client.post(f"/study/comments/{row.id}/delete")
    page = client.get(f"/study/{material.id}/discussion").text
    assert "改过的话" not in page
    assert "这条已删除" in page
    db.session.expire_all()
    assert db.session.get_one(Comment, row.id).text == ""


def test_where_an_organiser_looks_first_nobody_else_reads_it_until_then(
    client: Client, member: Member, organiser: Member, make_member: MakeMember, material: Material
) -> None:
    moderate(client, organiser, "before")
    client.login(member)
    row = say(client, material, "等一等")
    assert row.state is CommentState.WAITING
    assert "等待发布" in client.get(f"/study/{material.id}/discussion").text
    client.login(make_member("别人"))
    assert "等一等" not in client.get(f"/study/{material.id}/discussion").text
    assert told(organiser) == ["comment.waiting"]
    client.login(organiser)
    assert "等一等" in client.get("/study/manage/discussion").text
    client.post(f"/study/manage/discussion/{row.id}/show")
    assert told(member) == ["comment.shown"]
    assert threads.waiting_for(organiser.branch_id) == 0
    client.login(member)
    client.post(f"/study/comments/{row.id}/edit", data={"text": "再改"})
    db.session.expire_all()
    assert db.session.get_one(Comment, row.id).state is CommentState.WAITING


def test_what_was_changed_since_an_organiser_read_it_is_not_let_through_unread(
    client: Client, make_material: MakeMaterial, member: Member, organiser: Member
) -> None:
    moderate(client, organiser, "before")
    row = say(client.login(member), make_material(), "好话")
    desk, show = "/study/manage/discussion", f"/study/manage/discussion/{row.id}/show"
    page = client.login(organiser).get(desk).text
    as_read = next(form for form in posting_forms(desk, page) if form.action == show)
    client.login(member).post(f"/study/comments/{row.id}/edit", data={"text": "没人看过的话"})
    client.login(organiser).post(show, data=as_read.fields)
    db.session.refresh(row)
    assert row.state is CommentState.WAITING


def test_a_reported_comment_is_hidden_with_a_reason_that_the_author_reads(
    client: Client, member: Member, organiser: Member, make_member: MakeMember, material: Material
) -> None:
    client.login(member)
    row = say(client, material, "不合适的话")
    client.login(make_member("别人"))
    for _ in range(2):
        client.post(f"/study/comments/{row.id}/report", data={"reason": "跑题"})
    assert told(organiser) == ["comment.reported"]
    client.login(organiser)
    assert "报告：跑题" in client.get("/study/manage/discussion").text
    assert client.post(f"/study/manage/discussion/{row.id}/hide").status_code == 422
    client.post(f"/study/manage/discussion/{row.id}/hide", data={"reason": "与材料无关"})
    assert "不合适的话" in client.get("/study/manage/discussion?which=hidden").text
    assert threads.waiting_for(organiser.branch_id) == 0
    client.login(member)
    assert "与材料无关" in client.get(f"/study/{material.id}/discussion").text
    assert "与材料无关" in client.get("/notices/").text


def test_the_first_published_comment_on_a_material_is_credited(
    client: Client, member: Member, make_material: MakeMaterial, discussion_rule: None
) -> None:
    client.login(member)
    one, two = make_material(), make_material()
    for material in (one, one, two):
        say(client, material, "学到了")
    db.session.expire_all()
    keys = db.session.scalars(select(LedgerEntry.key).order_by(LedgerEntry.id)).all()
    assert keys == [f"discussion:{one.id}", f"discussion:{two.id}"]


def decide(client: Client, organiser: Member, row: Comment, how: str, **data: str) -> None:
    client.login(organiser)
    assert client.post(f"/study/manage/discussion/{row.id}/{how}", data=data).status_code == 302
    db.session.expire_all()


def ledger() -> list[tuple[int, int, str]]:
    rows = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
    return [(row.earned, row.counted, row.reason) for row in rows]


def test_a_hidden_comment_loses_its_points_by_an_entry_and_gets_them_again_by_another(
    client: Client, member: Member, organiser: Member, material: Material, discussion_rule: None
) -> None:
    row = say(client.login(member), material, "凑数")
    for turn in range(2):  # as often as it is decided anew
        decide(client, organiser, row, "hide", reason="与材料无关")
        assert (
            client.post(f"/study/manage/discussion/{row.id}/hide", data={"reason": "又"}).status_code == 404
        )
        assert ledger()[1 + 2 * turn :] == [(-100, -100, "与材料无关")]
        decide(client, organiser, row, "show")
        decide(client, organiser, row, "show")
        assert ledger()[2 + 2 * turn :] == [(100, 100, discussion.SHOWN_AGAIN)]
    first, *others = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
    assert {one.corrects_id for one in others} == {first.id}
    assert (first.counted, record.total(member.id), totals.differences()) == (100, 100, [])
    assert [one.actor_id for one in others[::2]] == [organiser.id] * 2
    client.login(member)
    assert "更正后合计 1 分" in words(client.get(f"/points/entries/{first.id}").text)


def test_points_stay_while_another_comment_on_the_material_stands_for_them(
    client: Client, member: Member, organiser: Member, material: Material, discussion_rule: None
) -> None:
    client.login(member)
    one, two = say(client, material, "第一次"), say(client, material, "第二次")
    decide(client, organiser, one, "hide", reason="重复")
    assert ledger() == [(100, 100, "")]
    decide(client, organiser, two, "hide", reason="也不合适")
    assert record.total(member.id) == 0
    say(client.login(member), material, "好好说")
    assert record.total(member.id) == 100


def test_what_an_organiser_took_back_in_the_record_is_not_given_again(
    client: Client, member: Member, organiser: Member, material: Material, discussion_rule: None
) -> None:
    row = say(client.login(member), material, "刷分")
    with unit_of_work():
        (entry,) = db.session.scalars(select(LedgerEntry))
        reverse(entry.id, actor=identity_of_member(organiser.id), now=clock.now(), reason="刷分")
    decide(client, organiser, row, "hide", reason="刷分")
    decide(client, organiser, row, "show")
    assert [one[1] for one in ledger()] == [100, -100]


def test_a_comment_that_no_rule_counted_is_no_unused_credit_while_it_is_hidden(
    client: Client, member: Member, organiser: Member, material: Material
) -> None:
    row = say(client.login(member), material, "没有这一项")
    counts = []
    for how in ("hide", "show"):
        decide(client, organiser, row, how, reason="重复")
        counts.append(db.session.query(UnusedCredit).count())
    assert (counts, ledger()) == ([0, 1], [])


def test_too_many_in_a_short_time_are_refused(
    member: Member, material: Material, as_identity: AsIdentity
) -> None:
    me, now = as_identity(member), clock.now()
    for number in range(discussion.AT_MOST):
        with unit_of_work():
            discussion.post(material.id, f"第 {number} 条", member=me, now=now)
    with pytest.raises(DomainError, match="发得太快"), unit_of_work():
        discussion.post(material.id, "又一条", member=me, now=now)
    with unit_of_work():
        discussion.post(material.id, "又一条", member=me, now=now + discussion.WITHIN)


def test_a_long_discussion_is_paged_and_a_link_leads_to_its_page(
    member: Member, material: Material, as_identity: AsIdentity
) -> None:
    me, now = as_identity(member), clock.now()
    made = []
    with unit_of_work():
        for number in range(threads.PAGE + 2):
            at = now + number * discussion.WITHIN
            made.append(discussion.post(material.id, f"第 {number} 条", member=me, now=at).id)
    page = threads.page_of(material.id, me, 2, now=now)
    assert [one.id for one in page.rows] == made[1::-1]
    assert threads.page_with(made[0], material.id, me) == 2
    assert threads.page_with(made[-1], material.id, me) == 1
