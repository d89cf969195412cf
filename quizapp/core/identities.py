"""Identities kept for a few seconds, so that a request costs no read of its member.

Each process keeps its own and tells the others over the bus what to forget. A message that is lost costs
those few seconds. Whoever has still to consent or to set a password is not kept at all: another process
that sent them back to the page they just finished would hold them in a circle.
"""

from __future__ import annotations

import time
from typing import cast

from flask import Flask, current_app

from .permissions import Identity
from .services import services
from .transaction import after_commit

CHANNEL = "identities"

KEPT_SECONDS = 10.0  # how long another process may still honour a session ended here
MAX_KEPT = 20_000


class IdentityCache:
    """Identities by the hash of their token, each for a few seconds."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Identity]] = {}

    def get(self, key: str) -> Identity | None:
        found = self._kept.get(key)
        return found[1] if found and found[0] > time.monotonic() else None

    def put(self, key: str, identity: Identity) -> None:
        if identity.must_change_password or not identity.consented:
            return
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        self._kept[key] = (time.monotonic() + KEPT_SECONDS, identity)

    def forget(self, member_id: int | None = None) -> None:
        """Drop one member's identities, or all, after something about them changed."""
        for key, (_, identity) in list(self._kept.items()):
            if member_id is None or identity.member_id == member_id:
                self._kept.pop(key, None)


def cache() -> IdentityCache:
    """Return the running application's cache."""
    return cast(IdentityCache, current_app.extensions["identities"])


def forget(member_id: int | None = None) -> None:
    """Have one member's identities, or all, read afresh everywhere once the running unit of work is committed."""
    bus, told = services().bus, "" if member_id is None else str(member_id)
    after_commit(lambda: bus.publish(CHANNEL, told))


def init_app(app: Flask) -> None:
    """Make the cache and have it hear what is to be forgotten, here and elsewhere."""
    kept = IdentityCache()
    app.extensions["identities"] = kept
    app.extensions["services"].bus.watch(CHANNEL, lambda told: kept.forget(int(told) if told else None))
