"""What the rules form asks for each kind of round: a table of fields, and where each stands in the document.

A field is `first` for the kinds that cannot be understood without it; for the others it lies folded under more
rules. Left empty, it is left open: the rule check asks for what has to be decided.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...core.i18n import N_
from ..engine.sheet import Kind
from .field import Field, entry
from .round_fields import ROUND_FIELDS

KIND_TITLES: Mapping[Kind, str] = {
    Kind.REQUIRED_INDIVIDUAL: N_("个人必答"),
    Kind.REQUIRED_TEAM: N_("团队必答"),
    Kind.BUZZ: N_("抢答"),
    Kind.RISK: N_("风险题"),
    Kind.DUEL: N_("PK 对战"),
    Kind.ARENA: N_("擂台"),
    Kind.LADDER: N_("步步高"),
    Kind.SPEED: N_("限时速答"),
    Kind.RELAY: N_("车轮战"),
    Kind.ASSIGN: N_("指定题"),
    Kind.ALL_ANSWER: N_("全员同答"),
    Kind.AUDIENCE: N_("观众题"),
    Kind.PLAYOFF: N_("加赛"),
}
KIND_NOTES: Mapping[Kind, str] = {
    Kind.REQUIRED_INDIVIDUAL: N_("各队队员按席位轮流答自己的题，队友不能提示。"),
    Kind.REQUIRED_TEAM: N_("各队轮流，全队商量后回答。"),
    Kind.BUZZ: N_("题目读出后各队抢按，先按到的作答。"),
    Kind.RISK: N_("先选分值再看题，答对加分，答错扣分。"),
    Kind.DUEL: N_("两队一组，各答一组题。"),
    Kind.ARENA: N_("擂主守擂，挑战者逐个上台。"),
    Kind.LADDER: N_("同一队一级一级往上答，答错即止。"),
    Kind.SPEED: N_("一队在规定时间里能答多少答多少。"),
    Kind.RELAY: N_("一名队员答到出错，换下一名。"),
    Kind.ASSIGN: N_("一队给下一队出题。"),
    Kind.ALL_ANSWER: N_("所有人在手机上同时作答，程序判分。"),
    Kind.AUDIENCE: N_("观众在手机上作答，另立一榜。"),
    Kind.PLAYOFF: N_("得分并列时分先后。"),
}

SHEET_FIELDS: tuple[Field, ...] = (
    entry("title", N_("规程名称"), "text"),
    entry("base", N_("基础分"), "points", unit=N_("分")),
    entry("teams_least", N_("最少几队"), "whole", "teams.0", unit=N_("队")),
    entry("teams_most", N_("最多几队"), "whole", "teams.1", unit=N_("队")),
    entry("team_size", N_("每队人数"), "whole", unit=N_("人")),
)
MORE_SHEET_FIELDS: tuple[Field, ...] = (
    entry("floor", N_("总分最低到"), "points", unit=N_("分"), hint=N_("不写就不设下限，可以是负分")),
    entry(
        "absent",
        N_("队员缺席"),
        "choice",
        choices=(("lose", N_("这道题不得分")), ("next", N_("由下一名队员答"))),
    ),
    entry(
        "disconnect",
        N_("答题时断线"),
        "choice",
        choices=(("runs", N_("继续计时")), ("pause_once", N_("主持人可以暂停一次"))),
    ),
    entry(
        "close_call",
        N_("两队几乎同时按下"),
        "choice",
        choices=(("host", N_("由主持人定")), ("again", N_("重抢"))),
    ),
    entry("summary", N_("简介"), "text"),
)
TIE_FIELDS: tuple[Field, ...] = (
    entry(
        "tie_mode",
        N_("并列怎样分先后"),
        "choice",
        "tie.mode",
        choices=(
            ("buzz_until", N_("加赛抢答，分出为止")),
            ("sudden_death", N_("加赛，先对者胜、先错者出局")),
            ("k_plus_1", N_("加赛，题数比并列队数多一道")),
            ("buzz", N_("加赛抢答一题")),
            ("draw", N_("抽签")),
            ("time", N_("看用时")),
            ("member_order", N_("依次比队员的得分")),
            ("shared", N_("名次并列")),
        ),
    ),
    entry(
        "tie_scope",
        N_("哪些并列要分"),
        "choice",
        "tie.scope",
        default="all",
        choices=(
            ("all", N_("所有并列")),
            ("top2", N_("只有第一名并列")),
            ("when_it_matters", N_("影响晋级或奖项的")),
            ("prize_places", N_("影响获奖名次的")),
        ),
    ),
    entry("tie_count", N_("加赛题数"), "whole", "tie.count", unit=N_("题")),
    entry("tie_points", N_("加赛每题"), "points", "tie.points", unit=N_("分")),
    entry("tie_scored", N_("加赛得分计入总分"), "truth", "tie.scored"),
)
ALL_SHEET_FIELDS = (*SHEET_FIELDS, *MORE_SHEET_FIELDS, *TIE_FIELDS)


def fields_of(kind: Kind) -> tuple[Field, ...]:
    """Return the fields of a kind of round, the first ones first."""
    own = [one for one in ROUND_FIELDS if kind in one.kinds]
    return tuple(sorted(own, key=lambda one: kind not in one.first))
