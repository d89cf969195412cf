"""The referee: adjust, mark, overrule. Corrections are new entries; what was drawn or paired since stays as played."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ...core.i18n import N_
from . import finding
from .events import Command, Event, Logged, Refused
from .judged import holding, is_cancelled, is_mark, logged, mark_verdict, streak, streaks, verdict_now
from .lobby import player_of
from .scoring import amount_of, board_of, effect_of, kept_above, phone_effect, phone_points, to_team
from .sheet import FULL, Kind, Round, Verdict
from .state import Board, Entry, Phase, State

Change = list[Any]  # board, to, amount


def _adjust(state: State, command: Command, now: int) -> list[Event]:
    to = finding.contestant(state, command.get("to")).id
    points = amount_of(command.get("points"))
    if not points:
        raise Refused(N_("请写明加减多少分。"), code="bad_points")
    kept = kept_above(state, None, to, points)
    data = {"to": to, "points": kept, "reason": finding.text_of(command, "reason")}
    return [Event("adjusted", data)]


def _mark(state: State, command: Command, now: int) -> list[Event]:
    """The judges' mark for an open answer."""
    _, rules, _ = finding.playing(state)
    asked = finding.asked(state)
    if asked.phase is Phase.VOID:
        raise Refused(N_("这道题已作废。"), code="question_void")
    if state.everyone and asked.under_way:
        raise Refused(N_("大家都在作答，请用“收题”。"), code="everyone")
    to = finding.contestant(state, command.get("to") or asked.answerer or asked.to).id
    points = kept_above(state, rules, to, amount_of(command.get("points")), board_of(state))
    if any(one.kind == "marked" and _marks(one, asked.number, to) for one in holding(state)):
        raise Refused(N_("已经给过分，请用改判或调整分数。"), code="already_marked")
    return [Event("marked", {"number": asked.number, "to": to, "points": points, "value": asked.value})]


def _marks(log: Logged, number: int, to: str) -> bool:
    return bool(log.data["number"] == number and log.data["to"] == to)


def _overrule(state: State, command: Command, now: int) -> list[Event]:
    target = logged(state, command.get("of"))
    verdict = command.get("verdict")
    if verdict not in list(Verdict):
        raise Refused(N_("没有这种判定。"), code="bad_verdict")
    reason = finding.text_of(command, "reason")
    if target.kind not in ("answered", "closed"):
        raise Refused(N_("这一步不是判定，不能改判。"), code="not_a_verdict")
    if is_cancelled(state, target):
        raise Refused(N_("这道题后来作废或重新开放了，原来的判定已不算。"), code="cancelled")
    if target.kind == "answered":
        to, changes = _spoken_changes(state, target, Verdict(verdict))
    else:
        to = player_of(state, command.get("player") or command.get("to")).id
        if any(is_mark(one, target, to) for one in holding(state)):
            raise Refused(N_("评委已经给过分，请用“加减分”。"), code="already_marked")
        changes = _phone_changes(state, target, to, Verdict(verdict))
    was = verdict_now(state, target, to)
    if was == verdict:
        return []
    data = {
        "of": target.n,
        "number": target.data.get("number"),
        "to": to,
        "was": was,
        "verdict": verdict,
        "changes": [one for one in changes if one[2]],
        "reason": reason,
    }
    return [Event("overruled", data)]


def _paid(state: State, n: int, to: str, board: Board) -> int:
    return sum(
        one.amount
        for one in state.entries
        if n in (one.n, one.corrects) and (one.to, one.board) == (to, board)
    )


def _rules_of(state: State, n: int) -> tuple[Round, Board, int]:
    """Return the rules by which event `n` was judged, its board and the question's value."""
    entry = next((one for one in state.entries if one.n == n), None)
    rules = state.rules_of(entry.round) if entry else None
    if entry is None or rules is None:
        raise Refused(N_("这道题没有人作答。"), code="no_answer")
    return rules, entry.board, entry.value


def _spoken_changes(state: State, target: Logged, verdict: Verdict) -> tuple[str, list[Change]]:
    data: Any = target.data
    rules, board, value = _rules_of(state, target.n)
    if rules.kind is Kind.PLAYOFF and not _of_this_round(state, target):
        raise Refused(N_("加赛已经结束，请用“裁定名次”。"), code="playoff_over")
    to, author = data["to"], data.get("author")
    wanted = {to: effect_of(rules, verdict).of(value)}
    if author:  # the value goes to the one who was named, or for a miss to who named it
        right = verdict is Verdict.RIGHT
        wanted = {to: wanted[to] if right else 0, author: 0 if right else FULL.of(value)}
    changes = []
    for one, pays in wanted.items():
        paid = _paid(state, target.n, one, board)
        changes.append([str(board), one, kept_above(state, rules, one, pays - paid, board)])
    return to, changes


def _of_this_round(state: State, target: Logged) -> bool:
    """Say whether the round (in an arena: the duel) under way still counts with this verdict."""
    arena = state.rules is not None and state.rules.kind is Kind.ARENA
    starts = ("round_started", "paired") if arena else ("round_started",)
    last = max((one.n for one in holding(state) if one.kind in starts), default=0)
    return state.round is not None and target.n > last


def _phone_changes(state: State, target: Logged, player: str, verdict: Verdict) -> list[Change]:
    data: Any = target.data
    mine = data["results"].get(player)
    if mine is None:
        raise Refused(N_("这位参加者没有作答这道题。"), code="no_answer")
    rules, board, value = _rules_of(state, target.n)
    if verdict is Verdict.RIGHT:
        row = streak(state, player, target.n) + 1
        new = phone_points(rules.phone, value, Fraction(1), mine["ms"], data["limit"], row)
    else:
        new = phone_effect(rules, verdict).of(value)
    paid = _paid(state, target.n, player, board)
    more = kept_above(state, rules, player, new - paid, board)
    changes: list[Change] = [[str(board), player, more]]
    for team, members in data["members"].items():
        if player in members:
            amounts = [paid + more if id == player else _paid(state, target.n, id, board) for id in members]
            was = _paid(state, target.n, team, Board.MAIN)
            more_to_team = kept_above(state, rules, team, to_team(rules, amounts) - was)
            changes.append([str(Board.MAIN), team, more_to_team])
    return changes


def credited(
    state: State, log: Logged, why: str, where: tuple[str, int | None], corrects: int | None
) -> State:
    """Return the state with a correction's changes as entries."""
    round_key, question = where
    return state.credited(
        *(
            Entry(
                log.n,
                to,
                amount,
                why,
                Board(board),
                round_key,
                question,
                corrects=corrects,
                reason=log.data.get("reason", ""),
                by=log.by,
            )
            for board, to, amount in log.data["changes"]
        )
    )


def _adjusted(state: State, log: Logged) -> State:
    data: Any = log.data
    return state.credited(
        Entry(log.n, data["to"], data["points"], "adjust", reason=data["reason"], by=log.by)
    )


def _marked(state: State, log: Logged) -> State:
    data: Any = log.data
    asked = state.asked
    if asked is None:
        return state
    entry = Entry(
        log.n,
        data["to"],
        data["points"],
        "mark",
        board_of(state),
        asked.round,
        data["number"],
        value=data["value"],
        by=log.by,
    )
    state = state.credited(entry)
    if asked.under_way:
        return state.asking(phase=Phase.CLOSED, ends_at=None)
    mine = asked.graded.get(data["to"])
    if mine is None or not mine.unmarked:
        return state
    said = replace(mine, verdict=mark_verdict(log), points=data["points"], unmarked=False)
    state = state.asking(graded={**asked.graded, data["to"]: said})
    return replace(state, streaks=streaks(state))


def _overruled(state: State, log: Logged) -> State:
    data: Any = log.data
    corrected = next(one for one in state.entries if one.n == data["of"])
    state = credited(state, log, "overrule", (corrected.round, corrected.question), data["of"])
    target = next(one for one in state.history if one.n == data["of"])
    if target.kind == "closed":
        state = replace(state, streaks=streaks(state))
    elif _of_this_round(state, target):
        state = _recounted(state, data)
    return _shown(state, data)


def _recounted(state: State, data: Mapping[str, Any]) -> State:
    """Bring what the round counts in line with a verdict that was changed."""
    played, to = state.round, data["to"]
    if played is None:
        return state
    was, now = data["was"] == Verdict.RIGHT, data["verdict"] == Verdict.RIGHT
    rights = {**played.rights, to: played.rights.get(to, 0) + now - was}
    wrongs = {**played.wrongs, to: played.wrongs.get(to, 0) + was - now}
    state = state.playing(rights=rights, wrongs=wrongs)
    if not played.playoff or played.most is not None or was == now:
        return state
    tie = state.setup.sheet.tie
    stays = now or (tie is not None and tie.mode == "sudden_death")
    return state.playing(
        won=(*played.won, to) if now else tuple(one for one in played.won if one != to),
        shut_out=played.shut_out | {to} if stays else played.shut_out - {to},
    )


def _shown(state: State, data: Mapping[str, Any]) -> State:
    """Let the question on show carry the verdict as it stands now."""
    asked, to, verdict = state.asked, data["to"], Verdict(data["verdict"])
    if asked is None or asked.number != data["number"]:
        return state
    more = sum(amount for _, whose, amount in data["changes"] if whose == to)
    given = tuple(
        replace(one, verdict=verdict, points=one.points + more) if one.n == data["of"] else one
        for one in asked.given
    )
    graded = dict(asked.graded)
    if to in graded:
        points = graded[to].points + more
        graded[to] = replace(graded[to], verdict=verdict, points=points, unmarked=False)
    return state.asking(given=given, graded=graded)


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {
    "adjust": _adjust,
    "mark": _mark,
    "overrule": _overrule,
}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {
    "adjusted": _adjusted,
    "marked": _marked,
    "overruled": _overruled,
}
