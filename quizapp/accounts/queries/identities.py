"""Who a session or a token stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from ...core.permissions import Identity
from ...extensions import db
from ..models import ApiToken, Branch, LoginSession, Member

SESSION_LIFETIME = timedelta(days=30)  # counted from when it was last seen


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser's session that still holds."""

    identity: Identity
    last_seen_at: datetime


_COLUMNS = (
    Member.id,
    Member.name,
    Member.username,
    Member.role,
    Member.branch_id,
    Branch.name.label("branch_name"),
    Member.group_id,
    Member.kind,
    Member.locale,
    Member.theme,
    Member.large_type,
    Member.must_change_password,
    Member.consented_at,
)


def _members(*more: Any) -> Any:
    return (
        select(*_COLUMNS, *more)
        .select_from(Member)
        .join(Branch, Branch.id == Member.branch_id)
        .where(Member.left_at.is_(None))
    )


# Built once: in a storm each phone's first answer reads who it is.
_BY_SESSION = (
    _members(LoginSession.id.label("session_id"), LoginSession.last_seen_at)
    .join(LoginSession, LoginSession.member_id == Member.id)
    .where(
        LoginSession.token_hash == bindparam("token_hash"),
        LoginSession.ended_at.is_(None),
        LoginSession.last_seen_at > bindparam("seen_after"),
    )
)
_BY_TOKEN = (
    _members(ApiToken.scope)
    .join(ApiToken, ApiToken.member_id == Member.id)
    .where(
        ApiToken.token_hash == bindparam("token_hash"),
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at.is_(None) | (ApiToken.expires_at > bindparam("now")),
    )
)
_BY_ID = _members().where(Member.id == bindparam("member_id"))


def session_of(token_hash: str, now: datetime) -> OpenSession | None:
    """Return a browser's session, None when it was ended, lay unused too long, or its member left."""
    values = {"token_hash": token_hash, "seen_after": now - SESSION_LIFETIME}
    row = db.session.execute(_BY_SESSION, values).one_or_none()
    return OpenSession(_identity(row, session_id=row.session_id), row.last_seen_at) if row else None


def identity_of_token(token_hash: str, now: datetime) -> Identity | None:
    """Return who holds an API token, None when it was revoked or has expired."""
    row = db.session.execute(_BY_TOKEN, {"token_hash": token_hash, "now": now}).one_or_none()
    return _identity(row, scope=row.scope) if row else None


def identity_of_member(member_id: int) -> Identity:
    """Return the identity that a member acts under, for commands and jobs."""
    return _identity(db.session.execute(_BY_ID, {"member_id": member_id}).one())


def _identity(row: Row[Any], **more: Any) -> Identity:
    return Identity(
        member_id=row.id,
        name=row.name,
        username=row.username,
        role=row.role,
        branch_id=row.branch_id,
        branch_name=row.branch_name,
        group_id=row.group_id,
        kind=str(row.kind),
        locale=row.locale,
        theme=row.theme,
        large_type=row.large_type,
        must_change_password=row.must_change_password,
        consented=row.consented_at is not None,
        **more,
    )
