"""Tables of regrades: each with what was ruled, how far it has come, and what it did where."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Json, Name, UtcDateTime
from ..extensions import Model
from ..papers.rulings import RulingKind


class Regrade(Model):
    """One regrade of an item in a branch. `finished_at` None: under way; whoever comes next goes on with it.

    `rulings`: what was ruled, as [[version, kind, key version or null]…]; `before`: what held until then.
    `step` and `cursor`: what is being done, and up to which row it is done.
    """

    __tablename__ = "regrade"
    __table_args__ = (
        Index("ix_regrade_branch", "branch_id", "id"),
        Index(
            "ix_regrade_unfinished",
            "id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    kind: Mapped[RulingKind] = mapped_column(Name(RulingKind))
    rulings: Mapped[Any] = mapped_column(Json, nullable=False)
    before: Mapped[Any] = mapped_column(Json, nullable=False)
    was_version_id: Mapped[int | None] = mapped_column(BigId)  # current until this regrade changed the key
    new_version_id: Mapped[int | None] = mapped_column(BigId)  # the version that this regrade made
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("regrade.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(300))
    request_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # somebody works on it until then
    step: Mapped[str] = mapped_column(String(16))
    cursor: Mapped[int] = mapped_column(BigId, default=0)


class RegradeEffect(Model):
    """What a regrade did at one source: contest:12, live:3, practice. What happened to a paper stands with the paper."""

    __tablename__ = "regrade_effect"

    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrade.id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    data: Mapped[Any] = mapped_column(Json, nullable=False)
