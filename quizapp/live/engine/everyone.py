"""Questions that everybody answers on the phone: which answers are taken, and how the close grades them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ...bank.marking import GAP_LIMIT, writing
from ...bank.marking import Verdict as Marked
from ...core.i18n import N_
from . import finding
from .answering import timeout, verdict_for
from .clocking import is_late
from .events import Command, Event, Logged, Refused
from .lobby import player_of
from .scoring import kept_above, phone_effect, phone_points, to_team
from .sheet import Kind, Round, Verdict
from .state import Asked, Board, Entry, Graded, Phase, Player, State


def question_id(asked: Asked) -> str:
    """Return the id under which phones answer this question; a swapped one has another."""
    return f"q{asked.number}"


def check_answer(state: State, player: str, question: object, response: object, at: int) -> int:
    """Return the number of the question that takes this answer arriving at `at`; refuse it in plain words.

    Raises ResponseShapeError for a response that the question cannot have.
    """
    number = check_arrival(state, player, question, at)
    if state.question is not None:
        state.question.marked(response)
    else:  # the host reads a question of his own: whatever is written to it, it is words
        writing(response, GAP_LIMIT)
    return number


def check_arrival(state: State, player: str, question: object, at: int) -> int:
    """Return the number of the question that takes an answer of this player at `at`, whatever it says."""
    if not isinstance(question, str) or not question:
        raise Refused(N_("请说明是哪一题。"), code="question_missing", status=422)
    finding.running(state)
    asked = state.asked
    if asked is None or question != question_id(asked):
        raise Refused(N_("这道题已经过去。"), code="other_question")
    who = player_of(state, player)
    if not state.everyone:
        raise Refused(N_("这道题由上场的队作答。"), code="not_everyone")
    finding.unpaused(state)
    if asked.opened_at is None or at < asked.opened_at:
        raise Refused(N_("还没有开始作答。"), code="not_open")
    if is_late(state, asked, at):
        raise Refused(N_("时间已到，这个答案不算。"), code="late")
    if asked.phase is not Phase.OPEN:
        raise Refused(N_("作答已经结束。"), code="question_closed")
    if not takes_part(state, who):
        raise Refused(N_("你从下一题开始参加。"), code="not_in_question")
    return asked.number


def takes_part(state: State, player: Player) -> bool:
    """Say whether the question under way is also this player's."""
    asked, rules = state.asked, state.rules
    if asked is None or rules is None or player.removed or not player.admitted or player.since > asked.number:
        return False
    if rules.kind is Kind.ALL_ANSWER:
        return True
    return state.setup.individual or player.team is None


def _close(state: State, command: Command, now: int) -> list[Event]:
    if state.asked is not None and not state.asked.under_way:
        return []
    _, rules, _ = finding.playing(state)
    asked = finding.under_way(state)
    if not state.everyone:
        return timeout(state, command, now)
    answers = command.get("answers") or {}
    return [Event("closed", grade(state, rules, asked, answers))]


def grade(
    state: State, rules: Round, asked: Asked, answers: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the graded question: each player's result, who was silent, what it is to the teams.

    `answers`: player id → {"response" or "right", "at", "after"?}; late ones are passed over. `after`: how long
    after the opening it came, where time stood still since.
    """
    present = {one.id: one for one in state.players.values() if takes_part(state, one)}
    results: dict[str, Any] = {}
    for id, given in answers.items():
        if id in present and not is_late(state, asked, given["at"]):
            results[id] = _graded(state, rules, asked, id, given)
    silent = [id for id in present if id not in results]
    silence = phone_effect(rules, Verdict.LATE).of(asked.value) if Verdict.LATE in rules.effects else 0
    for id in silent if silence else ():
        points = kept_above(state, rules, id, silence, board_of(state, rules))
        results[id] = {"verdict": str(Verdict.LATE), "points": points, "ms": asked.limit or 0}
    members = _members(state, rules, present)
    return {
        "number": asked.number,
        "results": results,
        "silent": silent,
        "teams": {team: _to_team(state, rules, team, ids, results) for team, ids in members.items()},
        "members": members,
        "board": str(board_of(state, rules)),
        "value": asked.value,
        "limit": asked.limit,
    }


def board_of(state: State, rules: Round) -> Board:
    """Return the board on which players' own points stand."""
    if rules.kind is not Kind.ALL_ANSWER:
        return Board.AUDIENCE
    return Board.MAIN if state.setup.individual else Board.PEOPLE


def _graded(state: State, rules: Round, asked: Asked, id: str, given: Mapping[str, Any]) -> dict[str, Any]:
    opened = given["at"] if asked.opened_at is None else asked.opened_at  # a script may open at 0
    ms = max(given.get("after", given["at"] - opened), 0)
    share = _share(state, given)
    if share is None:  # a judge has yet to say what it is worth: until then it earns and costs nothing
        return {
            "verdict": str(Verdict.WRONG),
            "points": 0,
            "ms": ms,
            "response": given.get("response"),
            "unmarked": True,
        }
    streak = state.streaks.get(id, 0) + 1 if share == 1 else 0
    verdict = verdict_for(share)
    points = phone_points(rules.phone, asked.value, share, ms, asked.limit, streak)
    if (
        not points and verdict is not Verdict.RIGHT
    ):  # partly right counts as wrong unless the sheet says otherwise
        points = phone_effect(rules, verdict).of(asked.value)
    points = kept_above(state, rules, id, points, board_of(state, rules))
    return {"verdict": str(verdict), "points": points, "ms": ms, "response": given.get("response")}


def _share(state: State, given: Mapping[str, Any]) -> Fraction | None:
    """Return what part of the question an answer has right; None where that is a judge's to say."""
    if isinstance(given.get("right"), bool):
        return Fraction(int(given["right"]))
    if state.question is None:
        return None
    marked = state.question.marked(given.get("response"))
    return None if marked.verdict is Marked.TO_MARK else Fraction(marked.points, 100_00)


def _members(state: State, rules: Round, present: Mapping[str, Player]) -> dict[str, list[str]]:
    """Return for whose total each player answers: the own team's, or as audience, where the sheet says so, the unit's."""
    found: dict[str, list[str]] = defaultdict(list)
    units: dict[str, str] = {}
    if rules.kind is Kind.AUDIENCE and rules.phone.branch_best:
        units = {name: one.id for one in state.contestants.values() for name in (one.unit, one.name) if name}
    for id, player in present.items():
        team = player.team if rules.kind is Kind.ALL_ANSWER else units.get(player.unit)
        if team in state.contestants and not state.setup.individual:
            found[team or ""].append(id)
    return dict(found)


def _to_team(state: State, rules: Round, team: str, ids: Sequence[str], results: Mapping[str, Any]) -> int:
    """Return what the question is to a team: its members' points as the sheet joins them."""
    amounts = [results.get(id, {}).get("points", 0) for id in ids]
    return kept_above(state, rules, team, to_team(rules, amounts))


def _closed(state: State, log: Logged) -> State:
    data: Any = log.data
    asked = state.asked
    if asked is None:
        return state
    board = Board(data["board"])
    graded = {
        id: Graded(
            Verdict(one["verdict"]),
            one["points"],
            one["ms"],
            one.get("response"),
            bool(one.get("unmarked")),
        )
        for id, one in data["results"].items()
    }
    entries = [
        Entry(log.n, id, one.points, "phone", board, asked.round, asked.number, one.verdict, data["value"])
        for id, one in graded.items()
    ]
    entries += [
        Entry(log.n, team, points, "members", Board.MAIN, asked.round, asked.number, value=data["value"])
        for team, points in data["teams"].items()
    ]
    streaks = {**state.streaks, **dict.fromkeys(data["silent"], 0)}
    for id, one in graded.items():
        if one.unmarked:  # neither goes on nor is broken off
            continue
        streaks[id] = streaks.get(id, 0) + 1 if one.verdict is Verdict.RIGHT else 0
    state = replace(state.credited(*entries), streaks=streaks)
    return state.asking(phase=Phase.CLOSED, graded=graded, ends_at=None)


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {"close": _close}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {"closed": _closed}
