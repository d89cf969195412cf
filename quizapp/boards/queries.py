"""The boards, read from the running totals: their cost does not grow with the number of entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from ..accounts.models import Branch, Group, Member
from ..extensions import db
from ..record.models import GroupTotal, PointTotal
from ..record.periods import Period, Span
from .ranking import per_head, rank

SHARES = "on_branch_board"  # a setting of a branch
BOARDS = ("members", "groups", "branches")
SPANS = (Span.WEEK, Span.MONTH, Span.QUARTER, Span.YEAR)


class Row(NamedTuple):
    """One line of a board. `amount` in hundredths, per head where it is a group's or a branch's.

    `moved`: places gained since the period before, None for who is new. `share` of the first, 0 to 100.
    """

    place: int
    id: int
    name: str
    group: str
    amount: int
    moved: int | None
    share: int
    heads: int = 1
    taking_part: int = 1


@dataclass(frozen=True, slots=True)
class Participation:
    """How many of those on the roll and not exempt earned something that stands; deductions alone are no taking part."""

    taking_part: int
    heads: int


_HERE = (
    PointTotal.branch_id == bindparam("branch_id"),
    PointTotal.kind == bindparam("kind"),
    PointTotal.start == bindparam("start"),
)
_MEMBERS = (
    select(PointTotal.member_id, PointTotal.counted, Member.name, Group.name.label("group_name"))
    .join(Member, Member.id == PointTotal.member_id)
    .outerjoin(Group, Group.id == Member.group_id)
    .where(*_HERE, PointTotal.counted > 0, Member.left_at.is_(None))
    .order_by(PointTotal.counted.desc(), PointTotal.member_id)
    .limit(bindparam("limit", type_=Integer))
)


def members(branch_id: int, period: Period, limit: int = 50) -> list[Row]:
    """Return a branch's first members by points; ties share a place."""
    rows = db.session.execute(_MEMBERS, {**_where(branch_id, period), "limit": limit}).all()
    earlier = _places_before(branch_id, period.previous(), [row[0] for row in rows])
    found: list[Row] = []
    for index, (member_id, counted, name, group_name) in enumerate(rows):
        tied = bool(found) and found[-1].amount == counted
        place = found[-1].place if tied else index + 1
        moved = earlier[member_id] - place if member_id in earlier else None
        share = _share(counted, rows[0][1])
        found.append(Row(place, member_id, name, group_name or "", counted, moved, share))
    return found


def _where(branch_id: int | None, period: Period) -> dict[str, Any]:
    return {"branch_id": branch_id, "kind": period.span.value, "start": period.first}


def _before() -> Select[int, int]:
    mine, others = aliased(PointTotal), aliased(PointTotal)
    above = (
        select(func.count())
        .select_from(others)
        .where(
            others.branch_id == bindparam("branch_id"),
            others.kind == bindparam("kind"),
            others.start == bindparam("start"),
            others.counted > mine.counted,
        )
        .scalar_subquery()
    )
    return select(mine.member_id, above.label("above")).where(
        mine.member_id.in_(bindparam("member_ids", expanding=True)),
        mine.branch_id == bindparam("branch_id"),
        mine.kind == bindparam("kind"),
        mine.start == bindparam("start"),
        mine.counted > 0,
    )


_BEFORE = _before()


def _places_before(branch_id: int, period: Period, member_ids: Sequence[int]) -> dict[int, int]:
    """Return the places of these members in the period before, by counting who stood above each."""
    if not member_ids:
        return {}
    rows = db.session.execute(_BEFORE, {**_where(branch_id, period), "member_ids": list(member_ids)})
    return {row.member_id: row.above + 1 for row in rows}


def groups(branch_id: int, period: Period) -> list[Row]:
    """Return a branch's groups by points per head of those on the roll and not exempt."""
    heads = _counts(_HEADS_OF_GROUPS, branch_id, period)
    active = _counts(_ACTIVE_OF_GROUPS, branch_id, period)
    names = dict.fromkeys(heads, "")
    for row in db.session.execute(select(Group.id, Group.name).where(Group.branch_id == branch_id)):
        names[row.id] = row.name
    now, before = (_group_sums(branch_id, one) for one in (period, period.previous()))
    return _rows(now, before, names, heads, active)


def branches(period: Period) -> list[Row]:
    """Return the organisation's branches by points per head; a branch that keeps to itself is left out."""
    heads = _counts(_HEADS_OF_BRANCHES, None, period)
    active = _counts(_ACTIVE_OF_BRANCHES, None, period)
    names = sharing()
    now, before = (_branch_sums(one) for one in (period, period.previous()))
    return _rows(now, before, names, heads, active)


def sharing() -> dict[int, str]:
    """Return the names of the branches that let themselves be compared with others."""
    rows = db.session.execute(
        select(Branch.id, Branch.name, Branch.settings).where(Branch.archived_at.is_(None))
    )
    return {row.id: row.name for row in rows if row.settings.get(SHARES, True)}


def _rows(
    now: dict[int, int],
    before: dict[int, int],
    names: dict[int, str],
    heads: dict[int, int],
    active: dict[int, int],
) -> list[Row]:
    means = {key: per_head(now.get(key, 0), heads.get(key, 0)) for key in names}
    earlier = {key: per_head(before.get(key, 0), heads.get(key, 0)) for key in names}
    first = max(means.values(), default=Fraction(0))
    return [
        Row(
            placed.place,
            placed.what,
            names[placed.what],
            "",
            round(placed.amount),
            placed.moved,
            _share(placed.amount, first),
            heads.get(placed.what, 0),
            active.get(placed.what, 0),
        )
        for placed in rank(means, earlier)
    ]


def _share(amount: int | Fraction, first: int | Fraction) -> int:
    return int(100 * amount / first) if first > 0 else 0


def _group_sums(branch_id: int, period: Period) -> dict[int, int]:
    rows = db.session.execute(
        select(GroupTotal.group_id, GroupTotal.counted).where(
            GroupTotal.branch_id == branch_id,
            GroupTotal.kind == period.span,
            GroupTotal.start == period.first,
        )
    )
    return {row.group_id: row.counted for row in rows}


def _branch_sums(period: Period) -> dict[int, int]:
    rows = db.session.execute(
        select(GroupTotal.branch_id, func.sum(GroupTotal.counted).label("counted"))
        .where(GroupTotal.kind == period.span, GroupTotal.start == period.first)
        .group_by(GroupTotal.branch_id)
    )
    return {row.branch_id: row.counted for row in rows}


def _heads(by: InstrumentedAttribute[Any], *where: ColumnElement[bool]) -> Select[Any, int]:
    return (
        select(by.label("key"), func.count().label("heads"))
        .where(Member.left_at.is_(None), Member.exempt.is_(False), *where)
        .group_by(by)
    )


def _active(by: InstrumentedAttribute[Any], *where: ColumnElement[bool]) -> Select[Any, int]:
    return (
        select(by.label("key"), func.count(func.distinct(Member.id)).label("heads"))
        .join(PointTotal, (PointTotal.member_id == Member.id) & (PointTotal.branch_id == Member.branch_id))
        .where(
            PointTotal.kind == bindparam("kind"),
            PointTotal.start == bindparam("start"),
            PointTotal.gained > 0,
            Member.left_at.is_(None),
            Member.exempt.is_(False),
            *where,
        )
        .group_by(by)
    )


_OWN = Member.branch_id == bindparam("branch_id")
_HEADS_OF_GROUPS, _HEADS_OF_BRANCHES = _heads(Member.group_id, _OWN), _heads(Member.branch_id)
_ACTIVE_OF_GROUPS, _ACTIVE_OF_BRANCHES = _active(Member.group_id, _OWN), _active(Member.branch_id)
_HEADS_HERE, _ACTIVE_HERE = _heads(Member.branch_id, _OWN), _active(Member.branch_id, _OWN)


def _counts(statement: Select[Any, int], branch_id: int | None, period: Period) -> dict[int, int]:
    """Return how many people a statement counts under each key; who is in no group is left out."""
    rows = db.session.execute(statement, _where(branch_id, period))
    return {row.key: row.heads for row in rows if row.key is not None}


def participation(branch_id: int, period: Period) -> Participation:
    """Return how many of a branch took part in the period (参与度: members who earned something over members on the roll)."""
    heads = _counts(_HEADS_HERE, branch_id, period)
    active = _counts(_ACTIVE_HERE, branch_id, period)
    return Participation(active.get(branch_id, 0), heads.get(branch_id, 0))


def entries_in(branch_id: int, period: Period) -> int:
    """Return how many ledger entries a branch has in the period."""
    return (
        db.session.scalar(
            select(func.sum(GroupTotal.entries)).where(
                GroupTotal.branch_id == branch_id,
                GroupTotal.kind == period.span,
                GroupTotal.start == period.first,
            )
        )
        or 0
    )


def board(slug: str, branch_id: int, period: Period, limit: int = 50) -> list[Row]:
    """Return the board of this name; raises KeyError for another."""
    if slug == "members":
        return members(branch_id, period, limit)
    if slug == "groups":
        return groups(branch_id, period)
    if slug == "branches":
        return branches(period)
    raise KeyError(slug)
