"""The demo's organisation."""

from __future__ import annotations

from datetime import date
from random import Random

from quizapp.accounts.kinds import MemberKind
from quizapp.accounts.policy import objection
from quizapp.core.permissions import Role
from quizapp.demo.mark import LOCAL_PASSWORD
from quizapp.demo.people import ACCOUNTS, ADMIN, Fate, organisation

TODAY = date(2026, 11, 26)


def test_sixty_people_each_with_an_account_a_name_and_a_number_of_their_own() -> None:
    people = [person for plan in organisation(Random(7), TODAY) for person in plan.people]
    assert len(people) == 60
    for kept in ("username", "name", "phone"):
        assert len({getattr(person, kept) for person in people}) == 60, kept


def test_it_is_the_same_each_time() -> None:
    assert organisation(Random(7), TODAY) == organisation(Random(7), TODAY)


def test_the_first_branch_has_every_kind_and_every_fate() -> None:
    first = organisation(Random(7), TODAY)[0].people
    assert {person.kind for person in first} == set(MemberKind)
    assert {person.fate for person in first} == set(Fate)


def test_the_printed_accounts_stay_and_bear_their_role() -> None:
    first = organisation(Random(7), TODAY)[0].people
    by_name = {person.username: person for person in (*first, ADMIN)}
    assert [by_name[name].role for name, _ in ACCOUNTS] == [
        Role.ADMIN,
        Role.ORGANISER,
        Role.LEADER,
        Role.MEMBER,
    ]
    assert {by_name[name].fate for name, _ in ACCOUNTS} == {Fate.STAYS}


def test_every_group_has_a_leader() -> None:
    for plan in organisation(Random(7), TODAY):
        led = {person.group for person in plan.people if person.role is Role.LEADER}
        assert led == set(range(len(plan.groups)))


def test_the_password_satisfies_the_policy() -> None:
    assert objection(LOCAL_PASSWORD, tuple(name for name, _ in ACCOUNTS)) is None
