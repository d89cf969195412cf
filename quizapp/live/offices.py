"""Offices at the table: a second device of an organiser that judges, or that keeps the time, and may do nothing else.

Who acted in an office stands in the log as `member:3:referee`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from ..core.i18n import N_
from .engine.events import Command, Refused


class Office(StrEnum):
    """What a device is for; one without an office is the host's."""

    REFEREE = "referee"
    TIMEKEEPER = "timekeeper"


NAMES: Mapping[str, str] = {Office.REFEREE: N_("裁判"), Office.TIMEKEEPER: N_("计时员")}
#: The steps of an office.
STEPS: Mapping[str, frozenset[str]] = {
    Office.REFEREE: frozenset({"answer", "mark", "overrule", "void"}),
    Office.TIMEKEEPER: frozenset(
        {"start_clock", "open_buzz", "pause", "resume", "extend", "timeout", "close", "reopen"}
    ),
}
#: The dialogs that it may open.
DIALOGS: Mapping[str, frozenset[str]] = {
    Office.REFEREE: frozenset({"mark", "overrule", "unmarked", "void", "presses", "office"}),
    Office.TIMEKEEPER: frozenset({"presses", "office"}),
}


def label(member_id: int, office: Office | None = None) -> str:
    """Return under which name the log keeps a member's steps."""
    return f"member:{member_id}:{office}" if office else f"member:{member_id}"


def member_of(by: str) -> int | None:
    """Return the member behind a name of the log; None: no member."""
    kind, _, rest = by.partition(":")
    id = rest.partition(":")[0]
    return int(id) if kind == "member" and id.isdecimal() else None


def office_of(by: str) -> Office | None:
    """Return the office in which somebody acted; None: as the host, or no member at all."""
    found = by.split(":")[2:]
    return Office(found[0]) if by.startswith("member:") and found else None


def check(command: Command) -> Command:
    """Return the command; refuses what the office of whoever gives it does not do."""
    office = office_of(command.by)
    if office is None:
        return command
    spoken = command.do != "answer" or command.get("response") is None  # answering for somebody is no verdict
    if command.do not in STEPS[office] or not spoken:
        raise Refused(N_("这一步由主持人来做，裁判和计时员的设备不能做。"), code="not_in_office", status=403)
    return command


def check_dialog(office: Office | None, what: str) -> None:
    """Refuse a dialog that an office has no use for."""
    if office is not None and what not in DIALOGS[office]:
        raise Refused(N_("这一步由主持人来做，裁判和计时员的设备不能做。"), code="not_in_office", status=403)
