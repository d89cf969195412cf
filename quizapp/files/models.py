"""The table of files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Name, UtcDateTime
from ..extensions import Model
from .kinds import Kind


class StoredFile(Model):
    """A file that hangs on a feature's subject; its content lies in the folder of files under its digest."""

    __tablename__ = "stored_file"
    __table_args__ = (
        Index("ix_stored_file_subject", "subject_kind", "subject_id"),
        Index("ix_stored_file_owner", "owner_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int] = mapped_column(BigId)
    name: Mapped[str] = mapped_column(String(120))
    mimetype: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigId)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[Kind] = mapped_column(Name(Kind))
    pages: Mapped[int | None]
    seconds: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
