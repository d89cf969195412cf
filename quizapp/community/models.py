"""Tables of the community: choices, birthdays held, voices, pledges, honours, transfers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.types import BigId, Name, UtcDateTime
from ..extensions import Model
from .wording import HonourLevel, Progress, Standing, TransferState, VoiceKind


class CommunityChoice(Model):
    """What a member chose here: whether the birthday is shown to others; and when the welcome was put away."""

    __tablename__ = "community_choice"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    birthday_shown: Mapped[bool] = mapped_column(default=True)
    welcomed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BirthdayHeld(Model):
    """A political birthday was marked together, in an activity or otherwise."""

    __tablename__ = "birthday_held"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    held_on: Mapped[date]
    activity_id: Mapped[int | None]  # of the activities' table, which a branch may clear
    note: Mapped[str] = mapped_column(String(200), default="")
    actor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Voice(Model):
    """What a member wrote for the wall, or wished a colleague; nobody sees it before an organiser did."""

    __tablename__ = "voice"
    __table_args__ = (Index("ix_voice_branch_state_day", "branch_id", "state", "day"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("party_group.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[VoiceKind] = mapped_column(Name(VoiceKind), default=VoiceKind.VOICE)
    to_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)  # whom a blessing is for
    topic: Mapped[str] = mapped_column(String(16), default="other")
    text: Mapped[str] = mapped_column(Text)
    on_screen: Mapped[bool] = mapped_column(default=True)
    state: Mapped[Standing] = mapped_column(Name(Standing), default=Standing.WAITING)
    reason: Mapped[str] = mapped_column(String(200), default="")  # why it came back
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    day: Mapped[date]  # local, of writing; of publishing once it was
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class VoiceLike(Model):
    """A member likes a voice, once."""

    __tablename__ = "voice_like"

    voice_id: Mapped[int] = mapped_column(ForeignKey("voice.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class VoiceReport(Model):
    """A member finds that a voice should not stand there; seen by the organisers alone."""

    __tablename__ = "voice_report"

    voice_id: Mapped[int] = mapped_column(ForeignKey("voice.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    text: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Pledge(Model):
    """What a member promises for a year; open to the branch once an organiser acknowledged it."""

    __tablename__ = "pledge"
    __table_args__ = (
        UniqueConstraint("member_id", "year"),
        Index("ix_pledge_branch_year", "branch_id", "year"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("party_group.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    year: Mapped[int]
    post: Mapped[str] = mapped_column(String(40), default="")  # 岗位, as the plate shows it
    state: Mapped[Standing] = mapped_column(Name(Standing), default=Standing.WAITING)
    reason: Mapped[str] = mapped_column(String(200), default="")
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    vanguard: Mapped[bool] = mapped_column(default=False)  # a 党员先锋岗
    check_text: Mapped[str] = mapped_column(String(500), default="")  # the year-end self-check
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    items: Mapped[list[PledgeItem]] = relationship(
        order_by="PledgeItem.position", cascade="all, delete-orphan", lazy="selectin"
    )


class PledgeItem(Model):
    """One promise of a pledge and how far it is."""

    __tablename__ = "pledge_item"

    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)  # from 1
    text: Mapped[str] = mapped_column(String(60))
    progress: Mapped[Progress] = mapped_column(Name(Progress), default=Progress.OPEN)
    note: Mapped[str] = mapped_column(String(100), default="")
    marked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Honour(Model):
    """An honour of a member, of a group, or of the branch itself (neither is named), with its story."""

    __tablename__ = "honour"
    __table_args__ = (Index("ix_honour_branch_state_day", "branch_id", "state", "awarded_on"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("party_group.id"))
    title: Mapped[str] = mapped_column(String(80))
    awarded_by: Mapped[str] = mapped_column(String(80), default="")
    awarded_on: Mapped[date]
    level: Mapped[HonourLevel] = mapped_column(Name(HonourLevel), default=HonourLevel.BRANCH)
    story: Mapped[str] = mapped_column(Text, default="")
    points: Mapped[int] = mapped_column(default=0)  # hundredths; counted where the sheet has the rule
    state: Mapped[Standing] = mapped_column(Name(Standing), default=Standing.WAITING)
    reason: Mapped[str] = mapped_column(String(200), default="")
    proposer_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Transfer(Model):
    """A member goes from one group or branch to another: asked for, let go by one side, received by the other."""

    __tablename__ = "member_transfer"
    __table_args__ = (
        Index("ix_member_transfer_from", "from_branch_id", "state"),
        Index("ix_member_transfer_to", "to_branch_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    from_branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    from_group_id: Mapped[int | None] = mapped_column(ForeignKey("party_group.id"))
    to_branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    to_group_id: Mapped[int | None] = mapped_column(ForeignKey("party_group.id"))
    day: Mapped[date]  # as the letter says; the roll changes when the other side has received
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[TransferState] = mapped_column(Name(TransferState), default=TransferState.ASKED)
    refusal: Mapped[str] = mapped_column(String(200), default="")
    asked_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_open(self) -> bool:
        return self.state in (TransferState.ASKED, TransferState.RELEASED)

    @property
    def within_branch(self) -> bool:
        return self.from_branch_id == self.to_branch_id
