"""Branches are walls, groups are rooms, and everybody reaches oneself."""

from __future__ import annotations

import pytest

from quizapp.core.permissions import HELD, Identity, Permission, Role, allowed


def who(role: Role, branch: int = 1, group: int | None = 1, member: int = 7) -> Identity:
    return Identity(member, "名", "user", role, branch, "支部", group)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", [Role.ORGANISER, Role.LEADER, Role.MEMBER])
def test_nobody_but_an_administrator_reaches_into_another_branch(role: Role, permission: Permission) -> None:
    assert not allowed(who(role), permission, branch_id=2, group_id=1, member_id=8)


@pytest.mark.parametrize("permission", Permission)
def test_an_administrator_reaches_everything(permission: Permission) -> None:
    assert allowed(who(Role.ADMIN), permission, branch_id=2)


def test_a_leader_sees_the_own_group_alone() -> None:
    leader = who(Role.LEADER)
    assert allowed(leader, Permission.SEE_RECORD, branch_id=1, group_id=1, member_id=8)
    assert not allowed(leader, Permission.SEE_RECORD, branch_id=1, group_id=2, member_id=8)
    assert not allowed(leader, Permission.SEE_RECORD, branch_id=1, group_id=None, member_id=8)


def test_a_member_sees_the_own_record_alone() -> None:
    assert allowed(who(Role.MEMBER), Permission.SEE_RECORD, branch_id=1, group_id=1, member_id=7)
    assert not allowed(who(Role.MEMBER), Permission.SEE_RECORD, branch_id=1, group_id=1, member_id=8)


def test_every_permission_says_who_holds_it() -> None:
    assert set(HELD) == set(Permission)
