"""Which step of a claim leads where."""

from __future__ import annotations

import pytest

from quizapp.points.claiming import ClaimAct, ClaimState, Judge, declared, judged, may_withdraw
from quizapp.record.sheet import Approve

L, B, R, W, A = (
    ClaimState.LEADER,
    ClaimState.BRANCH,
    ClaimState.RETURNED,
    ClaimState.WITHDRAWN,
    ClaimState.APPROVED,
)


@pytest.mark.parametrize(
    ("approve", "has_leader", "state"),
    [
        (Approve.BRANCH, True, L),
        (Approve.BRANCH, False, B),
        (Approve.LEADER, True, L),
        (Approve.LEADER, False, B),
        (Approve.NONE, True, A),
    ],
)
def test_a_declared_claim_goes_to_the_leader_first(
    approve: Approve, has_leader: bool, state: ClaimState
) -> None:
    assert declared(approve, has_leader=has_leader) is state


@pytest.mark.parametrize(
    ("state", "act", "judge", "approve", "target"),
    [
        (L, ClaimAct.AGREE, Judge.LEADER, Approve.BRANCH, B),
        (L, ClaimAct.AGREE, Judge.LEADER, Approve.LEADER, A),
        (L, ClaimAct.AGREE, Judge.BRANCH, Approve.BRANCH, A),
        (B, ClaimAct.AGREE, Judge.BRANCH, Approve.BRANCH, A),
        (B, ClaimAct.AGREE, Judge.LEADER, Approve.BRANCH, None),
        (L, ClaimAct.RETURN, Judge.LEADER, Approve.BRANCH, R),
        (B, ClaimAct.RETURN, Judge.LEADER, Approve.BRANCH, None),
        (B, ClaimAct.RETURN, Judge.BRANCH, Approve.BRANCH, R),
        (L, ClaimAct.WITHDRAW, Judge.LEADER, Approve.BRANCH, None),
        *((state, ClaimAct.AGREE, Judge.BRANCH, Approve.BRANCH, None) for state in (R, W, A)),
        *((state, ClaimAct.RETURN, Judge.BRANCH, Approve.BRANCH, None) for state in (R, W, A)),
    ],
)
def test_a_judge_moves_what_waits_and_nothing_else(
    state: ClaimState, act: ClaimAct, judge: Judge, approve: Approve, target: ClaimState | None
) -> None:
    assert judged(state, act, judge, approve) is target


def test_a_claim_is_withdrawn_until_it_is_an_entry() -> None:
    assert [state for state in ClaimState if may_withdraw(state)] == [L, B, R]
