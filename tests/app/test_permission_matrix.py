"""Who reaches what: every route as a visitor and in every role, at the own branch's things and at another's.

A route without a row fails, and so does a row without a route. Each request is judged by what it
answered and then undone, so that all of them meet the same world.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quizapp.accounts import service as accounts
from quizapp.core import clock
from quizapp.core.permissions import Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.partners import walls
from quizapp.partners.models import Shared, SubjectKind
from tests.app.matrix import TABLE
from tests.app.matrix.expected import GET
from tests.fixtures.items import MakeBank
from tests.fixtures.people import MakeBranch, MakeMember
from tests.pure.accounts.test_policy import png
from tests.support import world_partners
from tests.support.matrix import Browser, walk
from tests.support.world import ROLES, BranchWorld

pytestmark = pytest.mark.pages

COLLEAGUE = {
    Role.MEMBER: Role.LEADER,
    Role.LEADER: Role.MEMBER,
    Role.ORGANISER: Role.ADMIN,
    Role.ADMIN: Role.ORGANISER,
}


@pytest.fixture
def worlds(
    app: Flask, points_sheet: None, make_branch: MakeBranch, make_member: MakeMember, make_bank: MakeBank
) -> tuple[BranchWorld, BranchWorld]:
    """The own branch and another, in an installation that has a logo."""
    accounts.save_logo(png(64, 64), actor=None, now=clock.now())
    db.session.commit()
    return (
        BranchWorld(make_branch("甲支部"), make_member, make_bank),
        BranchWorld(make_branch("乙支部"), make_member, make_bank),
    )


@pytest.fixture
def undone(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, a unit of work is carried out up to its commit and then rolled back."""

    def flush_and_undo() -> None:
        db.session.flush()
        db.session.rollback()

    return lambda: monkeypatch.setattr(db.session, "commit", flush_and_undo)


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    routes = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    rows = {(row[0], method) for row in TABLE for method in row[1].split()}
    assert routes - rows == set(), "routes without a row"
    assert rows - routes == set(), "rows without a route"


def test_everybody_reaches_what_the_table_says_and_nothing_else(
    app: Flask, worlds: tuple[BranchWorld, BranchWorld], undone: Callable[[], None]
) -> None:
    own, other = ({role: side.of(role) for role in ROLES} for side in worlds)
    colleagues = {role: own[COLLEAGUE[role]] for role in ROLES}
    browsers = {role: Browser(app, own[role]["sid"]) for role in ROLES}
    undone()
    wrong: list[str] = []
    for row in TABLE:
        visitor, *of_sides = row[2].split()
        wrong += [f"visitor {one}" for one in walk(app, row, Browser(app), own[Role.MEMBER], visitor)]
        for expected, values in zip(of_sides, (own, other, colleagues), strict=False):
            for role, letter in zip(ROLES, expected, strict=True):
                wrong += [f"{role} {one}" for one in walk(app, row, browsers[role], values[role], letter)]
    assert not wrong, "\n".join(wrong)


def test_a_guest_reaches_what_is_shared_and_nothing_else_of_the_program(
    app: Flask, worlds: tuple[BranchWorld, BranchWorld], undone: Callable[[], None]
) -> None:
    values = worlds[0].of(Role.MEMBER)
    guest = Browser(app, world_partners.signed_in(values["guest"]))
    undone()
    wrong: list[str] = []
    for row in TABLE:
        endpoint, named = row[0], row[3] if len(row) > 3 else {}
        if app.view_functions[endpoint].access.public or endpoint.startswith(
            ("partners.", "accounts.logout")
        ):
            continue
        things = {"contest_id", "activity_id", "attempt_id", "notice_id", "session_id", "file_id"}
        is_open = endpoint == "home.index" or (endpoint in walls.OPEN and not things & set(named))
        refused = "f" if row[2].split()[1][0] == "f" else "n"
        wrong += walk(app, row, guest, values, "a" if is_open else refused)
    assert not wrong, "\n".join(wrong)


def test_a_shared_contest_is_open_to_the_guests_of_its_branch_alone(
    app: Flask, worlds: tuple[BranchWorld, BranchWorld]
) -> None:
    own, other = (world.of(Role.MEMBER) for world in worlds)
    shared = {"branch_id": own["partner"], "kind": SubjectKind.CONTEST, "subject_id": own["contest"]}
    with unit_of_work():
        db.session.add(Shared(**shared, created_by=own["member"], created_at=clock.now()))
    for values, expected in ((own, "a"), (other, "n")):
        guest = Browser(app, world_partners.signed_in(values["guest"]))
        for name in ("show", "standings"):
            row = (f"contests.{name}", GET, "", {"contest_id": "contest"})
            assert walk(app, row, guest, own, expected) == []
        row = ("contests.show", GET, "", {"contest_id": "contest"})
        assert walk(app, row, guest, other, "n") == []
