"""Undoing: an event that names others, which the fold then passes over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ...core.i18n import N_
from .events import Command, Event, Logged, Refused
from .judged import CANCELS, holding, logged
from .state import Board, State

#: Steps that `undo` never takes back: people, the clock and what the screen shows have steps of their own for it.
NOT_UNDONE = frozenset(
    {
        *("joined", "admitted", "removed", "readmitted", "renamed", "moved", "locked"),
        *("paused", "resumed", "extended", "frozen", "scene", "undone"),
    }
)
#: Steps that stand for themselves and may be taken back out of turn.
ALONE = frozenset({"adjusted", "overruled", "tie_decided"})
#: Steps that stop a running clock or start it anew.
CLOCKS = frozenset(
    {"pressed", "passed", "silent", "run_ended", "closed", "voided", "swapped", "reopened", "marked"}
)


def _undo(state: State, command: Command, now: int) -> list[Event]:
    group = undoable(state, command.get("of"))
    data: dict[str, Any] = {"of": [one.n for one in group], "kind": group[0].kind}
    if any(_stops(state, one) for one in group):
        # Time stood still for what is taken back: whoever was answering has as much left as before.
        data["shift"] = max(_clock(state, now) - _clock(state, group[0].at, group[0].n), 0)
    if group[0].by == "clock":
        data["paused"] = True  # the time had run out: it must not run out again before the host gives more
    return [Event("undone", data)]


def _stops(state: State, log: Logged) -> bool:
    """Say whether a step stopped the clock of the question that is the last one."""
    data, number = log.data, state.asked.number if state.asked else 0
    if data.get("number", number) != number:
        return False
    if log.kind == "answered":
        return bool(data["then"] != "next")
    if log.kind == "helped":
        return bool(data.get("restart") or data.get("then") == "closed")
    return log.kind in CLOCKS


def _clock(state: State, at: int, before: int | None = None) -> int:
    """Return how far the contest's clock, which stands still in pauses, had run at `at` (before event `before`)."""
    stood, since = 0, None
    for one in holding(state):
        if before is not None and one.n >= before:
            break
        if one.kind == "paused" or (one.kind == "undone" and one.data.get("paused")):
            since = one.at if since is None else since
        elif one.kind == "resumed":
            stood, since = stood + one.data["after"], None
    return (at if since is None else since) - stood


def undoable(state: State, of: Any = None) -> Sequence[Logged]:
    """Return the events that an undo would take back: the last step, or the one that contains event `of`."""
    left = [one for one in holding(state) if one.kind not in NOT_UNDONE]
    if not left:
        raise Refused(N_("没有可以撤销的步骤。"), code="nothing_to_undo")
    last = left[-1].group
    if of is None:
        return [one for one in left if one.group == last]
    target = logged(state, of)
    group = [one for one in left if one.group == target.group]
    if not group:
        raise Refused(N_("这一步不能撤销。"), code="cannot_undo")
    if target.group != last and not _stands_alone(state, group):
        raise Refused(N_("后面的步骤依赖它，请先撤销后面的，或者改判、调整分数。"), code="undo_order")
    return group


def _stands_alone(state: State, group: Iterable[Logged]) -> bool:
    """Say whether nothing later was built on these events: corrections, or verdicts of a question that is over."""
    group = list(group)
    return (
        all(one.kind in ALONE or _over(state, one) for one in group)
        and not any(_builds_on(later, one) for one in group for later in holding(state))
        and not _sinks(state, group)
    )


def _sinks(state: State, group: Iterable[Logged]) -> bool:
    """Say whether without these events somebody would stand below the floor: what was lost since reckoned with them."""
    floor, whose, numbers = state.setup.sheet.floor, Counter[str](), {one.n for one in group}
    if floor is None:
        return False
    for entry in state.entries:
        if entry.board is Board.MAIN and entry.n in numbers:
            whose[entry.to] += entry.amount
    return any(state.total(one) - amount < floor for one, amount in whose.items())


def _over(state: State, log: Logged) -> bool:
    if log.data.get("past"):  # nothing of the course was touched
        return True
    if state.asked is None or log.data.get("number") in (None, state.asked.number):
        return False
    if log.kind != "answered":
        return log.kind == "marked"
    return log.data["then"] == "closed" and not {"exit", "shut_out", "done"} & log.data.keys()


def _builds_on(later: Logged, log: Logged) -> bool:
    """Say whether a later step reckoned with what an earlier one paid."""
    if later.n <= log.n:
        return False
    target = log.data["of"] if log.kind == "overruled" else log.n
    if later.kind == "overruled":
        return bool(later.data["of"] == target)
    number = log.data.get("number")
    return later.kind in CANCELS and number is not None and later.data["number"] == number


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {"undo": _undo}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {}
