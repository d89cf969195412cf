"""Answering through the API: what is kept, what is refused and in which order, and what is never told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from quizapp.accounts.models import Member
from quizapp.bank.models import Bank
from quizapp.contests.models import Contest
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.papers import queries
from quizapp.papers.models import Attempt, Purpose
from quizapp.papers.queries import AttemptHead
from quizapp.record.models import LedgerEntry
from tests.fixtures.api import MakeScript, Script
from tests.fixtures.attempts import MakeAttempt, right_response, wrong_response
from tests.fixtures.contests import MakeContest
from tests.fixtures.items import MakeBank, every_type
from tests.fixtures.people import MakeMember

pytestmark = pytest.mark.pages

SECRETS = {"key", "correct", "is_correct", "explanation", "solution"}
PRACTICE = {"mode": "practice", "bank": "bank", "count": 5}


def names(node: Any) -> Iterator[str]:
    """Every name in a JSON document."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield name
            yield from names(value)
    elif isinstance(node, list):
        for value in node:
            yield from names(value)


def head_of(paper: dict[str, Any]) -> AttemptHead:
    head = queries.head(int(paper["id"]), fresh=True)
    assert head is not None
    return head


@pytest.fixture
def all_types(make_bank: MakeBank, points_sheet: None) -> Bank:
    return make_bank(every_type())


@pytest.fixture
def practice(script: Script, bank: Bank, points_sheet: None) -> dict[str, Any]:
    return dict(script.post("/attempts", PRACTICE).json)


@pytest.fixture
def entered(script: Script, contest: Contest) -> dict[str, Any]:
    return dict(script.post("/attempts", {"contest": str(contest.id)}).json)


def test_a_paper_has_the_shape_of_the_contract(script: Script, all_types: Bank) -> None:
    answer = script.post("/attempts", {"mode": "practice", "bank": "bank"})
    assert answer.status_code == 201
    paper = answer.json
    assert answer.headers["Location"].endswith(f"/api/v1/attempts/{paper['id']}")
    assert paper["short_by"] == 12
    assert [item["position"] for item in paper["items"]] == list(range(1, 9))
    assert datetime.fromisoformat(paper["deadline"]).utcoffset() == timedelta(hours=8)
    by_type = {item["type"]: item for item in paper["items"]}
    assert {option["text"] for option in by_type["boolean"]["options"]} == {"正确", "错误"}
    assert [one["text"] for one in by_type["matching"]["left"]] == ["左一", "左二"]
    assert by_type["blank"]["blanks"] == 2
    assert by_type["numeric"]["unit"] == "学时"
    assert by_type["short"]["options"] == []
    assert {type(item["points"]) for item in paper["items"]} == {int}
    ids = [option["id"] for item in paper["items"] for option in item["options"]]
    assert len(set(ids)) == len(ids)
    assert not {"A", "B", "C", "D", "T", "F"} & set(ids)


@pytest.mark.parametrize(
    ("respond", "points"), [(right_response, 1), (wrong_response, 0)], ids=["right", "wrong"]
)
def test_practice_tells_at_once(script: Script, all_types: Bank, respond: Any, points: int) -> None:
    paper = script.post("/attempts", {"mode": "practice", "bank": str(all_types.id), "count": 8}).json
    for answered, slot in enumerate(head_of(paper).slots, 1):
        response = respond(slot)
        saved = script.put(f"/attempts/{paper['id']}/answers/{slot.position}", {"response": response}).json
        assert (saved["saved"], saved["answered"]) == (True, answered)
        feedback = saved["feedback"]
        if slot.type == "short":
            assert (feedback["verdict"], feedback["key"]) == ("to_mark", "要点。")
            continue
        assert (feedback["verdict"], feedback["points"]) == ("right" if points else "wrong", points)
        assert feedback["explanation"] == "因为如此。"
        assert feedback["source"] == "《试题规则》（2026）第一条"
        if slot.options:
            assert feedback["key"] == right_response(slot)
    seen = script.get(f"/attempts/{paper['id']}").json
    assert len(seen["feedback"]) == seen["answered"] == 8


def test_practice_after_feedback(script: Script, practice: dict[str, Any]) -> None:
    slot = head_of(practice).slots[0]
    address = f"/attempts/{practice['id']}/answers/1"
    first = script.put(address, {"response": wrong_response(slot)})
    again = script.put(address, {"response": wrong_response(slot)})
    assert (again.status_code, again.json) == (200, first.json)
    for other in (right_response(slot), None):
        refused = script.put(address, {"response": other})
        assert (refused.status_code, refused.json["code"]) == (409, "attempt.answered")


def test_a_contest_answer_is_saved_and_can_change(script: Script, entered: dict[str, Any]) -> None:
    slot = head_of(entered).slots[2]
    address = f"/attempts/{entered['id']}/answers/3"
    for response, answered in ((wrong_response(slot), 1), (right_response(slot), 1), (None, 0)):
        for _ in range(2):
            saved = script.put(address, {"response": response, "request_id": "r1"})
            assert (saved.status_code, saved.json) == (200, {"saved": True, "answered": answered})
    script.put(address, {"response": right_response(slot)})
    resumed = script.get(f"/attempts/{entered['id']}").json
    assert resumed["responses"] == {"3": right_response(slot)}
    assert {**resumed, "now": "", "responses": {}, "answered": 0} == {**entered, "now": ""}


@pytest.mark.parametrize("kind", ["multiple", "ordering", "matching", "blank"])
def test_what_is_not_finished_is_saved(
    script: Script, all_types: Bank, member: Member, make_attempt: MakeAttempt, kind: str
) -> None:
    head = make_attempt(member, f"t-{kind}")
    right = right_response(head.slots[0])
    part = dict(list(right.items())[:1]) if isinstance(right, dict) else right[:1]
    for response in (part, type(right)()):
        assert script.put(f"/attempts/{head.id}/answers/1", {"response": response}).status_code == 200
        assert script.get(f"/attempts/{head.id}").json["responses"] == {"1": response}


@pytest.mark.parametrize("respond", [right_response, wrong_response])
def test_a_body_may_come_under_any_content_type(script: Script, bank: Bank, respond: Any) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/octet-stream", ""):
        started = script.post(
            "/attempts", data=b'{"mode":"practice","count":1}', headers={"Content-Type": kind}
        )
        assert started.status_code == 201
        address = f"/attempts/{started.json['id']}"
        submitted = [
            script.post(f"{address}/submit", data=data, headers={"Content-Type": kind})
            for data in (b"", b"{}", b"\xff")
        ]
        assert [one.status_code for one in submitted] == [200, 200, 200]
        assert submitted[0].json == submitted[1].json == submitted[2].json


@pytest.mark.parametrize(
    "response", [{"a": 1}, "nothing", 7, True, [[]], "x" * 9000, {"nested": {"deep": []}}, 1.5, ["a", "a"]]
)
def test_the_clock_and_the_submission_are_judged_before_the_shape(
    script: Script, bank: Bank, member: Member, make_attempt: MakeAttempt, response: Any
) -> None:
    gone, done, running = (make_attempt(member, "single-1", source_key=f"contest:{n}") for n in range(3))
    script.post(f"/attempts/{done.id}/submit")
    assert script.put(f"/attempts/{running.id}/answers/1", {"response": response}).status_code == 422
    assert script.put(f"/attempts/{done.id}/answers/1", {"response": response}).status_code == 409
    with clock.frozen(clock.now() + timedelta(seconds=601)):
        late = script.put(f"/attempts/{gone.id}/answers/1", {"response": response})
    assert (late.status_code, late.json["code"]) == (409, "attempt.closed")


def test_even_a_body_that_is_none_comes_after_the_submission(script: Script, entered: dict[str, Any]) -> None:
    address = f"/attempts/{entered['id']}/answers/1"
    assert script.put(address, data=b"{").status_code == 400
    script.post(f"/attempts/{entered['id']}/submit")
    assert script.put(address, data=b"{").status_code == 409
    assert script.put(f"/attempts/{entered['id']}/answers/99", data=b"").status_code == 409


def test_the_grace_is_kept_and_no_more(
    script: Script, bank: Bank, make_contest: MakeContest, app: Flask
) -> None:
    contest = make_contest()
    paper = script.post("/attempts", {"contest": str(contest.id)}).json
    head = head_of(paper)
    assert head.deadline is not None
    ends = head.deadline + timedelta(milliseconds=head.grace_ms)
    address, body = f"/attempts/{head.id}/answers/1", {"response": right_response(head.slots[0])}
    with clock.frozen(ends):
        assert script.put(address, body).status_code == 200
    with clock.frozen(ends + timedelta(milliseconds=1)):
        assert script.put(address, body).status_code == 409


def test_submitting_after_the_deadline_gives_the_result(script: Script, entered: dict[str, Any]) -> None:
    head = head_of(entered)
    script.put(f"/attempts/{head.id}/answers/1", {"response": right_response(head.slots[0])})
    assert head.deadline is not None
    with clock.frozen(head.deadline + timedelta(minutes=5)):
        result = script.post(f"/attempts/{head.id}/submit")
        assert (result.status_code, result.json["score"], result.json["right"]) == (200, 5, 1)
        assert datetime.fromisoformat(result.json["submitted_at"]) <= head.deadline
        assert script.get(f"/attempts/{head.id}").json["result"] == result.json
    assert db.session.get_one(Attempt, head.id).submitted_by == "deadline"


def test_submitting_twice_is_one_result(script: Script, practice: dict[str, Any]) -> None:
    head = head_of(practice)
    for slot in head.slots[:3]:
        script.put(f"/attempts/{head.id}/answers/{slot.position}", {"response": right_response(slot)})
    first, second = (script.post(f"/attempts/{head.id}/submit") for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert first.data == second.data
    result = first.json
    assert (result["score"], result["maximum"], result["right"], result["total"]) == (3, 5, 3, 5)
    assert [one["verdict"] for one in result["items"]] == ["right"] * 3 + ["unanswered"] * 2
    assert db.session.query(LedgerEntry).count() == 1


@pytest.mark.parametrize("review", ["submitted", "closed", "never"])
def test_the_contest_decides_what_is_shown_after_it(
    script: Script, make_contest: MakeContest, review: str
) -> None:
    contest = make_contest(review=review)
    paper = script.post("/attempts", {"contest": str(contest.id)}).json
    result = script.post(f"/attempts/{paper['id']}/submit").json
    assert ("items" in result) == (review == "submitted")
    assert bool(SECRETS & set(names(result))) == (review == "submitted")
    assert script.get(f"/attempts/{paper['id']}").json["result"] == result


def test_no_key_leaves_before_its_time(
    script: Script, bank: Bank, contest: Contest, points_sheet: None
) -> None:
    paper = script.post("/attempts", {"contest": str(contest.id)}).json
    head = head_of(paper)
    received = [paper]
    for slot in head.slots:
        address = f"/attempts/{head.id}/answers/{slot.position}"
        received.append(script.put(address, {"response": right_response(slot)}).json)
        received.append(script.put(address, {"response": "?"}).json)
    calls = ("/me", "/banks", "/items", "/contests", f"/contests/{contest.id}", f"/attempts/{head.id}")
    received += [script.get(path).json for path in (*calls, f"/contests/{contest.id}/standings")]
    received += [script.get(path).json for path in ("/ledger", "/boards/members", "/items?q=题")]
    practice = script.post("/attempts", PRACTICE).json
    received += [practice, script.get(f"/attempts/{practice['id']}").json]
    assert not SECRETS & {name for one in received for name in names(one)}


def test_practice_tells_only_what_was_answered(script: Script, practice: dict[str, Any]) -> None:
    head = head_of(practice)
    script.put(f"/attempts/{head.id}/answers/2", {"response": right_response(head.slots[1])})
    seen = script.get(f"/attempts/{head.id}").json
    assert list(seen.pop("feedback")) == ["2"]
    assert not SECRETS & set(names(seen))


def test_the_same_order_with_a_request_id_is_one_attempt(script: Script, bank: Bank) -> None:
    order = {"mode": "practice", "count": 31, "request_id": "phone-1"}
    first, second = (script.post("/attempts", order) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert {**first.json, "now": ""} == {**second.json, "now": ""}
    assert first.json["short_by"] == 1
    assert script.post("/attempts", {**order, "request_id": "phone-2"}).json["id"] != first.json["id"]


def test_entering_again_finds_the_open_attempt(
    script: Script, contest: Contest, entered: dict[str, Any]
) -> None:
    again = script.post("/attempts", {"contest": str(contest.id), "mode": "contest"})
    assert (again.status_code, again.json["id"]) == (201, entered["id"])
    script.post(f"/attempts/{entered['id']}/submit")
    refused = script.post("/attempts", {"contest": str(contest.id)})
    assert (refused.status_code, refused.json["code"]) == (409, "contest.no_attempts")


def test_a_draft_cannot_be_entered(script: Script, make_contest: MakeContest) -> None:
    assert script.post("/attempts", {"contest": str(make_contest(publish=False).id)}).status_code == 404


def test_a_practice_is_drawn_as_ordered(script: Script, make_bank: MakeBank, bank: Bank) -> None:
    make_bank(every_type(), slug="types")
    drawn = script.post("/attempts", {"mode": "practice", "bank": "题库 types", "types": ["single", "blank"]})
    assert {item["type"] for item in drawn.json["items"]} == {"single", "blank"}
    drawn = script.post("/attempts", {"mode": "practice", "topics": ["应急救护"], "count": 3})
    assert {item["topic"] for item in drawn.json["items"]} == {"应急救护"}
    assert "short_by" not in drawn.json


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({}, "mode"),
        ({"mode": "live"}, "mode"),
        ({"mode": "practice", "contest": "1"}, "mode"),
        ({"contest": 1}, "contest"),
        ({"mode": "practice", "count": 0}, "count"),
        ({"mode": "practice", "count": -1}, "count"),
        ({"mode": "practice", "count": "5"}, "count"),
        ({"mode": "practice", "count": True}, "count"),
        ({"mode": "practice", "count": 10**30}, "count"),
        ({"mode": "practice", "bank": 7}, "bank"),
        ({"mode": "practice", "bank": "a\0b"}, "bank"),
        ({"mode": "practice", "topics": "法"}, "topics"),
        ({"mode": "practice", "topics": [1]}, "topics"),
        ({"mode": "practice", "topics": ["\ud800"]}, "topics"),
        ({"mode": "practice", "types": ["essay"]}, "types"),
        ({"mode": "practice", "request_id": 5}, "request_id"),
        ({"mode": "practice", "request_id": "x" * 65}, "request_id"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_by_field(
    script: Script, bank: Bank, order: dict[str, Any], field: str
) -> None:
    refused = script.post("/attempts", order)
    assert (refused.status_code, refused.json["field"]) == (422, field)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"9" * 5000, b"[]", b"null", b'"x"']
)
def test_a_body_that_is_no_object_is_a_problem(script: Script, bank: Bank, data: bytes) -> None:
    refused = script.post("/attempts", data=data, headers={"Content-Type": "application/json"})
    assert refused.status_code in (400, 422)
    assert refused.mimetype == "application/problem+json"


def test_nothing_that_fits_is_said(script: Script, bank: Bank) -> None:
    refused = script.post("/attempts", {"mode": "practice", "topics": ["没有的主题"]})
    assert (refused.status_code, refused.json["code"]) == (422, "paper.empty")
    assert script.post("/attempts", {"mode": "practice", "bank": "没有的题库"}).status_code == 404


def test_a_check_of_a_material_is_not_answered_here(
    script: Script, bank: Bank, member: Member, make_attempt: MakeAttempt
) -> None:
    head = make_attempt(member, "single-1", purpose=Purpose.CHECK, source_key="material:1")
    assert script.get(f"/attempts/{head.id}").status_code == 404
    assert script.post(f"/attempts/{head.id}/submit").status_code == 404


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_a_contest_answer_reads_nothing(script: Script, entered: dict[str, Any]) -> None:
    """Attempt, items and caller stand in memory; what is left is one insert and one count."""
    head = head_of(entered)
    body = {"response": right_response(head.slots[0])}
    script.put(f"/attempts/{head.id}/answers/1", body)
    with statements() as seen:
        assert script.put(f"/attempts/{head.id}/answers/1", body).status_code == 200
    assert [one for one in seen if "answer" not in one] == []


def test_points_are_exact_decimals(script: Script, make_bank: MakeBank, make_contest: MakeContest) -> None:
    bank = make_bank(every_type()[3:4], slug="blanks")
    rows = [{"count": 1, "points": 333}]
    contest = make_contest(bank_ids=(bank.id,), blueprint={"rows": rows}, review="submitted")
    paper = script.post("/attempts", {"contest": str(contest.id)}).json
    assert paper["items"][0]["points"] == 3.33
    script.put(f"/attempts/{paper['id']}/answers/1", {"response": ["甲", "错"]})
    result = script.post(f"/attempts/{paper['id']}/submit")
    assert '"score":1.66' in result.text
    assert result.json["items"][0]["parts"] == [True, False]


def test_two_members_get_papers_of_their_own(
    script: Script, script_of: MakeScript, make_member: MakeMember, contest: Contest, entered: dict[str, Any]
) -> None:
    other = script_of(make_member()).post("/attempts", {"contest": str(contest.id)}).json
    assert other["id"] != entered["id"]
    ids = [
        {option["id"] for item in paper["items"] for option in item["options"]} for paper in (other, entered)
    ]
    assert not ids[0] & ids[1]
