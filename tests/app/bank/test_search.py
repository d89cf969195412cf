"""The index: what a search finds, in which order, and that it follows every change of an item."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from quizapp.accounts.models import Branch, Member
from quizapp.bank import queries, service
from quizapp.bank.models import Bank, Item
from quizapp.bank.native import item_from_native
from quizapp.bank.queries import ItemFilter
from quizapp.bank.search import index_missing, near_items, reindex
from quizapp.bank.search.grams import likeness, pairs_of, runs_of
from quizapp.bank.search.tables import ItemText
from quizapp.core import clock
from quizapp.core.errors import Invalid
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.fixtures.items import MakeBank, single

AsIdentity = Callable[[Member], Identity]


@pytest.fixture
def bank(make_bank: MakeBank, branch: Branch) -> Bank:
    source = {"document": "中华人民共和国献血法", "version": 1997, "article": "第九条"}
    return make_bank(
        [
            single(1, stem="血站每次采集血液一般多少毫升？", source=source, tags=["采血"]),
            single(2, stem="何时可以用AED？", explanation="机器只在检出可电击心律时才放电。"),
            single(3, stem="红十字标志有哪两种使用方式？", options={"A": "保护性", "B": "标明性"}),
            single(4, stem="红会的标志能十全十美吗，字样呢？", topic="应急救护"),
            single(5, stem="保护性使用的标志放在哪里？"),
            single(6, stem="中红发〔2026〕2号与2026年第 2 号、第 21 条分别规定哪些事项？"),
            single(7, stem="2026年第21号说什么？"),
        ],
        branch_id=branch.id,
    )


def codes(bank: Bank, text: str, **more: object) -> list[str]:
    wanted = ItemFilter((bank.id,), text=text, **more)  # type: ignore[arg-type]  # what the test names
    return [row.item.id for row in queries.search(wanted, 1).rows]


def add(bank: Bank, actor: Identity, *numbers: int) -> None:
    with unit_of_work():
        row = db.session.get_one(Bank, bank.id)
        for number in numbers:
            item = item_from_native(single(number, stem="半途而废的题？"))
            service.add_item(row, item, actor=actor, now=clock.now())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("毫升", [1]),
        ("升", [1]),
        ("献血法", [1]),
        ("采血", [1]),
        ("ａｅｄ", [2]),
        ("ae", [2]),
        ("可电击心律", [2]),
        ("十字标志", [3]),
        ("全十全", []),  # 十全十美 holds its pairs, not the run
        ("标志", [5, 3, 4]),  # the shorter stem first
        ("保护性", [5, 3]),  # the stem before the options
        ("标志 保护性", [5, 3]),
        ("single-4", [4]),
        ("single4", []),
        ("2026年第2", [6, 7]),  # the word itself before those that begin with it
        ("2026年第21号", [7]),  # the stem of 6 holds its pieces, not the run of them
        ("026年", []),
        ("没有这个", []),
        ("%_", []),
        ("' OR \"", []),
        ("item_grams:*^", []),
    ],
)
def test_a_search_finds_what_holds_the_words(bank: Bank, text: str, found: list[int]) -> None:
    assert codes(bank, text) == [f"single-{number}" for number in found]


def test_the_index_follows_every_change(
    bank: Bank, organiser: Member, as_identity: AsIdentity, app: Flask
) -> None:
    actor = as_identity(organiser)
    item = db.session.scalars(select(Item).where(Item.code == "single-1")).one()
    with unit_of_work():
        service.edit_item(
            item.id,
            item_from_native(single(1, stem="间隔几个月？")),
            actor=actor,
            now=clock.now(),
        )
    assert codes(bank, "毫升") == []
    assert codes(bank, "间隔") == ["single-1"]
    with pytest.raises(Invalid):
        add(bank, actor, 9, 1)  # the bank has the second
    assert codes(bank, "半途而废") == []


def test_a_lost_index_is_made_anew(bank: Bank, app: Flask) -> None:
    with unit_of_work():
        db.session.execute(delete(ItemText).where(ItemText.stem.contains("毫升")))
    assert codes(bank, "毫升") == []
    with unit_of_work():
        assert (index_missing(), index_missing()) == (1, 0)
    assert codes(bank, "毫升") == ["single-1"]
    with unit_of_work():
        done = reindex(0)
    assert done is not None
    assert (done[1], reindex(done[0])) == (7, None)
    assert codes(bank, "标志") == ["single-5", "single-3", "single-4"]


def test_filters_hold_together_with_the_words(bank: Bank, organiser: Member, as_identity: AsIdentity) -> None:
    with unit_of_work():
        service.add_item(
            db.session.get_one(Bank, bank.id),
            item_from_native(single(8, stem="标志何时失效？", valid_until="2026-12")),
            actor=as_identity(organiser),
            now=clock.now(),
        )
    assert codes(bank, "标志", topic="应急救护") == ["single-4"]
    assert codes(bank, "", document="中华人民共和国献血法") == ["single-1"]
    assert codes(bank, "标志", writer=organiser.id) == ["single-8"]
    day = date(2026, 12, 10)
    assert codes(bank, "", expires="soon", day=day) == ["single-8"]
    assert codes(bank, "", expires="soon", day=day - timedelta(days=40)) == []
    assert codes(bank, "", expires="past", day=date(2027, 1, 1)) == ["single-8"]
    assert codes(bank, "", sort="newest")[0] == "single-8"
    facets = queries.facets(ItemFilter((bank.id,), text="标志", topic="应急救护"), (bank.id,))
    assert (dict(facets.topics), dict(facets.banks)) == ({"红十字会法": 3, "应急救护": 1}, {bank.id: 1})


def test_near_stems_are_found_whatever_their_width_and_marks(bank: Bank) -> None:
    def found(stem: str) -> list[tuple[str, int]]:
        return [(one.code, one.score) for one in near_items(stem, [bank.id])]

    assert found("红十字标志有哪两种使用方式") == [("single-3", 100)]
    assert found("红十字标志　有哪几种使用方式？")[0][0] == "single-3"
    assert found("何时可以用ａｅｄ") == [("single-2", 100)]
    assert found("支部党员大会一般多久召开一次？") == []
    assert found("？") == []
    assert near_items("红十字标志有哪两种使用方式", []) == []


def test_near_stems_are_those_that_comparing_with_each_finds(bank: Bank, make_bank: MakeBank) -> None:
    made = random.Random(7)
    words = ("消防", "安全", "检查", "记录", "由谁", "aed", "第", "2026", "x" * 45, "——", "哈哈哈哈")

    def stem() -> str:
        return "".join(made.choices(words, k=made.randint(1, 9)))

    stems = {f"n{number}": stem() for number in range(300)}
    other = make_bank(
        [single(number, id=code, stem=text) for number, (code, text) in enumerate(stems.items())]
    )
    for near in (30, 60, 75):
        for asked in (stem() for _ in range(60)):
            pairs = pairs_of(runs_of(asked))
            scores = [(likeness(pairs, pairs_of(runs_of(text))), code) for code, text in stems.items()]
            wanted = sorted(
                ((score, code) for score, code in scores if score >= near), key=lambda one: -one[0]
            )
            found = near_items(asked, [other.id, bank.id], near=near, most=10)
            assert [(one.score, one.code) for one in found] == wanted[:10], asked
