"""The big screens: an address without sign-in that an organiser can revoke."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import Json, UtcDateTime
from ..extensions import Model


class Screen(Model):
    """What one big screen shows."""

    __tablename__ = "screen"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token: Mapped[str] = mapped_column(String(64), unique=True)  # kept readable: the organiser opens it again
    options: Mapped[Any] = mapped_column(Json, nullable=False, default=dict)  # boards, period, seconds, theme
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
