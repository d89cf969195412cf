"""Voices: nobody reads them before an organiser did, each is liked once, counted once, and can be taken down."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from PIL import Image
from sqlalchemy import func, select

from quizapp.accounts.models import Member
from quizapp.community import queries, service
from quizapp.community.models import Voice
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.files import queries as files
from quizapp.record.models import LedgerEntry
from tests.app.bad_input.forms_on_pages import ShownForm, posting_forms
from tests.app.community.sheets import count_with
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]
TEXT = "跟着救援队去了三天，才知道“人道”有多重。<b>粗</b>"


def write(actor: Identity, text: str = TEXT, **more: object) -> int:
    with unit_of_work():
        draft = service.voices.Draft(text, **more)  # type: ignore[arg-type]  # passed through
        return service.voices.write(draft, actor=actor, now=clock.now()).id


def published(actor: Identity, boss: Identity, text: str = TEXT, **more: object) -> int:
    voice_id = write(actor, text, **more)
    with unit_of_work():
        service.voices.publish(db.session.get_one(Voice, voice_id), actor=boss, now=clock.now())
    return voice_id


def photo() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    out.seek(0)
    return out


def test_from_the_phone_to_the_wall(
    client: Client, member: Member, organiser: Member, leader: Member
) -> None:
    client.login(member)
    form = {"text": TEXT, "topic": "volunteer", "on_screen": "y", "file": (photo(), "合影.png")}
    answer = client.post("/voices/new", data=form, content_type="multipart/form-data")
    assert answer.status_code == 302
    voice_id = db.session.scalars(select(Voice.id)).one()
    client.login(leader)
    assert "救援队" not in client.get("/voices/").text
    picture = files.of("voice", voice_id)[0]
    address = f"/files/{picture.id}"
    assert client.get(address).status_code == 404
    client.login(organiser)
    assert client.get(address).data.startswith(b"RIFF")
    assert client.post(f"/manage/voices/{voice_id}/publish").status_code == 302
    client.login(leader)
    page = client.get("/voices/").text
    assert "&lt;b&gt;粗&lt;/b&gt;" in page  # text, never markup
    assert client.get(address).data.startswith(b"RIFF")
    assert client.get("/voices/?topic=study").text.count("救援队") == 0
    assert "救援队" in client.get("/voices/?q=人道").text
    assert "没有找到" in client.get("/voices/?q=没有这样的话").text


def test_what_is_returned_says_why_and_may_be_written_anew(
    client: Client, member: Member, organiser: Member, leader: Member, me: Identity
) -> None:
    voice_id = write(me)
    client.login(organiser)
    assert client.post(f"/manage/voices/{voice_id}/return", data={"reason": " "}).status_code == 422
    assert client.post(f"/manage/voices/{voice_id}/return", data={"reason": "请去掉地名"}).status_code == 302
    client.login(member)
    assert "请去掉地名" in client.get("/voices/mine").text
    client.login(leader)
    assert client.get(f"/voices/{voice_id}/edit").status_code == 404
    client.login(member)
    again = {"text": "改过的话", "topic": "study"}
    assert client.post(f"/voices/{voice_id}/edit", data=again).status_code == 302
    assert queries.voices.desk(member.branch_id, "waiting", 1).rows[0].text == "改过的话"
    assert client.post(f"/voices/{voice_id}/discard").status_code == 302
    assert db.session.scalar(select(func.count()).select_from(Voice)) == 0


def test_what_was_changed_since_it_was_read_is_not_published_unread(
    client: Client, member: Member, organiser: Member, me: Identity
) -> None:
    voice_id = write(me)
    publish = f"/manage/voices/{voice_id}/publish"

    def read() -> ShownForm:
        page = client.login(organiser).get("/manage/voices").text
        return next(form for form in posting_forms("/manage/voices", page) if form.action == publish)

    as_read = read()
    again = {"text": "换成没人看过的话", "topic": "study"}
    client.login(member).post(f"/voices/{voice_id}/edit", data=again)
    client.login(organiser)
    assert client.post(publish, data=as_read.fields).status_code == 422
    assert client.post(publish, data=read().fields).status_code == 302
    assert "换成没人看过的话" in client.get("/voices/").text


def test_a_voice_has_some_words_and_not_too_many(client: Client, member: Member) -> None:
    client.login(member)
    for text, status in (("", 422), ("   ", 422), ("\u200b", 422), ("长" * 501, 422), ("长" * 500, 302)):
        assert client.post("/voices/new", data={"text": text, "topic": "study"}).status_code == status, text


def test_more_than_a_few_a_day_are_refused(client: Client, member: Member) -> None:
    client.login(member)
    answers = [client.post("/voices/new", data={"text": f"第 {n} 条", "topic": "study"}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]


def test_each_likes_once_and_only_what_is_on_the_own_wall(
    client: Client,
    leader: Member,
    me: Identity,
    boss: Identity,
    make_branch: MakeBranch,
    make_member: MakeMember,
) -> None:
    voice_id, waiting = published(me, boss), write(me, "还没发")
    client.login(leader)
    for on, likes in (("1", 1), ("1", 1), ("0", 0), ("1", 1)):
        assert client.post(f"/voices/{voice_id}/like", data={"on": on}).status_code == 302
        line = queries.voices.wall(leader.branch_id, leader.id, queries.voices.Wanted(), 1).rows[0]
        assert (line.likes, line.liked) == (likes, bool(likes))
        db.session.rollback()
    assert client.post(f"/voices/{waiting}/like", data={"on": "1"}).status_code == 404
    client.login(make_member(branch=make_branch()))
    assert client.post(f"/voices/{voice_id}/like", data={"on": "1"}).status_code == 404


def test_it_counts_once_where_the_sheet_has_it_and_goes_when_taken_down(
    client: Client, member: Member, leader: Member, organiser: Member, me: Identity, boss: Identity
) -> None:
    count_with(member.branch_id, "voice", 200)
    voice_id = published(me, boss)
    with unit_of_work():
        service.voices.publish(db.session.get_one(Voice, voice_id), actor=boss, now=clock.now())
    total = select(func.sum(LedgerEntry.counted)).where(LedgerEntry.member_id == member.id)
    assert db.session.scalar(total) == 200
    client.login(leader)
    assert client.post(f"/voices/{voice_id}/report", data={"text": "不是事实"}).status_code == 302
    client.login(organiser)
    desk = client.get("/manage/voices?state=reported").text
    assert "不是事实" in desk
    taken = client.post(
        f"/manage/voices/{voice_id}/return", data={"reason": "与事实不符", "state": "reported"}
    )
    assert taken.status_code == 302
    db.session.rollback()
    assert db.session.scalar(total) == 0
    client.login(leader)
    assert "救援队" not in client.get("/voices/").text
    assert queries.voices.counts(member.branch_id)["reported"] == 0


def test_without_the_rule_nothing_is_counted(member: Member, me: Identity, boss: Identity) -> None:
    published(me, boss)
    assert (
        db.session.scalar(
            select(func.count()).where(LedgerEntry.member_id == member.id, LedgerEntry.rule == "voice")
        )
        == 0
    )


def test_the_months_are_an_archive_and_go_out_as_a_list(
    client: Client, organiser: Member, me: Identity, boss: Identity
) -> None:
    for number, day in enumerate((date(2026, 1, 31), date(2026, 2, 1))):
        voice_id = published(me, boss, f"=第{number}条")
        db.session.get_one(Voice, voice_id).day = day
        db.session.commit()
    months = queries.voices.months(organiser.branch_id)
    assert [(month.key, month.count) for month in months] == [("2026-02", 1), ("2026-01", 1)]
    client.login(organiser)
    book = client.get("/manage/voices/export?form=xlsx&month=2026-01").data
    rows = list(openpyxl.load_workbook(io.BytesIO(book)).worksheets[0].values)
    assert [row[3] for row in rows[1:]] == ["=第0条"]
    assert client.get("/manage/voices/export?form=docx").data.startswith(b"PK")
    assert "这段时间没有发布的心声" in client.get("/manage/voices/export?month=2025-05").text


def test_the_big_screen_shows_what_its_author_gave_it(
    me: Identity, boss: Identity, organiser: Member, today: date
) -> None:
    published(me, boss, "给大屏的", on_screen=True)
    published(me, boss, "不上大屏", on_screen=False)
    assert [line.text for line in queries.voices.on_screen(organiser.branch_id, today)] == ["给大屏的"]
