"""The sentences of one round of a rule sheet, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask_babel import gettext

from ...core.i18n import N_
from ...web.filters import counted
from ..engine.sheet import EVERYONE, PRESSED, Effect, Help, Kind, Round, Verdict
from ..engine.writing import points

_ORDERS = {
    "seat": N_("按座次先后作答。"),
    "draw": N_("按抽签先后作答。"),
    "reverse": N_("按座次倒序作答。"),
    "score_asc": N_("得分低的队先答。"),
    "score_desc": N_("得分高的队先答。"),
    "member": N_("先由各队 1 号队员依次作答，再到 2 号，以此类推。"),
}
_ORDER_TIES = {
    "number": N_("同分时队号小的先。"),
    "draw": N_("同分时抽签。"),
    "seat": N_("同分时按座次。"),
}
_STARTS = {
    "after_read": N_("读完题起计时。"),
    "host_go": N_("主持人说“开始”起计时。"),
    "named": N_("主持人叫到队名起计时。"),
    "press": N_("按下抢答键起计时。"),
    "at_once": N_("出题即起计时。"),
}
_HELPS = {"ask": N_("求助"), "skip": N_("免答"), "remove": N_("去掉错误选项")}
_PER = {
    "contest": N_("全场可以用“%(help)s” %(times)d 次。"),
    "round": N_("每个环节可以用“%(help)s” %(times)d 次。"),
    "duel": N_("每场对战可以用“%(help)s” %(times)d 次。"),
}
_KINDS = {
    Kind.REQUIRED_INDIVIDUAL: N_("轮到哪一队，由该队队员作答。"),
    Kind.REQUIRED_TEAM: N_("轮到哪一队，由全队共同作答。"),
    Kind.DUEL: N_("两队对战，双方轮流作答，题数相同。"),
    Kind.ARENA: N_("擂主与挑战者轮流作答，答对多的胜，负者出局。"),
    Kind.LADDER: N_("由低到高逐级作答，每级换一名队员。"),
    Kind.SPEED: N_("每队在限定时间内连续作答，答对越多越好。"),
    Kind.RELAY: N_("每队队员依次上场：答对继续，答错换下一名队员。"),
    Kind.ASSIGN: N_("每队为下一队出题，最后一队为第一队出题。"),
    Kind.ALL_ANSWER: N_("每人用自己的手机作答。"),
    Kind.AUDIENCE: N_("观众用自己的手机作答，单独计分。"),
}


def numeral(hundredths: int) -> str:
    """Return points as people write them."""
    return str(points(hundredths))


def seconds(ms: int) -> str:
    """Return seconds as people write them."""
    return str(ms // 1000 if ms % 1000 == 0 else ms / 1000)


def how_played(one: Round) -> Iterator[str]:
    """Return whose turn it is, how many questions, in which order."""
    if one.kind in _KINDS:
        yield gettext(_KINDS[one.kind])
    yield from _counts(one)
    if one.on_stage:
        seats = gettext("、").join(str(seat) for seat in one.on_stage)
        yield gettext("由 %(seats)s 号队员上场。", seats=seats)
    if one.order and one.kind not in EVERYONE | PRESSED:
        yield gettext(_ORDERS[one.order])
        if one.order_tie and one.order.startswith("score"):
            yield gettext(_ORDER_TIES[one.order_tie])
    if one.kind is Kind.DUEL:
        yield from _duel(one)
    if one.kind is Kind.RISK:
        yield from _risk(one)
    if one.stop_at_first_miss:
        yield gettext("答错一题即止。")
    if one.assist == "team":
        yield gettext("本队队员可以商量、补充。")


def _counts(one: Round) -> Iterator[str]:
    if one.per_member:
        yield counted("每名队员 %(n)d 题。", one.per_member)
    elif one.per_team and one.kind in (Kind.SPEED, Kind.RELAY):
        yield counted("每队最多 %(n)d 题。", one.per_team)
    elif one.per_team:
        yield counted("每队 %(n)d 题。", one.per_team)
    if one.count:
        yield counted("共 %(n)d 题。", one.count)


def _duel(one: Round) -> Iterator[str]:
    if one.duel.pair == "rank":
        yield gettext("按当时名次，第一对第二，第三对第四，以此类推。")
    else:
        yield gettext("对手由抽签决定。")
    yield counted("每队 %(n)d 题。", one.duel.set_of)
    said = {
        "draw": N_("分界上两队同分时抽签。"),
        "number": N_("分界上两队同分时，队号小的排前。"),
        "solo": N_("队数是单数时，最后一队独自答一套题。"),
        "bye": N_("队数是单数时，最后一队轮空。"),
    }
    for word in (one.duel.cut_tie, one.duel.odd):
        if word:
            yield gettext(said[word])


def _risk(one: Round) -> Iterator[str]:
    if one.values:
        values = gettext("、").join(numeral(value) for value in one.values)
        yield gettext("先选分值再看题，分值有 %(values)s 分。", values=values)
    else:
        yield gettext("先选分值再看题，分值由主持人说明。")
    yield counted("每队选 %(n)d 次。", one.risk.picks)
    if one.risk.stock:
        each = [
            gettext("%(value)s 分 %(count)d 题", value=numeral(value), count=count)
            for value, count in one.risk.stock.items()
        ]
        yield gettext("题数：%(each)s。", each=gettext("，").join(each))
    yield from _choosing(one)


def _choosing(one: Round) -> Iterator[str]:
    if one.risk.distinct:
        yield gettext("各次所选的分值必须不同。")
    if not one.risk.may_decline:
        yield gettext("不能放弃。")
    elif Verdict.DECLINED in one.effects:
        price = price_words(one.effects[Verdict.DECLINED])
        yield gettext("可以放弃，放弃%(price)s。", price=price)
    if one.risk.may_name:
        yield gettext("可以指定别的队作答：对方答对，对方得分；对方答错，指定的队得分。")
    if one.risk.may_exceed is False:
        yield gettext("所选分值不能高于现有得分。")
    said = {
        "another": N_("所选分值的题用完了，改选别的分值。"),
        "end": N_("所选分值的题用完了，这一次算放弃。"),
    }
    if one.risk.out_of_stock:
        yield gettext(said[one.risk.out_of_stock])


def times(one: Round) -> Iterator[str]:
    """Return the seconds."""
    clock = one.clock
    if clock.read_ms:
        yield gettext("先读题 %(seconds)s 秒，再开放作答。", seconds=seconds(clock.read_ms))
    if clock.by_value:
        each = [
            gettext("%(value)s 分题 %(seconds)s 秒", value=numeral(value), seconds=seconds(ms))
            for value, ms in clock.by_value.items()
        ]
        yield gettext("答题时间：%(each)s。", each=gettext("，").join(each))
    elif clock.answer_ms is not None:
        yield gettext("答题时间 %(seconds)s 秒。", seconds=seconds(clock.answer_ms))
    if clock.starts and (clock.by_value or clock.answer_ms is not None):
        yield gettext(_STARTS[clock.starts])
    elif clock.starts == "named":
        yield gettext("主持人叫到队名后才能作答。")
    if clock.start_within_ms:
        yield gettext("%(seconds)s 秒内要开始作答。", seconds=seconds(clock.start_within_ms))
    for help in one.helps:
        yield from _help(help)
    if one.passes:
        yield counted("免答权 %(n)d 次：题目转给对手。", one.passes)


def _help(help: Help) -> Iterator[str]:
    yield gettext(_PER[help.per], help=gettext(_HELPS[help.name]), times=help.times)
    if help.restarts_clock:
        yield gettext("求助后重新计时。")


def price_words(effect: Effect) -> str:
    """Return what a verdict costs, to follow the word for it."""
    if effect.percent:
        said: dict[int, Callable[[], str]] = {
            -100: lambda: gettext("扣这道题的分值"),
            -50: lambda: gettext("扣这道题分值的一半"),
            100: lambda: gettext("得这道题的分值"),
            50: lambda: gettext("得这道题分值的一半"),
        }
        if effect.percent in said:
            return said[effect.percent]()
        share = abs(effect.percent)
        loses, gets = N_("扣这道题分值的百分之 %(share)d"), N_("得这道题分值的百分之 %(share)d")
        return str(gettext(loses if effect.percent < 0 else gets, share=share))
    if effect.fixed < 0:
        return str(gettext("扣 %(points)s 分", points=numeral(-effect.fixed)))
    if effect.fixed > 0:
        return str(gettext("得 %(points)s 分", points=numeral(effect.fixed)))
    return str(gettext("不扣分"))
