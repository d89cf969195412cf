"""The big screens: made and revoked by an organiser, shown without sign-in, awake when an entry lands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.display import service
from quizapp.display.models import Screen
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeGroup, MakeMember
from tests.fixtures.record import MakeEntry

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]
FIELDS = {
    "name": "会议室",
    "boards": ["groups", "members", "branches"],
    "period": "month",
    "seconds": "8",
    "theme": "light",
}
MakeScreen = Callable[..., Screen]


@pytest.fixture
def make_screen(organiser: Member, as_identity: Callable[[Member], Identity]) -> MakeScreen:
    """A screen of the organiser's branch."""

    def make(actor: Member = organiser, **options: Any) -> Screen:
        with unit_of_work():
            return service.create_screen(
                "大屏", service.Options(**options), actor=as_identity(actor), now=clock.now()
            )

    return make


@pytest.fixture
def screen(make_screen: MakeScreen) -> Screen:
    return make_screen()


def message(frames: Iterator[Any]) -> str:
    """The next message that says something: an empty one only has the screen look again."""
    while True:
        found = next(frames)
        _, _, data = (found.decode() if isinstance(found, bytes) else str(found)).partition("data: ")
        if data.strip() not in ('""', "null"):
            return str(json.loads(data))


def test_an_organiser_makes_changes_and_revokes_a_screen(client: Client, organiser: Member) -> None:
    client.login(organiser)
    assert "还没有大屏" in client.get("/display/").text
    assert client.post("/display/", data=FIELDS).status_code == 302
    made = db.session.scalars(select(Screen)).one()
    assert made.options == {
        "boards": ["groups", "members", "branches"],
        "period": "month",
        "seconds": 8,
        "theme": "light",
        "live": False,
    }
    assert len(made.token) >= 24
    listed = client.get("/display/").text
    assert f"/display/{made.token}" in listed
    assert "<svg" in listed
    form = client.get(f"/display/{made.id}/edit").text
    assert 'value="会议室"' in form
    changed = {**FIELDS, "name": "大厅", "boards": ["members"], "period": "year", "theme": "dark"}
    assert client.post(f"/display/{made.id}/edit", data=changed).status_code == 302
    db.session.rollback()
    assert (made.name, made.options["boards"], made.options["period"]) == ("大厅", ["members"], "year")
    assert client.post(f"/display/{made.id}/revoke").status_code == 302
    for path in ("edit", "revoke"):
        assert client.post(f"/display/{made.id}/{path}", data=FIELDS).status_code == 404
    assert made.token not in client.get("/display/").text


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "长" * 81},
        {"boards": []},
        {"boards": ["everything"]},
        {"period": "day"},
        {"seconds": "0"},
        {"seconds": "-8"},
        {"seconds": "9" * 30},
        {"seconds": "x"},
        {"theme": "pink"},
    ],
)
def test_settings_that_no_screen_can_have_are_refused(
    client: Client, organiser: Member, screen: Screen, change: dict[str, Any]
) -> None:
    client.login(organiser)
    token, options = screen.token, dict(screen.options)
    for url in ("/display/", f"/display/{screen.id}/edit"):
        assert client.post(url, data={**FIELDS, **change}).status_code == 422
    db.session.rollback()
    assert [(row.token, row.options) for row in db.session.scalars(select(Screen))] == [(token, options)]


def test_it_is_shown_without_sign_in_and_tells_no_more_than_the_boards(
    client: Client, screen: Screen, member: Member, make_group: MakeGroup, make_entry: MakeEntry
) -> None:
    member.group_id, member.phone = make_group("学习小组").id, "13800001234"
    db.session.commit()
    make_entry(member)
    for path in ("", "/part"):
        page = client.get(f"/display/{screen.token}{path}")
        assert page.status_code == 200
        assert member.name in page.text
        assert "学习小组" in page.text
        assert member.phone not in page.text
        assert member.username not in page.text
    assert "Set-Cookie" not in client.get(f"/display/{screen.token}").headers


def test_nothing_of_another_branch_is_shown_but_its_mean(
    client: Client,
    make_screen: MakeScreen,
    member: Member,
    make_branch: MakeBranch,
    make_member: MakeMember,
    make_entry: MakeEntry,
) -> None:
    other = make_branch("邻居支部")
    stranger = make_member("邻居的人", branch=other)
    make_entry(member)
    make_entry(stranger)
    alone = client.get(f"/display/{make_screen(boards=('members', 'groups')).token}").text
    assert stranger.name not in alone
    assert other.name not in alone
    together = client.get(f"/display/{make_screen(boards=('branches',)).token}").text
    assert other.name in together
    assert stranger.name not in together


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("period", ["week", "month", "quarter", "year"])
def test_an_empty_screen_says_what_to_do(
    client: Client, make_screen: MakeScreen, period: str, theme: str
) -> None:
    boards = ("members", "groups", "branches")
    page = client.get(f"/display/{make_screen(boards=boards, period=period, theme=theme).token}")
    assert page.status_code == 200
    assert page.text.count("还没有积分") == 3


def test_an_unknown_or_revoked_address_has_ended(
    client: Client, organiser: Member, screen: Screen, make_member: MakeMember
) -> None:
    token = screen.token
    client.login(organiser)
    client.post(f"/display/{screen.id}/revoke")
    for gone in (token, "nonsense", "x" * 500):
        for path in ("", "/part", "/stream"):
            assert client.get(f"/display/{gone}{path}").status_code == 404
    assert "已停用" in client.get(f"/display/{token}").text


def test_an_entry_that_lands_wakes_the_screen(
    client: Client,
    screen: Screen,
    member: Member,
    make_entry: MakeEntry,
    make_branch: MakeBranch,
    make_member: MakeMember,
) -> None:
    stranger = make_member(branch=make_branch())
    reply = client.get(f"/display/{screen.token}/stream")
    assert reply.mimetype == "text/event-stream"
    frames = iter(reply.response)
    first = next(frames)
    assert "event: changed" in (first.decode() if isinstance(first, bytes) else str(first))
    make_entry(stranger)  # another branch's: no reason to look
    entry = make_entry(member)
    assert entry is not None
    assert message(frames) == str(entry.id)
    reply.close()
    assert member.name in client.get(f"/display/{screen.token}/part").text


def test_changing_or_revoking_a_screen_wakes_it(client: Client, organiser: Member, screen: Screen) -> None:
    reply = client.get(f"/display/{screen.token}/stream")
    frames = iter(reply.response)
    client.login(organiser)
    client.post(f"/display/{screen.id}/edit", data=FIELDS)
    assert message(frames) == "screen"
    client.post(f"/display/{screen.id}/revoke")
    assert message(frames) == "screen"
    reply.close()
    assert client.get(f"/display/{screen.token}/part").status_code == 404


def test_another_branchs_screen_is_not_there(
    client: Client, screen: Screen, make_branch: MakeBranch, make_member: MakeMember
) -> None:
    foreign = make_member(branch=make_branch(), role=Role.ORGANISER)
    client.login(foreign)
    assert screen.token not in client.get("/display/").text
    assert client.get(f"/display/{screen.id}/edit").status_code == 404
    assert client.post(f"/display/{screen.id}/revoke").status_code == 404
