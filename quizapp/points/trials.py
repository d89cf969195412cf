"""Trying a draft on a past period: what would have changed, for whom, and by which rule.

The branch's entries of the period are played again by the draft, in the order of the ledger, beginning early enough
for every window to be whole. Credits that no rule counted at their time are played too. A short one is done before
the page answers, a long one in the background; either way others have their turn every few hundredths of a second.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import func, select

from ..accounts.models import Group, Member
from ..accounts.queries import member_names
from ..config import Settings
from ..core import clock
from ..core.errors import DomainError
from ..core.i18n import N_
from ..core.permissions import Identity
from ..core.transaction import unit_of_work
from ..extensions import db
from ..record import queries as record
from ..record.belonging import belongs
from ..record.evaluate import Person
from ..record.models import LedgerEntry, UnusedCredit
from ..record.periods import Period
from ..record.sheet import Sheet, parse_sheet
from .comparing_totals import Trial, compare
from .editing import problems_of
from .history import happenings
from .models import SheetDraft, SheetTrial, TrialState
from .replaying import Happening, Replay, run_up

log = logging.getLogger(__name__)

#: Happenings played before others have their turn, and for how long they have it.
CHUNK, PAUSE_S = 200, 0.002
#: Up to so many the page waits: about half a second.
AT_ONCE = 6_000
#: How often the page is told how far a long one is.
BEAT_S = 0.5
#: A running trial that has not been heard of for so long has stopped.
LOST_S = 30.0


def begin(period: Period, *, branch_id: int, actor: Identity, now: datetime) -> SheetTrial:
    """Write down a trial of the branch's draft on a period; it replaces the one before. `run` does it."""
    draft = db.session.get(SheetDraft, branch_id)
    if draft is None or problems_of(draft.content):
        raise DomainError(N_("草稿还有要改的地方，改好后再试算。"), code="points.draft_faulty")
    old = db.session.scalar(select(SheetTrial).where(SheetTrial.branch_id == branch_id))
    if old is not None:
        db.session.delete(old)
        db.session.flush()
    row = SheetTrial(
        branch_id=branch_id,
        period=str(period),
        content=draft.content,
        state=TrialState.RUNNING,
        done=0,
        total=_size(branch_id, period),
        actor_id=actor.member_id,
        created_at=now,
        beat_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def trial_of(branch_id: int) -> SheetTrial | None:
    """Return the branch's last trial."""
    return db.session.scalar(select(SheetTrial).where(SheetTrial.branch_id == branch_id))


def has_draft(branch_id: int) -> bool:
    """Tell whether the branch has a draft that can be tried."""
    draft = db.session.get(SheetDraft, branch_id)
    return draft is not None and not problems_of(draft.content)


def names_in(trial: Trial) -> Mapping[int, str]:
    """Return the names of the members of a trial."""
    return member_names([one.member_id for one in trial.people])


def groups_in(branch_id: int) -> dict[int, str]:
    """Return the names of a branch's groups."""
    rows = db.session.execute(select(Group.id, Group.name).where(Group.branch_id == branch_id))
    return {row.id: row.name for row in rows}


def run(trial_id: int, size: int) -> None:
    """Carry a trial out, now when it is small, else in the background; not inside a unit of work."""
    app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]  # what the proxy stands for
    if size <= AT_ONCE or cast(Settings, app.extensions["settings"]).testing:
        _carry_out(trial_id)
        return

    def work() -> None:
        with app.app_context():
            try:
                _carry_out(trial_id)
            except Exception:
                log.exception("a trial stopped")
            finally:
                db.session.remove()

    threading.Thread(target=work, name="trial", daemon=True).start()


def is_lost(row: SheetTrial, now: datetime) -> bool:
    """Tell whether a trial stopped on its way, as when the server was restarted."""
    return row.state is TrialState.RUNNING and (now - row.beat_at).total_seconds() > LOST_S


def _carry_out(trial_id: int) -> None:
    row = db.session.get(SheetTrial, trial_id)
    if row is None or row.state is not TrialState.RUNNING:
        return
    branch_id, period, sheet = row.branch_id, Period.parse(row.period), parse_sheet(row.content)
    try:
        result = try_out(branch_id, period, sheet, lambda done: _beat(trial_id, done))
    except Exception:
        _finish(trial_id, TrialState.FAILED, None)
        raise
    _finish(trial_id, TrialState.READY, result.as_json())


def try_out(branch_id: int, period: Period, sheet: Sheet, beat: Callable[[int], None]) -> Trial:
    """Return what a sheet would have made of a period; `beat` is called now and then with how many were played."""
    _, held = record.sheet_for(branch_id, period.last)
    people = _people(branch_id)
    replay: Replay[int] = Replay(sheet, period.first, period.last)
    beaten, played = time.monotonic(), 0
    for chunk in _chunks(happenings(branch_id, run_up(period.first), period.last)):
        replay.play(chunk)
        played += len(chunk)
        time.sleep(PAUSE_S)
        if time.monotonic() - beaten > BEAT_S:
            beat(played)
            beaten = time.monotonic()
    counted = _counted(branch_id, period.first, period.last)
    return compare(held, sheet, people, counted, replay.played)


def _chunks(all_of_them: Iterator[Happening[int]]) -> Iterator[list[Happening[int]]]:
    chunk: list[Happening[int]] = []
    for one in all_of_them:
        chunk.append(one)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _people(branch_id: int) -> Sequence[Person[int]]:
    rows = db.session.execute(
        select(Member.id, Member.group_id, Member.exempt)
        .where(Member.branch_id == branch_id, Member.left_at.is_(None))
        .order_by(Member.group_id, Member.id)
    )
    return [Person(member_id, group_id, exempt) for member_id, group_id, exempt in rows]


def _counted(branch_id: int, first: date, last: date) -> dict[int, dict[str, int]]:
    """Return what the ledger says: by member and rule what counted in the period, with what was put right since."""
    rows = db.session.execute(
        select(LedgerEntry.member_id, LedgerEntry.rule, func.sum(LedgerEntry.counted))
        .where(LedgerEntry.branch_id == branch_id, belongs(first, last))
        .group_by(LedgerEntry.member_id, LedgerEntry.rule)
    )
    found: dict[int, dict[str, int]] = {}
    for member_id, rule, counted in rows:
        found.setdefault(member_id, {})[rule] = counted
    return found


def _size(branch_id: int, period: Period) -> int:
    days = (run_up(period.first), period.last)
    entries = select(func.count()).where(LedgerEntry.branch_id == branch_id, LedgerEntry.day.between(*days))
    unused = select(func.count()).where(UnusedCredit.branch_id == branch_id, UnusedCredit.day.between(*days))
    return (db.session.scalar(entries) or 0) + (db.session.scalar(unused) or 0)


def _beat(trial_id: int, done: int) -> None:
    with unit_of_work():
        row = db.session.get(SheetTrial, trial_id)
        if row is not None:
            row.done, row.beat_at = done, clock.now()


def _finish(trial_id: int, state: TrialState, result: dict[str, Any] | None) -> None:
    with unit_of_work():
        row = db.session.get(SheetTrial, trial_id)
        if row is not None:  # else another trial was begun meanwhile
            row.state, row.result, row.done, row.beat_at = state, result, row.total, clock.now()
