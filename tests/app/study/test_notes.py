"""Notes of one's own: beside the text they belong to, found again, taken away; nobody else's to read."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.core.audit import AuditLine
from quizapp.extensions import db
from quizapp.study.models import Material
from quizapp.study.social.models import StudyNote
from tests.app.study.conftest import MakeMaterial
from tests.fixtures.app import Client

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]

BODY = "支部委员会每届任期三年。\n\n支部党员大会一般每季度召开一次。"
QUOTED = {"quote": "一般每季度召开一次", "before": "支部党员大会", "after": "。", "place": "18"}


@pytest.fixture
def material(make_material: MakeMaterial) -> Material:
    return make_material(body=BODY, title="组织生活")


def write(client: Client, material: Material, **more: str) -> StudyNote:
    reply = client.post(f"/study/{material.id}/notes", data={"mark": "key", "text": "", **more})
    assert reply.status_code == 302, reply.text
    db.session.expire_all()
    return db.session.scalars(select(StudyNote).order_by(StudyNote.id.desc())).first()


def rewrite(material: Material, body: str) -> None:
    db.session.rollback()  # the page's writer has written since
    db.session.get_one(Material, material.id).body = body
    db.session.commit()


def test_a_marked_passage_is_shown_where_it_stands_and_told_when_it_is_gone(
    client: Client, member: Member, material: Material
) -> None:
    client.login(member)
    note = write(client, material, **QUOTED, text="要记住", mark="doubt")
    page = client.get(f"/study/{material.id}").text
    assert f'data-note="{note.id}" data-start="18" data-end="27" data-found="一般每季度召开一次"' in page
    assert "markchip--doubt" in page
    rewrite(material, "前言。" + BODY.replace("召开一次", "开一次"))
    assert 'data-found="一般每季度开一次"' in client.get(f"/study/{material.id}").text
    rewrite(material, "换成了另一篇讲急救的文章。")
    page = client.get(f"/study/{material.id}").text
    assert "原文已改动，找不到这一处" in page
    assert "data-note=" not in page
    assert "要记住" in page


def test_a_note_without_a_passage_is_of_the_whole_and_says_something(
    client: Client, member: Member, material: Material
) -> None:
    client.login(member)
    assert client.post(f"/study/{material.id}/notes", data={"mark": "key", "text": " "}).status_code == 422
    note = write(client, material, text="<b>整篇</b>的想法")
    page = client.get(f"/study/{material.id}").text
    assert "&lt;b&gt;整篇&lt;/b&gt;的想法" in page
    client.post(f"/study/notes/{note.id}", data={"mark": "thought", "text": "改过"})
    assert "改过" in client.get("/study/notes?mark=thought").text
    assert "改过" not in client.get("/study/notes?mark=key").text
    client.post(f"/study/notes/{note.id}/delete")
    assert db.session.scalars(select(StudyNote)).all() == []


def test_nobody_else_has_a_way_to_a_note(
    client: Client, member: Member, organiser: Member, admin: Member, material: Material
) -> None:
    client.login(member)
    note = write(client, material, text="不想让人看到")
    for other in (organiser, admin):
        db.session.rollback()  # the page's writer has written since
        client.login(other)
        assert client.get(f"/study/notes/{note.id}").status_code == 404
        for act in ("", "/delete"):
            assert client.post(f"/study/notes/{note.id}{act}", data={"mark": "key"}).status_code == 404
        for path in (f"/study/{material.id}", "/study/notes", "/study/notes/export.txt", "/audit"):
            assert "不想让人看到" not in client.get(path).get_data(as_text=True)
    assert not db.session.scalars(select(AuditLine).where(AuditLine.actor_id == member.id)).all()


def test_the_list_is_searched_and_taken_away(client: Client, member: Member, material: Material) -> None:
    client.login(member)
    write(client, material, **QUOTED, text="每季度")
    write(client, material, text="另一条\n第二行")
    assert "另一条" in client.get("/study/notes?q=另一条").text
    assert "没有找到笔记" in client.get("/study/notes?q=没有的词").text
    text = client.get("/study/notes/export.txt").data.decode("utf-8-sig")
    assert "《组织生活》" in text
    assert "【重点】" in text
    assert "原文：一般每季度召开一次" in text
    with zipfile.ZipFile(io.BytesIO(client.get("/study/notes/export.docx").data)) as archive:
        assert "第二行" in archive.read("word/document.xml").decode()
    assert client.get("/study/notes/export.pdf").status_code == 404
