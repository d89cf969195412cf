"""`quizapp bank stats`: the same figures for a terminal and for scripts."""

from __future__ import annotations

import json

import pytest

from tests.app.analysis.conftest import Hold
from tests.app.cli.conftest import Quizapp
from tests.app.cli.conftest import quizapp as quizapp
from tests.fixtures.people import MakeBranch


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count what was answered this very moment too."""
    from datetime import timedelta

    monkeypatch.setattr("quizapp.analysis.cursors.SETTLES", timedelta(0))


@pytest.mark.usefixtures("settled")
def test_figures_are_printed(quizapp: Quizapp, hold: Hold) -> None:
    hold()
    lines = quizapp("bank", "stats", "--sort", "facility").stdout.splitlines()
    assert len(lines) == 11
    assert lines[1].startswith("12\t8%\t")
    report = json.loads(quizapp("bank", "stats", "--json").stdout)
    assert {one["persons"] for one in report["items"]} == {12}
    assert all(one["uses"]["contest"]["times"] == 1 for one in report["items"])
    assert json.loads(quizapp("bank", "stats", "--json", "--rebuild").stdout) == report
    warned = json.loads(quizapp("bank", "stats", "--json", "--warned").stdout)["items"]
    assert all(one["warnings"] for one in warned)
    assert any("比读完题目还快" in one for line in warned for one in line["warnings"])


@pytest.mark.usefixtures("settled")
def test_few_are_not_spoken_of(quizapp: Quizapp, hold: Hold) -> None:
    hold(9)
    assert "还不足 10 人次（现有 9）" in quizapp("bank", "stats").stdout
    report = json.loads(quizapp("bank", "stats", "--json").stdout)
    assert {one["facility"] for one in report["items"]} == {None}


def test_what_is_not_there_is_named(quizapp: Quizapp, hold: Hold, make_branch: MakeBranch) -> None:
    assert "没有题库" in quizapp("bank", "stats", "--bank", "没有", exit=2).stderr
    make_branch("另一支部")
    assert "--branch" in quizapp("bank", "stats", exit=2).stderr
