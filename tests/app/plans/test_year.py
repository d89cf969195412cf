"""The duties as they stand in a branch, what is told of them, and who is long away: for the secretary alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts import service as accounts
from quizapp.accounts.models import Branch, Group, Member, Membership
from quizapp.activities.kinds import ActivityKind
from quizapp.core import clock
from quizapp.core.errors import Invalid
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.hours import service as hours
from quizapp.notices.models import Notice
from quizapp.plans import away, gathering, warning
from quizapp.plans.duties import Rule, Setting, Span, State
from quizapp.plans.gathering import SETTING
from quizapp.plans.models import StudyPlan
from quizapp.record import service as record
from tests.app.plans.conftest import Hold, MakeItem
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember

pytestmark = pytest.mark.pages

YEAR = 2026
TODAY = date(YEAR, 11, 25)
NOW = datetime(YEAR, 11, 25, 4, tzinfo=UTC)
BEGUN = datetime(YEAR, 1, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def begun(branch: Branch) -> None:
    """The branch has kept its record here since the year began."""
    branch.created_at = BEGUN
    db.session.commit()


@pytest.fixture
def secretary(make_member: MakeMember) -> Member:
    """A member whose duty says so, and who organises nothing in the program."""
    return make_member("冯书记", duty="支部书记")


def settle(member: Member, since: datetime) -> None:
    """Let somebody have been in the branch since a moment."""
    row = db.session.scalars(select(Membership).where(Membership.member_id == member.id)).one()
    row.from_at = since
    db.session.commit()


def states(branch: Branch, key: str, part: str = "") -> list[State]:
    rows = gathering.calendar(branch.id, YEAR, TODAY)
    row = next(one for one in rows if one.duty.key == key and one.part == part)
    return [cell.state for cell in row.cells]


def test_what_was_held_fills_its_duty_and_no_other(
    branch: Branch, group: Group, secretary: Member, hold: Hold
) -> None:
    hold(ActivityKind.ASSEMBLY, date(YEAR, 2, 3))
    hold(ActivityKind.GROUP, date(YEAR, 2, 4), group_id=group.id)
    hold(ActivityKind.PARTY_DAY, date(YEAR, 3, 5), group_id=group.id)  # a group's own: not the branch's
    hold(ActivityKind.LECTURE, date(YEAR, 4, 5), lecturer_ids=(secretary.id,))
    assert states(branch, "assembly") == [State.MET, State.MISSED, State.MISSED, State.OPEN]
    assert states(branch, "group", str(group.id))[1] is State.MET
    assert State.MET not in states(branch, "party_day")
    assert states(branch, "secretary_lecture") == [State.MET]


def test_a_group_owes_nothing_for_the_months_before_it_was_formed(
    branch: Branch, group: Group, make_member: MakeMember, make_group: Callable[[], Group]
) -> None:
    later = make_group()
    for one, since in ((group, BEGUN), (later, datetime(YEAR, 9, 15, tzinfo=UTC))):
        settle(make_member(group=one), since)
    assert states(branch, "group", str(group.id)) == [*[State.MISSED] * 10, State.OPEN, State.LATER]
    before, after = [State.BEFORE] * 8, [State.MISSED] * 2
    assert states(branch, "group", str(later.id)) == [*before, *after, State.OPEN, State.LATER]


def test_a_group_given_up_keeps_its_past_and_owes_nothing_more(
    client: Client, branch: Branch, group: Group, organiser: Member, make_member: MakeMember, hold: Hold
) -> None:
    person = make_member(group=group)
    settle(person, BEGUN)
    hold(ActivityKind.GROUP, date(YEAR, 2, 4), group_id=group.id)
    with unit_of_work():
        april = datetime(YEAR, 4, 9, tzinfo=UTC)
        accounts.regroup(person, None, actor=None, now=april)
        accounts.delete_group(group, actor=None, now=april)
    expected = [State.MISSED, State.MET, State.MISSED, *[State.GONE] * 9]
    assert states(branch, "group", str(group.id)) == expected
    assert not [one for one in gathering.calendar(branch.id, YEAR + 1, TODAY) if one.part == str(group.id)]
    with clock.frozen(NOW):
        page = client.login(organiser).get(f"/plans/duties?year={YEAR}").text
        assert "第一党小组" in page
        assert "已撤销" in page
        assert client.get(f"/plans/duties/print?year={YEAR}&form=docx").status_code == 200
        assert "要求的次数没有往年的记录" not in page
        assert "要求的次数没有往年的记录" in client.get(f"/plans/duties?year={YEAR - 1}").text


def test_a_branchs_own_rule_stands_above_the_floor(branch: Branch, hold: Hold) -> None:
    for month in (1, 2):
        hold(ActivityKind.ASSEMBLY, date(YEAR, month, 9))
    kept = gathering.to_store(Setting({"assembly": Rule(1, Span.MONTH)}))
    with unit_of_work():
        accounts.set_branch_setting(branch.id, SETTING, kept, actor=None, now=NOW)
    assert states(branch, "assembly")[:3] == [State.MET, State.MET, State.MISSED]
    with pytest.raises(Invalid) as refused:
        gathering.to_store(Setting({"assembly": Rule(4, Span.YEAR)}))
    assert refused.value.field == "assembly"
    assert gathering.setting_from({"rules": {"assembly": [4, "year"]}}).rules == {}


def told(member: Member, kind: str) -> list[Notice]:
    query = select(Notice).where(Notice.member_id == member.id, Notice.kind == kind)
    return list(db.session.scalars(query.order_by(Notice.id)))


def test_secretary_and_organisers_are_warned_once_while_it_can_still_be_met(
    branch: Branch, secretary: Member, organiser: Member, member: Member, hold: Hold
) -> None:
    hold(ActivityKind.PARTY_DAY, date(YEAR, 11, 5))
    for _ in range(2):
        with unit_of_work():
            warning.tell(branch.id, now=NOW)
    for who in (secretary, organiser):
        duties = [notice.params["duty"] for notice in told(who, "duty.due")]
        assert "支委会" in duties
        assert "主题党日" not in duties  # held
        assert "支部党员大会" not in duties  # its quarter has more than twenty days left
        assert len(duties) == len(set(duties))
    assert told(member, "duty.due") == []


def test_who_is_named_as_responsible_is_told_once_before_the_day_of_what_is_not_done(
    branch: Branch,
    organiser: Member,
    make_member: MakeMember,
    make_item: MakeItem,
    plan: StudyPlan,
) -> None:
    first, second, *same = (make_member(name) for name in ("韦立", "覃山", "同名", "同名"))
    named = "韦立、 覃山、同名、支部书记"
    due = make_item("写总结", 11, responsible=named, due_on=date(YEAR, 11, 30))
    make_item("月末的", 12, responsible=named)
    make_item("已过的", 11, responsible=named, due_on=date(YEAR, 11, 20))
    done = make_item("做完的", 11, responsible=named)
    with unit_of_work():
        plan.year, done.done_on = YEAR, date(YEAR, 11, 3)
        for _ in range(2):
            warning.tell(branch.id, now=NOW)
    for who in (first, second):
        (notice,) = told(who, "plan.due")
        assert (notice.params["title"], notice.link) == ("写总结", f"/plans/items/{due.id}")
    assert not [one for who in (*same, organiser) for one in told(who, "plan.due")]
    with unit_of_work():
        plan.published_at, due.due_on = None, date(YEAR, 11, 29)
        warning.tell(branch.id, now=NOW)
    assert len(told(first, "plan.due")) == 1


def test_taking_part_is_an_activity_hours_or_study_and_nothing_else(
    branch: Branch,
    make_member: MakeMember,
    hold: Hold,
    points_sheet: None,
) -> None:
    names = ("到会", "学时", "学习", "加分", "请假", "新来", "群众")
    people = {name: make_member(name) for name in names}
    accounts_of = people["群众"]
    accounts_of.kind = "masses"  # type: ignore[assignment]  # as stored
    for who in people.values():
        settle(who, BEGUN)
    settle(people["新来"], NOW - timedelta(days=20))
    recent = date(YEAR, 11, 1)
    hold(ActivityKind.TOGETHER, recent, came=[people["到会"]], missed=[people["请假"]])
    at = datetime(YEAR, 11, 1, 4, tzinfo=UTC)
    with unit_of_work():
        hours.credit(
            people["学时"].id,
            source="outside",
            key="outside:1",
            minutes=45,
            title="x",
            occurred_at=at,
            now=at,
        )
        for name, key in (("学习", "contest:1"), ("加分", "claim:1")):
            record.report(record.Credit(people[name].id, "contest_taken", key, at, "x"), now=at)
    found = {one.name: one for one in away.away(branch.id, TODAY)}
    assert set(found) == {"加分", "请假"}
    assert (found["请假"].months, found["请假"].took_part) == (10, False)


def test_a_credit_of_hours_that_was_taken_back_is_no_taking_part(
    branch: Branch, member: Member, organiser: Member, as_identity: Callable[[Member], Identity]
) -> None:
    settle(member, BEGUN)
    with unit_of_work():
        entry = hours.credit(
            member.id, source="outside", key="outside:1", minutes=45, title="x", occurred_at=NOW, now=NOW
        )
        assert entry is not None
        hours.reverse(entry.id, actor=as_identity(organiser), now=NOW, reason="误记")
    assert member.name in {one.name for one in away.away(branch.id, TODAY)}


def test_the_secretary_is_told_at_each_level_and_nobody_else(
    branch: Branch,
    secretary: Member,
    organiser: Member,
    admin: Member,
    member: Member,
    make_member: MakeMember,
) -> None:
    exempt = make_member("年长", exempt=True)
    for who in (member, exempt):
        settle(who, datetime(YEAR, 8, 10, tzinfo=UTC))
    for at in (NOW, NOW + timedelta(days=1), NOW + timedelta(days=20)):
        with unit_of_work():
            warning.tell(branch.id, now=at)
    mine = [notice for notice in told(secretary, "away.long") if notice.params["name"] == member.name]
    assert [notice.params["months"] for notice in mine] == [3, 4]
    assert exempt.name not in {notice.params["name"] for notice in told(secretary, "away.long")}
    for other in (organiser, admin, member):
        assert told(other, "away.long") == []


@pytest.mark.parametrize("role", Role)
def test_the_page_is_the_secretarys_whatever_the_role(
    role: Role, client: Client, group: Group, secretary: Member, make_member: MakeMember
) -> None:
    other = make_member(role=role, group=group)
    settle(secretary, datetime(2020, 1, 1, tzinfo=UTC))
    client.login(other)
    assert client.get("/plans/absent").status_code == 404
    if role in (Role.ORGANISER, Role.ADMIN):
        assert "久未参加" not in client.get("/plans/manage").text
    page = client.login(secretary).get("/plans/absent")
    assert page.status_code == 200
    assert "第三十一条" in page.text
    assert secretary.name in page.text


def test_the_secretary_of_another_branch_sees_the_own_one(
    client: Client, make_branch: Callable[[], Branch], make_member: MakeMember, member: Member
) -> None:
    settle(member, datetime(2020, 1, 1, tzinfo=UTC))
    stranger = make_member("外支部书记", branch=make_branch(), duty="书记")
    assert member.name not in client.login(stranger).get("/plans/absent").text


def test_a_leader_sees_the_branch_and_the_own_group(
    client: Client, leader: Member, group: Group, make_group: Callable[[], Group], secretary: Member
) -> None:
    other = make_group()
    text = client.login(leader).get("/plans/duties").text
    assert "支部党员大会" in text
    assert group.name in text
    assert other.name not in text
    with clock.frozen(NOW):
        printed = client.get("/plans/duties/print").text
    assert "第十一条" in printed


def test_the_printed_duties_in_english_name_a_group_where_there_is_one_and_nothing_else(
    client: Client, organiser: Member, group: Group
) -> None:
    organiser.locale = "en"
    db.session.commit()
    page = client.login(organiser).get("/plans/duties/print").text
    assert group.name in page
    assert "Project-Id-Version" not in page  # what the catalogue says of itself, for no text at all


def test_an_organiser_sets_the_branchs_own_rules(client: Client, organiser: Member, branch: Branch) -> None:
    client.login(organiser)
    lead = {"lead_month": "5", "lead_quarter": "15", "lead_half": "30", "lead_year": "60"}
    low = client.post("/plans/duties/settings", data={**lead, "assembly_times": "1", "assembly_span": "year"})
    assert low.status_code == 422
    assert "不能低于条例的要求" in low.text
    assert client.post("/plans/duties/settings", data={**lead, "lead_month": "99"}).status_code == 422
    sent = {**lead, "lecture_times": "1", "lecture_span": "quarter", "left_out": "committee"}
    assert client.post("/plans/duties/settings", data=sent).status_code == 302
    setting = gathering.setting_of(branch.id)
    assert setting.rules == {"lecture": Rule(1, Span.QUARTER)}
    assert setting.lead[Span.MONTH] == 5
    page = client.get("/plans/duties").text
    assert "每季度 1 次" in page
    assert "支委会</a>" not in page
