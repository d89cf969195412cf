"""Tables of imports: the file, and each of its questions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...core.types import BigId, Json, Name, UtcDateTime
from ...extensions import Model
from .comparing import Choice, Verdict


class State(StrEnum):
    """Where an import stands."""

    READING = "reading"  # in the background
    READY = "ready"  # waits to be looked at and confirmed
    FAILED = "failed"  # nothing in the file could be read
    STORING = "storing"  # in the background
    DONE = "done"
    UNDONE = "undone"  # taken back


class BankImport(Model):
    """A file that was uploaded, and what became of it."""

    __tablename__ = "bank_import"
    __table_args__ = (Index("ix_bank_import_branch", "branch_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("bank.id"))  # None: a new bank of `name`
    hidden_id: Mapped[int | None] = mapped_column(
        ForeignKey("bank.id")
    )  # where it is written until it is shown
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    filename: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(16), default="")
    slug: Mapped[str] = mapped_column(String(64), default="")
    name: Mapped[str] = mapped_column(String(120), default="")
    topic: Mapped[str] = mapped_column(String(64), default="")  # of every item; "" keeps each its own
    state: Mapped[State] = mapped_column(Name(State))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    problems: Mapped[Any] = mapped_column(
        Json, nullable=False, default=list
    )  # of the file, of no one question
    counts: Mapped[Any] = mapped_column(Json, nullable=False, default=dict)  # created, updated, left
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when the background last wrote
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StagedItem(Model):
    """A question of the file; `content` is its native form, of one with an error what could be read."""

    __tablename__ = "staged_item"
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        Index("ix_staged_item_verdict", "import_id", "verdict", "choice"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("bank_import.id", ondelete="CASCADE"))
    number: Mapped[int]
    place: Mapped[str] = mapped_column(String(160))
    content: Mapped[Any] = mapped_column(Json, nullable=False)
    problems: Mapped[Any] = mapped_column(Json, nullable=False)
    verdict: Mapped[Verdict] = mapped_column(Name(Verdict))
    choice: Mapped[Choice] = mapped_column(Name(Choice))
    other_id: Mapped[int | None] = mapped_column(BigId)  # the item of the bank that it met
    stored_id: Mapped[int | None] = mapped_column(BigId)  # the item that it became or changed
    version_id: Mapped[int | None] = mapped_column(BigId)
    before_id: Mapped[int | None] = mapped_column(BigId)  # the version in force before
