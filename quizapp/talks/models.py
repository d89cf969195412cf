"""Tables of the talks. Nothing here but `talk_note` and `talk_follow_up` says what was spoken of."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Name, UtcDateTime
from ..extensions import Model
from .pairs import PairKind


class TalkState(StrEnum):
    """Where a talk stands."""

    ARRANGED = "arranged"
    HELD = "held"
    CANCELLED = "cancelled"


class TalkPlan(Model):
    """Who is to talk with whom, as the organisers plan it for a year. Says nothing of whether they have."""

    __tablename__ = "talk_plan"
    __table_args__ = (UniqueConstraint("branch_id", "year", "first_id", "second_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    year: Mapped[int]
    first_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)  # the lower id of the two
    second_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    due_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(ForeignKey("member.id"))


class Talk(Model):
    """A talk of two members: seen by them alone. `kind` is set when it was held, by who was then in the committee."""

    __tablename__ = "talk"
    __table_args__ = (Index("ix_talk_branch_day", "branch_id", "held_on"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    first_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)  # who arranged it
    second_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    state: Mapped[TalkState] = mapped_column(Name(TalkState), default=TalkState.ARRANGED)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(80), default="")
    kind: Mapped[PairKind | None] = mapped_column(Name(PairKind))
    held_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TalkNote(Model):
    """What was spoken of. The first one of a talk is its note: changed by its writer until the other confirms it.

    Those after it are additions, and never change.
    """

    __tablename__ = "talk_note"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TalkFollowUp(Model):
    """What the two agreed to do, by when; done when either says so."""

    __tablename__ = "talk_follow_up"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str] = mapped_column(String(500))
    due_on: Mapped[date | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
