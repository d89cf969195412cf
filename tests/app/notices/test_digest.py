"""The digest e-mail over a real line to a mail server: once for each notice, to a confirmed address alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.accounts.models import Branch, Member
from quizapp.activities import service as activities
from quizapp.activities.kinds import ActivityKind, Invited, Step
from quizapp.activities.minutes import tasks
from quizapp.cli.doctor import _mail as mail_checks
from quizapp.config import Settings
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices import service as notices
from quizapp.notices.mail import queries, running, service
from quizapp.notices.mail.models import Digest, DigestNotice, DigestState, MailAddress
from quizapp.notices.mail.schedule import Often
from quizapp.notices.mail.smtp import Smtp
from quizapp.notices.models import Notice
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember
from tests.support.mail_server import MailServer, mail_server

pytestmark = pytest.mark.usefixtures("points_sheet")
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 9 o'clock in Shanghai
TUESDAY = MONDAY + timedelta(days=1)
AsIdentity = Callable[[Member], Identity]


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, mails: MailServer) -> Settings:
    return replace(
        settings, smtp_url=mails.url, mail_from="study@example.org", public_url="https://study.example.org"
    )


@pytest.fixture
def subscribe(as_identity: AsIdentity) -> Callable[..., str]:
    def make(member: Member, often: Often = Often.DAILY) -> str:
        address = f"m{member.id}@example.org"
        with unit_of_work():
            code = service.ask_address(
                address, often, site="http://192.168.1.2:8000", member=as_identity(member), now=MONDAY
            )
            service.confirm(code, now=MONDAY)
        return address

    return make


def tell(*members: Member, key: str = "1", kind: str = "item.comment", at: datetime = MONDAY) -> None:
    params = {"by": "罗勇", "text": "选项 <B> 也对", "stem": "题干", "hours": "1"}
    with unit_of_work():
        notices.tell([member.id for member in members], kind, params, "/bank/", key, now=at)


def send(server: MailServer, now: datetime = TUESDAY) -> int:
    with Smtp(server.url) as line:
        return running.send_due(line, now=now)


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return part.get_content()


def states() -> list[DigestState]:
    db.session.rollback()
    return list(db.session.scalars(select(Digest.state).order_by(Digest.id)))


def test_what_is_unread_goes_out_once_with_one_link_to_the_inbox(
    mails: MailServer, member: Member, organiser: Member, subscribe: Callable[..., str]
) -> None:
    address = subscribe(member)
    tell(member, organiser)
    tell(member, key="2")
    with unit_of_work():
        notices.mark_read(member.id, db.session.scalar(select(func.max(Notice.id))), now=MONDAY)
    assert send(mails, MONDAY) == 0  # not yet eight o'clock of the next morning
    assert send(mails) == 1
    (mail,) = mails.mails
    assert (mail["To"], mail["Subject"]) == (address, "四强学堂：1 条未读通知")
    assert "study@example.org" in mail["From"]
    for kind in ("plain", "html"):
        assert text_of(mail, kind).count("https://study.example.org/notices/") == 2  # the inbox, the way out
    assert "罗勇：选项 <B> 也对（题干）" in text_of(mail)
    assert "选项 &lt;B&gt; 也对" in text_of(mail, "html")
    assert send(mails) == 0
    assert send(mails, TUESDAY + timedelta(days=1)) == 0  # nothing new: no mail
    tell(member, key="3", at=TUESDAY)
    assert send(mails, TUESDAY + timedelta(days=2)) == 1
    assert "1 条未读通知" in mails.mails[1]["Subject"]


def test_who_has_not_confirmed_or_has_left_gets_nothing(
    mails: MailServer,
    member: Member,
    organiser: Member,
    as_identity: AsIdentity,
    subscribe: Callable[..., str],
) -> None:
    with unit_of_work():
        service.ask_address("x@example.org", Often.DAILY, site="", member=as_identity(member), now=MONDAY)
    subscribe(organiser)
    tell(member, organiser)
    with unit_of_work():
        db.session.get_one(Member, organiser.id).left_at = MONDAY
    assert send(mails) == 0
    assert mails.mails == []


def test_what_the_server_refuses_is_for_the_next_digest_after_a_pause(
    mails: MailServer, member: Member, organiser: Member, subscribe: Callable[..., str]
) -> None:
    address, other = subscribe(member), subscribe(organiser)
    tell(member, organiser)
    mails.refused = {address}
    assert send(mails) == 1
    assert [mail["To"] for mail in mails.mails] == [other]
    assert sorted(states()) == [DigestState.FAILED, DigestState.SENT]
    assert "550" in queries.log(1, DigestState.FAILED).rows[0].error
    mails.refused = set()
    assert send(mails, TUESDAY + timedelta(minutes=14)) == 0
    assert send(mails, TUESDAY + timedelta(minutes=15)) == 1
    assert len(mails.to(address)) == 1
    assert queries.choice_of(member.id).failures == 0


def test_a_line_that_breaks_after_the_mail_was_handed_over_sends_nothing_twice(
    mails: MailServer, member: Member, subscribe: Callable[..., str]
) -> None:
    subscribe(member)
    tell(member)
    mails.breaks_after_data = True
    assert send(mails) == 0
    assert states() == [DigestState.UNKNOWN]
    mails.breaks_after_data = False
    for days in range(1, 4):
        assert send(mails, TUESDAY + timedelta(days=days)) == 0
    assert len(mails.mails) == 1


def test_a_process_that_died_while_sending_leaves_it_unknown(
    mails: MailServer, member: Member, subscribe: Callable[..., str]
) -> None:
    subscribe(member)
    tell(member)
    with unit_of_work():
        assert service.claim(member.id, now=TUESDAY) is not None
    with unit_of_work():
        assert service.claim(member.id, now=TUESDAY) is None
    assert send(mails, TUESDAY + timedelta(days=1)) == 0
    assert states() == [DigestState.UNKNOWN]


def test_a_server_that_is_down_stops_the_round_and_costs_nobody_a_notice(
    mails: MailServer, member: Member, organiser: Member, subscribe: Callable[..., str]
) -> None:
    for one in (member, organiser):
        subscribe(one)
    tell(member, organiser)
    with Smtp("smtp://127.0.0.1:1") as line:
        assert running.send_due(line, now=TUESDAY) == 0
    assert states() == [DigestState.FAILED]
    assert db.session.scalars(select(DigestNotice)).all() == []
    assert send(mails, TUESDAY + timedelta(minutes=15)) == 2


@pytest.mark.pages
def test_an_address_is_confirmed_by_its_code_and_left_by_one_click(
    client: Client, mails: MailServer, member: Member
) -> None:
    client.login(member)
    wrong = client.post("/notices/mail/address", data={"address": "a@b\r\nBcc: c@d.org"})
    assert wrong.status_code == 422
    client.post("/notices/mail/address", data={"address": "xl@example.org"})
    again = client.post("/notices/mail/address", data={"address": "other@example.org"})
    assert again.status_code == 429
    (mail,) = mails.to("xl@example.org")
    path = re.search(r"https://study\.example\.org(/notices/mail/confirm/\S+)", text_of(mail))
    assert path
    anybody = client.application.test_client()
    assert "xl@example.org" in anybody.get(path[1]).get_data(as_text=True)
    assert queries.choice_of(member.id).address == ""
    anybody.post(path[1])
    assert anybody.get(path[1]).status_code == 410
    db.session.expire_all()
    assert queries.choice_of(member.id).address == "xl@example.org"
    client.post("/notices/mail/often", data={"often": "daily"})
    tell(member, at=clock.now())
    assert send(mails, clock.now() + timedelta(days=1)) == 1
    digest = mails.to("xl@example.org")[1]
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way_out = digest["List-Unsubscribe"].strip("<>").removeprefix("https://study.example.org")
    assert client.application.test_client().get(way_out).status_code == 200
    db.session.expire_all()
    assert queries.choice_of(member.id).often is Often.DAILY
    body = {"List-Unsubscribe": "One-Click"}
    assert client.application.test_client().post(way_out, data=body, no_csrf=True).status_code == 200
    db.session.expire_all()
    assert queries.choice_of(member.id).often is Often.NEVER
    assert anybody.get("/notices/unsubscribe/forged").status_code == 404


@pytest.mark.pages
def test_what_is_confidential_leaves_by_its_title_alone(
    monkeypatch: pytest.MonkeyPatch, mails: MailServer, member: Member, subscribe: Callable[..., str]
) -> None:
    from quizapp.notices import words

    monkeypatch.setitem(words.KINDS, "test.private", words.Wording("有一次约谈", "%(text)s", private=True))
    subscribe(member)
    tell(member, kind="test.private")
    assert send(mails) == 1
    assert "有一次约谈" in text_of(mails.mails[0])
    for kind in ("plain", "html"):
        assert "也对" not in text_of(mails.mails[0], kind)


@pytest.mark.pages
def test_the_log_tells_the_administrator_that_it_went_and_not_what(
    client: Client, mails: MailServer, member: Member, admin: Member, subscribe: Callable[..., str]
) -> None:
    subscribe(member)
    tell(member)
    send(mails)
    db.session.rollback()
    client.login(admin)
    page = client.get("/notices/mail/log").text
    assert "已送出" in page
    assert member.name in page
    assert "也对" not in page
    assert "@example.org" not in page


def test_notices_read_more_than_a_year_ago_are_cleared_away(
    app: Flask, mails: MailServer, member: Member, subscribe: Callable[..., str]
) -> None:
    subscribe(member)
    for key in ("old", "young", "unread"):
        tell(member, key=key, at=MONDAY)
    send(mails)
    ids = {row.key: row.id for row in db.session.execute(select(Notice.key, Notice.id))}
    with unit_of_work():
        notices.mark_read(member.id, ids["old"], now=clock.now() - running.READ_KEPT - timedelta(days=1))
        notices.mark_read(member.id, ids["young"], now=clock.now() - timedelta(days=300))
    running.clear(app)
    db.session.rollback()
    assert set(db.session.scalars(select(Notice.key))) == {"young", "unread"}


@pytest.mark.pages
def test_the_inbox_is_narrowed_to_a_kind(client: Client, member: Member) -> None:
    tell(member)
    tell(member, kind="item.approved")
    client.login(member)
    page = client.get("/notices/?kind=item.approved").text
    assert "题目已通过审核</h2>" in page
    assert "题目有新的意见</h2>" not in page
    assert "没有这一种通知" in client.get("/notices/?kind=none").text


@pytest.mark.pages
def test_the_doctor_tries_the_mail_server_and_sends_nothing(
    tmp_path: Path, mails: MailServer, make_member: MakeMember
) -> None:
    chosen = Settings(data=tmp_path, smtp_url=mails.url, mail_from="study@example.org")
    assert [check.well for check in mail_checks(chosen)] == [True]
    assert [check.well for check in mail_checks(replace(chosen, smtp_url="smtp://127.0.0.1:1"))] == [False]
    assert [check.well for check in mail_checks(Settings(data=tmp_path))] == [True]
    assert mails.mails == []
    assert db.session.scalars(select(MailAddress)).all() == []


def test_a_mail_says_nothing_of_what_is_confidential(
    mails: MailServer,
    branch: Branch,
    member: Member,
    organiser: Member,
    as_identity: AsIdentity,
    subscribe: Callable[..., str],
) -> None:
    subscribe(member)
    actor = as_identity(organiser)
    for title, confidential in (("缇萦一事的处理", True), ("三月主题党日", False)):
        draft = activities.Draft(
            kind=ActivityKind.OTHER,
            title=title,
            starts_at=TUESDAY,
            ends_at=TUESDAY + timedelta(hours=1),
            host_id=organiser.id,
            confidential=confidential,
            invited=Invited.CHOSEN,
            invited_ids=(member.id,),
        )
        with unit_of_work():
            row = activities.create_activity(draft, branch_id=branch.id, actor=actor, now=MONDAY)
            activities.take_step(row, Step.ANNOUNCE, actor=actor, now=MONDAY)
            tasks.give(row, member.id, f"{title}：写材料", TUESDAY.date(), actor=actor, now=MONDAY)
    assert send(mails) == 1
    (mail,) = mails.mails
    for kind in ("plain", "html"):
        assert "缇萦" not in text_of(mail, kind)
        assert "三月主题党日：写材料" in text_of(mail, kind)
    assert "有新的活动" in text_of(mail)
