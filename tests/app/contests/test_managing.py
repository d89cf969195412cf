"""The organiser's list, copies, and the steps of a contest's life with their ways back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Bank
from quizapp.contests import queries, service
from quizapp.contests.models import Contest
from quizapp.contests.routes.blueprint import follow
from quizapp.contests.window import ContestState
from quizapp.core import clock
from quizapp.core.audit import AuditLine
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers import queries as papers
from quizapp.papers.attempt import AttemptState
from quizapp.papers.ending import submit_expired
from quizapp.papers.models import Attempt
from quizapp.record.models import LedgerEntry
from tests.app.contests.conftest import MakeForm
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest, Take
from tests.fixtures.people import MakeBranch, MakeMember

pytestmark = pytest.mark.pages


def step(client: Client, contest: Contest, name: str, **more: str) -> int:
    reply = client.post(f"/contests/{contest.id}/step", data={"step": name, **more})
    db.session.rollback()
    return int(reply.status_code)


def state(contest: Contest) -> ContestState:
    db.session.rollback()
    db.session.refresh(contest)
    return contest.state


def test_a_contest_goes_all_the_way_and_leaves_a_line_for_each_step(
    client: Client, organiser: Member, member: Member, make_contest: MakeContest, take: Take
) -> None:
    contest = make_contest(publish=False)
    client.login(organiser)
    assert step(client, contest, "publish") == 302
    assert state(contest) is ContestState.RUNNING
    take(contest, member, 5)
    assert step(client, contest, "close", reason="提前答完") == 302
    assert state(contest) is ContestState.CLOSED
    assert step(client, contest, "settle") == 302
    assert state(contest) is ContestState.SETTLED
    assert step(client, contest, "archive") == 302
    assert state(contest) is ContestState.ARCHIVED
    assert step(client, contest, "restore") == 302
    assert state(contest) is ContestState.SETTLED
    assert [row.score for row in queries.standings(contest)] == [2500]
    wanted = ["publish", "close", "settle", "archive", "restore"]
    assert [line.kind for line in reversed(queries.log(contest.id))] == ["created", *wanted]
    lines = db.session.scalars(
        select(AuditLine).where(AuditLine.object_kind == "contest").order_by(AuditLine.id)
    )
    found = [(line.action, line.reason) for line in lines if line.action.removeprefix("contest.") in wanted]
    assert [action for action, _ in found][-5:] == [f"contest.{one}" for one in wanted]
    assert ("contest.close", "提前答完") in found


def test_settling_twice_or_after_the_archive_posts_nothing_twice(
    client: Client, organiser: Member, member: Member, contest: Contest, take: Take
) -> None:
    take(contest, member, 10)
    client.login(organiser)
    step(client, contest, "close")
    assert [step(client, contest, "settle") for _ in range(2)] == [302, 409]
    posted = db.session.scalars(select(LedgerEntry).where(LedgerEntry.member_id == member.id)).all()
    assert {(entry.rule, entry.key) for entry in posted} == {
        (rule, f"contest:{contest.id}") for rule in ("contest_taken", "contest_score", "contest_place")
    }
    assert len(posted) == 3
    step(client, contest, "archive")
    step(client, contest, "restore")
    assert step(client, contest, "settle") == 409
    db.session.rollback()
    assert len(db.session.scalars(select(LedgerEntry).where(LedgerEntry.member_id == member.id)).all()) == 3


def test_a_contest_without_points_posts_none(
    client: Client, organiser: Member, member: Member, make_contest: MakeContest, take: Take
) -> None:
    contest = make_contest(for_record=False)
    take(contest, member, 10)
    client.login(organiser)
    step(client, contest, "close")
    assert "这场竞赛不计积分" in client.get(f"/contests/{contest.id}/settle").text
    assert step(client, contest, "settle") == 302
    assert db.session.scalars(select(LedgerEntry)).all() == []


def test_a_contest_that_nobody_took_stays_settled_through_the_archive(
    client: Client, organiser: Member, contest: Contest
) -> None:
    client.login(organiser)
    for name in ("close", "settle", "archive", "restore"):
        assert step(client, contest, name) == 302
    assert state(contest) is ContestState.SETTLED


def test_a_draft_goes_to_the_archive_unseen_and_comes_back_as_a_draft(
    client: Client, organiser: Member, member: Member, leader: Member, make_contest: MakeContest
) -> None:
    contest = make_contest(publish=False)
    client.login(organiser)
    assert step(client, contest, "archive") == 302
    for who in (member, leader):
        client.login(who)
        for path in ("", "/result", "/standings", "/run"):
            assert client.get(f"/contests/{contest.id}{path}").status_code in (403, 404)
        assert client.post(f"/contests/{contest.id}/enter").status_code == 404
    client.login(organiser)
    step(client, contest, "restore")
    assert state(contest) is ContestState.DRAFT


def test_only_an_untouched_contest_goes_back_to_the_draft(
    client: Client, organiser: Member, member: Member, contest: Contest, take: Take
) -> None:
    client.login(organiser)
    assert step(client, contest, "withdraw") == 302
    assert state(contest) is ContestState.DRAFT
    step(client, contest, "publish")
    take(contest, member, 1, submit=False)
    assert step(client, contest, "withdraw") == 409
    assert state(contest) is ContestState.RUNNING


def test_closing_early_hands_in_what_is_still_open(
    client: Client, organiser: Member, member: Member, contest: Contest, take: Take
) -> None:
    attempt_id = take(contest, member, 4, submit=False)
    client.login(organiser)
    assert step(client, contest, "close") == 302
    result = papers.result(attempt_id)
    assert result is not None
    assert result.right == 4
    client.login(member)
    assert client.get(f"/attempts/{attempt_id}").status_code == 302


def test_steps_that_do_not_fit_are_refused(client: Client, organiser: Member, contest: Contest) -> None:
    client.login(organiser)
    for name, status in (("settle", 409), ("restore", 409), ("publish", 409), ("explode", 422), ("", 422)):
        assert step(client, contest, name) == status
    assert step(client, contest, "close", reason="长" * 301) == 422
    assert state(contest) is ContestState.RUNNING


def test_settling_waits_for_those_who_still_answer(
    client: Client, organiser: Member, member: Member, contest: Contest, take: Take
) -> None:
    attempt_id = take(contest, member, 4)
    client.login(organiser)
    step(client, contest, "close")
    url = f"/contests/{contest.id}/attempts/{attempt_id}/extend"
    assert client.post(url, data={"minutes": "5", "reason": "断网"}).status_code == 302
    assert "还有 1 人的答题时间没有结束" in client.get(f"/contests/{contest.id}/settle").text
    assert step(client, contest, "settle") == 409
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert step(client, contest, "settle") == 302
    db.session.rollback()
    assert db.session.get_one(Attempt, attempt_id).submitted_by == "deadline"


def test_a_copy_is_a_draft_of_its_own_ahead(
    client: Client, organiser: Member, member: Member, make_contest: MakeContest, take: Take
) -> None:
    contest = make_contest(title="季度竞赛", attempts=3, review="never")
    take(contest, member, 5)
    client.login(organiser)
    reply = client.post(f"/contests/{contest.id}/copy")
    made = db.session.get_one(Contest, int(reply.location.split("/")[2]))
    assert (made.title, made.state, made.attempts, made.review) == (
        "季度竞赛（副本）",
        ContestState.DRAFT,
        3,
        "never",
    )
    assert made.opens_at > clock.now()
    assert made.closes_at - made.opens_at == contest.closes_at - contest.opens_at
    assert made.seed != contest.seed
    assert queries.standings(made) == []
    long = make_contest(title="长" * 120)
    assert client.post(f"/contests/{long.id}/copy").status_code == 302


def test_a_copy_leaves_out_a_bank_that_is_no_longer_shown(
    client: Client, organiser: Member, contest: Contest, bank: Bank
) -> None:
    client.login(organiser)
    client.post("/bank/banks/shown", data={})
    reply = client.post(f"/contests/{contest.id}/copy")
    assert reply.status_code == 422
    assert "请至少选择一个题库" in reply.text


def test_only_a_draft_is_deleted(
    client: Client, organiser: Member, contest: Contest, make_contest: MakeContest
) -> None:
    client.login(organiser)
    draft = make_contest(publish=False)
    assert client.post(f"/contests/{contest.id}/delete").status_code == 409
    assert client.post(f"/contests/{draft.id}/delete").status_code == 302
    db.session.rollback()
    assert [row.id for row in db.session.scalars(select(Contest))] == [contest.id]
    assert client.get(f"/contests/{draft.id}/edit").status_code == 404


def test_the_list_filters_by_state_and_name(
    client: Client, organiser: Member, branch: Branch, make_contest: MakeContest
) -> None:
    make_contest(title="春季赛")
    make_contest(title="秋季赛", publish=False)
    client.login(organiser)
    for query, wanted, unwanted in (
        ("", "春季赛", "冬季赛"),
        ("state=draft", "秋季赛", "春季赛"),
        ("q=春", "春季赛", "秋季赛"),
        ("state=archived", "没有符合条件", "春季赛"),
    ):
        page = client.get(f"/contests/manage?{query}")
        assert wanted in page.text, query
        assert unwanted not in page.text, query
    for bad in ("state=no", "page=-1", "page=x", "page=99999", "q=%25_"):
        assert client.get(f"/contests/manage?{bad}").status_code == 200


def test_the_clock_alone_opens_closes_and_hands_in(
    app: Flask, make_contest: MakeContest, make_member: MakeMember, take: Take
) -> None:
    now = clock.now()
    contest = make_contest(opens_at=now + timedelta(minutes=1), closes_at=now + timedelta(minutes=10))
    follow(app)
    assert state(contest) is ContestState.PUBLISHED
    with clock.frozen(now + timedelta(minutes=2)):
        follow(app)
        assert state(contest) is ContestState.RUNNING
        attempt_id = take(contest, make_member(), 6, submit=False)
        assert db.session.get_one(Attempt, attempt_id).deadline == contest.closes_at
    with clock.frozen(now + timedelta(minutes=10, seconds=3)):
        follow(app)
        submit_expired(app)
        assert state(contest) is ContestState.CLOSED
        db.session.rollback()
        ended = db.session.get_one(Attempt, attempt_id)
        assert (ended.state, ended.submitted_by) == (AttemptState.SUBMITTED, "deadline")
        assert [row.score for row in queries.standings(contest)] == [3000]
    assert [line.kind for line in queries.log(contest.id)][:2] == ["closed", "running"]
    assert queries.log(contest.id)[0].actor == ""


def test_a_contest_that_was_never_opened_closes_all_the_same(app: Flask, make_contest: MakeContest) -> None:
    now = clock.now()
    contest = make_contest(opens_at=now + timedelta(minutes=1), closes_at=now + timedelta(minutes=10))
    with clock.frozen(now + timedelta(hours=1)):
        follow(app)
    assert state(contest) is ContestState.CLOSED


def test_an_administrator_prepares_a_contest_for_another_branch(
    client: Client,
    points_sheet: None,
    admin: Member,
    make_branch: MakeBranch,
    make_member: MakeMember,
    make_form: MakeForm,
) -> None:
    other = make_branch()
    make_member(branch=other)
    client.login(admin)
    assert client.post(f"/contests/new?branch={other.id}", data=make_form(act="publish")).status_code == 302
    db.session.rollback()
    assert db.session.scalars(select(Contest.branch_id)).one() == other.id
    assert "知识竞赛" in client.get(f"/contests/manage?branch={other.id}").text
    assert "知识竞赛" not in client.get("/contests/manage").text


def test_an_administrator_finds_back_to_the_branch_whose_contest_it_is(
    client: Client, contest: Contest, organiser: Member, make_branch: MakeBranch, make_member: MakeMember
) -> None:
    visitor = make_member(branch=make_branch(), role=Role.ADMIN)
    for who, back in (
        (visitor, f"/contests/manage?branch={contest.branch_id}"),
        (organiser, "/contests/manage"),
    ):
        client.login(who)
        for page in ("run", "marking", "settle", "edit", f"members/{organiser.id}"):
            assert f'href="{back}"' in client.get(f"/contests/{contest.id}/{page}").text, page


def test_the_log_of_acts_says_what_an_edit_changed_in_words(
    client: Client, organiser: Member, make_contest: MakeContest, as_identity: Callable[[Member], Identity]
) -> None:
    contest = make_contest(publish=False, limit_s=900)
    draft = replace(service.draft_of(contest), limit_s=1800, closes_at=contest.closes_at + timedelta(days=1))
    with unit_of_work():
        service.edit_contest(contest, draft, actor=as_identity(organiser), now=clock.now())
    line = db.session.query(AuditLine).filter_by(action="contest.edited").one()
    assert set(line.before) == set(line.after) == {"limit_s", "closes_at"}
    page = client.login(organiser).get("/audit").text
    assert "15 分 00 秒" in page
    assert "30 分 00 秒" in page
    assert "limit_s" not in page
