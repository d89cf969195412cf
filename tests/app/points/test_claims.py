"""Claims: declared, agreed to or sent back, an entry once; nobody judges an own one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select, update

from quizapp.accounts import service as accounts
from quizapp.accounts.models import Group, Member, Membership
from quizapp.core import clock
from quizapp.core.errors import DomainError, Forbidden, Invalid, NotFound
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices.models import Notice
from quizapp.points import claims, queries
from quizapp.points.claiming import ClaimAct, ClaimState
from quizapp.points.measuring import Measure
from quizapp.points.models import ClaimStep, PointsClaim
from quizapp.points.settings import PointsSettings, save
from quizapp.record import totals
from quizapp.record.models import LedgerEntry
from tests.app.points.conftest import DAY, Declare
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember
from tests.support.html import words
from tests.support.uploads import pdf, photo, upload
from tests.support.world_points import own_sheet

As = Callable[[Member], Identity]
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


def agree(claim: PointsClaim, actor: Identity, points: int | None = None) -> None:
    with unit_of_work():
        claims.agree(claim.id, actor=actor, now=clock.now(), points=points)


def entries() -> list[LedgerEntry]:
    return list(db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)))


def told() -> list[tuple[int, str]]:
    return [(row.member_id, row.kind) for row in db.session.scalars(select(Notice).order_by(Notice.id))]


def test_the_leader_confirms_the_branch_agrees_and_only_then_it_is_an_entry(
    mate: Member, leader: Member, organiser: Member, declare: Declare, as_identity: As
) -> None:
    claim = declare(mate)
    assert (claim.state, told()) == (ClaimState.LEADER, [(leader.id, "claim.waiting")])
    agree(claim, as_identity(leader))
    assert (claim.state, entries()) == (ClaimState.BRANCH, [])
    with pytest.raises(Invalid):
        agree(claim, as_identity(organiser), points=-250)
    agree(claim, as_identity(organiser), points=250)
    (entry,) = entries()
    assert (entry.member_id, entry.rule, entry.key, entry.counted) == (
        mate.id,
        "extra",
        f"claim:{claim.id}",
        250,
    )
    assert (entry.day, entry.actor_id, claim.entry_id) == (DAY, organiser.id, entry.id)
    assert told()[1:] == [(organiser.id, "claim.waiting"), (mate.id, "claim.approved")]
    steps = [(line.step.act, line.name, line.step.points) for line in queries.steps_of(claim.id)]
    assert steps == [
        (ClaimAct.DECLARE, mate.name, 300),
        (ClaimAct.AGREE, leader.name, 300),
        (ClaimAct.AGREE, organiser.name, 250),
    ]
    with pytest.raises(DomainError):
        agree(claim, as_identity(organiser))
    assert len(entries()) == 1
    assert totals.differences() == []


def test_a_rule_may_ask_the_leader_alone_or_nobody(
    mate: Member, leader: Member, declare: Declare, as_identity: As
) -> None:
    for number in range(2):
        claim = declare(mate, "duty", request_id=str(number))
        agree(claim, as_identity(leader))
    assert declare(mate, "diary", request_id="d").state is ClaimState.APPROVED
    assert [(entry.rule, entry.counted, entry.why) for entry in entries()] == [
        ("duty", 300, ""),
        ("duty", 200, "cap_month"),
        ("diary", 100, ""),
    ]


def test_a_sheet_from_before_lets_nobody_award_points_to_himself_either(
    mate: Member, leader: Member, organiser: Member, declare: Declare, as_identity: As
) -> None:
    with unit_of_work():  # as no sheet is published any more
        own_sheet(mate.branch_id, clock.now(), free={"title": "自评", "claim": True, "approve": "none"})
    claim = declare(mate, "free", points=9900)
    assert (claim.state, entries()) == (ClaimState.LEADER, [])
    agree(claim, as_identity(leader))
    assert (claim.state, entries()) == (ClaimState.BRANCH, [])
    agree(claim, as_identity(organiser), points=100)
    assert [entry.counted for entry in entries()] == [100]


@pytest.fixture
def moved(mate: Member, make_branch: MakeBranch, organiser: Member, as_identity: As) -> Callable[[], Member]:
    """Move the leader's mate, who was here all the year, to another branch on the day after the claimed one."""

    def move() -> Member:
        with unit_of_work():
            db.session.execute(update(Membership).values(from_at=NOON - timedelta(days=60)))
            accounts.transfer(mate, make_branch(), actor=as_identity(organiser), now=NOON - timedelta(days=1))
        return mate

    return move


def test_a_claim_agreed_to_after_a_move_counts_where_it_was_done_and_by_that_sheet(
    mate: Member, moved: Callable[[], Member], leader: Member, declare: Declare, as_identity: As
) -> None:
    claim, home = declare(mate, "duty"), (mate.branch_id, mate.group_id)
    moved()
    agree(claim, as_identity(leader))
    (entry,) = entries()
    assert (entry.branch_id, entry.group_id, entry.counted) == (*home, 300)
    assert totals.differences() == []


def test_what_was_done_before_a_move_is_declared_to_the_branch_of_then(
    mate: Member, moved: Callable[[], Member], leader: Member, declare: Declare, as_identity: As
) -> None:
    home = mate.branch_id, mate.group_id
    claim = declare(moved(), "duty")
    assert (claim.branch_id, claim.group_id, claim.state) == (*home, ClaimState.LEADER)
    agree(claim, as_identity(leader))
    assert [(entry.branch_id, entry.group_id) for entry in entries()] == [home]
    with pytest.raises(Invalid):  # the new branch's sheet has no such rule, and knows days of its own alone
        declare(mate, "duty", day=DAY + timedelta(days=1), request_id="new")


def test_without_another_leader_it_waits_for_the_branch(
    member: Member, leader: Member, declare: Declare, as_identity: As
) -> None:
    for who in (member, leader):
        assert declare(who, "duty").state is ClaimState.BRANCH
    assert queries.waiting_for(as_identity(leader)) == 0


def test_sent_back_with_a_reason_it_is_put_right_and_handed_in_again(
    mate: Member, leader: Member, declare: Declare, as_identity: As
) -> None:
    claim = declare(mate)
    with pytest.raises(Invalid), unit_of_work():
        claims.send_back(claim.id, " ", actor=as_identity(leader), now=clock.now())
    with unit_of_work():
        claims.send_back(claim.id, "写明时间", actor=as_identity(leader), now=clock.now())
    assert claim.state is ClaimState.RETURNED
    draft = claims.Draft("extra", DAY, "三月二日上午", Measure(points=200))
    with unit_of_work():
        claims.resubmit(claim.id, draft, [upload(pdf())], actor=as_identity(mate), now=clock.now())
    db.session.refresh(claim)
    assert (claim.state, claim.text, claim.points) == (ClaimState.LEADER, "三月二日上午", 200)
    reasons = db.session.scalars(select(ClaimStep.reason).where(ClaimStep.act == ClaimAct.RETURN)).all()
    assert reasons == ["写明时间"]
    with pytest.raises(DomainError), unit_of_work():
        claims.resubmit(claim.id, draft, [], actor=as_identity(mate), now=clock.now())


def test_a_withdrawn_claim_comes_to_nothing(
    mate: Member, leader: Member, declare: Declare, as_identity: As
) -> None:
    claim = declare(mate)
    with unit_of_work():
        claims.withdraw(claim.id, actor=as_identity(mate), now=clock.now())
    with pytest.raises(DomainError):
        agree(claim, as_identity(leader))
    with pytest.raises(DomainError), unit_of_work():
        claims.withdraw(claim.id, actor=as_identity(mate), now=clock.now())
    assert entries() == []


def test_nobody_judges_a_claim_of_his_own_or_of_another_group(
    leader: Member, organiser: Member, member: Member, declare: Declare, as_identity: As
) -> None:
    own, others = declare(organiser), declare(member)
    with pytest.raises(Forbidden):
        agree(own, as_identity(organiser))
    with pytest.raises(NotFound):
        agree(others, as_identity(leader))
    assert queries.waiting_for(as_identity(organiser)) == 1


def test_the_same_request_is_one_claim(mate: Member, declare: Declare) -> None:
    assert declare(mate).id == declare(mate).id
    assert declare(mate, request_id="s").id != declare(mate).id


def test_the_same_request_from_two_tabs_at_once_is_one_claim(
    app: Flask, mate: Member, as_identity: As
) -> None:
    own, both, made = as_identity(mate), Barrier(2), list[int]()
    draft = claims.Draft("diary", DAY, "读书笔记一篇", Measure())

    def send() -> None:
        with app.app_context():
            both.wait(5)
            with unit_of_work():
                made.append(claims.declare(draft, [], "r", actor=own, now=NOON).id)
            db.session.remove()

    db.session.commit()
    tabs = [Thread(target=send) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(10)
    db.session.rollback()
    assert (len(made), len(set(made)), len(entries())) == (2, 1, 1)


@pytest.mark.parametrize(
    ("rule", "day", "text", "points", "field"),
    [
        ("extra", DAY, "  ", 100, "text"),
        ("extra", DAY + timedelta(days=9), "做了", 100, "day"),
        ("extra", DAY - timedelta(days=40), "做了", 100, "day"),
        ("reading", DAY, "做了", None, "day"),
        ("extra", DAY, "做了", -100, "points"),
        ("extra", DAY, "做了", 100, "file"),
    ],
)
def test_what_cannot_be_declared_is_refused_at_its_field(
    mate: Member, organiser: Member, as_identity: As, rule: str, day: date, text: str, points: int, field: str
) -> None:
    with unit_of_work():
        save(mate.branch_id, PointsSettings(30, 7), actor=as_identity(organiser), now=clock.now())
    draft = claims.Draft(rule, day, text, Measure(points=points))
    with pytest.raises(Invalid) as refused, unit_of_work():
        claims.declare(draft, [], "r", actor=as_identity(mate), now=clock.now())
    assert refused.value.field == field


@pytest.mark.pages
def test_a_claim_goes_its_way_on_the_pages(
    client: Client, mate: Member, leader: Member, organiser: Member
) -> None:
    client.login(mate)
    assert "加分事项" in client.get("/points/").text
    data = {"day": DAY.isoformat(), "text": "社区急救", "points": "3", "request_id": "x"}
    assert client.post("/points/claims/new/extra", data=data).status_code == 422  # no evidence
    sent = client.post(
        "/points/claims/new/extra",
        data={**data, "file": [(upload(photo()).stream, "a.jpg"), (upload(pdf()).stream, "b.pdf")]},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 302
    page = sent.location
    assert "等待党小组长" in client.get(page).text
    assert client.get("/points/waiting").status_code == 403
    client.login(leader)
    waiting = words(client.get("/points/waiting").text)
    assert "1 份申报等待审核" in waiting
    assert "材料 2 份" in waiting
    assert client.post(f"{page}/return", data={"reason": ""}).status_code == 422
    assert client.post(f"{page}/agree", data={"points": "x"}).status_code == 422
    assert client.post(f"{page}/agree", data={"points": "3"}).status_code == 302
    client.login(organiser)
    claim_id = page.rpartition("/")[2]
    assert (
        "已通过 1 份申报"
        in client.post("/points/waiting", data={"claim": claim_id}, follow_redirects=True).text
    )
    assert (
        "没有选中申报" in client.post("/points/waiting", data={"claim": claim_id}, follow_redirects=True).text
    )
    assert "社区急救" in client.get("/points/waiting?state=done").text
    client.login(mate)
    assert "已计入" in client.get(page).text
    assert "+3" in client.get("/record/").text


@pytest.mark.pages
def test_evidence_is_seen_by_those_concerned_alone(
    client: Client, mate: Member, leader: Member, declare: Declare, make_member: MakeMember, group: Group
) -> None:
    declare(mate)
    file_id = db.session.execute(db.text("SELECT id FROM stored_file")).scalar()
    for who, status in ((mate, 200), (leader, 200), (make_member(group=group), 404)):
        client.login(who)
        with client.get(f"/files/{file_id}") as answer:
            assert answer.status_code == status
