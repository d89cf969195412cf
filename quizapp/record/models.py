"""Tables of the record: points sheets, the append-only ledger and its rebuildable totals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Json, UtcDateTime
from ..extensions import Model


class PointsSheet(Model):
    """A dated version of the points rules; branch_id None is the default for every branch."""

    __tablename__ = "points_sheet"
    __table_args__ = (UniqueConstraint("branch_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    version: Mapped[int]
    valid_from: Mapped[date]
    content: Mapped[Any] = mapped_column(Json, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))


class LedgerEntry(Model):
    """One entry of a member's record. Never changed: a correction is a new entry that names it.

    `kind` is what was reported, which `rule` feeds on or is named for. `reverses_id`: it takes all of that one back; `corrects_id`: it is the difference by which that one was wrong.
    Points in hundredths: `earned` before the caps, `counted` after them. Branch and group are those in
    which it was earned.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("member_id", "rule", "key"),
        Index("ix_ledger_member_day", "member_id", "day"),
        Index("ix_ledger_branch_day", "branch_id", "day"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("party_group.id"))
    kind: Mapped[str] = mapped_column(String(64))
    rule: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(120))
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date]  # local
    earned: Mapped[int]
    counted: Mapped[int]
    why: Mapped[str] = mapped_column(String(32), default="")  # code: what cut the points
    title: Mapped[str] = mapped_column(String(120))  # what it was for, in words
    detail: Mapped[Any] = mapped_column(Json, nullable=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("points_sheet.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UnusedCredit(Model):
    """A credit for which the sheet of its day had no rule: kept, so that a draft of a new sheet can be tried on it."""

    __tablename__ = "unused_credit"
    __table_args__ = (
        UniqueConstraint("member_id", "kind", "key"),
        Index("ix_unused_credit_branch_day", "branch_id", "day"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    kind: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(120))
    day: Mapped[date]  # local
    title: Mapped[str] = mapped_column(String(120))
    measure: Mapped[Any] = mapped_column(Json, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PointTotal(Model):
    """A member's running total of counted points in a branch and period; rebuilt by `quizapp record verify`.

    `gained` is what stands of what was earned there, deductions left out, as `belonging.gained` has it: above zero for
    who took part, whatever was taken off besides.
    """

    __tablename__ = "point_total"
    __table_args__ = (Index("ix_point_total_board", "branch_id", "kind", "start", "counted"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)  # day, week, month, quarter, year
    start: Mapped[date] = mapped_column(primary_key=True)
    counted: Mapped[int]
    entries: Mapped[int]
    gained: Mapped[int] = mapped_column(server_default="0")


class GroupTotal(Model):
    """A group's running total, of what was earned in it; `group_id` 0 stands for none, so that the key is whole."""

    __tablename__ = "group_total"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    start: Mapped[date] = mapped_column(primary_key=True)
    counted: Mapped[int]
    entries: Mapped[int]
