"""Table of the notices: a line for each member who is told something."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Json, UtcDateTime
from ..extensions import Model


class Notice(Model):
    """What one member is told. `key` names the occasion: a member is told of it once."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("member_id", "kind", "key"),
        Index("ix_notice_unread", "member_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(80))
    params: Mapped[Any] = mapped_column(Json, nullable=False)  # what the text of its kind names
    link: Mapped[str] = mapped_column(String(200), default="")  # a path of this installation, "" for none
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
