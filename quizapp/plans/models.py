"""Tables of the plans: a branch's year and what it holds, month by month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..activities.kinds import Way
from ..core.types import BigId, Json, Name, UtcDateTime
from ..extensions import Model


class StudyPlan(Model):
    """年度理论学习计划: a branch's plan of one year; seen by members once it is published."""

    __tablename__ = "study_plan"
    __table_args__ = (UniqueConstraint("branch_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    year: Mapped[int]
    note: Mapped[str] = mapped_column(String(1000), default="")  # what the year is about
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlanItem(Model):
    """What is to be learnt in a month. Done by what is linked to it, or by a word with its reason.

    An activity names its item; materials and a contest are named here.
    """

    __tablename__ = "plan_item"
    __table_args__ = (Index("ix_plan_item_month", "plan_id", "month", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("study_plan.id"))
    month: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    way: Mapped[Way] = mapped_column(Name(Way))
    responsible: Mapped[str] = mapped_column(String(120), default="")  # names, posts, groups, in words
    group_id: Mapped[int | None] = mapped_column(ForeignKey("party_group.id"))  # None: for everybody
    due_on: Mapped[date | None]
    minutes: Mapped[int] = mapped_column(default=0)  # expected
    note: Mapped[str] = mapped_column(String(500), default="")
    material_ids: Mapped[Any] = mapped_column(Json, nullable=False, default=list)
    contest_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contest.id"))
    done_on: Mapped[date | None]
    done_reason: Mapped[str] = mapped_column(String(300), default="")
    done_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    plan: Mapped[StudyPlan] = relationship()
