"""Transfers: both sides say yes before anything changes, and what was earned stays where it was earned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts import service as accounts
from quizapp.accounts.models import Group, Member, Membership
from quizapp.community import queries, service
from quizapp.community.models import Transfer
from quizapp.community.wording import TransferState
from quizapp.core import clock
from quizapp.core.errors import DomainError, Forbidden, Invalid
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.hours import service as hours
from quizapp.record import service as record
from quizapp.record.models import LedgerEntry
from quizapp.record.service import Credit
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeGroup, MakeMember
from tests.fixtures.record import MakeEntry

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]


@pytest.fixture
def goal(make_group: MakeGroup) -> Group:
    return make_group("第二党小组")


@pytest.fixture
def mover(make_member: MakeMember, group: Group) -> Member:
    return make_member("江一帆", group=group)


@pytest.fixture
def receiver(make_member: MakeMember, goal: Group) -> Member:
    return make_member("陆小曼", role=Role.LEADER, group=goal)


def ask(client: Client, mover: Member, goal: str, today: date) -> int:
    form = {"goal": goal, "day": today.isoformat(), "reason": "岗位变动"}
    answer = client.post(f"/manage/transfers/new?member={mover.id}", data=form)
    assert answer.status_code == 302, answer.text
    return int(answer.location.rpartition("/")[2])


def sit_44_minutes(mover: Member) -> None:
    """Credit somebody with less than a whole hour of study."""
    with unit_of_work():
        now = clock.now()
        hours.credit(mover.id, source="outside", key="o", minutes=44, title="培训", occurred_at=now, now=now)


def test_between_groups_the_two_leaders_decide_in_their_order(
    client: Client,
    organiser: Member,
    leader: Member,
    receiver: Member,
    mover: Member,
    goal: Group,
    make_entry: MakeEntry,
    today: date,
) -> None:
    before = make_entry(mover)
    assert before
    client.login(organiser)
    url = f"/manage/transfers/{ask(client, mover, f'g{goal.id}', today)}"
    client.login(receiver)
    assert client.post(f"{url}/receive").status_code == 403  # not before the other side let go
    client.login(leader)
    assert mover.name in client.get("/manage/transfers").text
    assert client.post(f"{url}/release").status_code == 302
    assert client.post(f"{url}/receive").status_code == 403
    client.login(receiver)
    assert client.post(f"{url}/receive").status_code == 302
    assert client.post(f"{url}/receive").status_code == 409
    after = make_entry(mover)
    assert after
    db.session.rollback()
    assert mover.group_id == goal.id
    assert (before.group_id, after.group_id) == (leader.group_id, goal.id)
    with unit_of_work():  # what is known too late counts where it was done
        done = before.occurred_at - timedelta(hours=1)
        late = record.report(Credit(mover.id, "reading", "late", done, "补报"), now=clock.now())
    assert late
    assert late.group_id == leader.group_id
    stays = queries.transfers.stays(mover.id)
    assert [(stay.group, stay.points) for stay in stays] == [("第一党小组", 1200), ("第二党小组", 1000)]
    assert stays[1].reason == "岗位变动"
    client.login(mover)
    assert "以前的积分和记录都在" in client.get("/welcome/").text


def test_between_branches_an_administrator_asks_and_the_other_branch_names_the_group(
    client: Client,
    admin: Member,
    organiser: Member,
    leader: Member,
    make_branch: MakeBranch,
    make_group: MakeGroup,
    make_member: MakeMember,
    today: date,
) -> None:
    other = make_branch("第二支部")
    there = make_group("物资组", branch=other)
    host = make_member("主人", branch=other, role=Role.ORGANISER)
    client.login(organiser)
    refused = client.post(
        f"/manage/transfers/new?member={leader.id}",
        data={"goal": f"b{other.id}", "day": today.isoformat(), "reason": "调动"},
    )
    assert refused.status_code == 422  # it is not among what an organiser may choose
    client.login(admin)
    url = f"/manage/transfers/{ask(client, leader, f'b{other.id}', today)}"
    client.login(host)
    assert client.post(f"{url}/release").status_code == 403
    client.login(organiser)
    assert client.post(f"{url}/release").status_code == 302
    assert client.post(f"{url}/receive", data={"group_id": there.id}).status_code == 403
    client.login(host)
    assert client.post(f"{url}/receive", data={"group_id": there.id}).status_code == 302
    db.session.rollback()
    assert (leader.branch_id, leader.group_id, leader.role) == (other.id, there.id, Role.MEMBER)
    assert db.session.scalars(select(Membership).where(Membership.member_id == leader.id)).all()[1].reason
    farewell = client.get(f"{url}/farewell").text
    assert leader.name in farewell
    assert "记录留在取得它的支部和党小组" in farewell


def test_the_summary_goes_with_the_release_and_ends_with_the_transfer(
    client: Client,
    organiser: Member,
    leader: Member,
    receiver: Member,
    mover: Member,
    goal: Group,
    make_entry: MakeEntry,
    today: date,
) -> None:
    make_entry(mover)
    sit_44_minutes(mover)
    client.login(organiser)
    url = f"/manage/transfers/{ask(client, mover, f'g{goal.id}', today)}"
    client.login(receiver)
    assert client.get(f"{url}/farewell").status_code == 404
    client.login(leader).post(f"{url}/release")
    sheet = client.login(receiver).get(f"{url}/farewell").text
    assert "10.00" in sheet
    assert "0.97" in sheet
    client.post(f"{url}/receive")
    for _ in range(2):
        make_entry(mover)
    sheet = client.login(leader).get(f"{url}/farewell").text
    assert "10.00" in sheet
    assert "20.00" not in sheet


def test_the_way_back_is_a_transfer_of_its_own(
    client: Client, organiser: Member, admin: Member, mover: Member, group: Group, goal: Group, today: date
) -> None:
    client.login(organiser)
    first = ask(client, mover, f"g{goal.id}", today)
    for act in ("release", "receive"):
        assert client.post(f"/manage/transfers/{first}/{act}").status_code == 302
    page = client.get(f"/manage/transfers/{first}").text
    assert f"goal=g{group.id}" in page
    second = ask(client, mover, f"g{group.id}", today)
    for act in ("release", "receive"):
        assert client.post(f"/manage/transfers/{second}/{act}").status_code == 302
    db.session.rollback()
    assert mover.group_id == group.id
    assert len(queries.transfers.stays(mover.id)) == 3


def test_a_side_refuses_with_a_reason_and_nothing_changes(
    client: Client, organiser: Member, leader: Member, mover: Member, goal: Group, today: date
) -> None:
    client.login(organiser)
    url = f"/manage/transfers/{ask(client, mover, f'g{goal.id}', today)}"
    client.login(leader)
    assert client.post(f"{url}/refuse").status_code == 422
    assert client.post(f"{url}/refuse", data={"reason": "手上的事没交接"}).status_code == 302
    client.login(organiser)
    assert "手上的事没交接" in client.get(url).text
    db.session.rollback()
    assert mover.group_id == leader.group_id
    again = f"/manage/transfers/{ask(client, mover, f'g{goal.id}', today)}"
    assert client.post(f"{again}/cancel").status_code == 302
    assert db.session.scalars(select(Transfer.state).order_by(Transfer.id)).all() == [
        TransferState.REFUSED,
        TransferState.CANCELLED,
    ]


def test_one_at_a_time_and_never_to_where_one_is(
    mover: Member, group: Group, goal: Group, boss: Identity, today: date, make_branch: MakeBranch
) -> None:
    place = {"to_branch_id": mover.branch_id, "day": today, "actor": boss, "now": clock.now()}
    for more in ({"to_group_id": group.id, "reason": "x"}, {"to_group_id": goal.id, "reason": " "}):
        with pytest.raises(Invalid), unit_of_work():
            service.transfers.ask(mover, **place, **more)  # type: ignore[arg-type]  # both kinds of values
    elsewhere = {**place, "to_branch_id": make_branch().id, "to_group_id": None, "reason": "x"}
    with pytest.raises(Forbidden), unit_of_work():
        service.transfers.ask(mover, **elsewhere)  # type: ignore[arg-type]  # as above
    with unit_of_work():
        service.transfers.ask(mover, **place, to_group_id=goal.id, reason="x")  # type: ignore[arg-type]  # as above
    with pytest.raises(Invalid, match="未办完"), unit_of_work():
        service.transfers.ask(mover, **place, to_group_id=goal.id, reason="x")  # type: ignore[arg-type]  # as above


def test_who_left_meanwhile_cannot_be_received(
    mover: Member, goal: Group, boss: Identity, today: date, as_identity: Callable[[Member], Identity]
) -> None:
    now = clock.now()
    with unit_of_work():
        row = service.transfers.ask(
            mover,
            to_branch_id=mover.branch_id,
            to_group_id=goal.id,
            day=today,
            reason="x",
            actor=boss,
            now=now,
        )
        service.transfers.release(row, actor=boss, now=now)
        accounts.leave(mover, actor=boss, now=now, reason="调出")
    with pytest.raises(DomainError, match="已不在原支部"), unit_of_work():
        service.transfers.receive(row, None, actor=boss, now=now)


def test_one_page_shows_a_members_life(
    client: Client, organiser: Member, mover: Member, goal: Group, make_entry: MakeEntry, today: date
) -> None:
    make_entry(mover)
    sit_44_minutes(mover)
    client.login(organiser)
    ask(client, mover, f"g{goal.id}", today)
    page = client.get(f"/members/{mover.id}/life").text
    assert "0.97" in page  # not a whole hour
    for text in ("何时在何处", "第一党小组", "荣誉", "承诺", "心声", "第二党小组", "待转出方确认"):
        assert text in page
    assert client.get(f"/members/{mover.id}").text.count(f"/members/{mover.id}/life") == 1
    assert db.session.scalar(select(LedgerEntry.group_id)) == mover.group_id


def test_a_newcomer_is_welcomed_until_it_is_put_away(
    client: Client, leader: Member, make_member: MakeMember
) -> None:
    newcomer = make_member("新人", group=leader.group)
    client.login(newcomer)
    assert "欢迎来到支部" in client.get("/branch/").text
    assert leader.name in client.get("/welcome/").text
    assert client.post("/welcome/seen").status_code == 302
    assert "欢迎来到支部" not in client.get("/branch/").text
