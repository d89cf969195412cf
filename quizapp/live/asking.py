"""What the console's dialogs ask for: each gathers from the contest what its form shows.

A dialog is a page of its own, so that it works without scripts; the console takes in its inside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from ..core.errors import DomainError, NotFound
from ..core.i18n import N_
from . import words
from .engine import game
from .engine.events import Command, Logged
from .engine.everyone import question_id, takes_part
from .engine.judged import logged, verdict_now
from .engine.lobby import player_of
from .engine.setup import Contestant
from .engine.sheet import EVERYONE, PRESSED, Verdict
from .engine.standings import undecided
from .engine.state import Player, State
from .engine.undoing import undoable
from .projecting.course import standing
from .projecting.question import LETTERS
from .queries.pressing import PressLine

Data = dict[str, Any]
#: As many people as one list shows; a search finds the rest.
MOST_SHOWN = 200

#: Reasons that referees give, with the points that usually go with them.
ADJUSTMENTS: tuple[tuple[str, int | None], ...] = (
    (N_("警告一次"), -2),
    (N_("场外提示"), -10),
    (N_("桌上放资料"), -20),
    (N_("观众喧哗"), -20),
    (N_("用手机求助"), -50),
    (N_("记分更正"), None),
    (N_("评委加分"), None),
)
OVERRULINGS = (N_("评委复核"), N_("仲裁改判"), N_("裁判误按"), N_("答案有争议"))
VOIDINGS = (N_("题干有误"), N_("答案有争议"), N_("题目泄露"), N_("设备故障"))


@dataclass(frozen=True, slots=True)
class Asked:
    """For which contest at which moment a dialog was opened, with what its address says.

    What the log does not hold is handed in where a dialog shows it: who has `answered`, every press that arrived.
    """

    state: State
    args: MultiDict[str, str]
    now: int
    answered: Set[str] = frozenset()
    presses: Sequence[PressLine] = ()

    def get(self, name: str) -> str:
        return self.args.get(name, "")

    @property
    def contestants(self) -> list[Contestant]:
        return sorted(self.state.contestants.values(), key=lambda one: one.number)

    @property
    def player(self) -> Player:
        """The player whom the address names; raises NotFound."""
        try:
            return player_of(self.state, self.get("player"))
        except DomainError as error:
            raise NotFound from error


def asked_for(what: str, asked: Asked) -> Data:
    """Return what a dialog shows; raises NotFound for one that there is not."""
    if what not in _ASKS:
        raise NotFound
    return _ASKS[what](asked)


def moves(state: State, command: Command, now: int) -> list[Data]:
    """Return whom a command would move by how much, and from which place to which; raises Refused."""
    return [
        {
            "id": one.id,
            "name": words.name_of(state, one.id),
            "before": one.before.amount,
            "after": one.after.amount,
            "delta": one.after.amount - one.before.amount,
            "rank_before": one.before.rank,
            "rank_after": one.after.rank,
        }
        for one in game.preview(state, command, now)
    ]


def _whom(asked: Asked) -> Data:
    return {"teams": asked.contestants, "to": asked.get("to") or (asked.state.asked and asked.state.asked.to)}


def _adjust(asked: Asked) -> Data:
    return {**_whom(asked), "reasons": [(gettext(text), points) for text, points in ADJUSTMENTS]}


def _void(asked: Asked) -> Data:
    question = asked.state.question
    return {
        "reasons": [gettext(text) for text in VOIDINGS],
        "stem": question.item.stem if question else "",
    }


def _undo(asked: Asked) -> Data:
    """Show what is taken back, in words and in points."""
    state = asked.state
    try:
        group = undoable(state, asked.get("of") or None)
        moved = moves(state, Command("undo", {"of": group[-1].n}), asked.now)
    except DomainError as error:
        return {"refused": gettext(error.message, **error.params)}
    return {"of": group[-1].n, "text": words.undo_sentence(state, group), "moved": moved}


def _finish(asked: Asked) -> Data:
    state = asked.state
    played = {*state.rounds_done, *([state.round.key] if state.round else [])}
    return {
        "left": [
            words.round_title(state, one.key) for one in state.setup.sheet.rounds if one.key not in played
        ],
        "tied": [[words.name_of(state, one) for one in group] for group in undecided(state)[:6]],
    }


def _overrule(asked: Asked) -> Data:
    state, target = asked.state, _judged(asked.state, asked.get("of"))
    people: list[tuple[str, str]] = []
    to = asked.get("player")
    if target.kind == "closed":
        people = [(id, words.name_of(state, id)) for id in target.data["results"]]
    else:
        to = target.data["to"]
    return {
        "of": target.n,
        "text": words.sentence(state, target),
        "player": to,
        "was": verdict_now(state, target, to),
        "verdicts": [(str(one), words.verdict_word(one)) for one in Verdict if one is not Verdict.DECLINED],
        "people": people,
        "reasons": [gettext(text) for text in OVERRULINGS],
    }


def _judged(state: State, of: str) -> Logged:
    try:
        found = logged(state, of)
    except DomainError as error:
        raise NotFound from error
    if found.kind not in ("answered", "closed"):
        raise NotFound
    return found


def _ask(asked: Asked) -> Data:
    state, rules = asked.state, asked.state.rules
    prepared = state.setup.rounds.get(rules.key, ()) if rules else ()
    left = [one for one in (*prepared, *state.setup.reserve) if one not in state.shown]
    by_turn = rules is not None and rules.kind not in PRESSED | EVERYONE
    return {
        "teams": asked.contestants if by_turn else [],
        "questions": [state.setup.questions[one] for one in left],
        "rules": rules,
    }


def _pair(asked: Asked) -> Data:
    """Offer those who are still in, the champion first."""
    state, played = asked.state, asked.state.round
    left = standing(state)
    champion = played.champion if played and played.champion in left else next(iter(left), None)
    return {
        "teams": [state.contestants[one] for one in left],
        "first": champion,
        "second": next((one for one in left if one != champion), None),
    }


def _tie(asked: Asked) -> Data:
    group = [one for one in asked.args.getlist("order") if one in asked.state.contestants]
    if len(group) < 2:
        raise NotFound
    return {"group": [asked.state.contestants[one] for one in group]}


def where(state: State, player: Player) -> str:
    """Return where somebody sits, in words; "" in the audience."""
    if player.team is None:
        return ""
    team = words.name_of(state, player.team)
    return f"{team} {gettext('%(n)d 号', n=player.seat)}" if player.seat else team


def _people(asked: Asked) -> Data:
    state, text = asked.state, asked.get("q").strip()
    present = [one for one in state.players.values() if not one.removed]
    found = [one for one in present if text in one.name or text in one.unit]
    found.sort(key=lambda one: one.admitted)
    return {
        "q": text,
        "people": [(one, where(state, one)) for one in found[:MOST_SHOWN]],
        "found": len(found),
        "total": len(present),
        "out": [
            one for one in state.players.values() if one.removed and (text in one.name or text in one.unit)
        ],
        **_seating(asked),
    }


def _seating(asked: Asked) -> Data:
    individual = asked.state.setup.individual
    return {"teams": [] if individual else asked.contestants, "individual": individual}


def _person(asked: Asked) -> Data:
    player = asked.player
    return {"player": player, "where": where(asked.state, player), **_seating(asked)}


def _answer(asked: Asked) -> Data:
    """Answer for somebody without a phone: the options with their letters, as they are shown."""
    state, player = asked.state, asked.player
    if state.asked is None or not state.asked.under_way or not state.everyone or state.question is None:
        return {"player": player, "refused": gettext("现在没有可以代答的题。")}
    item, texts = state.question.item, dict(state.question.item.choices)
    return {
        "player": player,
        "question": question_id(state.asked),
        "options": [
            (id, LETTERS[at], texts[letter]) for at, (id, letter) in enumerate(state.question.options)
        ],
        "type": str(item.type),
        "stem": item.stem,
    }


def _waiting(asked: Asked) -> Data:
    state = asked.state
    left = [one for one in state.players.values() if takes_part(state, one) and one.id not in asked.answered]
    return {"people": [(one, where(state, one)) for one in left[:MOST_SHOWN]], "found": len(left)}


def _presses(asked: Asked) -> Data:
    """Show every press as it arrived: when, over which way, what became of it."""
    state = asked.state
    return {
        "lines": [
            (one, words.name_of(state, one.contestant), words.name_of(state, one.player))
            for one in asked.presses
        ]
    }


def _team(asked: Asked) -> Data:
    found = asked.state.contestants.get(asked.get("to"))
    if found is None or asked.state.setup.individual:
        raise NotFound
    return {"team": found}


def _nothing(asked: Asked) -> Data:
    return {}


_ASKS: Mapping[str, Callable[[Asked], Data]] = {
    "adjust": _adjust,
    "answer": _answer,
    "ask": _ask,
    "break": _nothing,
    "code": _nothing,
    "finish": _finish,
    "keys": _nothing,
    "mark": _whom,
    "office": _nothing,
    "overrule": _overrule,
    "pair": _pair,
    "people": _people,
    "person": _person,
    "presses": _presses,
    "team": _team,
    "tie": _tie,
    "undo": _undo,
    "void": _void,
    "waiting": _waiting,
}
