"""The sentences of one round about points: what is earned, what it costs, what the buzzers do."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext

from ...core.i18n import N_
from ...web.filters import counted
from ..engine.gap_list import ALL_MAY_TRY
from ..engine.sheet import EVERYONE, PRESSED, Early, Effect, Kind, Round, Verdict
from .words import numeral, price_words, seconds

_OPENS = {
    "host_go": N_("主持人宣布开始抢答后才能按键，最先按键的队作答。"),
    "during_read": N_("读题时就可以按键，最先按键的队作答。"),
    "after_read": N_("读完题才能按键，最先按键的队作答。"),
}
_AFTER_EARLY = {
    "continue": N_("抢先按键后，题目继续。"),
    "void": N_("抢先按键后，这道题作废。"),
    "void_no_replacement": N_("抢先按键后，这道题作废，不补题。"),
}
_PRICED = {
    Verdict.WRONG: N_("答错"),
    Verdict.LATE: N_("超时"),
    Verdict.NOT_STARTED: N_("没有按时开始作答"),
    Verdict.PROMPTED: N_("场外提示"),
    Verdict.INCOMPLETE: N_("回答不完整"),
    Verdict.DECLINED: N_("放弃"),
}


def prices(one: Round) -> Iterator[str]:
    """Return in one sentence what a right answer earns and anything else costs; then how phones are paid."""
    grouped: dict[str, list[str]] = {}
    for verdict, name in _PRICED.items():
        effect = one.effects.get(verdict)
        chosen = verdict is Verdict.DECLINED and one.kind is Kind.RISK  # said where one chooses
        halves = verdict is Verdict.INCOMPLETE and effect == one.effects.get(Verdict.WRONG)
        if effect is not None and not chosen and not halves:
            grouped.setdefault(price_words(effect), []).append(gettext(name))
    parts = [_right(one)]
    for price, names in grouped.items():
        parts.append(gettext("%(what)s%(price)s", what=gettext("、").join(names), price=price))
    yield gettext("%(sentence)s。", sentence=gettext("，").join(parts))
    yield from _phone(one)


def _right(one: Round) -> str:
    if one.kind in EVERYONE and one.phone.scoring == "speed":
        full, half = numeral(one.value), numeral(one.value // 2)
        return str(gettext("答对得 %(half)s 到 %(full)s 分，越快越多", half=half, full=full))
    if one.kind is Kind.LADDER:
        steps = gettext("、").join(numeral(value) for value in one.values)
        return str(gettext("各级答对依次得 %(steps)s 分", steps=steps))
    right = one.effects.get(Verdict.RIGHT)
    if right is not None and not right.percent:
        return str(gettext("答对得 %(points)s 分", points=numeral(right.fixed)))
    if one.kind is Kind.RISK:
        return str(gettext("答对得所选分值"))
    if len(one.values) == 1:
        return str(gettext("答对得 %(points)s 分", points=numeral(one.value)))
    if one.values:
        values = gettext("、").join(numeral(value) for value in one.values)
        return str(gettext("分值有 %(values)s 分，答对得这道题的分值", values=values))
    return str(gettext("分值由主持人说明"))


def _phone(one: Round) -> Iterator[str]:
    phone = one.phone
    if one.kind not in EVERYONE:
        return
    if phone.streak:
        steps = gettext("、").join(numeral(step) for step in phone.streak)
        yield gettext("连续答对，从第二题起另加 %(steps)s 分。", steps=steps)
    if phone.multiple == "options" and phone.scoring != "accuracy":
        yield gettext("多选题按答对的部分给分。")
    if phone.multiple == "all":
        yield gettext("多选题全部答对才得分。")
    if one.kind is Kind.ALL_ANSWER:
        said = {
            "mean": N_("分队时，一队的得分是队员得分的平均数。"),
            "sum": N_("分队时，一队的得分是队员得分之和。"),
            "best": N_("分队时，一队的得分是得分最高的几名队员之和。"),
        }
        yield gettext(said[phone.team])
    if phone.branch_best:
        best = phone.branch_best
        if best == 1:
            yield gettext("得分计给本人所在单位，每题计得分最高的一人。")
        else:
            yield counted("得分计给本人所在单位：取得分最高的 %(n)d 人的平均数。", best)


def pressing(one: Round) -> Iterator[str]:
    """Return the rules of the buzzers."""
    if one.kind not in PRESSED:
        return
    buzz = one.buzz
    yield gettext(_OPENS[buzz.open])
    if buzz.open != "during_read":
        yield from _early(one)
    if buzz.attempts and buzz.attempts > 1:
        if buzz.attempts >= ALL_MAY_TRY:
            yield gettext("答错后其他队可以接着抢。")
        else:
            yield counted("一道题最多 %(n)d 队作答。", buzz.attempts)
    elif buzz.attempts == 1:
        yield gettext("答错后这道题结束。")
    if buzz.after_attempts == "audience":
        yield gettext("都没有答对，题目交给观众。")
    yield from _silence(one)
    if one.blurt:
        yield gettext("没有轮到就抢着说话%(price)s。", price=price_words(Effect(one.blurt.points or 0)))
        if one.blurt.exclude:
            yield _excluded(one.blurt)


def _early(one: Round) -> Iterator[str]:
    early = one.buzz.early
    if early.points is not None:
        yield gettext("抢先按键%(price)s。", price=price_words(Effect(early.points)))
    if early.exclude:
        yield _excluded(early)
    elif one.buzz.fouler_may_press is not None:
        may, not_ = N_("抢先按键的队还可以再抢这道题。"), N_("抢先按键的队不能再抢这道题。")
        yield gettext(may if one.buzz.fouler_may_press else not_)
    if early.question:
        yield gettext(_AFTER_EARLY[early.question])
    for foul in one.buzz.fouls:
        if foul.points is not None:
            price = price_words(Effect(foul.points))
            yield gettext("第 %(nth)d 次抢先按键%(price)s。", nth=foul.nth, price=price)
        if foul.exclude_from_round:
            yield gettext("第 %(nth)d 次抢先按键，退出本环节。", nth=foul.nth)


def _excluded(early: Early) -> str:
    round_, question = N_("违例的队退出本环节。"), N_("违例的队不能再答这道题。")
    return str(gettext(round_ if early.exclude == "round" else question))


def _silence(one: Round) -> Iterator[str]:
    ms, to = one.buzz.no_press_ms, one.buzz.no_press_to
    if not ms:
        return
    if to == "audience":
        yield gettext("%(seconds)s 秒内没有队按键，题目交给观众。", seconds=seconds(ms))
    else:
        yield gettext("%(seconds)s 秒内没有队按键，题目作废。", seconds=seconds(ms))
