"""Dialogs about people: who is in, one person, an answer for somebody, who has not answered, a team."""

from __future__ import annotations

from flask_babel import gettext

from ...core.errors import NotFound
from .. import words
from ..engine.everyone import question_id, takes_part
from ..engine.state import Player, State
from ..projecting.question import LETTERS
from .opened import MOST_SHOWN, Asked, Data


def where(state: State, player: Player) -> str:
    """Return where somebody sits, in words; "" in the audience."""
    if player.team is None:
        return ""
    team = words.name_of(state, player.team)
    return f"{team} {gettext('%(n)d 号', n=player.seat)}" if player.seat else team


def people(asked: Asked) -> Data:
    """Show who is in, who waits first, and who was sent out."""
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
        **seating(asked),
    }


def seating(asked: Asked) -> Data:
    """Return the teams that somebody may sit in."""
    individual = asked.state.setup.individual
    return {"teams": [] if individual else asked.contestants, "individual": individual}


def person(asked: Asked) -> Data:
    """Show one person."""
    player = asked.player
    return {"player": player, "where": where(asked.state, player), **seating(asked)}


def answer(asked: Asked) -> Data:
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


def waiting(asked: Asked) -> Data:
    """Show whose answers have not come yet."""
    state = asked.state
    left = [one for one in state.players.values() if takes_part(state, one) and one.id not in asked.answered]
    return {"people": [(one, where(state, one)) for one in left[:MOST_SHOWN]], "found": len(left)}


def team(asked: Asked) -> Data:
    """Show one team; raises NotFound."""
    found = asked.state.contestants.get(asked.get("to"))
    if found is None or asked.state.setup.individual:
        raise NotFound
    return {"team": found}
