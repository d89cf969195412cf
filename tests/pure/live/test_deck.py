"""The console's deck: the next obvious step at every moment, verdicts with what they earn, why not the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from quizapp.live.engine import game
from quizapp.live.engine.events import Command
from quizapp.live.engine.setup import Contestant, Setup
from quizapp.live.engine.sheet import (
    FULL,
    MINUS_FULL,
    NOTHING,
    Buzz,
    Clock,
    Duel,
    Early,
    Effect,
    Help,
    Kind,
    Risk,
    Round,
    RuleSheet,
    Tie,
    Verdict,
)
from quizapp.live.engine.state import State
from quizapp.live.projecting.deck import deck
from quizapp.live.projections import PLAIN

LOSS: dict[Verdict, Effect] = {Verdict.RIGHT: FULL, Verdict.WRONG: MINUS_FULL, Verdict.DECLINED: NOTHING}
TEAMS = tuple(
    Contestant(id, f"{name}队", number)
    for number, (id, name) in enumerate(zip("abc", "甲乙丙", strict=True), 1)
)
MUST = Round("must", Kind.REQUIRED_TEAM, "必答题", (10_00,), LOSS, per_team=1, clock=Clock(answer_ms=30_000))
BUZZ = Round(
    "buzz", Kind.BUZZ, "抢答题", (10_00,), LOSS, count=2, buzz=Buzz(early=Early(-5_00)), blurt=Early(-10_00)
)
RISK = Round("risk", Kind.RISK, "风险题", (10_00, 20_00), LOSS, risk=Risk(picks=1, may_name=True))
ARENA = Round("arena", Kind.ARENA, "擂台", (10_00,), LOSS, duel=Duel(set_of=1), helps=(Help("ask"),))
ALL = Round("all", Kind.ALL_ANSWER, "同答", (10_00,), {Verdict.RIGHT: FULL}, clock=Clock(answer_ms=20_000))


class Play:
    """A contest played command by command, and the deck after each."""

    def __init__(self, *rounds: Round, **more: Any) -> None:
        self.state: State = game.begin(
            Setup(RuleSheet("t", "规程", rounds, tie=Tie(mode="buzz_until")), TEAMS, **more)
        )
        self._at = count(1_000, 1_000)

    def __call__(self, do: str, **fields: Any) -> dict[str, Any]:
        self.state, _ = game.apply(self.state, Command(do, fields), next(self._at))
        return self.deck

    @property
    def deck(self) -> dict[str, Any]:
        return deck(self.state, datetime.fromtimestamp(next(self._at) / 1000, UTC), PLAIN)

    def main(self) -> dict[str, Any]:
        """Do the next obvious step."""
        step = self.deck["main"]
        assert step["enabled"], step
        return self(step["do"], **step["fields"])


def step(dealt: dict[str, Any]) -> str | None:
    return f"{dealt['main']['do']}: {dealt['main']['label']}" if dealt["main"] else None


def keys(acts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["key"], one["label"]) for one in acts if one["key"]]


def test_the_space_bar_leads_through_a_round_of_turns() -> None:
    play = Play(MUST, BUZZ)
    assert step(play.deck) == "start_round: 开始必答题"
    assert step(play.main()) == "ask: 出题给甲队"
    assert step(play.main()) is None
    assert step(play("answer", right=True)) == "reveal: 公布答案"
    assert step(play.main()) == "ask: 出题给乙队"
    for _ in range(2):
        play.main()
        play("answer", right=False)
        play.main()
    assert step(play.deck) == "end_round: 结束必答题"
    assert step(play.main()) == "start_round: 开始抢答题"


def test_the_verdicts_say_what_they_earn_and_whom_they_judge() -> None:
    play = Play(MUST)
    play.main()
    dealt = play.main()
    right, wrong = dealt["judging"][:2]
    assert (right["key"], right["points"], right["tone"]) == ("R", 10, "right")
    assert (wrong["key"], wrong["points"], wrong["tone"]) == ("W", -10, "wrong")
    assert right["fields"] == {"by": "a", "question": "q1", "verdict": "right"}


def test_buzzers() -> None:
    play = Play(BUZZ)
    play.main()
    dealt = play.main()
    assert (step(dealt), dealt["main"]["key"]) == ("open_buzz: 开始抢答", "B")
    dealt = play.main()
    assert step(dealt) is None
    assert keys(dealt["presses"]) == [("1", "甲队"), ("2", "乙队"), ("3", "丙队")]
    assert keys(dealt["judging"]) == [("T", "无人抢答")]
    dealt = play("press_for", seat="b")
    assert dealt["presses"] == []
    assert [one["label"] for one in dealt["helps"]] == ["抢话：甲队", "抢话：丙队"]


def test_a_team_that_is_out_of_the_question_is_told_so() -> None:
    play = Play(BUZZ)
    play.main()
    play.main()
    play("press_for", seat="a")  # too early
    pressed = play("open_buzz")["presses"]
    assert [one["enabled"] for one in pressed] == [False, True, True]
    assert pressed[0]["why"] == "这一队不能再抢这道题。"


def test_risk() -> None:
    play = Play(RISK)
    play.main()
    dealt = play.main()
    assert step(dealt) is None
    assert keys(dealt["choosing"]) == [("1", "10 分"), ("2", "20 分"), ("0", "放弃")]
    dealt = play("choose_value", by="a", value=20)
    assert [one["label"] for one in dealt["helps"]] == ["指定乙队作答", "指定丙队作答"]
    assert dealt["turns"][0]["used"] == [20]


def test_an_arena_asks_for_the_next_two_until_one_is_left() -> None:
    play = Play(ARENA)
    dealt = play.main()
    assert (step(dealt), dealt["main"]["dialog"]) == ("pair: 选定对手", "pair")
    play("pair", first="a", second="b")
    for right in (True, False):
        play.main()
        play("answer", right=right)
        play.main()
    assert play.state.exits == ("b",)
    assert step(play.deck) == "pair: 选定对手"
    play("pair", first="a", second="c")
    for right in (False, True):
        play.main()
        play("answer", right=right)
        play.main()
    assert step(play.deck) == "end_round: 结束擂台"


def test_everybody_answers_and_closing_wants_two_presses() -> None:
    play = Play(ALL)
    play("join", player="p1", name="周晓岚", team="a")
    play.main()
    dealt = play.main()
    assert (step(dealt), dealt["main"]["twice"]) == ("close: 收题", True)
    assert step(play("close", answers={})) == "reveal: 公布答案"


def test_a_pause_is_what_has_to_end_first() -> None:
    play = Play(MUST)
    play.main()
    assert step(play("pause")) == "resume: 继续"
    assert step(play.main()) == "ask: 出题给甲队"


def test_what_is_not_possible_now_says_why() -> None:
    play = Play(MUST)
    play.main()
    tools = {one["do"]: one for one in play.deck["tools"]}
    assert tools["extend"]["why"] == "还没有出题。"
    assert tools["adjust"]["enabled"]
    assert not tools["void"]["enabled"]


def test_equal_scores_are_offered_a_play_off_or_the_jury() -> None:
    play = Play(MUST)
    play.main()
    dealt = play("end_round")
    assert [(one["do"], one["label"]) for one in dealt["ties"]] == [
        ("start_round", "加赛：甲队、乙队、丙队"),
        ("decide_tie", "裁定名次：甲队、乙队、丙队"),
    ]
    first = dealt["ties"][0]
    dealt = play(first["do"], **first["fields"])
    assert [one["state"] for one in dealt["rounds"]] == ["done", "now"]
    assert step(dealt) == "ask: 出题"


def test_when_it_is_over_corrections_are_left() -> None:
    play = Play(MUST)
    play.main()
    dealt = play("finish")
    assert dealt["main"] is None
    assert [one["do"] for one in dealt["tools"]] == ["adjust", "undo"]
