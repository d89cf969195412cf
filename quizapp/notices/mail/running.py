"""The background work of mail and inbox: sending what is due in a thread of its own, clearing away what is old."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import delete, select

from ...accounts import queries as accounts
from ...core import clock
from ...core.transaction import unit_of_work
from ...extensions import db
from ..models import Notice
from . import queries, service
from .message import digest
from .models import DigestNotice, DigestState
from .smtp import NotTaken, Sender, Smtp, Unknown

log = logging.getLogger(__name__)
SEND_EVERY_S, CLEAR_EVERY_S = 60, 6 * 60 * 60
READ_KEPT = timedelta(days=365)
CLEARED_AT_ONCE = 2_000
_busy = threading.Lock()


def start(app: Flask) -> None:
    """Send what is due beside the other jobs: a mail server may take its time, and contests open by the clock."""
    if app.extensions["settings"].smtp_url and _busy.acquire(blocking=False):
        threading.Thread(target=_in_thread, args=(app,), name="digests", daemon=True).start()


def _in_thread(app: Flask) -> None:
    try:
        with app.app_context(), Smtp(app.extensions["settings"].smtp_url) as sender:
            send_due(sender, now=clock.now())
    except Exception:  # the next minute tries again
        log.exception("sending digests failed")
    finally:
        _busy.release()


def send_due(sender: Sender, *, now: datetime) -> int:
    """Send every digest that is due; return how many the mail server took. It stops when the server is down."""
    sent = 0
    members = queries.due(now)
    if members:
        with unit_of_work():
            service.give_up(now)
    for member_id in members:
        with unit_of_work():
            claimed = service.claim(member_id, now=now)
        if claimed is None:
            continue
        state, why, down = _send(sender, claimed, now)
        with unit_of_work():
            service.settle(claimed.digest_id, state, now=now, error=why)
        sent += state is DigestState.SENT
        if down:
            break
    return sent


def _send(sender: Sender, claimed: service.Claimed, now: datetime) -> tuple[DigestState, str, bool]:
    site = current_app.extensions["settings"].public_url or accounts.site().public_url
    reader = replace(claimed.reader, site=site or claimed.reader.site)
    try:
        sender.send(digest(reader, claimed.lines, claimed.unsubscribe, now))
    except NotTaken as error:
        return DigestState.FAILED, str(error), error.down
    except Unknown as error:
        return DigestState.UNKNOWN, str(error), False
    return DigestState.SENT, "", False


def clear(app: Flask) -> None:
    """Delete notices that were read more than a year ago, some at a time."""
    with app.app_context():
        before = clock.now() - READ_KEPT
        while clear_some(before):
            continue


def clear_some(before: datetime) -> int:
    """Delete some of the notices that were read before a moment; return how many."""
    old = select(Notice.id).where(Notice.read_at < before).limit(CLEARED_AT_ONCE)
    ids = list(db.session.scalars(old))
    if ids:
        with unit_of_work():
            db.session.execute(delete(DigestNotice).where(DigestNotice.notice_id.in_(ids)))
            db.session.execute(delete(Notice).where(Notice.id.in_(ids)))
    return len(ids)
