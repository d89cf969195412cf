"""The pages of regrading: choosing, previewing, doing, looking back, taking back; and who may."""

from __future__ import annotations

import pytest

from quizapp.accounts.models import Branch, Member
from quizapp.bank import queries as bank_queries
from quizapp.contests.models import Contest
from quizapp.core.permissions import Role
from quizapp.extensions import db
from quizapp.papers.rulings import RulingKind
from quizapp.regrading.models import Regrade
from tests.app.regrading.conftest import REASON, Court
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, every_type, single
from tests.fixtures.people import MakeMember

pytestmark = pytest.mark.pages

RIGHT = {1: "A", 2: "B", 3: "B"}


def test_an_organiser_sees_whom_it_touches_and_then_does_it(
    client: Client, court: Court, short_contest: Contest, member: Member, organiser: Member
) -> None:
    attempt_id = court.answer(short_contest, member, RIGHT)
    client.login(organiser)
    url = f"/regrades/items/{court.item().item_id}"
    assert url in client.get(f"/bank/items/{court.item().item_id}").text
    fields = {"way": "key", "key": "A", "chosen": "1", "versions": court.item().version_id, "reason": REASON}
    page = client.get(url, query_string=fields).text
    assert member.name in page
    assert "还没有改动任何东西" in page
    assert court.score(attempt_id) == (1000, 1500)
    answer = client.post(url, data={**fields, "request_id": "one"})
    assert answer.status_code == 302
    assert client.post(url, data={**fields, "request_id": "one"}).location == answer.location
    assert court.score(attempt_id) == (1500, 1500)
    done = client.get(answer.location).text
    assert REASON in done
    assert member.name in done
    assert REASON in client.get("/regrades/").text


def test_a_regrade_needs_a_reason_and_a_key_that_the_item_has(
    client: Client, court: Court, organiser: Member
) -> None:
    client.login(organiser)
    url = f"/regrades/items/{court.item().item_id}"
    assert client.post(url, data={"way": "full", "reason": " "}).status_code == 422
    assert client.post(url, data={"way": "key", "key": "Z", "reason": "x"}).status_code == 422
    assert client.get(url, query_string={"way": "key", "key": "Z"}).status_code == 200
    assert db.session.query(Regrade).count() == 0


def test_taking_back_asks_first(
    client: Client, court: Court, short_contest: Contest, member: Member, organiser: Member
) -> None:
    attempt_id = court.answer(short_contest, member, RIGHT)
    regrade_id = court.rule(RulingKind.KEY, "A")
    client.login(organiser)
    assert member.name in client.get(f"/regrades/{regrade_id}/undo").text
    assert client.post(f"/regrades/{regrade_id}/undo", data={"reason": ""}).status_code == 422
    assert court.score(attempt_id) == (1500, 1500)
    back = client.post(f"/regrades/{regrade_id}/undo", data={"reason": "看错了"}).location
    assert court.score(attempt_id) == (1000, 1500)
    assert client.post(f"/regrades/{regrade_id}/undo", data={"reason": "又点一次"}).location == back


def test_the_keys_of_the_installation_are_the_administrators(
    client: Client,
    make_bank: MakeBank,
    make_member: MakeMember,
    branch: Branch,
    organiser: Member,
    points_sheet: None,
) -> None:
    bank = make_bank([single(1)], slug="shipped")
    admin = make_member("管理员", role=Role.ADMIN)
    (stored,) = [one for one in bank_queries.items_called("single-1") if one.bank_id == bank.id]
    url, fields = f"/regrades/items/{stored.item_id}", {"way": "key", "key": "A", "reason": "条文"}
    client.login(organiser)
    assert client.post(url, data=fields).status_code == 403
    assert client.post(url, data={"way": "full", "reason": "有歧义"}).status_code == 302
    client.login(admin)
    assert client.post(url, data=fields).status_code == 302


@pytest.mark.parametrize("raw", every_type(), ids=lambda raw: raw["type"])
def test_every_type_has_its_form(
    client: Client,
    make_bank: MakeBank,
    branch: Branch,
    organiser: Member,
    points_sheet: None,
    raw: dict[str, object],
) -> None:
    make_bank([raw], slug="one", branch_id=branch.id)
    (stored,) = bank_queries.items_called(str(raw["id"]))
    client.login(organiser)
    url = f"/regrades/items/{stored.item_id}"
    assert client.get(url).status_code == 200
    assert client.get(url, query_string={"way": "none"}).status_code == 200
    shown = client.get(url, query_string={"way": "key", **_key_fields(raw)})
    assert shown.status_code == 200
    assert ("将要发生什么" in shown.text) == (raw["type"] != "short")


def _key_fields(raw: dict[str, object]) -> dict[str, object]:
    return {
        "single": {"key": "A"},
        "multiple": {"keys": ["B", "D"]},
        "boolean": {"key": "false"},
        "blank": {"gaps": "丙\n丁；戊"},
        "numeric": {"key": "33", "tolerance": "1"},
        "ordering": {"place_A": "1", "place_B": "2", "place_C": "3", "place_D": "4"},
        "matching": {"match_1": "C", "match_2": "A"},
        "short": {"key": "别的"},
    }[str(raw["type"])]
