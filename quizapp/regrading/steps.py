"""Carrying a regrade out, a small step at a time. Each step is one short unit of work that also notes how far it came.

papers      submitted papers are marked anew, some at a time; books of mistakes follow
contests    places of contests over a window, settled ones restated
credits     what the record holds of these contests
practices   what the record holds of practices
live        contests in the room: opened, the referee's steps taken, settled again
notices     whom it touched is told

Whoever is killed in between leaves a regrade of which the next one knows where to go on; whatever was done carries
the regrade's name, and is not done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from ..accounts.queries import identity_of_member
from ..contests import service as contests
from ..contests.models import Contest
from ..core import audit
from ..core.permissions import Identity
from ..core.transaction import unit_of_work
from ..extensions import db
from ..live.engine.events import Logged
from ..live.models import LiveContest
from ..live.service import rejudging
from ..papers import queries as papers_queries
from ..papers import remarking
from ..papers.models import Purpose
from ..papers.remarking import Done
from ..practice import service as practice
from ..record import correcting
from ..record.correcting import Claim
from . import docket as dockets
from . import preview, telling
from .docket import regrade_of
from .models import Regrade, RegradeEffect
from .service import cause_of

STEPS = ("papers", "contests", "credits", "practices", "live", "notices", "done")
PAPERS, MEMBERS, TOLD = 25, 20, 50  # in one unit of work
#: So long nobody else goes on with a regrade that somebody works on.
LEASE = timedelta(seconds=10)

Step = Callable[[Regrade, datetime], bool]


def take(regrade: Regrade, now: datetime) -> None:
    """Do the next part of a regrade in the running unit of work; not for `live`, which commits by itself."""
    regrade.leased_until = now + LEASE
    if not _TAKE[regrade.step](regrade, now):
        _next_step(regrade, now)
    db.session.flush()


def _next_step(regrade: Regrade, now: datetime) -> None:
    regrade.step, regrade.cursor = STEPS[STEPS.index(regrade.step) + 1], 0
    if regrade.step == "done":
        regrade.finished_at, regrade.leased_until = now, None
        audit.note(
            actor_of(regrade),
            "regrade.finished",
            "regrade",
            regrade.id,
            at=now,
            branch_id=regrade.branch_id,
            reason=regrade.reason,
        )


def actor_of(regrade: Regrade) -> Identity | None:
    """Return in whose name a regrade is carried out."""
    return identity_of_member(regrade.actor_id) if regrade.actor_id else None


def _papers(regrade: Regrade, now: datetime) -> bool:
    docket = dockets.of_regrade(regrade)
    found = remarking.holding(regrade.branch_id, docket.rulings, regrade.cursor, PAPERS)
    actor, cause = actor_of(regrade), cause_of(regrade.id)
    for remark in remarking.remarks(found.ids, docket.judge(), lock=True):
        remarking.append(remark, cause=cause, actor=actor, now=now, reason=regrade.reason)
    regrade.cursor = found.upto
    return found.more


def _contests(regrade: Regrade, now: datetime) -> bool:
    """Restate the next contest."""
    ids = sorted(_contest_ids(regrade))
    contest_id = next((one for one in ids if one > regrade.cursor), None)
    if contest_id is None:
        return False
    contest = db.session.get(Contest, contest_id, with_for_update=True)
    if contest is not None:
        moves, done = moves_of(regrade, contest)
        contests.note_regraded(
            contest, moves, cause_of(regrade.id), actor=actor_of(regrade), now=now, reason=regrade.reason
        )
        moved = [
            [one.member_id, one.rank_before, one.rank, one.score_before, one.score, one.maximum]
            for one in moves.moved
        ]
        data = {"papers": len(done), "moved": moved, "postings": [], "settled": contests.is_settled(contest)}
        _effect(regrade, f"contest:{contest.id}", contest.title, data)
    regrade.cursor = contest_id
    return True


def _contest_ids(regrade: Regrade) -> Iterator[int]:
    for source in remarking.sources_of(cause_of(regrade.id)):
        kind, _, id = source.partition(":")
        if kind == "contest" and id.isdecimal():
            yield int(id)


def moves_of(regrade: Regrade, contest: Contest) -> tuple[contests.Shift, list[Done]]:
    """Return how a regrade moved a contest's places, and the papers that it marked anew there."""
    done = remarking.done_by(cause_of(regrade.id), source_key=f"contest:{contest.id}")
    before = {one.attempt_id: (one.score_before, one.maximum_before) for one in done}
    return contests.shift(contest, before, {}), done


def _effect(regrade: Regrade, source: str, title: str, data: dict[str, Any]) -> RegradeEffect:
    found = db.session.get(RegradeEffect, (regrade.id, source))
    if found is None:
        found = RegradeEffect(regrade_id=regrade.id, source=source, title=title, data=data)
        db.session.add(found)
        db.session.flush()
    return found


def _post(regrade: Regrade, effect: RegradeEffect, claims: Iterator[Claim], now: datetime) -> None:
    entries = correcting.restate_all(
        list(claims), cause_of(regrade.id), actor=actor_of(regrade), now=now, reason=regrade.reason
    )
    made = [[entry.member_id, entry.rule, entry.counted] for entry in entries]
    effect.data = {**effect.data, "postings": [*effect.data.get("postings", []), *made]}


def _credits(regrade: Regrade, now: datetime) -> bool:
    """Post the differences of the next members: all members of all contests, in a fixed order."""
    start = 0
    for effect in effects(regrade.id, "contest:"):
        contest = db.session.get_one(Contest, int(effect.source.partition(":")[2]))
        moved = [row[0] for row in effect.data["moved"]]
        if regrade.cursor < start + len(moved):
            place = regrade.cursor - start
            chosen = set(moved[place : place + MEMBERS])
            moves, _ = moves_of(regrade, contest)
            claims = (one for one in contests.claims(contest, moves) if one.member_id in chosen)
            _post(regrade, effect, claims, now)
            regrade.cursor += len(moved[place : place + MEMBERS])
            return True
        start += len(moved)
    return False


def effects(regrade_id: int, kind: str = "") -> list[RegradeEffect]:
    """Return what a regrade did by source, those of one kind."""
    rows = db.session.query(RegradeEffect).filter_by(regrade_id=regrade_id).order_by(RegradeEffect.source)
    return [row for row in rows if row.source.startswith(kind)]


def _practices(regrade: Regrade, now: datetime) -> bool:
    done = remarking.done_by(
        cause_of(regrade.id), purpose=Purpose.PRACTICE, after=regrade.cursor, limit=MEMBERS
    )
    if not done:
        return False
    heads = [papers_queries.head(one.attempt_id, fresh=True) for one in done]
    effect = _effect(regrade, "practice", "", {"postings": []})
    _post(regrade, effect, (practice.claim(head) for head in heads if head), now)
    regrade.cursor = done[-1].attempt_id
    return True


def _notices(regrade: Regrade, now: datetime) -> bool:
    told = telling.notices(regrade, effects(regrade.id))
    for one in told[regrade.cursor : regrade.cursor + TOLD]:
        telling.tell(one, cause_of(regrade.id), now)
    regrade.cursor += TOLD
    return regrade.cursor < len(told)


_TAKE: dict[str, Step] = {
    "papers": _papers,
    "contests": _contests,
    "credits": _credits,
    "practices": _practices,
    "notices": _notices,
}


def take_live(regrade_id: int, now: datetime) -> None:
    """Bring the next contest in the room to what was ruled; commits by itself, and goes on where it was interrupted."""
    regrade = regrade_of(regrade_id)
    docket, after = dockets.of_regrade(regrade), regrade.cursor
    held = rejudging.holding(regrade.branch_id, docket.rulings, rejudging.OVER)
    contest_id = next((one.id for one in held if one.id > after), None)
    if contest_id is None:
        with unit_of_work():
            _next_step(regrade_of(regrade_id), now)
        return
    with unit_of_work():
        begun = _lift(regrade_of(regrade_id), db.session.get_one(LiveContest, contest_id), now)
    if not begun.get("done"):
        _referee(regrade_id, contest_id, now)
    with unit_of_work():
        _settle(regrade_of(regrade_id), db.session.get_one(LiveContest, contest_id), now)


def _lift(regrade: Regrade, contest: LiveContest, now: datetime) -> dict[str, Any]:
    """Open the contest and note from where on the regrade's steps stand in its log; once."""
    regrade.leased_until = now + LEASE
    settled = contest.settled_at is not None
    data = {"from": contest.sequence, "settled": settled, "events": [], "postings": []}
    effect = _effect(regrade, f"live:{contest.id}", contest.title, data)
    if not effect.data.get("done"):
        rejudging.lift(contest)
    return dict(effect.data)


def _referee(regrade_id: int, contest_id: int, now: datetime) -> None:
    """Take the steps; what they made is read from the log, so that a second run finds what the first one did."""
    regrade = regrade_of(regrade_id)
    contest, docket = db.session.get_one(LiveContest, contest_id), dockets.of_regrade(regrade)
    plan = preview.live_plan(contest, docket, regrade.reason, by_of(regrade))
    db.session.rollback()  # the steps have transactions of their own
    _, refused = rejudging.take(contest_id, plan.steps, cause_of(regrade_id), now=now)
    with unit_of_work():
        effect = db.session.get_one(RegradeEffect, (regrade_id, f"live:{contest_id}"))
        left = [[one.number, one.to, one.why] for one in (*plan.left, *refused)]
        effect.data = {**effect.data, "left": effect.data.get("left") or left}


def by_of(regrade: Regrade) -> str:
    """Return in whose name the referee's steps stand in a contest's log."""
    return f"member:{regrade.actor_id}" if regrade.actor_id else "host"


def _is_own(regrade: Regrade, log: Logged) -> bool:
    return log.by == by_of(regrade) and log.data.get("reason", regrade.reason) == regrade.reason


def _settle(regrade: Regrade, contest: LiveContest, now: datetime) -> None:
    effect = db.session.get_one(RegradeEffect, (regrade.id, f"live:{contest.id}"))
    if effect.data.get("done"):
        regrade.cursor = contest.id
        return
    after = rejudging.current(contest)
    before = rejudging.state_at(contest, effect.data["from"])
    if effect.data["settled"]:
        rejudging.settle_again(contest, actor=actor_of(regrade), now=now, reason=regrade.reason)
        _post(regrade, effect, rejudging.claims(contest, before, after), now)
    rejudging.correct_books(contest, before, after, now=now)
    changes = rejudging.score_changes(before, after)
    names = rejudging.names(after)
    effect.data = {
        **effect.data,
        "done": True,
        "events": [one.n for one in after.history[effect.data["from"] :] if _is_own(regrade, one)],
        "moved": [
            [names[one.id], one.before.rank, one.after.rank, one.before.amount, one.after.amount]
            for one in rejudging.moved(before, after)
        ],
        "members": [[member_id, *scores] for member_id, scores in changes.items()],
        "names": {one: names.get(one, one) for _, one, _ in effect.data.get("left", []) if one},
    }
    regrade.cursor = contest.id
