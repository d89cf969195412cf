"""What a phone does in a contest: answer, press, choose. Each of these may be sent again without harm.

Everything here commits by itself through the room.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from ...core.i18n import N_
from .. import room
from ..engine.events import Command, Refused
from ..engine.everyone import question_id
from ..engine.lobby import player_of
from ..engine.state import Phase, Press, State
from ..projecting.person import own_contestant, situation

#: What the contestant on turn may do on the own phone besides answering.
ACTS = frozenset({"choose_value", "pass", "use_help"})


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press came to: the first one, too early, or neither."""

    first: bool
    early: bool


def answer(
    contest_id: int,
    player: str,
    question: Any,
    response: Any,
    *,
    now: datetime,
    request_id: str | None = None,
) -> bool:
    """Take an answer to everybody's question, or to the own one where the seat answers on its phone.

    Return once it is durable; False: the same was stored before. Raises Refused, with another answer "answered".
    """
    state = room.state_of(contest_id)
    if state.everyone or not _is_on_phone(state):
        return room.answer(contest_id, player, question, response, now=now)
    return _seat_answers(contest_id, state, player, question, response, now, request_id)


def _is_on_phone(state: State) -> bool:
    return bool(state.rules and state.rules.answering == "phone")


def _seat_answers(
    contest_id: int,
    state: State,
    player: str,
    question: Any,
    response: Any,
    now: datetime,
    request_id: str | None,
) -> bool:
    if not isinstance(question, str) or not question:
        raise Refused(N_("请说明是哪一题。"), code="question_missing", status=422)
    who = player_of(state, player)
    own = own_contestant(state, who)
    on_turn = situation(state, who, room.now_ms(now), False) == "turn_phone"
    open_now = state.asked is not None and state.asked.under_way
    if own is None or (open_now and not on_turn):
        raise Refused(N_("还没轮到这一队。"), code="not_your_turn")
    fields = {"by": own, "question": question, "response": response}
    same = request_id or blake2b(json.dumps([question, response]).encode(), digest_size=16).hexdigest()
    done = room.act(contest_id, Command("answer", fields, f"player:{player}"), now=now, request_id=same)
    return not done.repeated


def press(
    contest_id: int,
    player: str,
    question: Any,
    *,
    now: datetime,
    rtt: int | None = None,
    reaction: int | None = None,
) -> Pressed:
    """Take a press of the buzzer; a second one of the same phone in the same phase changes nothing."""
    state = room.state_of(contest_id)
    before = _pressed_before(state, player, question)
    if before is None:
        try:
            state = room.press(contest_id, player, question, now=now, rtt=rtt, reaction=reaction).state
        except Refused:
            before = _pressed_before(room.state_of(contest_id), player, question)
            if before is None:
                raise
    before = before or _pressed_before(state, player, question)
    return Pressed(before is not None and not before.early, before is not None and before.early)


def _pressed_before(state: State, player: str, question: Any) -> Press | None:
    """Return the player's press that holds: the early one until the opening, the one that was first after it."""
    asked = state.asked
    if asked is None or question not in (question_id(asked), str(asked.number)):
        return None
    early = asked.phase is Phase.READING or asked.phase is Phase.VOID
    own = [one for one in asked.presses if one.player == player and one.early is early]
    return own[-1] if own and (early or asked.answerer is not None or asked.given) else None


def act(
    contest_id: int, player: str, fields: Mapping[str, Any], *, now: datetime, request_id: str | None = None
) -> State:
    """Carry out what the contestant on turn does on the own phone; raises Refused."""
    do = fields.get("do")
    if not isinstance(do, str) or do not in ACTS:
        raise Refused(N_("没有这个操作。"), code="unknown_action", status=404)
    state = room.state_of(contest_id)
    own = own_contestant(state, player_of(state, player))
    if own is None:
        raise Refused(N_("还没轮到这一队。"), code="not_your_turn")
    given = {name: fields[name] for name in ("value", "to", "help") if fields.get(name) not in (None, "")}
    command = Command(do, {**given, "by": own}, f"player:{player}")
    return room.act(contest_id, command, now=now, request_id=request_id).state
