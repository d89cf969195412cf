"""A branch with a running contest, made through the services before the server is started on its folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask

from quizapp import create_app
from quizapp.accounts import queries as people
from quizapp.accounts import service as accounts
from quizapp.bank import service as bank
from quizapp.bank.native import parse
from quizapp.cli.preparing import prepare_content, prepare_database
from quizapp.config import Settings
from quizapp.contests import service as contests
from quizapp.contests.window import Step
from quizapp.core import clock
from quizapp.core.permissions import Role
from quizapp.core.transaction import unit_of_work
from quizapp.display import service as display
from quizapp.extensions import db
from tests.fixtures.items import single

ITEMS = 20
POINTS = 500  # hundredths, for each item


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the test needs to know of it."""

    contest_id: int
    organiser_id: int
    tokens: tuple[str, ...]  # one a member
    screen: str  # the big screen's token


@contextmanager
def opened(data: Path) -> Iterator[Flask]:
    """The application in this process, on the folder of a server."""
    app = create_app(Settings(data=data, database_url=f"sqlite:///{data / 'quizapp.db'}"))
    with app.app_context():
        yield app
        db.session.remove()
        app.extensions["services"].close()
        db.engine.dispose()


def seed(data: Path, members: int) -> Seeded:
    """Fill a new data folder: every item's key is B."""
    with opened(data):
        prepare_database()
        prepare_content()
        with unit_of_work():
            return _branch(members)


def _branch(members: int) -> Seeded:
    now = clock.now()
    branch = accounts.create_branch("机关党支部", actor=None, now=now)
    group = accounts.create_group(branch, "第一党小组", actor=None, now=now)
    organiser = accounts.create_member(
        branch, username="organiser", name="罗勇", role=Role.ORGANISER, actor=None, now=now
    )
    rows = [
        accounts.create_member(
            branch, username=f"user{number}", name=f"党员{number}", group=group, actor=None, now=now
        )
        for number in range(members)
    ]
    db.session.flush()
    actor = people.identity_of_member(organiser.id)
    parsed = parse({"bank": "faults", "name": "测试", "items": [single(n) for n in range(1, ITEMS + 11)]})
    made = bank.ensure_bank("faults", parsed.name, branch_id=branch.id, actor=actor, now=now)
    bank.store_items(made, parsed.items, actor=actor, now=now)
    draft = contests.Draft(
        title="知识竞赛",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=1),
        limit_s=6 * 3600,
        bank_ids=(made.id,),
        blueprint={"rows": [{"count": ITEMS, "points": POINTS}]},
    )
    contest = contests.create_contest(draft, branch_id=branch.id, actor=actor, now=now)
    contests.take_step(contest, Step.PUBLISH, actor=actor, now=now)
    screen = display.create_screen("会场", display.Options(), actor=actor, now=now)
    tokens = tuple(accounts.create_token(row, "write", None, now) for row in rows)
    return Seeded(contest.id, organiser.id, tokens, screen.token)
