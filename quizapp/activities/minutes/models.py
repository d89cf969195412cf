"""Tables of the minutes: agenda, versions of the text, corrections, decisions, tasks, pictures, the year's review."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...core.types import BigId, Json, Name, UtcDateTime
from ...extensions import Model
from .levels import Level


class AgendaItem(Model):
    """A point of an activity's agenda, and who speaks to it."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    speaker: Mapped[str] = mapped_column(String(80), default="")


class Minutes(Model):
    """An activity's minutes: who records and chairs, and which of the two stands by version `version`."""

    __tablename__ = "minutes"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    chair_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    guests: Mapped[str] = mapped_column(String(500), default="")  # 列席
    version: Mapped[int] = mapped_column(default=0)
    recorder_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # confirmed by the recorder
    chair_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_final(self) -> bool:
        """Say whether both have confirmed; from then on nothing changes any more."""
        return self.recorder_at is not None and self.chair_at is not None


class MinutesVersion(Model):
    """What the minutes said at a time: [agenda item or null, its title, who spoke, text] each. Never changed."""

    __tablename__ = "minutes_version"
    __table_args__ = (UniqueConstraint("activity_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    texts: Mapped[Any] = mapped_column(Json, nullable=False)


class MinutesCorrection(Model):
    """What was appended to minutes that were confirmed."""

    __tablename__ = "minutes_correction"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text)


class Decision(Model):
    """What was decided, with the figures of the ballot where there was one; all None where there was none."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    way: Mapped[str] = mapped_column(String(40), default="")  # 举手, 无记名投票
    due: Mapped[int | None]
    present: Mapped[int | None]
    yes: Mapped[int | None]
    no: Mapped[int | None]
    abstain: Mapped[int | None]
    adopted: Mapped[bool]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ActivityTask(Model):
    """What somebody is to do after an activity, by when."""

    __tablename__ = "activity_task"
    __table_args__ = (
        Index("ix_activity_task_owner", "owner_id", "done_at"),
        Index("ix_activity_task_branch", "branch_id", "done_at", "due_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str] = mapped_column(String(500))
    due_on: Mapped[date]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_note: Mapped[str] = mapped_column(String(300), default="")
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ActivityPhoto(Model):
    """A picture of an activity: where it stands and what it shows. The content is a file."""

    __tablename__ = "activity_photo"

    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    position: Mapped[int]
    caption: Mapped[str] = mapped_column(String(120), default="")


class ReviewResult(Model):
    """A member's democratic review of a year: the own words, the ballots' figures, the committee's opinion and level."""

    __tablename__ = "review_result"
    __table_args__ = (UniqueConstraint("member_id", "year"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    year: Mapped[int]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    self_text: Mapped[str] = mapped_column(Text, default="")
    self_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    votes: Mapped[Any] = mapped_column(
        Json, nullable=False, default=dict
    )  # by level; who voted how is not kept
    opinion: Mapped[str] = mapped_column(String(1000), default="")
    level: Mapped[Level | None] = mapped_column(Name(Level))
    points: Mapped[int | None]  # hundredths
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
