"""A rule sheet → the document it is read from; `read_sheet` gives the same sheet back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .sheet import Buzz, Duel, Early, Effect, Help, Kind, Phone, Risk, Round, RuleSheet, Tie, Verdict

_VERDICTS = {
    Verdict.WRONG: "wrong",
    Verdict.LATE: "timeout",
    Verdict.PROMPTED: "prompted",
    Verdict.NOT_STARTED: "not_started",
    Verdict.INCOMPLETE: "incomplete",
    Verdict.DECLINED: "declined",
}


def sheet_to_mapping(sheet: RuleSheet) -> dict[str, Any]:
    """Return the sheet as JSON can keep it, with rounds as a list; fields that were left open are left out."""
    return _said(
        {
            "id": sheet.id,
            "number": sheet.number,
            "title": sheet.title,
            "summary": sheet.summary,
            "source": sheet.source,
            "base": points(sheet.base),
            "teams": list(sheet.teams) if sheet.teams else None,
            "team_size": sheet.team_size,
            "floor": points(sheet.floor),
            "absent": sheet.absent,
            "disconnect": sheet.disconnect,
            "close_call": sheet.close_call,
            "rounds": [_round(one) for one in sheet.rounds],
            "tie": _tie(sheet.tie) if sheet.tie else None,
            "advance": [{"heats": one.heats, "top": one.top} for one in sheet.advance],
            "unresolved": list(sheet.unresolved),
            "decided": dict(sheet.decided),
        }
    )


def points(hundredths: int | None) -> int | float | None:
    """Return hundredths as points the way people write them: 10, 2.5."""
    if hundredths is None:
        return None
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def seconds(ms: int | None) -> int | float | None:
    """Return milliseconds as seconds."""
    if ms is None:
        return None
    return ms // 1000 if ms % 1000 == 0 else ms / 1000


def price(effect: Effect) -> int | float | str | None:
    """Return what a verdict costs the way a document writes it."""
    if not effect.percent:
        return points(effect.fixed)
    whole = {100: "v", -100: "-v", -50: "-v/2", 50: "v/2"}
    return whole.get(effect.percent, f"{effect.percent}%")


def _round(one: Round) -> dict[str, Any]:
    single = len(one.values) == 1
    return _said(
        {
            "key": one.key,
            "kind": str(one.kind),
            "title": one.title,
            "count": one.count,
            "per_team": one.per_team,
            "per_member": one.per_member,
            "on_stage": list(one.on_stage),
            "order": one.order,
            "order_tie": one.order_tie,
            "assist": one.assist if one.assist != "none" else None,
            "points": points(one.values[0]) if single else None,
            "values": None if single else [points(value) for value in one.values],
            **_prices(one),
            **_clock(one),
            **_buzz(one.buzz),
            "helps": [_help(help) for help in one.helps],
            "pass_to_opponent": one.passes or None,
            **_risk(one.risk),
            **_duel(one.duel, one.kind),
            **_phone(one.phone),
            "stop_at_first_miss": one.stop_at_first_miss or None,
            "blurt": _early(one.blurt) if one.blurt else None,
            "floor": points(one.floor),
            "void_replaced": one.void_replaced,
            "answering": one.answering if one.answering != "spoken" else None,
            "notes": one.notes,
        }
    )


def _prices(one: Round) -> dict[str, Any]:
    stated = {
        _VERDICTS[verdict]: price(effect) for verdict, effect in one.effects.items() if verdict in _VERDICTS
    }
    guessed = {_VERDICTS[verdict]: f"{price(effect)}?" for verdict, effect in one.guesses.items()}
    right = one.effects.get(Verdict.RIGHT)
    return {
        **({"right": price(right)} if right and (right.fixed, right.percent) != (0, 100) else {}),
        **guessed,
        **stated,
        **({} if one.risk.may_decline else {"decline": False}),
    }


def _clock(one: Round) -> dict[str, Any]:
    clock = one.clock
    return {
        "answer_s": seconds(clock.answer_ms),
        "by_value_s": _keyed({value: seconds(ms) for value, ms in clock.by_value.items()}),
        "start_within_s": seconds(clock.start_within_ms),
        "starts": clock.starts,
        "read_s": seconds(clock.read_ms) or None,
    }


def _buzz(buzz: Buzz) -> dict[str, Any]:
    to = buzz.no_press_to if buzz.no_press_to != "void" else None
    return {
        "open": buzz.open if buzz.open != "host_go" else None,
        "early": _early(buzz.early),
        "fouls": [
            _said(
                {"nth": one.nth, "points": points(one.points), "exclude_from_round": one.exclude_from_round}
            )
            for one in buzz.fouls
        ],
        "fouler_may_press": buzz.fouler_may_press,
        "attempts": buzz.attempts,
        "after_attempts": buzz.after_attempts if buzz.after_attempts != "close" else None,
        "no_press": _said({"after_s": seconds(buzz.no_press_ms), "to": to}),
    }


def _help(help: Help) -> dict[str, Any]:
    return _said(
        {"name": help.name, "times": help.times, "per": help.per, "restarts_clock": help.restarts_clock}
    )


def _early(early: Early) -> dict[str, Any]:
    return _said({"points": points(early.points), "exclude": early.exclude, "question": early.question})


def _risk(risk: Risk) -> dict[str, Any]:
    return {
        "picks": risk.picks if risk.picks != 1 else None,
        "stock": _keyed(risk.stock),
        "distinct_values": risk.distinct or None,
        "may_name": risk.may_name or None,
        "may_exceed": risk.may_exceed,
        "out_of_stock": risk.out_of_stock,
    }


def _duel(duel: Duel, kind: Kind) -> dict[str, Any]:
    return {
        "pair": duel.pair if duel.pair != "rank" else None,
        "set_of": duel.set_of if duel.set_of != 1 or kind is Kind.DUEL else None,
        "chooser": duel.chooser,
        "odd": duel.odd,
        "cut_tie": duel.cut_tie,
    }


def _phone(phone: Phone) -> dict[str, Any]:
    return {
        "scoring": phone.scoring if phone.scoring != "plain" else None,
        "streak": [points(one) for one in phone.streak],
        "multiple": phone.multiple,
        "team": phone.team if phone.team != "mean" else None,
        "best": phone.best,
        "branch_best": phone.branch_best,
        "grace_s": seconds(phone.grace_ms) or None,
    }


def _tie(tie: Tie) -> dict[str, Any]:
    return _said(
        {
            "scope": tie.scope,
            "mode": tie.mode,
            "count": tie.count,
            "points": points(tie.points),
            "scored": tie.scored,
            "hesitation_s": seconds(tie.hesitation_ms),
        }
    )


def _keyed(group: Mapping[int, int | float | None]) -> dict[str, Any]:
    return {str(points(value)): one for value, one in group.items()}


def _said(mapping: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that say something."""
    return {name: value for name, value in mapping.items() if value is not None and value not in ("", {}, [])}
