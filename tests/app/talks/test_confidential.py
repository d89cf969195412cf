"""What two people said stands on no page, in no file, no API answer, no log and no other table of anybody else."""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.accounts.service import create_token
from quizapp.extensions import db
from quizapp.talks.models import Talk, TalkNote
from tests.app.talks.conftest import MORE, NOW, SAID, TO_DO
from tests.fixtures.app import Client

pytestmark = pytest.mark.pages
WORDS = (SAID, MORE, TO_DO)
LINKS = re.compile(r"""(?:href|src|action)="(/[^"#]*)""")
MOST_PAGES = 180


def texts_of(content: bytes) -> Iterator[str]:
    """Yield what a file says, and what the files in it say; JSON with its escapes undone."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from texts_of(archive.read(name))
        return
    text = content.decode("utf-8", "replace")
    yield text
    if text[:1] in "[{":
        yield json.dumps(json.loads(text), ensure_ascii=False)


def tells(content: bytes) -> bool:
    return any(word in text for text in texts_of(content) for word in WORDS)


def crawl(client: Client, starts: list[str]) -> dict[str, bytes]:
    """Follow every link and file from some pages on, as whoever is signed in; leave streams and signing out."""
    waiting, seen = list(starts), {}
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.pop(0).replace("&amp;", "&")
        if url in seen or any(part in url for part in ("/stream", "logout", "/static/", "/assets/")):
            continue
        answer = client.get(url)
        seen[url] = answer.data
        if answer.mimetype == "text/html":
            waiting += LINKS.findall(answer.text)
        if "Location" in answer.headers:
            waiting.append(answer.headers["Location"])
    return seen


STARTS = [
    *("/", "/branch/", "/contests/manage", "/talks/counts", "/talks/plan", "/committee/manage", "/audit"),
    *("/members", "/boards/manage", "/display/", "/notices/", "/site", "/branches", "/study/manage"),
]


@pytest.mark.parametrize("who", ["organiser", "admin", "member", "nobody"])
def test_no_page_of_anybody_else_says_a_word(
    client: Client, talk: Talk, who: str, request: pytest.FixtureRequest
) -> None:
    """`member` is a third one here: neither of the two."""
    if who == "member":
        person: Member = request.getfixturevalue("make_member")("第三人")
    elif who != "nobody":
        person = request.getfixturevalue(who)
    if who != "nobody":
        client.login(person)
    paths = [f"/talks/{talk.id}", f"/talks/{talk.id}/time", f"/files/{talk.id}"]
    seen = crawl(client, [*STARTS, *paths])
    assert len(seen) > 20
    assert [url for url, content in seen.items() if tells(content)] == []


def test_the_two_themselves_do_read_it(client: Client, talk: Talk, member: Member, leader: Member) -> None:
    """So that the crawl's silence is one: the words are found where they belong, and on that one page."""
    for person in (member, leader):
        client.login(person)
        seen = crawl(client, ["/talks/"])
        assert [url for url, content in seen.items() if tells(content)] == [f"/talks/{talk.id}"]


def test_no_answer_of_the_api_and_no_search_says_a_word(
    app: Flask, client: Client, talk: Talk, admin: Member
) -> None:
    token = create_token(admin, "host", None, NOW)
    db.session.commit()
    paths = [
        rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/") and not rule.arguments
    ]
    answers = [
        client.get(path, headers={"Authorization": f"Bearer {token}"}, query_string={"q": SAID[:3]})
        for path in paths
    ]
    assert [answer.request.path for answer in answers if tells(answer.data)] == []
    assert not any("talk" in path for path in paths)


def test_no_other_table_holds_a_word(talk: Talk) -> None:
    found = set()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            if any(word in str(value) for value in row for word in WORDS):
                found.add(table.name)
    assert found == {"talk_note", "talk_follow_up"}


def test_an_error_of_the_database_does_not_bring_the_text_into_the_log(
    app: Flask,
    client: Client,
    talk: Talk,
    member: Member,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        db.session.execute(TalkNote.__table__.insert().values(talk_id=talk.id, text=SAID))

    monkeypatch.setattr("quizapp.talks.service.add", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client.login(member)
    with caplog.at_level(logging.DEBUG):
        assert client.post(f"/talks/{talk.id}/add", data={"text": SAID}).status_code >= 500
    assert "unforeseen error" in caplog.text
    assert not any(word in caplog.text for word in WORDS)
