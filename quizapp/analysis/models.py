"""Tables of the analysis: all of them follow from answers and can be built anew (`quizapp bank stats --rebuild`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Json, UtcDateTime
from ..extensions import Model


class AnalysisCursor(Model):
    """How far a table that only grows has been read: the highest id that was taken in."""

    __tablename__ = "analysis_cursor"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)  # results, attempts
    position: Mapped[int] = mapped_column(BigId, default=0)


class AnalysedSource(Model):
    """A contest and what its paper came to. `mark`: what it was counted by, the last result or the log's length."""

    __tablename__ = "analysed_source"

    source: Mapped[str] = mapped_column(String(40), primary_key=True)  # contest:12, live:5
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    mark: Mapped[int] = mapped_column(BigId, default=0)
    stale: Mapped[bool] = mapped_column(default=True, index=True)
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paper: Mapped[Any] = mapped_column(Json, nullable=True)  # figures.Paper


class ItemTally(Model):
    """Sums over a branch's answers to one version of an item at one source (practice, contest:12, live:5)."""

    __tablename__ = "item_tally"
    __table_args__ = (Index("ix_item_tally_item", "branch_id", "item_id"),)

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    sums: Mapped[Any] = mapped_column(Json, nullable=False)  # tally.Tally


class FirstAnswer(Model):
    """A member's first answer to an item outside contests, as it was counted: known again and taken back when re-marked."""

    __tablename__ = "first_answer"
    __table_args__ = (Index("ix_first_answer_attempt", "attempt_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    answered: Mapped[Any] = mapped_column(Json, nullable=False)  # tally.Answered


class ItemFigures(Model):
    """What lists sort by: an item's figures in a branch, over all sources and all versions that ask the same."""

    __tablename__ = "item_figures"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(BigId)  # the version in force when it was counted
    persons: Mapped[int]
    facility: Mapped[float | None]  # None below ten people
    discrimination: Mapped[float | None]
    median_s: Mapped[float | None]
    warned: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[Any] = mapped_column(Json, nullable=False, default=list)  # [[kind, letters]…]
    kinds: Mapped[str] = mapped_column(String(80), default="")  # of the warnings, each in bars: |key||easy|
