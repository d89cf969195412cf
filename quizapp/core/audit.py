"""The audit log: every act on others' data leaves a line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Index, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model, db
from .i18n import N_
from .permissions import Identity
from .types import BigId, Json, UtcDateTime

#: What a line keeps of a person's details, besides the name.
_PERSONAL = ("username", "phone", "duty", "joined_party_on")
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


def forget(member_id: int, old: str, new: str) -> None:
    """Take out of the log what tells who somebody was: `new` stands for the name `old`; every line stays, with its act."""
    by = update(AuditLine).where(AuditLine.actor_id == member_id)
    db.session.execute(by.values(actor_name=new, address=""))
    about = select(AuditLine).where(AuditLine.object_kind == "member", AuditLine.object_id == str(member_id))
    for line in db.session.scalars(about):
        line.before, line.after = _forgotten(line.before, new), _forgotten(line.after, new)
        line.reason = line.reason.replace(old, new)[:300]


def _forgotten(values: Any, name: str) -> Any:
    """Return what a line keeps of a member without the person's details, under another name."""
    if not isinstance(values, dict):
        return values
    told = {"name": name, **dict.fromkeys(_PERSONAL, "")}
    return {key: told.get(key, value) for key, value in values.items()}


def here() -> str:
    """Return the address from which the running request came, "" outside of one."""
    return (request.remote_addr or "")[:64] if has_request_context() else ""
