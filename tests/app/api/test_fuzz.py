"""Whatever is sent, the answer is one that the document names: never a traceback, nothing half-saved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.bank.models import Bank
from tests.fixtures.api import Script

pytestmark = pytest.mark.pages

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(alphabet=st.characters(), max_size=12)
    | st.sampled_from(["practice", "contest", "single", "bank", "\0", "\ud800", "1", "9" * 30]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
ORDERS = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.just("practice") | JSON,
        "bank": st.just("bank") | JSON,
        "contest": JSON,
        "topics": st.lists(JSON, max_size=3) | JSON,
        "types": st.lists(st.sampled_from(["single", "blank"]) | JSON, max_size=3) | JSON,
        "count": st.integers(-2, 12) | JSON,
        "request_id": JSON,
    },
)
#: The application outlives an example on purpose: what one leaves behind must not break the next.
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(body=ORDERS | JSON)
def test_any_order(script: Script, bank: Bank, body: Any) -> None:
    answer = script.post("/attempts", data=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code in (201, 400, 404, 409, 422)


@MANY
@given(
    position=st.integers(0, 9),
    body=st.fixed_dictionaries({"response": JSON}, optional={"request_id": JSON}) | JSON,
    instant=st.booleans(),
)
def test_any_answer(script: Script, kept: dict[bool, int], position: int, body: Any, instant: bool) -> None:
    address = f"/attempts/{kept[instant]}"
    before = script.get(address).json["responses"]
    answer = script.put(
        f"{address}/answers/{position}",
        data=json.dumps(body),
        headers={"Content-Type": "application/json"},
    )
    after = script.get(address).json["responses"]
    if answer.status_code == 200:
        expected = {**before, str(position): body["response"]}
        assert after == {name: value for name, value in expected.items() if value is not None}
    else:
        assert answer.status_code in (400, 404, 409, 422)
        assert after == before


@MANY
@given(data=st.binary(max_size=64))
def test_any_bytes(script: Script, bank: Bank, kept: dict[bool, int], data: bytes) -> None:
    assert script.post("/attempts", data=data).status_code in (400, 422)
    assert script.put(f"/attempts/{kept[False]}/answers/1", data=data).status_code in (400, 422)


@MANY
@given(
    call=st.sampled_from(["/items", "/contests", "/ledger", "/boards/members"]),
    query=st.dictionaries(
        st.sampled_from(["bank", "topic", "type", "q", "cursor", "member", "period", "rule", "lang"]),
        st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
        | st.sampled_from(["2026-W60", "2026-02-30", "0000", "1", "0", "999999999999"]),
        max_size=4,
    ),
)
def test_any_query(script: Script, boss: Script, bank: Bank, call: str, query: dict[str, str]) -> None:
    for who in (script, boss):
        assert who.get(call, query_string=query).status_code in (200, 404, 422)
