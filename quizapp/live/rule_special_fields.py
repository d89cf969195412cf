"""The fields of the rules form that belong to one kind of round alone: pressing, choosing a value, pairs, phones."""

from __future__ import annotations

from ..core.i18n import N_
from .engine.sheet import Kind
from .rule_field import EXCLUDES, GOES_ON, PHONES, PRESS, PRICES, VALUED, Field, entry

SPECIAL_FIELDS: tuple[Field, ...] = (
    # pressing
    entry(
        "early_points",
        N_("抢按扣分"),
        "points",
        "early.points",
        kinds=PRESS,
        first=frozenset({Kind.BUZZ}),
        unit=N_("分"),
        hint=N_("扣分写负数，例如 -10"),
    ),
    entry(
        "early_exclude",
        N_("抢按后"),
        "choice",
        "early.exclude",
        kinds=PRESS,
        first=frozenset({Kind.BUZZ}),
        choices=EXCLUDES,
    ),
    entry(
        "early_question",
        N_("抢按后这道题"),
        "choice",
        "early.question",
        kinds=PRESS,
        first=frozenset({Kind.BUZZ}),
        choices=GOES_ON,
    ),
    entry(
        "open",
        N_("何时可以抢"),
        "choice",
        kinds=PRESS,
        choices=(
            ("host_go", N_("主持人宣布开始")),
            ("during_read", N_("读题时就可以")),
            ("after_read", N_("读完题")),
        ),
    ),
    entry("fouls", N_("多次抢按"), "fouls", kinds=PRESS, hint=N_("例如 2：-20，3：出局")),
    entry("fouler_may_press", N_("抢按的队本题还能再抢"), "truth", kinds=PRESS),
    entry("attempts", N_("一题最多几队作答"), "whole", kinds=PRESS, unit=N_("队")),
    entry(
        "after_attempts",
        N_("都答错以后"),
        "choice",
        kinds=PRESS,
        choices=(("close", N_("结束本题")), ("audience", N_("给观众答"))),
    ),
    entry("no_press_s", N_("无人抢答多久"), "seconds", "no_press.after_s", kinds=PRESS, unit=N_("秒")),
    entry(
        "no_press_to",
        N_("无人抢答时"),
        "choice",
        "no_press.to",
        kinds=PRESS,
        choices=(("void", N_("作废")), ("audience", N_("给观众答"))),
    ),
    entry(
        "blurt_points",
        N_("没抢到就抢答出声"),
        "points",
        "blurt.points",
        kinds=PRESS,
        unit=N_("分"),
        hint=N_("扣分写负数，例如 -10"),
    ),
    # choosing
    entry(
        "by_value_s",
        N_("各分值的时间"),
        "pairs",
        kinds=VALUED,
        unit=N_("秒"),
        hint=N_("例如 10：30，20：60，30：90"),
    ),
    entry(
        "stock",
        N_("各分值的题数"),
        "pairs",
        kinds=frozenset({Kind.RISK}),
        unit=N_("题"),
        hint=N_("例如 10：2，20：2，30：1"),
    ),
    entry("distinct_values", N_("每次分值必须不同"), "flag", kinds=frozenset({Kind.RISK})),
    entry("may_decline", N_("可以放弃"), "truth", "decline", kinds=frozenset({Kind.RISK})),
    entry("declined", N_("放弃"), "price", kinds=frozenset({Kind.RISK}), choices=PRICES),
    entry("may_name", N_("可以指定别队作答"), "flag", kinds=frozenset({Kind.RISK})),
    entry("may_exceed", N_("可以选高于现有得分的分值"), "truth", kinds=frozenset({Kind.RISK})),
    entry(
        "out_of_stock",
        N_("选的分值没有题了"),
        "choice",
        kinds=frozenset({Kind.RISK}),
        choices=(("another", N_("另选分值")), ("end", N_("本轮结束"))),
    ),
    # pairs
    entry(
        "odd",
        N_("队数为单"),
        "choice",
        kinds=frozenset({Kind.DUEL}),
        choices=(("solo", N_("最后一队单独答")), ("bye", N_("最后一队轮空"))),
    ),
    entry(
        "cut_tie",
        N_("名次相同怎样配对"),
        "choice",
        kinds=frozenset({Kind.DUEL}),
        choices=(("draw", N_("抽签")), ("number", N_("按队号"))),
    ),
    entry("pass_to_opponent", N_("免答权"), "whole", kinds=frozenset({Kind.DUEL, Kind.ARENA}), unit=N_("次")),
    # phones
    entry(
        "multiple",
        N_("多选题没选全"),
        "choice",
        kinds=PHONES,
        choices=(("all", N_("不得分")), ("options", N_("按选对的比例得分"))),
    ),
    entry(
        "streak",
        N_("连对加分"),
        "values",
        kinds=PHONES,
        unit=N_("分"),
        hint=N_("第 2 题起，例如 100、200、300"),
    ),
    entry(
        "team",
        N_("队员得分怎样算给队"),
        "choice",
        kinds=frozenset({Kind.ALL_ANSWER}),
        choices=(("mean", N_("平均")), ("sum", N_("相加")), ("best", N_("最好的几人相加"))),
    ),
    entry("best", N_("最好的几人"), "whole", kinds=frozenset({Kind.ALL_ANSWER}), unit=N_("人")),
    entry(
        "branch_best",
        N_("给本单位：最好几人的平均"),
        "whole",
        kinds=frozenset({Kind.AUDIENCE}),
        unit=N_("人"),
    ),
    entry("read_s", N_("先读题"), "seconds", kinds=PHONES, unit=N_("秒")),
)
