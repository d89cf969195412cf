"""A unit with which a branch of the permission matrix studies: a guest, a way in, nothing shared yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from quizapp.accounts.models import Branch, LoginSession
from quizapp.core import clock
from quizapp.core.ids import new_token, token_hash
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.partners import service
from quizapp.partners.models import PartnerLink, SubjectKind


def partner(branch: Branch, actor: Identity, now: datetime) -> dict[str, int | str]:
    """Return the unit, one of its people, and a link with its token."""
    name, branch_id = f"{branch.name}的联建单位", branch.id
    with unit_of_work():
        made = service.agree(name, "", host_id=branch_id, actor=actor, now=now)
        token = service.make_link(made, 5, 30, actor=actor, now=now)
        newcomer = service.Newcomer("来宾", f"guest{branch_id}", "", "no password")
        guest = service.come_in(token, newcomer, now=now)
        link = db.session.scalar(select(PartnerLink.id).where(PartnerLink.branch_id == made.branch_id))
        found = {"partner": made.branch_id, "guest": guest, "partner_door": token, "partner_link": link or 0}
        return {**found, "shared_kind": SubjectKind.CONTEST.value}


def signed_in(member_id: int) -> str:
    """Return the session of a person's browser."""
    sid, now = new_token(), clock.now()
    with unit_of_work():
        db.session.add(
            LoginSession(member_id=member_id, token_hash=token_hash(sid), created_at=now, last_seen_at=now)
        )
    return sid
