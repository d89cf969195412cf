"""Who may see a file: the feature whose subject it hangs on says so."""

from __future__ import annotations

from collections.abc import Callable

from ..core.permissions import Identity
from .models import StoredFile

Check = Callable[[int, Identity], bool]
_CHECKS: dict[str, Check] = {}


def register(subject_kind: str, check: Check) -> None:
    """Have `check` decide who sees the files of a kind of subject; called where a feature's routes are imported."""
    _CHECKS[subject_kind] = check


def may_see(file: StoredFile, identity: Identity) -> bool:
    """Tell whether somebody may see a file; a kind of subject that nobody registered is seen by nobody."""
    check = _CHECKS.get(file.subject_kind)
    return file.deleted_at is None and check is not None and check(file.subject_id, identity)
