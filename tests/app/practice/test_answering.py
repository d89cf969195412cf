"""Practising through the pages: one question, its verdict, the next; and what it earns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.accounts import queries as accounts
from quizapp.accounts.models import Member
from quizapp.bank.item import ItemType
from quizapp.bank.models import Bank, Item
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers import queries
from quizapp.papers.ending import submit_expired
from quizapp.papers.models import Attempt, MemberItem
from quizapp.papers.queries import AttemptHead
from quizapp.practice import service, shelves
from quizapp.practice.shelves import Shelf
from quizapp.record.models import LedgerEntry
from tests.fixtures.app import Client
from tests.fixtures.attempts import right_response, wrong_response
from tests.fixtures.items import MakeBank, every_type, single
from tests.fixtures.people import MakeMember

pytestmark = pytest.mark.usefixtures("points_sheet")

PART = {"X-Fragment": "1"}


def practise(member: Member, *codes: str) -> AttemptHead:
    """Begin a practice of the items with these codes."""
    ids = [db.session.scalar(select(Item.id).where(Item.code == code)) for code in codes]
    identity = accounts.identity_of_member(member.id)
    with unit_of_work():
        started = service.begin_with(
            "wrong", [one for one in ids if one], "一组练习", member=identity, now=clock.now()
        )
    head = queries.head(started.attempt_id)
    assert head is not None
    return head


def answer_all(head: AttemptHead, wrong: tuple[int, ...] = ()) -> None:
    """Answer every position right but these, and finish."""
    for slot in head.slots:
        response = wrong_response(slot) if slot.position in wrong else right_response(slot)
        with unit_of_work():
            service.answer(head, slot.position, response, now=clock.now())
    with unit_of_work():
        service.finish(head.id, now=clock.now())


def entries(member: Member, rule: str) -> list[LedgerEntry]:
    db.session.rollback()
    query = select(LedgerEntry).where(LedgerEntry.member_id == member.id, LedgerEntry.rule == rule)
    return list(db.session.scalars(query.order_by(LedgerEntry.id)))


def attempt_of(response: Any) -> int:
    assert response.status_code == 302
    return int(response.location.rsplit("/", 1)[1])


def test_a_double_tap_begins_one_practice(client: Client, member: Member, bank: Bank) -> None:
    client.login(member)
    form = {"size": "10", "request_id": "one tap"}
    assert attempt_of(client.post("/practice/", data=form)) == attempt_of(
        client.post("/practice/", data=form)
    )
    attempt = db.session.scalars(select(Attempt)).one()
    assert (len(attempt.paper), {entry["points"] for entry in attempt.paper}) == (10, {100})
    assert attempt.deadline is not None
    assert attempt.deadline - attempt.started_at == timedelta(hours=24)


def test_topics_and_types_are_kept_to(client: Client, member: Member, make_bank: MakeBank) -> None:
    make_bank([*every_type(), *(single(number) for number in range(1, 8))])
    client.login(member)
    head = queries.head(
        attempt_of(
            client.post(
                "/practice/", data={"size": "20", "topics": ["应急救护"], "types": ["boolean", "short"]}
            )
        )
    )
    assert head is not None
    assert sorted(slot.type for slot in head.slots) == [ItemType.BOOLEAN, ItemType.SHORT]
    assert client.post("/practice/", data={"size": "5", "topics": ["没有的主题"]}).status_code == 422
    assert client.post("/practice/", data={"size": "7"}).status_code == 422
    assert client.post("/practice/", data={"size": "5", "types": ["essay"]}).status_code == 422


def test_a_question_tells_its_key_after_the_answer_and_not_before(
    client: Client, member: Member, bank: Bank
) -> None:
    head = practise(member, "single-1", "single-2")
    client.login(member)
    asked = client.get(f"/practice/{head.id}").text
    assert "因为如此" not in asked
    assert "试题规则" not in asked
    saved = client.post(f"/practice/{head.id}/1", data={"response": wrong_response(head.slots[0])})
    assert saved.location.endswith(f"/practice/{head.id}?q=1")
    told = client.get(saved.location).text
    assert "因为如此。" in told
    assert "《试题规则》（2026）第一条" in told
    assert "已放进错题本" in told
    assert "因为如此" not in client.get(f"/practice/{head.id}?q=2").text


def test_scripts_get_the_question_alone(client: Client, member: Member, bank: Bank) -> None:
    head = practise(member, "single-1", "single-2")
    client.login(member)
    form = {"response": right_response(head.slots[0])}
    part = client.post(f"/practice/{head.id}/1", data=form, headers=PART)
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "verdict--ok" in part.text
    client.post(f"/practice/{head.id}/finish")
    over = client.post(f"/practice/{head.id}/2", data=form, headers=PART)
    assert (over.status_code, over.headers["X-Location"]) == (204, f"/practice/{head.id}/result")


def test_nothing_chosen_is_asked_for_again_and_a_second_thought_is_refused(
    client: Client, member: Member, bank: Bank
) -> None:
    head = practise(member, "single-1")
    client.login(member)
    assert "先作答，再提交。" in client.post(f"/practice/{head.id}/1", data={}).text
    assert client.post(f"/practice/{head.id}/1", data={"response": "no such"}).status_code == 422
    client.post(f"/practice/{head.id}/1", data={"response": wrong_response(head.slots[0])})
    client.post(f"/practice/{head.id}/1", data={"response": right_response(head.slots[0])})
    client.post(f"/practice/{head.id}/finish")
    result = queries.result(head.id)
    assert result is not None
    assert result.right == 0
    assert db.session.scalars(select(MemberItem.tries)).one() == 1


def test_every_type_is_answered_without_scripts(client: Client, member: Member, make_bank: MakeBank) -> None:
    make_bank(every_type())
    head = practise(member, *(item["id"] for item in every_type()))
    client.login(member)
    for slot in head.slots:
        response = right_response(slot)
        form: dict[str, Any] = {"response": response}
        if slot.type is ItemType.ORDERING:
            form = {f"response-rank-{option}": place for place, option in enumerate(response, 1)}
        elif slot.type is ItemType.MATCHING:
            form = {f"response-match-{left}": option for left, option in response.items()}
        page = client.get(client.post(f"/practice/{head.id}/{slot.position}", data=form).location).text
        assert ("verdict--wait" if slot.type is ItemType.SHORT else "verdict--ok") in page
    short = next(slot.position for slot in head.slots if slot.type is ItemType.SHORT)
    assert client.post(f"/practice/{head.id}/1/mark", data={"share": "full"}).status_code == 404
    assert client.post(f"/practice/{head.id}/{short}/mark", data={"share": "all"}).status_code == 404
    client.post(f"/practice/{head.id}/{short}/mark", data={"share": "half"})
    assert client.post(f"/practice/{head.id}/{short}/mark", data={"share": "full"}).status_code == 409
    client.post(f"/practice/{head.id}/finish")
    result = queries.result(head.id)
    assert result is not None
    assert (result.right, result.score, result.maximum) == (7, 750, 800)


def test_an_item_right_again_the_same_day_earns_nothing_more(
    client: Client, member: Member, bank: Bank
) -> None:
    answer_all(practise(member, "single-1", "single-2", "single-3"), wrong=(3,))
    answer_all(practise(member, "single-1", "single-2", "single-3"))
    answer_all(practise(member, "single-1", "single-2"))
    assert [entry.counted for entry in entries(member, "practice")] == [200, 100]
    with clock.frozen(clock.now() + timedelta(days=1)):
        again = practise(member, "single-1", "single-2")
        answer_all(again)
        client.login(member)
        page = client.get(f"/practice/{again.id}/result").text
    assert [entry.counted for entry in entries(member, "practice")] == [200, 100, 200]
    assert "+2 分" in page
    assert "今日练习 2 / 10 分" in page


def test_finishing_twice_is_credited_once(client: Client, member: Member, bank: Bank) -> None:
    head = practise(member, "single-1", "single-2")
    client.login(member)
    assert client.post(f"/practice/{head.id}/finish").location.endswith(
        f"/practice/{head.id}"
    )  # nothing answered
    client.post(f"/practice/{head.id}/1", data={"response": right_response(head.slots[0])})
    for _ in range(2):
        assert client.post(f"/practice/{head.id}/finish").status_code == 303
    (entry,) = entries(member, "practice")
    assert (entry.key, entry.counted) == (f"practice:{head.id}", 100)
    assert entry.detail["topics"] == {"红十字会法": [1, 2]}


def test_an_item_that_leaves_the_book_is_credited_as_a_review(member: Member, bank: Bank) -> None:
    start = clock.now()
    answer_all(practise(member, "single-1"), wrong=(1,))
    for days in (0, 1, 2, 3):
        with clock.frozen(start + timedelta(days=days)):
            head = practise(member, "single-1")
            answer_all(head)
            left = not shelves.topics(Shelf.MISTAKES, member.id)
        assert left == (days >= 2)
    (entry,) = entries(member, "review")
    assert entry.counted == 100
    assert entry.key.startswith(f"review:{head.slots[0].item_id}:")


def test_a_practice_left_for_a_day_is_finished_and_credited(
    app: Flask, client: Client, member: Member, bank: Bank
) -> None:
    head = practise(member, "single-1", "single-2")
    with unit_of_work():
        service.answer(head, 1, right_response(head.slots[0]), now=clock.now())
    client.login(member)
    assert f"/practice/{head.id}" in client.get("/practice/").text
    with clock.frozen(clock.now() + timedelta(hours=24, seconds=1)):
        assert submit_expired(app) == 1
        db.session.rollback()
        assert f"/practice/{head.id}" not in client.get("/practice/").text
        assert client.get(f"/practice/{head.id}").location.endswith("/result")
    (entry,) = entries(member, "practice")
    assert (entry.counted, entry.occurred_at) == (100, head.deadline)


def test_another_members_practice_is_not_there(
    client: Client, member: Member, organiser: Member, make_member: MakeMember, bank: Bank
) -> None:
    head = practise(make_member(), "single-1")
    for other in (member, organiser):
        client.login(other)
        for path in ("", "/result"):
            assert client.get(f"/practice/{head.id}{path}").status_code == 404
        for path in ("/1", "/1/mark", "/1/favourite", "/finish"):
            assert (
                client.post(f"/practice/{head.id}{path}", data={"response": "x", "share": "full"}).status_code
                == 404
            )


def test_a_contest_is_not_answered_as_practice(
    client: Client, member: Member, bank: Bank, make_attempt: Any
) -> None:
    head = make_attempt(member)
    client.login(member)
    assert client.post(f"/practice/{head.id}/1", data={"response": "x"}).status_code == 404
    practice = practise(member, "single-1")
    answers = {"answers": {"1": right_response(practice.slots[0])}}
    assert client.post(f"/attempts/{practice.id}/answers", json=answers).status_code == 404
    assert client.post(f"/attempts/{practice.id}/submit").status_code == 404
