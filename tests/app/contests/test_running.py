"""A contest while it runs: who sees how far it is, decisions on one person, marks by hand, the live feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.contests import queries
from quizapp.contests.models import Contest, ContestEvent
from quizapp.contests.window import Step
from quizapp.core import clock
from quizapp.core.audit import AuditLine
from quizapp.extensions import db
from quizapp.papers import queries as papers
from quizapp.papers.attempt import AttemptState
from tests.app.contests.conftest import Enter, Settle
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest, Take
from tests.fixtures.items import MakeBank, every_type
from tests.fixtures.people import MakeBranch, MakeGroup, MakeMember

Url = Callable[[str], str]


@pytest.fixture
def url(contest: Contest) -> Url:
    contest_id = contest.id
    return lambda path: f"/contests/{contest_id}/{path}"


def events(contest: Contest) -> list[tuple[str, int | None, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(ContestEvent).where(ContestEvent.contest_id == contest.id))
    return [(row.kind, row.member_id, row.reason) for row in rows]


def audited(action: str) -> AuditLine:
    return db.session.scalars(select(AuditLine).where(AuditLine.action == action)).one()


def test_the_organiser_sees_everybodys_progress(
    client: Client, organiser: Member, member: Member, leader: Member, contest: Contest, take: Take, url: Url
) -> None:
    take(contest, member, 7)
    take(contest, leader, 1, submit=False)
    client.login(organiser)
    page = client.get(url("run")).text
    for shown in (member.name, leader.name, "第一党小组", "参与率", "35", "复制通知", "<svg"):
        assert shown in page
    assert client.get(url("run?q=%25&page=9")).status_code == 200


def test_a_leader_sees_the_own_group_alone(
    client: Client,
    leader: Member,
    make_member: MakeMember,
    make_group: MakeGroup,
    contest: Contest,
    take: Take,
    url: Url,
) -> None:
    other = make_group("第二党小组")
    mates = [make_member(name, group=leader.group) for name in ("同组甲", "同组乙")]
    strangers = [make_member(name, group=other) for name in ("别组甲", "别组乙")]
    take(contest, mates[0], 5)
    take(contest, strangers[0], 9)
    client.login(leader)
    page = client.get(url("run")).text
    assert "同组乙" in page
    pulse = client.get(url("pulse")).json
    assert (pulse["eligible"], pulse["taken"], pulse["answering"]) == (3, 1, 0)
    told = page + client.get(url("pulse")).text
    for secret in ("第二党小组", "别组甲", "别组乙", "45 分"):
        assert secret not in told
    for path in (f"members/{mates[1].id}", "marking", "results.xlsx", "print", "settle", "preview", "edit"):
        assert client.get(url(path)).status_code == 403


def test_a_leader_without_a_group_follows_nothing(
    client: Client, make_member: MakeMember, leader: Member, contest: Contest, url: Url
) -> None:
    leader.group_id = None
    db.session.commit()
    client.login(leader)
    for path in ("run", "pulse", "stream", "absentees.xlsx"):
        assert client.get(url(path)).status_code == 404


def test_more_time_for_one_person_with_a_reason(
    client: Client, organiser: Member, member: Member, contest: Contest, take: Take, url: Url
) -> None:
    attempt_id = take(contest, member, 2, submit=False)
    before = papers.head(attempt_id, fresh=True)
    client.login(organiser)
    reply = client.post(url(f"attempts/{attempt_id}/extend"), data={"minutes": "7", "reason": " 停电 "})
    assert reply.status_code == 302
    after = papers.head(attempt_id, fresh=True)
    assert before is not None
    assert after is not None
    assert before.deadline is not None
    assert after.deadline == before.deadline + timedelta(minutes=7)
    assert ("extended", member.id, "停电") in events(contest)
    line = audited("contest.extended")
    assert (line.actor_id, line.object_id, line.reason) == (organiser.id, str(attempt_id), "停电")
    page = client.get(url(f"members/{member.id}")).text
    assert "延长答题时间" in page
    assert "停电" in page


def test_a_submitted_attempt_is_opened_again_and_keeps_its_answers(
    client: Client, organiser: Member, member: Member, contest: Contest, take: Take, url: Url
) -> None:
    attempt_id = take(contest, member, 3)
    client.login(organiser)
    reply = client.post(url(f"attempts/{attempt_id}/extend"), data={"minutes": "5", "reason": "误交"})
    assert reply.status_code == 302
    head = papers.head(attempt_id, fresh=True)
    assert head is not None
    assert head.state is AttemptState.OPEN
    assert len(papers.responses(attempt_id)) == 10
    assert ("reopened", member.id, "误交") in events(contest)
    assert audited("contest.reopened").reason == "误交"
    client.login(member)
    assert client.get(f"/attempts/{attempt_id}").status_code == 200


def test_one_attempt_more_after_the_closing(
    client: Client,
    organiser: Member,
    member: Member,
    contest: Contest,
    take: Take,
    url: Url,
    enter: Enter,
    settle: Settle,
) -> None:
    take(contest, member, 3)
    settle(contest, Step.CLOSE)
    client.login(organiser)
    refused = client.post(url(f"members/{member.id}/allow"), data={"hours": "0", "reason": "出差"})
    assert refused.status_code == 422
    reply = client.post(url(f"members/{member.id}/allow"), data={"hours": "2", "reason": "出差"})
    assert reply.status_code == 302
    assert ("allowed", member.id, "出差") in events(contest)
    assert audited("contest.allowed").after == {"contest": contest.id, "extra_seconds": 7200}
    client.login(member)
    with clock.frozen(clock.now() + timedelta(hours=3)):
        client.login(member)
        assert enter(client, contest).status_code == 409
    client.login(member)
    assert enter(client, contest).status_code == 302


@pytest.mark.parametrize(
    "fields",
    [
        {"minutes": "0", "reason": "x"},
        {"minutes": "-3", "reason": "x"},
        {"minutes": "361", "reason": "x"},
        {"minutes": "9" * 30, "reason": "x"},
        {"minutes": "十", "reason": "x"},
        {"minutes": "5", "reason": "  "},
        {"minutes": "5", "reason": "长" * 301},
        {},
    ],
)
def test_a_decision_needs_sensible_figures_and_a_reason(
    client: Client,
    organiser: Member,
    member: Member,
    contest: Contest,
    take: Take,
    url: Url,
    fields: dict[str, str],
) -> None:
    attempt_id = take(contest, member, 2, submit=False)
    client.login(organiser)
    before = events(contest)
    hours = {"hours": fields.get("minutes", ""), **fields}
    replies = [client.post(url(f"attempts/{attempt_id}/extend"), data=fields)]
    if fields.get("minutes") not in ("0", "5"):  # no hours are allowed while the contest runs
        replies.append(client.post(url(f"members/{member.id}/allow"), data=hours))
    assert {reply.status_code for reply in replies} == {422}
    assert all("field__error" in reply.text for reply in replies)
    assert events(contest) == before


def test_decisions_on_what_is_elsewhere_are_not_found(
    client: Client,
    organiser: Member,
    member: Member,
    make_branch: MakeBranch,
    make_member: MakeMember,
    make_contest: MakeContest,
    contest: Contest,
    take: Take,
    url: Url,
) -> None:
    attempt_id = take(make_contest(), member, 2, submit=False)
    foreigner = make_member(branch=make_branch())
    client.login(organiser)
    good = {"minutes": "5", "hours": "5", "reason": "x"}
    for path in (
        f"attempts/{attempt_id}/extend",
        "attempts/999/extend",
        f"members/{foreigner.id}/allow",
        "members/999/allow",
    ):
        assert client.post(url(path), data=good).status_code == 404
    assert client.get(url(f"members/{foreigner.id}")).status_code == 404


def test_after_settling_nothing_about_one_person_changes(
    client: Client, organiser: Member, member: Member, contest: Contest, take: Take, url: Url, settle: Settle
) -> None:
    attempt_id = take(contest, member, 2)
    settle(contest, Step.CLOSE)
    settle(contest, Step.SETTLE)
    client.login(organiser)
    for path in (f"attempts/{attempt_id}/extend", f"members/{member.id}/allow"):
        data = {"minutes": "5", "hours": "5", "reason": "x"}
        assert client.post(url(path), data=data).status_code == 409
    assert "准许再答一次" not in client.get(url(f"members/{member.id}")).text


@pytest.fixture
def essays(make_bank: MakeBank, make_contest: MakeContest) -> Contest:
    """A contest of one item of each type, five points each."""
    return make_contest(bank_ids=(make_bank(every_type(), slug="essays").id,), count=8)


def test_short_answers_are_marked_without_names_before_settling(
    client: Client,
    organiser: Member,
    member: Member,
    essays: Contest,
    answer_short: Callable[..., tuple[int, int]],
) -> None:
    attempt_id, position = answer_short(essays, member, "我的要点")
    client.login(organiser)
    run, page = f"/contests/{essays.id}", client.get(f"/contests/{essays.id}/marking").text
    assert "我的要点" in page
    assert "要点。" in page
    assert member.name not in page.split("</header>", 1)[-1]
    assert client.post(f"{run}/step", data={"step": "close"}).status_code == 302
    assert client.post(f"{run}/step", data={"step": "settle"}).status_code == 409
    mark = f"{run}/marking/{attempt_id}/{position}"
    for points in ("", "-1", "6", "abc", "1e2", "99999"):
        refused = client.post(mark, data={"points": points})
        assert refused.status_code == 422
        assert "field__error" in refused.text
    assert client.post(f"{run}/marking/{attempt_id}/99", data={"points": "1"}).status_code == 404
    other = 1 if position != 1 else 2
    assert client.post(f"{run}/marking/{attempt_id}/{other}", data={"points": "1"}).status_code == 404
    assert client.post(mark, data={"points": "4.5"}).location == f"{run}/run"
    db.session.rollback()
    assert [row.score for row in queries.standings(essays)] == [450]
    assert audited("contest.marked").after == {"position": position, "points": 450}
    assert client.post(mark, data={"points": "3"}).status_code == 302  # marking again replaces
    assert client.post(f"{run}/step", data={"step": "settle"}).status_code == 302
    assert client.post(mark, data={"points": "5"}).status_code == 409
    db.session.rollback()
    assert [row.score for row in queries.standings(essays)] == [300]


def test_the_pulse_tells_only_what_is_new(
    client: Client, organiser: Member, member: Member, contest: Contest, take: Take, url: Url
) -> None:
    client.login(organiser)
    first = client.get(url("pulse")).json
    assert (first["taken"], len(first["data"])) == (0, 1)
    mark = first["data"][0]["id"]
    assert client.get(url(f"pulse?after={mark}")).json["data"] == []
    take(contest, member, 2, submit=False)
    second = client.get(url(f"pulse?after={mark}")).json
    assert (second["answering"], second["taken"], len(second["data"])) == (1, 0, 1)


def test_the_feed_wakes_when_somebody_hands_in(
    client: Client, organiser: Member, member: Member, contest: Contest, take: Take, url: Url
) -> None:
    client.login(organiser)
    reply = client.get(url("stream"))
    frames = iter(reply.response)
    assert reply.mimetype == "text/event-stream"
    assert "event: look" in text_of(next(frames))
    take(contest, member, 2)
    assert "event: look" in text_of(next(frames))
    reply.close()


def text_of(frame: str | bytes) -> str:
    return frame.decode() if isinstance(frame, bytes) else frame


def test_who_came_after_the_closing_is_not_missing(
    client: Client,
    organiser: Member,
    member: Member,
    make_contest: MakeContest,
    make_member: MakeMember,
    take: Take,
) -> None:
    contest = make_contest()
    take(contest, member, 5)
    with clock.frozen(contest.closes_at + timedelta(days=2)):
        late = make_member("新调入")
        names = [name for group in queries.progress(contest) for name in group.absent]
    assert late.name not in names
    assert organiser.name in names
