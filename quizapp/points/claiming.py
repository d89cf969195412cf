"""The way of a claim: declared, looked at by the group leader, then by the branch. Pure.

| step | by | from | to |
|---|---|---|---|
| declare, resubmit | the member | nothing, sent back | the leader; the branch where there is none; an entry where nobody is asked |
| agree | the leader | the leader | an entry where the leader's yes is enough, else the branch |
| agree | the branch | the leader, the branch | an entry |
| send back | either, with a reason | where it waits for them | sent back |
| withdraw | the member | anywhere before it is an entry | withdrawn |

Nobody judges a claim of his own.
"""

from __future__ import annotations

from enum import StrEnum

from ..record.sheet import Approve


class ClaimState(StrEnum):
    """Where a claim stands."""

    LEADER = "leader"  # waits for the group leader
    BRANCH = "branch"  # waits for the branch
    RETURNED = "returned"  # sent back with a reason, to be put right
    WITHDRAWN = "withdrawn"  # by the member
    APPROVED = "approved"  # it became an entry


class ClaimAct(StrEnum):
    """A step of a claim."""

    DECLARE = "declare"
    RESUBMIT = "resubmit"
    AGREE = "agree"
    RETURN = "return"
    WITHDRAW = "withdraw"


class Judge(StrEnum):
    """For whom somebody judges a claim."""

    LEADER = "leader"
    BRANCH = "branch"


#: Where a claim waits for somebody.
WAITING = (ClaimState.LEADER, ClaimState.BRANCH)


def declared(approve: Approve, *, has_leader: bool) -> ClaimState:
    """Return where a claim goes when it is declared; `has_leader`: its group has one besides the member."""
    if approve is Approve.NONE:
        return ClaimState.APPROVED
    return ClaimState.LEADER if has_leader else ClaimState.BRANCH


def judged(state: ClaimState, act: ClaimAct, judge: Judge, approve: Approve) -> ClaimState | None:
    """Return where a judge's step leads, or None where the judge cannot take it."""
    waits = state is ClaimState.LEADER or (state is ClaimState.BRANCH and judge is Judge.BRANCH)
    if not waits or act not in (ClaimAct.AGREE, ClaimAct.RETURN):
        return None
    if act is ClaimAct.RETURN:
        return ClaimState.RETURNED
    if judge is Judge.LEADER and approve is not Approve.LEADER:
        return ClaimState.BRANCH
    return ClaimState.APPROVED


def may_withdraw(state: ClaimState) -> bool:
    """Tell whether the member may still take a claim back."""
    return state in (*WAITING, ClaimState.RETURNED)
