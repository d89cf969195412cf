"""Questions of a contest that is being prepared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Branch, Member
from quizapp.bank.item import ItemStatus
from quizapp.bank.models import Bank, Item
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.live.models import LiveContest
from tests.app.live.conftest import MakeLive
from tests.fixtures.app import Client
from tests.fixtures.items import MakeBank, every_type, single
from tests.fixtures.people import MakeBranch
from tests.support import live

pytestmark = pytest.mark.pages

RISK: dict[str, Any] = {
    "id": "risk",
    "title": "风险",
    "base": 100,
    "rounds": [
        {"key": "risk", "kind": "risk", "title": "风险题", "values": [10, 20], "wrong": "-v", "answer_s": 30},
        {
            "key": "buzz",
            "kind": "buzz",
            "title": "抢答题",
            "count": 4,
            "points": 10,
            "wrong": 0,
            "answer_s": 30,
        },
    ],
}


@pytest.fixture
def draft(make_live: MakeLive) -> LiveContest:
    """Two teams at risk and buzzers, without questions."""
    return make_live(
        sheet=RISK,
        teams=("甲队", "乙队"),
        lobby_open=False,
        draft={"rounds": {}, "reserve": [], "values": {}},
    )


@pytest.fixture
def url(draft: LiveContest) -> str:
    return f"/live/manage/{draft.id}/questions"


def kept(contest_id: int | None = None) -> dict[str, Any]:
    db.session.rollback()
    rows = select(LiveContest).where(LiveContest.id == contest_id) if contest_id else select(LiveContest)
    found: dict[str, Any] = db.session.scalars(rows).one().draft
    return found


def item_ids(bank: Bank) -> list[int]:
    return list(db.session.scalars(select(Item.id).where(Item.bank_id == bank.id).order_by(Item.id)))


def change(client: Client, url: str, do: str, **fields: Any) -> int:
    return client.post(f"{url}/change", data={"do": do, **fields}).status_code


def test_the_page_says_what_each_round_needs_and_lacks(client: Client, organiser: Member, url: str) -> None:
    client.login(organiser)
    page = client.get(url).text
    assert "还缺 8 题" in page  # two teams at each of two values, and four to buzz for
    assert "10 分 0 / 2" in " ".join(page.split())
    assert "需要 4 题" in page


def test_everything_that_lacks_is_drawn_at_once_each_question_in_one_place(
    client: Client, organiser: Member, url: str, bank: Bank
) -> None:
    client.login(organiser)
    assert client.post(url, data={"bank_ids": [str(bank.id)]}).status_code == 302
    draft = kept()
    assert [len(draft["rounds"][key]) for key in ("risk", "buzz")] == [4, 4]
    assert sorted(draft["values"].values()) == [1000, 1000, 2000, 2000]
    everywhere = [*draft["rounds"]["risk"], *draft["rounds"]["buzz"], *draft["reserve"]]
    assert len(set(everywhere)) == len(everywhere)
    assert draft["reserve"]
    before = draft["rounds"]
    client.post(url, data={"bank_ids": [str(bank.id)]})
    assert kept()["rounds"] == before  # nothing lacks any more


def test_a_draw_keeps_to_topic_type_and_difficulty_and_says_what_still_lacks(
    client: Client, organiser: Member, url: str, branch: Branch, make_bank: MakeBank
) -> None:
    client.login(organiser)
    few = make_bank(
        [single(n, topic="献血", difficulty=3) for n in range(50, 53)] + [single(n) for n in range(60, 70)],
        slug="few",
        branch_id=branch.id,
    )
    form = {
        "bank_ids": [str(few.id)],
        "topics": ["献血"],
        "difficulties": ["3"],
        "types": ["single"],
        "counts-0": "5",
    }
    reply = client.post(f"{url}/buzz/draw", data=form)
    assert reply.status_code == 302
    assert kept()["rounds"]["buzz"] == sorted(kept()["rounds"]["buzz"], key=kept()["rounds"]["buzz"].index)
    assert set(kept()["rounds"]["buzz"]) == set(item_ids(few)[:3])
    page = client.get(reply.location).text
    assert "抽到 3 题，还缺 2 题" in page
    assert "还缺 1 题。" in page


def test_questions_of_a_risk_round_are_drawn_for_each_value(
    client: Client, organiser: Member, url: str, bank: Bank
) -> None:
    client.login(organiser)
    client.post(f"{url}/risk/draw", data={"bank_ids": [str(bank.id)], "counts-0": "1", "counts-1": "3"})
    assert sorted(kept()["values"].values()) == [1000, 2000, 2000, 2000]


@pytest.mark.parametrize(
    "form",
    [
        {"counts-0": "-1"},
        {"counts-0": "x"},
        {"counts-0": "9999"},
        {"counts-0": ""},
        {"bank_ids": [], "counts-0": "1"},
        {"bank_ids": ["999"], "counts-0": "1"},
        {"topics": ["没有的"], "counts-0": "1"},
        {"types": ["essay"], "counts-0": "1"},
        {"difficulties": ["9"], "counts-0": "1"},
    ],
)
def test_a_draw_that_cannot_be_is_refused(
    client: Client, organiser: Member, url: str, bank: Bank, form: dict[str, Any]
) -> None:
    client.login(organiser)
    reply = client.post(f"{url}/buzz/draw", data={"bank_ids": [str(bank.id)], **form})
    assert reply.status_code == 422
    assert "需要修改" in reply.text or "请写要抽几题" in reply.text
    assert not kept()["rounds"]


def test_questions_are_picked_moved_replaced_and_taken_out_by_hand(
    client: Client, organiser: Member, url: str, bank: Bank
) -> None:
    client.login(organiser)
    ids, place = item_ids(bank), f"{url}/buzz"
    for one in ids[:3]:
        assert change(client, place, "add", item=one) == 302
    change(client, place, "up", item=ids[2])
    assert kept()["rounds"]["buzz"] == [ids[0], ids[2], ids[1]]
    change(client, place, "down", item=ids[1])  # the last one stays
    change(client, place, "order", items=f"{ids[1]},{ids[0]},{ids[2]}")
    assert kept()["rounds"]["buzz"] == [ids[1], ids[0], ids[2]]
    change(client, place, "replace", item=ids[0])
    after = kept()["rounds"]["buzz"]
    assert (after[0], after[2]) == (ids[1], ids[2])
    assert after[1] not in ids[:3]
    change(client, place, "remove", item=ids[1])
    assert ids[1] not in kept()["rounds"]["buzz"]
    change(client, place, "clear")
    assert kept()["rounds"]["buzz"] == []


def test_a_replacement_keeps_the_value_and_leaves_none_behind(
    client: Client, organiser: Member, url: str, bank: Bank
) -> None:
    client.login(organiser)
    first = item_ids(bank)[0]
    change(client, f"{url}/risk", "add", item=first, value="20")
    assert kept()["values"] == {str(first): 2000}
    change(client, f"{url}/risk", "replace", item=first)
    [new] = kept()["rounds"]["risk"]
    assert kept()["values"] == {str(new): 2000}


def test_an_item_stands_in_one_place_alone(client: Client, organiser: Member, url: str, bank: Bank) -> None:
    client.login(organiser)
    first = item_ids(bank)[0]
    assert change(client, f"{url}/buzz", "add", item=first) == 302
    assert change(client, f"{url}/reserve", "add", item=first) == 409
    assert kept()["reserve"] == []


@pytest.mark.parametrize(
    ("do", "fields", "status"),
    [
        ("add", {"item": "999999"}, 422),
        ("add", {"item": "x"}, 422),
        ("add", {}, 422),
        ("remove", {"item": "999999"}, 404),
        ("up", {"item": "999999"}, 404),
        ("order", {"items": "1,2"}, 409),
        ("explode", {}, 422),
    ],
)
def test_what_cannot_be_done_with_a_question_is_refused(
    client: Client, organiser: Member, url: str, do: str, fields: dict[str, str], status: int
) -> None:
    client.login(organiser)
    assert change(client, f"{url}/buzz", do, **fields) == status
    assert not kept()["rounds"].get("buzz")


def test_a_wrong_value_is_refused(client: Client, organiser: Member, url: str, bank: Bank) -> None:
    client.login(organiser)
    assert change(client, f"{url}/risk", "add", item=item_ids(bank)[0], value="viel") == 422


def test_rounds_that_do_not_exist_are_not_found(client: Client, organiser: Member, url: str) -> None:
    client.login(organiser)
    assert client.get(f"{url}/duel").status_code == 404
    assert change(client, f"{url}/duel", "clear") == 404


def test_items_of_another_branch_are_not_to_be_had(
    client: Client, organiser: Member, url: str, make_bank: MakeBank, make_branch: MakeBranch
) -> None:
    client.login(organiser)
    theirs = make_bank([single(90, stem="别家的题？")], slug="theirs", branch_id=make_branch("乙支部").id)
    assert change(client, f"{url}/buzz", "add", item=item_ids(theirs)[0]) == 422
    assert "别家的题" not in client.get(f"{url}/buzz?q=别家").text
    form = {"bank_ids": [str(theirs.id)], "counts-0": "1"}
    assert client.post(f"{url}/buzz/draw", data=form).status_code == 422


def test_a_search_finds_and_marks_what_is_taken(
    client: Client, organiser: Member, url: str, bank: Bank
) -> None:
    client.login(organiser)
    change(client, f"{url}/buzz", "add", item=item_ids(bank)[6])
    page = client.get(f"{url}/buzz?q=第7题").text
    assert "找到 1 题" in page
    assert "已选" in page
    assert "没有找到题目" in client.get(f"{url}/buzz?q=没有的字").text
    assert client.get(f"{url}/buzz?page=2&type=nonsense&bank=x").status_code == 200


def test_questions_of_earlier_contests_are_shown_and_passed_over(
    client: Client, organiser: Member, url: str, bank: Bank, draft: LiveContest, make_live: MakeLive
) -> None:
    client.login(organiser)
    ids = item_ids(bank)
    make_live(title="上一场", draft={"rounds": {"all": ids[:27]}, "reserve": []})
    make_live(title="只是彩排", rehearsal=True, draft={"rounds": {"all": ids[27:]}, "reserve": []})
    client.post(f"{url}/buzz/draw", data={"bank_ids": [str(bank.id)], "counts-0": "5", "fresh": "y"})
    assert set(kept(draft.id)["rounds"]["buzz"]) == set(ids[27:])
    change(client, f"{url}/buzz", "add", item=ids[0])
    assert "用过：上一场" in client.get(f"{url}/buzz").text


def test_the_number_of_questions_follows_the_sheet(
    make_live: MakeLive, client: Client, organiser: Member
) -> None:
    client.login(organiser)
    everybody = make_live(sheet=live.EVERYBODY, lobby_open=False)
    assert "规程没写题数" in client.get(f"/live/manage/{everybody.id}/questions").text


def test_items_out_of_use_are_named_and_taken_out(
    client: Client, organiser: Member, url: str, bank: Bank, draft: LiveContest
) -> None:
    client.login(organiser)
    ids = item_ids(bank)
    for one in ids[:2]:
        change(client, f"{url}/buzz", "add", item=one)
    item = db.session.get(Item, ids[0])
    assert item
    item.status = ItemStatus.RETIRED
    db.session.commit()
    page = client.get(f"{url}/buzz").text
    assert "有 1 道选好的题已停用" in page
    assert "已不在题库" in client.get(f"/live/manage/{draft.id}/").text
    change(client, f"{url}/buzz", "tidy")
    assert kept()["rounds"]["buzz"] == [ids[1]]


def test_short_answers_that_a_phone_cannot_mark_are_pointed_out(
    client: Client, organiser: Member, branch: Branch, make_bank: MakeBank, make_live: MakeLive
) -> None:
    client.login(organiser)
    short = make_bank(every_type(), slug="types", branch_id=branch.id)
    everybody = make_live(lobby_open=False, draft={"rounds": {"all": item_ids(short)}, "reserve": []})
    page = client.get(f"/live/manage/{everybody.id}/questions/all").text
    assert page.count("简答题手机上不能自动判分") == 1


def test_chosen_items_that_end_before_the_contest_are_pointed_out(
    client: Client, organiser: Member, url: str, bank: Bank, draft: LiveContest
) -> None:
    client.login(organiser)
    first = item_ids(bank)[0]
    change(client, f"{url}/buzz", "add", item=first)
    overview = f"/live/manage/{draft.id}/"
    assert "到期" not in client.get(overview).text
    item = db.session.get_one(Item, first)
    item.last_day = clock.now().date() + timedelta(days=10)
    db.session.commit()
    assert "1 题在竞赛前到期" in client.get(overview).text
    contest = db.session.get_one(LiveContest, draft.id)
    contest.planned_at = clock.now() + timedelta(days=5)
    db.session.commit()
    assert "到期" not in client.get(overview).text
