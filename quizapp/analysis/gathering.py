"""Keeping the sums up to date: a job takes in what was answered since, a little at a time, each portion as a whole.

What is read is read outside the writing unit of work, which then only adds. Two processes at it at once do no harm:
a portion counts only where the place from which it was read still stands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import groupby
from time import sleep

from sqlalchemy import String, cast, delete, func, literal, select, tuple_

from ..contests.models import Contest
from ..contests.window import OVER
from ..extensions import db
from ..infra.os_thread import call_in_pool
from ..live import room
from ..live.models import LiveContest, LiveState
from ..papers.models import Attempt, AttemptResult, Purpose
from ..papers.uses import ItemUse
from . import counting
from .counting import Taken
from .cursors import BATCH, LARGE_BATCH, in_turn, live_source, position, settled, source_row, turn
from .figures import Paper, paper_of
from .models import AnalysedSource, AnalysisCursor, FirstAnswer, ItemFigures, ItemTally
from .standing import changed_items, refresh_figures
from .tally import WHOLE, Answered, Given, Tally, of_papers
from .using import PRACTICE, replace_uses, take_live_uses, take_uses

#: How many (member, item) are asked for at once.
PAIRS = 500
#: How many papers of a contest are read before others have their turn.
PEOPLE = 10
Papers = list[list[Given]]
Tallies = Mapping[tuple[int, int], Tally]


def gather(now: datetime, batch: int = BATCH) -> bool:
    """Take in one portion of everything; say whether there was any."""
    took = [
        _take_results(now, batch),
        take_uses(now, batch),
        take_live_uses(),
        _count_contest(now),
        _count_live(now),
        _follow_items(),
    ]
    db.session.rollback()
    return any(took)


def rebuild(now: datetime) -> None:
    """Throw all sums away and count everything anew."""
    with turn():
        for table in (ItemFigures, ItemTally, FirstAnswer, AnalysedSource, AnalysisCursor, ItemUse):
            db.session.execute(delete(table))
    gather_all(now)


def gather_all(now: datetime) -> None:
    """Take in whatever there is."""
    while gather(now, LARGE_BATCH):
        pass


def _take_results(now: datetime, batch: int) -> bool:
    """Take in new markings: practice is counted at once, a contest's are noted for when it is over."""
    before = position("results")
    rows = settled(
        db.session.execute(
            select(
                AttemptResult.id,
                AttemptResult.created_at.label("at"),
                Attempt.id.label("attempt_id"),
                Attempt.purpose,
                Attempt.source_key,
                Attempt.branch_id,
            )
            .join(Attempt, Attempt.id == AttemptResult.attempt_id)
            .where(AttemptResult.id > before)
            .order_by(AttemptResult.id)
            .limit(batch)
        ),
        now,
    )
    if not rows:
        return False
    contests = {row.source_key: row.branch_id for row in rows if row.purpose is Purpose.CONTEST}
    taken = counting.attempts([row.attempt_id for row in rows if row.purpose is not Purpose.CONTEST])

    def write() -> None:
        _mark_stale(contests)
        _count_practice(taken)

    return in_turn("results", before, rows[-1].id, write)


def _mark_stale(contests: Mapping[str, int]) -> None:
    for source, branch_id in contests.items():
        source_row(source, branch_id).stale = True


def _count_practice(taken: Collection[Taken]) -> None:
    """Add each member's first answers; what was counted of an attempt before is taken back first."""
    known, deltas = _first_answers(taken), Deltas()
    for one in taken:
        mine = {row.item_id: row for row in known.values() if row.attempt_id == one.head.id}
        for row in mine.values():
            deltas.note(row, -1)
        for given in one.given:
            key = (one.head.member_id, given.item_id)
            kept = known.get(key)
            if given.omitted or (kept is not None and kept.attempt_id != one.head.id):
                continue
            row = kept or FirstAnswer(member_id=key[0], item_id=key[1])
            mine.pop(given.item_id, None)
            row.attempt_id, row.branch_id = one.head.id, one.head.branch_id
            row.version_id = given.version_id
            row.answered = Answered(
                given.points * WHOLE // given.worth, False, given.letters, given.ms
            ).to_json()
            deltas.note(row, 1)
            known[key] = row
            db.session.add(row)
        for row in mine.values():  # void by now
            db.session.delete(known.pop((row.member_id, row.item_id)))
    deltas.add()


def _first_answers(taken: Collection[Taken]) -> dict[tuple[int, int], FirstAnswer]:
    """Return what is kept of these members' answers to these items, and of these attempts."""
    pairs = [(one.head.member_id, given.item_id) for one in taken for given in one.given]
    mine = FirstAnswer.attempt_id.in_([one.head.id for one in taken])
    found = {(row.member_id, row.item_id): row for row in db.session.scalars(select(FirstAnswer).where(mine))}
    for start in range(0, len(pairs), PAIRS):
        asked = tuple_(FirstAnswer.member_id, FirstAnswer.item_id).in_(pairs[start : start + PAIRS])
        rows = db.session.scalars(select(FirstAnswer).where(asked))
        found |= {(row.member_id, row.item_id): row for row in rows}
    return found


class Deltas:
    """Changes to a branch's sums of practice, gathered before they are written."""

    def __init__(self) -> None:
        self._of: dict[int, dict[tuple[int, int], list[tuple[Answered, int]]]] = {}

    def note(self, row: FirstAnswer, times: int) -> None:
        """Note that an answer comes (1) or goes (-1)."""
        mine = self._of.setdefault(row.branch_id, {})
        mine.setdefault((row.item_id, row.version_id), []).append((Answered.from_json(row.answered), times))

    def add(self) -> None:
        """Write them, and make the figures anew that they touch."""
        for branch_id, changes in self._of.items():
            stored = _practice_rows(branch_id, [version_id for _, version_id in changes])
            for (item_id, version_id), rows in changes.items():
                row = stored.get(version_id)
                tally = Tally.from_json(row.sums) if row else Tally()
                for answered, times in rows:
                    tally.add(answered, times)
                if row:
                    row.sums = tally.to_json()
                else:
                    db.session.add(_tally_row(branch_id, PRACTICE, item_id, version_id, tally))
            refresh_figures(branch_id, {item_id for item_id, _ in changes})


def _practice_rows(branch_id: int, version_ids: Collection[int]) -> dict[int, ItemTally]:
    rows = db.session.scalars(
        select(ItemTally).where(
            ItemTally.branch_id == branch_id,
            ItemTally.source == PRACTICE,
            ItemTally.version_id.in_(version_ids),
        )
    )
    return {row.version_id: row for row in rows}


def _tally_row(branch_id: int, source: str, item_id: int, version_id: int, tally: Tally) -> ItemTally:
    return ItemTally(
        branch_id=branch_id, source=source, item_id=item_id, version_id=version_id, sums=tally.to_json()
    )


def _count_contest(now: datetime) -> bool:
    """Count one contest that is over and has markings that were not counted yet."""
    source = literal("contest:").concat(cast(Contest.id, String))
    row = db.session.execute(
        select(Contest.id, Contest.branch_id)
        .join(AnalysedSource, AnalysedSource.source == source)
        .where(AnalysedSource.stale.is_(True), Contest.state.in_(OVER))
        .order_by(Contest.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return False
    key = f"contest:{row.id}"
    mark = _last_result(key)
    papers = _first_papers(key)
    tallies, paper = call_in_pool(lambda: _measured(papers))
    with turn():
        if _last_result(key) == mark and source_row(key, row.branch_id).stale:
            _store(key, row.branch_id, mark, tallies, paper, now)
    return True


def _first_papers(source: str) -> Papers:
    """Return the papers of a contest, read a few at a time so that nobody waits for it."""
    ids, found = counting.first_attempts(source), []
    for start in range(0, len(ids), PEOPLE):
        found += [list(one.given) for one in counting.attempts(ids[start : start + PEOPLE])]
        sleep(0)
    return found


def _measured(papers: Papers) -> tuple[Tallies, Paper]:
    return of_papers(papers), paper_of(papers) if papers else Paper(0)


def _last_result(source: str) -> int:
    last = (
        select(func.max(AttemptResult.id))
        .join(Attempt, Attempt.id == AttemptResult.attempt_id)
        .where(Attempt.source_key == source)
    )
    return db.session.scalar(last) or 0


def _count_live(now: datetime) -> bool:
    """Count one contest in the room that is over and whose log has grown since."""
    row = db.session.execute(
        select(
            LiveContest.id,
            LiveContest.branch_id,
            LiveContest.sequence,
            LiveContest.finished_at,
            LiveContest.opened_at,
        )
        .join(AnalysedSource, AnalysedSource.source == live_source())
        .where(
            LiveContest.state.in_((LiveState.FINISHED, LiveState.SETTLED)),
            LiveContest.sequence != AnalysedSource.mark,
        )
        .order_by(LiveContest.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return False
    db.session.rollback()  # the room reads on connections of its own
    state = room.state_of(row.id)
    if state.n != row.sequence:  # a step of this very moment is not in memory yet
        return False
    papers, asked = counting.live_papers(state), counting.live_asked(state)
    tallies, paper = call_in_pool(lambda: _measured(papers))
    with turn():
        key = f"live:{row.id}"
        if source_row(key, row.branch_id).mark != state.n:
            _store(key, row.branch_id, state.n, tallies, paper, now)
            replace_uses(row.branch_id, key, asked, row.finished_at or row.opened_at or now)
    return True


def _store(source: str, branch_id: int, mark: int, tallies: Tallies, paper: Paper, now: datetime) -> None:
    """Put a contest's sums in place of those it had."""
    mine = (ItemTally.branch_id == branch_id, ItemTally.source == source)
    old = set(db.session.scalars(select(ItemTally.item_id).where(*mine)))
    db.session.execute(delete(ItemTally).where(*mine))
    db.session.add_all(
        _tally_row(branch_id, source, item_id, version_id, tally)
        for (item_id, version_id), tally in tallies.items()
    )
    row = source_row(source, branch_id)
    row.mark, row.stale, row.counted_at, row.paper = mark, False, now, paper.to_json()
    refresh_figures(branch_id, old | {item_id for item_id, _ in tallies})


def _follow_items() -> bool:
    """Make the figures of items anew that were changed since."""
    found = sorted(changed_items())
    if found:
        with turn():
            for branch_id, rows in groupby(found, key=lambda row: row[0]):
                refresh_figures(branch_id, [item_id for _, item_id in rows])
    return bool(found)
