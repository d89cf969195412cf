"""Materials that are files or links: written by organisers, found, seen and exchanged."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.demo import handouts
from quizapp.extensions import db
from quizapp.files import queries as files
from quizapp.files.models import StoredFile
from quizapp.study.models import Material
from tests.app.study.conftest import MakeMaterial
from tests.fixtures.app import Client
from tests.support import uploads

pytestmark = pytest.mark.pages
WORDS = {"title": "讲稿", "topic": "支部工作", "minutes": "5"}


def write(client: Client, kind: str, file: bytes | None = None, name: str = "a.pdf", **more: Any) -> Any:
    data = {**WORDS, "kind": kind, "then": "publish", **more}
    if file is not None:
        data["file"] = (io.BytesIO(file), name)
    return client.post("/study/manage/new", data=data, content_type="multipart/form-data")


def only(branch: Branch) -> Material:
    db.session.rollback()
    return db.session.scalars(select(Material).where(Material.branch_id == branch.id)).one()


def test_a_pdf_is_shown_page_by_page(client: Client, organiser: Member, branch: Branch) -> None:
    client.login(organiser)
    assert write(client, "pdf", uploads.pdf(12)).status_code == 302
    made = only(branch)
    assert (made.pages, made.published) == (12, True)
    page = client.get(f"/study/{made.id}").text
    assert page.count('class="content__page"') == 10
    assert "约 4 分钟" in page
    assert client.get(f"/study/{made.id}?page=2").text.count('class="content__page"') == 2
    assert client.get(f"/study/{made.id}?page=99").status_code == 200
    assert "PDF" in client.get("/study/manage").text


def test_a_pdf_is_found_by_its_words(client: Client, organiser: Member, branch: Branch) -> None:
    client.login(organiser)
    write(client, "pdf", handouts.pdf([["会前清单"], ["没来的同志补学"]]))
    assert only(branch).outline == "会前清单\f没来的同志补学"
    assert "讲稿" in client.get("/study/?q=补学").text
    assert "没有找到材料" in client.get("/study/?q=补课").text


def test_slides_are_read_and_found_by_their_words(
    client: Client, organiser: Member, member: Member, branch: Branch, make_material: MakeMaterial
) -> None:
    make_material(title="别的文章")
    client.login(organiser)
    assert (
        write(client, "slides", uploads.slides([["誓词"], ["为共产主义奋斗终身"]]), "a.pptx").status_code
        == 302
    )
    client.login(member)
    for query in ("q=奋斗终身", "q=誓词，奋斗", "kind=slides"):
        found = client.get(f"/study/?{query}").text
        assert "讲稿" in found
        assert "别的文章" not in found
    assert "讲稿" not in client.get("/study/?q=奋斗&kind=pdf").text
    made = db.session.scalars(select(Material).where(Material.title == "讲稿")).one()
    page = client.get(f"/study/{made.id}").text
    assert "为共产主义奋斗终身" in page
    assert "download=1" in page


def test_a_film_has_a_still_and_lasts_as_its_file_says(
    client: Client, organiser: Member, branch: Branch
) -> None:
    client.login(organiser)
    still = (io.BytesIO(uploads.photo()), "封面.jpg")
    assert write(client, "video", uploads.mp4(300), "a.mp4", poster=still).status_code == 302
    made = only(branch)
    page = client.get(f"/study/{made.id}").text
    assert made.seconds == 300
    assert "<video" in page
    assert "poster=" in page
    assert "约 5 分钟" in page


def test_a_link_leaves_in_a_window_of_its_own_and_counts_no_time(
    client: Client, organiser: Member, branch: Branch
) -> None:
    client.login(organiser)
    assert write(client, "link", url="http://example.org/", body="为什么读").status_code == 422
    assert write(client, "link", url="https://www.example.org/a", body="").status_code == 422
    assert write(client, "link", url="https://www.example.org/a", body="为什么读").status_code == 302
    page = client.get(f"/study/{only(branch).id}").text
    assert 'rel="noopener noreferrer external"' in page
    assert "www.example.org" in page
    assert "data-spent" not in page


@pytest.mark.parametrize(
    ("kind", "content", "name", "words"),
    [
        ("pdf", None, "", "请选择文件"),
        ("pdf", uploads.photo(), "a.pdf", "请换成：PDF"),
        ("slides", uploads.office("ppt/presentation.xml", {"ppt/vbaProject.bin": ""}), "a.pptx", "宏"),
        ("video", b"<html>", "a.mp4", "不能上传"),
    ],
)
def test_a_wrong_file_is_told_at_its_field(
    client: Client, organiser: Member, kind: str, content: bytes | None, name: str, words: str
) -> None:
    client.login(organiser)
    reply = write(client, kind, content, name)
    assert reply.status_code == 422
    assert words in reply.text
    assert 'aria-describedby="file-error' in reply.text
    assert db.session.scalars(select(Material)).all() == []


def test_a_file_is_exchanged_and_the_old_one_is_gone(
    client: Client, organiser: Member, branch: Branch
) -> None:
    client.login(organiser)
    write(client, "pdf", uploads.pdf(2))
    made = only(branch)
    [before] = files.of("material", made.id)
    new = (io.BytesIO(uploads.pdf(5)), "新.pdf")
    data = {**WORDS, "kind": "video", "then": "save", "file": new}
    reply = client.post(f"/study/manage/{made.id}", data=data, content_type="multipart/form-data")
    assert reply.status_code == 302
    [after] = files.of("material", made.id)
    assert (only(branch).kind, only(branch).pages, after.name) == ("pdf", 5, "新.pdf")
    assert client.get(f"/files/{before.id}").status_code == 404
    assert client.post(f"/study/manage/{made.id}/copy").status_code == 409


def test_files_are_seen_by_the_branch_and_drafts_by_organisers(
    client: Client,
    organiser: Member,
    member: Member,
    branch: Branch,
    make_branch: Callable[[], Branch],
    make_member: Callable[..., Member],
) -> None:
    client.login(organiser)
    write(client, "pdf", uploads.pdf(), then="save")
    made = only(branch)
    file_id = files.of("material", made.id)[0].id
    address = f"/files/{file_id}"
    for who, drafted, published in (
        (organiser, 200, 200),
        (member, 404, 200),
        (make_member("外人", branch=make_branch()), 404, 404),
    ):
        for state, expected in ((False, drafted), (True, published)):
            db.session.rollback()
            db.session.get_one(Material, made.id).published = state
            db.session.commit()
            client.login(who)
            with client.get(address) as answer:
                assert answer.status_code == expected


def test_a_deleted_draft_takes_its_file_along(client: Client, organiser: Member, branch: Branch) -> None:
    client.login(organiser)
    write(client, "pdf", uploads.pdf(), then="save")
    client.post(f"/study/manage/{only(branch).id}/delete")
    db.session.rollback()
    assert all(row.deleted_at for row in db.session.scalars(select(StoredFile)))
