"""Contests in the room for the browser tests: one at each stage that a phone shows, and a phone's token in each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from quizapp.accounts.models import Branch, Member
from quizapp.live.engine.reading import load, sheet_to_mapping
from quizapp.live.queries import finding
from quizapp.live.service import lobby
from tests.support import live

#: What tests of the console play, each its own.
HOSTED = (
    "by_key",
    "undone",
    "below_dialog",
    "by_hand",
    "overruled",
    "cable",
    "by_form",
    "in_office",
    "unjudged",
)
#: Buzzers at which a second team may try.
TWO_TRIES = {**live.BUZZERS, "rounds": [{**live.BUZZERS["rounds"][0], "attempts": 2}]}
#: No clock runs out while the browser looks.
LONG = 3_600


def live_places(branch: Branch, organiser: Member, bank_id: int) -> Mapping[str, str]:
    """Make the contests; return their PINs, walls and ids by stage, the code of a seat, and the cookies of a phone that is in all."""
    kept = branch, organiser
    everybody = lambda: live.make_contest(*kept, bank_id, count=8).id  # noqa: E731
    buzzers = lambda: live.make_contest(*kept, bank_id, live.BUZZERS, live.TEAMS, count=8).id  # noqa: E731
    contests = {
        "lobby": everybody(),
        "locked": everybody(),
        "members_only": live.make_contest(*kept, bank_id, guests=False).id,
        "teams": buzzers(),
        "question": everybody(),
        "multiple": everybody(),
        "revealed": everybody(),
        "over": everybody(),
        "reading": buzzers(),
        "pressed": buzzers(),
        "prepared": live.make_contest(
            *kept, bank_id, _many_rounds(), live.TEAMS, count=8, lobby_open=False
        ).id,
        "alone": live.make_contest(*kept, bank_id, count=8, lobby_open=False).id,
        "stage": buzzers(),
        "rules": buzzers(),
        "again": live.make_contest(*kept, bank_id, TWO_TRIES, live.TEAMS, count=8).id,
        **{name: buzzers() for name in HOSTED},
    }
    inside = {"lobby", "question", "multiple", "revealed", "over", "reading", "pressed"}
    cookies = {}
    for name in inside:
        team = "t1" if name in ("reading", "pressed") else None
        joined = live.enter(contests[name], "周晓岚", team, 1 if team else None)
        cookies[f"live_{contests[name]}"] = joined.token
        _play(name, contests[name], joined.player)
    live.enter(contests["teams"], "王海宁", "t1", 1)
    for name in ("undone", "overruled"):
        _judge(contests[name])
    live.host(contests["locked"], "lock")
    live.ask(contests["again"])
    live.host(contests["rules"], "scene", scene="rules")
    pins = {name: _pin(id) for name, id in contests.items()}
    seat = lobby.seat_code(_known(contests["teams"]), "t1", 1)
    walls = {f"{name}_wall": _known(id).screen_token for name, id in contests.items()}
    ids = {f"{name}_live": str(id) for name, id in contests.items()}
    named = {f"{name}_pin": pin for name, pin in pins.items()}
    return {**named, **walls, **ids, "seat": seat, "phone": json.dumps(cookies)}


def _many_rounds() -> dict[str, Any]:
    """Return rules with rounds of several kinds, with gaps and a note of what their source leaves open."""
    return sheet_to_mapping(load("R14"))


def _known(id: int) -> finding.Head:
    found = finding.by_id(id)
    assert found is not None
    return found


def _pin(id: int) -> str:
    return _known(id).pin or ""


def _judge(id: int) -> None:
    """Bring a contest to its first verdict."""
    live.ask(id, limit=LONG)
    live.host(id, "open_buzz")
    live.host(id, "press_for", seat="t3")
    live.host(id, "answer", by="t3", verdict="wrong")


def _play(name: str, id: int, player: str) -> None:
    """Bring a contest to the stage that it shows."""
    if name == "lobby":
        return
    live.ask(id, limit=LONG)
    if name == "multiple":
        live.host(id, "close")
        live.ask(id, limit=LONG)
    elif name == "pressed":
        live.host(id, "open_buzz")
        live.host(id, "buzz", by="t1", player=player)
    elif name == "revealed":
        live.host(id, "close")
        live.host(id, "reveal")
    elif name == "over":
        live.host(id, "finish")
