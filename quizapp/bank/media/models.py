"""The table of pictures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...core.types import BigId, UtcDateTime
from ...extensions import Model


class Picture(Model):
    """A picture as it was written anew, in the hands of one branch (None: the installation); found by its hash."""

    __tablename__ = "picture"
    __table_args__ = (UniqueConstraint("name", "branch_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(32))
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)  # or uploaded again
    used: Mapped[bool] = mapped_column(
        default=False
    )  # a version names it; versions stay, and so does the picture
