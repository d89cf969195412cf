"""Reads for one member: what is open, and whether an attempt may begin."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from ...core.clock import milliseconds
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ...papers.attempt import AttemptState
from ...papers.models import Attempt, AttemptResult
from .. import sharing
from ..models import Contest, ContestEvent, ContestResult
from ..window import OVER, ContestState, Leave, attempts_allowed, personal_closing
from .lists import announced, source_key


@dataclass(frozen=True, slots=True)
class Chance:
    """Whether a member may begin an attempt now, and if not, why (a code and a sentence).

    `closes_at` is when the window closes for this member, `extra_seconds` how much later than for all.
    """

    used: int
    allowed: int
    may_start: bool
    code: str = ""
    why: str = ""
    extra_seconds: int = 0
    closes_at: datetime | None = None

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.used)


@dataclass(frozen=True, slots=True)
class ContestCard:
    """A contest as lists show it to one member. Amounts in hundredths; `place` once it is settled."""

    id: int
    title: str
    state: ContestState
    opens_at: datetime
    closes_at: datetime
    items: int
    limit_s: int
    total: int
    open_attempt: int | None
    chance: Chance
    best: int | None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class _Begun:
    """An attempt of the member, as the rules of entering see it."""

    id: int
    state: AttemptState
    started_at: datetime
    score: int | None  # of its marking, once submitted


def is_eligible(contest: Contest, branch_id: int, group_id: int | None, kind: str) -> bool:
    """Say whether somebody of this branch, group and kind may enter; nothing chosen means everybody.

    Guests with whom the contest is shared may, whatever the host's groups and kinds.
    """
    if branch_id != contest.branch_id:
        return sharing.is_shared(contest.id, branch_id)
    groups, kinds = contest.eligible.get("groups") or [], contest.eligible.get("kinds") or []
    return (not groups or group_id in groups) and (not kinds or kind in kinds)


def chance(contest: Contest, member: Identity, now: datetime) -> Chance:
    """Return whether the member may begin an attempt now."""
    return _look([contest], member, now)[0][1]


def cards(
    member: Identity, now: datetime, states: Collection[ContestState] | None = None
) -> list[ContestCard]:
    """Return the contests that invite a member, or that the member took: open first, then upcoming, then past.

    `states` names those wanted; None is every one that members may know of.
    """
    order = {ContestState.RUNNING: 0, ContestState.PUBLISHED: 1}
    found = [
        card
        for card in _cards(announced(member.branch_id, states), member, now)
        if card.chance.code != "not_eligible" or card.chance.used
    ]
    return sorted(found, key=lambda card: order.get(card.state, 2))


def card(contest: Contest, member: Identity, now: datetime) -> ContestCard:
    """Return one contest as lists show it to a member."""
    return _cards([contest], member, now)[0]


def _cards(contests: Sequence[Contest], member: Identity, now: datetime) -> list[ContestCard]:
    if not contests:
        return []
    over = [contest.id for contest in contests if contest.state in OVER]
    places = _places(over, member.member_id) if over else {}
    cards = []
    for contest, chance, mine in _look(contests, member, now):
        rows = contest.blueprint["rows"]
        scores = [one.score for one in mine if one.state is AttemptState.SUBMITTED and one.score is not None]
        cards.append(
            ContestCard(
                contest.id,
                contest.title,
                contest.state,
                contest.opens_at,
                contest.closes_at,
                sum(row["count"] for row in rows),
                contest.limit_s,
                sum(row["count"] * row["points"] for row in rows),
                next((one.id for one in mine if one.state is AttemptState.OPEN), None),
                chance,
                max(scores, default=None),
                places.get(contest.id),
            )
        )
    return cards


def _look(
    contests: Sequence[Contest], member: Identity, now: datetime
) -> list[tuple[Contest, Chance, list[_Begun]]]:
    """Return each contest with the member's chance and attempts, in a fixed number of reads."""
    ids = [contest.id for contest in contests]
    begun, leaves = _begun(ids, member.member_id), leaves_of(ids, member.member_id)
    return [
        (
            contest,
            _chance(contest, member, begun.get(contest.id, []), leaves.get(contest.id, []), now),
            begun.get(contest.id, []),
        )
        for contest in contests
    ]


def _chance(
    contest: Contest,
    member: Identity,
    mine: Sequence[_Begun],
    leaves: Sequence[Leave],
    now: datetime,
) -> Chance:
    used, closes_at = len(mine), personal_closing(contest.closes_at, leaves)
    in_time = sum(one.started_at < contest.closes_at for one in mine) if now >= contest.closes_at else None
    allowed = attempts_allowed(contest.attempts, len(leaves), in_time)
    extra = milliseconds(closes_at - contest.closes_at) // 1000

    def refuse(code: str, why: str) -> Chance:
        return Chance(used, allowed, False, code, why, extra, closes_at)

    if not is_eligible(contest, member.branch_id, member.group_id, member.kind):
        return refuse("not_eligible", N_("这场竞赛没有邀请你所在的党小组或类别。"))
    if contest.state in (ContestState.SETTLED, ContestState.ARCHIVED) or now >= closes_at:
        return refuse("closed", N_("竞赛已经结束。"))
    if contest.state is ContestState.DRAFT or now < contest.opens_at:
        return refuse("not_open", N_("竞赛还没有开始。"))
    if used >= allowed:
        code = "closed" if in_time is not None and not leaves else "no_attempts"
        return refuse(code, N_("竞赛已经结束。") if code == "closed" else N_("答题次数已经用完。"))
    return Chance(used, allowed, True, extra_seconds=extra, closes_at=closes_at)


_BEGUN = (
    select(Attempt.source_key, Attempt.id, Attempt.state, Attempt.started_at, AttemptResult.score)
    .outerjoin(AttemptResult, AttemptResult.attempt_id == Attempt.id)
    .where(
        Attempt.member_id == bindparam("member_id"),
        Attempt.source_key.in_(bindparam("keys", expanding=True)),
    )
    .order_by(Attempt.id, AttemptResult.sequence)
)


def _begun(contest_ids: Collection[int], member_id: int) -> dict[int, list[_Begun]]:
    keys = {source_key(contest_id): contest_id for contest_id in contest_ids}
    rows = db.session.execute(_BEGUN, {"member_id": member_id, "keys": list(keys)})
    found: dict[int, dict[int, _Begun]] = {}
    for row in rows:  # of several markings the last holds
        found.setdefault(keys[row.source_key], {})[row.id] = _Begun(
            row.id, row.state, row.started_at, row.score
        )
    return {contest_id: list(attempts.values()) for contest_id, attempts in found.items()}


_LEAVES = select(ContestEvent.contest_id, ContestEvent.data).where(
    ContestEvent.contest_id.in_(bindparam("contest_ids", expanding=True)), ContestEvent.kind == "allowed"
)
_OWN_LEAVES = _LEAVES.where(ContestEvent.member_id == bindparam("member_id"))


def leaves_of(contest_ids: Collection[int], member_id: int | None = None) -> dict[int, list[Leave]]:
    """Return by contest the attempts more that were given, to one member or to all."""
    query, ids = _LEAVES if member_id is None else _OWN_LEAVES, list(contest_ids)
    found: dict[int, list[Leave]] = {}
    for contest_id, data in db.session.execute(query, {"contest_ids": ids, "member_id": member_id}):
        found.setdefault(contest_id, []).append(_leave(data))
    return found


def _leave(data: Mapping[str, Any]) -> Leave:
    until = data.get("until")
    return Leave(datetime.fromisoformat(until) if until else None)


def _settled() -> Select[int, int]:
    last = (
        select(ContestResult.contest_id, func.max(ContestResult.sequence).label("sequence"))
        .where(ContestResult.contest_id.in_(bindparam("contest_ids", expanding=True)))
        .group_by(ContestResult.contest_id)
        .subquery()
    )
    holds = (last.c.contest_id == ContestResult.contest_id) & (last.c.sequence == ContestResult.sequence)
    return (
        select(ContestResult.contest_id, ContestResult.rank)
        .join(last, holds)
        .where(ContestResult.member_id == bindparam("member_id"))
    )


_SETTLED = _settled()


def _places(contest_ids: Collection[int], member_id: int) -> dict[int, int]:
    """Return the member's settled place in each contest, by the settlement that holds."""
    rows = db.session.execute(_SETTLED, {"contest_ids": list(contest_ids), "member_id": member_id})
    return {row.contest_id: row.rank for row in rows}
