"""A data folder to measure on, made through the product's services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf

from quizapp import create_app
from quizapp.accounts import queries as accounts
from quizapp.accounts import service as people
from quizapp.accounts.models import ApiToken, LoginSession, Member
from quizapp.activities import service as activities
from quizapp.activities.kinds import ActivityKind
from quizapp.activities.kinds import Step as Activities
from quizapp.bank import service as bank
from quizapp.bank.native import parse
from quizapp.config import Settings
from quizapp.contests import service as contests
from quizapp.contests.window import Step
from quizapp.core import clock
from quizapp.core.ids import new_token, token_hash
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.display import service as screens
from quizapp.extensions import db
from quizapp.live.queries import finding
from quizapp.live.rulebook import document_of as load_sheet
from quizapp.live.service import lobby, quick
from quizapp.live.service.preparing import TeamRow
from quizapp.papers import queries as papers
from quizapp.record.shipped import load_default_sheet

SECRET = "bench"
BUZZERS = {
    "id": "bench-buzzers",
    "title": "抢答",
    "base": 100,
    "rounds": [{"key": "buzz", "kind": "buzz", "points": 10, "wrong": 0, "timeout": 0, "count": 40}],
}


@dataclass(frozen=True, slots=True)
class Player:
    """A member in a running contest: token for the API, attempt, and the option ids of each position."""

    token: str
    attempt: int
    options: tuple[tuple[str, ...], ...]


def environment(folder: Path) -> dict[str, str]:
    """Return the variables under which a server finds the data."""
    return {"QUIZAPP_DATA": str(folder), "QUIZAPP_DATABASE_URL": f"sqlite:///{folder / 'quizapp.db'}"}


@contextmanager
def application(folder: Path) -> Iterator[Flask]:
    """Open the application on a data folder, with the schema made."""
    (folder / "secret-key").write_text(SECRET, encoding="ascii")
    url = f"sqlite:///{folder / 'quizapp.db'}"
    app = create_app(Settings(data=folder, database_url=url, secret_key=SECRET))
    with app.app_context():
        db.create_all()
        load_default_sheet(now=clock.now())
        db.session.commit()
        yield app
        db.session.remove()
        app.extensions["services"].close()
        db.engine.dispose()


def items(count: int, topics: int = 10) -> list[dict[str, object]]:
    """Return single-choice items in the native form, spread over topics and difficulties."""
    return [
        {
            "id": f"item-{number}",
            "type": "single",
            "topic": f"主题{number % topics}",
            "stem": f"第 {number} 题：依据有关规定，下列哪一项是正确的？",
            "options": {letter: f"选项{letter}，第 {number} 题" for letter in "ABCD"},
            "key": "ABCD"[number % 4],
            "explanation": "依据条文，其余三项是常见的误解。",
            "source": {"document": "试题规则", "version": "2026", "article": "第一条"},
            "difficulty": 1 + number // topics % 5,
        }
        for number in range(count)
    ]


def store(count: int) -> int:
    """Store a bank of so many items; return its id."""
    parsed = parse({"bank": "bench", "name": "bench", "items": items(count)})
    with unit_of_work():
        row = bank.ensure_bank("bench", "bench", branch_id=None, actor=None, now=clock.now())
        bank.store_items(row, parsed.items, actor=None, now=clock.now())
        return row.id


def make_people(count: int) -> list[Identity]:
    """Make a branch with an organiser first and so many members."""
    now = clock.now()
    with unit_of_work():
        branch = people.create_branch("机关党支部", actor=None, now=now)
        groups = [people.create_group(branch, f"第{n}党小组", actor=None, now=now) for n in range(1, 5)]
        made = [
            people.create_member(
                branch,
                username=f"user{number}",
                name=f"党员{number}",
                actor=None,
                now=now,
                group=groups[number % 4],
                role=Role.ORGANISER if number == 0 else Role.MEMBER,
            )
            for number in range(count + 1)
        ]
        for member in made:
            member.consented_at = now
        ids = [member.id for member in made]
    return [accounts.identity_of_member(member_id) for member_id in ids]


def running_contest(folder: Path, players: int, questions: int = 20) -> list[Player]:
    """Make a running contest in which so many members have begun."""
    with application(folder):
        bank_id = store(200)
        organiser, *members = make_people(players)
        now = clock.now()
        draft = contests.Draft(
            title="竞赛",
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(hours=5),
            limit_s=4 * 3600,
            bank_ids=(bank_id,),
            blueprint={"rows": [{"count": questions, "points": 500}]},
        )
        with unit_of_work():
            contest = contests.create_contest(draft, branch_id=organiser.branch_id, actor=organiser, now=now)
            contests.take_step(contest, Step.PUBLISH, actor=organiser, now=now)
        return [_enter(contest, member) for member in members]


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody in a live contest: the player's id, and the token that its phone carries."""

    player: str
    token: str


@dataclass(frozen=True, slots=True)
class LiveHall:
    """A live contest with people in it and its lobby open: the host's token, the phones."""

    id: int
    pin: str
    host: str
    phones: tuple[Phone, ...]


def live_hall(folder: Path, phones: int, questions: int = 40, teams: tuple[str, ...] = ()) -> LiveHall:
    """Make a live contest that so many guests have joined: everybody answers, or with teams at buzzers."""
    with application(folder):
        bank_id, now = store(200), clock.now()
        organiser = make_people(0)[0]
        wanted = quick.Wanted(
            "现场竞赛",
            BUZZERS if teams else load_sheet("party-accuracy"),
            (bank_id,),
            questions,
            teams=[TeamRow(name, seats=20) for name in teams],
            guests=True,
        )
        with unit_of_work():
            made = quick.open_contest(wanted, branch_id=organiser.branch_id, actor=organiser, now=now).contest
            contest_id, pin = made.id, str(made.pin)
            token = people.create_token(db.session.get_one(Member, organiser.member_id), "host", None, now)
        joined = [_enter_hall(contest_id, number, teams) for number in range(phones)]
        return LiveHall(contest_id, pin, token, tuple(joined))


def _enter_hall(contest_id: int, number: int, teams: tuple[str, ...]) -> Phone:
    head = finding.by_id(contest_id)
    assert head is not None
    team = teams[number % len(teams)] if teams else None
    joined = lobby.join(head, name=f"观众{number}", team=team, member=None, now=clock.now())
    return Phone(joined.player, joined.token)


def display(folder: Path) -> str:
    """Make a big screen of the first branch; return the token in its address."""
    with application(folder), unit_of_work():
        organiser = accounts.identity_of_member(_first(Role.ORGANISER).id)
        return screens.create_screen("会议室", screens.Options(), actor=organiser, now=clock.now()).token


def _enter(contest: contests.Contest, member: Identity) -> Player:
    token = new_token()
    with unit_of_work():
        attempt = contests.enter(contest, member=member, now=clock.now()).attempt_id
        db.session.add(
            ApiToken(
                member_id=member.member_id,
                token_hash=token_hash(token),
                scope="write",
                created_at=clock.now(),
            )
        )
    head = papers.head(attempt)
    assert head is not None
    return Player(token, attempt, tuple(tuple(option for option, _ in slot.options) for slot in head.slots))


def browser_cookie(app: Flask, member_id: int) -> str:
    """Sign a member in and return the Cookie header of the browser."""
    token = new_token()
    now = clock.now()
    with unit_of_work():
        db.session.add(
            LoginSession(member_id=member_id, token_hash=token_hash(token), created_at=now, last_seen_at=now)
        )
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # flask's own
    return f"session={serializer.dumps({'sid': token})}"


@dataclass(frozen=True, slots=True)
class Gathering:
    """An activity open for signing in: what its codes are made with, and each member's headers and form token."""

    id: int
    key: str
    phones: tuple[dict[str, str], ...]


def gathering(folder: Path, members: int) -> Gathering:
    """Make an activity that so many members are called to, all of them signed in to the program."""
    with application(folder) as app:
        organiser, *called = make_people(members)
        now = clock.now()
        draft = activities.Draft(
            ActivityKind.PARTY_DAY, "主题党日", now, now + timedelta(hours=5), organiser.member_id
        )
        with unit_of_work():
            made = activities.create_activity(draft, branch_id=organiser.branch_id, actor=organiser, now=now)
            for step in (Activities.ANNOUNCE, Activities.OPEN):
                activities.take_step(made, step, actor=organiser, now=now)
        phones = tuple(_phone(app, member.member_id, number) for number, member in enumerate(called))
        return Gathering(made.id, made.code_key, phones)


def _phone(app: Flask, member_id: int, number: int) -> dict[str, str]:
    """Return the headers of a browser that is signed in, has a mark of its own and carries its form's token."""
    token, now = new_token(), clock.now()
    with unit_of_work():
        db.session.add(
            LoginSession(member_id=member_id, token_hash=token_hash(token), created_at=now, last_seen_at=now)
        )
    with app.test_request_context():
        g.pop("csrf_token", None)  # the last phone's: the context around is one
        proof = generate_csrf()
        kept = {"sid": token, "csrf_token": session["csrf_token"]}
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # flask's own
    cookie = f"session={serializer.dumps(kept)}; activity_device=browser-{number:08d}"
    return {"Cookie": cookie, "X-CSRFToken": proof}


def _first(role: Role) -> Member:
    return db.session.query(Member).filter_by(role=role).order_by(Member.id).limit(1).one()
