"""Attempts that end by the clock, also when nobody is connected."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import Flask, current_app

from ..core import clock
from ..core.errors import NotFound
from ..core.transaction import unit_of_work
from . import queries, service
from .models import Purpose

log = logging.getLogger(__name__)
EVERY_S = 2

#: Ends one attempt in the running unit of work: `(attempt id, now)`.
End = Callable[[int, datetime], object]


def register(app: Flask, purpose: Purpose, end: End) -> None:
    """Have attempts of this purpose ended by `end`, which submits and does what else is due."""
    _ends(app)[purpose] = end


def end_attempt(attempt_id: int, now: datetime) -> None:
    """Submit an attempt whose time is up, in the running unit of work, the way its purpose asks."""
    head = queries.head(attempt_id, fresh=True)
    if head is None:
        raise NotFound
    end = _ends(current_app).get(head.purpose)
    if end is None:
        service.submit(attempt_id, now=now, by="deadline")
    else:
        end(attempt_id, now)


def submit_expired(app: Flask) -> int:
    """Submit every attempt whose deadline and grace have passed; return how many there were.

    Each in its own unit of work: one that fails is tried again next time and holds up no other.
    """
    with app.app_context():
        now, done = clock.now(), 0
        for attempt_id in service.expired(now):
            try:
                with unit_of_work():
                    end_attempt(attempt_id, now)
                done += 1
            except Exception:  # the others' time is up as well
                log.exception("attempt %d could not be submitted at its deadline", attempt_id)
        return done


def _ends(app: Flask) -> dict[Purpose, End]:
    return cast("dict[Purpose, End]", app.extensions.setdefault("attempt_ends", {}))
