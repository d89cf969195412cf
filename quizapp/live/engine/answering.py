"""Pressing, answering and judging by one contestant at a time; helps; time that runs out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from hashlib import blake2b
from typing import Any

from ...bank.marking import Verdict as Marked
from ...core.i18n import N_
from . import finding
from .clocking import is_late, started
from .events import Command, Event, Logged, Refused
from .rounds import WAYS
from .scoring import amount_of, earned, kept_above
from .sheet import PRESSED, Help, Kind, Round, Verdict
from .state import Asked, Board, Entry, Given, Phase, Press, State


def _buzz(state: State, command: Command, now: int) -> list[Event]:
    played, rules, _ = finding.playing(state)
    finding.unpaused(state)
    if rules.kind not in PRESSED:
        raise Refused(N_("这个环节不抢答。"), code="no_buzz")
    asked = finding.under_way(state)
    if command.get("question") not in (None, asked.number, str(asked.number), f"q{asked.number}"):
        raise Refused(N_("这道题已经过去。"), code="other_question")
    to = finding.contestant(state, command.get("by")).id
    if played.playoff and to not in played.playoff:
        raise Refused(N_("只有并列的队参加加赛。"), code="not_in_playoff")
    if to in played.shut_out:
        raise Refused(N_("这一队已不能参加本轮。"), code="shut_out")
    if to in asked.out:
        raise Refused(N_("这一队不能再抢这道题。"), code="out_of_question")
    if asked.phase is Phase.ANSWERING or asked.audience:
        raise Refused(N_("已有队先抢到。"), code="too_late")
    early = asked.phase is Phase.READING and rules.buzz.open != "during_read"
    data: dict[str, Any] = {
        "number": asked.number,
        "to": to,
        "early": early,
        "after": None if asked.opened_at is None else now - asked.opened_at,
        **{
            name: command.get(name) for name in ("player", "rtt", "reaction") if command.get(name) is not None
        },
    }
    return [Event("pressed", data | _early(state, rules, asked, to) if early else data)]


def _early(state: State, rules: Round, asked: Asked, to: str) -> dict[str, Any]:
    """Return what an early press costs and whether the question goes on."""
    early = rules.buzz.early
    nth = (state.round.fouls.get(to, 0) if state.round else 0) + 1
    foul = next((one for one in rules.buzz.fouls if one.nth == nth), None)
    points = early.points if foul is None or foul.points is None else foul.points
    out_of_round = early.exclude == "round" or bool(foul and foul.exclude_from_round)
    void = early.question in ("void", "void_no_replacement")
    return {
        "points": kept_above(state, rules, to, points),
        "out": early.exclude is not None or rules.buzz.fouler_may_press is not True,
        "shut_out": out_of_round,
        "question": "void" if void else "continue",
        "replaced": early.question != "void_no_replacement" and rules.void_replaced is True,
    }


def _press_for(state: State, command: Command, now: int) -> list[Event]:
    """Press for a seat that has no phone; the log says who did it."""
    seat = command.get("seat") or command.get("by")
    return _buzz(state, Command("buzz", {**command.fields, "by": seat}, command.by), now)


def verdict_event(state: State, rules: Round, to: str, verdict: Verdict, value: int, **more: Any) -> Event:
    """Return the event of a verdict: what it earns, who else it touches, and what follows."""
    asked = state.asked
    points = earned(state, rules, verdict, value, to)
    data: dict[str, Any] = {"to": to, "verdict": str(verdict), "value": value, "points": points}
    if asked is not None and asked.round == rules.key and asked.under_way:
        data["number"] = asked.number
        author = asked.author if rules.kind is Kind.RISK else None
        if author and verdict is not Verdict.RIGHT:  # R21: a miss of the named one costs who named it
            data |= {
                "points": 0,
                "author": author,
                "author_points": earned(state, rules, verdict, value, author),
            }
        data |= WAYS[rules.kind].follows(state, rules, asked, to, verdict)
    else:
        data["then"] = "closed"
    return Event("answered", data | more)


def _answer(state: State, command: Command, now: int) -> list[Event]:
    _, rules, _ = finding.playing(state)
    asked = finding.under_way(state)
    if state.everyone:
        raise Refused(N_("同答题的答案由选手在自己的手机上提交。"), code="everyone")
    given = command.get("question")
    if given not in (None, asked.number, str(asked.number), f"q{asked.number}"):
        raise Refused(N_("这道题已经过去。"), code="other_question")
    finding.unpaused(state)
    if asked.phase is Phase.CHOOSING:
        raise Refused(N_("还没有选分值。"), code="value_missing")
    if asked.answerer is None:
        raise Refused(N_("还没有队抢到，不能作答。"), code="nobody_pressed")
    to = finding.contestant(state, command.get("by") or asked.answerer).id
    if to != asked.answerer:
        raise Refused(N_("还没轮到这一队。"), code="not_your_turn")
    named = command.get("verdict")
    if named is None and is_late(state, asked, now):
        raise Refused(N_("时间已到，这个答案不算。"), code="late")
    verdict = verdict_of(state, command)
    extra = {"response": command.get("response")} if command.get("response") is not None else {}
    return [verdict_event(state, rules, to, verdict, asked.value, **extra)]


def verdict_of(state: State, command: Command) -> Verdict:
    """Return the verdict that a command gives or that its response comes to."""
    named, right, response = command.get("verdict"), command.get("right"), command.get("response")
    if named is not None:
        if named not in list(Verdict):
            raise Refused(N_("没有这种判定。"), code="bad_verdict")
        return Verdict(named)
    if isinstance(right, bool):
        return Verdict.RIGHT if right else Verdict.WRONG
    if response is not None and state.question is not None:
        marked = state.question.marked(response)
        if marked.verdict is Marked.TO_MARK:
            raise Refused(N_("这道题要由评委判定。"), code="to_judge")
        return verdict_for(Fraction(marked.points, 100_00))
    raise Refused(N_("请说明对错。"), code="verdict_missing")


def verdict_for(share: Fraction) -> Verdict:
    """Return the verdict for the part of a question that is right."""
    if share == 1:
        return Verdict.RIGHT
    return Verdict.INCOMPLETE if share else Verdict.WRONG


def timeout(state: State, command: Command, now: int) -> list[Event]:
    """The time is up: the one who answers is late, buzzers close, a run ends."""
    _, rules, way = finding.playing(state)
    asked = finding.asked(state)
    if not asked.under_way:
        late = any(one.verdict is Verdict.LATE for one in asked.given)
        if late or asked.reason == "silence":
            return []
        raise Refused(N_("这道题已经结束。"), code="question_closed")
    finding.unpaused(state)
    if rules.kind in (Kind.SPEED, Kind.RELAY):
        return [Event("run_ended", {"number": asked.number})]
    if asked.phase is Phase.CHOOSING and asked.to is not None:
        return [verdict_event(state, rules, asked.to, Verdict.DECLINED, 0)]
    if asked.answerer is not None:
        return [verdict_event(state, rules, asked.answerer, Verdict.LATE, asked.value)]
    return [Event("silent", {"number": asked.number, **way.silence(state, rules, asked)})]


def _use_help(state: State, command: Command, now: int) -> list[Event]:
    played, rules, _ = finding.playing(state)
    finding.unpaused(state)
    asked = finding.under_way(state)
    by = finding.contestant(state, command.get("by")).id
    if by != asked.answerer:
        raise Refused(N_("还没轮到这一队。"), code="not_your_turn")
    name = command.get("help") or (rules.helps[0].name if rules.helps else None)
    found = next((one for one in rules.helps if one.name == name), None)
    if found is None:
        raise Refused(N_("规程里没有这种求助。"), code="no_such_help")
    scope = {"round": played.key, "duel": f"{played.key}/{len(played.pairs)}"}.get(found.per, "")
    key = f"{by}/{found.name}/{scope}"
    if state.helps.get(key, 0) >= found.times:
        raise Refused(N_("求助机会已经用完。"), code="help_used")
    if is_late(state, asked, now):
        raise Refused(N_("时间已到，不能再求助。"), code="late")
    return [Event("helped", {"by": by, "help": found.name, "key": key, **_help_does(state, asked, found)})]


def _help_does(state: State, asked: Asked, found: Help) -> dict[str, Any]:
    if found.name == "skip":
        return {"then": "closed"}
    if found.name == "remove":
        return {"gone": _wrong_options(state, asked), "restart": found.restarts_clock}
    return {"restart": found.restarts_clock}


def _wrong_options(state: State, asked: Asked) -> list[str]:
    """Return half of the wrong options, drawn by lot: the same ones for everybody."""
    question = state.question
    if question is None or not question.options:
        raise Refused(N_("这道题没有可去掉的选项。"), code="no_options")
    wrong = [id for id, letter in question.options if letter not in question.item.key_letters]
    drawn = sorted(
        wrong, key=lambda one: blake2b(f"{state.setup.seed}/{asked.number}/{one}".encode()).digest()
    )
    return drawn[: max(len(wrong) - 1, 1) if len(wrong) < 3 else len(wrong) // 2 + len(wrong) % 2]


def _mark(state: State, command: Command, now: int) -> list[Event]:
    """The judges' mark for an open answer."""
    _, _rules, _ = finding.playing(state)
    asked = finding.asked(state)
    if asked.phase is Phase.VOID:
        raise Refused(N_("这道题已作废。"), code="question_void")
    to = finding.contestant(state, command.get("to") or asked.answerer or asked.to).id
    points = amount_of(command.get("points"))
    if any(one.why == "mark" and (one.to, one.question) == (to, asked.number) for one in state.entries):
        raise Refused(N_("已经给过分，请用改判或调整分数。"), code="already_marked")
    return [Event("marked", {"number": asked.number, "to": to, "points": points, "value": asked.value})]


def _pressed(state: State, log: Logged) -> State:
    data: Any = log.data
    asked, rules = state.asked, state.rules
    if asked is None or rules is None or state.round is None:
        return state
    press = Press(
        data["to"],
        log.at,
        data["after"],
        data["early"],
        data.get("player", ""),
        data.get("rtt"),
        data.get("reaction"),
    )
    asked = replace(asked, presses=(*asked.presses, press))
    if not data["early"]:
        named = state.setup.manual_clock and rules.clock.starts in ("named", "host_go", "after_read")
        asked = replace(asked, phase=Phase.ANSWERING, answerer=press.to, opened_at=log.at, ends_at=None)
        return replace(state, asked=asked if named else started(asked, log.at))
    return _fouled(replace(state, asked=asked), log, rules)


def _fouled(state: State, log: Logged, rules: Round) -> State:
    data: Any = log.data
    played, asked = state.round, state.asked
    if played is None or asked is None:
        return state
    to = data["to"]
    state = state.playing(
        fouls={**played.fouls, to: played.fouls.get(to, 0) + 1},
        shut_out=played.shut_out | {to} if data["shut_out"] else played.shut_out,
        asked=played.asked - (1 if data["question"] == "void" and data.get("replaced") else 0),
    )
    out = asked.out | {to} if data["out"] else asked.out
    state = state.asking(
        out=out, **({"phase": Phase.VOID, "reason": "early"} if data["question"] == "void" else {})
    )
    if not data["points"]:
        return state
    return state.credited(
        Entry(log.n, to, data["points"], "early", _board(state), rules.key, asked.number, by=log.by)
    )


def _board(state: State) -> Board:
    tie = state.setup.sheet.tie
    if state.round and state.round.playoff and not (tie and tie.scored):
        return Board.TIE
    return Board.MAIN


def _answered(state: State, log: Logged) -> State:
    data: Any = log.data
    asked, played = state.asked, state.round
    if asked is None or played is None:
        return state
    to, verdict, points = data["to"], Verdict(data["verdict"]), data["points"]
    given = Given(log.n, to, verdict, points, data.get("author"))
    entries = [
        Entry(
            log.n,
            to,
            points,
            "verdict",
            _board(state),
            asked.round,
            asked.number,
            verdict,
            data["value"],
            by=log.by,
        )
    ]
    if data.get("author") and data["author_points"]:
        entries.append(
            Entry(
                log.n,
                data["author"],
                data["author_points"],
                "named",
                _board(state),
                asked.round,
                asked.number,
                verdict,
                data["value"],
                by=log.by,
            )
        )
    state = state.credited(*entries).asking(given=(*asked.given, given))
    count = played.rights if verdict is Verdict.RIGHT else played.wrongs
    count = {**count, to: count.get(to, 0) + 1}
    state = state.playing(**({"rights": count} if verdict is Verdict.RIGHT else {"wrongs": count}))
    return _followed(_kept(state, data), log)


def _kept(state: State, data: Any) -> State:
    """Keep what the round's kind wants kept of a verdict."""
    played = state.round
    if played is None:
        return state
    to = data["to"]
    if data.get("done"):
        state = state.playing(done=played.done | {to})
    if data.get("shut_out"):
        state = state.playing(shut_out=played.shut_out | {to})
    if data.get("exit"):
        state = replace(state, exits=(*state.exits, data["exit"])).playing(champion=data.get("champion"))
    return state


def _followed(state: State, log: Logged) -> State:
    data: Any = log.data
    then = data["then"]
    if then == "next":
        return state.asking(seat=data.get("seat", state.asked.seat if state.asked else None))
    if then == "open":
        return state.asking(
            phase=Phase.OPEN,
            answerer=None,
            out=(state.asked.out if state.asked else frozenset()) | {data["to"]},
            opened_at=log.at,
            ends_at=None,
        )
    if then == "audience" and state.asked:
        opened = replace(state.asked, phase=Phase.OPEN, answerer=None, audience=True)
        return replace(state, asked=started(opened, log.at))
    return state.asking(phase=Phase.CLOSED, ends_at=None)


def _silent(state: State, log: Logged) -> State:
    return _followed(state.asking(reason="silence"), log)


def _helped(state: State, log: Logged) -> State:
    data: Any = log.data
    state = replace(state, helps={**state.helps, data["key"]: state.helps.get(data["key"], 0) + 1})
    if data.get("then") == "closed":
        return state.asking(phase=Phase.CLOSED, ends_at=None)
    if state.asked and data.get("gone"):
        state = state.asking(gone=(*state.asked.gone, *data["gone"]))
    if state.asked and data.get("restart"):
        state = replace(state, asked=started(state.asked, log.at))
    return state


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
        _board(state),
        asked.round,
        data["number"],
        value=data["value"],
        by=log.by,
    )
    state = state.credited(entry)
    return state.asking(phase=Phase.CLOSED, ends_at=None) if asked.under_way else state


DECIDE: dict[str, Callable[[State, Command, int], list[Event]]] = {
    "buzz": _buzz,
    "press_for": _press_for,
    "answer": _answer,
    "timeout": timeout,
    "use_help": _use_help,
    "mark": _mark,
}
EVOLVE: dict[str, Callable[[State, Logged], State]] = {
    "pressed": _pressed,
    "answered": _answered,
    "silent": _silent,
    "run_ended": lambda state, log: state.asking(phase=Phase.CLOSED, ends_at=None),
    "helped": _helped,
    "marked": _marked,
}
