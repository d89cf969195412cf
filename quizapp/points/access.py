"""Who judges a claim and who sees it: its member, the leader of its group, the branch's organisers."""

from __future__ import annotations

from sqlalchemy import exists, select

from ..accounts.models import Member
from ..core.permissions import Identity, Permission, Reach, Role, allowed, reach_of
from ..extensions import db
from .claiming import Judge
from .models import PointsClaim


def judge_of(claim: PointsClaim, identity: Identity) -> Judge | None:
    """Return for whom somebody judges a claim; None for who may not, and for the claim's own member."""
    if claim.member_id == identity.member_id:
        return None
    if not allowed(identity, Permission.JUDGE_CLAIMS, branch_id=claim.branch_id, group_id=claim.group_id):
        return None
    reach = reach_of(identity.role, Permission.JUDGE_CLAIMS)
    return Judge.LEADER if reach is Reach.GROUP else Judge.BRANCH


def may_see(claim: PointsClaim, identity: Identity) -> bool:
    """Tell whether somebody may look at a claim and its evidence."""
    return claim.member_id == identity.member_id or judge_of(claim, identity) is not None


def may_see_evidence(claim_id: int, identity: Identity) -> bool:
    """Tell whether somebody may see the files of a claim."""
    claim = db.session.get(PointsClaim, claim_id)
    return claim is not None and may_see(claim, identity)


def has_leader(claim: PointsClaim) -> bool:
    """Tell whether the claim's group has a leader besides the member."""
    if claim.group_id is None:
        return False
    leads = exists().where(
        Member.group_id == claim.group_id,
        Member.role == Role.LEADER,
        Member.left_at.is_(None),
        Member.id != claim.member_id,
    )
    return bool(db.session.scalar(select(leads)))
