"""`quizapp bank regrade`: what it says before, what it does, and what it refuses."""

from __future__ import annotations

import json

from quizapp.accounts.models import Member
from quizapp.contests.models import Contest
from quizapp.extensions import db
from quizapp.regrading.models import Regrade
from tests.app.cli.conftest import Quizapp
from tests.app.regrading.conftest import Court
from tests.fixtures.people import MakeMember

WRONG, RIGHT = {1: "B", 2: "B", 3: "B"}, {1: "A", 2: "B", 3: "B"}


def test_a_dry_run_says_whom_it_touches_and_writes_nothing(
    quizapp: Quizapp,
    court: Court,
    short_contest: Contest,
    member: Member,
) -> None:
    attempt_id = court.answer(short_contest, member, WRONG)
    asked = (
        "bank",
        "regrade",
        "single-1",
        "--key",
        "A",
        "--by",
        court.actor.username,
        "--reason",
        "条文如此",
    )
    report = json.loads(quizapp(*asked, "--dry-run", "--json").stdout)
    assert (report["regrade"], report["members"]) == (None, 1)
    (paper,) = report["papers"]
    assert (paper["before"], paper["after"], paper["title"]) == (1500, 1000, short_contest.title)
    assert court.score(attempt_id) == (1500, 1500)
    assert "只是预览" in quizapp(*asked, "--dry-run").stdout


def test_it_does_what_it_said_and_takes_it_back(
    quizapp: Quizapp,
    court: Court,
    short_contest: Contest,
    member: Member,
) -> None:
    attempt_id = court.answer(short_contest, member, RIGHT)
    by = ("--by", court.actor.username, "--reason", "条文如此", "--json")
    report = json.loads(quizapp("bank", "regrade", "single-1", "--key", "A", *by).stdout)
    assert court.score(attempt_id) == (1500, 1500)
    assert db.session.get_one(Regrade, report["regrade"]).finished_at is not None
    json.loads(quizapp("bank", "regrade", "--undo", report["regrade"], *by).stdout)
    assert court.score(attempt_id) == (1000, 1500)
    assert "撤回过" in quizapp("bank", "regrade", "--undo", report["regrade"], *by, exit=2).stderr


def test_it_refuses_in_words_and_writes_nothing(
    quizapp: Quizapp,
    court: Court,
    short_contest: Contest,
    make_member: MakeMember,
) -> None:
    member = make_member("小李")
    by = ("--by", court.actor.username, "--reason", "条文如此")
    for arguments, words in (
        (("single-1", "--key", "E", *by), "E"),
        (("single-1", *by), "请在"),
        (("single-1", "--key", "A", "--void", "full", *by), "请在"),
        (("nothing", "--key", "A", *by), "没有题目"),
        (("single-1", "--void", "full", "--by", member.username, "--reason", "x"), "不能更正"),
        (("--undo", 99, *by), "没有第 99 次"),
    ):
        assert words in quizapp("bank", "regrade", *arguments, exit=2).stderr
    assert db.session.query(Regrade).count() == 0
