"""From "this is wrong" on a member's page to the answer in the bell; and what a branch does not want to be asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Branch, Member
from quizapp.bank import queries
from quizapp.bank.item import ItemStatus
from quizapp.bank.models import Bank, Item
from quizapp.bank.reviewing import reporting
from quizapp.bank.reviewing.models import ErrorReport, Outcome, ReportKind
from quizapp.bank.reviewing.tokens import token_of
from quizapp.core import clock
from quizapp.core.audit import AuditLine
from quizapp.core.errors import Forbidden, TooMany
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices import queries as notices
from quizapp.papers import queries as papers
from tests.fixtures.app import Client
from tests.fixtures.attempts import MakeAttempt, wrong_response
from tests.fixtures.items import MakeBank, single
from tests.fixtures.people import MakeBranch, MakeMember

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("points_sheet")]
AsIdentity = Callable[[Member], Identity]


@pytest.fixture
def own(make_bank: MakeBank, branch: Branch) -> Bank:
    """A bank of the branch with three items."""
    return make_bank([single(number) for number in range(1, 4)], slug="own", branch_id=branch.id)


def first_of(bank: Bank) -> Item:
    return db.session.scalars(select(Item).where(Item.bank_id == bank.id).order_by(Item.id).limit(1)).one()


def send(
    item: Item, by: Identity, text: str = "B 也对", kind: ReportKind = ReportKind.KEY, days: int = 0
) -> int:
    version_id = item.version_id
    with unit_of_work():
        now = clock.now() + timedelta(days=days)
        return reporting.report(version_id, kind, text, actor=by, now=now)


def answer(report_id: int, outcome: Outcome, by: Identity, text: str = "核对过了", **more: bool) -> int:
    with unit_of_work():
        return reporting.answer(report_id, outcome, text, actor=by, now=clock.now(), **more)


def reports() -> int:
    return db.session.scalar(select(func.count()).select_from(ErrorReport)) or 0


def test_a_report_leads_to_an_answer_in_the_bell(
    client: Client, own: Bank, member: Member, organiser: Member
) -> None:
    item = first_of(own)
    url = f"/report/{token_of(item.version_id)}"
    client.login(member)
    assert "哪里不对" in client.get(url).text
    reply = client.post(f"{url}?back=/practice/mistakes", data={"kind": "key", "text": "B 也对"})
    assert reply.status_code == 302
    page = client.get(reply.headers["Location"]).text
    assert "等待答复" in page
    assert 'href="/practice/mistakes"' in page

    client.login(organiser)
    notice = notices.inbox(organiser.id, 1).rows[0]
    assert "答案不对" in client.get("/notices/").text
    assert "B 也对" in client.get(notice.link).text
    assert "报错（1）" in client.get("/bank/").text
    assert client.post(notice.link, data={"outcome": "no_fault", "answer": " "}).status_code == 422
    assert client.post(notice.link, data={"answer": "x"}).status_code == 422
    assert client.post(notice.link, data={"outcome": "no_fault", "answer": "见第七条"}).status_code == 302
    assert "核对后没有发现错误" in client.get("/bank/reports/?state=answered").text
    assert "报错（1）" not in client.get("/bank/").text

    client.login(member)
    notice = notices.inbox(member.id, 1).rows[0]
    assert notice.params["answer"] == "见第七条"
    assert "见第七条" in client.get(notice.link).text


def test_the_same_report_stands_once_and_may_be_written_anew(
    own: Bank, member: Member, organiser: Member, as_identity: AsIdentity
) -> None:
    item, by = first_of(own), as_identity(member)
    first = send(item, by)
    assert send(item, by) == first
    assert send(item, by, "是 C 也对", ReportKind.WORDING) == first
    assert reports() == 1
    assert notices.unread(organiser.id) == 1
    answer(first, Outcome.NO_FAULT, as_identity(organiser))
    assert send(item, by, "还是不对") == first
    assert notices.unread(organiser.id) == 2
    answer(first, Outcome.EDITED, as_identity(organiser), "这次改了")
    assert notices.unread(member.id) == 2


def test_the_same_answer_twice_tells_once(
    own: Bank, member: Member, organiser: Member, as_identity: AsIdentity
) -> None:
    report_id = send(first_of(own), as_identity(member))
    assert answer(report_id, Outcome.EDITED, as_identity(organiser)) == 1
    assert answer(report_id, Outcome.EDITED, as_identity(organiser)) == 0
    assert notices.unread(member.id) == 1


def test_a_member_reports_so_many_a_day(
    make_bank: MakeBank, branch: Branch, member: Member, as_identity: AsIdentity
) -> None:
    many = make_bank(
        [single(number) for number in range(reporting.MOST_A_DAY + 1)], slug="many", branch_id=branch.id
    )
    items = list(db.session.scalars(select(Item).where(Item.bank_id == many.id).order_by(Item.id)))
    versions = [item.version_id for item in items]
    for version_id in versions[:-1]:
        with unit_of_work():
            reporting.report(version_id, ReportKind.KEY, "", actor=as_identity(member), now=clock.now())
    with pytest.raises(TooMany):
        send(items[-1], as_identity(member))
    send(items[0], as_identity(member), "补充一句")  # what was reported may still be written anew
    send(items[-1], as_identity(member), days=2)


def test_other_needs_words(client: Client, own: Bank, member: Member) -> None:
    client.login(member)
    url = f"/report/{token_of(first_of(own).version_id)}"
    assert client.post(url, data={"kind": "other", "text": " "}).status_code == 422
    assert client.post(url, data={"kind": "nothing"}).status_code == 422
    assert client.post(url, data={"kind": "other", "text": "长" * 501}).status_code == 422
    assert reports() == 0


def test_only_what_was_shown_can_be_reported(client: Client, own: Bank, member: Member) -> None:
    client.login(member)
    for token in (str(first_of(own).version_id), "x", token_of(999_999)):
        assert client.get(f"/report/{token}").status_code == 404
        assert client.post(f"/report/{token}", data={"kind": "key"}).status_code == 404


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_the_way_back_stays_in_the_house(client: Client, own: Bank, member: Member, back: str) -> None:
    client.login(member)
    page = client.get(f"/report/{token_of(first_of(own).version_id)}", query_string={"back": back}).text
    assert "evil" not in page
    assert "javascript:1" not in page


def test_a_marked_question_leads_to_the_form(
    client: Client, own: Bank, member: Member, make_attempt: MakeAttempt
) -> None:
    client.login(member)
    reply = client.post("/practice/", data={"bank": own.id, "count": "5"})
    url = reply.headers["Location"].split("?")[0]
    page = client.get(f"{url}?q=1").text
    assert "题目有错" not in page
    attempt_id = int(url.rsplit("/", 1)[1])
    head = papers.head(attempt_id)
    assert head
    client.post(f"{url}/1", data={"response": wrong_response(head.slots[0])})
    page = client.get(f"{url}?q=1").text
    found = re.search(r'href="(/report/[^"]+)"', page)
    assert found
    assert client.get(found[1].replace("&amp;", "&")).status_code == 200


def test_retiring_is_done_with_the_answer(
    own: Bank, member: Member, organiser: Member, make_member: MakeMember, as_identity: AsIdentity
) -> None:
    item, second = first_of(own), make_member("第二人")
    first, other = send(item, as_identity(member)), send(item, as_identity(second))
    assert answer(first, Outcome.RETIRED, as_identity(organiser), all_alike=True) == 2
    db.session.refresh(item)
    assert item.status is ItemStatus.RETIRED
    assert db.session.get_one(ErrorReport, other).outcome is Outcome.RETIRED
    assert notices.unread(second.id) == 1
    actions = db.session.scalars(select(AuditLine.action).order_by(AuditLine.id)).all()
    assert actions[-3:] == ["item.retired", "report.answered", "report.answered"]


def test_reports_of_shipped_items_go_to_administrators_and_to_the_own_branch(
    client: Client,
    bank: Bank,
    member: Member,
    organiser: Member,
    admin: Member,
    make_branch: MakeBranch,
    make_member: MakeMember,
    as_identity: AsIdentity,
) -> None:
    stranger = make_member("别处的组织者", branch=make_branch("别处"), role=Role.ORGANISER)
    report_id = send(first_of(bank), as_identity(member))
    assert [notices.unread(one.id) for one in (organiser, admin, stranger)] == [1, 1, 0]
    for who, status in ((organiser, 200), (admin, 200), (stranger, 404)):
        client.login(who)
        assert client.get(f"/bank/reports/{report_id}").status_code == status
        assert ("第1题" in client.get("/bank/reports/").text) is (status == 200)
    with pytest.raises(Forbidden):
        answer(report_id, Outcome.RETIRED, as_identity(admin))


def test_a_branch_hides_a_shipped_item_and_others_go_on(
    client: Client,
    bank: Bank,
    member: Member,
    organiser: Member,
    make_branch: MakeBranch,
    as_identity: AsIdentity,
) -> None:
    item, elsewhere = first_of(bank), make_branch("别处")
    report_id = send(item, as_identity(member))
    answer(report_id, Outcome.HIDDEN, as_identity(organiser))
    assert queries.hidden_items(organiser.branch_id) == {item.id}
    assert papers.pool([bank.id], organiser.branch_id).cell_of(item.id) is None
    assert papers.pool([bank.id], elsewhere.id).cell_of(item.id)
    assert papers.pool([bank.id]).cell_of(item.id)
    client.login(organiser)
    assert "恢复出题" in client.get(f"/bank/items/{item.id}").text
    client.post(f"/bank/items/{item.id}/hidden", data={"hidden": "0"})
    assert papers.pool([bank.id], organiser.branch_id).cell_of(item.id)


def test_an_own_item_is_not_hidden_but_retired(
    client: Client, own: Bank, organiser: Member, member: Member, as_identity: AsIdentity
) -> None:
    client.login(organiser)
    assert client.post(f"/bank/items/{first_of(own).id}/hidden", data={"hidden": "1"}).status_code == 404
    with pytest.raises(Forbidden):
        answer(send(first_of(own), as_identity(member)), Outcome.HIDDEN, as_identity(organiser))


def test_the_item_itself_says_that_reports_wait(
    client: Client, own: Bank, member: Member, organiser: Member, as_identity: AsIdentity
) -> None:
    item = first_of(own)
    send(item, as_identity(member))
    client.login(organiser)
    page = client.get(f"/bank/items/{item.id}").text
    assert "有 1 条报错待处理" in page
    assert f"/bank/reports/?item={item.id}" in page
    assert "第1题" in client.get(f"/bank/reports/?item={item.id}&kind=key").text
    assert "第1题" not in client.get("/bank/reports/?kind=outdated").text
