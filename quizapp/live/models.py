"""Tables of contests in the room: the contest as prepared, its log, who takes part, answers and presses."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.types import BigId, Json, Name, UtcDateTime
from ..extensions import Model


class LiveState(StrEnum):
    """Where a contest is in its life. The log tells the course of a running one."""

    DRAFT = "draft"
    LOBBY = "lobby"
    RUNNING = "running"
    FINISHED = "finished"
    SETTLED = "settled"  # points are in the record
    CANCELLED = "cancelled"  # put away; its log stays


class LiveContest(Model):
    """A contest in the room. `draft` is what the organiser prepares, `setup` what it became when the lobby opened.

    draft: {"sheet": document, "decisions": {gap: value}, "teams": [{"id", "name", "unit", "seats"}],
    "rounds": {round key: [item id]}, "values": {item id: hundredths}?, "reserve": [item id]}.
    setup: the frozen contest, read by `setups.read`. `answering` is the number of the question that takes
    everybody's answers now; the statement that stores an answer looks at it.
    """

    __tablename__ = "live_contest"
    __table_args__ = (Index("ix_live_contest_branch_state", "branch_id", "state"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[LiveState] = mapped_column(Name(LiveState), default=LiveState.DRAFT)
    pin: Mapped[str | None] = mapped_column(String(6), unique=True)  # given when the lobby opens
    screen_token: Mapped[str] = mapped_column(String(64), unique=True)
    draft: Mapped[Any] = mapped_column(Json, nullable=False)
    setup: Mapped[Any] = mapped_column(Json, nullable=True)
    guests: Mapped[bool] = mapped_column(default=True)  # people without an account may join
    rehearsal: Mapped[bool] = mapped_column(default=False)  # played like any other, kept off the record
    rehearsal_of: Mapped[int | None] = mapped_column(ForeignKey("live_contest.id"))
    for_record: Mapped[bool] = mapped_column(default=True)
    fair_buzz: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)  # n of the last event
    answering: Mapped[int | None]
    seed: Mapped[str] = mapped_column(String(64))
    planned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    results: Mapped[Any] = mapped_column(Json, nullable=True)  # as settled: {"hash", "standings", "round"}


class LiveEvent(Model):
    """One event of a contest's log, as the engine's `Logged`; appended, never changed."""

    __tablename__ = "live_event"
    __table_args__ = (UniqueConstraint("contest_id", "request_id"),)

    contest_id: Mapped[int] = mapped_column(ForeignKey("live_contest.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    group: Mapped[int] = mapped_column("command")
    at: Mapped[int] = mapped_column(BigInteger)  # milliseconds since the epoch
    by: Mapped[str] = mapped_column(String(40))  # member:3, player:p17, clock
    kind: Mapped[str] = mapped_column(String(24))
    data: Mapped[Any] = mapped_column(Json, nullable=False)
    request_id: Mapped[str | None] = mapped_column(String(64))  # of the command, on its first event


class LiveParticipant(Model):
    """A person in a contest: the identity behind a phone. Name, team and seat are in the log."""

    __tablename__ = "live_participant"
    __table_args__ = (UniqueConstraint("contest_id", "player"), UniqueConstraint("contest_id", "member_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("live_contest.id"), index=True)
    player: Mapped[str] = mapped_column(String(16))  # the id in the log
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    token_hash: Mapped[str] = mapped_column(
        String(64), unique=True
    )  # the phone's token, hashed; renewed on take-over
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LiveAnswer(Model):
    """One player's answer to a question that everybody answers; the first one counts."""

    __tablename__ = "live_answer"

    contest_id: Mapped[int] = mapped_column(ForeignKey("live_contest.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    player: Mapped[str] = mapped_column(String(16), primary_key=True)
    response: Mapped[Any] = mapped_column(Json, nullable=True)
    at: Mapped[int] = mapped_column(BigInteger)  # arrival, milliseconds since the epoch
    after: Mapped[int]  # milliseconds after the opening, time that stood still left out
    by: Mapped[str] = mapped_column(
        String(40)
    )  # who sent it: the player, or a host for somebody without a phone


class LivePress(Model):
    """One press of a buzzer as it arrived, whether it counted or not; the first of a player in a phase."""

    __tablename__ = "live_press"
    __table_args__ = (Index("ix_live_press_question", "contest_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("live_contest.id"))
    number: Mapped[int]
    player: Mapped[str] = mapped_column(String(16))
    contestant: Mapped[str] = mapped_column(String(16))
    at: Mapped[int] = mapped_column(BigInteger)
    after: Mapped[int | None]  # milliseconds after the opening, negative before it
    rtt: Mapped[int | None]  # smallest measured round trip of the phone, milliseconds
    reaction: Mapped[int | None]  # as the phone measured it, milliseconds
    outcome: Mapped[str] = mapped_column(String(16))  # first, early, late, out
