"""A member's way through a contest, and what is not told before its time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.contests.models import Contest
from quizapp.contests.window import Step
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.papers.models import Attempt
from tests.app.contests.conftest import Enter, MakeForm, Settle
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest, Take
from tests.fixtures.items import MakeBank, single
from tests.fixtures.people import MakeBranch, MakeGroup, MakeMember


def test_the_rules_page_says_what_it_is_about_and_has_one_button(
    client: Client, member: Member, make_contest: MakeContest
) -> None:
    contest = make_contest(title="宪法竞赛", notice="**闭卷**作答", attempts=2)
    client.login(member)
    page = client.get(f"/contests/{contest.id}").text
    for shown in ("宪法竞赛", "10 题", "15 分钟", "还可答 2 次", "<strong>闭卷</strong>", "开始答题"):
        assert shown in page
    assert page.count("button--primary") == 1
    assert "宪法竞赛" in client.get("/contests/").text


def test_entering_twice_is_one_attempt(
    client: Client, member: Member, contest: Contest, enter: Enter
) -> None:
    client.login(member)
    first, second = enter(client, contest), enter(client, contest)
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    db.session.rollback()
    assert len(db.session.scalars(select(Attempt)).all()) == 1
    assert "继续作答" in client.get(f"/contests/{contest.id}").text


@pytest.mark.parametrize(
    ("shift", "words"), [(-timedelta(hours=2), "还没有开始"), (timedelta(days=2), "已经结束")]
)
def test_outside_the_window_nobody_enters(
    client: Client, member: Member, contest: Contest, enter: Enter, shift: timedelta, words: str
) -> None:
    client.login(member)
    with clock.frozen(clock.now() + shift):
        client.login(member)
        reply = enter(client, contest)
        assert reply.status_code == 409
        assert words in reply.text or "到时间后" in reply.text
    db.session.rollback()
    assert db.session.scalars(select(Attempt)).all() == []


def test_who_is_not_invited_is_told_and_sees_it_on_no_list(
    client: Client,
    member: Member,
    make_member: MakeMember,
    make_group: MakeGroup,
    make_contest: MakeContest,
    enter: Enter,
) -> None:
    group = make_group()
    make_member(group=group)
    contest = make_contest(title="小组赛", eligible={"groups": [group.id], "kinds": []})
    client.login(member)
    assert "小组赛" not in client.get("/contests/").text
    reply = enter(client, contest)
    assert reply.status_code == 409
    assert "没有邀请" in reply.text


def test_an_invited_group_given_up_since_does_not_invite_everybody(
    client: Client,
    organiser: Member,
    make_member: MakeMember,
    make_group: MakeGroup,
    make_contest: MakeContest,
    make_form: MakeForm,
) -> None:
    group = make_group()
    moved = make_member(group=group)
    contest = make_contest(eligible={"groups": [group.id], "kinds": []})
    client.login(organiser)
    client.post("/members/move", data={"member": [moved.id], "group_id": str(make_group().id)})
    assert client.post(f"/groups/{group.id}/delete").status_code == 302
    page = client.get(f"/contests/{contest.id}/edit").text
    assert group.name in page
    assert "所选范围里没有人" in page
    sent = make_form(groups=[str(group.id)], title="改名")
    assert client.post(f"/contests/{contest.id}/edit", data=sent).status_code == 302
    db.session.rollback()
    assert (contest.title, contest.eligible["groups"]) == ("改名", [group.id])


def test_attempts_run_out_and_the_best_one_counts(
    client: Client, member: Member, make_contest: MakeContest, take: Take, enter: Enter
) -> None:
    contest = make_contest(attempts=2)
    take(contest, member, 8)
    take(contest, member, 3)
    client.login(member)
    refused = enter(client, contest)
    assert refused.status_code == 409
    assert "次数已经用完" in refused.text
    page = client.get(f"/contests/{contest.id}/result").text
    assert "第 1 次：40 分" in page
    assert "第 2 次：15 分" in page
    assert '<b class="figure__n">40</b>' in page or ">40<" in page


def test_before_the_closing_the_result_has_no_place_and_nothing_of_the_keys(
    client: Client, member: Member, make_bank: MakeBank, make_contest: MakeContest, take: Take
) -> None:
    bank = make_bank([single(number, explanation="解析暗语。") for number in range(1, 11)], slug="secret")
    contest = make_contest(bank_ids=(bank.id,))
    attempt_id = take(contest, member, 6)
    client.login(member)
    result = client.get(f"/contests/{contest.id}/result").text
    assert "30" in result
    assert "名次在" in result
    assert "看答案与解析" not in result
    told = result + client.get(f"/contests/{contest.id}").text + client.get("/contests/").text
    for path in (f"/contests/{contest.id}/standings", f"/contests/{contest.id}/review?attempt={attempt_id}"):
        refused = client.get(path)
        assert refused.status_code == 403
        told += refused.text
    for secret in ("解析暗语", "试题规则", "正确答案"):
        assert secret not in told


@pytest.mark.parametrize(
    ("policy", "running", "closed"), [("submitted", 200, 200), ("closed", 403, 200), ("never", 403, 403)]
)
def test_key_and_explanation_are_shown_as_the_policy_says(
    client: Client,
    member: Member,
    organiser: Member,
    make_contest: MakeContest,
    take: Take,
    settle: Settle,
    policy: str,
    running: int,
    closed: int,
) -> None:
    contest = make_contest(review=policy)
    url = f"/contests/{contest.id}/review?attempt={take(contest, member, 6)}"
    client.login(member)
    for expected in (running, closed):
        reply = client.get(url)
        assert reply.status_code == expected
        assert ("因为如此。" in reply.text) is (expected == 200)
        button = "看答案与解析" in client.get(f"/contests/{contest.id}/result").text
        assert button is (expected == 200)
        settle(contest, Step.CLOSE)
    client.login(organiser)
    assert client.get(url).status_code == 200


def test_while_somebody_may_still_answer_the_keys_stay_closed(
    client: Client,
    member: Member,
    make_member: MakeMember,
    organiser: Member,
    contest: Contest,
    take: Take,
    settle: Settle,
) -> None:
    attempt_id, late = take(contest, member, 6), make_member()
    settle(contest, Step.CLOSE)
    client.login(organiser)
    reply = client.post(
        f"/contests/{contest.id}/members/{late.id}/allow", data={"hours": "2", "reason": "出差"}
    )
    assert reply.status_code == 302
    client.login(member)
    url = f"/contests/{contest.id}/review?attempt={attempt_id}"
    assert client.get(url).status_code == 403
    with clock.frozen(clock.now() + timedelta(hours=3)):
        client.login(member)
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("attempt", ["", "0", "-1", "x", "999999"])
def test_a_review_of_nothing_is_not_found(
    client: Client, member: Member, contest: Contest, attempt: str
) -> None:
    client.login(member)
    assert client.get(f"/contests/{contest.id}/review?attempt={attempt}").status_code == 404


def test_a_colleagues_review_is_not_there(
    client: Client, member: Member, make_member: MakeMember, make_contest: MakeContest, take: Take
) -> None:
    contest, other = make_contest(review="submitted"), make_contest(review="submitted")
    theirs, mine = take(contest, make_member(), 6), take(contest, member, 5)
    client.login(member)
    assert client.get(f"/contests/{contest.id}/review?attempt={theirs}").status_code == 404
    assert client.get(f"/contests/{other.id}/review?attempt={mine}").status_code == 404


def test_standings_share_places_and_show_the_first_ten_and_the_neighbours(
    client: Client, make_member: MakeMember, contest: Contest, take: Take, settle: Settle, organiser: Member
) -> None:
    people = [make_member(f"选手{number:02d}") for number in range(14)]
    with clock.frozen(clock.now()):  # all equally quick
        for number, person in enumerate(people):
            take(contest, person, max(0, 10 - max(0, number - 1)))  # the first two are level
        settle(contest, Step.CLOSE)
    client.login(people[13])
    page = client.get(f"/contests/{contest.id}/standings").text
    assert "14 人参加" in page
    assert "选手13" in page
    client.login(people[0])
    top = client.get(f"/contests/{contest.id}/standings").text
    assert "选手01" in top
    assert "第十名以后" in top
    client.login(organiser)
    everybody = client.get(f"/contests/{contest.id}/standings").text
    assert all(person.name in everybody for person in people)


def test_the_list_shows_the_place_once_it_is_settled(
    client: Client, member: Member, contest: Contest, take: Take, settle: Settle
) -> None:
    take(contest, member, 6)
    client.login(member)
    settle(contest, Step.CLOSE)
    assert "第 1 名" not in client.get("/contests/").text
    settle(contest, Step.SETTLE)
    assert "第 1 名" in client.get("/contests/").text


def test_without_an_attempt_there_is_no_result(client: Client, member: Member, contest: Contest) -> None:
    client.login(member)
    assert client.get(f"/contests/{contest.id}/result").location == f"/contests/{contest.id}"


def test_another_branchs_contest_is_not_there(
    client: Client, contest: Contest, make_branch: MakeBranch, make_member: MakeMember, enter: Enter
) -> None:
    client.login(make_member(branch=make_branch()))
    assert client.get(f"/contests/{contest.id}").status_code == 404
    assert enter(client, contest).status_code == 404
    assert contest.title not in client.get("/contests/").text
