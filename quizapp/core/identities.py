"""Identities kept for a few seconds, so that a request costs no read of its member."""

from __future__ import annotations

import time
from typing import cast

from flask import current_app

from .permissions import Identity
from .transaction import after_commit

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
    """Have one member's identities, or all, read afresh once the running unit of work is committed."""
    after_commit(lambda: cache().forget(member_id))
