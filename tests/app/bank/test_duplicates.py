"""Near items: while one writes, and over the banks of a branch with what is decided about them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.bank import queries
from quizapp.bank.duplicates import finding
from quizapp.bank.item import ItemStatus
from quizapp.bank.models import Bank, Item
from quizapp.extensions import db
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, single

TWIN = "红十字标志有哪两种使用方式？"


@pytest.fixture
def bank(make_bank: MakeBank, branch: Branch) -> Bank:
    return make_bank(
        [
            single(1, stem=TWIN),
            single(2, stem="红十字标志　有哪两种使用方式", key="C"),
            single(3, stem="支部党员大会一般多久召开一次？"),
            single(4, stem="血站每次采集血液一般多少毫升？"),
        ],
        slug="own",
        branch_id=branch.id,
    )


@pytest.fixture
def page(client: Client, organiser: Member) -> Client:
    return client.login(organiser)


def ids(bank: Bank, *codes: str) -> list[int]:
    rows = db.session.execute(select(Item.code, Item.id).where(Item.bank_id == bank.id)).all()
    known = {row.code: row.id for row in rows}
    return [known[code] for code in codes]


def groups(branch: Branch) -> list[tuple[int, ...]]:
    return [group.item_ids for group in finding.groups(branch.id) or []]


def test_near_stems_are_told_to_whoever_writes(page: Client, bank: Bank, elsewhere: Bank) -> None:
    one, two = ids(bank, "single-1", "single-2")
    found = page.post("/bank/banks/similar", json={"stem": TWIN}).json["items"]
    assert [(item["id"], item["score"]) for item in found] == [(str(one), 100), (str(two), 100)]
    found = page.post("/bank/banks/similar", json={"stem": TWIN, "item": one}).json["items"]
    assert [item["code"] for item in found] == ["single-2"]
    for odd in ({}, [], {"stem": 7}, {"stem": ""}, {"stem": "？" * 9000, "item": "x"}):
        assert page.post("/bank/banks/similar", json=odd).json == {"items": []}


@pytest.fixture
def elsewhere(make_bank: MakeBank, make_branch: Callable[[], Branch]) -> Bank:
    return make_bank([single(1, stem=TWIN)], slug="elsewhere", branch_id=make_branch().id)


def test_a_group_is_shown_with_what_differs_and_one_of_it_retired(
    page: Client, bank: Bank, branch: Branch, elsewhere: Bank
) -> None:
    one, two = ids(bank, "single-1", "single-2")
    assert groups(branch) == [(one, two)]
    text = page.get("/bank/duplicates").text
    for said in ("single-1", "single-2", "相似 100%", "<del>B</del>", "<ins>C</ins>"):
        assert said in text
    assert page.post("/bank/duplicates", data={"item": [one, two], "retire": two}).status_code == 302
    assert db.session.get_one(Item, two).status is ItemStatus.RETIRED
    assert groups(branch) == []


def test_what_is_no_duplicate_is_remembered(page: Client, bank: Bank, branch: Branch) -> None:
    pair = ids(bank, "single-1", "single-2")
    for _ in range(2):
        assert page.post("/bank/duplicates", data={"item": pair, "act": "apart"}).status_code == 302
    assert groups(branch) == []
    assert "没有重复的题" in page.get("/bank/duplicates").text


def test_items_that_exclude_each_other_are_settled(page: Client, bank: Bank, branch: Branch) -> None:
    pair = ids(bank, "single-1", "single-2")
    assert page.post("/bank/duplicates", data={"item": pair, "act": "excludes"}).status_code == 302
    stored = queries.stored_item(pair[0])
    assert stored is not None
    assert stored.item.excludes == ("single-2",)
    assert groups(branch) == []


def test_shipped_banks_are_compared_with_own_ones_and_not_changed(
    page: Client, bank: Bank, branch: Branch, make_bank: MakeBank, app: Flask
) -> None:
    shipped = make_bank([single(8, stem=TWIN), single(9, stem=TWIN)], slug="shipped")
    eight, nine = ids(shipped, "single-8", "single-9")
    one, two = ids(bank, "single-1", "single-2")
    assert groups(branch) == [(one, two, eight, nine)]
    assert page.post("/bank/duplicates", data={"retire": eight}).status_code == 403
    assert page.post("/bank/duplicates", data={"item": [one, eight], "act": "excludes"}).status_code == 403
    page.post("/bank/duplicates", data={"retire": one})
    page.post("/bank/duplicates", data={"retire": two})
    assert groups(branch) == []  # what is left is not the branch's to change


def test_another_branchs_items_are_not_there(page: Client, bank: Bank, elsewhere: Bank) -> None:
    strange = ids(elsewhere, "single-1")[0]
    for data in ({"retire": strange}, {"item": [*ids(bank, "single-1"), strange], "act": "apart"}):
        assert page.post("/bank/duplicates", data=data).status_code in (403, 404)
