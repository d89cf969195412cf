"""Verbs of the digest: choose an address, confirm it, claim what is due, note what became of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import delete, exists, select, update

from ...accounts.models import Member
from ...core.errors import DomainError, Invalid, NotFound, TooMany
from ...core.i18n import N_
from ...core.ids import new_token, token_hash
from ...core.once import row_of
from ...core.permissions import Identity
from ...core.services import services
from ...extensions import db
from ..models import Notice
from ..queries import NoticeLine, line
from .message import Reader
from .models import Digest, DigestNotice, DigestState, MailAddress
from .schedule import Often, next_time, pause

CODE_LASTS = timedelta(days=1)
CODE_AGAIN = timedelta(minutes=1)
MOST_CODES, A_DAY_S = 10, 24 * 60 * 60  # of one member: nobody writes to strangers through us
#: What is older than this when it would first be told by mail stays in the inbox alone.
NEWS = timedelta(days=30)
#: A digest that was begun so long ago and never ended: its process is gone.
GIVEN_UP = timedelta(hours=1)
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])?\.[A-Za-z0-9-]{2,63}"
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A digest that nobody else sends: to whom, and of what."""

    digest_id: int
    reader: Reader
    lines: Sequence[NoticeLine]
    unsubscribe: str


def count_mail(member_id: int) -> None:
    """Count a confirmation that is asked for, and refuse more than a day's; outside of a unit of work."""
    if services().limits.failed(f"mail:{member_id}", A_DAY_S) > MOST_CODES:
        raise TooMany(N_("今天发的确认邮件太多了，请明天再试。"), code="mail.again")


def ask_address(address: str, often: Often, *, site: str, member: Identity, now: datetime) -> str:
    """Note an address that waits for confirmation, and return the code that confirms it; the old one holds till then."""
    address = address.strip()
    if not _ADDRESS.fullmatch(address) or len(address) > 200:
        raise Invalid(N_("请填写一个邮箱地址，例如 name@example.org。"), field="address")
    row = _row(member.member_id)
    if row.code_at is not None and now < row.code_at + CODE_AGAIN:
        raise TooMany(N_("刚刚发过确认邮件，请一分钟后再试。"), code="mail.again")
    code = new_token()
    row.wanted, row.code_hash, row.code_at, row.site = address, token_hash(code), now, site[:200]
    row.often = often
    return code


def take_back(member_id: int) -> None:
    """Forget an address whose code could not be sent, so that it can be asked for again at once."""
    row = _row(member_id)
    row.wanted, row.code_hash, row.code_at = "", None, None


def _row(member_id: int) -> MailAddress:
    return row_of(MailAddress, member_id=member_id, address="", wanted="")


def waiting(code: str, now: datetime) -> MailAddress:
    """Return the address that a code confirms."""
    found = db.session.scalar(select(MailAddress).where(MailAddress.code_hash == token_hash(code)))
    if found is None or found.code_at is None or now > found.code_at + CODE_LASTS:
        raise DomainError(N_("这个链接已用过或已过期，请重新填写邮箱。"), code="mail.spent", status=410)
    return found


def confirm(code: str, *, now: datetime) -> None:
    """Take an address as the member's, since the code was sent there alone."""
    row = waiting(code, now)
    row.address, row.wanted, row.code_hash, row.confirmed_at = row.wanted, "", None, now
    row.failures, row.next_at = 0, _next(row.often, now)


def _next(often: Often, now: datetime) -> datetime | None:
    return next_time(often, now, current_app.extensions["settings"].zone)


def choose(often: Often, *, member: Identity, now: datetime) -> None:
    """Change how often the digest comes."""
    row = _row(member.member_id)
    row.often, row.failures = often, 0
    row.next_at = _next(often, now) if row.address else None


def forget(member_id: int) -> None:
    """Throw a member's address away."""
    db.session.execute(delete(MailAddress).where(MailAddress.member_id == member_id))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="notices.unsubscribe")


def unsubscribe_token(row: MailAddress) -> str:
    """Return what ends the digests of one member to one address, without signing in."""
    return str(_serializer().dumps([row.member_id, token_hash(row.address)[:16]]))


def subscriber(token: str) -> MailAddress:
    """Return the address that a token of a mail is about; raises NotFound for any other."""
    try:
        member_id, mark = _serializer().loads(token)
    except (BadData, ValueError, TypeError):
        raise NotFound from None
    row = db.session.get(MailAddress, member_id) if isinstance(member_id, int) else None
    if row is None or not row.address or token_hash(row.address)[:16] != mark:
        raise NotFound
    return row


def unsubscribe(token: str) -> None:
    """End the digests; a second time changes nothing."""
    row = subscriber(token)
    row.often, row.next_at = Often.NEVER, None


def claim(member_id: int, *, now: datetime) -> Claimed | None:
    """Take a member's due digest; None when another process was faster or there is nothing new.

    Its notices are in no other digest from now on. The caller commits, sends, and says what came of it.
    """
    row = db.session.get(MailAddress, member_id, with_for_update=True)
    member = db.session.get(Member, member_id)
    if row is None or member is None or row.next_at is None or row.next_at > now or not row.address:
        return None
    row.next_at = None if member.left_at else _next(row.often, now)
    notices = _news(member_id, now) if member.left_at is None else []
    if not notices:
        return None
    digest = Digest(member_id=member_id, state=DigestState.SENDING, notices=len(notices), created_at=now)
    db.session.add(digest)
    db.session.flush()
    db.session.add_all(DigestNotice(notice_id=one.id, digest_id=digest.id) for one in notices)
    db.session.flush()
    reader = Reader(member.name, row.address, member.locale, row.site)
    path = f"/notices/unsubscribe/{unsubscribe_token(row)}"
    return Claimed(digest.id, reader, [line(one) for one in notices], path)


def _news(member_id: int, now: datetime) -> list[Notice]:
    told = exists().where(DigestNotice.notice_id == Notice.id)
    return list(
        db.session.scalars(
            select(Notice)
            .where(
                Notice.member_id == member_id, Notice.read_at.is_(None), Notice.created_at > now - NEWS, ~told
            )
            .order_by(Notice.id.desc())
        )
    )


def settle(digest_id: int, state: DigestState, *, now: datetime, error: str = "") -> None:
    """Note what became of a digest; the notices of one that failed are for the next, which comes after a pause."""
    digest = db.session.get(Digest, digest_id)
    if digest is None or digest.state is not DigestState.SENDING:
        return
    digest.state, digest.finished_at, digest.error = state, now, error[:300]
    row = db.session.get(MailAddress, digest.member_id)
    if state is DigestState.FAILED:
        db.session.execute(delete(DigestNotice).where(DigestNotice.digest_id == digest_id))
        if row is not None and row.often is not Often.NEVER:
            row.failures += 1
            row.next_at = now + pause(row.failures)
    elif row is not None and state is DigestState.SENT:
        row.failures = 0


def give_up(now: datetime) -> None:
    """Say of digests whose process is gone that nobody knows; they are not sent again."""
    db.session.execute(
        update(Digest)
        .where(Digest.state == DigestState.SENDING, Digest.created_at < now - GIVEN_UP)
        .values(state=DigestState.UNKNOWN, finished_at=now)
    )
