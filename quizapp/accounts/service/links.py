"""Verbs on one-time links: an invitation, or a new way in for who forgot the password."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from ...core import audit
from ...core.errors import DomainError
from ...core.i18n import N_
from ...core.ids import new_token, token_hash
from ...core.permissions import Identity
from ...extensions import db
from .. import queries
from ..models import LinkPurpose, Member, OneTimeLink
from . import signing_in
from .members import check_reach

LIFETIME = {LinkPurpose.INVITE: timedelta(days=30), LinkPurpose.RESET: timedelta(days=3)}


def issue_link(member: Member, *, actor: Identity | None, now: datetime) -> str:
    """Return the token of a new link for a member; links given before no longer work.

    It invites who has no password yet, and resets the password of who has one. The token is not stored:
    it can be shown now and never again.
    """
    check_reach(actor, member)
    if member.left_at is not None:
        raise DomainError(N_("已离开的成员不能再登录。"), code="member.left")
    purpose = LinkPurpose.RESET if member.password_hash else LinkPurpose.INVITE
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.member_id == member.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
    )
    token = new_token()
    db.session.add(
        OneTimeLink(
            member_id=member.id,
            token_hash=token_hash(token),
            purpose=purpose,
            created_at=now,
            expires_at=now + LIFETIME[purpose],
        )
    )
    audit.note(
        actor,
        "member.link_issued",
        "member",
        member.id,
        at=now,
        branch_id=member.branch_id,
        after={"purpose": purpose},
    )
    return token


def use_link(token: str, password_hash: str, *, now: datetime) -> int:
    """Spend a link: set the password, note the consent, end older sessions; return the member's id."""
    link = queries.link_of(token_hash(token), now)
    if link is None:
        raise spent_link()
    spent = db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
        .returning(OneTimeLink.id)
    )
    if spent.first() is None:
        raise spent_link()
    member = db.session.get_one(Member, link.member_id)
    signing_in.set_password(member, password_hash, actor=queries.identity_of_member(member.id), now=now)
    signing_in.consent(member.id, now=now)
    return member.id


def spent_link() -> DomainError:
    """Return the error for a link that was used, has expired or never was."""
    return DomainError(
        N_("这个链接已用过或已过期，请向支部组织者要一个新链接。"), code="link.spent", status=410
    )
