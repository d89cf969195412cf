"""Preparing a contest in the room: the list, a new one, its options, copies, opening and putting away."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Bank
from quizapp.core.audit import AuditLine
from quizapp.extensions import db
from quizapp.live.models import LiveContest, LiveState
from tests.app.live.conftest import MakeLive
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember
from tests.support import live

pytestmark = pytest.mark.pages

HOME = "/live/manage/"


def only() -> LiveContest:
    db.session.rollback()
    return db.session.scalars(select(LiveContest)).one()


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(LiveContest)) or 0


@pytest.fixture
def draft(make_live: MakeLive) -> LiveContest:
    """A draft of three teams at buzzers."""
    return make_live(sheet=live.BUZZERS, teams=live.TEAMS, lobby_open=False, title="迎七一")


def test_an_empty_list_leads_to_the_first_contest(client: Client, organiser: Member) -> None:
    client.login(organiser)
    page = client.get(HOME).text
    assert "还没有准备中的现场竞赛" in page
    assert "/live/manage/new" in page


def test_the_list_keeps_drafts_open_ones_and_rehearsals_apart(
    client: Client, organiser: Member, make_live: MakeLive
) -> None:
    client.login(organiser)
    make_live(title="草稿场", lobby_open=False)
    opened = make_live(title="开放场")
    make_live(title="彩排场", rehearsal=True)
    pages = {tab: client.get(f"{HOME}?tab={tab}").text for tab in ("draft", "open", "over", "rehearsal")}
    titles = ("草稿场", "开放场", "彩排场")
    shown = {tab: [title for title in titles if title in page] for tab, page in pages.items()}
    assert shown == {"draft": ["草稿场"], "open": ["开放场"], "over": [], "rehearsal": ["彩排场"]}
    assert opened.pin
    assert opened.pin[:3] in pages["open"]
    assert "没有符合条件的竞赛" in client.get(f"{HOME}?tab=draft&q=没有这个").text
    assert "草稿场" in client.get(f"{HOME}?tab=draft&q=草稿").text


def test_the_list_has_pages(client: Client, organiser: Member, make_live: MakeLive) -> None:
    client.login(organiser)
    for number in range(23):
        make_live(title=f"第{number:02}场", lobby_open=False)
    assert "第22场" in client.get(HOME).text
    second = client.get(f"{HOME}?tab=draft&page=2").text
    assert "第00场" in second
    assert "第22场" not in second


@pytest.mark.parametrize(
    ("rules", "individual", "kind"),
    [("sheet:party-speed", True, "all_answer"), ("blank:", False, "required_individual")],
)
def test_a_new_contest_takes_the_rules_that_were_chosen(
    client: Client, organiser: Member, branch: Branch, rules: str, individual: bool, kind: str
) -> None:
    client.login(organiser)
    reply = client.post(f"{HOME}new", data={"title": " 迎七一  竞赛 ", "rules": rules})
    made = only()
    assert reply.location == f"{HOME}{made.id}/"
    assert (made.branch_id, made.state, made.title) == (branch.id, LiveState.DRAFT, "迎七一 竞赛")
    assert made.draft["individual"] is individual
    assert made.draft["sheet"]["rounds"][0]["kind"] == kind
    page = client.get(reply.location).text
    assert "规则体检" in page
    assert "还没有选题" in page


def test_rules_of_an_earlier_contest_are_copied_as_they_stood(
    client: Client, organiser: Member, draft: LiveContest
) -> None:
    client.login(organiser)
    client.post(f"{HOME}new", data={"title": "再来", "rules": f"of:{draft.id}"})
    db.session.rollback()
    made = db.session.scalars(select(LiveContest).order_by(LiveContest.id.desc())).first()
    assert made
    assert made.draft["sheet"] == live.BUZZERS
    assert not made.draft["teams"]


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "", "rules": "blank:"},
        {"title": "  ", "rules": "blank:"},
        {"title": "长" * 121, "rules": "blank:"},
        {"title": "竞赛", "rules": ""},
        {"title": "竞赛", "rules": "sheet:R99"},
        {"title": "竞赛", "rules": "of:99"},
        {"title": "竞赛", "rules": "of:x"},
        {"title": "竞赛"},
    ],
)
def test_a_contest_without_a_name_or_rules_is_not_made(
    client: Client, organiser: Member, sent: dict[str, str]
) -> None:
    client.login(organiser)
    reply = client.post(f"{HOME}new", data=sent)
    assert reply.status_code == 422
    assert "处需要修改" in reply.text
    assert not count()


def test_options_are_kept_and_shown(client: Client, organiser: Member, draft: LiveContest) -> None:
    client.login(organiser)
    sent = {
        "title": "换个名",
        "planned_at": "2026-07-01T14:30",
        "approve": "y",
        "fair_buzz": "y",
        "manual_clock": "y",
    }
    reply = client.post(f"{HOME}{draft.id}/options", data=sent)
    assert reply.status_code == 302
    kept = only()
    assert (kept.title, kept.guests, kept.for_record, kept.fair_buzz) == ("换个名", False, False, True)
    assert (kept.draft["approve"], kept.draft["manual_clock"], kept.draft["individual"]) == (
        True,
        True,
        False,
    )
    assert kept.planned_at
    assert kept.planned_at.isoformat() == "2026-07-01T06:30:00+00:00"
    page = client.get(reply.location).text
    assert 'value="2026-07-01T14:30"' in page
    for bad in (
        {"title": ""},
        {"title": "好", "planned_at": "soon"},
        {"title": "好", "planned_at": "9999-01-01T00:00"},
    ):
        assert client.post(f"{HOME}{draft.id}/options", data=bad).status_code == 422


def test_gaps_stand_in_the_way_of_opening_and_the_page_says_so(
    client: Client, organiser: Member, draft: LiveContest
) -> None:
    client.login(organiser)
    reply = client.post(f"{HOME}{draft.id}/open")
    assert reply.status_code == 409
    assert "还不能开放" in reply.text
    assert f"{HOME}{draft.id}/check" in reply.text
    assert only().state is LiveState.DRAFT
    client.post(f"{HOME}{draft.id}/check", data={"act": "defaults"})
    opened = client.post(f"{HOME}{draft.id}/open")
    assert opened.location == f"{HOME}{draft.id}/host"
    now = only()
    assert (now.state, bool(now.pin)) == (LiveState.LOBBY, True)


def test_without_teams_a_contest_of_teams_is_not_opened(
    client: Client, organiser: Member, draft: LiveContest
) -> None:
    client.login(organiser)
    client.post(f"{HOME}{draft.id}/check", data={"act": "defaults"})
    client.post(f"{HOME}{draft.id}/teams", data={"act": "save"})
    reply = client.post(f"{HOME}{draft.id}/open")
    assert reply.status_code == 409
    assert "还没有参赛队" in reply.text


def test_a_rehearsal_is_the_same_contest_off_the_record(
    client: Client, organiser: Member, draft: LiveContest
) -> None:
    client.login(organiser)
    assert client.post(f"{HOME}{draft.id}/rehearse").status_code == 409  # its gaps are open too
    assert count() == 1
    client.post(f"{HOME}{draft.id}/check", data={"act": "defaults"})
    reply = client.post(f"{HOME}{draft.id}/rehearse")
    db.session.rollback()
    copy = db.session.scalars(select(LiveContest).where(LiveContest.rehearsal)).one()
    assert reply.location == f"{HOME}{copy.id}/host"
    assert (copy.rehearsal_of, copy.for_record, copy.state) == (draft.id, False, LiveState.LOBBY)
    original = db.session.get(LiveContest, draft.id)
    assert original
    assert copy.draft["rounds"] == original.draft["rounds"]
    assert original.state is LiveState.DRAFT
    client.post(f"{HOME}{draft.id}/open")
    db.session.expire_all()
    printed, rehearsed = original.setup["questions"], copy.setup["questions"]
    assert [one["options"] for one in rehearsed.values()] == [one["options"] for one in printed.values()]
    assert copy.seed != original.seed


def test_a_rehearsal_outlives_its_draft(client: Client, organiser: Member, draft: LiveContest) -> None:
    client.login(organiser)
    client.post(f"{HOME}{draft.id}/check", data={"act": "defaults"})
    client.post(f"{HOME}{draft.id}/rehearse")
    db.session.rollback()
    copy = db.session.scalars(select(LiveContest).where(LiveContest.rehearsal)).one()
    client.post(f"{HOME}{draft.id}/delete")
    assert (only().id, only().rehearsal_of) == (copy.id, None)


def test_playing_again_keeps_rules_and_teams_and_wants_other_questions(
    client: Client, organiser: Member, buzzers: LiveContest
) -> None:
    client.login(organiser)
    reply = client.post(f"{HOME}{buzzers.id}/copy")
    db.session.rollback()
    made = db.session.scalars(select(LiveContest).where(LiveContest.state == LiveState.DRAFT)).one()
    assert reply.location == f"{HOME}{made.id}/"
    assert [team["name"] for team in made.draft["teams"]] == list(live.TEAMS)
    assert made.draft["sheet"] == live.BUZZERS
    assert not made.draft["rounds"]
    assert not made.rehearsal


def test_a_draft_is_deleted_and_an_open_contest_is_put_away(
    client: Client, organiser: Member, draft: LiveContest, make_live: MakeLive
) -> None:
    client.login(organiser)
    opened = make_live()
    assert client.post(f"{HOME}{opened.id}/delete").status_code == 409
    assert client.post(f"{HOME}{draft.id}/cancel").status_code == 409
    assert client.post(f"{HOME}{draft.id}/delete").location == HOME
    assert only().id == opened.id
    client.post(f"{HOME}{opened.id}/cancel")
    assert (only().state, only().pin) == (LiveState.CANCELLED, None)
    assert "已取消" in client.get(f"{HOME}?tab=over").text
    acts = db.session.scalars(select(AuditLine.action).where(AuditLine.object_kind == "live_contest")).all()
    assert {"live.deleted", "live.cancelled"} <= set(acts)


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("options", {"title": "别的"}),
    ("rules", {"act": "save", "title": "别的", "r0-kind": "buzz", "r0-key": "buzz", "r0-count": "3"}),
    ("teams", {"act": "save", "rows-0-name": "丁队", "rows-0-seats": "2"}),
    ("check", {"act": "defaults"}),
    ("questions/buzz/change", {"do": "clear"}),
    ("questions/buzz/draw", {"counts-0": "1"}),
    ("questions", {}),
]


@pytest.mark.parametrize(("page", "sent"), CHANGES)
def test_an_opened_contest_stays_as_it_is(
    client: Client, organiser: Member, buzzers: LiveContest, bank: Bank, page: str, sent: dict[str, Any]
) -> None:
    client.login(organiser)
    before = only().draft
    reply = client.post(f"{HOME}{buzzers.id}/{page}", data={"bank_ids": [str(bank.id)], **sent})
    assert reply.status_code == 409
    assert only().draft == before
    pages = ("", "rules", "questions", "questions/buzz", "teams", "options", "check")
    assert [client.get(f"{HOME}{buzzers.id}/{one}").status_code for one in pages] == [200] * len(pages)


def test_other_branches_and_members_do_not_reach_it(
    client: Client, draft: LiveContest, member: Member, make_branch: MakeBranch, make_member: MakeMember
) -> None:
    pages = (
        "",
        "rules",
        "questions",
        "questions/buzz",
        "teams",
        "options",
        "check",
        "preview",
        "print/cards",
    )
    stranger = make_member("外人", branch=make_branch("乙支部"), role="organiser")
    client.login(stranger)
    assert {client.get(f"{HOME}{draft.id}/{one}").status_code for one in pages} == {404}
    assert client.post(f"{HOME}{draft.id}/delete").status_code == 404
    refused = client.post(f"{HOME}new", data={"title": "偷看", "rules": f"of:{draft.id}"})
    assert refused.status_code == 422
    assert "迎七一" not in client.get(HOME).text
    client.login(member)
    assert {client.get(f"{HOME}{draft.id}/{one}").status_code for one in pages} == {403}
    assert client.get(HOME).status_code == 403
