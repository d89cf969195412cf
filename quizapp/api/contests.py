"""Contests over a window: what is open to the caller, one of them, its standings."""

from __future__ import annotations

from typing import Any

from flask import Response

from ..contests import queries
from ..contests.queries import AttemptLine, ContestCard, GroupRow, StandingRow
from ..contests.routes import sight
from ..contests.window import by_clock
from ..core import clock
from ..core.errors import DomainError
from ..core.i18n import N_
from ..core.permissions import Permission, allowed
from ..core.places import seen_by
from ..web.access import me, requires
from . import asked, shapes
from .blueprint import blueprint
from .operation import Query, describes

PAGE_SIZE = 50
STANDINGS_SIZE = 200
CURSOR = Query("cursor", N_("上一页给出的 next"))


@blueprint.get("/contests")
@requires(Permission.TAKE_PART)
@describes(
    N_("邀请我的竞赛：先是进行中的，再是即将开始的，最后是已结束的"),
    returns="Contests",
    query=(CURSOR,),
    errors=(422,),
)
def contests() -> Response:
    cards, following = shapes.part(queries.cards(me(), clock.now()), asked.cursor(), PAGE_SIZE)
    return shapes.listing((_card(card) for card in cards), following)


def _card(card: ContestCard) -> dict[str, Any]:
    chance = card.chance
    return {
        "id": str(card.id),
        "title": card.title,
        "state": str(by_clock(card.state, card.opens_at, card.closes_at, clock.now())),
        "opens_at": shapes.moment(card.opens_at),
        "closes_at": shapes.moment(chance.closes_at or card.closes_at),
        "limit_seconds": card.limit_s,
        "items": card.items,
        "maximum": shapes.amount(card.total),
        "attempt": None if card.open_attempt is None else str(card.open_attempt),
        "attempts_used": chance.used,
        "attempts_allowed": chance.allowed,
        "may_start": chance.may_start,
        "why": chance.code or None,
        "best": shapes.amount_or_none(card.best),
        "place": card.place,
    }


@blueprint.get("/contests/<id>")
@requires(Permission.TAKE_PART)
@describes(N_("一场竞赛和我在其中的答卷"), returns="Contest", errors=(404,))
def contest(id: str) -> Response:
    found = sight.announced(asked.number_of(id))
    lines = queries.attempt_lines(found.id, member_id=me().member_id).rows
    return shapes.reply(
        {
            **_card(queries.card(found, me(), clock.now())),
            "notice": found.notice,
            "review": found.review,
            "counts": found.counts,
            "for_record": found.for_record,
            "attempts": [_line(line) for line in lines],
        }
    )


def _line(line: AttemptLine) -> dict[str, Any]:
    return {
        "id": str(line.id),
        "state": str(line.state),
        "started_at": shapes.moment(line.started_at),
        "submitted_at": shapes.moment_or_none(line.submitted_at),
        "used_ms": line.used_ms,
        "score": shapes.amount_or_none(line.score),
        "maximum": shapes.amount_or_none(line.maximum),
    }


@blueprint.get("/contests/<id>/standings")
@requires(Permission.TAKE_PART)
@describes(
    N_("名次：先比得分，再比用时，并列的名次相同"),
    returns="Standings",
    query=(CURSOR,),
    errors=(404, 422),
    about=N_("组织者随时看全部；成员在截止后看前十名和自己的相邻名次，截止前是 403。"),
)
def standings(id: str) -> Response:
    found = sight.announced(asked.number_of(id))
    sees_all = allowed(me(), Permission.MANAGE_CONTESTS, branch_id=found.branch_id)
    if not sees_all and not queries.may_see_standings(found):
        raise DomainError(N_("名次在竞赛截止后公布。"), code="contest.standings", status=403)
    rows = queries.standings(found)
    own = next((index for index, row in enumerate(rows) if row.member_id == me().member_id), None)
    seen = (
        range(len(rows))
        if sees_all
        else [one for one in seen_by([row.rank for row in rows], own) if one is not None]
    )
    shown, following = shapes.part(seen, asked.cursor(), STANDINGS_SIZE)
    groups = queries.group_standings(rows, queries.progress(found))
    return shapes.listing(
        (_standing(rows[index]) for index in shown),
        following,
        participants=len(rows),
        groups=[_group(group) for group in groups],
    )


def _standing(row: StandingRow) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "member": {"id": str(row.member_id), "name": row.name},
        "group": row.group or None,
        "score": shapes.amount(row.score),
        "maximum": shapes.amount(row.maximum),
        "used_ms": row.used_ms,
        "attempts": row.attempts,
    }


def _group(row: GroupRow) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "group": {"id": str(row.group_id), "name": row.name},
        "mean": shapes.amount(row.mean),
        "heads": row.heads,
        "taken": row.taken,
    }
