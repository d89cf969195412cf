"""Counting reading time: heartbeats of open pages through the hot writer, by the rules of `progress`.

A page is given out with a sitting: a token that says for whom, for what and since when. Its beats are numbered,
and each number counts once. The statements of one beat are one unit; the first takes the member's row, so that
two tabs take turns on either database.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete

from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.ids import new_token
from ..core.services import services
from ..extensions import db
from . import reading_time
from .check import seed_of
from .models import Material, ReadingSitting
from .progress import MOST_A_BEAT_MS

LASTS = timedelta(hours=12)  # how long an open page may count
MOST_BEATS = 100_000

_TAKE = (
    "INSERT INTO reading_clock (member_id, counted_until) VALUES (:member, 0) "
    "ON CONFLICT (member_id) DO UPDATE SET member_id = excluded.member_id"
)
_NEW = "(SELECT COALESCE(MAX(beat), 0) FROM reading_sitting WHERE member_id = :member AND token = :token) < :beat"
# `progress.gain`: the claimed stretch before now, without what lies before the last counted one or the page
_FROM = "(CASE WHEN counted_until > :since THEN counted_until ELSE :since END)"
_GAIN = (
    f"(SELECT CASE WHEN :now <= {_FROM} THEN 0 WHEN :now - {_FROM} < :claim THEN :now - {_FROM} ELSE :claim END"  # noqa: S608 - fixed parts
    " FROM reading_clock WHERE member_id = :member)"
)
# `progress.counted_after`: not beyond the length, and what is beyond it stays
_COUNT = (
    "UPDATE reading SET counted_ms = CASE WHEN counted_ms >= :length THEN counted_ms "  # noqa: S608 - fixed parts
    f"WHEN counted_ms + {_GAIN} > :length THEN :length ELSE counted_ms + {_GAIN} END "
    f"WHERE member_id = :member AND material_id = :material AND {_NEW} RETURNING counted_ms"
)
_MOVE = (
    "UPDATE reading_clock SET counted_until = :now "  # noqa: S608 - fixed parts
    f"WHERE member_id = :member AND counted_until < :now AND {_NEW}"
)
_NOTE = (
    "INSERT INTO reading_sitting (member_id, token, beat, since) VALUES (:member, :token, :beat, :since) "
    "ON CONFLICT (member_id, token) DO UPDATE SET beat = excluded.beat WHERE reading_sitting.beat < excluded.beat"
)


def sitting(material_id: int, member_id: int, *, now: datetime) -> str:
    """Return the token of a page that is given out now."""
    return _sign(material_id, member_id, _ms(now), new_token(6))


def beat(
    material: Material, token: str, number: int, claim: int, *, branch_id: int, member_id: int, now: datetime
) -> int | None:
    """Count a beat of a page; return the counted time, None when this number was counted before.

    `claim`: for how many milliseconds until now the page was seen. Raises `Invalid` for a page that was not
    given out to this member, or too long ago.
    """
    since = _since(token, material.id, member_id)
    if since is None or not 0 <= _ms(now) - since <= LASTS / timedelta(milliseconds=1):
        raise Invalid(N_("这一页打开太久了，刷新后继续计时。"), code="study.sitting")
    if not (0 < number <= MOST_BEATS and claim >= 0):
        raise Invalid
    values = {
        "member": member_id,
        "material": material.id,
        "token": token,
        "beat": number,
        "claim": min(claim, MOST_A_BEAT_MS),
        "since": since,
        "now": _ms(now),
        "length": reading_time.length_of(material, reading_time.pace(branch_id)),
    }
    done = services().writer.write([(sql, values) for sql in (_TAKE, _COUNT, _MOVE, _NOTE)])
    row = done[1].row
    return int(row[0]) if row else None


def drop_old(now: datetime) -> None:
    """Forget the sittings whose pages can count no more."""
    db.session.execute(delete(ReadingSitting).where(ReadingSitting.since < _ms(now - 2 * LASTS)))


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _sign(material_id: int, member_id: int, since: int, nonce: str) -> str:
    signature = seed_of(str(current_app.secret_key), "sitting", material_id, member_id, since, nonce)
    return f"{since}.{nonce}.{signature[:20]}"


def _since(token: str, material_id: int, member_id: int) -> int | None:
    """Return when a page was given out; None for a token that is not of this member and material."""
    parts = token.split(".")
    if len(parts) != 3 or not (parts[0].isascii() and parts[0].isdecimal() and len(parts[0]) < 16):
        return None
    own = _sign(material_id, member_id, int(parts[0]), parts[1])
    return int(parts[0]) if hmac.compare_digest(own.encode(), token.encode()) else None
