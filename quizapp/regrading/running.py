"""The edge that carries regrades out: what is small in one unit of work, what is large step by step, none twice."""

from __future__ import annotations

import logging
import time
from datetime import datetime

from flask import Flask
from sqlalchemy import or_, select

from ..core import clock
from ..core.permissions import Identity
from ..core.transaction import unit_of_work
from ..extensions import db
from . import service, steps
from .docket import Docket
from .models import Regrade
from .preview import Effects

log = logging.getLogger(__name__)
EVERY_S = 5.0
#: Up to so many papers a regrade is one unit of work; more are done in steps, in the background.
AT_ONCE = 50


def carry_out(
    docket: Docket, effects: Effects, *, actor: Identity, now: datetime, reason: str, request_id: str | None
) -> int:
    """Begin a regrade and do it, a large one up to where others would have to wait; return its id."""
    with unit_of_work():
        regrade = service.begin(docket, actor=actor, now=now, reason=reason, request_id=request_id)
        regrade_id, is_small = regrade.id, len(effects.papers) <= AT_ONCE
        while is_small and regrade.step not in ("live", "notices", "done"):
            steps.take(regrade, now)
    if is_small:
        finish(regrade_id)
    return regrade_id


def finish(regrade_id: int) -> None:
    """Go on with a regrade until it is done."""
    while go_on(regrade_id, clock.now()):
        time.sleep(0)  # others first


def go_on(regrade_id: int, now: datetime) -> bool:
    """Do the next part of a regrade; False: it is done."""
    row = db.session.get(Regrade, regrade_id)
    if row is None or row.step == "done":
        return False
    step = row.step
    if step == "live":
        steps.take_live(regrade_id, now)
        return True
    with unit_of_work():
        regrade = db.session.get_one(Regrade, regrade_id, with_for_update=True)
        if regrade.step == step:  # else another process was faster
            steps.take(regrade, now)
    return True


def finish_interrupted(app: Flask) -> int:
    """Finish the regrades that nobody works on; return how many there were."""
    with app.app_context():
        waiting = unfinished(clock.now())
        db.session.rollback()
        for regrade_id in waiting:
            try:
                finish(regrade_id)
            except Exception:  # the others have to be finished as well
                log.exception("regrade %d stopped", regrade_id)
        return len(waiting)


def unfinished(now: datetime) -> list[int]:
    """Return the regrades that are not done and that nobody works on."""
    free = or_(Regrade.leased_until.is_(None), Regrade.leased_until < now)
    rows = db.session.scalars(
        select(Regrade.id).where(Regrade.finished_at.is_(None), free).order_by(Regrade.id)
    )
    return list(rows)
