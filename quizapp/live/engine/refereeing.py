"""The referee: adjust, overrule, void, re-open, undo. Corrections are new entries; what was drawn stays as played."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from ...core.i18n import N_
from . import finding
from .events import Command, Event, Logged, Refused
from .lobby import player_of
from .scoring import amount_of, effect_of, phone_points, team_points
from .sheet import EVERYONE, Kind, Verdict
from .state import Board, Entry, Phase, State

#: Steps that `undo` never takes back: people, the clock and what the screen shows have steps of their own for it.
NOT_UNDONE = frozenset(
    {
        "joined",
        "admitted",
        "removed",
        "renamed",
        "moved",
        "locked",
        "paused",
        "resumed",
        "extended",
        "frozen",
        "scene",
        "undone",
    }
)
#: Steps that stand for themselves and may be taken back out of turn.
ALONE = frozenset({"adjusted", "overruled", "marked", "tie_decided"})

Change = list[Any]  # board, to, amount


def _adjust(state: State, command: Command, now: int) -> list[Event]:
    to = finding.contestant(state, command.get("to")).id
    points = amount_of(command.get("points"))
    if not points:
        raise Refused(N_("请写明加减多少分。"), code="bad_points")
    return [Event("adjusted", {"to": to, "points": points, "reason": finding.text_of(command, "reason")})]


def _overrule(state: State, command: Command, now: int) -> list[Event]:
    target = logged(state, command.get("of"))
    verdict = command.get("verdict")
    if verdict not in list(Verdict):
        raise Refused(N_("没有这种判定。"), code="bad_verdict")
    reason = finding.text_of(command, "reason")
    if target.kind == "answered":
        to, was, changes = _spoken_changes(state, target, Verdict(verdict))
    elif target.kind == "closed":
        player = player_of(state, command.get("player") or command.get("to")).id
        to, was, changes = _phone_changes(state, target, player, Verdict(verdict))
    else:
        raise Refused(N_("这一步不是判定，不能改判。"), code="not_a_verdict")
    data = {"of": target.n, "to": to, "was": was, "verdict": verdict, "changes": changes, "reason": reason}
    return [Event("overruled", data)]


def logged(state: State, n: Any) -> Logged:
    """Return the event of this number that still holds."""
    if isinstance(n, str) and n.isdecimal():
        n = int(n)
    found = next((one for one in state.history if one.n == n and one.n not in state.undone), None)
    if found is None:
        raise Refused(N_("记录里没有这一步。"), code="no_such_event")
    return found


def verdict_now(state: State, target: Logged, to: str) -> str | None:
    """Return how `to` stands in a judged event after all overrulings that hold."""
    verdict: str | None = target.data.get("verdict")
    if target.kind == "closed":
        verdict = target.data["results"].get(to, {}).get("verdict")
    for one in state.history:
        if one.kind == "overruled" and one.data["of"] == target.n and one.data["to"] == to:
            verdict = verdict if one.n in state.undone else one.data["verdict"]
    return verdict


def _paid(state: State, n: int, to: str, board: Board) -> int:
    return sum(
        one.amount
        for one in state.entries
        if n in (one.n, one.corrects) and (one.to, one.board) == (to, board)
    )


def _spoken_changes(state: State, target: Logged, verdict: Verdict) -> tuple[str, str | None, list[Change]]:
    data: Any = target.data
    entry = next(one for one in state.entries if one.n == target.n and one.to == data["to"])
    rules = state.rules_of(entry.round)
    if rules is None:
        raise Refused(N_("规程里没有这个环节。"), code="no_such_round")
    if rules.kind is Kind.PLAYOFF and (state.round is None or not state.round.playoff):
        raise Refused(N_("加赛已经结束，请用“裁定名次”。"), code="playoff_over")
    to, author = data["to"], data.get("author") or _author(state, data)
    pays = effect_of(rules, verdict).of(entry.value)
    wanted = {to: pays}
    if author:
        wanted = {to: pays, author: 0} if verdict is Verdict.RIGHT else {to: 0, author: pays}
    board = entry.board
    changes = [[str(board), one, new - _paid(state, target.n, one, board)] for one, new in wanted.items()]
    return to, verdict_now(state, target, to), [one for one in changes if one[2]]


def _author(state: State, data: Any) -> str | None:
    asked = state.asked
    named = asked and asked.author and asked.number == data.get("number") and state.rules
    return asked.author if named and state.rules and state.rules.kind is Kind.RISK and asked else None


def _phone_changes(
    state: State, target: Logged, player: str, verdict: Verdict
) -> tuple[str, str | None, list[Change]]:
    data: Any = target.data
    mine = data["results"].get(player)
    entry = next((one for one in state.entries if one.n == target.n), None)
    rules = state.rules_of(entry.round) if entry else None
    if mine is None or rules is None:
        raise Refused(N_("这位参加者没有作答这道题。"), code="no_answer")
    board = Board(data["board"])
    if verdict is Verdict.RIGHT:
        limit = next(
            (
                one.data["limit"]
                for one in state.history
                if one.data.get("number") == data["number"] and one.kind == "asked"
            ),
            None,
        )
        new = phone_points(rules.phone, data["value"], Fraction(1), mine["ms"], limit, 1)
    else:
        new = effect_of(rules, verdict).of(data["value"])
    delta = new - _paid(state, target.n, player, board)
    changes: list[Change] = [[str(board), player, delta]] if delta else []
    team = state.players[player].team
    if team and team in data["teams"]:
        amounts = [
            new if id == player else _paid(state, target.n, id, board)
            for id in (*data["results"], *(one for one in data["silent"] if one not in data["results"]))
            if state.players[id].team == team
        ]
        shift = team_points(rules.phone, amounts) - _paid(state, target.n, team, Board.MAIN)
        changes += [[str(Board.MAIN), team, shift]] if shift else []
    return player, verdict_now(state, target, player), changes


def _void(state: State, command: Command, now: int) -> list[Event]:
    _, rules, _ = finding.playing(state)
    asked = finding.asked(state)
    if asked.phase is Phase.VOID:
        return []
    data = {
        "number": asked.number,
        "reason": finding.text_of(command, "reason"),
        "changes": _taken_back(state, asked.number),
        "replaced": rules.void_replaced is True,
    }
    return [Event("voided", data)]


def _reopen(state: State, command: Command, now: int) -> list[Event]:
    """Take the answering up again: what was judged on this question is taken back, and the clock runs anew."""
    _, rules, _ = finding.playing(state)
    finding.unpaused(state)
    asked = finding.asked(state)
    if asked.phase is not Phase.CLOSED:
        raise Refused(N_("只有已关闭、还没公布答案的题可以重新开放。"), code="cannot_reopen")
    if asked.to is None and not asked.audience and rules.kind not in EVERYONE and not asked.given:
        phase = Phase.OPEN
    else:
        phase = Phase.OPEN if rules.kind in EVERYONE or asked.audience else Phase.ANSWERING
    limit = finding.ms_of(command.get("seconds")) if command.get("seconds") is not None else asked.limit
    return [
        Event(
            "reopened",
            {
                "number": asked.number,
                "phase": str(phase),
                "limit": limit,
                "changes": _taken_back(state, asked.number),
            },
        )
    ]


def _taken_back(state: State, number: int) -> list[Change]:
    """Return what undoes all that was earned on a question; fouls stay, they were acts, not answers."""
    sums: dict[tuple[Board, str], int] = defaultdict(int)
    for entry in state.entries:
        if entry.question == number and entry.why != "early":
            sums[entry.board, entry.to] += entry.amount
    return [[str(board), to, -amount] for (board, to), amount in sums.items() if amount]


def _undo(state: State, command: Command, now: int) -> list[Event]:
    group = undoable(state, command.get("of"))
    return [Event("undone", {"of": [one.n for one in group], "kind": group[0].kind})]


def undoable(state: State, of: Any = None) -> Sequence[Logged]:
    """Return the events that an undo would take back: the last step, or the one that contains event `of`."""
    holding = [one for one in state.history if one.n not in state.undone and one.kind not in NOT_UNDONE]
    if not holding:
        raise Refused(N_("没有可以撤销的步骤。"), code="nothing_to_undo")
    last = holding[-1].group
    if of is None:
        return [one for one in holding if one.group == last]
    target = logged(state, of)
    group = [one for one in holding if one.group == target.group]
    if not group:
        raise Refused(N_("这一步不能撤销。"), code="cannot_undo")
    if target.group != last and not _stands_alone(state, group):
        raise Refused(N_("后面的步骤依赖它，请先撤销后面的，或者改判、调整分数。"), code="undo_order")
    return group


def _stands_alone(state: State, group: Iterable[Logged]) -> bool:
    """Say whether nothing later was built on these events: corrections, or verdicts of a question that is over."""
    corrected = {
        one.data["of"] for one in state.history if one.kind == "overruled" and one.n not in state.undone
    }
    for one in group:
        over = state.asked is not None and one.data.get("number") not in (None, state.asked.number)
        judged = one.kind == "answered" and over and one.data["then"] == "closed" and "exit" not in one.data
        if one.n in corrected or not (one.kind in ALONE or judged):
            return False
    return True


def _changed(state: State, log: Logged, why: str, corrects: int | None = None) -> State:
    asked_round, question = _where(state, log, corrects)
    return state.credited(
        *(
            Entry(
                log.n,
                to,
                amount,
                why,
                Board(board),
                asked_round,
                question,
                corrects=corrects,
                reason=log.data.get("reason", ""),
                by=log.by,
            )
            for board, to, amount in log.data["changes"]
        )
    )


def _where(state: State, log: Logged, corrects: int | None) -> tuple[str, int | None]:
    if corrects is not None:
        found = next((one for one in state.entries if one.n == corrects), None)
        return (found.round, found.question) if found else ("", None)
    return (state.asked.round, state.asked.number) if state.asked else ("", None)


def _adjusted(state: State, log: Logged) -> State:
    data: Any = log.data
    return state.credited(
        Entry(log.n, data["to"], data["points"], "adjust", reason=data["reason"], by=log.by)
    )


def _overruled(state: State, log: Logged) -> State:
    state = _changed(state, log, "overrule", log.data["of"])
    played = state.round
    if played is None or not played.playoff or log.data["to"] not in played.playoff:
        return state
    to, was, now = log.data["to"], log.data["was"] == Verdict.RIGHT, log.data["verdict"] == Verdict.RIGHT
    rights = {**played.rights, to: played.rights.get(to, 0) + now - was}
    wrongs = {**played.wrongs, to: played.wrongs.get(to, 0) + was - now}
    return state.playing(rights=rights, wrongs=wrongs)


def _voided(state: State, log: Logged) -> State:
    asked, played = state.asked, state.round
    state = _changed(state, log, "void")
    if asked is None or played is None:
        return state
    state = _uncounted(state)
    if log.data["replaced"]:
        turns = dict(played.turns)
        if asked.to is not None:
            turns[asked.to] = max(turns.get(asked.to, 0) - 1, 0)
        state = state.playing(asked=max(played.asked - 1, 0), turns=turns)
    return state.asking(phase=Phase.VOID, reason=log.data["reason"], ends_at=None)


def _uncounted(state: State) -> State:
    """Take the question's verdicts out of what the round counts."""
    asked, played = state.asked, state.round
    if asked is None or played is None:
        return state
    rights, wrongs = dict(played.rights), dict(played.wrongs)
    for one in asked.given:
        count = rights if one.verdict is Verdict.RIGHT else wrongs
        count[one.to] = count.get(one.to, 0) - 1
    return state.playing(rights=rights, wrongs=wrongs)


def _reopened(state: State, log: Logged) -> State:
    data: Any = log.data
    state = _uncounted(_changed(state, log, "reopen"))
    asked = state.asked
    if asked is None:
        return state
    phase = Phase(data["phase"])
    last = asked.given[-1].to if asked.given else asked.to
    ends = (
        None
        if data["limit"] is None or (phase is Phase.OPEN and not state.everyone)
        else log.at + data["limit"]
    )
    return state.asking(
        phase=phase,
        answerer=last if phase is Phase.ANSWERING else None,
        given=(),
        graded={},
        reason="",
        opened_at=asked.opened_at if state.everyone and asked.opened_at else log.at,
        limit=data["limit"],
        ends_at=ends,
    )


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {
    "adjust": _adjust,
    "overrule": _overrule,
    "void": _void,
    "reopen": _reopen,
    "undo": _undo,
}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {
    "adjusted": _adjusted,
    "overruled": _overruled,
    "voided": _voided,
    "reopened": _reopened,
}
