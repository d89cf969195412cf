"""A contest afterwards as lists for a workbook: table, totals step by step, protocol, questions, people, presses."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from ...bank import markup
from ...core.i18n import N_
from ...core.workbook import Sheet
from ...papers.questions import source_line
from ...web.filters import moment, points
from ..engine.state import State
from ..words import doer, terms
from . import reports

TABLE = (N_("名次"), N_("队伍或选手"), N_("单位"), N_("得分"))
WHY = (
    N_("队伍或选手"),
    N_("时间"),
    N_("环节"),
    N_("题号"),
    N_("题目"),
    N_("事由"),
    N_("加减"),
    N_("累计"),
    N_("原因"),
)
PROTOCOL = (N_("序号"), N_("时间"), N_("经过"), N_("操作人"), N_("原因"), N_("是否撤销"))
QUESTIONS = (
    N_("题号"),
    N_("环节"),
    N_("题目"),
    N_("作答情况"),
    N_("答对率"),
    N_("答对平均用时（秒）"),
    N_("来源"),
)
PEOPLE = (N_("姓名"), N_("单位"), N_("队伍"), N_("参加题数"), N_("作答"), N_("答对"), N_("得分"))
PRESSES = (
    N_("题号"),
    N_("时间"),
    N_("队伍或选手"),
    N_("距开放（毫秒）"),
    N_("抢早"),
    N_("往返时延（毫秒）"),
    N_("反应（毫秒）"),
)


def sheets(state: State, names: Mapping[str, str]) -> list[Sheet]:
    """Return every list of a contest; `names` are the hosts behind the log's labels."""
    return [
        Sheet(
            gettext("成绩"),
            _words(TABLE),
            [[str(one.rank), one.name, one.unit, points(one.points)] for one in reports.table(state)],
        ),
        Sheet(gettext("分数来历"), _words(WHY), _why(state)),
        Sheet(gettext("过程记录"), _words(PROTOCOL), _protocol(state, names)),
        Sheet(gettext("各题情况"), _words(QUESTIONS), _questions(state)),
        Sheet(gettext("参加者"), _words(PEOPLE), _people(state)),
        Sheet(gettext("抢答记录"), _words(PRESSES), _presses(state)),
    ]


def _words(headings: tuple[str, ...]) -> list[str]:
    return [gettext(one) for one in headings]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _why(state: State) -> list[list[str]]:
    return [
        [
            *(line.name, moment(one.at) if one.at else "", one.round, _number(one.number), one.stem),
            *(one.text, points(one.amount), points(one.total), one.reason),
        ]
        for line in reports.table(state)
        for one in reports.reasons(state, line.id)
    ]


def _protocol(state: State, names: Mapping[str, str]) -> list[list[str]]:
    return [
        [
            *(str(one.n), moment(one.at), one.text, names.get(one.by) or doer(state, one.by)),
            *(one.reason, gettext("已撤销") if one.undone else ""),
        ]
        for one in reports.protocol(state)
    ]


def _questions(state: State) -> list[list[str]]:
    return [
        [
            *(one.told.place, one.round),
            *(markup.plain(one.question.item.stem) if one.question else "", one.who),
            "" if one.told.facility is None else f"{one.told.facility:.0%}",
            "" if one.mean_ms is None else f"{one.mean_ms / 1000:.1f}",
            source_line(one.question.item) if one.question else "",
        ]
        for one in reports.questions(state)
    ]


def _people(state: State) -> list[list[str]]:
    return [
        [
            *(one.name, one.unit, one.team, str(one.outcome.asked), str(one.outcome.answered)),
            *(str(one.outcome.right), points(one.points)),
        ]
        for one in reports.persons(state)
        if not one.removed
    ]


def _presses(state: State) -> list[list[str]]:
    return [
        [
            *(str(number), moment(reports.moment_of(at)), terms.name_of(state, to), _number(after)),
            *(gettext("是") if early else "", _number(rtt), _number(reaction)),
        ]
        for number, at, to, after, early, rtt, reaction in reports.presses(state)
    ]
