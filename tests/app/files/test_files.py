"""Files are taken in whole, kept once, given out to whoever may see them, in ranges, and swept when nobody names them."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from quizapp.accounts.models import Branch, Member
from quizapp.core import clock
from quizapp.core.errors import DomainError, Invalid
from quizapp.core.permissions import Identity, Permission
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.files import access, queries, service, store
from quizapp.files.intake import takes_files
from quizapp.files.kinds import EVERY
from quizapp.files.models import StoredFile
from quizapp.web.access import requires
from tests.fixtures.app import Client
from tests.support import uploads

pytestmark = pytest.mark.pages

AsIdentity = Callable[[Member], Identity]


def get(client: Client, path: str, **headers: str) -> TestResponse:
    """Ask for a file and take all of the answer."""
    with client.get(f"/files/{path}", headers=headers) as answer:
        answer.get_data()
        return answer


TakeIn = Callable[..., StoredFile]


@pytest.fixture(autouse=True)
def subject() -> Iterator[None]:
    """Subject 1 is seen by everybody, subject 2 by nobody."""
    access.register("thing", lambda subject_id, identity: subject_id == 1)
    yield
    access._CHECKS.pop("thing")


@pytest.fixture
def take_in(member: Member, branch: Branch, as_identity: AsIdentity) -> TakeIn:
    def take(
        content: bytes, name: str = "文件.pdf", *, subject: int = 1, received: bool = True
    ) -> StoredFile:
        upload = uploads.upload(content, name)
        if received:
            service.receive(upload, EVERY)
        with unit_of_work():
            return service.take_in(
                upload,
                kinds=EVERY,
                subject_kind="thing",
                subject_id=subject,
                branch_id=branch.id,
                actor=as_identity(member),
                now=clock.now(),
            )

    return take


def test_a_picture_is_written_anew_and_others_are_kept_as_they_are(app: Flask, take_in: TakeIn) -> None:
    photo, paper = take_in(uploads.photo(), "合影.JPG"), take_in(uploads.pdf(3), "通知.pdf")
    assert (photo.name, photo.mimetype) == ("合影.webp", "image/webp")
    assert b"secret" not in store.path_of(photo.digest).read_bytes()
    assert store.path_of(paper.digest).read_bytes() == uploads.pdf(3)
    assert (paper.pages, paper.size) == (3, len(uploads.pdf(3)))
    assert take_in(uploads.mp4(40), "片.mp4", received=False).seconds == 40
    assert [file.name for file in queries.of("thing", 1)] == ["合影.webp", "通知.pdf", "片.mp4"]
    assert list(store.incoming().iterdir()) == []


def test_the_same_content_lies_there_once(app: Flask, take_in: TakeIn) -> None:
    first, second = take_in(uploads.pdf()), take_in(uploads.pdf(), "另一个名字.pdf")
    assert first.digest == second.digest
    assert len(list(store.contents(store.folder()))) == 1


def test_only_whoever_may_see_the_subject_is_served(
    client: Client, member: Member, take_in: TakeIn, as_identity: AsIdentity
) -> None:
    open_, closed = take_in(uploads.pdf()), take_in(uploads.pdf(2), subject=2)
    paths = [f"{closed.id}", f"{closed.id}/thumb", f"{closed.id}/pages/1", "999"]
    assert get(client, f"{open_.id}").status_code == 302
    client.login(member)
    assert [get(client, path).status_code for path in paths] == [404] * 4
    answer = get(client, f"{open_.id}")
    assert answer.data == uploads.pdf()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with unit_of_work():
        service.remove(db.session.get_one(StoredFile, open_.id), actor=as_identity(member), now=clock.now())
    assert get(client, f"{open_.id}").status_code == 404


@pytest.mark.parametrize(
    ("headers", "status", "start", "end"),
    [
        ({}, 200, 0, None),
        ({"Range": "bytes=0-99"}, 206, 0, 100),
        ({"Range": "bytes=200000-"}, 206, 200_000, None),
        ({"Range": "bytes=-50"}, 206, -50, None),
        ({"Range": "bytes=5-9", "If-Range": '"another"'}, 200, 0, None),
    ],
)
def test_a_film_is_given_out_in_ranges(
    client: Client,
    member: Member,
    take_in: TakeIn,
    headers: dict[str, str],
    status: int,
    start: int,
    end: int | None,
) -> None:
    content = uploads.mp4(30, padding=300_000)
    film = take_in(content, "片.mp4")
    answer = get(client.login(member), str(film.id), **headers)
    assert (answer.status_code, answer.data) == (status, content[start:end])
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Length"] == str(len(content[start:end]))


def test_a_range_outside_and_a_file_that_is_known(client: Client, member: Member, take_in: TakeIn) -> None:
    film = take_in(uploads.mp4(), "片.mp4")
    client.login(member)
    beyond = get(client, f"{film.id}", **{"Range": "bytes=999999-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{film.size}")
    tag = get(client, f"{film.id}").headers["ETag"]
    assert get(client, f"{film.id}", **{"If-None-Match": tag}).status_code == 304
    part = get(client, str(film.id), **{"Range": "bytes=0-3", "If-Range": tag})
    assert part.data == uploads.mp4()[:4]
    assert (part.status_code, part.headers["Content-Range"]) == (206, f"bytes 0-3/{film.size}")


def test_what_a_browser_does_not_show_is_saved(client: Client, member: Member, take_in: TakeIn) -> None:
    slides = take_in(uploads.slides([["一"]]), "讲稿.pptx")
    photo = take_in(uploads.photo(), "图.png")
    client.login(member)
    saved = get(client, f"{slides.id}")
    named = saved.headers["Content-Disposition"]
    assert named == "attachment; filename=file.pptx; filename*=UTF-8''%E8%AE%B2%E7%A8%BF.pptx"
    assert "sandbox" in saved.headers["Content-Security-Policy"]
    assert get(client, f"{photo.id}").headers["Content-Disposition"].startswith("inline")
    download = get(client, f"{photo.id}?download=1").headers["Content-Disposition"]
    assert download.startswith("attachment")


def test_thumbnails_and_pages_are_drawn_once(client: Client, member: Member, take_in: TakeIn) -> None:
    photo, paper = take_in(uploads.photo(900, 600), "图.jpg"), take_in(uploads.pdf(2))
    slides = take_in(uploads.slides([["一"]]), "讲稿.pptx")
    client.login(member)
    for path in (f"{photo.id}/thumb", f"{paper.id}/thumb", f"{paper.id}/pages/2"):
        answer = get(client, f"{path}")
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    for path in (f"{slides.id}/thumb", f"{paper.id}/pages/3", f"{paper.id}/pages/0"):
        assert get(client, f"{path}").status_code == 404
    assert store.derived(paper.digest, "p1.webp").exists()


def test_a_broken_pdf_has_no_pages_and_takes_nobody_down(
    client: Client, member: Member, take_in: TakeIn
) -> None:
    broken = take_in(b"%PDF-1.7\n" + os.urandom(4000) + b"%%EOF")
    assert broken.pages is None
    client.login(member)
    assert get(client, f"{broken.id}/thumb").status_code == 404
    assert get(client, f"{broken.id}").status_code == 200


def test_a_content_that_has_gone_is_not_there(client: Client, member: Member, take_in: TakeIn) -> None:
    photo, paper = take_in(uploads.photo(), "图.jpg"), take_in(uploads.pdf(2))
    client.login(member)
    for file in (photo, paper):
        store.path_of(file.digest).unlink()
        assert [get(client, path).status_code for path in (f"{file.id}", f"{file.id}/thumb")] == [404] * 2


def test_too_large_too_many_and_no_room_are_refused(
    app: Flask, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid, match="10 MB"):
        take_in(uploads.photo() + bytes(10 * 1024 * 1024))
    monkeypatch.setattr(service, "MOST_OF_A_SUBJECT", 1)
    take_in(uploads.pdf())
    with pytest.raises(Invalid, match="最多 1 个"):
        take_in(uploads.pdf())
    monkeypatch.setattr(store, "SPARE", 2**62)
    with pytest.raises(DomainError, match="磁盘"):
        take_in(uploads.pdf(), subject=3)


def test_what_nobody_names_for_a_day_is_swept(
    app: Flask, take_in: TakeIn, member: Member, as_identity: AsIdentity
) -> None:
    now = clock.now()
    kept, removed = take_in(uploads.pdf(1)), take_in(uploads.pdf(2))
    orphan = service.receive(uploads.upload(uploads.pdf(3)), EVERY).kept.digest
    with unit_of_work():
        service.remove(db.session.get_one(StoredFile, removed.id), actor=as_identity(member), now=now)
    assert service.sweep(now + timedelta(hours=23)) == 0
    assert service.sweep(now + timedelta(hours=25)) == 2
    assert [path.name for path in store.contents(store.folder())] == [kept.digest]
    assert orphan != kept.digest


def test_what_nobody_names_is_counted_too(
    app: Flask, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_A_DAY", 1)
    client: Client = app.test_client()  # type: ignore[assignment]  # set by test_client_class
    client.login(member)
    for pages in (1, 2):
        content = {"file": (io.BytesIO(uploads.pdf(pages)), "a.pdf")}
        assert client.post("/activities/999/files", data=content).status_code == 404
    assert len(list(store.contents(store.folder()))) == 1


def test_the_limit_is_wider_for_who_may_upload_and_for_nobody_else(app: Flask, member: Member) -> None:
    blueprint = Blueprint("trial", __name__)

    @blueprint.post("/trial")
    @requires(Permission.TAKE_PART)
    @takes_files("pdf")
    def trial() -> str:
        from flask import request

        return str(hasattr(request.files["file"], "received"))

    app.register_blueprint(blueprint)
    large = uploads.pdf() + b"%" * (30 * 1024 * 1024) + b"\n%%EOF\n"
    client: Client = app.test_client()  # type: ignore[assignment]  # set by test_client_class

    def send(content: bytes) -> tuple[int, str]:
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        kind = "multipart/form-data; boundary=x"
        answer = client.post("/trial", data=head + content + b"\r\n--x--\r\n", content_type=kind)
        return answer.status_code, answer.text

    assert send(large)[0] == 413
    assert send(uploads.pdf())[0] == 302
    assert client.post("/trial", headers={"X-Upload": "1"}).headers["X-Location"].startswith("/sign-in")
    client.login(member)
    assert send(large) == (200, "True")
    assert send(large * 2)[0] == 413
    assert send(b"<html>") == (200, "False")
    assert list(store.incoming().iterdir()) == []
    assert db.session.scalars(select(StoredFile)).all() == []
