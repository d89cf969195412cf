"""Preparing a contest in its editor, with scripts and without."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Bank
from quizapp.contests.models import Contest
from quizapp.contests.window import ContestState
from quizapp.core import clock
from quizapp.extensions import db
from tests.app.contests.conftest import MakeForm, local
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest, Take
from tests.fixtures.items import MakeBank, single
from tests.fixtures.people import MakeBranch, MakeGroup

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]
JSON = {"Accept": "application/json"}


def only() -> Contest:
    db.session.rollback()
    return db.session.scalars(select(Contest)).one()


def none_saved() -> bool:
    db.session.rollback()
    return not db.session.scalar(select(func.count()).select_from(Contest))


def test_a_new_contest_begins_with_sensible_values(client: Client, organiser: Member, bank: Bank) -> None:
    client.login(organiser)
    page = client.get("/contests/new")
    assert page.status_code == 200
    assert 'name="rows-0-count"' in page.text
    assert "所选题库共 30 题" in page.text
    assert "可用题够" in page.text
    assert none_saved()


def test_a_draft_is_saved_with_all_that_was_decided(
    client: Client, organiser: Member, branch: Branch, make_form: MakeForm, make_group: MakeGroup
) -> None:
    client.login(organiser)
    group = make_group()
    sent = make_form(
        {"count": "4", "points": "2.5", "topics": ["红十字会法"], "types": ["single"], "difficulties": ["2"]},
        {"count": "3", "points": "10"},
        title="  宪法竞赛 ",
        notice="先读说明",
        attempts="2",
        counts="average",
        same_paper="y",
        review="never",
        limit_s="30",
        groups=[str(group.id)],
        kinds=["formal"],
    )
    del sent["for_record"]
    reply = client.post("/contests/new", data=sent)
    made = only()
    assert (reply.status_code, reply.location) == (302, f"/contests/{made.id}/edit")
    assert (made.branch_id, made.state, made.title) == (branch.id, ContestState.DRAFT, "宪法竞赛")
    assert (made.limit_s, made.attempts, made.counts, made.same_paper) == (1800, 2, "average", True)
    assert (made.review, made.for_record, made.notice) == ("never", False, "先读说明")
    assert made.eligible == {"groups": [group.id], "kinds": ["formal"]}
    rows = made.blueprint["rows"]
    assert [(row["count"], row["points"]) for row in rows] == [(4, 250), (3, 1000)]
    assert (rows[0]["topics"], rows[0]["types"], rows[0]["difficulties"]) == (["红十字会法"], ["single"], [2])
    assert local(made.closes_at) == sent["closes_at"]
    again = client.get(reply.location).text
    assert all(shown in again for shown in ("宪法竞赛", "先读说明", 'value="2.5"', 'value="30"'))


def test_without_scripts_rows_come_and_go_and_nothing_typed_is_lost(
    client: Client, organiser: Member, make_form: MakeForm
) -> None:
    client.login(organiser)
    sent = make_form({"count": "7", "difficulties": ["5"]}, {"count": "9"}, title="半途", act="add")
    page = client.post("/contests/new", data=sent)
    assert page.status_code == 200
    assert 'name="rows-2-count"' in page.text
    assert 'value="半途"' in page.text
    assert "不限难度有 30 题" in page.text  # no item is that hard
    fewer = client.post("/contests/new", data={**sent, "act": "remove-0"}).text
    assert 'value="9"' in fewer
    assert 'value="7"' not in fewer
    relaxed = client.post("/contests/new", data={**sent, "act": "relax-0"}).text
    assert "还缺" not in relaxed
    last = client.post("/contests/new", data=make_form({"count": "6"}, act="remove-0")).text
    assert 'value="6"' in last  # the last row stays
    many = client.post("/contests/new", data=make_form(*[{"count": "1"}] * 60, act="add"))
    assert many.status_code == 200
    assert none_saved()


@pytest.mark.parametrize("act", ["remove-7", "relax-12", "drop", "remove--1", "add-1", ""])
def test_what_the_editor_cannot_do_is_refused(
    client: Client, organiser: Member, make_form: MakeForm, act: str
) -> None:
    client.login(organiser)
    assert client.post("/contests/new", data=make_form(act=act)).status_code == 422


#: What is sent in a field, and the field that is blamed.
BAD: list[tuple[dict[str, Any], str]] = [
    ({"title": " "}, "title"),
    ({"title": "长" * 121}, "title"),
    ({"notice": "长" * 10_001}, "notice"),
    ({"opens_at": ""}, "opens_at"),
    ({"opens_at": "soon"}, "opens_at"),
    ({"opens_at": "0001-01-01T00:00"}, "opens_at"),
    ({"closes_at": "9999-12-31T23:59"}, "closes_at"),
    ({"closes_at": "2020-01-01T00:00"}, "closes_at"),
    ({"limit_s": "0"}, "limit_s"),
    ({"limit_s": "-5"}, "limit_s"),
    ({"limit_s": "99999999999999999999"}, "limit_s"),
    ({"limit_s": "十"}, "limit_s"),
    ({"attempts": "0"}, "attempts"),
    ({"attempts": "21"}, "attempts"),
    ({"attempts": "1.5"}, "attempts"),
    ({"counts": "best"}, "counts"),
    ({"review": "always"}, "review"),
    ({"bank_ids": []}, "bank_ids"),
    ({"bank_ids": ["999"]}, "bank_ids"),
    ({"bank_ids": ["x"]}, "bank_ids"),
    ({"groups": ["999"]}, "groups"),
    ({"kinds": ["king"]}, "kinds"),
    ({"rows-0-count": "-1"}, "blueprint"),
    ({"rows-0-count": "0"}, "blueprint"),
    ({"rows-0-count": "501"}, "blueprint"),
    ({"rows-0-count": "many"}, "blueprint"),
    ({"rows-0-points": "-1"}, "blueprint"),
    ({"rows-0-points": "9999"}, "blueprint"),
    ({"rows-0-points": "1e3"}, "blueprint"),
    ({"rows-0-topics": ["没有的主题"]}, "blueprint"),
    ({"rows-0-types": ["essay"]}, "blueprint"),
    ({"rows-0-difficulties": ["9"]}, "blueprint"),
]


def test_an_error_stands_at_its_field_and_nothing_is_saved(
    client: Client, organiser: Member, make_form: MakeForm
) -> None:
    client.login(organiser)
    for change, field in BAD:
        for act in ("save", "publish"):
            reply = client.post("/contests/new", data={**make_form(act=act), **change})
            assert reply.status_code == 422, change
            assert f'href="#{field}"' in reply.text, change
        counts = client.post("/contests/availability", data={**make_form(), **change}, headers=JSON)
        assert counts.status_code == 200, change
    assert none_saved()


def test_too_many_items_in_all_are_refused_with_the_form_kept(
    client: Client, organiser: Member, make_form: MakeForm
) -> None:
    client.login(organiser)
    sent = make_form({"count": "300"}, {"count": "300"}, title="太长")
    for act in ("save", "publish", "add"):
        reply = client.post("/contests/new", data={**sent, "act": act})
        assert reply.status_code == (200 if act == "add" else 422)
        assert "一份试卷最多 500 题" in reply.text
        assert 'value="太长"' in reply.text
    assert client.post("/contests/availability", data=sent, headers=JSON).status_code == 200
    assert none_saved()


def test_the_counts_are_live(client: Client, organiser: Member, make_form: MakeForm) -> None:
    client.login(organiser)
    sent = make_form({"count": "20"}, {"count": "15", "topics": ["红十字会法"]})
    live = client.post("/contests/availability", data=sent, headers=JSON).json
    assert [(row["available"], row["short_by"]) for row in live["rows"]] == [(30, 0), (30, 5)]
    assert (live["items"], live["missing"]) == (35, 5)
    assert "还缺 5 题" in live["alerts"]
    assert "175" in live["total"]
    assert "还缺 5 题" in live["aside"]
    good = client.post("/contests/availability", data=make_form({"count": "30"}), headers=JSON).json
    assert (good["missing"], good["alerts"].strip()) == (0, "")


def test_publishing_what_cannot_be_filled_or_taken_says_why_and_saves_nothing(
    client: Client, organiser: Member, make_form: MakeForm, make_group: MakeGroup
) -> None:
    client.login(organiser)
    past = local(clock.now() - timedelta(minutes=5))
    empty = make_group()
    for sent, words in (
        (make_form({"count": "31"}), "第 1 行还缺 1 题"),
        (make_form({"points": "0"}), "满分是 0 分"),
        (make_form(closes_at=past), "结束时间已经过去"),
        (make_form(groups=[str(empty.id)]), "还没有人"),
    ):
        reply = client.post("/contests/new", data={**sent, "act": "publish"})
        assert reply.status_code == 422
        assert words in reply.text
        assert "还没有保存" in reply.text
    assert none_saved()


def test_publishing_opens_a_contest_whose_time_has_come(
    client: Client, organiser: Member, make_form: MakeForm
) -> None:
    client.login(organiser)
    reply = client.post("/contests/new", data=make_form(act="publish"))
    assert reply.location == f"/contests/{only().id}/run"
    assert only().state is ContestState.RUNNING
    assert "【竞赛】知识竞赛" in client.get(reply.location).text


def test_before_the_first_start_everything_can_still_change(
    client: Client, organiser: Member, contest: Contest, make_form: MakeForm
) -> None:
    client.login(organiser)
    reply = client.post(f"/contests/{contest.id}/edit", data=make_form({"count": "12"}, title="改名"))
    assert reply.status_code == 302
    changed = only()
    assert (changed.title, changed.blueprint["rows"][0]["count"]) == ("改名", 12)
    assert changed.state is ContestState.RUNNING


def test_once_somebody_began_words_and_a_later_end_can_change_and_nothing_else(
    client: Client, organiser: Member, member: Member, contest: Contest, make_form: MakeForm, take: Take
) -> None:
    take(contest, member, 3, submit=False)
    client.login(organiser)
    page = client.get(f"/contests/{contest.id}/edit").text
    assert "已有人开始答题" in page
    assert 'value="add"' not in page
    times = {"opens_at": local(contest.opens_at), "closes_at": local(contest.closes_at)}
    sent = make_form(title="改名", review="submitted", **times)
    url = f"/contests/{contest.id}/edit"
    opens_at, closes_at = contest.opens_at, contest.closes_at
    assert client.post(url, data=sent).status_code == 302
    changed = only()
    assert (changed.title, changed.review) == ("改名", "submitted")
    assert (changed.opens_at, changed.closes_at) == (opens_at, closes_at)  # to the second
    later = {**sent, "closes_at": local(closes_at + timedelta(hours=3))}
    assert client.post(url, data=later).status_code == 302
    for refused in (
        {**sent, "closes_at": local(closes_at - timedelta(hours=3))},
        {**later, "rows-0-count": "9"},
        {**later, "limit_s": "20"},
        {**later, "counts": "last"},
    ):
        reply = client.post(url, data=refused)
        assert reply.status_code == 422
        assert "已有人开始答题" in reply.text
    assert only().blueprint["rows"][0]["count"] == 10


def test_a_bank_hidden_since_stays_with_the_contest_that_uses_it(
    client: Client, organiser: Member, member: Member, contest: Contest, make_form: MakeForm, take: Take
) -> None:
    take(contest, member, 3)
    client.login(organiser)
    client.post("/bank/banks/shown", data={})
    assert "可用题够" in client.get(f"/contests/{contest.id}/edit").text
    times = {"opens_at": local(contest.opens_at), "closes_at": local(contest.closes_at + timedelta(hours=5))}
    assert client.post(f"/contests/{contest.id}/edit", data=make_form(**times)).status_code == 302
    assert client.post("/contests/new", data=make_form()).status_code == 422


def test_the_preview_shows_a_paper_with_its_key(
    client: Client, organiser: Member, make_contest: MakeContest
) -> None:
    client.login(organiser)
    for contest in (make_contest(publish=False), make_contest(same_paper=True)):
        page = client.get(f"/contests/{contest.id}/preview")
        assert page.text.count("因为如此。") == 10
        assert client.get(f"/contests/{contest.id}/preview?draw=-9").status_code == 200
        assert client.get(f"/contests/{contest.id}/preview?draw=x").status_code == 200


def test_an_organiser_offers_only_what_the_branch_has(
    client: Client,
    organiser: Member,
    make_branch: MakeBranch,
    make_bank: MakeBank,
    make_group: MakeGroup,
    make_form: MakeForm,
) -> None:
    other = make_branch()
    foreign_bank = make_bank([single(1)], slug="foreign", branch_id=other.id)
    foreign_group = make_group(branch=other)
    client.login(organiser)
    page = client.get("/contests/new").text
    assert foreign_bank.name not in page
    assert foreign_group.name not in page
    for change in ({"bank_ids": [str(foreign_bank.id)]}, {"groups": [str(foreign_group.id)]}):
        assert client.post("/contests/new", data={**make_form(), **change}).status_code == 422
    assert client.post(f"/contests/new?branch={other.id}", data=make_form()).status_code == 404
    assert none_saved()
