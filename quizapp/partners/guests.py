"""Which branches are guests: asked on every request, so each process keeps the few ids for a while.

Each process hears over the bus when they change; a lost message costs the while.
"""

from __future__ import annotations

import time
from typing import cast

from flask import Flask, current_app
from sqlalchemy import select

from ..core.services import services
from ..core.transaction import after_commit
from ..extensions import db
from .models import Partner

CHANNEL = "partners"
KEPT_SECONDS = 30.0


class GuestBranches:
    """The ids of the guest branches, those of partnerships that have ended too."""

    def __init__(self) -> None:
        self._kept: tuple[float, frozenset[int]] | None = None

    def get(self) -> frozenset[int]:
        kept = self._kept
        if kept is None or kept[0] <= time.monotonic():
            ids = frozenset(db.session.scalars(select(Partner.branch_id)))
            kept = self._kept = (time.monotonic() + KEPT_SECONDS, ids)
        return kept[1]

    def forget(self, _told: str = "") -> None:
        self._kept = None


def partner_branch_ids() -> frozenset[int]:
    """Return the branches that are guests."""
    return cast(GuestBranches, current_app.extensions["guest_branches"]).get()


def is_partner(branch_id: int) -> bool:
    """Say whether a branch is a partner unit's."""
    return branch_id in partner_branch_ids()


def look_again() -> None:
    """Have every process read the ids afresh once the running unit of work is committed."""
    bus = services().bus
    after_commit(lambda: bus.publish(CHANNEL, ""))


def init_app(app: Flask) -> None:
    """Keep the ids, and hear when they have changed."""
    kept = GuestBranches()
    app.extensions["guest_branches"] = kept
    app.extensions["services"].bus.watch(CHANNEL, kept.forget)
