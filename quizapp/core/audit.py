"""The audit log: every act on others' data leaves a line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model, db
from .i18n import N_
from .permissions import Identity
from .types import BigId, Json, UtcDateTime

#: What the log calls the program itself.
PROGRAM = N_("系统")


class AuditLine(Model):
    """Who did what to which object, with the values before and after."""

    __tablename__ = "audit_line"
    __table_args__ = (Index("ix_audit_branch_at", "branch_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(64))
    branch_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(64))  # e.g. member.left
    object_kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    before: Mapped[Any] = mapped_column(Json, nullable=True)
    after: Mapped[Any] = mapped_column(Json, nullable=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(64), default="")


def note(
    actor: Identity | None,
    action: str,
    kind: str,
    object_id: object,
    *,
    at: datetime,
    branch_id: int | None = None,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    """Add an audit line to the running transaction; `actor` None stands for the program itself."""
    db.session.add(
        AuditLine(
            at=at,
            actor_id=actor.member_id if actor else None,
            actor_name=actor.name if actor else PROGRAM,
            branch_id=branch_id if branch_id is not None else (actor.branch_id if actor else None),
            action=action,
            object_kind=kind,
            object_id=str(object_id),
            before=before,
            after=after,
            reason=reason,
            address=here(),
        )
    )


def here() -> str:
    """Return the address from which the running request came, "" outside of one."""
    return (request.remote_addr or "")[:64] if has_request_context() else ""
