"""A finished contest as the wall showed it, picture by picture: its log folded again, slice by slice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import render_template
from flask_babel import gettext

from ..web.links import base_url
from . import log, projections, setups, words
from .engine.events import Logged
from .engine.game import begin, evolve
from .engine.state import Phase, State
from .queries.finding import Head
from .views import SCREEN, TEMPLATES, branch_name, telling, wall_of

#: Pictures that are made for one request.
SLICE = 50


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to jump to: the event with which it begins, and what begins there."""

    n: int
    label: str


@dataclass(frozen=True, slots=True)
class Course:
    """A whole contest to be played again."""

    sequence: int
    marks: Sequence[Mark]


def course(contest_id: int) -> Course:
    """Return where a contest can be joined when it is played again; what was undone is no such place."""
    marks: list[Mark] = []
    state = begin(setups.of(contest_id))
    for state, one in _states(contest_id):
        label = _label(state, one)
        if label:
            marks.append(Mark(one.n, label))
    return Course(state.n, [mark for mark in marks if mark.n not in state.undone])


def _label(state: State, one: Logged) -> str:
    if one.kind == "round_started":
        return words.round_title(state, one.data["round"])
    if one.kind == "asked" and state.round:
        return str(gettext("第 %(n)s 题", n=state.round.asked))
    return str(gettext("结束")) if one.kind == "finished" else ""


def pictures(head: Head, after: int) -> list[dict[str, Any]]:
    """Return the pictures after event `after`, `SLICE` at most: when, what happened, the wall's HTML.

    A question that everybody answers comes with the moments at which answers arrived.
    """
    shown: list[dict[str, Any]] = []
    for state, one in _states(head.id):
        if one.n <= after:
            continue
        shown.append({"n": one.n, "at": one.at, "kind": one.kind, **_picture(head, state, one.at)})
        if len(shown) == SLICE:
            break
    return shown


def _states(contest_id: int) -> Iterator[tuple[State, Logged]]:
    tail = log.read(contest_id, 0)
    state = begin(setups.of(contest_id))
    for one in tail.events if tail else ():
        state = evolve(state, one)
        yield state, one


def _picture(head: Head, state: State, at: int) -> dict[str, Any]:
    arrived = _arrived(head.id, state)
    found = projections.places(state)
    now = datetime.fromtimestamp(at / 1000, UTC)
    received = sum(moment <= at for moment in arrived)
    view = {
        **projections.screen(state, head, now, received, telling=telling(), found=found),
        "branch": branch_name(head.branch_id),
        "join_url": f"{base_url()}/join/{head.pin or ''}",
        "wall": wall_of(state, found),
    }
    return {"html": render_template(TEMPLATES[SCREEN], view=view), "arrived": arrived}


def _arrived(contest_id: int, state: State) -> list[int]:
    """Return when the answers to the question under way came in."""
    asked = state.asked
    if asked is None or not state.everyone or asked.phase is not Phase.OPEN:
        return []
    return sorted(one.at for one in log.answers(contest_id, asked.number).values())
