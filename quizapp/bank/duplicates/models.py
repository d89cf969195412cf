"""What a branch has looked at and found to be different questions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ...core.types import BigId, UtcDateTime
from ...extensions import Model


class DistinctItems(Model):
    """Two items that are near and no duplicates; the lower id first."""

    __tablename__ = "distinct_items"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    one_id: Mapped[int] = mapped_column(BigId, ForeignKey("item.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(BigId, ForeignKey("item.id"), primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
