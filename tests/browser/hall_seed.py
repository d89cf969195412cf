"""A hall for a contest of every kind of round: three teams, rules of their own, two organisers, a member, questions.

Made through the services in this process, before the server that the browsers visit is started. The right option of
every question begins with 乙.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask_babel import force_locale
from sqlalchemy import select

from quizapp import create_app
from quizapp.accounts import queries as people
from quizapp.accounts import service as accounts
from quizapp.accounts.models import Branch, Member
from quizapp.accounts.passwords import hash_password
from quizapp.bank import service as bank
from quizapp.bank.models import Item
from quizapp.bank.native import parse
from quizapp.cli.preparing import prepare_content, prepare_database
from quizapp.config import Settings
from quizapp.core import clock
from quizapp.core.permissions import Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.live.models import LiveContest
from quizapp.live.queries import finding
from quizapp.live.service import lobby
from tests.fixtures.items import single
from tests.support.live import EVERYBODY, make_contest

Drafted = Callable[[list[int]], dict[str, Any]]
PASSWORD = "一支很长的密码 2026"
TEAMS = {"t1": "甲队", "t2": "乙队", "t3": "丙队"}
RESERVE = 4
#: So long that no clock runs out while a slow machine plays.
LONG_S = 300
_SPOKEN: dict[str, Any] = {"points": 10, "wrong": 0, "timeout": 0, "answer_s": LONG_S}
_PHONE: dict[str, Any] = {
    **{"points": 10, "wrong": 0, "timeout": 0, "answer_s": LONG_S, "read_s": 0},
    **{"scoring": "plain", "multiple": "all", "grace_s": 0},
}
#: Rounds in their order, and how many questions each has; the play-off takes the reserve.
ROUNDS: tuple[tuple[int, dict[str, Any]], ...] = (
    (3, {"kind": "required_team", "title": "团队必答", "per_team": 1, "order": "seat", **_SPOKEN}),
    (
        3,
        {
            **{"kind": "required_individual", "title": "个人必答", "on_stage": [1], "per_member": 1},
            **{"order": "member", "answering": "phone", **_SPOKEN},
        },
    ),
    (
        2,
        {
            **{
                "kind": "buzz",
                "title": "抢答题",
                "count": 2,
                "open": "host_go",
                "attempts": 2,
                "starts": "press",
            },
            **{"points": 10, "wrong": -10, "timeout": -10, "answer_s": LONG_S},
            "early": {"points": -5, "exclude": "question", "question": "continue"},
        },
    ),
    (
        3,
        {
            **{"kind": "risk", "title": "风险题", "values": [10, 20, 30], "picks": 1, "order": "score_asc"},
            **{"order_tie": "number", "wrong": "-v", "decline": 0, "answer_s": LONG_S},
        },
    ),
    (
        2,
        {
            **{"kind": "duel", "title": "两队对战", "pair": "rank", "set_of": 1, "odd": "bye"},
            **{"cut_tie": "number", **_SPOKEN},
        },
    ),
    (2, {"kind": "arena", "title": "擂台", "order": "seat", "set_of": 1, **_SPOKEN}),
    (
        4,
        {
            **{"kind": "ladder", "title": "步步高", "values": [5, 10], "order": "seat", "wrong": 0},
            **{"timeout": 0, "answer_s": LONG_S, "stop_at_first_miss": True},
        },
    ),
    (6, {"kind": "speed", "title": "限时速答", "per_team": 2, "order": "seat", **_SPOKEN, "points": 5}),
    (6, {"kind": "relay", "title": "车轮战", "on_stage": [1, 2], "order": "reverse", **_SPOKEN, "points": 5}),
    (3, {"kind": "assign", "title": "指定题", "per_team": 1, "order": "seat", **_SPOKEN, "wrong": -10}),
    (3, {"kind": "all_answer", "title": "全场同答", "team": "mean", **_PHONE}),
    (1, {"kind": "audience", "title": "观众题", "branch_best": 2, **_PHONE}),
)
SHEET: dict[str, Any] = {
    "id": "every-round",
    "title": "每种环节各一轮",
    "base": 100,
    "rounds": [{"key": one["kind"], **one} for _, one in ROUNDS],
    "tie": {"mode": "sudden_death", "scored": False},
}


@dataclass(frozen=True, slots=True)
class Staged:
    """What people in the hall are told: how to come in, where the console and the wall stand."""

    id: int
    pin: str
    wall: str
    seats: dict[str, str]  # "t1/2" → the address on the card of that seat


def stage(data: Path) -> Staged:
    """Fill a new data folder with a contest of every kind of round, its lobby open."""
    count = sum(number for number, _ in ROUNDS) + RESERVE
    return _made(data, count, SHEET, tuple(TEAMS.values()), _draft)


def stage_plain(data: Path) -> Staged:
    """Fill a new data folder with a contest in which everybody answers, each alone."""
    sheet = {**EVERYBODY, "rounds": [{**EVERYBODY["rounds"][0], "answer_s": LONG_S}]}
    return _made(data, 3, sheet, (), lambda items: {})


def _made(data: Path, count: int, sheet: dict[str, Any], teams: tuple[str, ...], draft: Drafted) -> Staged:
    app = create_app(Settings(data=data, database_url=f"sqlite:///{data / 'quizapp.db'}"))
    with app.app_context(), force_locale("zh_CN"):
        prepare_database()
        prepare_content()
        with unit_of_work():
            branch, organiser = _people()
            bank_id, items = _bank(branch, organiser, count)
            kept = branch.id, organiser.id
        row = make_contest(
            db.session.get_one(Branch, kept[0]),
            db.session.get_one(Member, kept[1]),
            bank_id,
            sheet,
            teams,
            title="七一现场竞赛",
            draft=draft(items),
        )
        staged = _told(row)
        _close(app)
    return staged


def _people() -> tuple[Branch, Member]:
    now, password = clock.now(), hash_password(PASSWORD)
    branch = accounts.create_branch("机关党支部", actor=None, now=now)
    rows = {
        username: accounts.create_member(
            branch, username=username, name=name, role=role, password_hash=password, actor=None, now=now
        )
        for username, name, role in (
            ("organiser", "罗勇", Role.ORGANISER),
            ("second", "秦素", Role.ORGANISER),
            ("zhou", "周晓岚", Role.MEMBER),
        )
    }
    for one in rows.values():
        one.consented_at = now
    db.session.flush()
    return branch, rows["organiser"]


def _bank(branch: Branch, organiser: Member, count: int) -> tuple[int, list[int]]:
    actor, now = people.identity_of_member(organiser.id), clock.now()
    parsed = parse({"bank": "hall", "name": "现场题", "items": [single(n) for n in range(1, count + 1)]})
    made = bank.ensure_bank("hall", parsed.name, branch_id=branch.id, actor=actor, now=now)
    bank.store_items(made, parsed.items, actor=actor, now=now)
    db.session.flush()
    items = select(Item.id).where(Item.bank_id == made.id).order_by(Item.id)
    return made.id, list(db.session.scalars(items))


def _draft(items: list[int]) -> dict[str, Any]:
    """Return the questions of each round, in their order, the rest in reserve."""
    left = list(items)
    rounds = {one["kind"]: [left.pop(0) for _ in range(number)] for number, one in ROUNDS}
    return {"rounds": rounds, "reserve": left}


def _told(row: LiveContest) -> Staged:
    seats = {}
    for team in row.draft["teams"]:
        for seat in (1, 2):
            code = lobby.seat_code(row, team["id"], seat)
            seats[f"{team['id']}/{seat}"] = f"/live/{row.pin}/seat/{code}"
    head = finding.by_id(row.id)
    assert head is not None
    return Staged(row.id, head.pin or "", f"/display/{head.screen_token}", seats)


def _close(app: Flask) -> None:
    db.session.remove()
    current_app.extensions["services"].close()
    db.engine.dispose()
