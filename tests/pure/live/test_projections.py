"""What each one sees: the hall nothing that tells a key, the host everything; places, advice, buttons, situations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from quizapp.bank.item import Item, ItemType
from quizapp.live.engine import game
from quizapp.live.engine.events import Command
from quizapp.live.engine.gaps import settle
from quizapp.live.engine.reading import read_sheet
from quizapp.live.engine.setup import Contestant, Question, Setup
from quizapp.live.engine.state import State
from quizapp.live.projections import host, mine, public, screen
from tests.support.live import BUZZERS, EVERYBODY

START = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
FORBIDDEN = {"key", "correct", "is_correct", "explanation", "solution"}
RISK = {
    "id": "risk",
    "title": "风险",
    "base": 100,
    "rounds": [
        {
            "key": "risk",
            "kind": "risk",
            "values": [10, 20, 30],
            "picks": 2,
            "distinct_values": True,
            "wrong": "-v",
            "answer_s": 30,
            "order": "seat",
        }
    ],
}


@dataclass(frozen=True)
class About:
    """What a view says of a contest beside its log."""

    id: int = 7
    pin: str | None = "482913"
    title: str = "现场竞赛"
    guests: bool = True
    rehearsal: bool = False


def asked(number: int, key: str = "B") -> Question:
    item = Item(
        f"i{number}",
        ItemType.SINGLE,
        "应急救护",
        f"第{number}题？",
        (("A", "甲"), ("B", "乙"), ("C", "丙")),
        key,
        "因为如此。",
    )
    return Question(f"{number}", item, ((f"x{number}", "C"), (f"y{number}", "B"), (f"z{number}", "A")))


class Play:
    """A contest at its host's hand; the time is in seconds after ten o'clock."""

    def __init__(self, sheet: dict[str, Any], teams: tuple[str, ...] = (), **more: Any) -> None:
        rules, _ = settle(read_sheet(sheet), {})
        questions = {str(number): asked(number) for number in range(1, 8)}
        self.at = 0.0
        self.state: State = game.begin(
            Setup(
                rules,
                tuple(Contestant(f"t{n}", name, n) for n, name in enumerate(teams, start=1)),
                questions,
                {rules.rounds[0].key: tuple("12345")},
                ("6", "7"),
                individual=not teams,
                **more,
            )
        )

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.at)

    def do(self, name: str, /, **fields: Any) -> Play:
        self.state, _ = game.apply(self.state, Command(name, fields), round(self.now.timestamp() * 1000))
        return self

    def enter(self, *names: str, team: str | None = None) -> Play:
        for name in names:
            self.do("join", player=f"p-{name}", name=name, team=team)
        return self

    def answered(self, **responses: str) -> Play:
        """Close the question with these answers, each after a second."""
        at = round(self.now.timestamp() * 1000) + 1000
        given = {f"p-{name}": {"response": one, "at": at, "after": 1000} for name, one in responses.items()}
        return self.do("close", answers=given)

    def wait(self, seconds: float) -> Play:
        self.at += seconds
        return self

    @property
    def hall(self) -> dict[str, Any]:
        return public(self.state, About(), self.now)

    @property
    def desk(self) -> dict[str, Any]:
        return host(self.state, About(), self.now)

    def of(self, name: str, answer: Any = None) -> dict[str, Any]:
        return mine(self.state, f"p-{name}", self.now, answer=answer)

    def table(self) -> list[tuple[str, float, int, int]]:
        return [(one["name"], one["points"], one["rank"], one["change"]) for one in self.hall["standings"]]


def everybody(*names: str, **more: Any) -> Play:
    return Play({**EVERYBODY, **more}).enter(*names).do("start_round")


def names_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from names_in(inner)


def test_the_hall_gets_no_key_and_the_host_gets_it_at_once() -> None:
    play = everybody("安", "白").do("ask")
    steps = [lambda: play, lambda: play.answered(安="y1"), lambda: play.do("reveal")]
    for step, shown in zip(steps, (False, False, True), strict=True):
        step()
        for view in (play.hall, screen(play.state, About(), play.now), play.of("安")):
            found = FORBIDDEN & set(names_in(view))
            assert found <= ({"key", "explanation"} if shown else set())
        assert (play.desk["key"], play.desk["question"]["key"]) == (["y1"], ["y1"])
        assert play.desk["explanation"] == "因为如此。"
    assert play.hall["question"]["key"] == ["y1"]


def test_a_question_as_it_is_shown() -> None:
    question = everybody("安").do("ask").hall["question"]
    assert (question["id"], question["position"], question["of"], question["value"]) == ("q1", 1, 5, 10)
    assert question["options"][0] == {"id": "x1", "text": "丙", "letter": "A", "shape": "triangle"}
    assert (question["everyone"], question["limit"]) == (True, 20)


def test_points_wait_for_the_reveal_and_then_move_places() -> None:
    play = everybody("安", "白").do("ask").answered(白="y1", 安="x1")
    assert play.table() == [("安", 0, 1, 0), ("白", 0, 1, 0)]
    assert (play.of("白")["points"], play.of("白")["streak"], play.of("白")["result"]) == (0, None, None)
    assert {one["name"]: one["points"] for one in play.desk["standings"]} == {"白": 10, "安": 0}
    play.do("reveal")
    assert play.table() == [("白", 10, 1, 0), ("安", 0, 2, -1)]
    assert play.of("白")["result"] == {"verdict": "right", "points": 10}
    assert (play.of("白")["streak"], play.of("安")["streak"]) == (1, 0)
    play.do("ask").answered(安="y2").do("reveal").do("ask").answered(安="y3").do("reveal")
    assert play.table() == [("安", 20, 1, 1 - 1), ("白", 10, 2, -1)]


def test_how_everybody_answered_is_told_after_the_reveal() -> None:
    play = everybody("安", "白", "陈", "丁").do("ask").answered(安="y1", 白="x1", 陈="y1")
    assert "distribution" not in play.hall["question"]
    question = play.do("reveal").hall["question"]
    assert question["distribution"] == {"x1": 1, "y1": 2, "z1": 0}
    assert (question["right"], question["answered"], question["silent"]) == (2, 3, 1)
    assert play.of("丁")["result"] == {"verdict": "silent", "points": 0}


def test_a_spectator_sees_every_point_that_was_earned() -> None:
    play = Play(EVERYBODY, ("甲队", "乙队")).enter("安").enter("白", team="t1").do("start_round")
    play.do("ask").answered(安="y1", 白="y1").do("reveal")
    assert [(play.of(name)["points"], play.of(name)["rank"]) for name in ("安", "白")] == [(10, 1), (10, 1)]


def test_an_overruling_is_seen_by_whom_it_concerns() -> None:
    play = everybody("安", "白").do("ask").answered(安="x1", 白="x1").do("reveal")
    closed = next(one.n for one in play.state.history if one.kind == "closed")
    play.do("overrule", of=closed, verdict="right", reason="仲裁", player="p-安")
    assert play.of("安")["result"] == {"verdict": "right", "points": 10}
    assert play.of("白")["result"] == {"verdict": "wrong", "points": 0}


def test_frozen_totals_stay_for_the_hall_and_go_on_for_the_host() -> None:
    play = Play(BUZZERS, ("甲队", "乙队")).do("start_round").do("freeze").do("ask").do("open_buzz")
    play.do("buzz", by="乙队").do("answer", right=True)
    assert play.table() == [("甲队", 100, 1, 0), ("乙队", 100, 1, 0)]
    assert [(one["name"], one["points"]) for one in play.desk["standings"]] == [("乙队", 110), ("甲队", 100)]
    play.do("finish")
    assert (play.hall["podium"], play.hall["frozen"]) == ([], True)
    play.do("scene", scene="reveal:1")
    assert [(one["name"], one["points"]) for one in play.hall["uncovered"]] == [("甲队", 100)]
    play.do("freeze", on=False)
    assert [one["name"] for one in play.hall["podium"]] == ["乙队", "甲队"]


def test_a_freeze_between_close_and_reveal_tells_nothing() -> None:
    play = everybody("安", "白").do("ask").answered(安="y1").do("freeze")
    assert [points for _, points, *_ in play.table()] == [0, 0]


def test_before_a_risk_each_value_says_where_it_leads() -> None:
    play = Play(RISK, ("甲队", "乙队", "丙队")).do("start_round")
    play.do("adjust", to="乙队", points=15, reason="基础分").do("ask", to="甲队")
    assert play.hall["choices"] == [
        {"value": 10, "left": True, "right_rank": 2, "wrong_rank": 3},
        {"value": 20, "left": True, "right_rank": 1, "wrong_rank": 3},
        {"value": 30, "left": True, "right_rank": 1, "wrong_rank": 3},
    ]
    play.do("choose_value", by="甲队", value=20)
    assert play.hall["choices"] is None
    play.do("answer", right=True)
    for team in ("乙队", "丙队"):
        play.do("ask", to=team).do("choose_value", by=team, value=10).do("answer", right=False)
    left = {one["value"]: one["left"] for one in play.do("ask", to="甲队").hall["choices"]}
    assert left == {10: True, 20: False, 30: True}  # a team's values must differ


def test_what_a_phone_is_for_while_others_press() -> None:
    play = Play(BUZZERS, ("甲队", "乙队", "丙队")).enter("安", "艾", team="t1").enter("白", team="t2")
    play.enter("丙", team="t3").enter("客")

    def now() -> dict[str, str]:
        return {name: play.of(name)["situation"] for name in ("安", "艾", "白", "丙", "客")}

    assert set(now().values()) == {"lobby"}
    play.do("start_round")
    assert set(now().values()) == {"between"}
    play.do("ask")
    assert now() == {"安": "hold", "艾": "hold", "白": "hold", "丙": "hold", "客": "watch"}
    play.do("buzz", by="t2", player="p-白")  # an early one: out of this question
    play.do("open_buzz")
    assert now() == {"安": "buzz", "艾": "buzz", "白": "out", "丙": "buzz", "客": "watch"}
    play.wait(0.4).do("buzz", by="t1", player="p-安")
    assert now() == {"安": "pressed", "艾": "turn", "白": "outrun", "丙": "outrun", "客": "watch"}
    assert [(one["name"], one["early"], one["after_ms"]) for one in play.hall["question"]["presses"]] == [
        ("乙队", True, None),
        ("甲队", False, 400),
    ]
    play.do("pause")
    assert set(now().values()) == {"paused"}
    play.do("resume").do("answer", right=True)
    assert set(now().values()) == {"closed"}
    assert (play.of("安")["result"], play.of("白")["result"]) == ({"verdict": "right", "points": 10}, None)
    assert (play.of("安")["team_points"], play.of("安")["team_rank"]) == (110, 1)
    play.do("remove", player="p-艾").do("finish")
    assert now() == {"安": "finished", "艾": "removed", "白": "finished", "丙": "finished", "客": "finished"}


def test_what_a_phone_is_for_while_everybody_answers() -> None:
    play = everybody("安", "白").do("ask").enter("晚")
    assert play.of("安")["situation"] == "answer"
    assert (play.of("安", "y1")["situation"], play.of("安", "y1")["answered"]) == ("answered", "y1")
    assert play.of("晚")["situation"] == "watch"  # from the next question on
    assert play.desk["expected"] == 2


def test_first_one_reads_then_one_answers() -> None:
    rounds = [{**EVERYBODY["rounds"][0], "read_s": 5}]
    play = everybody("安", rounds=rounds).do("ask")
    assert (play.hall["opens_at"], play.hall["closes_at"]) == (
        "2026-11-26T10:00:05.000+00:00",
        "2026-11-26T10:00:25.000+00:00",
    )
    assert play.of("安")["situation"] == "read"
    assert play.wait(5).of("安")["situation"] == "answer"


def test_a_pause_holds_the_clock() -> None:
    play = everybody("安").do("ask").wait(8).do("pause").wait(30)
    assert (play.hall["closes_at"], play.hall["seconds_left"]) == (None, 12)
    play.do("resume")
    assert play.hall["closes_at"] == "2026-11-26T10:00:50.000+00:00"
    assert "seconds_left" not in play.hall


def test_who_is_on_turn_is_told_what_may_be_done() -> None:
    play = Play(RISK, ("甲队", "乙队")).enter("安", team="t1").enter("白", team="t2").do("start_round")
    play.do("ask", to="甲队")
    assert (play.of("安")["situation"], play.of("白")["situation"]) == ("choose", "watch")
    assert [one.get("value") for one in play.of("安")["offers"] if one["do"] == "choose_value"] == [
        10,
        20,
        30,
    ]
    assert {"do": "pass"} in play.of("安")["offers"]
    assert play.of("白")["offers"] == []


def test_what_comes_next_and_what_can_be_taken_back() -> None:
    play = Play(BUZZERS, ("甲队", "乙队")).do("start_round")
    assert play.desk["next"]["stem"] == "第1题？"
    play.do("ask").do("open_buzz")
    assert (play.desk["next"]["stem"], play.desk["reserve"]) == ("第2题？", 2)
    assert [one["undoable"] for one in play.desk["log"]] == [False, False, True]
    play.do("undo")
    assert [(one["undoable"], one["undone"]) for one in play.desk["log"]][1:3] == [
        (True, False),
        (False, True),
    ]
    assert play.hall["phase"] == "reading"


def test_between_rounds_no_old_question_stands_there() -> None:
    play = everybody("安").do("ask").answered().do("reveal").do("end_round")
    assert (play.hall["question"], play.hall["round"], play.hall["phase"]) == (None, None, "between")
    play.do("finish")
    assert (play.hall["state"], play.hall["phase"]) == ("finished", "finished")


def test_ties_are_named_once_something_was_played() -> None:
    play = Play(BUZZERS, ("甲队", "乙队", "丙队"))
    assert play.hall["undecided"] == []
    play.do("start_round").do("adjust", to="丙队", points=-5, reason="超时").do("end_round")
    assert play.hall["undecided"] == [["t1", "t2"]]


def test_a_large_hall_shows_its_best_and_its_newest() -> None:
    play = Play(EVERYBODY).enter(*(f"人{number}" for number in range(60)))
    assert (len(play.hall["players"]), play.hall["players"][0]["name"]) == (40, "人59")
    play.do("start_round")
    assert (len(play.hall["standings"]), play.hall["people_count"], play.hall["players"]) == (10, 60, [])
    assert (play.of("人59")["rank"], play.of("人59")["of"]) == (1, 60)
    assert len(play.desk["players"]) == 60


def test_the_head_is_shown_as_it_is() -> None:
    view = public(Play(EVERYBODY).state, replace(About(), rehearsal=True, guests=False), START)
    assert (view["id"], view["pin"], view["rehearsal"], view["guests"]) == ("7", "482913", True, False)
