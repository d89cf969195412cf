"""Values that no page of ours would send: each refused beside its field or by the API's words, nothing half-saved."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from flask import Flask

from quizapp.accounts import queries as accounts
from quizapp.accounts import service
from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.extensions import db
from tests.app.bad_input.conftest import World
from tests.app.bad_input.forms_on_pages import ShownForm, posting_forms
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember

NO_NUMBERS = (
    "",
    "-1",
    "-99999999999",
    "9" * 20,
    "9" * 5_000,
    "1e3",
    "1e999",
    "NaN",
    "-Infinity",
    "五",
    "0x10",
    "1,5",
    "²",
)

#: Page, and fields of a form on it that are numbers.
NUMBERS = (
    ("/contests/new", ("limit_s", "attempts", "rows-0-count", "rows-0-points")),
    ("/study/manage/new", ("minutes",)),
    ("/contests/{contest_id}/members/{member_id}", ("hours",)),
    ("/display/", ("seconds",)),
    ("/members/new", ("group_id",)),
)


def form_with(client: Client, page: str, field: str) -> ShownForm:
    """The first form of a page with this field."""
    return next(form for form in posting_forms(page, client.get(page).text) if field in form.fields)


@pytest.mark.parametrize(("page", "fields"), NUMBERS)
def test_what_is_no_number_of_that_kind_is_refused(world: World, page: str, fields: tuple[str, ...]) -> None:
    address = page.format(**world.values)
    before = world.counts()
    for name in fields:
        form = form_with(world.client, address, name)
        usual = {**form.fields, **FILLED}
        for value in NO_NUMBERS:
            answer = world.client.post(form.action, data={**usual, name: value})
            assert answer.status_code == 422, (name, value)
    assert world.counts() == before


#: What a person must fill in for these forms to be saved.
FILLED = {
    "title": "名称",
    "topic": "主题",
    "body": "正文",
    "name": "名称",
    "username": "newcomer",
    "reason": "原因",
    "opens_at": "2026-03-01T08:00",
    "closes_at": "2036-03-02T08:00",
    "act": "save",
    "then": "save",
}


def test_the_filled_forms_would_be_saved(world: World) -> None:
    """So that the refusals above are about the one field."""
    for page, fields in NUMBERS:
        form = form_with(world.client, page.format(**world.values), fields[0])
        answer = world.client.post(form.action, data={**form.fields, **FILLED})
        assert answer.status_code == 302, (page, answer.text[:3_000])


@pytest.mark.parametrize(
    "period",
    ["2026-13", "2026-02-30", "2026-W54", "2026-Q5", "0000", "99999", "-1", "abc", "2026-W", "9" * 20],
)
def test_a_period_that_is_none(world: World, script: Any, period: str) -> None:
    """A page shows the running period instead; the API says what a period looks like."""
    for page in ("/boards/members", "/boards/print", "/record/", "/record/entries"):
        assert world.client.get(page, query_string={"period": period}).status_code == 200
    for call in ("/boards/members", "/ledger", f"/members/{world.admin.id}/record"):
        assert script("GET", f"{call}?period={period}").status_code == 422


PAGE_NUMBERS = ["-1", "0", "9" * 20, "9" * 5_000, "abc", "1.5", "²", "%00"]


def test_a_page_number_that_is_none(world: World, script: Any) -> None:
    for number in PAGE_NUMBERS:
        for page in ("/members", "/audit", "/bank/", "/contests/manage", "/record/", "/practice/mistakes"):
            answer = world.client.get(f"{page}?page={number}")
            assert answer.status_code == (400 if number == "%00" else 200), page
        for call in ("/items", "/ledger", "/contests"):
            answer = script("GET", f"{call}?cursor={number}")
            assert answer.status_code == (200 if number == "0" else 422), call


@pytest.fixture
def script(app: Flask, world: World) -> Any:
    """Calls the API as the administrator, by token."""
    token = service.create_token(world.admin, "write", None, clock.now())
    db.session.commit()

    def call(method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
        db.session.rollback()
        more: dict[str, Any] = (
            {} if method == "GET" else {"no_csrf": True, "content_type": kind, "data": body}
        )
        headers = {"Authorization": f"Bearer {token}"}
        return app.test_client(use_cookies=False).open(
            f"/api/v1{path}", method=method, headers=headers, **more
        )

    return call


BAD_JSON = (
    b"",
    b"{",
    b"\xff\xfe{}",
    b'{"a": "\x80"}',
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b"[" * 200_000,
    b'{"response": ' + b"9" * 10_000 + b"}",
    b"response=A",
)
BAD_SHAPES: tuple[Any, ...] = (
    None,
    [],
    "text",
    7,
    {},
    {"mode": "practice", "count": 0},
    {"mode": "practice", "count": -5},
    {"mode": "practice", "count": 1.5},
    {"mode": "practice", "count": 10**20},
    {"mode": "practice", "count": "20"},
    {"mode": "practice", "count": True},
    {"mode": "practice", "topics": "主题"},
    {"mode": "practice", "topics": [["a"]]},
    {"mode": "practice", "types": ["riddle"]},
    {"mode": "practice", "bank": {"id": 1}},
    {"mode": "practice", "request_id": "x" * 65},
    {"mode": "practice", "request_id": "\ud800"},
    {"mode": "practice", "request_id": "a\0b"},
    {"mode": "live"},
    {"contest": 1},
    {"contest": "1", "mode": "practice"},
)


def test_a_body_that_is_no_json(world: World, script: Any) -> None:
    before = world.counts()
    calls = ("POST", "/attempts"), ("PUT", f"/attempts/{world.values['attempt_id']}/answers/1")
    for body, (method, path) in product(BAD_JSON, calls):
        answer = script(method, path, body)
        assert answer.status_code in (400, 422), (path, body[:40])
        assert answer.mimetype == "application/problem+json"
        assert answer.json["detail"]
    assert world.counts() == before


def test_a_body_of_a_strange_shape(world: World, script: Any) -> None:
    before = world.counts()
    for body in BAD_SHAPES:
        answer = script("POST", "/attempts", json.dumps(body).encode())
        assert answer.status_code == 422, body
        assert answer.mimetype == "application/problem+json"
    for response in (7, 1.5, True, {"a": 1}, [1], "no-such-option", "\ud800", "x" * 10_000, [[]]):
        path = f"/attempts/{world.values['attempt_id']}/answers/1"
        answer = script("PUT", path, json.dumps({"response": response}).encode())
        assert answer.status_code == 422, response
    assert world.counts() == before


def test_a_body_of_fifty_megabytes(world: World, script: Any) -> None:
    body = b'{"response": "' + b"x" * 50 * 1024 * 1024 + b'"}'
    answer = script("PUT", f"/attempts/{world.values['attempt_id']}/answers/1", body)
    assert answer.status_code == 413


IDS = [str(2**63), str(2**64), "9" * 40, "-1", "1.0", "abc", "%00", "1%00", "٣"]


def test_an_id_that_no_row_can_have(world: World, script: Any) -> None:
    for id in IDS:
        for path in (
            f"/attempts/{id}",
            f"/contests/{id}",
            f"/contests/{id}/standings",
            f"/members/{id}/record",
        ):
            assert script("GET", path).status_code == 404, path
        for page in (
            f"/members/{id}",
            f"/contests/{id}",
            f"/study/{id}",
            f"/bank/items/{id}",
            f"/attempts/{id}",
        ):
            assert world.client.get(page).status_code == 404, page


def test_ids_of_another_branch_are_not_found(
    world: World, make_branch: MakeBranch, make_member: MakeMember
) -> None:
    """An organiser of another branch, at every address that names something of this one."""
    stranger = make_member("外人", branch=make_branch(), role="organiser")
    world.client.login(stranger)
    before = world.counts()
    values = world.values
    for page in (
        f"/members/{values['member_id']}",
        f"/groups/{values['group_id']}/rename",
        f"/bank/items/{values['item_id']}",
        f"/bank/items/{values['item_id']}/edit",
        f"/bank/banks/{values['bank_id']}/export/xlsx",
        f"/study/{values['material_id']}",
        f"/study/manage/{values['material_id']}",
        f"/contests/{values['contest_id']}",
        f"/contests/{values['contest_id']}/run",
        f"/contests/{values['contest_id']}/results.xlsx",
        f"/attempts/{values['attempt_id']}",
        f"/record/members/{values['member_id']}",
        f"/display/{values['screen_id']}/edit",
        f"/members/import/{values['accounts']}",
        f"/bank/import/{values['bank']}",
        f"/members?branch={values['branch_id']}",
        f"/contests/manage?branch={values['branch_id']}",
    ):
        assert world.client.get(page).status_code == 404, page
    for path, data in (
        (f"/members/{values['member_id']}/leave", {"reason": "原因"}),
        (f"/members/{values['member_id']}/link", {}),
        (f"/groups/{values['group_id']}/delete", {}),
        (f"/bank/items/{values['item_id']}/retire", {"reason": "原因"}),
        (f"/study/manage/{values['material_id']}/delete", {}),
        (f"/contests/{values['contest_id']}/step", {"step": "close"}),
        (f"/contests/{values['contest_id']}/enter", {}),
        (f"/attempts/{values['attempt_id']}/submit", {}),
        (f"/record/entries/{values['entry_id']}/reverse", {"reason": "原因"}),
        (f"/display/{values['screen_id']}/revoke", {}),
        (f"/members/import/{values['accounts']}", {}),
        (f"/bank/import/{values['bank']}", {}),
    ):
        assert world.client.post(path, data=data).status_code == 404, path
    assert world.counts() == before
    assert accounts.identity_of_member(values["member_id"]).branch_id == values["branch_id"]


@pytest.mark.parametrize("number", ["2147483648", "99999999999", "9" * 30])
def test_an_id_that_no_table_can_hold_is_not_found(client: Client, organiser: Member, number: str) -> None:
    client.login(organiser)
    assert client.get(f"/members/{number}").status_code == 404
    assert client.get(f"/api/v1/members/{number}/record").status_code == 404
    assert client.get("/api/v1/ledger", query_string={"member": number}).status_code == 404
    assert client.get("/bank/", query_string={"difficulty": number, "bank": number}).status_code == 200
