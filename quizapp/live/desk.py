"""Which office this browser holds at a contest: kept in its session, so that every address asks the same question."""

from __future__ import annotations

from flask import session

from .offices import Office

_KEY = "live_offices"


def office_here(contest_id: int) -> Office | None:
    """Return the office of this browser at a contest; None: it is a host's."""
    found = session.get(_KEY, {}).get(str(contest_id))
    return Office(found) if found in list(Office) else None


def take(contest_id: int, office: Office | None) -> None:
    """Give this browser an office, or the host's place back."""
    kept = {id: held for id, held in session.get(_KEY, {}).items() if id != str(contest_id)}
    session[_KEY] = {**kept, str(contest_id): str(office)} if office else kept
