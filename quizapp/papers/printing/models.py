"""The table of printed papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ...core.types import BigId, Json, Name, UtcDateTime
from ...extensions import Model
from .layout import Arrangement


class PrintedPaper(Model):
    """A paper that was laid out for printing. It stays as it was printed, whatever becomes of the bank.

    `items` is a list, in the order chosen, of [version, points]; points in hundredths.
    """

    __tablename__ = "printed_paper"
    __table_args__ = (
        Index("ix_printed_paper_branch", "branch_id", "id"),
        Index("ix_printed_paper_source", "source_key"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    source_key: Mapped[str] = mapped_column(String(80))  # bank, or contest:12
    title: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(200), default="")  # a line beneath the title
    arrangement: Mapped[Arrangement] = mapped_column(Name(Arrangement))
    columns: Mapped[int] = mapped_column(default=1)
    seed: Mapped[str] = mapped_column(String(16))  # printed on the paper
    items: Mapped[Any] = mapped_column(Json, nullable=False)
    created_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
