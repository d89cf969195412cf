"""Reading one round of a rule sheet."""

from __future__ import annotations

from collections.abc import Mapping

from ...core.i18n import N_
from ...record.reading import Fields
from .reading_fields import (
    amounts_of,
    by_value,
    count_of,
    effect_of,
    ms_of,
    seats_of,
    steps_of,
    stock_of,
    truth_of,
)
from .reading_groups import ungrouped
from .sheet import FULL, Buzz, Clock, Duel, Early, Effect, Foul, Help, Kind, Phone, Risk, Round, Verdict

ROUND_FIELDS = (
    *("key", "kind", "title", "notes", "count", "per_team", "per_member", "rounds", "picks"),
    *("on_stage", "order", "order_tie", "assist", "answering", "floor", "void_replaced"),
    *("points", "values", "right", "wrong", "timeout", "prompted", "not_started", "incomplete"),
    *("decline", "declined", "answer_s", "by_value_s", "start_within_s", "starts", "read_s"),
    *("open", "early", "fouls", "fouler_may_press", "attempts", "after_attempts", "no_press", "blurt"),
    *("help", "helps", "pass_to_opponent", "stock", "distinct_values", "may_name", "may_exceed"),
    *("out_of_stock", "pair", "set_of", "chooser", "odd", "cut_tie", "stop_at_first_miss"),
    *("scoring", "streak", "multiple", "team", "best", "branch_best", "grace_s"),
)
EARLY_FIELDS = ("points", "exclude", "question")
#: The name of each verdict's price in a document.
PRICES = {
    "right": Verdict.RIGHT,
    "wrong": Verdict.WRONG,
    "timeout": Verdict.LATE,
    "prompted": Verdict.PROMPTED,
    "not_started": Verdict.NOT_STARTED,
    "incomplete": Verdict.INCOMPLETE,
    "declined": Verdict.DECLINED,
}
ORDERS = ("seat", "draw", "reverse", "score_asc", "score_desc", "member")
HELPS = ("ask", "skip", "remove")
PER = ("contest", "round", "duel")
_PAIRS = {"rank": "rank", "rank12_34": "rank", "draw": "draw"}


def read_round(fields: Fields, key: str, kind: Kind) -> Round:
    """Return the round in `fields`; problems gather there."""
    fields = ungrouped(fields)
    fields.only(*ROUND_FIELDS)
    effects, guesses = _effects(fields)
    stock = stock_of(fields, "stock")
    return Round(
        key=key,
        kind=kind,
        title=fields.text("title", 40),
        values=_values(fields, stock),
        effects=effects,
        guesses=guesses,
        count=count_of(fields, "count"),
        per_team=_turns(fields, kind),
        per_member=count_of(fields, "per_member", 99),
        on_stage=seats_of(fields, "on_stage"),
        order=fields.choice("order", ORDERS),
        order_tie=fields.choice("order_tie", ("seat", "draw", "number")),
        assist=fields.choice("assist", ("none", "team")) or "none",
        clock=_clock(fields),
        buzz=_buzz(fields),
        helps=_helps(fields),
        passes=count_of(fields, "pass_to_opponent", 99, 0) or 0,
        risk=_risk(fields, kind, stock),
        duel=_duel(fields, kind),
        phone=_phone(fields),
        stop_at_first_miss=fields.flag("stop_at_first_miss"),
        blurt=_blurt(fields),
        floor=fields.amount("floor"),
        void_replaced=truth_of(fields, "void_replaced"),
        answering=fields.choice("answering", ("spoken", "phone")) or "spoken",
        notes=fields.text("notes", 400),
    )


def _effects(fields: Fields) -> tuple[dict[Verdict, Effect], dict[Verdict, Effect]]:
    """Return what the verdicts cost as stated, and as only guessed."""
    stated: dict[Verdict, Effect] = {}
    guessed: dict[Verdict, Effect] = {}
    for name, verdict in PRICES.items():
        if fields.raw.get(name) == "wrong" and name not in ("right", "wrong"):
            effect, guess = effect_of(fields, "wrong")
        else:
            effect, guess = effect_of(fields, name)
        if effect is not None:
            (guessed if guess else stated)[verdict] = effect
    stated.setdefault(Verdict.RIGHT, FULL)
    declined = _decline_price(fields)
    if declined is not None:
        stated[Verdict.DECLINED] = declined
    return stated, guessed


def _decline_price(fields: Fields) -> Effect | None:
    """Return what declining costs: `decline` is the price, or only whether one may."""
    if fields.raw.get("decline") is None or isinstance(fields.raw.get("decline"), bool):
        return None
    return effect_of(fields, "decline")[0]


def _values(fields: Fields, stock: Mapping[int, int]) -> tuple[int, ...]:
    points = fields.amount("points", least=0)
    values = amounts_of(fields, "values")
    if points is not None and values:
        fields.fail("values", N_("points 与 values 只能写一个。"))
    if points is not None:
        return (points,)
    return values or tuple(stock)


def _turns(fields: Fields, kind: Kind) -> int | None:
    """Return how often a contestant has a turn: once each time round."""
    times = None if kind is Kind.RISK else count_of(fields, "rounds", 99)
    return count_of(fields, "per_team") or times


def _clock(fields: Fields) -> Clock:
    starts = fields.choice("starts", ("after_read", "host_go", "at_once", "named", "press"))
    return Clock(
        answer_ms=ms_of(fields, "answer_s"),
        by_value=by_value(fields, "by_value_s"),
        start_within_ms=ms_of(fields, "start_within_s"),
        starts=starts,
        read_ms=ms_of(fields, "read_s") or 0,
    )


def _buzz(fields: Fields) -> Buzz:
    silence = fields.part("no_press")
    silence.only("after_s", "to")
    return Buzz(
        open=fields.choice("open", ("host_go", "during_read", "after_read")) or "host_go",
        early=_early(fields.part("early")),
        fouls=_fouls(fields),
        fouler_may_press=truth_of(fields, "fouler_may_press"),
        attempts=count_of(fields, "attempts", 99),
        after_attempts=fields.choice("after_attempts", ("close", "audience")) or "close",
        no_press_ms=ms_of(silence, "after_s"),
        no_press_to=silence.choice("to", ("void", "audience")) or "void",
    )


def _early(fields: Fields) -> Early:
    fields.only(*EARLY_FIELDS)
    exclude = fields.choice("exclude", ("none", "question", "round"))
    question = fields.choice("question", ("continue", "void", "void_no_replacement"))
    return Early(fields.amount("points"), None if exclude == "none" else exclude, question)


def _blurt(fields: Fields) -> Early | None:
    given = fields.raw.get("blurt")
    if given is None:
        return None
    found = _early(fields.part("blurt")) if isinstance(given, Mapping) else Early(fields.amount("blurt"))
    return None if found == Early() else found


def _fouls(fields: Fields) -> tuple[Foul, ...]:
    found = []
    for row in fields.rows("fouls"):
        row.only("nth", "points", "exclude_from_round")
        nth = count_of(row, "nth", 99)
        if nth is None:
            row.fail("nth", N_("没有填写，请补上。"))
        found.append(Foul(nth or 1, row.amount("points"), row.flag("exclude_from_round")))
    return tuple(found)


def _helps(fields: Fields) -> tuple[Help, ...]:
    found = [_short_help(fields.part("help"))] if fields.raw.get("help") is not None else []
    for row in fields.rows("helps"):
        row.only("name", "times", "per", "restarts_clock")
        name, per = row.choice("name", HELPS), row.choice("per", PER)
        if name is None:
            row.fail("name", N_("没有填写，请补上。"))
        found.append(
            Help(name or "ask", count_of(row, "times", 99) or 1, per or "contest", row.flag("restarts_clock"))
        )
    return tuple(found)


def _short_help(fields: Fields) -> Help:
    """Return a help in its short form: `{per_duel: 1, restarts_clock: true}`."""
    fields.only("name", "restarts_clock", *(f"per_{per}" for per in PER))
    given = [(per, count_of(fields, f"per_{per}", 99)) for per in PER]
    per, times = next(((per, times) for per, times in given if times), ("contest", 1))
    return Help(fields.choice("name", HELPS) or "ask", times or 1, per, fields.flag("restarts_clock"))


def _risk(fields: Fields, kind: Kind, stock: Mapping[int, int]) -> Risk:
    times = count_of(fields, "rounds", 99) if kind is Kind.RISK else None
    may = fields.raw.get("decline")
    return Risk(
        picks=count_of(fields, "picks", 99) or times or 1,
        stock=stock,
        distinct=fields.flag("distinct_values"),
        may_decline=may if isinstance(may, bool) else True,
        may_name=fields.flag("may_name"),
        may_exceed=truth_of(fields, "may_exceed"),
        out_of_stock=fields.choice("out_of_stock", ("another", "end")),
    )


def _duel(fields: Fields, kind: Kind) -> Duel:
    pair = fields.choice("pair", tuple(_PAIRS))
    set_of = count_of(fields, "set_of", 99)
    if kind is Kind.DUEL and fields.raw.get("set_of") is None:
        fields.fail("set_of", N_("没有填写，请补上。"))
    return Duel(
        pair=_PAIRS[pair or "rank"],
        set_of=set_of or 1,
        chooser=fields.text("chooser", 60) or None,
        odd=fields.choice("odd", ("solo", "bye")),
        cut_tie=fields.choice("cut_tie", ("draw", "number")),
    )


def _phone(fields: Fields) -> Phone:
    return Phone(
        scoring=fields.choice("scoring", ("plain", "speed", "accuracy")) or "plain",
        streak=steps_of(fields, "streak"),
        multiple=fields.choice("multiple", ("all", "options")),
        team=fields.choice("team", ("mean", "sum", "best")) or "mean",
        best=count_of(fields, "best"),
        branch_best=count_of(fields, "branch_best"),
        grace_ms=ms_of(fields, "grace_s") or 0,
    )
