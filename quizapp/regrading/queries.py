"""Reads of regrades as pages, commands and scripts show them: those proposed and those done in one form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from ..accounts.queries import names_of
from ..bank.models import Item as ItemRow
from ..core.paging import Page
from ..extensions import db
from ..live.afterwards.rejudging import LEFT
from ..papers import remarking
from ..papers.models import AttemptResult
from ..papers.rulings import RulingKind
from ..record import queries as record_queries
from .models import Regrade, RegradeEffect
from .preview import PLACES, Effects
from .service import cause_of
from .steps import effects

PAGE = 30


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper whose score is another one; amounts in hundredths."""

    name: str
    title: str
    before: int
    after: int
    maximum_before: int
    maximum: int


@dataclass(frozen=True, slots=True)
class MovedLine:
    """Somebody whose place or score is another one."""

    name: str
    rank_before: int
    rank: int
    before: int
    after: int

    @property
    def is_prize(self) -> bool:
        """Whether one of the first three places is won or lost."""
        return self.rank != self.rank_before and min(self.rank, self.rank_before) <= PLACES


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A contest and whom it moves. `left`: what waits for the referee, as (question, who, why)."""

    kind: str  # contest or live
    id: int
    title: str
    is_settled: bool
    moved: Sequence[MovedLine]
    left: Sequence[tuple[int, str, str]] = ()

    @property
    def prizes(self) -> list[MovedLine]:
        return [one for one in self.moved if one.is_prize]


@dataclass(frozen=True, slots=True)
class PostingLine:
    """Points of the record that move, in hundredths."""

    name: str
    rule: str
    amount: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What a regrade does, or did."""

    papers: Sequence[PaperLine]
    sources: Sequence[SourceLine]
    postings: Sequence[PostingLine]
    members: int
    under_way: Sequence[str] = ()
    open_papers: int = 0

    @property
    def points(self) -> int:
        return sum(one.amount for one in self.postings)

    @property
    def is_nothing(self) -> bool:
        return not self.papers and not any(one.moved or one.left for one in self.sources)


@dataclass(frozen=True, slots=True)
class Line:
    """A regrade in the list. `papers`: how many were marked anew."""

    id: int
    item_id: int
    stem: str
    kind: RulingKind
    is_undo: bool
    is_undone: bool
    reason: str
    by: str
    created_at: datetime
    is_done: bool
    papers: int


def proposed(found: Effects, branch_id: int, day: datetime) -> Shown:
    """Return what would be done."""
    names, rules = found.names, rule_titles(branch_id, day)
    papers = [
        PaperLine(
            names[str(one.member_id)],
            one.title,
            one.score_before,
            one.score,
            one.maximum_before,
            one.maximum,
        )
        for one in found.papers
    ]
    sources = [
        SourceLine(
            "contest",
            one.contest_id,
            one.title,
            one.is_settled,
            [MovedLine(m.name, m.rank_before, m.rank, m.score_before, m.score) for m in one.moved],
        )
        for one in found.contests
    ]
    for live in found.lives:
        moved = [
            MovedLine(live.names[m.id], m.before.rank, m.after.rank, m.before.amount, m.after.amount)
            for m in live.moved
        ]
        left = [(one.number, live.names.get(one.to, one.to), LEFT[one.why]) for one in live.plan.left]
        if live.plan.steps or left:
            sources.append(SourceLine("live", live.contest_id, live.title, live.is_settled, moved, left))
    postings = [
        PostingLine(names[str(one.member_id)], rules.get(one.rule, one.rule), one.amount)
        for one in found.postings
    ]
    return Shown(papers, sources, postings, len(found.members), found.under_way, found.open_papers)


def rule_titles(branch_id: int, at: datetime) -> dict[str, str]:
    """Return what a branch's points sheet calls its rules."""
    return {
        name: rule.title or name
        for name, rule in record_queries.sheet_for(branch_id, at.date())[1].rules.items()
    }


def done(regrade: Regrade) -> Shown:
    """Return what a regrade has done so far."""
    marked = remarking.done_by(cause_of(regrade.id))
    rows = effects(regrade.id)
    posted = [posting for row in rows for posting in row.data.get("postings", [])]
    moved = [one[0] for row in rows if row.source.startswith("contest:") for one in row.data["moved"]]
    touched = {one.member_id for one in marked} | {one[0] for one in posted}
    names = names_of({*touched, *moved})
    rules = rule_titles(regrade.branch_id, regrade.created_at)
    return Shown(
        [
            PaperLine(
                names[str(one.member_id)],
                one.title,
                one.score_before,
                one.score,
                one.maximum_before,
                one.maximum,
            )
            for one in marked
        ],
        [_source(row, names) for row in rows if row.source != "practice"],
        [PostingLine(names[str(one[0])], rules.get(one[1], one[1]), one[2]) for one in posted],
        len(touched),
    )


def _source(row: RegradeEffect, names: Mapping[str, str]) -> SourceLine:
    kind, _, id = row.source.partition(":")
    if kind == "contest":
        moved = [MovedLine(names[str(one[0])], *one[1:5]) for one in row.data["moved"]]
        return SourceLine(kind, int(id), row.title, row.data["settled"], moved)
    moved = [MovedLine(*one) for one in row.data.get("moved", [])]
    known = row.data.get("names", {})
    left = [(one[0], known.get(one[1], one[1]), LEFT[one[2]]) for one in row.data.get("left", [])]
    return SourceLine(kind, int(id), row.title, row.data["settled"], moved, left)


def lines(branch_id: int, number: int, item_id: int | None = None) -> Page[Line]:
    """Return one page of a branch's regrades, newest first; of one item where it is named."""
    where = [Regrade.branch_id == branch_id]
    if item_id is not None:
        where.append(Regrade.item_id == item_id)
    total = db.session.scalar(select(func.count()).select_from(Regrade).where(*where)) or 0
    rows = db.session.scalars(
        select(Regrade).where(*where).order_by(Regrade.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    ).all()
    return Page(_lines(rows), number, PAGE, total)


def _lines(rows: Sequence[Regrade]) -> list[Line]:
    stems = _pairs(select(ItemRow.id, ItemRow.stem).where(ItemRow.id.in_([row.item_id for row in rows])))
    causes = [cause_of(row.id) for row in rows]
    counts = _pairs(
        select(AttemptResult.cause, func.count())
        .where(AttemptResult.cause.in_(causes))
        .group_by(AttemptResult.cause)
    )
    undone = set(
        db.session.scalars(select(Regrade.undoes_id).where(Regrade.undoes_id.in_([row.id for row in rows])))
    )
    names = names_of({row.actor_id for row in rows if row.actor_id})
    return [
        Line(
            row.id,
            row.item_id,
            stems.get(row.item_id, ""),
            row.kind,
            row.undoes_id is not None,
            row.id in undone,
            row.reason,
            names.get(str(row.actor_id), ""),
            row.created_at,
            row.finished_at is not None,
            counts.get(cause_of(row.id), 0),
        )
        for row in rows
    ]


def _pairs(query: Select[Any, Any]) -> dict[Any, Any]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def undone_by(regrade_id: int) -> int | None:
    """Return the regrade that took this one back."""
    return db.session.scalar(select(Regrade.id).where(Regrade.undoes_id == regrade_id))


def as_json(shown: Shown) -> dict[str, object]:
    """Return what a regrade does as a script reads it; amounts in hundredths."""
    return {
        "members": shown.members,
        "points": shown.points,
        "papers": [_fields(one, PaperLine.__slots__) for one in shown.papers],
        "contests": [
            {
                "kind": one.kind,
                "id": str(one.id),
                "title": one.title,
                "settled": one.is_settled,
                "moved": [_fields(line, MovedLine.__slots__) for line in one.moved],
                "left": [list(left) for left in one.left],
            }
            for one in shown.sources
        ],
        "ledger": [_fields(one, PostingLine.__slots__) for one in shown.postings],
        "under_way": list(shown.under_way),
        "open_papers": shown.open_papers,
    }


def _fields(one: object, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(one, name) for name in names}
