"""Tables of the activities: what is held, who was called and came, what that was credited with, calendars."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Json, Name, UtcDateTime
from ..extensions import Model
from .attending import AttendanceState, How
from .kinds import ActivityKind, ActivityState, Invited, Way


class Activity(Model):
    """Something held together by a branch, or by one of its groups (`group_id`)."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_branch_starts", "branch_id", "starts_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("party_group.id"))
    kind: Mapped[ActivityKind] = mapped_column(Name(ActivityKind))
    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(120), default="")
    way: Mapped[Way | None] = mapped_column(Name(Way))
    plan_item_id: Mapped[int | None]  # an item of the yearly plan, which knows activities and not the reverse
    confidential: Mapped[bool] = mapped_column(default=False)  # seen by who was called and who runs it
    agenda: Mapped[str] = mapped_column(Text, default="")
    host_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    lecturer_ids: Mapped[Any] = mapped_column(Json, nullable=False, default=list)
    guest_lecturer: Mapped[str] = mapped_column(String(120), default="")  # who is no member of the branch
    invited: Mapped[Invited] = mapped_column(Name(Invited))
    invited_ids: Mapped[Any] = mapped_column(Json, nullable=False, default=list)  # of Invited.CHOSEN
    seats: Mapped[int | None]  # places of a sign-up; None for as many as come
    late_after: Mapped[int] = mapped_column(default=10)  # minutes
    late_open: Mapped[bool] = mapped_column(default=False)  # the host lets people sign in after the end
    latitude: Mapped[float | None]  # of the place, where signing in by place is offered
    longitude: Mapped[float | None]
    radius: Mapped[int] = mapped_column(default=300)  # metres
    code_key: Mapped[str] = mapped_column(String(64))  # what the codes that renew themselves are made with
    screen_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[ActivityState] = mapped_column(Name(ActivityState), default=ActivityState.DRAFT)
    reason: Mapped[str] = mapped_column(String(300), default="")  # of cancelling or reopening
    sequence: Mapped[int] = mapped_column(default=0)  # counts changes, for calendars
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it was closed last

    def lets_in(self, now: datetime) -> bool:
        """Say whether people can sign in by themselves: while it is open, after its end where the host lets them."""
        return self.state is ActivityState.OPEN and (self.late_open or now <= self.ends_at)


class Attendance(Model):
    """A person called to an activity, or who came all the same (`expected` False)."""

    __tablename__ = "attendance"
    __table_args__ = (Index("ix_attendance_member", "member_id", "state"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    state: Mapped[AttendanceState] = mapped_column(Name(AttendanceState), default=AttendanceState.INVITED)
    expected: Mapped[bool] = mapped_column(default=True)  # not of who is exempt or was not called
    votes: Mapped[bool] = mapped_column(default=False)  # 有表决权, as of the invitation
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # for leave, or for a place
    reason: Mapped[str] = mapped_column(
        String(300), default=""
    )  # of the leave: host, leader and oneself alone
    answer: Mapped[str] = mapped_column(String(300), default="")
    how: Mapped[How | None] = mapped_column(Name(How))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # signed in, by the server's clock
    by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # who ticked it, or changed it last
    device: Mapped[str] = mapped_column(String(32), default="")  # digest of the browser's mark
    distance: Mapped[int | None]  # metres from the place, rounded; never where somebody was


class ActivityCredit(Model):
    """What was reported for a person: an entry of the record and of the hours, each named so that it can go back."""

    __tablename__ = "activity_credit"
    __table_args__ = (UniqueConstraint("activity_id", "member_id", "kind", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(String(64))  # of the credit, or "hours"
    number: Mapped[int]  # 2 and more: given again after it was taken back
    entry_id: Mapped[int | None] = mapped_column(BigId)  # None: the sheet gives nothing for it
    minutes: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CalendarFeed(Model):
    """The secret address under which a member's calendar program reads the own activities."""

    __tablename__ = "calendar_feed"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)  # kept readable: the member copies it again
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
