"""PINs: given, looked up, and kept from being guessed.

A whole hall shares one address, so only failures are counted. Somebody who guesses in the hall must not lock out
the others: where a contest was opened, is hosted or shown on the wall, or people have already come in, the right
PIN works whatever the failures.

| what is counted                  | failures | within |
|----------------------------------|----------|--------|
| wrong PINs and codes, an address | 30       | 1 min  |
| the same, patiently              | 200      | 1 hour |
"""

from __future__ import annotations

import secrets
import time
from typing import cast

from flask import current_app
from sqlalchemy import select

from ...core.audit import here
from ...core.errors import Busy, TooMany
from ...core.i18n import N_
from ...core.services import services
from ...extensions import db
from ..engine.events import Refused
from ..models import LiveContest, LiveState
from ..queries import finding
from ..queries.finding import Head

LIMITS = ((30, 60), (200, 3600))
#: How long an address counts as that of the hall, and how many are remembered.
KNOWN_SECONDS, MAX_KNOWN = 12 * 3600, 5_000


def new_pin() -> str:
    """Return six digits that no other contest needs now.

    A settled one keeps its PIN for the phones that come back to it, until another one is given the same.
    """
    for _ in range(50):
        pin = str(100_000 + secrets.randbelow(900_000))
        holder = db.session.scalar(select(LiveContest).where(LiveContest.pin == pin))
        if holder is not None and holder.state is LiveState.SETTLED:
            holder.pin, holder = None, None
            db.session.flush()
        if holder is None:
            return pin
    raise Busy


def contest_of(pin: str) -> Head:
    """Return the contest with this PIN for whoever asks from here; raises Refused, or TooMany after many wrong ones."""
    found = finding.by_pin(pin.strip())
    refuse_guessers(found.id if found else None)
    if found is None:
        note_failure()
        raise Refused(N_("没有这个 PIN 码的竞赛，请看大屏上的六位数字。"), code="no_such_pin", status=404)
    return found


def refuse_guessers(contest_id: int | None) -> None:
    """Refuse an address with too many failures, but for a contest that people there are in already."""
    for failures, seconds in LIMITS:
        if services().limits.failures(_key(seconds), seconds) < failures:
            continue
        if contest_id is None or not _is_known(contest_id):
            raise TooMany(seconds=seconds)


def note_failure() -> None:
    """Count a wrong PIN or code."""
    for _, seconds in LIMITS:
        services().limits.failed(_key(seconds), seconds)


def note_hall(contest_id: int) -> None:
    """Remember that the hall is here: somebody came in, or whoever leads or shows the contest is here."""
    known = _known()
    if len(known) >= MAX_KNOWN:
        known.clear()
    known[here(), contest_id] = time.monotonic()


def _is_known(contest_id: int) -> bool:
    since = _known().get((here(), contest_id))
    return since is not None and time.monotonic() - since < KNOWN_SECONDS


def _known() -> dict[tuple[str, int], float]:
    return cast("dict[tuple[str, int], float]", current_app.extensions.setdefault("live_known_addresses", {}))


def _key(seconds: int) -> str:
    return f"live-pin:{here()}:{seconds}"
