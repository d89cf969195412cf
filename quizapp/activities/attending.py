"""Where a person stands with an activity, what counts as taking part, and who makes a vote valid. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from ..core.i18n import N_


class AttendanceState(StrEnum):
    """Where a person stands with an activity."""

    INVITED = "invited"
    WAITING = "waiting"  # signed up, all places taken
    WITHDRAWN = "withdrawn"  # took the sign-up back, or is not called after all
    LEAVE_ASKED = "leave_asked"
    LEAVE_GRANTED = "leave_granted"
    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"  # called, not there, without leave
    EXCUSED = "excused"  # not there, and nothing is held against it


class How(StrEnum):
    """How somebody signed in."""

    QR = "qr"
    CODE = "code"
    PLACE = "place"
    LIST = "list"


TOOK_PART = (AttendanceState.PRESENT, AttendanceState.LATE)
ON_LEAVE = (AttendanceState.LEAVE_ASKED, AttendanceState.LEAVE_GRANTED)
STILL_AWAY = (AttendanceState.INVITED, *ON_LEAVE)
NOT_CALLED = (AttendanceState.WAITING, AttendanceState.WITHDRAWN)
#: From what somebody may sign in; who signed in before keeps the first moment.
MAY_SIGN_IN = (*STILL_AWAY, *NOT_CALLED, AttendanceState.ABSENT, AttendanceState.EXCUSED)
#: What the organiser's list and a later correction can set.
SETTABLE = (
    AttendanceState.PRESENT,
    AttendanceState.LATE,
    AttendanceState.LEAVE_GRANTED,
    AttendanceState.EXCUSED,
    AttendanceState.ABSENT,
)
STATE_TITLES: dict[AttendanceState, str] = {
    AttendanceState.INVITED: N_("未签到"),
    AttendanceState.WAITING: N_("候补"),
    AttendanceState.WITHDRAWN: N_("不参加"),
    AttendanceState.LEAVE_ASKED: N_("已请假，待批"),
    AttendanceState.LEAVE_GRANTED: N_("请假"),
    AttendanceState.PRESENT: N_("已到"),
    AttendanceState.LATE: N_("迟到"),
    AttendanceState.ABSENT: N_("缺席"),
    AttendanceState.EXCUSED: N_("不作要求"),
}
HOW_TITLES: dict[How, str] = {
    How.QR: N_("扫码"),
    How.CODE: N_("签到码"),
    How.PLACE: N_("位置"),
    How.LIST: N_("名单"),
}


class Standing(Protocol):
    """What is counted of a person's attendance."""

    @property
    def state(self) -> AttendanceState: ...
    @property
    def expected(self) -> bool: ...
    @property
    def votes(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Count:
    """How many: 应到, 实到, 请假, 缺席, and of those with a vote. Who is exempt counts only when present.

    `guests` came without being expected; `away` are expected, and have neither come nor asked for leave.
    """

    expected: int
    present: int
    guests: int
    away: int
    late: int
    leave: int
    absent: int
    voters: int
    voters_present: int

    @property
    def is_quorate(self) -> bool:
        """Say whether more than half of those with a vote are there."""
        return self.voters > 0 and 2 * self.voters_present > self.voters


def count(rows: Iterable[Standing]) -> Count:
    """Count a list: exempt people are no part of 应到, people who came all the same are part of 实到."""
    found = list(rows)
    called = [row for row in found if row.expected and row.state not in NOT_CALLED]
    voters = [row for row in called if row.votes]
    return Count(
        expected=len(called),
        present=sum(row.state in TOOK_PART for row in found),
        guests=sum(row.state in TOOK_PART and not row.expected for row in found),
        away=sum(row.state is AttendanceState.INVITED for row in called),
        late=sum(row.state is AttendanceState.LATE for row in found),
        leave=sum(row.state in ON_LEAVE for row in called),
        absent=sum(row.state is AttendanceState.ABSENT for row in called),
        voters=len(voters),
        voters_present=sum(row.state in TOOK_PART for row in voters),
    )


def state_at(at: datetime, starts_at: datetime, late_after: int) -> AttendanceState:
    """Return what signing in at a moment makes of a person: late so many minutes after the start."""
    return AttendanceState.LATE if at > starts_at + timedelta(minutes=late_after) else AttendanceState.PRESENT


def at_closing(state: AttendanceState, *, expected: bool) -> AttendanceState:
    """Return what closing makes of a person: who was called and is not there is absent, leave that nobody
    answered is leave."""
    if state is AttendanceState.LEAVE_ASKED:
        return AttendanceState.LEAVE_GRANTED
    if state is AttendanceState.INVITED:
        return AttendanceState.ABSENT if expected else AttendanceState.EXCUSED
    if state is AttendanceState.WAITING:
        return AttendanceState.WITHDRAWN
    return state


def credits_of(kind: str, state: AttendanceState, *, expected: bool, led: bool) -> tuple[str, ...]:
    """Return the kinds of credit that an attendance comes to once the activity is closed."""
    name = f"activity.{kind}"
    if state in TOOK_PART:
        late = (f"{name}.late",) if state is AttendanceState.LATE else ()
        return (name, *((f"{name}.led",) if led else ()), *late)
    return (f"{name}.absent",) if state is AttendanceState.ABSENT and expected else ()
