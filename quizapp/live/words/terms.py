"""The words of contests in the room: rounds, phases, verdicts, scenes, who is who. Made in the reader's language."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from ...core.i18n import N_
from ..engine.sheet import Kind, Round, Verdict
from ..engine.state import Phase, State

KINDS: dict[Kind, str] = {
    Kind.REQUIRED_INDIVIDUAL: N_("个人必答题"),
    Kind.REQUIRED_TEAM: N_("团队必答题"),
    Kind.BUZZ: N_("抢答题"),
    Kind.RISK: N_("风险题"),
    Kind.DUEL: N_("对战题"),
    Kind.ARENA: N_("擂台赛"),
    Kind.LADDER: N_("步步高"),
    Kind.SPEED: N_("限时速答"),
    Kind.RELAY: N_("车轮战"),
    Kind.ASSIGN: N_("指定题"),
    Kind.ALL_ANSWER: N_("全员答题"),
    Kind.AUDIENCE: N_("观众题"),
    Kind.PLAYOFF: N_("加赛"),
}
PHASES: dict[Phase, str] = {
    Phase.READING: N_("读题"),
    Phase.CHOOSING: N_("选分值"),
    Phase.OPEN: N_("开放作答"),
    Phase.ANSWERING: N_("作答中"),
    Phase.CLOSED: N_("已关闭"),
    Phase.REVEALED: N_("已公布答案"),
    Phase.VOID: N_("已作废"),
}
VERDICTS: dict[Verdict, str] = {
    Verdict.RIGHT: N_("答对"),
    Verdict.WRONG: N_("答错"),
    Verdict.LATE: N_("超时"),
    Verdict.PROMPTED: N_("被提示"),
    Verdict.NOT_STARTED: N_("未及时开口"),
    Verdict.INCOMPLETE: N_("回答不完整"),
    Verdict.DECLINED: N_("放弃作答"),
}
SCENES: dict[str, str] = {
    "": N_("比赛画面"),
    "wait": N_("片头"),
    "break": N_("休息"),
    "rules": N_("规程"),
    "standings": N_("排名"),
    "thanks": N_("致谢"),
    "podium": N_("颁奖台"),
}
#: Scenes with a number after a colon.
NUMBERED: dict[str, str] = {"break": N_("休息 %(n)s 分钟"), "reveal": N_("逐名揭晓，已揭 %(n)s 名")}
HELPS: dict[str, str] = {"skip": N_("免答"), "ask": N_("求助"), "remove": N_("去掉错项")}


def verdict_word(verdict: str) -> str:
    """Return a verdict in a word or two."""
    return str(gettext(VERDICTS[Verdict(verdict)]))


def phase_word(phase: str) -> str:
    """Return where a question stands, in a word."""
    return str(gettext(PHASES[Phase(phase)]))


def round_title(state: State, key: str) -> str:
    """Return what a round is called: as its sheet says, else by its kind."""
    rules = state.rules_of(key)
    return kind_title(rules) if rules else key


def kind_title(rules: Round) -> str:
    """Return what a round is called: as its sheet says, else by its kind."""
    return rules.title or str(gettext(KINDS[rules.kind]))


def name_of(state: State, id: str) -> str:
    """Return the name of a contestant or a player."""
    found = state.contestants.get(id) or state.players.get(id)
    return found.name if found else id


def doer(state: State, by: str) -> str:
    """Return who did something: a player by name, the clock, else the host."""
    kind, _, id = by.partition(":")
    if kind == "clock":
        return str(gettext("计时"))
    return name_of(state, id) if kind == "player" else str(gettext("主持人"))


def positions(state: State) -> dict[int, tuple[str, int]]:
    """Return for every question's number its round and its place there, as it was announced.

    A swapped one stands in its predecessor's place, one that replaces a void one too.
    """
    found: dict[int, tuple[str, int]] = {}
    key, count = "", 0
    for log in state.history:
        data: Any = log.data
        if log.n in state.undone:
            if log.kind in ("asked", "swapped"):  # its line in the log still says which one it was
                found.setdefault(data["number"], (data.get("round", key), count + (log.kind == "asked")))
        elif log.kind == "round_started":
            key, count = data["round"], 0
        elif log.kind in ("asked", "swapped"):
            count += log.kind == "asked"
            found[data["number"]] = key, count
        elif log.kind in ("voided", "pressed") and data.get("replaced"):
            count -= log.kind == "voided" or data["question"] == "void"
    return found


def scene_word(scene: str) -> str:
    """Return what the screen is told to show, in words."""
    name, _, number = scene.partition(":")
    if number and name in NUMBERED:
        return str(gettext(NUMBERED[name], n=number))
    return str(gettext(SCENES.get(scene, scene)))
