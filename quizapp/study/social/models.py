"""Tables of what people do with the materials: notes of their own, the discussion below, courses."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...core.types import BigId, Name, UtcDateTime
from ...extensions import Model
from .anchors import MOST_AROUND, MOST_QUOTED
from .marks import Mark


class StudyNote(Model):
    """A member's own note to a material: of a passage that it quotes, or of the whole (`quote` ""). Nobody else's to read.

    `place` counts the characters before the passage, blanks left out; `before` and `after` stand around it.
    """

    __tablename__ = "study_note"
    __table_args__ = (Index("ix_study_note_member", "member_id", "material_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id"))
    quote: Mapped[str] = mapped_column(String(MOST_QUOTED), default="")
    before: Mapped[str] = mapped_column(String(MOST_AROUND), default="")
    after: Mapped[str] = mapped_column(String(MOST_AROUND), default="")
    place: Mapped[int] = mapped_column(default=0)
    mark: Mapped[Mark] = mapped_column(Name(Mark), default=Mark.KEY)
    text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CommentState(StrEnum):
    """Who sees a comment: everybody of the branch, or its author and the organisers alone."""

    SHOWN = "shown"
    WAITING = "waiting"  # for an organiser, where the branch publishes after moderation
    HIDDEN = "hidden"  # by an organiser, with a reason that the author is told
    DELETED = "deleted"  # by its author


class Comment(Model):
    """A contribution to the discussion of a material in one branch, or an answer to one."""

    __tablename__ = "study_comment"
    __table_args__ = (
        Index("ix_study_comment_thread", "branch_id", "material_id", "parent_id"),
        Index("ix_study_comment_member", "member_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("study_comment.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[CommentState] = mapped_column(Name(CommentState))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")  # why it was hidden


class CommentReport(Model):
    """A member thinks that a comment should be looked at; an organiser's decision settles all of one comment."""

    __tablename__ = "study_comment_report"

    comment_id: Mapped[int] = mapped_column(ForeignKey("study_comment.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CourseState(StrEnum):
    """Where a course stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"  # nobody completes it any more; who has, keeps it


class Course(Model):
    """An ordered list of materials and practices that a branch's members work through."""

    __tablename__ = "course"
    __table_args__ = (Index("ix_course_branch_state", "branch_id", "state"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300), default="")
    due_on: Mapped[date | None]
    state: Mapped[CourseState] = mapped_column(Name(CourseState), default=CourseState.DRAFT)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CourseStep(Model):
    """One step of a course: a material to study, or (`material_id` None) a practice of a bank or a topic.

    A practice is done once `least` percent of its `size` items were right in one go.
    """

    __tablename__ = "course_step"
    __table_args__ = (Index("ix_course_step_course", "course_id", "position"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    position: Mapped[int]
    material_id: Mapped[int | None] = mapped_column(ForeignKey("material.id"))
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("bank.id"))
    topic: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=10)
    least: Mapped[int] = mapped_column(default=60)


class CourseDone(Model):
    """A member has completed a course; later changes of the course take nothing back."""

    __tablename__ = "course_done"
    __table_args__ = (UniqueConstraint("course_id", "member_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
