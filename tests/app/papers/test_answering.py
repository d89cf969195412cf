"""Answering a paper through its pages: what is kept, what is refused, and what is never told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from quizapp.accounts.models import Member
from quizapp.bank.models import Bank
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers import queries, service
from quizapp.papers.attempt import AttemptState
from quizapp.papers.ending import submit_expired
from quizapp.papers.models import Attempt, Purpose
from quizapp.papers.queries import AttemptHead
from tests.fixtures.app import Client
from tests.fixtures.attempts import MakeAttempt, right_response, wrong_response
from tests.fixtures.items import MakeBank, every_type
from tests.fixtures.people import MakeMember

JSON = {"Accept": "application/json"}


def save(client: Client, head: AttemptHead, answers: dict[int, Any], **more: Any) -> Any:
    body = {"answers": {str(position): response for position, response in answers.items()}, **more}
    answer = client.post(f"/attempts/{head.id}/answers", json=body, headers=JSON)
    db.session.rollback()  # what is read next is what was written
    return answer


def follow(client: Client, response: Any) -> Any:
    """Go where a form's answer leads, as a request of its own."""
    assert response.status_code == 302
    db.session.rollback()
    return client.get(response.location)


@pytest.fixture
def all_types(make_bank: MakeBank) -> Bank:
    return make_bank(every_type())


@contextmanager
def selects() -> Iterator[list[str]]:
    """What is read from the database."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.upper().startswith("SELECT") and "count(*)" not in statement:
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("respond", [right_response, wrong_response])
def test_every_type_goes_from_start_to_review(
    client: Client, member: Member, all_types: Bank, make_attempt: MakeAttempt, respond: Any
) -> None:
    head = make_attempt(member, purpose=Purpose.CHECK, source_key="check:1")
    client.login(member)
    for slot in head.slots:
        answer = save(client, head, {slot.position: respond(slot)})
        assert answer.status_code == 200
        assert answer.json["answered"] == slot.position
    assert queries.responses(head.id) == {slot.position: respond(slot) for slot in head.slots}

    page = client.get(f"/attempts/{head.id}")
    assert page.status_code == 200
    assert page.text.count("data-saved") == len(head.slots)
    client.post(f"/attempts/{head.id}/submit")
    result = queries.result(head.id)
    assert result is not None
    verdicts = {str(slot.type): mark["verdict"] for slot, mark in zip(head.slots, result.marks, strict=True)}
    expected = "right" if respond is right_response else "wrong"
    assert verdicts.pop("short") == "to_mark"
    assert set(verdicts.values()) == {expected}
    assert "因为如此。" in client.get(f"/attempts/{head.id}/review").text


def test_an_open_paper_tells_nothing_of_its_keys(
    client: Client, member: Member, make_bank: MakeBank, make_attempt: MakeAttempt
) -> None:
    items = [{**item, "explanation": "解析暗语。"} for item in every_type()]
    secret = {"t-blank": [["空格暗语"], ["另一暗语"]], "t-numeric": 73129, "t-short": "要点暗语。"}
    make_bank([{**item, "key": secret.get(item["id"], item["key"])} for item in items])
    head = make_attempt(member)
    client.login(member)
    told = client.get(f"/attempts/{head.id}").text + client.get(f"/attempts/{head.id}/submit").text
    for slot in head.slots:
        told += save(
            client,
            head,
            {
                slot.position: right_response(slot)
                if slot.options
                else "5"
                if str(slot.type) != "blank"
                else ["5"]
            },
        ).text
    told += client.get(f"/attempts/{head.id}").text
    assert "暗语" not in told
    assert "73129" not in told
    assert "试题规则" not in told  # the source would lead to it
    assert client.get(f"/attempts/{head.id}/review").status_code == 404


def test_saving_reads_nothing_from_the_database(
    client: Client, member: Member, bank: Bank, make_attempt: MakeAttempt
) -> None:
    head = make_attempt(member)
    client.login(member)
    save(client, head, {1: right_response(head.slots[0])})
    with selects() as seen:
        assert save(client, head, {2: right_response(head.slots[1])}).status_code == 200
    assert seen == []


def test_the_last_of_two_tabs_counts_and_repeating_is_harmless(
    client: Client, member: Member, bank: Bank, make_attempt: MakeAttempt
) -> None:
    head = make_attempt(member)
    client.login(member)
    slot = head.slots[0]
    save(client, head, {1: wrong_response(slot)}, request_id="a")
    save(client, head, {1: right_response(slot)}, request_id="b")
    again = save(client, head, {1: right_response(slot)}, request_id="b")
    assert again.json["answered"] == 1
    assert queries.responses(head.id) == {1: right_response(slot)}
    cleared = save(client, head, {1: None})
    assert cleared.json["answered"] == 0


def test_a_repeated_start_is_found_again(member: Member, bank: Bank, make_attempt: MakeAttempt) -> None:
    one = make_attempt(member, purpose=Purpose.CHECK, request_id="tap")
    assert make_attempt(member, purpose=Purpose.CHECK, request_id="tap").id == one.id


def test_after_the_deadline_nothing_is_taken_and_the_page_shows_the_result(
    client: Client, member: Member, bank: Bank, make_attempt: MakeAttempt
) -> None:
    head = make_attempt(member)
    client.login(member)
    save(client, head, {1: right_response(head.slots[0])})
    with clock.frozen(clock.now() + timedelta(seconds=601)):
        late = save(client, head, {2: right_response(head.slots[1])})
        assert late.status_code == 409
        assert late.json["code"] == "attempt.closed"
        assert client.get(f"/attempts/{head.id}").status_code == 302
    result, fresh = queries.result(head.id), queries.head(head.id, fresh=True)
    assert result is not None
    assert fresh is not None
    assert (result.right, fresh.state, fresh.submitted_at) == (1, AttemptState.SUBMITTED, head.deadline)


@pytest.mark.parametrize(
    "body",
    [
        "text",
        [],
        {},
        {"answers": {}},
        {"answers": {"1": "no such option"}},
        {"answers": {"1": ["a", "list"]}},
        {"answers": {"1": {"left": "right"}}},
        {"answers": {"1": 7}},
        {"answers": {"-1": "x"}},
        {"answers": {"one": "x"}},
        {"answers": {"99999999": "x"}},
        {"answers": {"1": None}, "request_id": 5},
        {"answers": {"1": None}, "request_id": "x" * 65},
    ],
)
def test_what_cannot_be_an_answer_is_refused(
    client: Client, member: Member, bank: Bank, make_attempt: MakeAttempt, body: Any
) -> None:
    head = make_attempt(member)
    client.login(member)
    assert client.post(f"/attempts/{head.id}/answers", json=body, headers=JSON).status_code == 422
    assert queries.responses(head.id) == {}


def test_of_several_answers_all_are_saved_or_none(
    client: Client, member: Member, bank: Bank, make_attempt: MakeAttempt
) -> None:
    head = make_attempt(member)
    client.login(member)
    refused = save(client, head, {1: right_response(head.slots[0]), 2: "nonsense"})
    assert (refused.status_code, refused.json["field"]) == (422, "2")
    assert queries.responses(head.id) == {}
    assert save(client, head, {31: None}).status_code == 404


def test_another_members_attempt_is_not_there(
    client: Client,
    member: Member,
    make_member: MakeMember,
    organiser: Member,
    bank: Bank,
    make_attempt: MakeAttempt,
) -> None:
    head = make_attempt(make_member())
    for other in (member, organiser):
        client.login(other)
        assert save(client, head, {1: None}).status_code == 404
        for path in ("", "/submit", "/result", "/review"):
            assert client.get(f"/attempts/{head.id}{path}").status_code == 404
        assert client.post(f"/attempts/{head.id}/submit").status_code == 404
    fresh = queries.head(head.id, fresh=True)
    assert fresh is not None
    assert fresh.state is AttemptState.OPEN


def test_without_scripts_a_form_saves_and_a_page_asks_before_the_end(
    client: Client, member: Member, all_types: Bank, make_attempt: MakeAttempt
) -> None:
    head = make_attempt(member, "t-single", "t-multiple", "t-ordering", "t-matching", "t-blank")
    single, multiple, blank, ordering, matching = sorted(
        head.slots,
        key=lambda slot: ["single", "multiple", "blank", "ordering", "matching"].index(str(slot.type)),
    )
    client.login(member)
    ranks = {option: place for place, option in enumerate(right_response(ordering), 1)}
    form = {
        f"r{single.position}": right_response(single),
        f"r{multiple.position}": right_response(multiple),
        f"r{blank.position}": ["", "乙"],
        **{f"r{ordering.position}-rank-{option}": place for option, place in ranks.items()},
        **{f"r{matching.position}-match-{left}": option for left, option in right_response(matching).items()},
        "doubtful": [str(blank.position)],
        "then": "submit",
    }
    sent = follow(client, client.post(f"/attempts/{head.id}/answers", data=form))
    assert "现在交卷？" in sent.text
    assert "没有作答" not in sent.text
    assert "有疑问" in sent.text
    expected = {slot.position: right_response(slot) for slot in (single, multiple, ordering, matching)}
    assert queries.responses(head.id) == {**expected, blank.position: ["", "乙"]}

    form |= {f"r{ordering.position}-rank-{option}": 1 for option in ranks} | {"then": "stay"}
    sent = follow(client, client.post(f"/attempts/{head.id}/answers", data=form))
    assert f"第 {ordering.position} 题没有保存" in sent.text
    assert queries.responses(head.id)[ordering.position] == right_response(ordering)


def test_the_page_before_the_end_names_what_is_unanswered(
    client: Client, member: Member, bank: Bank, make_attempt: MakeAttempt
) -> None:
    head = make_attempt(member, "single-1", "single-2", "single-3")
    client.login(member)
    save(client, head, {2: right_response(head.slots[1])})
    page = client.get(f"/attempts/{head.id}/submit?doubtful=2").text
    assert "还有 2 题没有作答" in page
    assert [f"#q{position}" in page for position in (1, 2, 3)] == [True, True, True]


def test_submitting_twice_is_one_result(
    client: Client, member: Member, bank: Bank, make_attempt: MakeAttempt
) -> None:
    head = make_attempt(member)
    client.login(member)
    first = client.post(f"/attempts/{head.id}/submit", json={}, headers=JSON)
    second = client.post(f"/attempts/{head.id}/submit", json={}, headers=JSON)
    assert first.get_json()["url"] == second.get_json()["url"]
    assert save(client, head, {1: None}).status_code == 409
    assert client.get(f"/attempts/{head.id}").location.endswith("/result")


def test_a_page_whose_time_is_up_does_not_hand_in_what_was_extended(
    client: Client, member: Member, organiser: Member, bank: Bank, make_attempt: MakeAttempt, as_identity: Any
) -> None:
    head = make_attempt(member)
    assert head.deadline is not None
    with unit_of_work():
        service.extend(
            head.id,
            head.deadline + timedelta(minutes=5),
            actor=as_identity(organiser),
            now=clock.now(),
            reason="断网",
        )
    client.login(member)
    url = f"/attempts/{head.id}/submit"
    with clock.frozen(head.deadline):
        answer = client.post(url, json={"by": "deadline"}, headers=JSON)
        assert answer.get_json() == {"goes_on": True, "url": f"/attempts/{head.id}"}
        assert queries.result(head.id) is None
    with clock.frozen(head.deadline + timedelta(minutes=5)):
        assert client.post(url, json={"by": "deadline"}, headers=JSON).get_json()["url"].endswith("/result")


def test_attempts_end_by_the_clock_when_nobody_is_there(
    app: Flask,
    member: Member,
    make_member: MakeMember,
    bank: Bank,
    make_attempt: MakeAttempt,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken, gone = make_attempt(member), make_attempt(make_member())
    still = make_attempt(make_member(), seconds=900)
    submit = service.submit

    def fail_once(attempt_id: int, **more: Any) -> Any:
        if attempt_id == broken.id:
            raise RuntimeError("the disk is full")
        return submit(attempt_id, **more)

    with clock.frozen(clock.now() + timedelta(seconds=602)):
        monkeypatch.setattr(service, "submit", fail_once)
        assert submit_expired(app) == 1
        monkeypatch.undo()
        assert submit_expired(app) == 1
        assert submit_expired(app) == 0
    db.session.rollback()
    ended = db.session.get_one(Attempt, gone.id)
    assert (ended.submitted_by, ended.submitted_at) == ("deadline", gone.deadline)
    assert db.session.get_one(Attempt, broken.id).state is AttemptState.SUBMITTED
    assert db.session.get_one(Attempt, still.id).state is AttemptState.OPEN


def test_a_visitor_is_sent_to_sign_in(
    client: Client, member: Member, bank: Bank, make_attempt: MakeAttempt
) -> None:
    head = make_attempt(member)
    assert "sign-in" in client.get(f"/attempts/{head.id}").location
    assert save(client, head, {1: None}).status_code == 401
