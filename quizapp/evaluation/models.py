"""Tables of evaluations: the period with its result, vetoes, rulings, objections, and the months of committee work."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.i18n import N_
from ..core.types import BigId, Json, Name, UtcDateTime
from ..extensions import Model
from .periods import PeriodKind, Stretch


class State(StrEnum):
    """How far an evaluation has come; it never goes back."""

    DRAFT = "draft"
    COMPUTED = "computed"
    PUBLISHED = "published"
    SETTLED = "settled"
    SEALED = "sealed"


class Shown(StrEnum):
    """What the branch sees of a published evaluation; one's own result everybody sees whole."""

    POINTS = "points"  # names and points
    LEVELS = "levels"  # names and levels
    GROUPS = "groups"  # the groups' figures only


class Answered(StrEnum):
    """What became of an objection."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


STATE_TITLES: dict[State, str] = {
    State.DRAFT: N_("草稿"),
    State.COMPUTED: N_("已计算"),
    State.PUBLISHED: N_("公示中"),
    State.SETTLED: N_("已定案"),
    State.SEALED: N_("已封存"),
}
SHOWN_TITLES: dict[Shown, str] = {
    Shown.POINTS: N_("姓名、积分与等次"),
    Shown.LEVELS: N_("姓名与等次"),
    Shown.GROUPS: N_("只公布党小组情况"),
}
ANSWERED_TITLES: dict[Answered, str] = {
    Answered.OPEN: N_("待答复"),
    Answered.UPHELD: N_("已采纳"),
    Answered.REJECTED: N_("未采纳"),
}


class Evaluation(Model):
    """A branch's evaluation of a period by one points sheet.

    `result` as `figures.result_of` makes it; `inputs` what else went into it (roll, vetoes, rulings, the period before),
    kept when it is sealed. `history`: every computation, with whose figures it changed. `seal`, `entries_digest`,
    `entries_count` and `last_entry_id` bind it to the ledger as it was.
    """

    __tablename__ = "evaluation"
    __table_args__ = (Index("ix_evaluation_branch_last", "branch_id", "last"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[PeriodKind] = mapped_column(Name(PeriodKind))
    first: Mapped[date]
    last: Mapped[date]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("points_sheet.id"))
    state: Mapped[State] = mapped_column(Name(State), default=State.DRAFT)
    shown: Mapped[Shown] = mapped_column(Name(Shown), default=Shown.LEVELS)
    days: Mapped[int] = mapped_column(default=5)  # for objections
    result: Mapped[Any] = mapped_column(Json, nullable=True)
    history: Mapped[Any] = mapped_column(Json, nullable=False, default=list)
    inputs: Mapped[Any] = mapped_column(Json, nullable=True)
    computed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    objections_until: Mapped[date | None]
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seal: Mapped[str] = mapped_column(String(64), default="")
    entries_digest: Mapped[str] = mapped_column(String(64), default="")
    entries_count: Mapped[int] = mapped_column(default=0)
    last_entry_id: Mapped[int] = mapped_column(BigId, default=0)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def stretch(self) -> Stretch:
        """The days that are evaluated."""
        return Stretch(self.kind, self.first, self.last)


class Veto(Model):
    """一票否决 of a member in an evaluation: why, of which day, on what evidence; withdrawn, never deleted."""

    __tablename__ = "evaluation_veto"

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    evidence: Mapped[str] = mapped_column(String(300), default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_why: Mapped[str] = mapped_column(String(300), default="")


class LevelRuling(Model):
    """The branch's decision who of a tie at a level's edge gets the level; the last one of a level holds.

    It names the tie that it was made on, members, total and room, and holds for exactly that one.
    """

    __tablename__ = "evaluation_ruling"

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    level: Mapped[str] = mapped_column(String(32))
    total: Mapped[int]
    room: Mapped[int] = mapped_column(server_default="0")
    tied_ids: Mapped[Any] = mapped_column(Json, nullable=False, server_default="[]")
    member_ids: Mapped[Any] = mapped_column(Json, nullable=False)
    reason: Mapped[str] = mapped_column(String(300))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ResultObjection(Model):
    """A member's objection to the own result; answered once, never changed."""

    __tablename__ = "evaluation_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str] = mapped_column(String(500))
    outcome: Mapped[Answered] = mapped_column(Name(Answered), default=Answered.OPEN)
    answer: Mapped[str] = mapped_column(String(500), default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WorkMonth(Model):
    """A month of committee members' work, marked by deductions on three sheets with weights."""

    __tablename__ = "work_month"
    __table_args__ = (UniqueConstraint("branch_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    month: Mapped[date]  # its first day
    items: Mapped[Any] = mapped_column(
        Json, nullable=False
    )  # [{"title", "points"}], points to take off, in hundredths
    weights: Mapped[Any] = mapped_column(Json, nullable=False)  # source → weight
    people: Mapped[Any] = mapped_column(Json, nullable=False)  # ids of those who are marked
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WorkMark(Model):
    """One sheet on one person by one rater: how often each item was found; typed anew until the month is closed."""

    __tablename__ = "work_mark"
    __table_args__ = (UniqueConstraint("work_month_id", "member_id", "source", "rater_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    work_month_id: Mapped[int] = mapped_column(ForeignKey("work_month.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    source: Mapped[str] = mapped_column(String(16))  # leader, committee, colleagues
    rater_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    times: Mapped[Any] = mapped_column(Json, nullable=False)  # how often each item, in their order
    note: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
