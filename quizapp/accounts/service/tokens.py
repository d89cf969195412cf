"""Verbs on API tokens."""

from __future__ import annotations

from datetime import datetime, timedelta

from ...core import audit, identities
from ...core.errors import DomainError, Invalid, NotFound
from ...core.i18n import N_
from ...core.ids import new_token, token_hash
from ...core.permissions import Identity
from ...extensions import db
from .. import queries
from ..models import ApiToken, Member

SCOPES = ("read", "write", "host")
MAX_DAYS = 3650
MAX_TOKENS = 20


def create_token(
    member: Member,
    scope: str,
    days: int | None,
    now: datetime,
    *,
    name: str = "",
    actor: Identity | None = None,
) -> str:
    """Return a new bearer token of the member, good for `days` (None: until revoked); it is shown once."""
    if scope not in SCOPES:
        raise Invalid(N_("权限范围只能是 read、write 或 host。"), field="scope")
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise Invalid(N_("有效天数在 1 到 3650 之间。"), field="days")
    if member.left_at is not None:
        raise DomainError(N_("已离开的成员不能再登录。"), code="member.left")
    if len(queries.tokens_of(member.id, now)) >= MAX_TOKENS:
        raise DomainError(N_("令牌太多，请先撤销不用的。"), code="token.too_many")
    token = new_token(32)
    row = ApiToken(
        member_id=member.id,
        name=name.strip()[:64],
        token_hash=token_hash(token),
        scope=scope,
        created_at=now,
        expires_at=now + timedelta(days=days) if days else None,
    )
    db.session.add(row)
    db.session.flush()
    audit.note(
        actor,
        "token.created",
        "token",
        row.id,
        at=now,
        branch_id=member.branch_id,
        after={"member_id": member.id, "scope": scope, "days": days},
    )
    return token


def revoke_token(member_id: int, token_id: int, *, actor: Identity | None, now: datetime) -> None:
    """End one of a member's own tokens; another's is not found."""
    token = db.session.get(ApiToken, token_id)
    if token is None or token.member_id != member_id:
        raise NotFound
    token.revoked_at = token.revoked_at or now
    audit.note(actor, "token.revoked", "token", token.id, at=now)
    identities.forget(member_id)
