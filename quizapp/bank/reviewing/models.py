"""Tables of reviewing: what was said about an item, what members reported, what a branch does not want."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...core.i18n import N_
from ...core.types import BigId, Name, UtcDateTime
from ...extensions import Model


class RemarkKind(StrEnum):
    """What a line beside an item is: a comment, or a step of its way with what was said to it."""

    COMMENT = "comment"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    DISCARD = "discard"


class ReportKind(StrEnum):
    """What a member holds to be wrong with an item."""

    KEY = "key"
    WORDING = "wording"
    OUTDATED = "outdated"
    OTHER = "other"


REPORT_KINDS: dict[ReportKind, str] = {
    ReportKind.KEY: N_("答案不对"),
    ReportKind.WORDING: N_("文字有误或看不明白"),
    ReportKind.OUTDATED: N_("内容过时"),
    ReportKind.OTHER: N_("其他"),
}


class Outcome(StrEnum):
    """What came of a report."""

    EDITED = "edited"
    KEY_CHANGED = "key_changed"
    RETIRED = "retired"
    HIDDEN = "hidden"
    NO_FAULT = "no_fault"


OUTCOMES: dict[Outcome, str] = {
    Outcome.EDITED: N_("已经改正"),
    Outcome.KEY_CHANGED: N_("答案已更正"),
    Outcome.RETIRED: N_("这道题已停用"),
    Outcome.HIDDEN: N_("本支部不再出这道题"),
    Outcome.NO_FAULT: N_("核对后没有发现错误"),
}


class Remark(Model):
    """What somebody said about a version of an item. `request_id` makes a repeated sending harmless."""

    __tablename__ = "item_remark"
    __table_args__ = (UniqueConstraint("item_id", "request_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    kind: Mapped[RemarkKind] = mapped_column(Name(RemarkKind))
    text: Mapped[str] = mapped_column(String(1000), default="")
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    request_id: Mapped[str | None] = mapped_column(String(64))


class ErrorReport(Model):
    """What a member reported of a version; the same member has one report of it, which may be written anew."""

    __tablename__ = "error_report"
    __table_args__ = (
        UniqueConstraint("member_id", "version_id"),
        Index("ix_error_report_item", "item_id", "answered_at"),
        Index("ix_error_report_branch", "branch_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))  # the member's when it was written
    kind: Mapped[ReportKind] = mapped_column(Name(ReportKind))
    text: Mapped[str] = mapped_column(Text, default="")
    times: Mapped[int] = mapped_column(default=1)  # how often it was written anew
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    outcome: Mapped[Outcome | None] = mapped_column(Name(Outcome))
    answer: Mapped[str] = mapped_column(String(500), default="")


class ItemHidden(Model):
    """A shipped item that a branch does not want to be asked."""

    __tablename__ = "item_hidden"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
