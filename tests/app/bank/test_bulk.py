"""Many items changed at once: chosen or found, looked at first, all or nothing, taken back as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Branch, Member
from quizapp.bank import queries, service
from quizapp.bank.bulk import Asked, Deed
from quizapp.bank.item import ItemStatus
from quizapp.bank.models import Bank, BulkChange, Item, ItemVersion
from quizapp.bank.reviewing import standing
from quizapp.core import clock
from quizapp.core.errors import DomainError
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, single

AsIdentity = Callable[[Member], Identity]
State = list[tuple[str, int, str, str, int, tuple[str, ...]]]


@pytest.fixture
def own(make_bank: MakeBank, branch: Branch) -> Bank:
    items = [single(1, tags=["旧"]), single(2, excludes=["single-1"]), single(3, difficulty=5)]
    return make_bank(items, slug="own", branch_id=branch.id)


@pytest.fixture
def other(make_bank: MakeBank, branch: Branch) -> Bank:
    return make_bank([single(1, stem="同号的另一题？")], slug="other", branch_id=branch.id)


def ids(bank: Bank) -> list[int]:
    return list(db.session.scalars(select(Item.id).where(Item.bank_id == bank.id).order_by(Item.id)))


def state(item_ids: list[int]) -> State:
    db.session.rollback()
    found = []
    for one in queries.newest_items(item_ids):
        row = db.session.get_one(Item, one.item_id)
        said = (one.item.topic, one.item.difficulty, one.item.tags)
        found.append((row.code, row.bank_id, str(row.status), *said))
    return found


def change(asked: Asked, chosen: list[int], branch: Branch, actor: Identity) -> int:
    lines = service.plan_change(chosen, asked, branch.id, now=clock.now())
    with unit_of_work():
        return service.change_items(lines, asked, branch.id, actor=actor, now=clock.now()).id


def undo(change_id: int, actor: Identity, **later: int) -> int:
    with unit_of_work():
        row = db.session.get_one(BulkChange, change_id)
        return service.undo_change(row, reason="撤销", actor=actor, now=clock.now() + timedelta(**later))


DEEDS = {
    "rewrite": Asked(topic="新主题", difficulty=4, add_tags=("新",), drop_tags=("旧",), valid_until="2030"),
    "retire": Asked(deed=Deed.RETIRE, reason="旧"),
    "move": Asked(deed=Deed.MOVE, topic="新主题"),
    "plain move": Asked(deed=Deed.MOVE),
}


@pytest.mark.parametrize("name", DEEDS)
def test_what_was_done_is_taken_back_as_a_whole(
    name: str, own: Bank, other: Bank, branch: Branch, organiser: Member, as_identity: AsIdentity
) -> None:
    actor, chosen, before = as_identity(organiser), ids(own), state(ids(own))
    asked = DEEDS[name]
    if asked.deed is Deed.MOVE:
        asked = Asked(deed=Deed.MOVE, topic=asked.topic, bank_id=other.id)
    made = change(asked, chosen, branch, actor)
    after = state(chosen)
    assert all(one != old for one, old in zip(after, before, strict=True))
    assert undo(made, actor) == 0
    assert state(chosen) == before
    with pytest.raises(DomainError):
        undo(made, actor)


def test_a_move_takes_a_free_code_and_keeps_who_excludes_whom(
    own: Bank, other: Bank, branch: Branch, organiser: Member, as_identity: AsIdentity
) -> None:
    first, second, _ = ids(own)
    change(Asked(deed=Deed.MOVE, bank_id=other.id), [first, second], branch, as_identity(organiser))
    moved = queries.newest_items([first, second])
    assert [(one.bank_id, one.item.id) for one in moved] == [(other.id, "single-1-2"), (other.id, "single-2")]
    assert moved[1].item.excludes == ("own/single-1",)
    assert db.session.get_one(Item, first).code == "single-1-2"


def test_copies_are_changed_and_what_they_are_made_of_is_not(
    own: Bank, make_bank: MakeBank, branch: Branch, organiser: Member, as_identity: AsIdentity
) -> None:
    shipped = make_bank([single(7)], slug="shipped")
    actor, before = as_identity(organiser), state(ids(shipped))
    made = change(Asked(deed=Deed.COPY, bank_id=own.id, topic="新主题"), ids(shipped), branch, actor)
    assert state(ids(shipped)) == before
    copy = queries.newest_items(ids(own))[-1]
    assert (copy.item.id, copy.item.topic) == ("single-7", "新主题")
    assert undo(made, actor) == 0
    assert db.session.get_one(Item, copy.item_id).status is ItemStatus.RETIRED


def test_what_was_changed_again_since_stays(
    own: Bank, branch: Branch, organiser: Member, as_identity: AsIdentity
) -> None:
    actor, chosen = as_identity(organiser), ids(own)
    made = change(Asked(topic="新主题"), chosen, branch, actor)
    change(Asked(difficulty=1), chosen[:1], branch, actor)
    assert undo(made, actor) == 1
    assert [one[3] for one in state(chosen)] == ["新主题", "红十字会法", "红十字会法"]


def test_after_thirty_days_it_stays(
    own: Bank, branch: Branch, organiser: Member, as_identity: AsIdentity
) -> None:
    made = change(Asked(topic="新主题"), ids(own), branch, as_identity(organiser))
    with pytest.raises(DomainError, match="30 天"):
        undo(made, as_identity(organiser), days=31)


def test_shipped_items_and_ended_ones_are_refused_and_the_others_go_on(
    own: Bank,
    make_bank: MakeBank,
    branch: Branch,
    organiser: Member,
    as_identity: AsIdentity,
) -> None:
    shipped = ids(make_bank([single(7)], slug="shipped"))
    lines = service.plan_change([*ids(own), *shipped], Asked(topic="新"), branch.id, now=clock.now())
    assert [bool(line.refused) for line in lines] == [False, False, False, True]
    ended = service.plan_change(
        ids(own), Asked(valid_until="2020", deed=Deed.RESTORE), branch.id, now=clock.now()
    )
    assert all(line.refused for line in ended)
    actor = as_identity(organiser)
    change(Asked(topic="新"), [*ids(own), *shipped], branch, actor)
    assert [one[3] for one in state([*ids(own), *shipped])] == ["新", "新", "新", "红十字会法"]


def test_where_two_persons_are_wanted_the_new_words_wait(
    own: Bank, branch: Branch, organiser: Member, as_identity: AsIdentity
) -> None:
    actor = as_identity(organiser)
    with unit_of_work():
        standing.set_two_persons(branch.id, True, actor=actor, now=clock.now())
    made = change(Asked(topic="新主题"), ids(own), branch, actor)
    assert {one.item.topic for one in queries.all_items(own.id)} == {"红十字会法"}
    rows = db.session.scalars(select(Item.pending_status)).all()
    assert rows == [ItemStatus.REVIEW] * 3
    assert undo(made, actor) == 0
    assert db.session.scalars(select(Item.pending_version_id)).all() == [None] * 3


@pytest.mark.pages
def test_the_pages_lead_from_the_list_to_the_change_and_back(
    client: Client, organiser: Member, own: Bank, other: Bank
) -> None:
    client.login(organiser)
    assert 'name="item"' in client.get(f"/bank/?bank={own.id}").text
    chosen = [str(one) for one in ids(own)]
    asked = client.post("/bank/bulk", data={"item": chosen[:2]})
    assert f'name="items" value="{",".join(chosen[:2])}"' in asked.text
    found = client.post(f"/bank/bulk?bank={own.id}&difficulty=5", data={"all": "1"})
    assert f'name="items" value="{chosen[2]}"' in found.text
    body = {"items": ",".join(chosen), "topic": "新主题", "deed": "", "difficulty": ""}
    versions = db.session.scalar(select(func.count()).select_from(ItemVersion))
    plan = client.post("/bank/bulk", data={**body, "step": "preview"})
    assert "会改 3 题" in plan.text
    assert "新主题" in plan.text
    assert db.session.scalar(select(func.count()).select_from(ItemVersion)) == versions
    done = client.post("/bank/bulk?type=single", data={**body, "step": "apply"})
    assert done.location.endswith("/bank/?type=single")
    page = client.get(done.location).text
    action = re.search(r'action="(/bank/bulk/\d+/undo)"', page)
    assert action
    assert "撤销" in client.get("/bank/bulk").text
    client.post(action[1])
    assert {one.item.topic for one in queries.all_items(own.id)} == {"红十字会法"}


@pytest.mark.pages
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "还没有选要改什么"),
        ({"deed": "retire"}, "请写明原因"),
        ({"deed": "move", "bank": "9999"}, "请选择题库"),
        ({"deed": "copy", "bank": "x"}, "请选择题库"),
        ({"deed": "burn"}, "有 1 处需要修改"),
        ({"topic": "长" * 65}, "最多 64 个字"),
    ],
)
def test_what_cannot_be_done_is_said_beside_its_field(
    client: Client, organiser: Member, own: Bank, body: dict[str, str], words: str
) -> None:
    client.login(organiser)
    page = client.post("/bank/bulk", data={"items": str(ids(own)[0]), "step": "apply", **body})
    assert page.status_code == 422
    assert words in page.text


@pytest.mark.pages
def test_another_branch_s_items_and_changes_are_out_of_reach(
    client: Client,
    organiser: Member,
    own: Bank,
    make_bank: MakeBank,
    make_branch: Callable[[], Branch],
    as_identity: AsIdentity,
) -> None:
    there = make_branch()
    elsewhere = make_bank([single(9)], slug="elsewhere", branch_id=there.id)
    made = change(Asked(topic="那边的"), ids(elsewhere), there, as_identity(organiser))
    client.login(organiser)
    assert client.post("/bank/bulk", data={"item": [str(ids(elsewhere)[0])]}).status_code == 302
    assert client.post(f"/bank/bulk/{made}/undo").status_code == 404
    into = {"items": str(ids(own)[0]), "step": "apply", "deed": "move", "bank": str(elsewhere.id)}
    assert client.post("/bank/bulk", data=into).status_code == 422
