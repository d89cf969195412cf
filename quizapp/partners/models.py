"""Tables of joint study: the agreement with a unit, the ways in for its people, what is shared, what each wants."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Name, UtcDateTime
from ..extensions import Model


class Partner(Model):
    """A unit with which a branch (`host_id`) studies; its people belong to a branch of their own, marked as guest."""

    __tablename__ = "partner"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    contact: Mapped[str] = mapped_column(String(120), default="")  # whom to call there
    created_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PartnerLink(Model):
    """A way in for a unit's people: so many of them, until it expires or is revoked."""

    __tablename__ = "partner_link"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("partner.branch_id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    most: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SubjectKind(StrEnum):
    """What can be shared with a unit."""

    ACTIVITY = "activity"
    CONTEST = "contest"


class Shared(Model):
    """Something of the host's that the unit's people may see and take part in."""

    __tablename__ = "partner_shared"

    branch_id: Mapped[int] = mapped_column(ForeignKey("partner.branch_id"), primary_key=True)
    kind: Mapped[SubjectKind] = mapped_column(Name(SubjectKind), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    created_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GuestWish(Model):
    """A guest who wants what was reached here in a record of the own; without a line nothing is recorded."""

    __tablename__ = "guest_wish"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
