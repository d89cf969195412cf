"""From the appointment to the note that stays: what each of the two may do and when it is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from quizapp.accounts import service as accounts
from quizapp.accounts.models import Branch, Group, Member, Membership
from quizapp.committee import service as committee
from quizapp.core.errors import DomainError, Invalid, NotFound
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices.models import Notice
from quizapp.talks import planning, queries, service
from quizapp.talks.models import Talk, TalkState
from quizapp.talks.pairs import PairKind
from tests.app.talks.conftest import MORE, NOW, SAID, TODAY
from tests.fixtures.app import Client
from tests.fixtures.people import MakeBranch, MakeMember

pytestmark = pytest.mark.pages


def test_the_note_is_the_writers_until_the_other_confirms_and_then_nobodys(
    arranged: Talk, one: Identity, other: Identity
) -> None:
    service.hold(arranged, TODAY, actor=other, today=TODAY, now=NOW)
    service.write_note(arranged, "一稿", actor=one, now=NOW)
    with pytest.raises(DomainError, match="由对方在写"):
        service.write_note(arranged, "我来写", actor=other, now=NOW)
    later = NOW + timedelta(minutes=5)
    service.write_note(arranged, SAID, actor=one, now=later)
    with pytest.raises(DomainError, match="刚刚改过"):
        service.confirm(arranged, NOW, actor=other, now=later)
    with pytest.raises(DomainError, match="没有等你确认"):
        service.confirm(arranged, later, actor=one, now=later)
    with pytest.raises(DomainError, match="确认以后才能补充"):
        service.add(arranged, MORE, actor=one, now=later)
    service.confirm(arranged, later, actor=other, now=later)
    with pytest.raises(DomainError, match="不能再改"):
        service.write_note(arranged, "改口", actor=one, now=later)
    service.add(arranged, MORE, actor=other, now=later)
    assert [note.text for note in queries.notes_of(arranged.id)] == [SAID, MORE]


def test_a_talk_counts_once_held_and_not_before_or_after_it_was_taken_back(
    branch: Branch, arranged: Talk, one: Identity
) -> None:
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert queries.counts(branch.id, *year) == []
    with pytest.raises(Invalid, match="以后的日期"):
        service.hold(arranged, TODAY + timedelta(days=1), actor=one, today=TODAY, now=NOW)
    service.hold(arranged, TODAY, actor=one, today=TODAY, now=NOW)
    assert queries.counts(branch.id, *year) == [queries.TalkCount(PairKind.MEMBERS, TODAY)]
    assert queries.counts(branch.id, date(2025, 1, 1), date(2025, 12, 31)) == []
    service.unhold(arranged)
    assert queries.counts(branch.id, *year) == []
    service.hold(arranged, TODAY, actor=one, today=TODAY, now=NOW)
    service.write_note(arranged, SAID, actor=one, now=NOW)
    with pytest.raises(DomainError, match="已有谈话记录"):
        service.unhold(arranged)


def test_the_kind_is_that_of_the_day_on_which_they_talked(
    branch: Branch, arranged: Talk, one: Identity, organiser: Member
) -> None:
    actor = Identity(**{**_fields(one), "member_id": organiser.id})
    term = committee.begin_term(branch.id, TODAY, actor=actor, now=NOW)
    draft = committee.PostDraft(one.member_id, "书记", TODAY)
    committee.appoint(term, draft, actor=actor, now=NOW)
    service.hold(arranged, TODAY - timedelta(days=1), actor=one, today=TODAY, now=NOW)
    assert arranged.kind is PairKind.MEMBERS
    service.unhold(arranged)
    service.hold(arranged, TODAY, actor=one, today=TODAY, now=NOW)
    assert arranged.kind is PairKind.MIXED


def _fields(identity: Identity) -> dict[str, object]:
    return {name: getattr(identity, name) for name in identity.__slots__}


def test_only_another_party_member_of_the_branch_can_be_asked(
    branch: Branch, one: Identity, make_member: MakeMember
) -> None:
    outsider = make_member("群众", kind="masses")
    for who in (one.member_id, outsider.id, 999):
        with pytest.raises(Invalid, match="另一位党员"):
            service.arrange(who, NOW, "", actor=one, now=NOW)


def test_notices_say_that_there_is_a_talk_and_no_more(talk: Talk, other: Identity, one: Identity) -> None:
    told = db.session.scalars(select(Notice)).all()
    assert {row.kind for row in told} == {"talk.arranged", "talk.held", "talk.noted"}
    assert {row.member_id for row in told} == {other.member_id}
    assert all(row.params == {} for row in told)


def test_filling_the_plan_twice_adds_nothing_and_what_was_held_needs_no_plan(
    branch: Branch, talk: Talk, organiser: Member, one: Identity, make_member: MakeMember
) -> None:
    for number in range(4):
        make_member(f"组员{number}")
    actor = Identity(**{**_fields(one), "member_id": organiser.id})
    due = date(2026, 12, 31)
    added = planning.fill_up(branch.id, due, actor=actor, now=NOW, today=TODAY)
    pairs = {(line.first_id, line.second_id) for line in queries.planned(branch.id, 2026)}
    assert added == len(pairs)
    planned = {id for pair in pairs for id in pair}
    everybody = {person.id for person in queries.people_asked(branch.id, TODAY)}
    assert everybody - {one.member_id, talk.second_id} <= planned
    assert planning.fill_up(branch.id, due, actor=actor, now=NOW, today=TODAY) == 0
    for year in (2016, 2062):  # a slip of the finger that no page would show again
        with pytest.raises(Invalid, match="前后一年"):
            planning.fill_up(branch.id, date(year, 6, 30), actor=actor, now=NOW, today=TODAY)


def test_the_regulations_once_a_year_is_the_floor(branch: Branch, one: Identity) -> None:
    assert set(queries.asked(branch.id).values()) == {1}
    with pytest.raises(Invalid):
        planning.set_asked(branch.id, dict.fromkeys(PairKind, 0), actor=one, now=NOW)
    planning.set_asked(branch.id, dict.fromkeys(PairKind, 2), actor=one, now=NOW)
    assert set(queries.asked(branch.id).values()) == {2}


def test_organisers_see_who_lacks_a_talk_and_not_with_whom_others_talked(
    client: Client, talk: Talk, organiser: Member, make_member: MakeMember, now: datetime
) -> None:
    make_member("孤身")
    overview = queries.overview(organiser.branch_id, 2026, TODAY)
    assert [one.name for one in overview.lacking[PairKind.MEMBERS]] == ["罗勇", "孤身"]
    assert overview.by_month[PairKind.MEMBERS][5] == 1
    client.login(organiser)
    page = client.get("/talks/counts").text
    assert "孤身" in page
    assert "周晓岚" not in page


def test_a_past_year_is_judged_by_the_roll_and_the_groups_of_then(
    client: Client, organiser: Member, group: Group, make_member: MakeMember, make_branch: MakeBranch
) -> None:
    then, left, moved = NOW.replace(year=2024), make_member("离开", group=group), make_member("调走")
    later = make_member("后来")
    stays = update(Membership)
    with unit_of_work():
        db.session.execute(stays.values(from_at=then))
        db.session.execute(stays.where(Membership.member_id == later.id).values(from_at=NOW))
        accounts.leave(left, actor=None, now=NOW, reason="调离")
        accounts.transfer(moved, make_branch(), actor=None, now=NOW)
        accounts.delete_group(group, actor=None, now=NOW)
    past = queries.overview(organiser.branch_id, 2025, TODAY)
    found = [(one.name, one.group) for one in past.lacking[PairKind.MEMBERS]]
    assert found == [("离开", "第一党小组"), ("罗勇", ""), ("调走", "")]
    assert past.people[PairKind.MEMBERS] == 3
    before = queries.overview(organiser.branch_id, 2023, TODAY)
    assert (before.is_known, past.is_known) == (False, True)
    client.login(organiser)
    for path in ("/talks/counts?year=2023", "/talks/counts/print?year=2023"):
        page = client.get(path).text
        assert "不知道当时有哪些人" in page
        assert ("没谈够" in page, "都谈够了" in page) == ("print" in path, False)
    assert "按那一年最后一天在本支部的人算" in client.get("/talks/counts?year=2025").text


def test_two_people_go_through_it_on_the_pages(
    client: Client, member: Member, leader: Member, now: datetime
) -> None:
    client.login(member)
    asked = {"other_id": leader.id, "at": "2026-06-10T09:00", "place": "二楼"}
    where = client.post("/talks/new", data=asked).headers["Location"]
    assert client.post(f"{where}/held", data={"held_on": "2026-06-10"}).status_code == 302
    assert "请写谈话记录" in client.post(f"{where}/note", data={"text": " "}).text
    assert client.post(f"{where}/note", data={"text": SAID}).status_code == 302
    client.login(leader)
    page = client.get(where)
    assert SAID in page.text
    assert page.headers["Cache-Control"] == "no-store"
    seen = page.text.split('name="seen" value="')[1].split('"')[0].replace("&#43;", "+")
    assert client.post(f"{where}/confirm", data={"seen": seen}).status_code == 302
    assert client.post(f"{where}/follow-ups", data={"text": "回访"}).status_code == 302
    shown = client.get(where).text
    assert "双方确认" in shown
    assert "回访" in shown
    assert "1 件待办" in client.get("/talks/").text


def test_nobody_but_the_two_finds_a_talk(talk: Talk, organiser: Member, admin: Member) -> None:
    for who in (organiser, admin):
        with pytest.raises(NotFound):
            queries.talk_of(talk.id, who.id)
    assert talk.state is TalkState.HELD
