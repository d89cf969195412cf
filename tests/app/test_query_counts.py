"""The pages that everybody opens ask the database a fixed number of questions, however much is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from quizapp.accounts.models import Member
from quizapp.contests.models import Contest
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.services import services
from quizapp.core.transaction import unit_of_work
from quizapp.display import service as display
from quizapp.papers import queries as papers
from tests.app.conftest import Statements
from tests.fixtures.app import Client
from tests.fixtures.attempts import right_response
from tests.fixtures.contests import MakeContest, Take
from tests.fixtures.people import MakeGroup, MakeMember
from tests.fixtures.record import MakeEntry

pytestmark = pytest.mark.usefixtures("points_sheet")
Asked = Callable[[str], int]

#: The most statements that a page may need, once the visitor is known.
LIMITS = {"home": 9, "record": 8, "board": 6, "groups": 9, "display": 18, "contests": 4}


@pytest.fixture
def asked(client: Client, statements: Statements) -> Asked:
    """How many statements an address costs, asked for a second time."""

    def ask(url: str) -> int:
        client.get(url)
        with statements() as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    return ask


@pytest.fixture
def fill(
    make_member: MakeMember, make_group: MakeGroup, make_entry: MakeEntry, make_contest: MakeContest
) -> Callable[[Member, int], None]:
    """So many groups with a member each, entries of all, and contests."""

    def fill(member: Member, count: int) -> None:
        for number in range(count):
            person = make_member(group=make_group())
            for one in (person, member):
                make_entry(one, at=clock.now() - timedelta(days=number))
            make_contest(title=f"竞赛{number}")

    return fill


@pytest.mark.parametrize(
    ("page", "url"),
    [
        ("home", "/"),
        ("record", "/record/"),
        ("board", "/boards/"),
        ("groups", "/boards/groups"),
        ("contests", "/contests/"),
    ],
)
def test_a_page_costs_the_same_with_more_in_it(
    client: Client, member: Member, asked: Asked, fill: Callable[[Member, int], None], page: str, url: str
) -> None:
    client.login(member)
    fill(member, 2)
    few = asked(url)
    fill(member, 6)
    many = asked(url)
    assert few == many
    assert many <= LIMITS[page]


def test_the_big_screen_costs_the_same_with_more_on_it(
    member: Member,
    organiser: Member,
    as_identity: Callable[[Member], Identity],
    asked: Asked,
    fill: Callable[[Member, int], None],
) -> None:
    options = display.Options(boards=("groups", "members", "branches"))
    with unit_of_work():
        screen = display.create_screen("大屏", options, actor=as_identity(organiser), now=clock.now())
    url = f"/display/{screen.token}/part"
    fill(member, 2)
    few = asked(url)
    fill(member, 6)
    many = asked(url)
    assert few == many
    assert many <= LIMITS["display"]


def test_an_answer_loads_no_member_and_writes_no_session(
    client: Client,
    member: Member,
    contest: Contest,
    take: Take,
    statements: Statements,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    head = papers.head(take(contest, member, 0, submit=False))
    assert head is not None
    client.login(member)
    writer, written = services().writer, list[str]()
    write = writer.write

    def note(jobs: Sequence[tuple[str, Mapping[str, Any]]]) -> Any:
        written.extend(sql for sql, _ in jobs)
        return write(jobs)

    monkeypatch.setattr(writer, "write", note)

    def save(position: int) -> int:
        body = {"answers": {str(position): right_response(head.slots[position - 1])}}
        url = f"/attempts/{head.id}/answers"
        return int(client.post(url, json=body, headers={"Accept": "application/json"}).status_code)

    assert save(1) == 200
    written.clear()
    with statements() as seen:
        assert save(2) == 200
    assert [sql.split(" ", 2)[:2] for sql in written] == [["INSERT", "INTO"], ["SELECT", "count(*)"]]
    assert all("answer" in sql for sql in written)
    assert [sql for sql in seen if "answer" not in sql] == []  # nobody is loaded, no session is touched
