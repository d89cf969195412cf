"""Presses of the buzzer: decided in the order of their arrival, every one of them kept with its time."""

from __future__ import annotations

from datetime import datetime

from . import due, hall
from .engine import finding
from .engine.events import Command
from .engine.lobby import player_of
from .hall import Done, known, now_ms


def press(
    contest_id: int, player: str, question: str, *, now: datetime, rtt: int | None, reaction: int | None
) -> Done:
    """Take a player's press that arrived at `now`; raises Refused where it does not count."""
    at = now_ms(now)
    with due.entered(contest_id, at) as room:
        state = known(room)
        by = finding.contestant(state, player_of(state, player).id).id
        fields = {"by": by, "player": player, "question": question, "rtt": rtt, "reaction": reaction}
        return hall.carry_out(room, Command("buzz", fields, f"player:{player}"), at)
