"""Reads for signing in, for one's sessions and tokens, and for one-time links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from ...extensions import db
from ..models import ApiToken, Branch, LinkPurpose, LoginSession, Member, OneTimeLink
from .identities import SESSION_LIFETIME

KNOWN_ADDRESS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a password is checked against."""

    member_id: int
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A signed-in browser, as its member sees it."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    user_agent: str
    address: str


@dataclass(frozen=True, slots=True)
class TokenLine:
    """An API token, as its member sees it."""

    id: int
    name: str
    scope: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A one-time link that still works, and whom it lets in."""

    id: int
    purpose: LinkPurpose
    member_id: int
    name: str
    username: str
    phone: str
    branch_name: str
    consented: bool


def credentials(account: str) -> Credentials | None:
    """Return the account of a username, or of a phone number that one member alone has."""
    typed = account.strip().lower()
    columns = select(Member.id, Member.password_hash).where(Member.left_at.is_(None))
    row = db.session.execute(columns.where(Member.username == typed)).one_or_none()
    if row is None and typed:
        with_phone = db.session.execute(columns.where(Member.phone == typed).limit(2)).all()
        row = with_phone[0] if len(with_phone) == 1 else None
    return Credentials(row.id, row.password_hash) if row else None


def is_known_address(member_id: int, address: str, now: datetime) -> bool:
    """Say whether the member signed in from this address lately."""
    found = select(LoginSession.id).where(
        LoginSession.member_id == member_id,
        LoginSession.address == address,
        LoginSession.created_at > now - KNOWN_ADDRESS,
    )
    return db.session.scalar(found.limit(1)) is not None


def password_hash_of(member_id: int) -> str | None:
    """Return the stored hash of a member's password."""
    return db.session.scalar(select(Member.password_hash).where(Member.id == member_id))


def sessions_of(member_id: int, now: datetime) -> list[SessionLine]:
    """Return the member's open sessions, the one used last first."""
    rows = db.session.execute(
        select(
            LoginSession.id,
            LoginSession.created_at,
            LoginSession.last_seen_at,
            LoginSession.user_agent,
            LoginSession.address,
        )
        .where(
            LoginSession.member_id == member_id,
            LoginSession.ended_at.is_(None),
            LoginSession.last_seen_at > now - SESSION_LIFETIME,
        )
        .order_by(LoginSession.last_seen_at.desc())
        .limit(50)
    )
    return [SessionLine(*row) for row in rows]


def tokens_of(member_id: int, now: datetime) -> list[TokenLine]:
    """Return the member's working API tokens, the newest first."""
    rows = db.session.execute(
        select(ApiToken.id, ApiToken.name, ApiToken.scope, ApiToken.created_at, ApiToken.expires_at)
        .where(
            ApiToken.member_id == member_id,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at.is_(None) | (ApiToken.expires_at > now),
        )
        .order_by(ApiToken.id.desc())
    )
    return [TokenLine(*row) for row in rows]


def link_of(token_hash: str, now: datetime) -> OpenLink | None:
    """Return the link of a token, None when it was used, has expired or never was."""
    row = db.session.execute(
        select(
            OneTimeLink.id,
            OneTimeLink.purpose,
            Member.id.label("member_id"),
            Member.name,
            Member.username,
            Member.phone,
            Branch.name.label("branch_name"),
            Member.consented_at.is_not(None).label("consented"),
        )
        .join(Member, Member.id == OneTimeLink.member_id)
        .join(Branch, Branch.id == Member.branch_id)
        .where(
            OneTimeLink.token_hash == token_hash,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
            Member.left_at.is_(None),
        )
    ).one_or_none()
    return OpenLink(*row) if row else None
