"""What only the wall shows besides what everybody may see: who stands beside whom, steps, picks, uncovering, podium.

Pure. Totals and places come as the hall may know them; only what the host uncovers is told as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from .engine.sheet import Kind, Round
from .engine.standings import Standing
from .engine.state import Entry, Played, Stage, State
from .projecting.places import Places, places
from .projecting.telling import amount, current, name_of

#: As many teams as stand beside each other below a question.
STRIP = 8
#: As many places of teams and of people as are uncovered one by one, and names below a team on the podium.
TEAMS_UNCOVERED, PEOPLE_UNCOVERED, NAMES = 16, 10, 4
#: Letters of a team's name that a cell holds, by how many cells there are.
ROOM = {5: 7, 6: 6, 7: 5, 8: 4}
Row = dict[str, Any]


def wall(state: State, found: Places) -> Row:
    """Return what the wall shows of a contest beyond the public view; `found` is what the hall may know."""
    rules, played = state.rules, state.round
    podium = _podium(state, found)
    shown: Row = {
        "teams": [] if state.setup.individual else _teams(found),
        "short": _short_names(state),
        "uncover": _uncover(state),
        "podium": podium,
        "facts": _facts(state) if podium else None,
        "until": _until(state),
    }
    if rules is not None and played is not None:
        shown |= {
            "table": _table(found, rules, played) if rules.kind is Kind.RISK else [],
            "versus": _versus(found, rules, played),
            "pairs": [[_side(found, one) for one in pair] for pair in played.pairs],
            "ladder": _ladder(state, rules, played) if rules.kind is Kind.LADDER else None,
            "champion": name_of(state, played.champion),
            "gone": [name_of(state, one) for one in state.exits],
            "run": _run(state, rules),
        }
    return shown


def _teams(found: Places) -> list[Row]:
    """Return the teams below a question, best first; who has the turn is always among them."""
    state, turn, asked = found.state, _turn(found.state), current(found.state)
    order = sorted(state.contestants.values(), key=lambda one: (found.ranks[one.id], one.number))
    shown = _with_turn([one.id for one in order], turn)
    short = dict(zip(shown, shortened([name_of(state, one) for one in shown]), strict=True))
    return [
        {
            "id": one,
            "name": short[one],
            "rank": found.ranks[one],
            "points": amount(state.total(one)),
            "now": one == turn,
            "out": bool(asked and asked.under_way and one in asked.out),
        }
        for one in shown
    ]


def _short_names(state: State) -> list[str]:
    """Return the first teams' names as they fit beside each other, in the order of their numbers."""
    teams = sorted(state.contestants.values(), key=lambda one: one.number)[:STRIP]
    return [] if state.setup.individual else shortened([one.name for one in teams])


def _with_turn(order: Sequence[str], turn: str | None) -> list[str]:
    """Return as many as stand beside each other, the one whose turn it is among them."""
    late = [one for one in order[STRIP:] if one == turn]
    return [*order[: STRIP - len(late)], *late]


def shortened(names: Sequence[str]) -> list[str]:
    """Return names as they fit into cells beside each other: without what all begin with, still telling them apart."""
    room = ROOM.get(len(names), 10)
    if all(len(one) <= room for one in names):
        return list(names)
    common = 0
    while len({one[: common + 1] for one in names}) == 1 and all(len(one) > common + 2 for one in names):
        common += 1
    if common and names[0][common - 1] == "第":
        common -= 1
    cut = [one[common:] for one in names] if len(names) > 1 else list(names)
    fitting = [one[:room] for one in cut]
    return fitting if len(set(fitting)) == len(names) else cut


def _turn(state: State) -> str | None:
    asked = current(state)
    return (asked.answerer or asked.to) if asked and asked.under_way else None


def _table(found: Places, rules: Round, played: Played) -> list[Row]:
    """Return the contestants of a risk round, best first, with what was picked and what it came to."""
    state, turn, rows = found.state, _turn(found.state), []
    order = sorted(played.order, key=lambda one: (found.ranks.get(one, 0), played.order.index(one)))
    for id in _with_turn(order, turn):
        used = list(played.used.get(id, ()))
        verdict, delta = _came_to(state, played.key, id)
        rows.append(
            {
                "id": id,
                "name": name_of(state, id),
                "rank": found.ranks.get(id, 0),
                "points": amount(state.total(id)),
                "now": id == turn,
                "picks": [{"value": amount(one), "on": one in used} for one in rules.values],
                "waits": played.turns.get(id, 0) < rules.risk.picks,
                "verdict": "" if id == turn else verdict,
                "delta": amount(delta),
            }
        )
    return rows


def _came_to(state: State, key: str, id: str) -> tuple[str, int]:
    """Return the last verdict of a contestant in a round and what that question earned, corrections included."""
    mine = [one for one in state.entries if one.to == id and one.round == key and one.question is not None]
    judged = [one for one in mine if one.verdict is not None]
    if not judged:
        return "", 0
    last = judged[-1]
    return str(last.verdict), sum(one.amount for one in mine if one.question == last.question)


def _side(found: Places, id: str) -> Row:
    state, played = found.state, found.state.round
    return {
        "id": id,
        "name": name_of(state, id),
        "points": amount(state.total(id)),
        "rights": played.rights.get(id, 0) if played else 0,
        "turns": played.turns.get(id, 0) if played else 0,
        "now": id == _turn(state),
    }


def _versus(found: Places, rules: Round, played: Played) -> list[Row]:
    """Return the two that meet now, in a duel or on the arena; empty where nobody does."""
    if rules.kind not in (Kind.DUEL, Kind.ARENA) or not played.pairs:
        return []
    asked = current(found.state)
    last = asked.to if asked else None
    pair = next((one for one in played.pairs if last in one), None)
    if pair is None or rules.kind is Kind.ARENA:
        pair = played.pairs[-1] if rules.kind is Kind.ARENA else played.pairs[0]
    return [_side(found, one) for one in pair]


def _ladder(state: State, rules: Round, played: Played) -> Row | None:
    """Return the steps of the one who climbs: climbed, now, missed, ahead."""
    asked = current(state)
    if asked is None or asked.to is None:
        return None
    at = played.turns.get(asked.to, 1) - 1
    here = "now" if asked.under_way or not asked.given else _landed(asked.given[-1].verdict)
    states = [
        "climbed" if step < at else here if step == at else "ahead" for step in range(len(rules.values))
    ]
    steps = [
        {"value": amount(value), "state": state} for value, state in zip(rules.values, states, strict=True)
    ]
    return {"name": name_of(state, asked.to), "steps": steps}


def _landed(verdict: str) -> str:
    return "climbed" if verdict == "right" else "missed"


def _run(state: State, rules: Round) -> Row | None:
    """Return how a run against the clock goes."""
    asked = current(state)
    if rules.kind not in (Kind.SPEED, Kind.RELAY) or asked is None:
        return None
    right = sum(one.verdict == "right" for one in asked.given)
    return {
        "answered": len(asked.given),
        "right": right,
        "points": amount(sum(g.points for g in asked.given)),
    }


def _until(state: State) -> str | None:
    """Return when a break that counts down is over."""
    name, _, minutes = state.scene.partition(":")
    if name != "break" or not minutes:
        return None
    began = next(one.at for one in reversed(state.history) if one.kind == "scene")
    return datetime.fromtimestamp(began / 1000 + 60 * int(minutes), UTC).isoformat(timespec="milliseconds")


def _uncover(state: State) -> Row | None:
    """Return the places as far as the host has uncovered them; who is still covered has neither name nor points."""
    name, _, steps = state.scene.partition(":")
    if name != "reveal":
        return None
    most = PEOPLE_UNCOVERED if state.setup.individual else TEAMS_UNCOVERED
    rows = places(state, real=True).rows[:most]
    first = len(rows) - min(int(steps or 0), len(rows))
    return {
        "shown": len(rows) - first,
        "of": len(rows),
        "rows": [
            _uncovered(state, one, last=place == first) if place >= first else _covered(place + 1)
            for place, one in enumerate(rows)
        ],
    }


def _covered(place: int) -> Row:
    return {"id": f"place-{place}", "place": place, "open": False, "last": False}


def _uncovered(state: State, one: Standing, last: bool) -> Row:
    held = (state.frozen or {}).get(one.id)
    return {
        "id": one.id,
        "open": True,
        "last": last,
        "name": name_of(state, one.id),
        "unit": state.contestants[one.id].unit,
        "rank": one.rank,
        "points": amount(one.amount),
        "since": None if held is None else amount(one.amount - held),
    }


def _podium(state: State, found: Places) -> list[Row]:
    """Return the first three places, shared ones together; nothing while totals are held back."""
    over = state.stage is Stage.FINISHED
    if state.scene != "podium" and (not over or state.frozen is not None):
        return []
    rows = places(state, real=True).rows if over else found.rows
    first = [one for one in rows if one.rank <= 3]
    return [_step(state, rank, list(tied)) for rank, tied in groupby(first, key=lambda one: one.rank)]


def _step(state: State, rank: int, tied: Sequence[Standing]) -> Row:
    who = [
        {"id": one.id, "name": name_of(state, one.id), "people": _people_of(state, one.id)} for one in tied
    ]
    return {"rank": rank, "who": who, "points": amount(tied[0].amount)}


def _people_of(state: State, team: str) -> list[str]:
    if state.setup.individual:
        return []
    mine = [one for one in state.players.values() if one.team == team and not one.removed]
    seated = sorted((one for one in mine if one.seat), key=lambda one: one.seat or 0)
    return [one.name for one in (seated or mine)[:NAMES]]


def _facts(state: State) -> Row:
    """Return what the end tells of the whole contest."""
    phone: list[Entry] = [one for one in state.entries if one.why == "phone"]
    right = sum(one.verdict == "right" for one in phone)
    return {
        "teams": 0 if state.setup.individual else len(state.contestants),
        "people": sum(not one.removed for one in state.players.values()),
        "questions": len({one.question for one in state.entries if one.question is not None}),
        "right": round(100 * right / len(phone)) if phone else None,
    }
