"""What a host's device may send by mistake or in a race: the console goes on working, and a step happens once."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.errors import DomainError
from quizapp.live import room
from quizapp.live.models import LiveContest
from quizapp.live.views import HOST, views_of
from tests.app.live.conftest import MakeLive
from tests.fixtures.app import Client
from tests.support import live

pytestmark = pytest.mark.pages

HALF, NUL = "\ud800", "a\0b"


class Console:
    """An organiser's device at one contest."""

    def __init__(self, client: Client, contest_id: int) -> None:
        self.client, self.id = client, contest_id

    def act(self, do: str, **fields: Any) -> int:
        sent = self.client.post(
            f"/live/manage/{self.id}/act", json={"do": do, **fields}, headers={"Accept": "application/json"}
        )
        return int(sent.status_code)

    @property
    def main(self) -> dict[str, Any]:
        """The button that the space bar presses."""
        button = views_of(self.id, room.state_of(self.id)).page(HOST)["deck"]["main"]
        return {"do": button["do"], **button["fields"]}

    @property
    def number(self) -> int:
        asked = room.state_of(self.id).asked
        return asked.number if asked else 0


@pytest.fixture
def console(client: Client, organiser: Member, everybody: LiveContest) -> Console:
    console = Console(client.login(organiser), everybody.id)
    live.enter(everybody.id, "安")
    assert console.act("start_round") == 200
    return console


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("adjust", {"to": "安", "points": 5, "reason": HALF}),
        ("adjust", {"to": "安", "points": 5, "reason": NUL}),
        ("void", {"reason": HALF}),
        ("ask", {"member": [[HALF]]}),
        ("adjust", {"to": "安", "points": 5, "reason": "好", "more": float("nan")}),
        ("adjust", {"to": "安", "points": 5, "reason": "好", "more": "长" * 20_000}),
        ("adjust", {"to": "安", "points": "1e999999", "reason": "好"}),
        ("adjust", {"to": "安", "points": "1e900000", "reason": "好"}),
        ("adjust", {"to": "安", "points": "sNaN", "reason": "好"}),
        ("undo", {"of": "9" * 5000}),
        ("overrule", {"of": "9" * 5000, "verdict": "right", "reason": "好"}),
    ],
)
def test_what_no_log_can_keep_is_refused_and_the_console_goes_on(
    console: Console, do: str, fields: dict[str, Any]
) -> None:
    assert console.act("ask") == 200
    before = room.state_of(console.id).n
    assert console.act(do, **fields) in (409, 422)
    assert room.state_of(console.id).n == before
    assert console.client.get(f"/live/manage/{console.id}/host").status_code == 200


def test_two_hosts_who_press_next_at_once_ask_one_question(console: Console) -> None:
    step = console.main
    assert [console.act(**step), console.act(**step)] == [200, 200]
    assert console.number == 1
    state = room.state_of(console.id)
    assert state.asked is not None
    assert state.asked.under_way


def test_a_close_that_comes_late_leaves_the_next_question_open(console: Console) -> None:
    console.act(**console.main)
    step = console.main
    assert step["do"] == "close"
    for do in ("close", "reveal", "ask"):
        assert console.act(do) == 200
    assert console.act(**step) == 200
    state = room.state_of(console.id)
    assert (console.number, state.everyone) == (2, True)
    assert room.answer(console.id, "p1", "q2", live.option(state), now=clock.now())


def test_what_was_answered_to_a_question_taken_back_counts_for_no_other(console: Console) -> None:
    """The same number with another question would grade options that this one does not have."""
    assert console.act("ask") == 200
    state = room.state_of(console.id)
    assert state.question is not None
    assert room.answer(console.id, "p1", "q1", live.option(state), now=clock.now())
    assert console.act("undo") == 200
    other = next(one for one in state.setup.rounds["all"] if one != state.question.id)
    assert console.act("ask", item=other) == 200
    assert room.received(console.id) == 0
    assert console.act("close") == 200
    asked = room.state_of(console.id).asked
    assert asked is not None
    assert asked.graded == {}


def test_a_swap_taken_back_and_made_anew_keeps_no_answers(console: Console) -> None:
    assert console.act("ask") == 200
    reserve = room.state_of(console.id).setup.rounds["all"][-2:]
    assert console.act("swap", item=reserve[0]) == 200
    state = room.state_of(console.id)
    assert room.answer(console.id, "p1", f"q{console.number}", live.option(state), now=clock.now())
    assert console.act("undo") == 200
    assert console.act("swap", item=reserve[1]) == 200
    assert room.received(console.id) == 0
    assert console.act("close") == 200


@pytest.mark.parametrize("response", [HALF, NUL, {"a": ["长"]}, ["长"], 5, "长" * 5_000])
def test_to_a_question_of_the_host_s_own_only_words_are_taken(
    client: Client, organiser: Member, make_live: MakeLive, response: object
) -> None:
    console = Console(client.login(organiser), make_live(count=0).id)
    player = live.enter(console.id, "安").player
    assert console.act("start_round") == 200
    assert console.act("ask") == 200
    with pytest.raises(DomainError) as caught:
        room.answer(console.id, player, "q1", response, now=clock.now())
    assert caught.value.status == 422
    assert room.answer(console.id, player, "q1", "自己写的", now=clock.now())
