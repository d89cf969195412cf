"""Tables of the study materials and of who has read what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Json, UtcDateTime
from ..extensions import Model


class Material(Model):
    """A Markdown article: shipped (branch_id None) or written in a branch."""

    __tablename__ = "material"
    __table_args__ = (UniqueConstraint("branch_id", "code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("bank.id"))  # the bank it was shipped with
    code: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120))
    topic: Mapped[str] = mapped_column(String(64), index=True)
    summary: Mapped[str] = mapped_column(String(300), default="")
    minutes: Mapped[int] = mapped_column(default=3)
    body: Mapped[str] = mapped_column(Text)
    sources: Mapped[Any] = mapped_column(Json, nullable=False, default=list)
    item_ids: Mapped[Any] = mapped_column(Json, nullable=False, default=list)  # in the order offered
    content_hash: Mapped[str] = mapped_column(String(64))
    published: Mapped[bool] = mapped_column(default=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Reading(Model):
    """A member opened a material; it counts once the check at its end was passed."""

    __tablename__ = "reading"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id"), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
