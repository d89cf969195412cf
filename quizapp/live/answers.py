"""Answers that everybody gives on the phone: judged by arrival, stored in rows of their own, graded by the close.

One statement through the hot writer for each. The gate (`answering` in the contest's row) decides in that very
statement whether the question still takes answers; the close (in `deciding`) shuts it before it reads them, so that
it grades every answer that was acknowledged.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from ..bank.item import ItemType
from ..bank.marking import is_unanswered
from ..core.errors import DomainError
from ..core.i18n import N_
from ..core.services import services
from . import hall, log
from .engine.events import Command, Refused
from .engine.everyone import check_answer, check_arrival, question_id, takes_part
from .engine.lobby import player_of
from .engine.setup import Question
from .engine.state import State
from .hall import COUNT, Room, known
from .log import Stored

#: The counter is told to screens at most so often.
TICK_SECONDS = 0.25
#: How long those who have answered are believed to be all, where no other process told of more.
BELIEVED_SECONDS = 1.0


class Word(dict[str, bool]):
    """What a host says of an answer to a question of his own: `{"right": true}`. No phone can send one."""


def answer(
    contest_id: int, player: str, question: str, response: Any, *, now: datetime, by: str | None = None
) -> bool:
    """Take a player's answer that arrived at `now` and return once it is durable; raises Refused.

    False: the same answer was stored before, which is no harm at any time. `by` names a host who answers for
    somebody.
    """
    room, at = hall.room_of(contest_id), hall.now_ms(now)
    try:
        number, after = _checked(room, player, question, response, at)
    except DomainError:
        if _was_given(room, player, question, response):
            return False
        raise
    if log.take(contest_id, number, player, Stored(response, at, after, by or f"player:{player}")):
        _counted(room, number, player)
        return True
    return _why_not(room, number, player, question, response, at)


def _checked(room: Room, player: str, question: str, response: Any, at: int) -> tuple[int, int]:
    """Return the question's number and how long after its opening the answer came; looks again before it refuses."""
    try:
        return _judged(known(room), player, question, response, at)
    except DomainError:
        with room.lock:
            fresh = hall.catch_up(room)
        if not fresh:
            raise
    return _judged(known(room), player, question, response, at)


def _judged(state: State, player: str, question: str, response: Any, at: int) -> tuple[int, int]:
    if isinstance(response, Word):
        number = check_arrival(state, player, question, at)
    else:
        number = check_answer(state, player, question, response, at)
    if not isinstance(response, Word) and is_unanswered(response):
        raise Refused(N_("请先选好或写好答案再提交。"), code="empty_answer", status=422)
    opened_at = state.asked.opened_at if state.asked else None
    return number, at - (opened_at or at)


def _why_not(room: Room, number: int, player: str, question: str, response: Any, at: int) -> bool:
    """Say why an answer was not stored: another one stands there, or the question is closed by now."""
    stored = log.answer_of(room.id, number, player)
    if stored is None:
        with room.lock:
            hall.catch_up(room)
        _judged(known(room), player, question, response, at)
        raise Refused(N_("作答已经结束。"), code="question_closed")
    if _same(known(room), number, stored.response, response):
        return False
    raise Refused(N_("这道题你已经答过，不能再改。"), code="answered")


def _was_given(room: Room, player: str, question: Any, response: Any) -> bool:
    """Say whether this only repeats an answer that was acknowledged, or whose acknowledgement got lost."""
    number = question[1:] if isinstance(question, str) and question[:1] == "q" else ""
    present = known(room).players.get(player)
    if not (number.isascii() and number.isdecimal()) or len(number) > 6 or present is None or present.removed:
        return False
    stored = log.answer_of(room.id, int(number), player)
    return stored is not None and _same(known(room), int(number), stored.response, response)


def _same(state: State, number: int, one: Any, other: Any) -> bool:
    """Say whether two responses are the same; of several options whose order means nothing, in any order."""
    shown = state.question if state.asked and state.asked.number == number else None
    several = shown is not None and shown.item.type is ItemType.MULTIPLE
    if several and isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return bool(one == other)


def received(contest_id: int) -> int:
    """Return how many answers to the question under way are stored."""
    return len(answered(contest_id))


def answered(contest_id: int) -> frozenset[str]:
    """Return the players whose answers to the question under way are stored; nobody who was sent out."""
    room, state = hall.room_of(contest_id), hall.state_of(contest_id)
    if state.asked is None or not state.everyone:
        return frozenset()
    number = state.asked.number
    old = time.monotonic() - room.counted > BELIEVED_SECONDS
    if room.unsure or old or room.answered[0] != number:
        room.unsure, room.counted = False, time.monotonic()
        room.answered = (number, set())  # takes what comes in while the others are read
        room.answered[1].update(log.answered(contest_id, number))
    present = state.players
    return frozenset(
        one for one in list(room.answered[1]) if one in present and takes_part(state, present[one])
    )


def _counted(room: Room, number: int, player: str) -> None:
    if room.answered[0] == number:
        room.answered[1].add(player)
    if time.monotonic() - room.ticked >= TICK_SECONDS:
        tick(room)
    else:
        room.to_tick = True


def tick(room: Room) -> None:
    """Tell the screens that the counter has moved."""
    room.ticked, room.to_tick = time.monotonic(), False
    unsure = room.unsure
    services().bus.publish(hall.channel(room.id), COUNT)
    room.unsure = unsure  # one hears oneself at once, and has nothing to learn from it


def host_answer(contest_id: int, command: Command, *, now: datetime) -> bool:
    """Take an answer that a host gives for somebody without a phone, `by` or `player` naming who it is.

    To a question that was only spoken it is enough to say whether the answer was `right`.
    """
    state = known(hall.room_of(contest_id))
    player = player_of(state, command.get("player") or command.get("by"))
    question = command.get("question") or (question_id(state.asked) if state.asked else "")
    response = in_option_ids(state.question, command.get("response"))
    if response is None and isinstance(command.get("right"), bool):
        if state.question is not None:
            raise Refused(
                N_("这道题按答案判定，请填写答案，不能只说对错。"), code="response_missing", status=422
            )
        response = Word(right=command.get("right"))
    return answer(contest_id, player.id, question, response, now=now, by=command.by)


def in_option_ids(question: Question | None, response: Any) -> Any:
    """Return a host's response with option ids in place of the author's letters, which hosts and scripts may use."""
    ids = {letter: id for id, letter in question.options} if question else {}

    def shown(one: Any) -> Any:
        return ids.get(one, one) if isinstance(one, str) else one

    if isinstance(response, list):
        return [shown(one) for one in response]
    if isinstance(response, dict):
        return {left: shown(one) for left, one in response.items()}
    return shown(response)


def shown(question: Question | None, response: Any) -> Any:
    """Return a stored answer as its phone shows it: of a host's word only that it is there."""
    return "" if question is None and isinstance(response, dict) else response
