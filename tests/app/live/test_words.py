"""The log in words: a sentence for every kind of event, and what an undo of it takes back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from flask import Flask

from quizapp.live import words
from quizapp.live.engine import game
from quizapp.live.engine.events import Command
from quizapp.live.engine.setup import Contestant, Setup
from quizapp.live.engine.sheet import (
    FULL,
    MINUS_FULL,
    NOTHING,
    Advance,
    Buzz,
    Clock,
    Duel,
    Early,
    Help,
    Kind,
    Phone,
    Risk,
    Round,
    RuleSheet,
    Tie,
    Verdict,
)
from quizapp.live.engine.state import State
from quizapp.live.engine.undoing import undoable

pytestmark = pytest.mark.pages

LOSS = {Verdict.RIGHT: FULL, Verdict.WRONG: MINUS_FULL, Verdict.LATE: MINUS_FULL, Verdict.DECLINED: NOTHING}
MILD = {Verdict.RIGHT: FULL, Verdict.WRONG: NOTHING}
SHEET = RuleSheet(
    "test",
    "测试规程",
    (
        Round(
            "must", Kind.REQUIRED_TEAM, "必答题", (10_00,), MILD, per_team=3, clock=Clock(answer_ms=30_000)
        ),
        Round(
            "buzz",
            Kind.BUZZ,
            "抢答题",
            (10_00,),
            LOSS,
            count=9,
            clock=Clock(answer_ms=30_000, starts="named"),
            buzz=Buzz(early=Early(-5_00, "question", "continue"), attempts=2, no_press_ms=10_000),
            blurt=Early(-20_00, "question", "continue"),
        ),
        Round("risk", Kind.RISK, "风险题", (10_00, 20_00), LOSS, risk=Risk(picks=2, may_name=True)),
        Round("duel", Kind.DUEL, "", (10_00,), LOSS, passes=1, duel=Duel(set_of=2), helps=(Help("ask"),)),
        Round("arena", Kind.ARENA, "擂台", (10_00,), LOSS, duel=Duel(set_of=1)),
        Round("speed", Kind.SPEED, "速答", (10_00,), MILD, clock=Clock(answer_ms=40_000)),
        Round("all", Kind.ALL_ANSWER, "同答", (10_00,), MILD, phone=Phone(), clock=Clock(answer_ms=20_000)),
    ),
    base=100_00,
    tie=Tie(mode="buzz_until"),
    advance=Advance(1, 1),
)


class Play:
    """A contest played command by command; every event is told as soon as it happened."""

    def __init__(self, **more: Any) -> None:
        teams = tuple(Contestant(id, name, number) for number, (id, name) in enumerate(NAMES.items(), 1))
        self.state: State = game.begin(Setup(SHEET, teams, **more))
        self._clock = count(0, 1_000)

    def __call__(self, do: str, who: str = "member:1", at: int | None = None, **fields: Any) -> list[str]:
        at = next(self._clock) if at is None else at
        self.state, logs = game.apply(self.state, Command(do, fields, who), at)
        return words.sentences(self.state, logs)

    def undo_words(self, of: int | None = None) -> str:
        return words.undo_sentence(self.state, undoable(self.state, of))


NAMES = {"a": "甲队", "b": "乙队", "c": "丙队", "d": "丁队"}


@pytest.fixture(autouse=True)
def _page(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.fixture
def play() -> Play:
    return Play()


def test_people(play: Play) -> None:
    join = {"player": "p1", "name": "周晓岚", "team": "a", "seat": 2}
    assert play("join", "player:p1", **join) == ["周晓岚加入，甲队 2 号席"]
    assert play("join", "player:p2", player="p2", name="观众甲") == ["观众甲加入"]
    assert play("rename", player="p2", name="何嘉树") == ["观众甲改名为何嘉树"]
    assert play("rename", to="d", name="丁队联队") == ["丁队改名为丁队联队"]
    assert play("move", player="p2", team="b", seat=1) == ["何嘉树换到乙队 1 号席"]
    assert play("move", player="p2", team=None) == ["何嘉树换到观众席"]
    assert play("remove", player="p2") == ["请何嘉树离开"]
    assert play("admit", player="p2") == ["让何嘉树回来"]
    assert play("lock") == ["停止加入"]
    assert play("lock") == ["重新开放加入"]


def test_somebody_who_waits_is_let_in() -> None:
    play = Play(approve=True)
    assert play("join", player="p1", name="周晓岚") == ["周晓岚加入，等待同意"]
    assert play("admit", player="p1") == ["同意周晓岚加入"]


def test_a_spoken_question_and_its_undo(play: Play) -> None:
    assert play("start_round") == ["开始必答题"]
    assert play("ask", to="a") == ["出题：第 1 题，10 分题，甲队作答"]
    assert play.undo_words() == "撤销：第 1 题的出题"
    assert play("answer", right=True) == ["甲队答对，+10 分"]
    assert play.undo_words() == "撤销：甲队第 1 题答对的 10 分"
    assert play("undo") == ["撤销：甲队第 1 题答对的 10 分"]
    assert play("answer", right=False) == ["甲队答错，不计分"]
    assert play.undo_words() == "撤销：甲队第 1 题答错的判定"
    assert play("reveal") == ["公布答案：第 1 题"]
    assert play("end_round") == ["必答题结束"]


def test_pressing(play: Play) -> None:
    play("start_round", round="buzz")
    play("ask")
    assert play("buzz", "player:p1", by="b") == ["乙队提前按键，−5 分，本题停权"]
    assert play("open_buzz") == ["开始抢答"]
    started = play.state.asked.opened_at if play.state.asked else None
    assert started is not None
    assert play("buzz", "player:p1", at=started + 412, by="a") == ["甲队抢到，0.412 秒"]
    assert play("answer", right=False) == ["甲队答错，−10 分，其他队可以再抢"]
    assert play.undo_words() == "撤销：甲队第 1 题答错扣的 10 分"
    assert play("press_for", at=started + 3_000, seat="c")[0].endswith("主持人代按")
    assert play.undo_words() == "撤销：丙队的抢答"
    assert play("answer", verdict="late") == ["丙队超时，−10 分"]
    assert play("reopen") == ["第 1 题重新开放，甲队 +10 分，丙队 +10 分"]
    assert play("void", reason="题干有误") == ["第 1 题作废：题干有误"]
    assert play.undo_words() == "撤销：第 1 题的作废"
    play("ask")
    play("open_buzz")
    assert play("blurt", by="d") == ["丁队抢话，−20 分，本题停权"]
    assert play.undo_words() == "撤销：丁队的犯规"
    assert play("timeout", "clock") == ["没有队抢答"]


def test_risk_with_a_team_that_names_another(play: Play) -> None:
    play("start_round", round="risk")
    assert play("ask", to="a") == ["出题：第 1 题，甲队选分值"]
    assert play("choose_value", by="a", value=20) == ["甲队选 20 分题"]
    assert play("pass", by="a", to="b") == ["甲队指定乙队作答"]
    assert play("answer", right=False) == ["乙队答错，指定它的甲队 +20 分"]
    [_, declined] = play("pass", by="b")
    assert declined == "乙队放弃作答，不计分"


def test_duel_arena_and_runs(play: Play) -> None:
    play("start_round", round="duel")
    assert play("pair", first="a", second="c") == ["配对：甲队对丙队"]
    play("ask", to="a")
    assert play("use_help", by="a", help="ask") == ["甲队使用求助"]
    assert play("pass", by="a") == ["甲队用免答权，转给丙队"]
    play("answer", right=True)
    [ended, started] = play("start_round", round="arena")
    assert (ended, started) == ("对战题结束", "开始擂台")
    play("pair", first="a", second="b")
    play("ask", to="a")
    play("answer", right=True)
    play("ask", to="b")
    assert play("answer", right=False) == ["乙队答错，−10 分，乙队离开擂台"]
    play("start_round", round="speed")
    play("ask", to="a")
    assert play("timeout", "clock") == ["时间到，本轮作答结束"]


def test_everyone(play: Play) -> None:
    play("join", player="p1", name="周晓岚", team="a")
    play("join", player="p2", name="何嘉树", team="b")
    play("join", player="p3", name="叶清扬", team="b")
    play("start_round", round="all")
    play("ask", limit=20)
    at = play.state.asked.opened_at if play.state.asked else 0
    answers = {"p1": {"right": True, "at": at}, "p2": {"right": False, "at": at}}
    assert play("close", answers=answers) == ["第 1 题收题，1 人答对，1 人没答对，1 人没答"]
    assert play.undo_words() == "撤销：第 1 题的收题和全部得分"
    assert play("mark", to="c", points=3.5) == ["评委给丙队 +3.5 分"]
    assert play.undo_words() == "撤销：评委给丙队的 +3.5 分"


def test_the_clock_and_the_screen(play: Play) -> None:
    play("start_round")
    play("ask")
    assert play("extend", seconds=10) == ["延长 10 秒"]
    assert play("pause", at=20_000) == ["暂停"]
    assert play("resume", at=65_000) == ["继续，停了 45 秒"]
    assert play("swap") == ["第 1 题换成备用题"]
    assert play("freeze") == ["大屏封榜"]
    assert play("freeze") == ["大屏揭榜"]
    assert play("scene", scene="break:10") == ["大屏显示：休息 10 分钟"]
    assert play("scene", scene="standings") == ["大屏显示：排名"]


def test_the_clock_that_waits_for_the_host() -> None:
    play = Play(manual_clock=True)
    play("start_round")
    play("start_round", round="buzz")
    play("ask")
    play("open_buzz")
    play("buzz", by="a")
    assert play("start_clock") == ["开始计时"]


def test_the_referee(play: Play) -> None:
    play("start_round")
    play("ask", to="a")
    play("answer", right=True)
    judged = play.state.n
    told = play("overrule", of=judged, verdict="wrong", reason="答案不全")
    assert told == ["改判：甲队由答对改为答错，甲队 −10 分，原因：答案不全"]
    assert play.undo_words() == "撤销：甲队的改判（恢复为答对）"
    assert play("adjust", to="b", points=-2, reason="场外提示") == ["调整：乙队 −2 分（场外提示）"]
    assert play.undo_words() == "撤销：乙队调整的 −2 分"
    assert play("adjust", to="b", points=2, reason="更正")
    play("end_round")
    assert play("decide_tie", order=["c", "d", "b"], reason="抽签") == ["裁定名次：丙队、丁队、乙队（抽签）"]
    assert play("start_round", round="playoff")[0].startswith("开始加赛，由")
    assert play("finish") == ["加赛结束", "竞赛结束"]


def test_a_question_of_another_round_is_named_with_it(play: Play) -> None:
    play("start_round")
    play("ask", to="a")
    play("answer", right=True)
    judged = play.state.n
    play("start_round", round="buzz")
    play("ask")
    assert play.undo_words(judged) == "撤销：甲队必答题第 1 题答对的 10 分"


def test_every_kind_of_event_has_a_sentence() -> None:
    from quizapp.live.words import answer, course, people, question, referee

    told = {kind for part in (people, course, question, answer, referee) for kind in part.TELL}
    assert told == set(game._EVOLVE)


def test_names_of_those_who_act(play: Play) -> None:
    play("join", player="p1", name="周晓岚")
    assert words.doer(play.state, "player:p1") == "周晓岚"
    assert words.doer(play.state, "clock") == "计时"
    assert words.doer(play.state, "member:1") == "主持人"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_word(verdict: Verdict) -> None:
    assert words.verdict_word(verdict) not in ("", str(verdict))
