"""A form's texts become what the rules expect; a script's values stay as they are."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.live.engine.events import Refused
from quizapp.live.orders import of_button, order


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"do": "extend", "seconds": "10"}, {"seconds": 10}),
        ({"do": "extend", "seconds": "2.5"}, {"seconds": 2.5}),
        ({"do": "extend", "seconds": "soon"}, {"seconds": "soon"}),
        ({"do": "extend", "seconds": 10}, {"seconds": 10}),
        (
            {"do": "adjust", "to": "a", "points": " −2.5", "reason": "x"},
            {"to": "a", "points": "-2.5", "reason": "x"},
        ),
        (
            {"do": "adjust", "to": "a", "points": "+5", "reason": "x"},
            {"to": "a", "points": "5", "reason": "x"},
        ),
        ({"do": "answer", "right": "1"}, {"right": True}),
        ({"do": "answer", "right": "false"}, {"right": False}),
        ({"do": "answer", "right": True}, {"right": True}),
        ({"do": "answer", "player": "p1", "responses": ["x", "y"]}, {"player": "p1", "response": ["x", "y"]}),
        ({"do": "lock", "on": ""}, {"on": False}),
        ({"do": "scene", "scene": ""}, {"scene": ""}),
        ({"do": "ask", "to": "", "member": "2", "points": "", "item": ""}, {"member": 2}),
        ({"do": "ask", "request_id": "r", "preview": "1", "csrf_token": "t"}, {}),
        ({"do": "move", "player": "p1", "team": "", "seat": ""}, {"player": "p1", "team": "", "seat": None}),
        ({"do": "move", "player": "p1", "team": "a", "seat": "3"}, {"player": "p1", "team": "a", "seat": 3}),
        ({"do": "join", "name": "x", "player": "p1", "member": 4}, {"name": "x", "seat": None}),
        ({"do": "close", "answers": {"p1": {"right": True, "at": 0}}}, {}),
        ({"do": "decide_tie", "order": "a,b"}, {"order": ["a", "b"]}),
    ],
)
def test_fields(given: dict[str, Any], expected: dict[str, Any]) -> None:
    command = order(given, "member:1")
    assert (command.do, dict(command.fields), command.by) == (given["do"], expected, "member:1")


@pytest.mark.parametrize("do", [None, "", "fly", "buzz", ["ask"], 3])
def test_what_no_host_may_do(do: Any) -> None:
    with pytest.raises(Refused) as refused:
        order({"do": do}, "member:1")
    assert refused.value.code == "unknown_action"


@pytest.mark.parametrize("text", ["", "ask", "[1]", '"ask"'])
def test_what_is_no_button(text: str) -> None:
    with pytest.raises(Refused):
        of_button(text)
