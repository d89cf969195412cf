"""The first page leads into the contest that the branch plays now."""

from __future__ import annotations

import pytest

from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Bank
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember
from tests.support import live

pytestmark = pytest.mark.usefixtures("points_sheet")


def test_members_join_and_organisers_host_from_the_first_page(
    client: Client, branch: Branch, organiser: Member, member: Member, bank: Bank
) -> None:
    contest = live.make_contest(branch, organiser, bank.id, title="现场知识竞赛")
    pin = contest.pin
    client.login(member)
    page = client.get("/").text
    assert "现场竞赛等大家加入" in page
    assert f'href="/join/{pin}"' in page
    assert "/host" not in page
    client.login(organiser)
    assert f"/live/manage/{contest.id}/host" in client.get("/").text


def test_other_branches_rehearsals_and_finished_ones_are_not_offered(
    client: Client,
    branch: Branch,
    organiser: Member,
    bank: Bank,
    make_branch: MakeBranch,
    make_member: MakeMember,
) -> None:
    outsider = make_member("外支部党员", branch=make_branch())
    live.make_contest(branch, organiser, bank.id, title="本支部的竞赛")
    live.make_contest(branch, organiser, bank.id, title="彩排的竞赛", rehearsal=True)
    over = live.make_contest(branch, organiser, bank.id, title="比完的竞赛").id
    live.ask(over)
    live.host(over, "finish")
    db.session.rollback()
    client.login(organiser)
    page = client.get("/").text
    assert "本支部的竞赛" in page
    assert "彩排的竞赛" not in page
    assert "比完的竞赛" not in page
    client.login(outsider)
    assert "本支部的竞赛" not in client.get("/").text
