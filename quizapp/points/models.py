"""Tables of the points: the draft of a sheet and its trials, claims, entries for many, objections."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Json, Name, UtcDateTime
from ..extensions import Model
from .claiming import ClaimAct, ClaimState


class SheetDraft(Model):
    """The sheet that a branch is writing, as `record.sheet` reads it; `revision` counts its changes."""

    __tablename__ = "sheet_draft"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    content: Mapped[Any] = mapped_column(Json, nullable=False)
    revision: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TrialState(StrEnum):
    """How far a trial is."""

    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class SheetTrial(Model):
    """A draft tried on a past period: what would have changed. One of each branch is kept, the last."""

    __tablename__ = "sheet_trial"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), unique=True)
    period: Mapped[str] = mapped_column(String(10))
    content: Mapped[Any] = mapped_column(Json, nullable=False)  # the draft as it was
    state: Mapped[TrialState] = mapped_column(Name(TrialState))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[Any] = mapped_column(Json, nullable=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PointsClaim(Model):
    """What a member declares to have done under a rule; amounts in hundredths.

    `points` is what the member suggests where the rule leaves them open, later what was granted.
    """

    __tablename__ = "points_claim"
    __table_args__ = (
        UniqueConstraint("member_id", "request_id"),
        Index("ix_points_claim_branch_state", "branch_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("party_group.id"))
    rule: Mapped[str] = mapped_column(String(64))
    day: Mapped[date]
    text: Mapped[str] = mapped_column(String(500))
    outcome: Mapped[str] = mapped_column(String(64), default="")
    count: Mapped[int | None]
    points: Mapped[int | None]
    state: Mapped[ClaimState] = mapped_column(Name(ClaimState))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    request_id: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClaimStep(Model):
    """Who did what with a claim, when and why; never changed."""

    __tablename__ = "claim_step"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("points_claim.id"), index=True)
    act: Mapped[ClaimAct] = mapped_column(Name(ClaimAct))
    actor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    points: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(300), default="")


class PointsBatch(Model):
    """An entry for many members at once; each of them has it under the key `batch:<id>`."""

    __tablename__ = "points_batch"
    __table_args__ = (UniqueConstraint("branch_id", "request_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    rule: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(120))
    day: Mapped[date]
    members: Mapped[int]
    request_id: Mapped[str] = mapped_column(String(64))
    actor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    undo_reason: Mapped[str] = mapped_column(String(300), default="")


class Answer(StrEnum):
    """What an objection came to."""

    OPEN = "open"
    KEPT = "kept"
    REVERSED = "reversed"
    CORRECTED = "corrected"


class Objection(Model):
    """What a member has to say against an entry of his own, and what he was answered."""

    __tablename__ = "objection"
    __table_args__ = (Index("ix_objection_branch_answer", "branch_id", "answer"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    text: Mapped[str] = mapped_column(String(500))
    due_on: Mapped[date]
    answer: Mapped[Answer] = mapped_column(Name(Answer), default=Answer.OPEN)
    reason: Mapped[str] = mapped_column(String(500), default="")
    result_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
