"""What is read through the API: banks and items, contests and standings, record, ledger, boards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from quizapp.accounts.models import Group, Member
from quizapp.bank.models import Bank
from quizapp.contests import service
from quizapp.contests.models import Contest
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from tests.fixtures.api import MakeScript, Script
from tests.fixtures.contests import MakeContest
from tests.fixtures.items import MakeBank, every_type, single
from tests.fixtures.people import MakeMember
from tests.fixtures.record import MakeEntry

pytestmark = pytest.mark.pages  # the same statements as elsewhere: files and words are what is tested


def everything(script: Script, path: str) -> list[dict[str, Any]]:
    """All rows of a list, page by page."""
    rows: list[dict[str, Any]] = []
    follow: str | None = ""
    while follow is not None:
        page = script.get(f"{path}{'&' if '?' in path else '?'}cursor={follow}").json
        rows += page["data"]
        follow = page["next"]
    return rows


def test_me(script_of: MakeScript, leader: Member, group: Group) -> None:
    told = script_of(leader, "read").get("/me").json
    assert (told["name"], told["role"], told["scope"]) == ("韦兰", "leader", "read")
    assert told["group"] == {"id": str(group.id), "name": "第一党小组"}
    assert told["branch"]["name"] == "机关党支部"
    assert datetime.fromisoformat(told["now"]).utcoffset() == timedelta(hours=8)


def test_items_are_filtered_and_paged(script: Script, make_bank: MakeBank) -> None:
    many = make_bank([single(number) for number in range(1, 121)], slug="many")
    make_bank(every_type(), slug="types")
    assert [bank["items"] for bank in script.get("/banks").json["data"]] == [120, 8]
    assert len(everything(script, "/items")) == 128
    ids = [item["id"] for item in everything(script, f"/items?bank={many.id}")]
    assert len(set(ids)) == 120
    assert len(everything(script, "/items?bank=types")) == 8
    assert len(everything(script, "/items?bank=题库 types&type=single")) == 1
    assert len(everything(script, "/items?topic=红十字会法&q=第7题")) == 1
    assert everything(script, "/items?q=%25") == []


@pytest.mark.parametrize(
    "query", ["type=essay", "cursor=x", "cursor=-1", f"cursor={'9' * 30}", "q=%00", f"q={'长' * 200}"]
)
def test_a_query_that_makes_no_sense_is_refused(script: Script, bank: Bank, query: str) -> None:
    refused = script.get(f"/items?{query}")
    assert (refused.status_code, refused.json["field"]) == (422, query.partition("=")[0])


def test_members_see_no_key_and_no_order_of_the_author(script: Script, make_bank: MakeBank) -> None:
    make_bank(every_type())
    for item in script.get("/items").json["data"]:
        assert not {"key", "explanation", "source", "code"} & item.keys()
        if item["type"] == "ordering":
            assert [option["text"] for option in item["options"]] != ["二", "四", "一", "三"]
        assert all(len(option["id"]) == 10 for option in item["options"])


def test_organisers_read_items_as_written(
    script_of: MakeScript, organiser: Member, make_bank: MakeBank
) -> None:
    make_bank(every_type())
    items = {item["type"]: item for item in script_of(organiser, "read").get("/items").json["data"]}
    assert items["single"]["key"] == "C"
    assert items["multiple"]["key"] == ["A", "C"]
    assert items["boolean"]["key"] == "T"
    assert items["ordering"]["key"] == ["B", "D", "A", "C"]
    assert items["matching"]["key"] == {"1": "B", "2": "A"}
    assert items["blank"]["key"] == [["甲"], ["乙", "已"]]
    assert items["numeric"]["key"]["value"] == "32"
    assert items["short"]["key"] == "要点。"
    assert items["single"]["explanation"] == "因为如此。"
    assert [option["id"] for option in items["single"]["options"]] == ["A", "B", "C", "D"]


def test_contests_say_what_is_open(script: Script, make_contest: MakeContest) -> None:
    now = clock.now()
    make_contest(title="正在进行")
    make_contest(title="还没开始", opens_at=now + timedelta(hours=1))
    make_contest(title="草稿", publish=False)
    found = {one["title"]: one for one in everything(script, "/contests")}
    assert set(found) == {"正在进行", "还没开始"}
    running, coming = found["正在进行"], found["还没开始"]
    assert (running["state"], running["may_start"], running["why"]) == ("running", True, None)
    assert (coming["state"], coming["may_start"], coming["why"]) == ("published", False, "not_open")
    assert (running["items"], running["maximum"], running["limit_seconds"]) == (10, 50, 900)
    refused = script.post("/attempts", {"contest": coming["id"]})
    assert (refused.status_code, refused.json["code"]) == (409, "contest.not_open")


def test_a_contest_with_own_attempts(
    script: Script, contest: Contest, member: Member, take: Callable[..., int]
) -> None:
    attempt = take(contest, member, 7)
    told = script.get(f"/contests/{contest.id}").json
    assert (told["best"], told["attempts_used"], told["attempt"]) == (35, 1, None)
    assert [(one["id"], one["score"], one["state"]) for one in told["attempts"]] == [
        (str(attempt), 35, "submitted")
    ]


def test_standings_open_when_the_window_closes(
    script: Script,
    script_of: MakeScript,
    make_contest: MakeContest,
    make_member: MakeMember,
    member: Member,
    organiser: Member,
    group: Group,
    take: Callable[..., int],
) -> None:
    contest = make_contest(closes_at=clock.now() + timedelta(hours=1))
    others = [make_member(group=group) for _ in range(13)]
    with clock.frozen(clock.now()):
        for person in others:
            take(contest, person, 5)
        take(contest, member, 1)
    refused = script.get(f"/contests/{contest.id}/standings")
    assert (refused.status_code, refused.json["code"]) == (403, "contest.standings")
    boss = script_of(organiser, "read")
    assert len(boss.get(f"/contests/{contest.id}/standings").json["data"]) == 14


def test_members_see_the_top_and_their_own_place(
    script: Script,
    make_contest: MakeContest,
    make_member: MakeMember,
    member: Member,
    take: Callable[..., int],
) -> None:
    contest = make_contest(closes_at=clock.now() + timedelta(hours=1))
    start = clock.now()
    for number in range(15):
        with clock.frozen(start + timedelta(minutes=number)):
            take(contest, make_member(), 10 - number // 2)
    take(contest, member, 0)
    with clock.frozen(start + timedelta(hours=2)), unit_of_work():
        service.follow_windows(clock.now())
    page = script.get(f"/contests/{contest.id}/standings").json
    assert page["participants"] == 16
    ranks = [row["rank"] for row in page["data"]]
    assert ranks == sorted(ranks)
    assert ranks[-1] == 16
    assert len(ranks) < 16
    assert page["data"][-1]["member"]["name"] == "周晓岚"


def test_record_by_period(script: Script, member: Member, make_entry: MakeEntry) -> None:
    march = datetime(2026, 3, 2, 1, tzinfo=UTC)
    with clock.frozen(datetime(2026, 3, 15, tzinfo=UTC)):
        for days in (0, 0, 7, 40):
            make_entry(member, at=march - timedelta(days=days))
        whole = script.get(f"/members/{member.id}/record").json
        month = script.get(f"/members/{member.id}/record?period=2026-03").json
        week = script.get(f"/members/{member.id}/record?period=2026-W10").json
    assert (whole["total"], month["total"], week["total"]) == (40, 20, 20)
    assert whole["period"] == {"name": "2026", "from": "2026-01-01", "to": "2026-12-31"}
    assert whole["totals"] == {"day": 0, "week": 0, "month": 20, "quarter": 40, "year": 40, "all": 40}
    assert month["days"] == [{"day": "2026-03-02", "counted": 20}]
    assert month["places"]["branch"]["place"] == 1
    assert [entry["counted"] for entry in month["entries"]] == [10, 10]
    assert len(whole["entries"]) == 4
    assert script.get(f"/members/{member.id}/record?period=2026-13").json["field"] == "period"


def test_new_entries_come_first_and_pages_do_not_shift(
    script: Script, member: Member, make_entry: MakeEntry
) -> None:
    for number in range(60):
        make_entry(member, key=f"k{number}")
    first = script.get("/ledger").json
    assert [entry["origin"] for entry in first["data"][:2]] == ["k59", "k58"]
    make_entry(member, key="k60")
    second = script.get(f"/ledger?cursor={first['next']}").json
    assert [entry["origin"] for entry in second["data"]] == [f"k{number}" for number in range(9, -1, -1)]
    assert second["next"] is None
    assert script.get("/ledger?rule=practice").json["data"] == []
    assert script.get("/ledger?period=2019").json["data"] == []


@pytest.mark.parametrize("slug", ["members", "groups", "branches"])
def test_boards(
    script: Script, make_member: MakeMember, group: Group, make_entry: MakeEntry, slug: str
) -> None:
    make_entry(make_member("陈明", group=group))
    board = script.get(f"/boards/{slug}").json
    assert (board["board"], board["next"]) == (slug, None)
    assert [row["place"] for row in board["data"]] == [1]
    assert script.get(f"/boards/{slug}?period=2020-Q1").json["data"] == []


def test_boards_refuse_what_is_none(script: Script) -> None:
    assert script.get("/boards/nothing").status_code == 404
    assert script.get("/boards/members?period=gestern").status_code == 422


def test_what_carries_marks_or_pictures_is_also_told_as_html(
    script: Script, script_of: MakeScript, organiser: Member, make_bank: MakeBank
) -> None:
    name = "0123456789abcdef" * 2
    raw = single(1, stem=f"**看**图。\n![图](media:{name})", explanation="m^2^")
    raw["options"]["A"] = "**甲**"
    make_bank([raw, single(2)], slug="marked")
    as_organiser = script_of(organiser, "read")
    for who in (script, as_organiser):
        marked, plain = who.get("/items?bank=marked").json["data"]
        assert marked["stem"] == raw["stem"]
        assert marked["stem_html"].startswith("<strong>看</strong>图。<br><img ")
        assert f'src="/media/{name}?s=' in marked["stem_html"]
        assert [one.get("html") for one in marked["options"] if "html" in one] == ["<strong>甲</strong>"]
        assert "stem_html" not in plain
        assert ("explanation_html" in marked) == (who is as_organiser)
