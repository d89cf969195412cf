"""Verbs of signing in: the password's check under its limits, sessions, consent, a new password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import update

from ...core import audit, identities
from ...core.errors import DomainError, Invalid, NotFound, TooMany
from ...core.i18n import N_
from ...core.ids import new_token, token_hash
from ...core.permissions import Identity
from ...core.services import services
from ...extensions import db
from .. import policy, queries
from ..lockout import Limit, password_limits, sign_in_limits
from ..models import LoginSession, Member
from ..passwords import verify_password


def authenticate(account: str, password: str, *, address: str, now: datetime) -> int:
    """Return the id of the member whose account and password these are.

    Costs about 30 ms whether there is such an account or not; call it outside a transaction. Raises
    `TooMany` while a limit is reached, `DomainError` `sign_in.wrong` for anything that does not fit.
    """
    found = queries.credentials(account)
    member_id = found.member_id if found else 0
    limits = sign_in_limits(f"#{member_id}" if found else account.strip().lower()[:64], address)
    _refuse_when_reached(limits, lambda: queries.is_known_address(member_id, address, now))
    if not verify_password(found.password_hash if found else None, password) or found is None:
        _count_failure(limits)
        raise DomainError(N_("账号或密码不对。"), code="sign_in.wrong", status=401)
    for limit in limits[:2]:
        services().limits.clear(limit.key)
    return found.member_id


def confirm_password(member_id: int, password: str) -> None:
    """Check a signed-in member's current password; a stolen open browser must not guess it."""
    limits = password_limits(member_id)
    _refuse_when_reached(limits, lambda: False)
    if not verify_password(queries.password_hash_of(member_id), password):
        _count_failure(limits)
        raise Invalid(N_("当前密码不对。"), field="current")
    services().limits.clear(limits[0].key)


def open_session(member_id: int, *, address: str, user_agent: str, now: datetime) -> str:
    """Open a browser's session and return its token."""
    token = new_token()
    db.session.add(
        LoginSession(
            member_id=member_id,
            token_hash=token_hash(token),
            created_at=now,
            last_seen_at=now,
            user_agent=user_agent[:200],
            address=address[:64],
        )
    )
    return token


def end_session(member_id: int, session_id: int | None, *, now: datetime) -> None:
    """End one of a member's own sessions; another's is not found."""
    ended = db.session.execute(
        update(LoginSession)
        .where(LoginSession.id == session_id, LoginSession.member_id == member_id)
        .values(ended_at=now)
        .returning(LoginSession.id)
    )
    if ended.first() is None:
        raise NotFound
    identities.forget(member_id)


def end_other_sessions(member_id: int, keep_id: int | None, *, now: datetime) -> None:
    """End all of a member's sessions but one."""
    others = update(LoginSession).where(LoginSession.member_id == member_id, LoginSession.ended_at.is_(None))
    if keep_id is not None:
        others = others.where(LoginSession.id != keep_id)
    db.session.execute(others.values(ended_at=now))
    identities.forget(member_id)


def consent(member_id: int, *, now: datetime) -> None:
    """Note that a member has read and accepted the privacy notice."""
    member = db.session.get_one(Member, member_id)
    member.consented_at = member.consented_at or now
    identities.forget(member_id)


def check_password(password: str, *own: str) -> None:
    """Refuse a password that the policy does not take; `own`: the member's username, phone and name."""
    why = policy.objection(password, own)
    if why:
        raise Invalid(why, field="password")


def set_password(
    member: Member,
    password_hash: str,
    *,
    actor: Identity | None,
    now: datetime,
    must_change: bool = False,
    keep_session_id: int | None = None,
) -> None:
    """Store a new password (hashed before); every session but the kept one ends."""
    member.password_hash = password_hash
    member.must_change_password = must_change
    end_other_sessions(member.id, keep_session_id, now=now)
    if actor is None or actor.member_id != member.id:
        audit.note(actor, "member.password_set", "member", member.id, at=now, branch_id=member.branch_id)


def _refuse_when_reached(limits: tuple[Limit, ...], knows_address: Callable[[], bool]) -> None:
    for limit in limits:
        if services().limits.failures(limit.key, limit.seconds) < limit.failures:
            continue
        if limit.spares_known_address and knows_address():
            continue
        raise TooMany(seconds=limit.seconds)


def _count_failure(limits: tuple[Limit, ...]) -> None:
    for limit in limits:
        services().limits.failed(limit.key, limit.seconds)
