"""The organisers' pages: silence below ten, figures, warnings with their rules, order and filters in the address."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from quizapp.accounts import queries as accounts
from quizapp.accounts.models import Branch, Member
from quizapp.analysis.models import ItemFigures
from quizapp.bank.models import Bank, Item
from quizapp.contests import service as contests
from quizapp.contests.models import Contest
from quizapp.core import clock
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers import answers
from quizapp.papers import queries as papers
from quizapp.papers import service as papers_service
from tests.app.analysis.conftest import Gather, Hold, close
from tests.app.conftest import Statements
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest
from tests.fixtures.people import MakeMember
from tests.support import live

pytestmark = pytest.mark.pages


@pytest.fixture
def held(hold: Hold, gather: Gather) -> Contest:
    """A contest of twelve that was counted."""
    contest = hold()
    gather()
    return contest


def items_of(contest: Contest) -> list[int]:
    return [item_id for item_id, _ in contest.picks]


def test_an_item_that_few_have_answered_is_silent(
    client: Client, organiser: Member, bank: Bank, hold: Hold, gather: Gather
) -> None:
    contest = hold(9)
    gather()
    client.login(organiser)
    item_id = items_of(contest)[0]
    for page in (f"/analysis/items/{item_id}", f"/analysis/contests/{contest.id}", "/analysis/"):
        text = client.get(page).text
        assert "还不足 10 人次（现有 9）" in text, page
        assert "%</dd>" not in text, page
    assert db.session.scalars(select(ItemFigures.facility)).all() == [None] * 10


def test_an_item_is_told_with_its_options_and_sources(
    client: Client, organiser: Member, held: Contest
) -> None:
    client.login(organiser)
    # The fifth item is right for those with five or more right: 5 6 7 8 9 10, six of twelve.
    text = client.get(f"/analysis/items/{items_of(held)[4]}").text
    assert "<dd>50%</dd>" in text
    assert text.count("6 人") == 2, "of A and of B"
    assert "高分组" in text
    assert f"/analysis/contests/{held.id}" in text
    assert "第 1 版" in text
    assert "竞赛 1 场" in text
    assert "在歇" in text


def test_a_wrong_key_is_told_by_the_best(
    client: Client, organiser: Member, make_member: MakeMember, make_contest: MakeContest, gather: Gather
) -> None:
    contest = make_contest(same_paper=True)
    for number in range(20):
        good = number < 10
        # The good have everything right but the first item, where they see what is right and the key does not.
        take_with(contest, make_member(), lambda at, good=good: "B" if good == (at > 1) else "A")  # type: ignore[misc]  # a default binds it
    close(contest)
    gather()
    client.login(organiser)
    first, second = items_of(contest)[:2]
    text = client.get(f"/analysis/items/{first}").text
    assert "答得好的人多选 A：请核对答案" in text
    assert "总分高的人反而更容易答错" in text
    assert "竞赛总分最高的 27% 里" in text, "by which rule"
    assert "请核对答案" not in client.get(f"/analysis/items/{second}").text
    shown = client.get("/analysis/?warning=key").text
    assert f'/analysis/items/{first}"' in shown
    assert f'/analysis/items/{second}"' not in shown


def take_with(contest: Contest, member: Member, letter: Callable[[int], str]) -> None:
    """Take a contest, choosing at each position the option with the author's letter."""
    identity = accounts.identity_of_member(member.id)
    with unit_of_work():
        attempt_id = contests.enter(contest, member=identity, now=clock.now()).attempt_id
    head = papers.head(attempt_id)
    assert head is not None
    for slot in head.slots:
        chosen = next(option for option, one in slot.options if one == letter(slot.position))
        answers.save_answer(head, slot.position, chosen, now=clock.now())
    with unit_of_work():
        papers_service.submit(attempt_id, now=clock.now())
    db.session.rollback()


def test_a_paper_is_told_in_words(client: Client, organiser: Member, held: Contest) -> None:
    client.login(organiser)
    text = client.get(f"/analysis/contests/{held.id}").text
    assert "KR-20" in text
    assert "换一份同样的试卷再考一次" in text
    assert "还不能说谁更强" in text
    assert text.count("各选项的人数") == 10


def test_a_contest_in_the_room_has_its_page(
    client: Client, branch: Branch, organiser: Member, bank: Bank, gather: Gather
) -> None:
    contest = live.make_contest(branch, organiser, bank.id)
    players = [live.enter(contest.id, f"来宾{n}").player for n in range(12)]
    live.everybody(contest.id, **{player: n % 2 == 0 for n, player in enumerate(players)})
    live.host(contest.id, "finish")
    gather()
    client.login(organiser)
    text = client.get(f"/analysis/live/{contest.id}").text
    assert "50%" in text
    assert "只有一道题" in text


def test_filters_and_order_stay_in_the_address(client: Client, organiser: Member, held: Contest) -> None:
    client.login(organiser)
    shown = client.get("/analysis/?sort=facility").text
    codes = [db.session.get_one(Item, item_id).code for item_id in reversed(items_of(held))]
    places = [shown.index(f"</i>{code}</span>") for code in codes]
    assert places == sorted(places), "the hardest first"
    turned = client.get("/analysis/?sort=-facility&which=counted&topic=红十字会法").text
    assert "which=counted" in turned
    assert "sort=facility" in turned
    assert turned.index(f"</i>{codes[-1]}</span>") < turned.index(f"</i>{codes[0]}</span>")
    assert "没有符合条件的题目" in client.get("/analysis/?warning=slow").text
    assert client.get("/analysis/?sort=nonsense&warning=x&which=y&bank=0&type=z").status_code == 200


def test_how_long_items_rest_is_the_branchs_choice(
    client: Client, organiser: Member, branch: Branch, held: Contest
) -> None:
    client.login(organiser)
    assert "现在有 10 道题在歇" in client.get("/analysis/").text
    client.post("/analysis/rest", data={"days": "0"})
    assert "现在有 0 道题在歇" in client.get("/analysis/").text
    assert client.post("/analysis/rest", data={"days": "7"}).status_code == 422


def sheet_rows(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_everything_can_be_taken_away(client: Client, organiser: Member, held: Contest) -> None:
    client.login(organiser)
    items = sheet_rows(client.get("/analysis/items.xlsx").data)
    assert len(items["题目分析"]) == 11
    paper = sheet_rows(client.get(f"/analysis/contests/{held.id}.xlsx").data)
    assert list(paper) == ["试卷", "各题", "选项"]
    assert len(paper["各题"]) == 11
    assert len(paper["选项"]) == 41
    assert dict(paper["试卷"][1:3])["人数"] == "12"


@pytest.mark.usefixtures("app")
def test_pages_cost_the_same_with_more_in_them(
    client: Client, organiser: Member, hold: Hold, gather: Gather, statements: Statements
) -> None:
    def cost(url: str) -> int:
        client.get(url)
        with statements() as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    client.login(organiser)
    contest = hold(10)
    gather()
    pages = ("/analysis/", f"/analysis/contests/{contest.id}", f"/analysis/items/{items_of(contest)[0]}")
    few = [cost(page) for page in pages]
    for _ in range(3):
        hold(12, count=20)
    gather()
    assert [cost(page) for page in pages] == few
    assert max(few) <= 16


def test_the_items_own_page_says_it_in_short(
    client: Client, organiser: Member, bank: Bank, held: Contest
) -> None:
    client.login(organiser)
    answered, unanswered = (
        items_of(held)[4],
        db.session.scalar(select(Item.id).where(Item.id.not_in(items_of(held)))),
    )
    text = client.get(f"/bank/items/{answered}").text
    assert f"/analysis/items/{answered}" in text
    assert "<b>50%</b>" in text
    assert "还不足 10 人次（现有 0）" in client.get(f"/bank/items/{unanswered}").text
