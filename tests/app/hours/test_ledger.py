"""The ledger of hours: credited once, taken back by an opposite entry, summed by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from quizapp.accounts import service as accounts
from quizapp.accounts.models import Branch, Group, Member, Membership
from quizapp.core.errors import DomainError, Invalid, NotFound
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.hours import queries, service
from quizapp.hours.amounts import Standard
from quizapp.hours.models import HourEntry
from tests.fixtures.people import MakeBranch, MakeMember

AT = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)
YEAR = queries.year(2026)


def credit(member_id: int, key: str = "activity:1", minutes: int = 90, **more: object) -> HourEntry | None:
    with unit_of_work():
        return service.credit(
            member_id,
            source="activity",
            key=key,
            minutes=minutes,
            title="主题党日",
            occurred_at=AT,
            now=AT,
            **more,  # type: ignore[arg-type]  # passed through
        )


def total(member_id: int) -> int:
    return queries.minutes_of([member_id], *YEAR)[member_id]


def test_a_repeat_credits_nothing(member: Member) -> None:
    assert credit(member.id) is not None
    assert credit(member.id) is None
    assert credit(member.id, key="activity:2", minutes=0) is None
    assert total(member.id) == 90


def test_branch_and_group_are_those_of_the_time(
    make_member: MakeMember, branch: Branch, group: Group, make_branch: MakeBranch
) -> None:
    member = make_member(group=group)
    with unit_of_work():
        db.session.execute(update(Membership).values(from_at=AT - timedelta(days=9)))
        accounts.transfer(member, make_branch(), actor=None, now=AT + timedelta(days=9))
    entry = credit(member.id)
    assert entry is not None
    assert (entry.branch_id, entry.group_id, entry.day) == (branch.id, group.id, date(2026, 5, 20))


def test_what_was_taken_back_stays_and_counts_no_more(
    member: Member, organiser: Member, as_identity: Callable[[Member], Identity]
) -> None:
    entry, actor = credit(member.id), as_identity(organiser)
    assert entry is not None
    with unit_of_work():
        back = service.reverse(entry.id, actor=actor, now=AT, reason="误签")
    assert (back.minutes, back.reverses_id, back.day) == (-90, entry.id, entry.day)
    assert total(member.id) == 0
    assert db.session.scalar(select(HourEntry.minutes).where(HourEntry.id == entry.id)) == 90
    for entry_id in (entry.id, back.id):
        with pytest.raises(DomainError), unit_of_work():
            service.reverse(entry_id, actor=actor, now=AT, reason="再撤")
    with pytest.raises(Invalid), unit_of_work():
        service.reverse(entry.id, actor=actor, now=AT, reason=" ")
    with pytest.raises(NotFound), unit_of_work():
        service.reverse(10**6, actor=actor, now=AT, reason="没有")


def test_an_attendance_that_is_corrected_twice_counts_once(
    member: Member, organiser: Member, as_identity: Callable[[Member], Identity]
) -> None:
    actor = as_identity(organiser)
    for _ in range(3):
        entry = credit(member.id, again=True)
        assert entry is not None
        assert credit(member.id, again=True) is None
        assert total(member.id) == 90
        with unit_of_work():
            service.reverse(entry.id, actor=actor, now=AT, reason="更正")
        assert credit(member.id) is None  # without `again` it stays taken back
    assert queries.entry_of(member.id, "activity:1") is None
    assert total(member.id) == 0


def test_a_key_is_not_taken_for_a_longer_one(member: Member) -> None:
    credit(member.id, key="activity:12")
    assert queries.entry_of(member.id, "activity:1") is None
    assert queries.entry_of(member.id, "activity:12") is not None


def outside(**more: object) -> service.Outside:
    given = {
        "title": "党校培训",
        "day": date(2026, 5, 18),
        "minutes": 360,
        "reason": "组织部调训",
        "evidence": "证书 12 号",
        "token": "form-1",
    }
    return service.Outside(**{**given, **more})  # type: ignore[arg-type]  # passed through


def test_training_outside_is_entered_for_several_at_once_and_once(
    make_member: MakeMember, branch: Branch, organiser: Member, as_identity: Callable[[Member], Identity]
) -> None:
    people, actor = [make_member().id for _ in range(3)], as_identity(organiser)
    for count in (3, 0):
        with unit_of_work():
            assert service.enter_outside(outside(), people, branch_id=branch.id, actor=actor, now=AT) == count
    assert [total(one) for one in people] == [360] * 3
    entry = queries.entries(people[0], *YEAR).rows[0]
    assert (entry.reason, entry.evidence, entry.actor) == ("组织部调训", "证书 12 号", organiser.name)


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("title", {"title": " "}),
        ("reason", {"reason": ""}),
        ("evidence", {"evidence": ""}),
        ("day", {"day": date(2026, 5, 21)}),
        ("day", {"day": date(2020, 5, 21)}),
        ("hours", {"minutes": 0}),
        ("reason", {"reason": "长" * 301}),
    ],
)
def test_an_entry_by_hand_says_everything(
    field: str,
    more: dict[str, object],
    member: Member,
    branch: Branch,
    organiser: Member,
    as_identity: Callable[[Member], Identity],
) -> None:
    with pytest.raises(Invalid) as refused, unit_of_work():
        service.enter_outside(
            outside(**more), [member.id], branch_id=branch.id, actor=as_identity(organiser), now=AT
        )
    assert refused.value.field == field
    assert total(member.id) == 0


def test_nobody_of_another_branch_is_entered(
    member: Member,
    branch: Branch,
    make_branch: Callable[[], Branch],
    make_member: MakeMember,
    organiser: Member,
    as_identity: Callable[[Member], Identity],
) -> None:
    stranger = make_member(branch=make_branch())
    with pytest.raises(Invalid), unit_of_work():
        service.enter_outside(
            outside(), [member.id, stranger.id], branch_id=branch.id, actor=as_identity(organiser), now=AT
        )
    assert total(member.id) == total(stranger.id) == 0


def test_a_year_is_held_against_what_is_asked(
    make_member: MakeMember, branch: Branch, organiser: Member, as_identity: Callable[[Member], Identity]
) -> None:
    secretary, plain = make_member("甲", duty="支部书记"), make_member("乙")
    exempt = make_member("丙", exempt=True)
    with unit_of_work():
        chosen = Standard(40, 34, 56)
        service.set_standard(branch.id, chosen, actor=as_identity(organiser), now=AT)
    credit(plain.id, minutes=34 * 40)
    found = {one.name: one for one in queries.standings(branch.id, *YEAR)}
    assert (found["甲"].asked, found["甲"].reached) == (56 * 40, False)
    assert (found["乙"].asked, found["乙"].reached) == (34 * 40, True)
    assert (found["丙"].asked, found["丙"].reached) == (0, True)
    assert found[secretary.name].in_committee
    assert found[exempt.name].exempt


def test_a_branch_cannot_ask_for_less_than_the_rules(
    branch: Branch, organiser: Member, as_identity: Callable[[Member], Identity]
) -> None:
    for chosen in (Standard(7), Standard(45, 31), Standard(45, 32, 40)):
        with pytest.raises(Invalid), unit_of_work():
            service.set_standard(branch.id, chosen, actor=as_identity(organiser), now=AT)
