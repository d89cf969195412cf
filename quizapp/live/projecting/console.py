"""The host's part: what can be done at this moment and why not the rest, the log, who is there, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...core.errors import DomainError
from ...core.i18n import N_
from ..engine.events import Command, Logged
from ..engine.finding import playing
from ..engine.game import decide
from ..engine.sheet import PRESSED, Kind, Round
from ..engine.state import Asked, Phase, Stage, State
from ..engine.undoing import NOT_UNDONE, undoable
from .course import next_round
from .telling import Telling, current, moment, ms_of, name_of

LOG_LINES = 30


@dataclass(frozen=True, slots=True)
class _Button:
    do: str
    label: str
    fields: Mapping[str, Any]
    primary: bool = False


def buttons(state: State, now: datetime, telling: Telling) -> list[dict[str, Any]]:
    """Return what the host sees to press, with the reason where a step is not possible now."""
    return [_shown(state, one, ms_of(now), telling) for one in _offered(state)]


def _shown(state: State, button: _Button, at: int, telling: Telling) -> dict[str, Any]:
    why = _why_not(state, button, at)
    return {
        "do": button.do,
        "fields": dict(button.fields),
        "label": telling.say(button.label),
        "enabled": why is None,
        "why": "" if why is None else telling.say(why),
        "primary": button.primary and why is None,
    }


def _why_not(state: State, button: _Button, at: int) -> str | None:
    """Return the engine's own reason against a step; closing everybody's answers is not tried, it would grade them."""
    if button.do == "close":
        return None
    fields = {"reason": "-", **button.fields} if button.do == "void" else dict(button.fields)
    try:
        return None if decide(state, Command(button.do, fields), at) else N_("已经是这样了。")
    except DomainError as error:
        return error.message


def _offered(state: State) -> Iterator[_Button]:
    if state.stage is Stage.FINISHED:
        yield _Button("undo", N_("撤销上一步"), {})
        return
    yield from _course(state)
    if state.paused_at is None:
        yield _Button("pause", N_("暂停"), {})
    else:
        yield _Button("resume", N_("继续"), {}, primary=True)
    yield _Button("undo", N_("撤销上一步"), {})
    yield _Button("lock", N_("放开加入") if state.locked else N_("停止加入"), {"on": not state.locked})
    yield _Button("freeze", N_("总分解冻") if state.frozen is not None else N_("总分先不变"), {})
    over = state.round is None and bool(state.rounds_done) and next_round(state) is None
    yield _Button("finish", N_("结束竞赛"), {}, primary=over)


def _course(state: State) -> Iterator[_Button]:
    rules, asked = state.rules, current(state)
    if rules is None:
        if next_round(state):
            yield _Button("start_round", N_("开始下一环节"), {}, primary=True)
        return
    if asked is not None and asked.under_way:
        yield from _under_way(state, rules, asked)
    elif asked is not None and asked.phase is Phase.CLOSED:
        yield _Button("reveal", N_("公布答案"), {}, primary=True)
        yield _Button("reopen", N_("重新开放"), {})
        yield _Button("ask", N_("下一题"), {})
        yield _Button("void", N_("作废"), {})
    else:
        more = has_more(state)
        yield _Button("ask", N_("出题") if asked is None else N_("下一题"), {}, primary=more)
        yield _Button("end_round", N_("结束本环节"), {}, primary=not more)
        return
    yield _Button("end_round", N_("结束本环节"), {})


def _under_way(state: State, rules: Round, asked: Asked) -> Iterator[_Button]:
    if asked.phase is Phase.OPEN:
        yield _Button("close", N_("收题") if state.everyone else N_("无人抢答"), {}, primary=state.everyone)
    if asked.phase is Phase.READING and rules.kind in PRESSED:
        yield _Button("open_buzz", N_("开始抢答"), {}, primary=True)
    if asked.phase is Phase.READING and rules.kind not in PRESSED:
        yield _Button("start_clock", N_("开始计时"), {}, primary=True)
    if asked.phase is Phase.ANSWERING and asked.ends_at is None and asked.limit is not None:
        yield _Button("start_clock", N_("开始计时"), {})
    if asked.answerer is not None:
        yield _Button("answer", N_("答对"), {"right": True}, primary=asked.phase is Phase.ANSWERING)
        yield _Button("answer", N_("答错"), {"right": False})
        yield _Button("timeout", N_("超时"), {})
    if asked.phase is Phase.CHOOSING:
        yield _Button("pass", N_("放弃"), {"by": asked.to})
    yield _Button("extend", N_("加时 10 秒"), {"seconds": 10})
    yield _Button("swap", N_("换题"), {})
    yield _Button("void", N_("作废"), {})


def has_more(state: State) -> bool:
    """Say whether the round under way has another question to ask."""
    if state.round is None:
        return False
    played, rules, way = playing(state)
    if rules.count is not None and played.asked >= rules.count and rules.kind is not Kind.RISK:
        return False
    if way.by_turn and rules.kind is not Kind.ARENA and way.next_to(state, rules, played) is None:
        return False
    prepared = state.setup.rounds.get(rules.key, ())
    return not prepared or any(one not in state.shown for one in prepared)


def following(state: State) -> dict[str, Any] | None:
    """Return what comes next: the next round, or whose turn it is and the next question prepared."""
    if state.stage is Stage.FINISHED:
        return None
    if state.round is None:
        after = next_round(state)
        return {"round": after.title or after.key, "to": None, "to_name": "", "stem": ""} if after else None
    if not has_more(state):
        return None
    played, rules, way = playing(state)
    to = way.next_to(state, rules, played) if way.by_turn else None
    left = [one for one in state.setup.rounds.get(rules.key, ()) if one not in state.shown]
    shown = state.setup.questions[left[0]] if left and rules.kind is not Kind.RISK else None
    return {"round": "", "to": to, "to_name": name_of(state, to), "stem": shown.item.stem if shown else ""}


def log_lines(state: State, now: datetime, telling: Telling) -> list[dict[str, Any]]:
    """Return the last steps in words, and which of them can be taken back."""
    last = state.history[-LOG_LINES:]
    return [
        {
            "n": one.n,
            "at": moment(one.at, now),
            "text": text,
            "undoable": _can_undo(state, one),
            "undone": one.n in state.undone,
        }
        for one, text in zip(last, telling.log(state, last) or [one.kind for one in last], strict=True)
    ]


def _can_undo(state: State, log: Logged) -> bool:
    if log.n in state.undone or log.kind in NOT_UNDONE:
        return False
    try:
        return bool(undoable(state, log.n))
    except DomainError:
        return False


def people(state: State, online: frozenset[str]) -> list[dict[str, Any]]:
    """Return everybody who is in the contest, in the order of coming in."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "unit": one.unit,
            "team": one.team,
            "team_name": name_of(state, one.team),
            "seat": one.seat,
            "admitted": one.admitted,
            "member": one.member is not None,
            "online": one.id in online,
        }
        for one in state.players.values()
        if not one.removed
    ]


def reserve_left(state: State) -> int:
    """Return how many reserve questions have not been shown."""
    return sum(one not in state.shown for one in state.setup.reserve)
