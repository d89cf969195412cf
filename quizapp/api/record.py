"""The record: a member's totals and entries, and the ledger as far as the caller sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from ..accounts import queries as accounts
from ..accounts.models import Member
from ..core import local
from ..core.errors import NotFound
from ..core.i18n import N_
from ..core.permissions import Permission
from ..extensions import db
from ..record import queries as record
from ..record.models import LedgerEntry
from ..record.periods import Period, Span
from ..record.queries import Rank
from ..web.access import check, me, requires
from . import asked, queries, shapes
from .blueprint import blueprint
from .operation import Query, describes

PERIOD = Query("period", N_("时段：2026、2026-Q1、2026-03、2026-W10 或 2026-03-02"))
CURSOR = Query("cursor", N_("上一页给出的 next"))


def current(length: Span) -> Period:
    """Return the running day, week, month, quarter or year."""
    return Period.of(length, local.today())


@blueprint.get("/members/<id>/record")
@requires(Permission.SEE_RECORD)
@describes(
    N_("一名成员的积分记录"),
    returns="Record",
    query=(PERIOD, CURSOR),
    errors=(404, 422),
    about=N_("本人、本组组长和本支部组织者可以看。不写 period 为今年。"),
)
def member_record(id: str) -> Response:
    member, period = _member(id), asked.period(current(Span.YEAR))
    page = queries.ledger(queries.of_member(member.id), period, asked.cursor())
    days = record.by_day(member.id, period.first, period.last)
    return shapes.reply(
        {
            "member": {"id": str(member.id), "name": member.name},
            "period": shapes.span(period),
            "total": shapes.amount(record.total(member.id, period)),
            "totals": _totals(member.id),
            "places": _places(member, period),
            "days": [{"day": str(day), "counted": shapes.amount(days[day])} for day in sorted(days)],
            "entries": _entries(page.rows),
            "next": None if page.following is None else str(page.following),
        }
    )


def _member(id: str) -> Member:
    member = db.session.get(Member, asked.number_of(id))
    if member is None:
        raise NotFound
    check(Permission.SEE_RECORD, branch_id=member.branch_id, group_id=member.group_id, member_id=member.id)
    return member


def _totals(member_id: int) -> dict[str, Any]:
    running = {str(length): shapes.amount(record.total(member_id, current(length))) for length in Span}
    return {**running, "all": shapes.amount(record.total(member_id))}


def _places(member: Member, period: Period) -> dict[str, Any]:
    found = record.standing(member.id, member.branch_id, member.group_id, period)
    return {
        "branch": _place(found.in_branch),
        "group": _place(found.in_group) if found.in_group else None,
    }


def _place(rank: Rank) -> dict[str, int]:
    return {"place": rank.place, "of": rank.of}


@blueprint.get("/ledger")
@requires(Permission.SEE_RECORD)
@describes(
    N_("积分流水，新写入的在前"),
    returns="Ledger",
    query=(Query("member", N_("只看这名成员")), PERIOD, Query("rule", N_("只看积分办法的这一项")), CURSOR),
    errors=(404, 422),
    about=N_("成员看自己的，组长看本组的，组织者看本支部的。不写 period 为全部。"),
)
def ledger() -> Response:
    wanted = asked.query("member")
    which = queries.of_member(_member(wanted).id) if wanted else queries.seen_by(me())
    period = asked.period(current(Span.YEAR)) if request.args.get("period") else None
    page = queries.ledger(which, period, asked.cursor(), asked.query("rule"))
    return shapes.listing(_entries(page.rows), page.following)


def _entries(rows: Sequence[LedgerEntry]) -> list[dict[str, Any]]:
    names = accounts.names_of({row.member_id for row in rows})  # by id as text
    return [
        {
            "id": str(row.id),
            "member": {"id": str(row.member_id), "name": names[str(row.member_id)]},
            "rule": row.rule,
            "title": row.title,
            "origin": row.key,
            "at": shapes.moment(row.occurred_at),
            "day": row.day.isoformat(),
            "earned": shapes.amount(row.earned),
            "counted": shapes.amount(row.counted),
            "why": row.why or None,
            "reverses": None if row.reverses_id is None else str(row.reverses_id),
            "reason": row.reason or None,
        }
        for row in rows
    ]
