"""Password hashes (Argon2id, OWASP's small profile: 8 times cheaper than the default)."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..infra.os_thread import call_in_pool

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """Return the hash to store; costs about 30 ms, so call it before a transaction begins."""
    return str(call_in_pool(lambda: _HASHER.hash(password)))


def verify_password(stored: str | None, password: str) -> bool:
    """Say whether the password fits; takes as long when there is no account as when there is one."""
    against = stored or _nobody()

    def verify() -> bool:
        try:
            return _HASHER.verify(against, password)
        except (VerificationError, InvalidHashError):
            return False

    return bool(call_in_pool(verify)) and stored is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")
