"""The rules of a contest (规程) as sentences for the teams: on paper, on a round's title card, on the console.

Every sentence comes from a field of the sheet; what the sheet does not say is not said here either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from ...core.i18n import N_
from ...web.filters import counted
from ..engine.gaps import Assumed
from ..engine.sheet import EVERYONE, Round, RuleSheet, Tie
from ..sheet_form.fields import KIND_TITLES
from .points import pressing, prices
from .words import how_played, numeral, seconds, times

_TIES = {
    "sudden_death": N_("同分的队加赛抢答：先答对的胜出，答错的出局。"),
    "k_plus_1": N_("同分的队加赛抢答：几队同分，就加比队数多一道的题。"),
    "buzz_until": N_("同分的队加赛抢答，直到分出先后。"),
    "buzz": N_("同分的队加赛抢答。"),
    "draw": N_("同分的队抽签分先后。"),
    "time": N_("同分的，总用时少的名次在前。"),
    "member_order": N_("同分的，依次比较 1 号、2 号、3 号队员的得分。"),
    "shared": N_("同分的名次并列。"),
}
_SCOPES = {
    "top2": N_("只有前两名同分时才加赛。"),
    "when_it_matters": N_("只有影响晋级或名次时才加赛。"),
    "prize_places": N_("只有影响获奖名次时才加赛。"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the rules and its sentences."""

    title: str
    sentences: Sequence[str]


def round_title(one: Round) -> str:
    """Return what a round is called: as its sheet says, else by its kind."""
    return one.title or str(gettext(KIND_TITLES[one.kind]))


def sentences(one: Round) -> list[str]:
    """Return the rules of one round: how it is played, seconds, points, penalties, and its own remarks."""
    found = [*how_played(one), *times(one), *prices(one), *pressing(one)]
    if one.floor is not None:
        found.append(gettext("本环节总分扣到 %(points)s 分为止。", points=numeral(one.floor)))
    return [*found, one.notes] if one.notes else found


def regulations(sheet: RuleSheet, assumed: Sequence[Assumed] = ()) -> list[Section]:
    """Return the rules of the whole contest, section by section; `assumed` is what the sheet left open."""
    found = [Section(sheet.title, _general(sheet))]
    found += [Section(round_title(one), sentences(one)) for one in sheet.rounds]
    found.append(Section(gettext("名次"), ranking(sheet)))
    found.append(Section(gettext("其他约定"), _agreed(sheet)))
    if assumed:
        found.append(
            Section(gettext("原规程没有写明，本次这样执行"), [_taken(sheet, one) for one in assumed])
        )
    return [one for one in found if one.sentences]


def _general(sheet: RuleSheet) -> list[str]:
    found = []
    if sheet.teams:
        least, most = sheet.teams
        if least == most:
            found.append(counted("参赛 %(n)d 队。", least))
        else:
            found.append(gettext("参赛 %(least)d 到 %(most)d 队。", least=least, most=most))
    if sheet.team_size:
        found.append(counted("每队 %(n)d 人。", sheet.team_size))
    if sheet.base or (sheet.base == 0 and any(one.kind not in EVERYONE for one in sheet.rounds)):
        found.append(gettext("基础分 %(points)s 分。", points=numeral(sheet.base)))
    return found


def ranking(sheet: RuleSheet) -> list[str]:
    """Return how the places are found: totals, ties, who goes on."""
    found = [gettext("名次按总分从高到低排列。")]
    if sheet.tie:
        found += _tie(sheet.tie)
    for one in sheet.advance:
        found.append(gettext("分 %(heats)d 场，每场前 %(top)d 名晋级。", heats=one.heats, top=one.top))
    return found


def _tie(tie: Tie) -> list[str]:
    found = [gettext(_SCOPES[tie.scope])] if tie.scope in _SCOPES else []
    if tie.mode:
        found.append(gettext(_TIES[tie.mode]))
    if tie.count:
        found.append(counted("加赛题备 %(n)d 道。", tie.count))
    if tie.points:
        found.append(gettext("加赛题每题 %(points)s 分。", points=numeral(tie.points)))
    if tie.hesitation_ms:
        found.append(gettext("抢到后 %(seconds)s 秒内要开始作答。", seconds=seconds(tie.hesitation_ms)))
    if tie.scored is not None:
        scored, only = N_("加赛题的得分计入总分。"), N_("加赛题的得分不计入总分，只决定名次。")
        found.append(gettext(scored if tie.scored else only))
    return found


def _agreed(sheet: RuleSheet) -> list[str]:
    """Return what holds in every round."""
    said = {
        "absent": {
            "lose": N_("轮到的队员不在场，这一队失去这道题。"),
            "next": N_("轮到的队员不在场，由下一名队员代答。"),
        },
        "disconnect": {
            "runs": N_("作答时手机断线，计时不停。"),
            "pause_once": N_("作答时手机断线，计时不停，主持人可以暂停一次。"),
        },
        "close_call": {
            "host": N_("两次按键分不出先后时，由主持人决定重抢或按到达先后。"),
            "again": N_("两次按键分不出先后时，重抢。"),
        },
    }
    found = [gettext(words[getattr(sheet, name)]) for name, words in said.items() if getattr(sheet, name)]
    if sheet.floor is not None:
        found.append(gettext("总分扣到 %(points)s 分为止。", points=numeral(sheet.floor)))
    elif sheet.decided.get("floor") == "allowed":
        found.append(gettext("总分可以低于 0。"))
    if sheet.decided.get("partly_right") == "wrong":
        found.append(gettext("只答对一部分，算答错。"))
    if sheet.decided.get("overturned"):
        found.append(gettext("改判只改分数，已经排定的先后和配对不变。"))
    replaced = {one.void_replaced for one in sheet.rounds}
    if replaced == {True}:
        found.append(gettext("作废的题补一题。"))
    elif replaced == {False}:
        found.append(gettext("作废的题不补。"))
    return found


def _taken(sheet: RuleSheet, assumed: Assumed) -> str:
    said = {"question": gettext(assumed.question), "answer": gettext(assumed.answer)}
    one = sheet.round(assumed.round)
    if one is None:
        return str(gettext("%(question)s%(answer)s。", **said))
    return str(gettext("%(round)s：%(question)s%(answer)s。", round=round_title(one), **said))
