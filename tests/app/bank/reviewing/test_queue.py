"""Two persons look at what is asked: what waits, who may approve it, what is in force meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Branch, Member
from quizapp.bank import queries, service
from quizapp.bank.item import ItemStatus
from quizapp.bank.models import Bank, Item
from quizapp.bank.native import parse
from quizapp.bank.reviewing import queries as reviewing
from quizapp.bank.reviewing import service as review
from quizapp.bank.reviewing import standing
from quizapp.bank.reviewing.models import Remark
from quizapp.bank.reviewing.workflow import Act
from quizapp.core import clock
from quizapp.core.audit import AuditLine
from quizapp.core.errors import DomainError
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices import queries as notices
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, single
from tests.fixtures.people import MakeBranch, MakeMember

pytestmark = pytest.mark.pages

AsIdentity = Callable[[Member], Identity]


@pytest.fixture
def own(make_bank: MakeBank, branch: Branch) -> Bank:
    """A bank of the branch with three approved items."""
    return make_bank([single(number) for number in range(1, 4)], slug="own", branch_id=branch.id)


@pytest.fixture
def second(make_member: MakeMember) -> Member:
    return make_member("覃芳", role=Role.ORGANISER)


@pytest.fixture
def two_persons(own: Bank, branch: Branch, organiser: Member, as_identity: AsIdentity) -> None:
    with unit_of_work():
        standing.set_two_persons(branch.id, True, actor=as_identity(organiser), now=clock.now())


def first_of(bank: Bank) -> int:
    return db.session.scalars(select(Item.id).where(Item.bank_id == bank.id).order_by(Item.id)).first() or 0


def new_item(code: str = "single-9", **more: Any) -> Any:
    return parse([single(9, **more) | {"id": code}]).items[0]


def add(bank: Bank, by: Identity, code: str = "single-9", **more: Any) -> int:
    with unit_of_work():
        return service.add_item(
            db.session.get_one(Bank, bank.id), new_item(code), actor=by, now=clock.now(), **more
        )


def change(item_id: int, by: Identity, stem: str = "新的题干？") -> None:
    stored = queries.newest_item(item_id)
    assert stored
    with unit_of_work():
        service.edit_item(
            item_id, replace(stored.item, stem=stem), actor=by, now=clock.now(), comment="改题干"
        )


def take(item_id: int, act: Act, by: Identity, **more: Any) -> None:
    with unit_of_work():
        review.take_step(item_id, act, actor=by, now=clock.now(), **more)


def stems(bank: Bank) -> set[str]:
    return {stored.item.stem for stored in queries.all_items(bank.id)}


def test_one_person_is_enough_until_the_branch_says_otherwise(
    own: Bank, organiser: Member, as_identity: AsIdentity
) -> None:
    item_id = add(own, as_identity(organiser))
    way = reviewing.way_of(item_id)
    assert way
    assert (way.stage, way.writer, way.approver) == (None, "罗勇", "罗勇")
    assert item_id in {row.item_id for row in queries.pool_rows([own.id])}


@pytest.mark.usefixtures("two_persons")
def test_a_new_item_is_not_asked_before_the_other_approved(
    own: Bank, organiser: Member, second: Member, as_identity: AsIdentity
) -> None:
    writer, other = as_identity(organiser), as_identity(second)
    item_id = add(own, writer)
    assert item_id not in {row.item_id for row in queries.pool_rows([own.id])}
    assert notices.inbox(second.id, 1).rows[0].params["author"] == "罗勇"
    assert notices.unread(organiser.id) == 0
    with pytest.raises(DomainError) as refused:
        take(item_id, Act.APPROVE, writer)
    assert refused.value.code == "review.own"
    revision = db.session.get_one(Bank, own.id).revision
    take(item_id, Act.APPROVE, other)
    way = reviewing.way_of(item_id)
    assert way
    assert (way.stage, way.writer, way.approver) == (None, "罗勇", "覃芳")
    assert item_id in {row.item_id for row in queries.pool_rows([own.id])}
    assert db.session.get_one(Bank, own.id).revision > revision
    assert notices.inbox(organiser.id, 1).rows[0].params["by"] == "覃芳"
    actions = db.session.scalars(select(AuditLine.action).where(AuditLine.object_id == str(item_id))).all()
    assert actions == ["item.created", "item.approved"]


@pytest.mark.usefixtures("two_persons")
def test_a_changed_item_is_asked_as_before_until_its_new_version_is_approved(
    own: Bank, organiser: Member, second: Member, as_identity: AsIdentity
) -> None:
    item_id = first_of(own)
    change(item_id, as_identity(organiser))
    assert "新的题干？" not in stems(own)
    assert len(stems(own)) == 3
    way = reviewing.way_of(item_id)
    assert way
    assert [change.field for change in way.changes] == ["stem"]
    take(item_id, Act.APPROVE, as_identity(second))
    assert "新的题干？" in stems(own)
    way = reviewing.way_of(item_id)
    assert way
    assert way.changes == ()


@pytest.mark.usefixtures("two_persons")
def test_what_comes_back_goes_on_from_where_it_was(
    own: Bank, organiser: Member, second: Member, as_identity: AsIdentity
) -> None:
    writer, other = as_identity(organiser), as_identity(second)
    item_id = first_of(own)
    change(item_id, writer)
    take(item_id, Act.RETURN, other, text="题干要写全称")
    notice = notices.inbox(organiser.id, 1).rows[0]
    assert notice.params["reason"] == "题干要写全称"
    stored = queries.newest_item(item_id)
    assert stored
    assert stored.item.stem == "新的题干？"
    change(item_id, writer, "红十字会的全称？")
    take(item_id, Act.APPROVE, other)
    assert "红十字会的全称？" in stems(own)
    assert [line.kind for line in reviewing.remarks(item_id)] == ["return", "approve"]


@pytest.mark.usefixtures("two_persons")
def test_a_new_version_that_is_given_up_changes_nothing(
    own: Bank, organiser: Member, as_identity: AsIdentity
) -> None:
    before = stems(own)
    change(first_of(own), as_identity(organiser))
    take(first_of(own), Act.DISCARD, as_identity(organiser))
    assert stems(own) == before
    assert reviewing.waiting_count([own.id]) == 0


@pytest.mark.usefixtures("two_persons")
def test_nobody_approves_what_was_changed_meanwhile(
    own: Bank, organiser: Member, second: Member, as_identity: AsIdentity
) -> None:
    item_id = first_of(own)
    change(item_id, as_identity(organiser))
    seen = queries.newest_item(item_id)
    change(item_id, as_identity(organiser), "又改了？")
    assert seen
    with pytest.raises(DomainError) as refused:
        take(item_id, Act.APPROVE, as_identity(second), seen=seen.version_id)
    assert refused.value.code == "review.stale"


@pytest.mark.usefixtures("two_persons")
def test_an_imported_file_waits_and_is_told_once(
    own: Bank, organiser: Member, second: Member, as_identity: AsIdentity
) -> None:
    items = parse([single(1, stem="改过的第一题？"), *(single(number) for number in range(10, 40))]).items
    with unit_of_work():
        bank = db.session.get_one(Bank, own.id)
        stored = service.store_items(bank, items, actor=as_identity(organiser), now=clock.now())
    assert (stored.created, stored.updated) == (30, 1)
    assert len(stems(own)) == 3
    assert reviewing.waiting_count([own.id]) == 31
    assert [row.params for row in notices.inbox(second.id, 1).rows] == [{"bank": "题库 own", "n": 31}]
    with unit_of_work():
        bank = db.session.get_one(Bank, own.id)
        again = service.store_items(bank, items, actor=as_identity(organiser), now=clock.now())
    assert (again.created, again.updated) == (0, 0)


@pytest.mark.usefixtures("two_persons")
def test_many_are_approved_at_once_but_not_ones_own(
    client: Client, own: Bank, organiser: Member, second: Member, as_identity: AsIdentity
) -> None:
    ids = [add(own, as_identity(organiser), f"x{number}") for number in range(3)]
    mine = add(own, as_identity(second), "mine")
    client.login(second)
    page = client.get("/bank/review/").text
    assert "共 " not in page
    until = reviewing.newest_waiting(reviewing.WaitingFilter((own.id,)))
    late = add(own, as_identity(organiser), "late")
    reply = client.post("/bank/review/approve", data={"until": until, "bank": own.id}, follow_redirects=True)
    assert "已通过 3 题" in reply.text
    assert "有 1 题是自己写的" in reply.text
    approved = {row.item_id for row in queries.pool_rows([own.id])}
    assert approved >= set(ids)
    assert not approved & {mine, late}
    lines = select(func.count()).select_from(AuditLine).where(AuditLine.action == "item.approved")
    assert db.session.scalar(lines) == 3


@pytest.mark.usefixtures("two_persons")
def test_the_queue_leads_from_one_to_the_next(
    client: Client, own: Bank, organiser: Member, second: Member, as_identity: AsIdentity
) -> None:
    first, middle, last = (add(own, as_identity(organiser), f"x{number}") for number in range(3))
    client.login(second)
    page = client.get(f"/bank/review/{middle}").text
    assert f"/bank/review/{first}" in page
    assert f"/bank/review/{last}" in page
    assert "第 2 题，共 3 题" in page
    stored = queries.newest_item(middle)
    assert stored
    form = {"version": stored.version_id, "then": "next"}
    reply = client.post(f"/bank/review/{middle}/approve", data=form)
    assert reply.headers["Location"] == f"/bank/review/{last}"
    assert client.post(f"/bank/review/{last}/return", data={"text": " ", "then": "next"}).status_code == 422
    reply = client.post(f"/bank/review/{last}/return", data={"text": "出处不对", "then": "next"})
    assert reply.headers["Location"] == f"/bank/review/{last}"
    assert "出处不对" in client.get(f"/bank/review/{last}").text


@pytest.mark.usefixtures("two_persons")
def test_the_filters_of_the_queue_stay_in_the_address(
    client: Client, own: Bank, organiser: Member, second: Member, as_identity: AsIdentity
) -> None:
    add(own, as_identity(organiser), "theirs")
    add(own, as_identity(second), "mine")
    client.login(second)
    assert client.get("/bank/review/").text.count('class="itemlist__row"') == 2
    page = client.get(f"/bank/review/?writer={organiser.id}&type=single").text
    assert page.count('class="itemlist__row"') == 1
    assert (
        f"writer={organiser.id}&amp;type=single" in page or f"type=single&amp;writer={organiser.id}" in page
    )
    assert client.get("/bank/review/?topic=没有的").text.count('class="itemlist__row"') == 0
    assert client.get("/bank/review/?bank=x&writer=y&state=z&type=q").status_code == 200


def test_a_comment_that_is_sent_twice_stands_once(
    client: Client, own: Bank, organiser: Member, second: Member, as_identity: AsIdentity
) -> None:
    item_id = add(own, as_identity(organiser))
    client.login(second)
    url = f"/bank/review/{item_id}/comment"
    for _ in range(2):
        assert client.post(url, data={"text": "<i>第二条</i>", "request_id": "r1"}).status_code == 302
    assert db.session.scalar(select(func.count()).select_from(Remark)) == 1
    assert notices.unread(organiser.id) == 1
    assert "&lt;i&gt;第二条" in client.get(f"/bank/review/{item_id}").text
    assert client.post(url, data={"text": " "}).status_code == 422
    assert client.post(url, data={"text": "长" * 1001}).status_code == 422


def test_a_draft_is_kept_and_submitted_when_it_is_ready(client: Client, own: Bank, organiser: Member) -> None:
    client.login(organiser)
    fields = {
        "topic": "红十字会法",
        "stem": "草稿题？",
        "option_A": "甲",
        "option_B": "乙",
        "key": "A",
        "difficulty": "2",
        "explanation": "因为。",
        "document": "红十字会法",
        "act": "draft",
    }
    reply = client.post(f"/bank/items/new?bank={own.id}&type=single", data=fields, follow_redirects=True)
    assert "已存为草稿" in reply.text
    item = db.session.scalars(select(Item).where(Item.stem == "草稿题？")).one()
    assert item.status is ItemStatus.DRAFT
    assert "草稿题？" in client.get("/bank/review/?state=draft").text
    assert client.post(f"/bank/review/{item.id}/submit", data={}).status_code == 302
    assert client.post(f"/bank/review/{item.id}/approve", data={}).status_code == 302
    db.session.refresh(item)
    assert item.status is ItemStatus.APPROVED


@pytest.mark.usefixtures("two_persons")
def test_what_never_was_approved_does_not_come_into_use_by_being_restored(
    own: Bank, organiser: Member, as_identity: AsIdentity
) -> None:
    by = as_identity(organiser)
    item_id = add(own, by)
    for retired in (True, False):
        with unit_of_work():
            service.retire_item(item_id, retired, actor=by, now=clock.now(), reason="先放一放")
    assert db.session.get_one(Item, item_id).status is ItemStatus.DRAFT


def test_shipped_and_other_branches_items_are_not_reviewed_here(
    client: Client, bank: Bank, organiser: Member, make_branch: MakeBranch, make_bank: MakeBank
) -> None:
    elsewhere = make_bank([single(1)], slug="elsewhere", branch_id=make_branch("别处").id)
    client.login(organiser)
    for item_id in (first_of(bank), first_of(elsewhere)):
        assert client.get(f"/bank/review/{item_id}").status_code == 404
        assert client.post(f"/bank/review/{item_id}/approve").status_code == 404
        assert client.post(f"/bank/review/{item_id}/comment", data={"text": "x"}).status_code == 404


def test_the_setting_is_kept_and_noted(client: Client, organiser: Member, branch: Branch) -> None:
    client.login(organiser)
    client.post("/bank/review/persons", data={"two_persons": "1"})
    assert standing.wants_two_persons(branch.id)
    client.post("/bank/review/persons", data={"two_persons": "0"})
    assert not standing.wants_two_persons(branch.id)
    changed = select(func.count()).select_from(AuditLine).where(AuditLine.action == "branch.setting_changed")
    assert db.session.scalar(changed) == 2
