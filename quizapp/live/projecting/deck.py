"""The console's deck: the next obvious step, the referee's verdicts, and everything else within reach.

A button is an act: what to do with which fields, in words, by which key, and why not where the rules forbid it.
One with `dialog` first asks for something. Verdicts name whom and what they judge, so that a press that comes a
moment too late judges nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ...core.errors import DomainError
from ...core.i18n import N_
from ..engine.events import Command
from ..engine.everyone import question_id
from ..engine.finding import playing
from ..engine.game import decide
from ..engine.scoring import earned
from ..engine.sheet import PRESSED, Kind, Verdict
from ..engine.state import Asked, Phase, Stage, State
from . import course
from .console import has_more
from .telling import Telling, amount, current, ms_of, name_of

Data = dict[str, Any]
#: Beyond so many, contestants have no button of their own and are chosen from a list.
MOST_BUTTONS = 12
#: What a dialog asks for, as it would be given: only so can the rules say whether the step is possible at all.
ASKED_FOR: dict[str, Data] = {"void": {"reason": "-"}, "mark": {"points": 1}}
VERDICTS: tuple[tuple[Verdict, str, str], ...] = (
    (Verdict.RIGHT, N_("答对"), "R"),
    (Verdict.WRONG, N_("答错"), "W"),
    (Verdict.LATE, N_("超时"), "T"),
    (Verdict.NOT_STARTED, N_("未及时开口"), ""),
    (Verdict.INCOMPLETE, N_("不完整"), ""),
    (Verdict.PROMPTED, N_("被提示"), ""),
)
HELPS = {"skip": N_("免答"), "ask": N_("求助"), "remove": N_("去掉错项")}


@dataclass(frozen=True, slots=True)
class Act:
    """A button before it is known whether the rules allow it. `label` is a source text filled by `params`."""

    do: str
    label: str
    fields: Data = field(default_factory=dict)
    key: str = ""
    tone: str = ""  # right, wrong; "": neither
    points: int | None = None
    dialog: str = ""
    twice: bool = False  # pressed twice: a stray key must not do it
    params: Data = field(default_factory=dict)


def deck(state: State, now: datetime, telling: Telling) -> Data:
    """Return the deck as JSON has it."""

    def dealt(acts: Iterable[Act]) -> list[Data]:
        return [shown(state, one, ms_of(now), telling) for one in acts]

    main = dealt(_main(state, telling))
    return {
        "main": main[0] if main else None,
        "judging": dealt(_judging(state)),
        "presses": dealt(_pressing(state)),
        "choosing": dealt(_choosing(state)),
        "helps": dealt(_helps(state)),
        "tools": dealt(_tools(state)),
        "more": dealt(_more(state)),
        "ties": dealt(_ties(state, telling)),
        **course.course(state, telling),
    }


def shown(state: State, act: Act, at: int, telling: Telling) -> Data:
    """Return a button as JSON has it, and why not where the rules forbid it."""
    why = _why_not(state, act, at)
    return {
        "do": act.do,
        "fields": act.fields,
        "label": telling.say(act.label) % act.params if act.params else telling.say(act.label),
        "key": act.key,
        "tone": act.tone,
        "points": None if act.points is None else amount(act.points),
        "dialog": act.dialog,
        "twice": act.twice,
        "enabled": why is None,
        "why": "" if why is None else telling.say(why),
    }


def _why_not(state: State, act: Act, at: int) -> str | None:
    """Return the engine's own reason; closing everybody's answers is not tried, since it would grade them."""
    if act.do in ("close", "") or (act.dialog and act.do not in ASKED_FOR and act.do != "undo"):
        return None
    try:
        happens = decide(state, Command(act.do, {**ASKED_FOR.get(act.do, {}), **act.fields}), at)
    except DomainError as error:
        return error.message
    return None if happens else N_("已经是这样了。")


def _main(state: State, telling: Telling) -> Iterator[Act]:
    """Yield the next obvious step, if there is one: what the space bar does."""
    if state.stage is Stage.FINISHED:
        return
    if state.paused_at is not None:
        yield Act("resume", N_("继续"))
    elif state.round is None:
        yield from _between_rounds(state, telling)
    elif (asked := current(state)) is None or asked.phase in (Phase.REVEALED, Phase.VOID):
        yield from _between_questions(state, telling, asked)
    else:
        yield from _in_question(state, asked)


def _between_rounds(state: State, telling: Telling) -> Iterator[Act]:
    following = course.next_round(state)
    if following is not None:
        title = telling.title(state, following.key)
        yield Act("start_round", N_("开始%(round)s"), {"round": following.key}, params={"round": title})
    else:
        yield Act("finish", N_("结束竞赛"), dialog="finish")


def _between_questions(state: State, telling: Telling, asked: Asked | None) -> Iterator[Act]:
    played, rules, way = playing(state)
    if rules.kind is Kind.ARENA and course.wants_pair(state, played):
        yield Act("pair", N_("选定对手"), dialog="pair")
    elif has_more(state) and not course.is_over(state):
        to = way.next_to(state, rules, played) if way.by_turn else None
        if to is None:
            yield Act("ask", N_("出题") if asked is None else N_("下一题"), _seen(state))
        else:
            fields = {"to": to, **_seen(state)}
            yield Act("ask", N_("出题给%(who)s"), fields, params={"who": name_of(state, to)})
    else:
        yield Act("end_round", N_("结束%(round)s"), params={"round": telling.title(state, played.key)})


def _seen(state: State) -> Data:
    """Return what makes a step happen once, though a second host presses for it at the same moment."""
    return {"seen": state.asked.number if state.asked else 0}


def _in_question(state: State, asked: Asked) -> Iterator[Act]:
    rules = state.rules
    if asked.phase is Phase.READING:
        pressed = rules is not None and rules.kind in PRESSED
        yield Act("open_buzz", N_("开始抢答"), key="B") if pressed else Act("start_clock", N_("开始计时"))
    elif asked.phase is Phase.OPEN and state.everyone:
        yield Act("close", N_("收题"), _seen(state), key="C", twice=True)
    elif asked.phase is Phase.ANSWERING and asked.ends_at is None and asked.limit is not None:
        yield Act("start_clock", N_("开始计时"))
    elif asked.phase is Phase.CLOSED:
        yield Act("reveal", N_("公布答案"))


def _judging(state: State) -> Iterator[Act]:
    """Yield the verdicts on whoever answers, each with what it earns."""
    asked, rules = current(state), state.rules
    if asked is None or rules is None or not asked.under_way:
        return
    if asked.phase is Phase.OPEN and not state.everyone:
        yield Act("timeout", N_("无人抢答"), key="T")
    if asked.answerer is None or asked.phase is not Phase.ANSWERING:
        return
    whom = {"by": asked.answerer, "question": question_id(asked)}
    for verdict, label, key in VERDICTS:
        tone = "right" if verdict is Verdict.RIGHT else "wrong" if verdict is Verdict.WRONG else ""
        points = earned(state, rules, verdict, asked.value, asked.answerer) or None
        yield Act("answer", label, {**whom, "verdict": str(verdict)}, key, tone, points)
    if rules.kind is Kind.RISK and rules.risk.may_decline:
        yield Act("pass", N_("放弃作答"), {"by": asked.answerer})


def _pressing(state: State) -> Iterator[Act]:
    """Yield a button for each contestant to press for one who has no phone."""
    asked, rules, played = current(state), state.rules, state.round
    if asked is None or rules is None or played is None or rules.kind not in PRESSED:
        return
    if asked.phase not in (Phase.READING, Phase.OPEN) or asked.audience:
        return
    who = sorted(state.contestants.values(), key=lambda one: one.number)
    taking = [one for one in who if not played.playoff or one.id in played.playoff]
    for place, one in enumerate(taking[:MOST_BUTTONS], start=1):
        seat = {"seat": one.id, "question": question_id(asked)}
        yield Act("press_for", "%(who)s", seat, str(place) if place < 10 else "", params={"who": one.name})


def _choosing(state: State) -> Iterator[Act]:
    asked, rules = current(state), state.rules
    if asked is None or rules is None or asked.phase is not Phase.CHOOSING:
        return
    for place, value in enumerate(rules.values, start=1):
        worth = amount(value)
        chosen = {"by": asked.to, "value": worth}
        key = str(place) if place < 10 else ""
        yield Act("choose_value", N_("%(value)s 分"), chosen, key, params={"value": worth})
    if rules.risk.may_decline:
        yield Act("pass", N_("放弃"), {"by": asked.to}, "0")


def _fouls(state: State) -> Iterator[Act]:
    """Yield a button for each who may have spoken out of turn, where the sheet has a price for it."""
    asked, rules = current(state), state.rules
    if asked is None or rules is None or rules.blurt is None or not asked.under_way:
        return
    for one in sorted(state.contestants.values(), key=lambda one: one.number)[:MOST_BUTTONS]:
        if one.id != asked.answerer:
            yield Act("blurt", N_("抢话：%(who)s"), {"by": one.id}, params={"who": one.name})


def _helps(state: State) -> Iterator[Act]:
    """Yield what whoever answers may call for: helps, handing the question on."""
    yield from _fouls(state)
    asked, rules = current(state), state.rules
    if asked is None or rules is None or asked.phase is not Phase.ANSWERING or asked.answerer is None:
        return
    by = asked.answerer
    for one in rules.helps:
        yield Act("use_help", HELPS.get(one.name, one.name), {"by": by, "help": one.name})
    if rules.passes and rules.kind in (Kind.DUEL, Kind.ARENA):
        yield Act("pass", N_("免答，转给对手"), {"by": by})
    if rules.kind is Kind.RISK and rules.risk.may_name and not asked.author:
        for other in sorted(state.contestants.values(), key=lambda one: one.number)[:MOST_BUTTONS]:
            if other.id != by:
                named = {"by": by, "to": other.id}
                yield Act("pass", N_("指定%(who)s作答"), named, params={"who": other.name})


def _tools(state: State) -> Iterator[Act]:
    """Yield what is always there, in its fixed place; the rules say whether it is possible now."""
    if state.stage is not Stage.FINISHED:
        if state.paused_at is None:
            yield Act("pause", N_("暂停"), key="P")
        else:
            yield Act("resume", N_("继续"), key="P")
        yield Act("extend", N_("加 10 秒"), {"seconds": 10}, "E")
        yield Act("reopen", N_("重开"), key="O")
        yield Act("swap", N_("换题"), _seen(state), key="S", twice=True)
        yield Act("void", N_("作废"), key="X", dialog="void")
    yield Act("adjust", N_("加减分"), key="A", dialog="adjust")
    yield Act("undo", N_("撤销"), key="U", dialog="undo")


def _more(state: State) -> Iterator[Act]:
    """Yield what is wanted now and then."""
    asked, rules = current(state), state.rules
    if state.stage is Stage.FINISHED:
        return
    if rules is not None:
        yield Act("ask", N_("指定出题"), key="K", dialog="ask")
        if rules.kind in (Kind.DUEL, Kind.ARENA):
            yield Act("pair", N_("配对"), dialog="pair")
        spoken = asked is not None and asked.under_way and not state.everyone
        yield Act("end_round", N_("结束本环节"), dialog="end_round" if spoken else "", twice=not spoken)
    if asked is not None and _takes_marks(state, asked):
        yield Act("mark", N_("评委给分"), key="M", dialog="mark")
    if state.stage is Stage.RUNNING:
        lock = N_("放开加入") if state.locked else N_("停止加入")
        yield Act("lock", lock, {"on": not state.locked}, "L")
    yield Act("finish", N_("结束竞赛"), dialog="finish")


def _takes_marks(state: State, asked: Asked) -> bool:
    """Say whether judges may mark here: whoever speaks, or in a contest without teams an open answer on a phone."""
    if state.everyone:
        return state.setup.individual and any(one.unmarked for one in asked.graded.values())
    return asked.phase in (Phase.ANSWERING, Phase.CLOSED)


def _ties(state: State, telling: Telling) -> Iterator[Act]:
    """Yield how the equal scores that matter can be parted, once all rounds are played or the contest is over."""
    if state.round is not None or not state.rounds_done:
        return
    if state.stage is not Stage.FINISHED and course.next_round(state) is not None:
        return
    for group in course.ties(state):
        names = telling.say(N_("、")).join(name_of(state, one) for one in group)
        if state.stage is not Stage.FINISHED:
            teams = {"round": str(Kind.PLAYOFF), "teams": group}
            yield Act("start_round", N_("加赛：%(names)s"), teams, params={"names": names})
        order = {"order": group}
        yield Act("decide_tie", N_("裁定名次：%(names)s"), order, dialog="tie", params={"names": names})
