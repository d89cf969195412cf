"""Table of the boards: the days that are other than the weekday says."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model


class CalendarDay(Model):
    """A day off on a weekday, or a day of work on a weekend; branch_id None holds for every branch, its own goes first."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("branch_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    day: Mapped[date] = mapped_column(index=True)
    works: Mapped[bool]
    title: Mapped[str] = mapped_column(String(60), default="")
