"""The question as it is shown: to the hall without a key until the reveal, to the host with it from the start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from ...bank.item import ItemType
from ...papers.questions import Slot, shown_key, source_line
from ..engine.everyone import question_id, takes_part
from ..engine.setup import Question
from ..engine.sheet import Verdict
from ..engine.state import Asked, Phase, State
from .places import Places
from .telling import Telling, amount, current, name_of

SHAPES = ("triangle", "diamond", "circle", "square", "pentagon", "hexagon", "star", "cross", "heart", "drop")
#: An open answer that a judge has yet to mark.
UNMARKED = "unmarked"
_COUNTED = (ItemType.SINGLE, ItemType.BOOLEAN, ItemType.MULTIPLE)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def question(state: State, telling: Telling) -> dict[str, Any] | None:
    """Return the question under way; its key is in it only once it was revealed."""
    asked = current(state)
    if asked is None:
        return None
    body = {
        "id": question_id(asked),
        "number": asked.number,
        **_place(state),
        **_text(state.question, telling.say),
        "value": amount(asked.value),
        "limit": None if asked.limit is None else asked.limit / 1000,
        "to": asked.to,
        "to_name": name_of(state, asked.to),
        "seat": asked.seat,
        "everyone": state.everyone,
        "audience": asked.audience,
        "gone": list(asked.gone),
        "presses": _presses(state, asked),
        "answerer": asked.answerer,
        "answerer_name": name_of(state, asked.answerer),
        "given": _given(state, asked),
    }
    if asked.author:
        body["author_name"] = name_of(state, asked.author)
    if asked.phase is Phase.VOID:
        body["void_reason"] = asked.reason
    if asked.phase is Phase.REVEALED:
        body |= solution(state) | outcome(state, asked)
    return body


def _place(state: State) -> dict[str, Any]:
    played, rules = state.round, state.rules
    if played is None or rules is None:
        return {"position": 0, "of": None}
    prepared = len(state.setup.rounds.get(rules.key, ()))
    most = played.most if played.playoff else rules.count
    return {"position": max(played.asked, 1), "of": most or prepared or None}


def _text(shown: Question | None, say: Callable[[str], str]) -> dict[str, Any]:
    if shown is None:
        return {"type": None, "stem": "", "options": []}
    item = shown.item
    texts = dict(item.choices)
    if item.type is ItemType.BOOLEAN:  # the product's own words
        texts = {letter: say(text) for letter, text in texts.items()}
    body: dict[str, Any] = {"type": str(item.type), "stem": item.stem, "options": _options(shown, texts)}
    if item.left:
        body["left"] = [{"id": one, "text": text} for one, text in item.left]
    if item.type is ItemType.BLANK:
        body["blanks"] = len(item.key_groups)
    if item.type is ItemType.NUMERIC:
        body["unit"] = item.unit
    return body


def _options(shown: Question, texts: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"id": id, "text": texts[letter], "letter": LETTERS[place % 26], "shape": SHAPES[place % len(SHAPES)]}
        for place, (id, letter) in enumerate(shown.options)
    ]


def _presses(state: State, asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "contestant": one.to,
            "name": name_of(state, one.to),
            "order": order,
            "after_ms": one.after,
            "early": one.early,
            "uncertain": one.uncertain,
        }
        for order, one in enumerate(asked.presses, start=1)
    ]


def _given(state: State, asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "contestant": one.to,
            "name": name_of(state, one.to),
            "verdict": str(one.verdict),
            "points": amount(one.points),
        }
        for one in asked.given
    ]


def solution(state: State) -> dict[str, Any]:
    """Return key, explanation and source of the question under way: for the host, and for all once revealed."""
    shown = state.question
    if shown is None:
        return {"key": None, "key_text": "", "explanation": "", "source": ""}
    item = shown.item
    slot = Slot(0, 0, 0, item.type, 0, shown.options)
    found = shown_key(slot, item)
    return {
        "key": [found] if item.type in (ItemType.SINGLE, ItemType.BOOLEAN) else _plain(item.type, found),
        "key_text": key_text(shown),
        "explanation": item.explanation,
        "source": source_line(item),
    }


def _plain(type: ItemType, found: Any) -> Any:
    if type is not ItemType.NUMERIC:
        return found
    return " ".join(part for part in (found["value"], found["unit"]) if part)


def key_text(shown: Question) -> str:
    """Return the key as one reads it out."""
    item = shown.item
    letters = {letter: LETTERS[place % 26] for place, (_, letter) in enumerate(shown.options)}
    match item.type:
        case ItemType.NUMERIC:
            return f"{item.key:f} {item.unit}".strip()
        case ItemType.SHORT:
            return str(item.key)
        case ItemType.BLANK:
            return "；".join(" / ".join(group) for group in item.key_groups)
        case ItemType.MATCHING:
            left, texts = dict(item.left), dict(item.choices)
            return "；".join(f"{left[one]} — {texts[letter]}" for one, letter in item.key_groups)
        case ItemType.ORDERING:
            return " → ".join(letters[one] for one in item.key_letters)
        case _:
            return " ".join(sorted(letters[one] for one in item.key_letters))


def outcome(state: State, asked: Asked) -> dict[str, Any]:
    """Return how everybody answered: how many chose what, how many were right, answered, silent."""
    if not state.everyone:
        return {}
    answered = [one for one in asked.graded.values() if one.response is not None]
    chosen: Counter[str] = Counter()
    for one in answered:
        given = one.response
        if isinstance(given, str):
            chosen[given] += 1
        elif isinstance(given, list):
            chosen.update(given)
    shown = state.question
    ids = [id for id, _ in shown.options] if shown and shown.item.type in _COUNTED else []
    expected = sum(takes_part(state, one) for one in state.players.values())
    return {
        "distribution": {id: chosen[id] for id in ids},
        "right": sum(one.verdict is Verdict.RIGHT for one in asked.graded.values()),
        "answered": len(answered),
        "silent": max(expected - len(answered), 0),
    }


def result(found: Places, player: str, own: str | None) -> dict[str, Any] | None:
    """Return what the question came to for a player: on the phone once revealed, spoken as soon as it was judged."""
    now = found.now
    if now.asked is None:
        return None
    if not now.everyone:
        mine = [one for one in now.asked.given if one.to == own]
        return {"verdict": str(mine[-1].verdict), "points": amount(mine[-1].points)} if mine else None
    if now.asked.phase is not Phase.REVEALED or player not in now.takers:
        return None
    graded = now.asked.graded.get(player)
    said = "silent" if graded is None else UNMARKED if graded.unmarked else str(graded.verdict)
    verdict = found.verdicts.get(player) or said
    return {"verdict": verdict, "points": amount(found.gained.get(player, 0))}
