"""Random tokens and the hashes under which they are stored."""

from __future__ import annotations

import hashlib
import secrets


def new_token(size: int = 24) -> str:
    """Return an unguessable URL-safe token of `size` random bytes."""
    return secrets.token_urlsafe(size)


def new_seed() -> str:
    """Return a seed for a draw; kept with the paper so that the draw can be replayed."""
    return secrets.token_hex(16)


def new_short_seed() -> str:
    """Return a seed that people can read out and type: it is printed on the paper that was laid out with it."""
    return secrets.token_hex(4).upper()


def token_hash(token: str) -> str:
    """Return what the database stores of a token; a stolen copy of the table opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
