"""The branch's life on the big screen: only what members gave it, only of the screen's own branch."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quizapp.accounts.models import Member
from quizapp.community import oath, service
from quizapp.community.anniversaries import anniversary
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.display import service as display
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]
SCENES = ("birthday", "voices", "honours")


@pytest.fixture
def token(organiser: Member, as_identity: Callable[[Member], Identity]) -> str:
    """The address of a screen that shows every scene and no board."""
    with unit_of_work():
        options = display.Options(boards=SCENES)
        return display.create_screen("大屏", options, actor=as_identity(organiser), now=clock.now()).token


def test_there_is_something_to_look_at_before_anything_happened(client: Client, token: str) -> None:
    page = client.get(f"/display/{token}")
    assert page.status_code == 200
    assert "有了入党纪念日、心声或荣誉，这里就会显示" in page.text


def test_the_day_the_words_and_the_story_are_shown_of_ones_own_branch(
    app: Flask,
    client: Client,
    token: str,
    member: Member,
    organiser: Member,
    as_identity: Callable[[Member], Identity],
    make_branch: MakeBranch,
    make_member: MakeMember,
) -> None:
    now = clock.now()
    today = clock.day_of(now, app.extensions["settings"].zone)
    stranger = make_member("邻居", branch=make_branch(), joined_party_on=anniversary(today, today.year - 5))
    hidden = make_member("不愿显示的人", joined_party_on=anniversary(today, today.year - 6))
    member.joined_party_on = anniversary(today, today.year - 20)
    db.session.commit()
    me, boss = as_identity(member), as_identity(organiser)
    with unit_of_work():
        service.birthdays.choose_shown(hidden.id, False)
        for text, on_screen in (("给大屏的话", True), ("只给同事看的话", False)):
            voice = service.voices.write(service.voices.Draft(text, "work", on_screen), actor=me, now=now)
            service.voices.publish(voice, actor=boss, now=now)
        service.voices.write(service.voices.Draft("还没审核的话"), actor=me, now=now)
        draft = service.honours.Draft("救护标兵", today, member_id=member.id, story="十一分钟的按压。")
        service.honours.confirm(
            service.honours.propose(draft, member.branch_id, actor=me, now=now), actor=boss, now=now
        )
    for path in ("", "/part"):
        text = client.get(f"/display/{token}{path}").text
        for shown in (member.name, "20 年", oath.CLAUSES[-2], "给大屏的话", "救护标兵", "十一分钟的按压。"):
            assert shown in text
        for kept in (stranger.name, hidden.name, "只给同事看的话", "还没审核的话"):
            assert kept not in text
