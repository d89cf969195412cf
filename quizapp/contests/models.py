"""Tables of contests over a window."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Json, Name, UtcDateTime
from ..extensions import Model
from .window import ContestState


class Contest(Model):
    """A timed contest that members enter on their own within a window."""

    __tablename__ = "contest"
    __table_args__ = (Index("ix_contest_branch_state", "branch_id", "state"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    title: Mapped[str] = mapped_column(String(120))
    notice: Mapped[str] = mapped_column(Text, default="")  # Markdown, shown before starting
    state: Mapped[ContestState] = mapped_column(Name(ContestState), default=ContestState.DRAFT)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    limit_s: Mapped[int]  # seconds for one attempt
    grace_ms: Mapped[int] = mapped_column(default=2000)
    attempts: Mapped[int] = mapped_column(default=1)
    counts: Mapped[str] = mapped_column(String(8), default="highest")  # highest, first, last, average
    bank_ids: Mapped[Any] = mapped_column(Json, nullable=False)
    blueprint: Mapped[Any] = mapped_column(Json, nullable=False)
    same_paper: Mapped[bool] = mapped_column(default=False)  # one draw for all, else a draw for each attempt
    review: Mapped[str] = mapped_column(String(12), default="closed")  # submitted, closed, never
    eligible: Mapped[Any] = mapped_column(Json, nullable=False, default=dict)  # {"groups": […], "kinds": […]}
    for_record: Mapped[bool] = mapped_column(default=True)
    seed: Mapped[str] = mapped_column(String(64))
    picks: Mapped[Any] = mapped_column(
        Json, nullable=True
    )  # of one paper for all, fixed on publishing: [[item, points]…]
    resting: Mapped[Any] = mapped_column(
        Json, nullable=True
    )  # items to rest, fixed on publishing: every draw of it
    created_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ContestEvent(Model):
    """A step of a contest or a decision on one person's attempt; appended, with author and reason."""

    __tablename__ = "contest_event"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(16))  # published, closed, settled, extended, reopened, allowed …
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    data: Mapped[Any] = mapped_column(Json, nullable=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")


class ContestResult(Model):
    """A member's settled place; a restatement is a new sequence for all."""

    __tablename__ = "contest_result"
    __table_args__ = (UniqueConstraint("contest_id", "sequence", "member_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    sequence: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("party_group.id"))
    rank: Mapped[int]
    score: Mapped[int]  # hundredths
    maximum: Mapped[int]
    used_ms: Mapped[int]
