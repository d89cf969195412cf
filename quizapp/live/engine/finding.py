"""Reading a command against the state: who is meant, which round, and refusals that many steps share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...core.i18n import N_
from .events import Command, Refused
from .rounds import WAYS
from .rounds.way import Way
from .setup import Contestant
from .sheet import Round
from .state import Asked, Played, Stage, State


def contestant(state: State, given: Any) -> Contestant:
    """Return the contestant meant by an id, or by a name that only one of them has."""
    if isinstance(given, str):
        if given in state.contestants:
            return state.contestants[given]
        player = state.players.get(given)
        if player and (player.removed or not player.admitted):
            raise Refused(N_("这位参加者不在场上。"), code="not_on_stage")
        if player and player.team and player.team in state.contestants:
            return state.contestants[player.team]
        named = [one for one in state.contestants.values() if one.name == given]
        if len(named) == 1:
            return named[0]
    raise Refused(N_("没有这支队伍或选手。"), code="unknown_contestant")


def running(state: State) -> None:
    """Refuse a contest that is over."""
    if state.stage is Stage.FINISHED:
        raise Refused(N_("竞赛已经结束。"), code="finished")


def unpaused(state: State) -> None:
    """Refuse while the clock stands still."""
    if state.paused_at is not None:
        raise Refused(N_("竞赛已暂停，请先继续。"), code="paused")


def playing(state: State) -> tuple[Played, Round, Way]:
    """Return the round under way, its rules and how it is played."""
    running(state)
    rules = state.rules
    if state.round is None or rules is None:
        raise Refused(N_("还没有开始任何环节，请先开始一个环节。"), code="no_round")
    if state.round.playoff:
        rules = replace(rules, count=state.round.most)
    return state.round, rules, WAYS[rules.kind]


def asked(state: State) -> Asked:
    """Return the last question; refuse where none was asked in this round."""
    if state.asked is None or state.round is None or state.asked.round != state.round.key:
        raise Refused(N_("还没有出题。"), code="no_question")
    return state.asked


def under_way(state: State) -> Asked:
    """Return the question under way; refuse where it is closed."""
    found = asked(state)
    if not found.under_way:
        raise Refused(N_("这道题已经结束。"), code="question_closed")
    return found


def next_number(state: State) -> int:
    """Return the number of the next question. None is given twice: phones may have answered one that was taken back."""
    given = (one.data["number"] for one in state.history if one.kind in ("asked", "swapped"))
    return max(given, default=0) + 1


def same_question(asked: Asked, command: Command) -> None:
    """Refuse what was meant for another question; a command that names none means this one."""
    if command.get("question") not in (None, asked.number, str(asked.number), f"q{asked.number}"):
        raise Refused(N_("这道题已经过去。"), code="other_question")


def ms_of(given: Any, most: float = 3600) -> int:
    """Return seconds as milliseconds; refuses what is no sensible time."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= most:
        raise Refused(N_("秒数要是 1 到 3600 之间的数字。"), code="bad_seconds")
    return round(given * 1000)


def text_of(command: Command, name: str, most: int = 200) -> str:
    """Return a text that has to be given."""
    given = command.get(name)
    if not isinstance(given, str) or not given.strip():
        raise Refused(N_("请写明原因。"), code="reason_missing")
    if len(given) > most:
        raise Refused(N_("文字太长，最多 %(most)d 个字。"), code="too_long", most=most)
    return given.strip()
