"""Table of the hours: the append-only ledger."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, UtcDateTime
from ..extensions import Model


class HourEntry(Model):
    """Minutes of study credited to a member. Never changed: what was wrong is taken back by an opposite entry.

    Branch and group are those in which the time was spent; `evidence` says where an entry by hand is proved.
    """

    __tablename__ = "hour_entry"
    __table_args__ = (
        UniqueConstraint("member_id", "key"),
        Index("ix_hour_entry_member_day", "member_id", "day"),
        Index("ix_hour_entry_branch_day", "branch_id", "day"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("party_group.id"))
    source: Mapped[str] = mapped_column(String(16))  # activity, material, course, outside
    key: Mapped[str] = mapped_column(String(120))
    minutes: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    day: Mapped[date]  # local
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("hour_entry.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
    evidence: Mapped[str] = mapped_column(String(300), default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
