"""Live contests for tests: sheets as documents, a contest in its lobby, people in it, a host's hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from quizapp.accounts import queries as people
from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Item
from quizapp.core import clock
from quizapp.core.ids import new_token
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.live import room
from quizapp.live.engine.events import Command
from quizapp.live.engine.everyone import question_id
from quizapp.live.engine.state import State
from quizapp.live.models import LiveContest
from quizapp.live.queries import finding
from quizapp.live.service import lobby

#: Everybody answers on the phone: ten points a question, twenty seconds, no reading delay.
EVERYBODY: dict[str, Any] = {
    "id": "test-everybody",
    "title": "同答",
    "base": 0,
    "rounds": [
        {
            "key": "all",
            "kind": "all_answer",
            "title": "同答题",
            "points": 10,
            "wrong": 0,
            "timeout": 0,
            "answer_s": 20,
            "read_s": 0,
            "grace_s": 0,
            "scoring": "plain",
            "multiple": "options",
            "team": "mean",
        }
    ],
    "tie": {"mode": "shared"},
}
#: Buzzers: ten points for the right answer, as many off for a wrong one, five off for an early press.
BUZZERS: dict[str, Any] = {
    "id": "test-buzzers",
    "title": "抢答",
    "base": 100,
    "rounds": [
        {
            "key": "buzz",
            "kind": "buzz",
            "title": "抢答题",
            "count": 10,
            "points": 10,
            "wrong": -10,
            "timeout": -10,
            "answer_s": 20,
            "open": "host_go",
            "early": {"points": -5, "exclude": "question", "question": "continue"},
        }
    ],
    "tie": {"mode": "shared"},
}
TEAMS = ("甲队", "乙队", "丙队")


def make_contest(
    branch: Branch,
    organiser: Member,
    bank_id: int,
    sheet: dict[str, Any] = EVERYBODY,
    teams: Sequence[str] = (),
    count: int = 5,
    lobby_open: bool = True,
    **more: Any,
) -> LiveContest:
    """Store a contest; its first round has the first items of the bank, and its lobby is open. Keys are B."""
    items = list(db.session.scalars(select(Item.id).where(Item.bank_id == bank_id).order_by(Item.id)))
    actor, now = people.identity_of_member(organiser.id), clock.now()
    draft = {
        "sheet": sheet,
        "decisions": {},
        "teams": [
            {"id": f"t{n}", "name": name, "unit": "", "seats": 3} for n, name in enumerate(teams, start=1)
        ],
        "rounds": {sheet["rounds"][0]["key"]: items[:count]},
        "reserve": items[count : count + 3],
        "individual": not teams,
        **more.pop("draft", {}),
    }
    fields = {"title": "现场竞赛", "seed": "a seed for tests", "screen_token": new_token(), **more}
    with unit_of_work():
        contest = LiveContest(
            branch_id=branch.id, draft=draft, created_by=organiser.id, created_at=now, **fields
        )
        db.session.add(contest)
        db.session.flush()
        if lobby_open:
            lobby.open_lobby(contest, actor=actor, now=now, take_defaults=True)
    return contest


def enter(
    contest_id: int,
    name: str,
    team: str | None = None,
    seat: int | None = None,
    member: Identity | None = None,
) -> lobby.Joined:
    """Let a guest in, or a member."""
    head = finding.by_id(contest_id)
    assert head is not None
    db.session.rollback()  # the room writes past the session, which must not go on from an older moment
    return lobby.join(head, name=name, team=team, seat=seat, member=member, now=clock.now())


def host(contest_id: int, do: str, *, at: datetime | None = None, **fields: Any) -> room.Done:
    """Do what a host does."""
    db.session.rollback()
    return room.act(contest_id, Command(do, fields, "member:1"), now=at or clock.now())


def ask(contest_id: int, **fields: Any) -> State:
    """Begin the first round where none has begun, and ask."""
    if room.state_of(contest_id).round is None:
        host(contest_id, "start_round", round=1)
    return host(contest_id, "ask", **fields).state


def option(state: State, letter: str = "B") -> str:
    """Return the option id under which the author's letter is shown."""
    assert state.question is not None
    return {letter: id for id, letter in state.question.options}[letter]


def everybody(contest_id: int, **right: bool) -> room.Done:
    """Ask the next question, have the players of these ids answer it right or wrong, and close it."""
    state = ask(contest_id)
    assert state.asked is not None
    for player, is_right in right.items():
        response = option(state, "B" if is_right else "A")
        room.answer(contest_id, player, question_id(state.asked), response, now=clock.now())
    return host(contest_id, "close")
