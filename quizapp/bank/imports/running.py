"""The edge of imports: reading and storing in the background, a chunk a unit of work, so that nobody else waits."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from flask import Flask, current_app
from flask_babel import force_locale, get_locale

from ...config import Settings
from ...core import clock
from ...core.errors import DomainError
from ...core.i18n import N_
from ...core.permissions import Identity
from ...core.transaction import unit_of_work
from ...extensions import db
from ...infra.os_thread import call_in_pool
from .. import formats
from ..formats import Format
from ..native import ParsedBank
from ..problem import Problem
from . import staging, storing, undoing
from .models import BankImport, State

log = logging.getLogger(__name__)

#: Questions put down in one unit of work, and the pause after it in which the others have their turn.
CHUNK, PAUSE_S = 50, 0.004
#: Files up to so many bytes are read before the page answers.
AT_ONCE = 200_000


def read(import_id: int, content: bytes, filename: str) -> None:
    """Read a file into its import, now when it is small, else in the background."""
    _start(lambda: _read(import_id, content, filename), at_once=len(content) <= AT_ONCE)


def store(import_id: int, actor: Identity, size: int) -> None:
    """Store a confirmed import, now when it is small, else in the background."""
    _start(lambda: _store(import_id, actor), at_once=size <= CHUNK)


def _start(work: Callable[[], None], *, at_once: bool) -> None:
    app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]  # what the proxy stands for
    locale = str(get_locale() or "")
    if at_once or cast(Settings, app.extensions["settings"]).testing:
        work()
        return

    def run() -> None:
        with app.app_context(), app.test_request_context(), force_locale(locale):
            try:
                work()
            except Exception:
                log.exception("an import stopped")
            finally:
                db.session.remove()

    threading.Thread(target=run, name="import", daemon=True).start()


@contextmanager
def _uncollected() -> Iterator[Callable[[], None]]:
    """Keep the collector from what a file is read into; the block calls what it is given once that is done.

    A file is some hundred thousand objects. Each time the collector walks through them everybody else waits, as long
    as the rest of the reading lets nobody wait at all. Nothing is thawed afterwards: the program's own start is frozen, too
    (core.collector), and the next round over all of it would be such a wait. What hangs in a circle just then stays.
    """
    was_on = gc.isenabled()
    gc.disable()

    def go_on() -> None:
        gc.freeze()
        if was_on:
            gc.enable()

    try:
        yield go_on
    finally:
        if was_on:
            gc.enable()


def _read(import_id: int, content: bytes, filename: str) -> None:
    with _uncollected() as read_through:
        found = call_in_pool(lambda: _parsed(content, filename))
        read_through()
        _put_down(import_id, *found)


def _put_down(
    import_id: int,
    parsed: ParsedBank,
    format: str,
    drafts: list[staging.Draft],
    general: list[Problem],
) -> None:
    with unit_of_work():
        row = _row(import_id)
        if row is None:
            return
        row.problems = staging.as_json(general)
        row.total, row.beat_at = len(drafts), clock.now()
        if not drafts:
            row.state = State.FAILED
            return
        try:
            staging.name_bank(row, parsed, format)
        except DomainError as taken:
            row.state = State.FAILED
            row.problems = [["", taken.message, dict(taken.params), "error"]]
            return
        staging.take_place(row)
    for start in range(0, len(drafts), CHUNK):
        with unit_of_work():
            row = _row(import_id)
            if row is None:  # dropped meanwhile
                return
            staging.put_down(row, start + 1, drafts[start : start + CHUNK])
            row.beat_at = clock.now()
            if start + CHUNK >= len(drafts):
                row.state = State.READY
        time.sleep(PAUSE_S)


def _parsed(content: bytes, filename: str) -> tuple[ParsedBank, str, list[staging.Draft], list[Problem]]:
    parsed, format = formats.read_told(content, filename)
    return (parsed, str(format or Format.TXT), *staging.drafts_of(parsed))


def _store(import_id: int, actor: Identity) -> None:
    more = True
    while more:
        with unit_of_work():
            row = _row(import_id)
            if row is None or row.state is not State.STORING:
                return
            more = storing.store_chunk(row, actor=actor, now=clock.now())
        time.sleep(PAUSE_S)
    with unit_of_work():
        row = _row(import_id)
        if row is not None and row.state is State.STORING:
            storing.show(row, actor=actor, now=clock.now())


def undo(import_id: int, actor: Identity) -> int:
    """Take an import back: first what it changed, chunk by chunk, then at once all that came with it."""
    more = True
    while more:
        with unit_of_work():
            row = _row(import_id)
            more = (
                row is not None
                and row.state is State.DONE
                and undoing.undo_chunk(row, actor=actor, now=clock.now())
            )
        time.sleep(PAUSE_S)
    with unit_of_work():
        row = _row(import_id)
        if row is None:
            raise DomainError(N_("没有这次导入。"), status=404)
        return undoing.undo(row, actor=actor, now=clock.now())


def _row(import_id: int) -> BankImport | None:
    return db.session.get(BankImport, import_id)
