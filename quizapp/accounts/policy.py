"""What a password must be: long enough, and not one that everybody tries. Pure.

No rules about kinds of characters and no forced changes: they make passwords worse
(NIST SP 800-63B-4, section 3.1.1.2).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ..core.i18n import N_

MIN_LENGTH = 8
MAX_LENGTH = 128


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Return the passwords that are tried first, in lower case; the file keeps only the long enough."""
    text = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split("\n") if line)


def objection(password: str, own: tuple[str, ...] = ()) -> str | None:
    """Return why the password cannot be taken, None when it can; `own`: the member's username, phone, name."""
    lowered = password.strip().lower()
    if len(password) < MIN_LENGTH:
        return N_("密码至少 8 位。")
    if len(password) > MAX_LENGTH:
        return N_("密码最多 128 位。")
    if any(word and lowered == word.strip().lower() for word in own):
        return N_("密码不能与账号、手机号或姓名相同。")
    if lowered in common_passwords() or len(set(lowered)) <= 2:
        return N_("这个密码太常见，容易被猜到，请换一个。")
    return None
