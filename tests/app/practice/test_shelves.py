"""The book of mistakes, the favourites and the progress by topic."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Member
from quizapp.bank import service as bank_service
from quizapp.bank.models import Bank, Item
from quizapp.bank.native import parse
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.papers import queries
from quizapp.papers.models import MemberItem
from quizapp.practice import queries as practice_queries
from quizapp.practice import shelves
from quizapp.practice.shelves import Shelf
from tests.app.practice.test_answering import answer_all, practise
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest
from tests.fixtures.items import MakeBank, every_type, single
from tests.fixtures.people import MakeMember

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]


def text_of(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", page)


def test_the_book_collects_errors_of_practice_and_contest(
    client: Client, member: Member, make_contest: MakeContest, take: object
) -> None:
    take(make_contest(title="三月竞赛"), member, 8)  # type: ignore[operator]  # the fixture is a function
    # Last, for a contest that drew the same item would be its newer source.
    answer_all(practise(member, "single-1"), wrong=(1,))
    client.login(member)
    page = client.get("/practice/mistakes").text
    assert "一组练习" in page
    assert "三月竞赛" in page
    assert page.count('class="shelf__item"') == sum(shelves.topics(Shelf.MISTAKES, member.id).values())


def test_each_type_is_shown_with_the_own_response_and_the_key(
    client: Client, member: Member, make_bank: MakeBank
) -> None:
    make_bank(every_type())
    codes = [item["id"] for item in every_type() if item["id"] != "t-short"]
    answer_all(practise(member, *codes), wrong=tuple(range(1, 8)))
    client.login(member)
    page = client.get("/practice/mistakes").text
    assert page.count('class="shelf__item"') == 7
    assert page.count("因为如此。") == 7
    assert "999 学时" in re.sub(r"\s+", " ", text_of(page))


def test_the_book_is_searched_filtered_and_paged(client: Client, member: Member, make_bank: MakeBank) -> None:
    make_bank([*(single(n) for n in range(1, 22)), *(single(n, topic="应急救护") for n in range(31, 34))])
    answer_all(practise(member, *(f"single-{n}" for n in range(1, 21))), wrong=tuple(range(1, 21)))
    answer_all(practise(member, *(f"single-{n}" for n in range(31, 34))), wrong=(1, 2, 3))
    client.login(member)
    assert client.get("/practice/mistakes").text.count('class="shelf__item"') == 20
    assert client.get("/practice/mistakes?page=2").text.count('class="shelf__item"') == 3
    assert client.get("/practice/mistakes?topic=应急救护").text.count('class="shelf__item"') == 3
    assert client.get("/practice/mistakes?text=第33题").text.count('class="shelf__item"') == 1
    assert "没有找到" in client.get("/practice/mistakes?text=100%").text


def test_a_topic_of_the_book_is_practised_without_what_was_right_today(
    client: Client, member: Member, make_bank: MakeBank
) -> None:
    make_bank([single(1), single(2), single(3, topic="应急救护")])
    answer_all(practise(member, "single-1", "single-2", "single-3"), wrong=(1, 2, 3))
    answer_all(practise(member, "single-1"))
    client.login(member)
    begun = client.post("/practice/mistakes", data={"topic": "红十字会法", "request_id": "a"})
    head = queries.head(int(begun.location.rsplit("/", 1)[1]))
    code = select(Item.code).where(Item.id == head.slots[0].item_id) if head else None
    assert head is not None
    assert [len(head.slots), db.session.scalar(code)] == [1, "single-2"] if code is not None else False
    assert head.title == "错题重练：红十字会法"
    tomorrow = clock.now().date() + timedelta(days=1)
    assert len(shelves.waiting(Shelf.MISTAKES, member.id, tomorrow)) == 3


def test_an_empty_book_says_what_to_do_and_cannot_be_practised(
    client: Client, member: Member, bank: Bank
) -> None:
    client.login(member)
    assert "没有错题" in client.get("/practice/mistakes").text
    assert client.post("/practice/mistakes", data={}).status_code == 422


def test_an_item_is_taken_out_by_hand_and_only_ones_own(
    client: Client, member: Member, make_member: MakeMember, bank: Bank
) -> None:
    answer_all(practise(member, "single-1"), wrong=(1,))
    item_id = db.session.scalars(select(MemberItem.item_id)).one()
    client.login(make_member())
    assert client.post(f"/practice/mistakes/{item_id}/remove").status_code == 404
    client.login(member)
    assert client.post(f"/practice/mistakes/{item_id}/remove").status_code == 302
    assert client.post(f"/practice/mistakes/{item_id}/remove").status_code == 404
    assert shelves.topics(Shelf.MISTAKES, member.id) == {}


def test_a_changed_item_is_shown_as_it_is_now(client: Client, member: Member, bank: Bank) -> None:
    answer_all(practise(member, "single-1"), wrong=(1,))
    changed = parse(
        {"bank": "bank", "name": bank.name, "items": [single(1, options={"A": "新甲", "B": "新乙"})]}
    )
    bank_service.store_items(bank, changed.items, actor=None, now=clock.now())
    row = db.session.scalars(select(MemberItem)).one()
    row.last_response = "D"  # an option that the new wording has no more
    db.session.commit()
    client.login(member)
    page = client.get("/practice/mistakes")
    assert page.status_code == 200
    assert "新乙" in page.text


def test_a_favourite_is_kept_practised_and_dropped(client: Client, member: Member, bank: Bank) -> None:
    head = practise(member, "single-1", "single-2")
    client.login(member)
    client.post(f"/practice/{head.id}/1/favourite", data={"on": "1"})
    assert "共 1 题" in client.get("/practice/favourites").text
    begun = client.post("/practice/favourites", data={"request_id": "b"})
    again = queries.head(int(begun.location.rsplit("/", 1)[1]))
    assert again is not None
    assert [slot.item_id for slot in again.slots] == [head.slots[0].item_id]
    item_id = head.slots[0].item_id
    assert client.post(f"/practice/favourites/{item_id}/remove").status_code == 302
    assert client.post(f"/practice/favourites/{item_id}/remove").status_code == 404
    assert "还没有收藏" in client.get("/practice/favourites").text


def test_progress_counts_what_was_met_and_what_is_right(
    client: Client, member: Member, make_member: MakeMember, make_bank: MakeBank
) -> None:
    make_bank([single(1), single(2), single(3), single(4, topic="应急救护")])
    answer_all(practise(member, "single-1", "single-2"), wrong=(2,))
    answer_all(practise(make_member(), "single-1"))
    (found,) = practice_queries.progress(member.id, member.branch_id, with_branch=True)
    shares = {t.topic: (t.total, t.seen, t.right, t.mine, t.branch) for t in found.topics}
    assert shares == {"红十字会法": (3, 2, 1, 50, 67), "应急救护": (1, 0, 0, None, None)}
    client.login(member)
    assert "做过 2 / 3，对 1" in client.get("/practice/").text
    assert client.get("/practice/progress").status_code == 200


def test_a_branch_without_banks_is_told_so(client: Client, member: Member) -> None:
    client.login(member)
    assert "还没有可以练习的题目" in client.get("/practice/").text
    assert client.get("/practice/progress").status_code == 200
    assert client.post("/practice/", data={"size": "5"}).status_code == 422


def test_the_branch_chooses_after_how_many_days_an_item_leaves(
    client: Client, member: Member, organiser: Member, bank: Bank
) -> None:
    client.login(organiser)
    assert client.post("/study/manage/mistakes", data={"days": "1"}).status_code == 302
    assert client.post("/study/manage/mistakes", data={"days": "4"}).status_code == 404
    answer_all(practise(member, "single-1"), wrong=(1,))
    assert sum(shelves.topics(Shelf.MISTAKES, member.id).values()) == 1
    page = re.sub(r"\s+", " ", text_of(client.login(member).get("/practice/mistakes").text))
    assert "在 1 个不同的日子答对后移出" in page
    answer_all(practise(member, "single-1"))
    assert not shelves.topics(Shelf.MISTAKES, member.id)
