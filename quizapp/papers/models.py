"""Tables of papers: attempts, their answers and results, and each member's standing with each item."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Json, Name, UtcDateTime
from ..extensions import Model
from .attempt import AttemptState
from .rulings import RulingKind


class Purpose(StrEnum):
    """What an attempt is for."""

    PRACTICE = "practice"
    CONTEST = "contest"
    CHECK = "check"  # the one or two items after a study material


class Attempt(Model):
    """One person's answering of one paper. `paper` is fixed when the attempt starts.

    `paper` is a list, by position from 1: {"item", "version", "type", "points", "options": [[id, letter]…],
    "left": […]?}; points in hundredths.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("member_id", "source_key", "number"),
        Index("ix_attempt_source", "source_key", "state"),
        Index(
            "ix_attempt_deadline",
            "deadline",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("party_group.id"))
    purpose: Mapped[Purpose] = mapped_column(Name(Purpose))
    source_key: Mapped[str] = mapped_column(String(80))  # contest:12, practice, practice:wrong, material:5
    number: Mapped[int]  # the member's nth attempt at this source
    title: Mapped[str] = mapped_column(String(120))
    seed: Mapped[str] = mapped_column(String(64))
    paper: Mapped[Any] = mapped_column(Json, nullable=False)
    instant_feedback: Mapped[bool] = mapped_column(default=False)
    state: Mapped[AttemptState] = mapped_column(Name(AttemptState), default=AttemptState.OPEN)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline: Mapped[datetime | None] = mapped_column(UtcDateTime)
    grace_ms: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_by: Mapped[str | None] = mapped_column(String(16))  # member or deadline
    used_ms: Mapped[int | None]
    resumed_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # after a reopening; the pause is not time used
    request_id: Mapped[str | None] = mapped_column(
        String(64)
    )  # of the start, so that a repeated start is harmless


class AttemptEvent(Model):
    """What happened to an attempt besides answers: started, submitted, extended, reopened; appended."""

    __tablename__ = "attempt_event"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(16))
    data: Mapped[Any] = mapped_column(Json, nullable=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")


class Answer(Model):
    """The response given at one position; the last one before the submission counts."""

    __tablename__ = "answer"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    response: Mapped[Any] = mapped_column(Json, nullable=True)  # with the paper's option ids
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    request_id: Mapped[str | None] = mapped_column(String(64))
    self_points: Mapped[int | None]  # a short answer marked by its own writer, in practice; hundredths


class AttemptResult(Model):
    """The marking of an attempt; a later marking is a new row with a reason. The highest sequence holds.

    `marks`: list by position of {"points", "verdict", "ruled"?, "was"?}; score and maximum in hundredths.
    `cause` names what marked it anew, once: regrade:12.
    """

    __tablename__ = "attempt_result"
    __table_args__ = (
        UniqueConstraint("attempt_id", "sequence"),
        Index("ix_attempt_result_cause", "cause", "attempt_id", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    sequence: Mapped[int]
    score: Mapped[int]
    maximum: Mapped[int]
    marks: Mapped[Any] = mapped_column(Json, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    cause: Mapped[str | None] = mapped_column(String(40))


class ItemRuling(Model):
    """What holds in a branch for a version whose key was wrong; appended, the last one of a version holds."""

    __tablename__ = "item_ruling"
    __table_args__ = (
        UniqueConstraint("cause", "version_id"),
        Index("ix_item_ruling_version", "branch_id", "version_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    kind: Mapped[RulingKind] = mapped_column(Name(RulingKind))
    key_version_id: Mapped[int | None] = mapped_column(ForeignKey("item_version.id"))
    cause: Mapped[str] = mapped_column(String(40))  # regrade:12
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MemberItem(Model):
    """A member's standing with one item: tries, the book of mistakes (错题本), favourite."""

    __tablename__ = "member_item"
    __table_args__ = (
        Index("ix_member_item_mistake", "member_id", "mistake_since"),
        Index("ix_member_item_topic", "member_id", "bank_id", "topic"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    topic: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    rights: Mapped[int] = mapped_column(default=0)
    wrongs: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_right: Mapped[bool | None]
    last_source: Mapped[str] = mapped_column(String(120), default="")  # title of the paper of the last error
    last_response: Mapped[Any] = mapped_column(
        Json, nullable=True
    )  # of the last error, in the author's letters
    mistake_since: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: not in the book
    mistake_right_days: Mapped[int] = mapped_column(default=0)
    mistake_last_right_on: Mapped[date | None]
    mistake_due_on: Mapped[date | None]  # None also for what entered before there were days to come back
    favourite_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
