"""Why a total is what it is, how questions went, what a contest is worth to the record."""

from __future__ import annotations

from typing import Any

from quizapp.bank.item import Item, ItemType
from quizapp.live.afterwards.crediting import earned, log_hash
from quizapp.live.engine import game
from quizapp.live.engine.events import Command
from quizapp.live.engine.explaining import outcomes, responses, spoken_to, told, why
from quizapp.live.engine.setup import Contestant, Question, Setup
from quizapp.live.engine.sheet import FULL, MINUS_FULL, Clock, Kind, Phone, Round, RuleSheet, Verdict
from quizapp.live.engine.state import State

PAIRS = (("x1", "A"), ("x2", "B"))


def question(id: str) -> Question:
    item = Item(
        id=id,
        type=ItemType.SINGLE,
        topic="党史",
        stem=f"题目 {id}",
        options=(("A", "甲"), ("B", "乙")),
        key="A",
    )
    return Question(id, item, PAIRS)


class Room:
    """A contest played step by step, one second apart."""

    def __init__(self, setup: Setup) -> None:
        self.state: State = game.begin(setup)
        self.at = 0

    def do(self, name: str, /, **fields: Any) -> int:
        """Play a step; return the number of its last event."""
        self.at += 1_000
        self.state, _ = game.apply(self.state, Command(name, fields), self.at)
        return self.state.n

    def everybody(self, **given: str) -> int:
        """Ask, answer 500 ms later, close."""
        self.do("ask")
        answers = {player: {"response": one, "at": self.at + 500} for player, one in given.items()}
        return self.do("close", answers=answers)


def party() -> Room:
    rounds = (
        Round(
            "all",
            Kind.ALL_ANSWER,
            values=(1000,),
            effects={Verdict.RIGHT: FULL},
            clock=Clock(20_000),
            phone=Phone(),
        ),
    )
    names = ("q1", "q2")
    room = Room(
        Setup(
            RuleSheet("party", "同答", rounds),
            questions={one: question(one) for one in names},
            rounds={"all": names},
            individual=True,
        )
    )
    for player, member in (("p1", 11), ("p2", 12), ("p3", None)):
        room.do("join", player=player, name=f"选手{player}", member=member)
    room.do("start_round", round=1)
    return room


def test_the_steps_of_a_total_sum_to_it_and_show_what_was_overruled() -> None:
    room = party()
    closed = room.everybody(p1="x1", p2="x2")
    room.do("overrule", of=closed, player="p2", verdict="right", reason="题目有歧义")
    room.do("adjust", to="p2", points=-3, reason="提示队友")
    steps = why(room.state, "p2")
    assert [one.entry.amount for one in steps] == [0, 1000, -300]
    assert [one.total for one in steps] == [0, 1000, 700]
    assert [one.overruled for one in steps] == [True, False, False]
    assert steps[-1].total == room.state.total("p2")


def test_a_question_tells_who_was_right_after_every_overruling_and_who_said_nothing() -> None:
    room = party()
    closed = room.everybody(p1="x1", p2="x2")
    [one] = told(room.state)
    assert (one.right, one.answered, one.silent, one.times) == (1, 2, 1, (500,))
    assert (one.responses, one.facility) == ({"x1": 1, "x2": 1}, 1 / 3)
    room.do("overrule", of=closed, player="p2", verdict="right", reason="仲裁")
    assert told(room.state)[0].right == 2
    room.do("undo")
    assert told(room.state)[0].right == 1


def test_a_player_takes_home_what_was_missed() -> None:
    room = party()
    room.everybody(p1="x1", p2="x2")
    room.do("reveal")
    room.everybody(p1="x2")
    done = outcomes(room.state)
    assert (done["p1"].known, done["p1"].missed) == (("q1",), ("q2",))
    assert (done["p2"].missed, done["p2"].answered) == (("q1", "q2"), 1)
    assert responses(room.state, "p2") == {"q1": "x2"}


def test_a_void_question_is_nobodys_mistake() -> None:
    room = party()
    room.everybody(p1="x1", p2="x2")
    room.do("void", reason="题目有误")
    assert outcomes(room.state)["p2"].missed == ()
    assert told(room.state)[0].void


def test_members_who_answered_are_credited_and_guests_and_silent_ones_are_not() -> None:
    room = party()
    room.everybody(p1="x1", p3="x1")
    room.do("reveal")
    room.everybody(p1="x2", p3="x1")
    room.do("finish")
    [mine] = earned(room.state)
    assert (mine.member_id, mine.score, mine.maximum, mine.rank, mine.place) == (11, 100, 200, 2, 2)


def on_stage(kind: Kind) -> Room:
    """Two teams on the stage, a member in the first."""
    effects = {Verdict.RIGHT: FULL, Verdict.WRONG: MINUS_FULL}
    sheet = RuleSheet("teams", "必答", (Round("req", kind, values=(1000,), effects=effects),))
    teams = tuple(Contestant(f"t{n}", f"{n}队", n) for n in (1, 2))
    names = ("q1", "q2")
    room = Room(Setup(sheet, teams, {one: question(one) for one in names}, {"req": names}))
    room.do("join", player="p1", name="王芳", team="t1", member=11)
    room.do("start_round", round=1)
    return room


def test_a_verdict_that_was_taken_back_does_not_count() -> None:
    room = on_stage(Kind.REQUIRED_TEAM)
    room.do("ask", to="t1")
    room.do("answer", by="t1", right=False)
    room.do("reopen")
    room.do("answer", by="t1", right=True)
    done = outcomes(room.state)["p1"]
    assert (done.asked, done.answered, done.right, done.known, done.missed) == (1, 1, 1, ("q1",), ())


def test_every_question_of_a_run_is_somebodys_own() -> None:
    room = on_stage(Kind.SPEED)
    room.do("ask", to="t1")
    room.do("answer", by="t1", right=True)
    room.do("answer", by="t1", right=False)
    done = outcomes(room.state)["p1"]
    assert (done.asked, done.right, done.known, done.missed) == (2, 1, ("q1",), ("q2",))
    assert list(spoken_to(room.state).values()) == ["q1", "q2"]


def test_every_question_of_a_run_has_a_line_of_its_own() -> None:
    room = on_stage(Kind.SPEED)
    room.do("ask", to="t1")
    room.do("answer", by="t1", right=True)
    wrong = room.do("answer", by="t1", right=False)
    lines = [(one.place, one.question, one.verdicts, one.facility) for one in told(room.state)]
    assert lines == [
        ("1-1", "q1", (("t1", Verdict.RIGHT),), 1),
        ("1-2", "q2", (("t1", Verdict.WRONG),), 0),
    ]
    room.do("overrule", of=wrong, verdict="right", reason="仲裁")
    assert [one.facility for one in told(room.state)] == [1, 1]
    room.do("undo")
    room.do("undo")
    assert [one.verdicts for one in told(room.state)] == [(("t1", Verdict.RIGHT),), ()]


def test_a_run_that_is_taken_back_keeps_its_lines_and_loses_its_verdicts() -> None:
    room = on_stage(Kind.SPEED)
    room.do("ask", to="t1")
    room.do("answer", by="t1", right=True)
    room.do("timeout")
    room.do("reopen")
    assert [(one.place, one.verdicts) for one in told(room.state)] == [("1-1", ()), ("1-2", ())]
    room.do("answer", by="t1", right=False)
    room.do("void", reason="题目有误")
    assert [one.void for one in told(room.state)] == [True, True]
    assert outcomes(room.state)["p1"].asked == 0


def test_a_single_question_has_the_number_alone() -> None:
    room = on_stage(Kind.REQUIRED_TEAM)
    room.do("ask", to="t1")
    room.do("answer", by="t1", right=True)
    assert [one.place for one in told(room.state)] == ["1"]


def test_a_teams_members_share_its_questions_and_its_place() -> None:
    room = on_stage(Kind.REQUIRED_TEAM)
    room.do("ask", to="t1")
    room.do("answer", by="t1", right=True)
    room.do("ask", to="t2")
    room.do("answer", by="t2", right=False)
    assert [one.verdicts for one in told(room.state)] == [(("t1", Verdict.RIGHT),), (("t2", Verdict.WRONG),)]
    [mine] = earned(room.state)
    assert (mine.score, mine.maximum, mine.place) == (100, 100, 1)


def test_the_fingerprint_changes_with_every_step() -> None:
    room = party()
    seen = {log_hash(room.state)}
    for step in (lambda: room.everybody(p1="x1"), lambda: room.do("undo"), lambda: room.do("lock")):
        step()
        seen.add(log_hash(room.state))
    assert len(seen) == 4
