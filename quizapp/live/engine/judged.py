"""Reading back what was judged: what still holds, how somebody stands after all overrulings, rights in a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...core.i18n import N_
from .events import Logged, Refused
from .sheet import Verdict
from .state import State

#: Steps after which what was judged on their question counts no more.
CANCELS = frozenset({"voided", "reopened"})


def holding(state: State) -> Iterator[Logged]:
    """Yield the events that were not undone, oldest first."""
    return (one for one in state.history if one.n not in state.undone)


def logged(state: State, n: Any) -> Logged:
    """Return the event of this number that still holds."""
    if isinstance(n, str) and n.isdecimal() and len(n) < 10:
        n = int(n)
    found = next((one for one in holding(state) if one.n == n), None)
    if found is None or isinstance(n, bool):
        raise Refused(N_("记录里没有这一步。"), code="no_such_event")
    return found


def is_cancelled(state: State, judged: Logged) -> bool:
    """Say whether the question of a judged event was voided or re-opened afterwards."""
    number = judged.data.get("number")
    return any(
        one.kind in CANCELS and one.n > judged.n and one.data["number"] == number for one in holding(state)
    )


def verdict_now(state: State, judged: Logged, to: str) -> str | None:
    """Return how `to` stands in a judged event after all overrulings and marks that hold; None: nothing was said."""
    verdict: str | None = judged.data.get("verdict")
    if judged.kind == "closed":
        mine = judged.data["results"].get(to, {})
        verdict = None if mine.get("unmarked") else mine.get("verdict")
    for one in holding(state):
        if one.kind == "overruled" and (one.data["of"], one.data["to"]) == (judged.n, to):
            verdict = one.data["verdict"]
        elif verdict is None and is_mark(one, judged, to):
            verdict = str(mark_verdict(one))
    return verdict


def is_mark(log: Logged, judged: Logged, to: str) -> bool:
    """Say whether a step is the judges' mark for an open answer of `to` that the close left unmarked."""
    if log.kind != "marked" or judged.kind != "closed":
        return False
    left = judged.data["results"].get(to, {}).get("unmarked")
    return bool(left and (log.data["number"], log.data["to"]) == (judged.data["number"], to))


def mark_verdict(log: Logged) -> Verdict:
    """Return what a mark says of an answer: all of its value, a part, nothing."""
    points, value = log.data["points"], log.data["value"]
    if points <= 0:
        return Verdict.WRONG
    return Verdict.RIGHT if points >= value else Verdict.INCOMPLETE


def streak(state: State, player: str, before: int | None = None) -> int:
    """Return how many of everybody's questions in a row a player had right, up to event `before`."""
    count = 0
    closed = [one for one in holding(state) if one.kind == "closed" and (before is None or one.n < before)]
    for one in reversed(closed):
        there = player in one.data["results"] or player in one.data["silent"]
        if not there or is_cancelled(state, one):
            continue
        verdict = verdict_now(state, one, player)
        if verdict is None and player in one.data["results"]:  # a judge has yet to say
            continue
        if verdict != Verdict.RIGHT:
            break
        count += 1
    return count


def streaks(state: State) -> dict[str, int]:
    """Return everybody's rights in a row anew, for after a correction."""
    return {id: streak(state, id) for id in state.streaks}
