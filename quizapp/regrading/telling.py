"""Telling those whom a regrade touched: the old score, the new one, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..bank import queries as bank_queries
from ..contests.models import Contest
from ..contests.window import OVER
from ..core.i18n import N_
from ..extensions import db
from ..notices import service as notices_service
from ..papers import remarking
from ..papers.models import Purpose
from ..web.filters import points
from .models import Regrade, RegradeEffect
from .service import cause_of

#: A contest that others may still enter: the reason may tell the key.
LATER = N_("竞赛截止后可以查看原因")
SHORT = 40  # characters of a stem


@dataclass(frozen=True, slots=True)
class Told:
    """What one member is told."""

    member_id: int
    kind: str
    params: dict[str, Any]
    link: str
    source: str


def notices(regrade: Regrade, effects: Sequence[RegradeEffect]) -> list[Told]:
    """Return whom a regrade has to tell what, in a fixed order."""
    found = [*_practices(regrade)]
    for effect in effects:
        kind, _, id = effect.source.partition(":")
        if kind == "contest":
            found += _contest(regrade, effect, db.session.get_one(Contest, int(id)))
        elif kind == "live":
            found += _live(regrade, effect)
    return found


def tell(told: Told, cause: str, now: datetime) -> None:
    """Put it into the member's inbox, once."""
    notices_service.tell(
        [told.member_id], told.kind, told.params, told.link, f"{cause}:{told.source}", now=now
    )


def _contest(regrade: Regrade, effect: RegradeEffect, contest: Contest) -> Iterator[Told]:
    reason = regrade.reason if contest.state in OVER else LATER
    for member_id, rank_before, rank, before, after, _maximum in effect.data["moved"]:
        params = {"title": effect.title, "reason": reason}
        if before != after:
            kind, was, now = "regrade.score", points(before), points(after)
        elif contest.state in OVER:
            kind, was, now = "regrade.place", str(rank_before), str(rank)
        else:
            continue
        link = f"/contests/{contest.id}/result"
        yield Told(member_id, kind, {**params, "before": was, "after": now}, link, effect.source)


def _practices(regrade: Regrade) -> Iterator[Told]:
    """Tell of the practices together: of each member the last one leads to the paper."""
    done = remarking.done_by(cause_of(regrade.id), purpose=Purpose.PRACTICE)
    last = {one.member_id: one for one in done}
    stored = bank_queries.versions([regrade.rulings[0][0]])[regrade.rulings[0][0]]
    stem = stored.item.stem[:SHORT]
    for member_id, one in last.items():
        params = {
            "stem": stem,
            "reason": regrade.reason,
            "before": points(one.score_before),
            "after": points(one.score),
            "title": one.title,
        }
        link = f"/practice/{one.attempt_id}/result"
        yield Told(member_id, "regrade.practice", params, link, "practice")


def _live(regrade: Regrade, effect: RegradeEffect) -> Iterator[Told]:
    for member_id, before, after in effect.data.get("members", []):
        params = {
            "title": effect.title,
            "reason": regrade.reason,
            "before": before // 100,
            "after": after // 100,
        }
        link = f"/live/after/{effect.source.partition(':')[2]}"
        yield Told(member_id, "regrade.live", params, link, effect.source)
