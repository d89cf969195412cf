"""The sixteen questions that rule sheets leave open most often, as a table: where one is open, what the answers are.

A gap of a round is asked for each round that leaves it open, a gap of the sheet once for all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ...core.i18n import N_
from .sheet import EVERYONE, PRESSED, Effect, Kind, Round, RuleSheet, Verdict

#: Tie rules that hold a play-off of which points could count.
PLAYED = frozenset({"sudden_death", "k_plus_1", "buzz_until", "buzz"})
#: As many attempts at a question as there are contestants.
ALL_MAY_TRY = 99

Options = tuple[tuple[object, str], ...]


@dataclass(frozen=True, slots=True)
class RoundGap:
    """A gap of single rounds."""

    number: int
    name: str
    question: str
    options: Options
    default: object
    open_in: Callable[[Round], bool]
    fill: Callable[[Round, object], Round]


@dataclass(frozen=True, slots=True)
class SheetGap:
    """A gap of the whole sheet."""

    number: int
    name: str
    question: str
    options: Options
    default: object
    open_in: Callable[[RuleSheet], bool]
    fill: Callable[[RuleSheet, object], RuleSheet]


def reads_first(one: Round) -> bool:
    """Say whether a press can come too early."""
    return one.kind is Kind.BUZZ and one.buzz.open != "during_read"


def _fouler_open(one: Round) -> bool:
    goes_on = one.buzz.early.question in (None, "continue")
    shut_out = one.buzz.early.exclude is not None
    return reads_first(one) and goes_on and not shut_out and one.buzz.fouler_may_press is None


def _clock_open(one: Round) -> bool:
    timed = one.clock.answer_ms is not None or bool(one.clock.by_value)
    return one.kind is Kind.BUZZ and timed and one.clock.starts is None


def _by_score(one: Round) -> bool:
    return one.order in ("score_asc", "score_desc")


def loses(one: Round) -> bool:
    """Say whether a contestant can lose points in this round."""

    def negative(effect: Effect) -> bool:
        return effect.fixed < 0 or effect.percent < 0

    buzz = one.buzz
    fouls = [buzz.early.points or 0, *(foul.points or 0 for foul in buzz.fouls)]
    priced = any(negative(effect) for effect in (*one.effects.values(), *one.guesses.values()))
    unsaid = one.kind is Kind.RISK and Verdict.WRONG not in one.effects
    return priced or unsaid or any(points < 0 for points in fouls)


def _halves_open(one: Round) -> bool:
    if one.kind in EVERYONE:
        return one.phone.multiple is None and one.phone.scoring != "accuracy"
    return Verdict.INCOMPLETE not in one.effects and one.kind not in (Kind.SPEED, Kind.RELAY, Kind.LADDER)


def _halves_filled(one: Round, value: object) -> Round:
    if not _halves_open(one):
        return one
    if one.kind in EVERYONE:
        return replace(one, phone=replace(one.phone, multiple="options" if value == "share" else "all"))
    wrong = one.effects.get(Verdict.WRONG, Effect())
    price = Effect(percent=50) if value == "share" else wrong
    return replace(one, effects={**one.effects, Verdict.INCOMPLETE: price})


def _in_rounds(sheet: RuleSheet, fill: Callable[[Round], Round]) -> RuleSheet:
    return replace(sheet, rounds=tuple(fill(one) for one in sheet.rounds))


def _any(test: Callable[[Round], bool]) -> Callable[[RuleSheet], bool]:
    return lambda sheet: any(test(one) for one in sheet.rounds)


def _void_filled(sheet: RuleSheet, value: object) -> RuleSheet:
    def fill(one: Round) -> Round:
        return one if one.void_replaced is not None else replace(one, void_replaced=value is True)

    return _in_rounds(sheet, fill)


def _tie_open(sheet: RuleSheet) -> bool:
    return sheet.tie is not None and sheet.tie.mode in PLAYED and sheet.tie.scored is None


def _floor_filled(sheet: RuleSheet, value: object) -> RuleSheet:
    return replace(sheet, floor=0) if value == "zero" else sheet


GAPS: tuple[RoundGap | SheetGap, ...] = (
    RoundGap(
        1,
        "fouler_may_press",
        N_("抢先按键的队，题目重新开放后能不能再抢这道题？"),
        ((False, N_("不能再抢这道题")), (True, N_("可以再抢"))),
        False,
        _fouler_open,
        lambda one, value: replace(one, buzz=replace(one.buzz, fouler_may_press=value is True)),
    ),
    RoundGap(
        2,
        "attempts",
        N_("抢到的队答错以后，谁来答？"),
        (
            (1, N_("没有人，这道题结束")),
            (2, N_("其他队再抢一次")),
            (ALL_MAY_TRY, N_("其他队接着抢，直到有人答对")),
        ),
        1,
        lambda one: one.kind is Kind.BUZZ and one.buzz.attempts is None,
        lambda one, value: replace(one, buzz=replace(one.buzz, attempts=int(str(value)))),
    ),
    RoundGap(
        3,
        "starts",
        N_("抢到以后，答题时间从什么时候起算？"),
        (("named", N_("主持人叫到队名时")), ("press", N_("按下抢答键时"))),
        "named",
        _clock_open,
        lambda one, value: replace(one, clock=replace(one.clock, starts=str(value))),
    ),
    SheetGap(
        4,
        "tie_scored",
        N_("加赛题的得分计入总分吗？"),
        ((False, N_("不计入，只决定名次")), (True, N_("计入总分"))),
        False,
        _tie_open,
        lambda sheet, value: (
            replace(sheet, tie=replace(sheet.tie, scored=value is True)) if sheet.tie else sheet
        ),
    ),
    RoundGap(
        5,
        "order_tie",
        N_("按得分排先后时，同分的队谁先？"),
        (("number", N_("队号小的先")), ("draw", N_("抽签"))),
        "number",
        lambda one: _by_score(one) and one.order_tie is None,
        lambda one, value: replace(one, order_tie=str(value)),
    ),
    RoundGap(
        6,
        "cut_tie",
        N_("配对的分界上两队同分（例如第二名和第三名），怎么定？"),
        (("draw", N_("抽签，记录在案")), ("number", N_("队号小的排前"))),
        "draw",
        lambda one: one.kind is Kind.DUEL and one.duel.pair == "rank" and one.duel.cut_tie is None,
        lambda one, value: replace(one, duel=replace(one.duel, cut_tie=str(value))),
    ),
    RoundGap(
        7,
        "odd",
        N_("队数是单数，多出来的一队怎么办？"),
        (("solo", N_("最后一队独自答一套题")), ("bye", N_("轮空，不答题也不加分"))),
        "solo",
        lambda one: one.kind is Kind.DUEL and one.duel.odd is None,
        lambda one, value: replace(one, duel=replace(one.duel, odd=str(value))),
    ),
    RoundGap(
        8,
        "out_of_stock",
        N_("所选分值的题已经用完，怎么办？"),
        (("another", N_("改选别的分值")), ("end", N_("这一次算放弃"))),
        "another",
        lambda one: one.kind is Kind.RISK and one.risk.out_of_stock is None,
        lambda one, value: replace(one, risk=replace(one.risk, out_of_stock=str(value))),
    ),
    SheetGap(
        9,
        "floor",
        N_("总分可以低于 0 吗？"),
        (("allowed", N_("可以，照扣")), ("zero", N_("不可以，最低 0 分"))),
        "allowed",
        lambda sheet: sheet.floor is None and any(loses(one) for one in sheet.rounds),
        _floor_filled,
    ),
    RoundGap(
        10,
        "may_exceed",
        N_("得分少于所选分值的队，可以选这个分值吗？"),
        ((True, N_("可以")), (False, N_("不可以"))),
        True,
        lambda one: one.kind is Kind.RISK and loses(one) and one.risk.may_exceed is None,
        lambda one, value: replace(one, risk=replace(one.risk, may_exceed=value is True)),
    ),
    SheetGap(
        11,
        "partly_right",
        N_("多选题或有几点的题只答对一部分，怎么算？"),
        (("wrong", N_("算答错")), ("share", N_("按答对的部分给分（口头作答给一半）"))),
        "wrong",
        _any(_halves_open),
        lambda sheet, value: _in_rounds(sheet, lambda one: _halves_filled(one, value)),
    ),
    SheetGap(
        12,
        "absent",
        N_("轮到的队员（或规定作答的人）不在场，怎么办？"),
        (("lose", N_("这一队失去这道题")), ("next", N_("由下一名队员代答"))),
        "lose",
        lambda sheet: sheet.absent is None and any(one.kind not in EVERYONE for one in sheet.rounds),
        lambda sheet, value: replace(sheet, absent=str(value)),
    ),
    SheetGap(
        13,
        "void_replaced",
        N_("作废的题要不要补一题？"),
        ((False, N_("不补")), (True, N_("补一题"))),
        False,
        _any(lambda one: one.void_replaced is None),
        _void_filled,
    ),
    SheetGap(
        14,
        "overturned",
        N_("改判发生在风险题或 PK 的先后已经排定之后，怎么办？"),
        (("stays", N_("先后和配对不变，只改分数，并在记录中注明")),),
        "stays",
        _any(lambda one: _by_score(one) or (one.kind is Kind.DUEL and one.duel.pair == "rank")),
        lambda sheet, value: sheet,
    ),
    SheetGap(
        15,
        "disconnect",
        N_("作答时手机断线了，怎么办？"),
        (("pause_once", N_("计时照走，主持人可以暂停一次")), ("runs", N_("计时照走，不暂停"))),
        "pause_once",
        lambda sheet: sheet.disconnect is None,
        lambda sheet, value: replace(sheet, disconnect=str(value)),
    ),
    SheetGap(
        16,
        "close_call",
        N_("两次按键相差太小、分不出先后，怎么办？"),
        (("host", N_("由主持人决定：重抢，或按到达先后")), ("again", N_("一律重抢"))),
        "host",
        lambda sheet: sheet.close_call is None and any(one.kind in PRESSED for one in sheet.rounds),
        lambda sheet, value: replace(sheet, close_call=str(value)),
    ),
)
