"""The rules in their form, and the rule check."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.extensions import db
from quizapp.live.models import LiveContest
from quizapp.live.queries import readiness
from quizapp.live.sheet_form import form as rule_form
from tests.app.live.conftest import MakeLive
from tests.fixtures.app import Client
from tests.pure.live.test_rule_form import posted
from tests.support import live

pytestmark = pytest.mark.pages


@pytest.fixture
def draft(make_live: MakeLive) -> LiveContest:
    return make_live(sheet=live.BUZZERS, teams=live.TEAMS, lobby_open=False)


@pytest.fixture
def url(draft: LiveContest) -> str:
    return f"/live/manage/{draft.id}"


def kept() -> dict[str, Any]:
    db.session.rollback()
    found: dict[str, Any] = db.session.scalars(select(LiveContest)).one().draft
    return found


def sent(**fields: str) -> dict[str, str]:
    form = posted(rule_form.shown(live.BUZZERS))
    return {**form, "act": "save", **{name.replace("__", "-"): value for name, value in fields.items()}}


def test_the_form_shows_every_round_with_its_values(client: Client, organiser: Member, url: str) -> None:
    client.login(organiser)
    page = client.get(f"{url}/rules").text
    assert 'name="r0-points" id="r0-points" value="10"' in page
    assert 'name="r0-early_points" id="r0-early_points" value="-5"' in page
    assert "更多规定" in page


def test_rules_are_saved_and_questions_of_a_round_that_is_gone_are_let_go(
    client: Client, organiser: Member, url: str
) -> None:
    client.login(organiser)
    reply = client.post(f"{url}/rules", data=sent(r0__count="7", base="50"))
    assert reply.location == f"{url}/rules"
    assert (kept()["sheet"]["base"], kept()["sheet"]["rounds"][0]["count"]) == (50, 7)
    assert len(kept()["rounds"]["buzz"]) == 5
    client.post(f"{url}/rules", data=sent(r0__kind="required_team", r0__key="", r0__per_team="2"))
    assert [one["key"] for one in kept()["sheet"]["rounds"]] == ["joint"]
    assert not kept()["rounds"]


def test_without_scripts_rounds_are_added_and_moved_and_nothing_typed_is_lost(
    client: Client, organiser: Member, url: str
) -> None:
    client.login(organiser)
    before = kept()["sheet"]
    page = client.post(f"{url}/rules", data=sent(r0__count="13", act="add", kind="risk"))
    assert page.status_code == 200
    assert 'name="r1-values"' in page.text
    assert 'name="r0-count" id="r0-count" value="13"' in page.text
    assert "改动还没有保存" in page.text
    two = {
        **sent(r0__count="13"),
        "r1-kind": "risk",
        "r1-key": "",
        "r1-values": "10、20、30",
        "r1-picks": "1",
    }
    moved = client.post(f"{url}/rules", data={**two, "act": "up-1"}).text
    assert moved.index('name="r0-values"') < moved.index('name="r1-count"')
    assert 'name="r1-kind"' not in client.post(f"{url}/rules", data={**two, "act": "remove-1"}).text
    assert kept()["sheet"] == before
    client.post(f"{url}/rules", data=two)
    assert [one["key"] for one in kept()["sheet"]["rounds"]] == ["buzz", "risk"]


def test_a_fault_is_said_with_its_round_and_field_and_nothing_is_saved(
    client: Client, organiser: Member, url: str
) -> None:
    client.login(organiser)
    before = kept()["sheet"]
    reply = client.post(f"{url}/rules", data=sent(r0__answer_s="很久"))
    assert reply.status_code == 422
    assert "第 1 个环节的“作答时间”" in reply.text
    assert 'href="#r0-answer_s"' in reply.text
    assert 'value="很久"' in reply.text
    none = {name: value for name, value in sent().items() if not name.startswith("r0-")}
    assert client.post(f"{url}/rules", data=none).status_code == 422
    assert kept()["sheet"] == before


@pytest.mark.parametrize("act", ["add", "up-9", "explode", "remove--1"])
def test_buttons_that_are_not_there_are_refused(
    client: Client, organiser: Member, url: str, act: str
) -> None:
    client.login(organiser)
    assert client.post(f"{url}/rules", data=sent(act=act, kind="dance")).status_code == 422


def test_every_open_gap_is_asked_with_its_options_and_the_proposed_one(
    client: Client, organiser: Member, url: str, draft: LiveContest
) -> None:
    client.login(organiser)
    page = client.get(f"{url}/check").text
    gaps = readiness.open_gaps(draft)
    assert gaps
    assert all(gap.question in page for gap in gaps)
    assert page.count("<small>建议</small>") == len(gaps)
    assert f"还有 {len(gaps)} 条规则要定" in page


def test_gaps_are_decided_one_by_one_and_the_rest_at_once(
    client: Client, organiser: Member, url: str
) -> None:
    client.login(organiser)
    client.post(f"{url}/check", data={"act": "save", "gap-buzz.attempts": "1"})
    assert kept()["decisions"] == {"buzz.attempts": 2}
    client.post(f"{url}/check", data={"act": "defaults", "gap-buzz.attempts": "1"})
    made = kept()["decisions"]
    assert made["buzz.attempts"] == 2
    assert made["floor"] == "allowed"
    assert "每条都已定好" in client.get(f"{url}/check").text


@pytest.mark.parametrize("given", ["9", "yes", "-1", "１"])
def test_an_answer_that_is_no_option_is_refused(
    client: Client, organiser: Member, url: str, given: str
) -> None:
    client.login(organiser)
    reply = client.post(f"{url}/check", data={"act": "save", "gap-buzz.attempts": given})
    assert reply.status_code == 422
    assert not kept()["decisions"]


def test_a_decision_changes_what_the_rules_come_to(
    draft: LiveContest, client: Client, organiser: Member, url: str
) -> None:
    client.login(organiser)
    client.post(f"{url}/check", data={"act": "defaults", "gap-floor": "1"})
    db.session.refresh(draft)
    assert readiness.settled(draft).floor == 0
    assert all(
        total >= 0 for one in readiness.courses(draft) for _, totals, _ in one.rows for total in totals
    )


def test_the_courses_are_played_with_the_prepared_teams(client: Client, organiser: Member, url: str) -> None:
    client.login(organiser)
    page = client.get(f"{url}/check").text
    assert all(title in page for title in ("全都答错", "全部同分", "领先的队离场"))
    assert page.count('<th scope="row">甲队</th>') == 3


def test_warnings_say_where_the_teams_do_not_fit_the_sheet(make_live: MakeLive) -> None:
    sheet = {**live.BUZZERS, "teams": [4, 6], "rounds": [{**live.BUZZERS["rounds"][0], "answer_s": None}]}
    draft = make_live(sheet=sheet, teams=live.TEAMS, lobby_open=False)
    found = readiness.warnings(draft)
    assert any("现在是 3 队" in one for one in found)
    assert any(one.startswith("抢答题：") for one in found)


def test_what_is_taken_for_granted_is_said(make_live: MakeLive, client: Client, organiser: Member) -> None:
    client.login(organiser)
    sheet = {**live.BUZZERS, "base": None, "tie": None}
    draft = make_live(sheet=sheet, teams=live.TEAMS, lobby_open=False)
    page = client.get(f"/live/manage/{draft.id}/check").text
    assert "基础分是多少？按 0 分" in page
    assert "同分怎样分先后？" in page
