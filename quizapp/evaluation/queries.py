"""Reads of evaluations for pages: lists, one's own result over the periods, objections, what a branch sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, func, select

from ..accounts.models import Member
from ..accounts.queries import member_names
from ..core.errors import NotFound
from ..core.paging import Page
from ..core.permissions import Identity
from ..extensions import db
from ..record.queries import sheet_called
from ..record.sheet import Sheet, parse_sheet
from .figures import fraction, ranked
from .models import Answered, Evaluation, LevelRuling, ResultObjection, Shown, State, Veto

PAGE = 50
PUBLIC = (State.PUBLISHED, State.SETTLED, State.SEALED)


@dataclass(frozen=True, slots=True)
class Own:
    """A member's result in an evaluation, with the place among those evaluated."""

    evaluation: Evaluation
    row: Mapping[str, Any]
    place: int | None
    of: int


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection as pages show it."""

    id: int
    member_id: int
    name: str
    text: str
    outcome: Answered
    answer: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """A veto or a ruling as pages show it."""

    id: int
    names: str
    text: str
    reason: str
    evidence: str
    by: str
    at: datetime
    withdrawn: str
    among: str = ""  # who was tied


def of_branch(branch_id: int, evaluation_id: int) -> Evaluation:
    """Return one of the branch's evaluations; raises NotFound."""
    row = db.session.get(Evaluation, evaluation_id)
    if row is None or row.branch_id != branch_id:
        raise NotFound
    return row


def for_member(identity: Identity, evaluation_id: int) -> Evaluation:
    """Return an evaluation that a member may see: one of the branch that is published, or one he stood in."""
    row = db.session.get(Evaluation, evaluation_id)
    if row is None or row.state not in PUBLIC:
        raise NotFound
    if row.branch_id != identity.branch_id and own_row(row, identity.member_id) is None:
        raise NotFound
    return row


def objection_of(objection_id: int) -> tuple[Evaluation, ResultObjection]:
    """Return an objection with its evaluation; raises NotFound."""
    made = db.session.get(ResultObjection, objection_id)
    if made is None:
        raise NotFound
    return db.session.get_one(Evaluation, made.evaluation_id), made


def sheet_of(row: Evaluation) -> Sheet:
    """Return the points sheet of an evaluation, for a sealed one as it was sealed."""
    return parse_sheet(row.inputs["sheet"]) if row.inputs else sheet_called(row.sheet_id)[1]


def all_of(branch_id: int) -> list[Evaluation]:
    """Return a branch's evaluations, the latest period first."""
    return list(db.session.scalars(_of_branch(branch_id)))


def public_of(branch_id: int) -> list[Evaluation]:
    """Return those that the branch may see."""
    return list(db.session.scalars(_of_branch(branch_id).where(Evaluation.state.in_(PUBLIC))))


def own_row(row: Evaluation, member_id: int) -> Mapping[str, Any] | None:
    """Return somebody's line of a result."""
    return next((one for one in (row.result or {}).get("rows", []) if one["id"] == member_id), None)


def own(row: Evaluation, member_id: int) -> Own | None:
    """Return somebody's result with its place."""
    for place, one in ranked(row.result or {"rows": []}):
        if one["id"] == member_id:
            return Own(row, one, place, row.result["evaluated"])
    return None


def means(rows: Sequence[Evaluation]) -> list[tuple[Evaluation, Fraction]]:
    """Return the branch's mean in each evaluation that has one, in the order given."""
    found = [(row, fraction((row.result or {}).get("mean"))) for row in rows]
    return [(row, mean) for row, mean in found if mean is not None]


def seen_rows(row: Evaluation) -> list[tuple[int | None, dict[str, Any]]]:
    """Return the lines that the branch sees of everybody: none where only the groups are shown."""
    if row.shown is Shown.GROUPS:
        return []
    if row.shown is Shown.POINTS:
        return ranked(row.result)
    order = {name: at for at, name in enumerate(row.result["levels"])}
    rows = [one for one in row.result["rows"] if not one["exempt"]]
    rows.sort(key=lambda one: (order.get(one["level"], len(order)), one["name"]))
    return [(None, one) for one in rows]


def page_of(
    placed: Sequence[tuple[int | None, dict[str, Any]]], number: int, text: str = ""
) -> Page[tuple[int | None, dict[str, Any]]]:
    """Return one page of a result's lines, of those whose name or group has the text in it."""
    found = [line for line in placed if not text or text in line[1]["name"] or text in line[1]["group"]]
    return Page(found[(number - 1) * PAGE : number * PAGE], number, PAGE, len(found))


def objections(evaluation_id: int, member_id: int | None = None) -> list[Objection]:
    """Return an evaluation's objections, those that wait first, or one member's."""
    query = (
        select(ResultObjection, Member.name)
        .join(Member, Member.id == ResultObjection.member_id)
        .where(ResultObjection.evaluation_id == evaluation_id)
        .order_by(ResultObjection.outcome != Answered.OPEN, ResultObjection.id.desc())
    )
    if member_id is not None:
        query = query.where(ResultObjection.member_id == member_id)
    return [
        Objection(row.id, row.member_id, name, row.text, row.outcome, row.answer, row.created_at)
        for row, name in db.session.execute(query)
    ]


def vetoes(evaluation_id: int) -> list[Decision]:
    """Return an evaluation's vetoes, withdrawn ones too."""
    rows = list(db.session.scalars(select(Veto).where(Veto.evaluation_id == evaluation_id).order_by(Veto.id)))
    names = member_names({row.member_id for row in rows} | {row.actor_id for row in rows})
    return [
        Decision(
            row.id,
            names.get(row.member_id, ""),
            row.day.isoformat(),
            row.reason,
            row.evidence,
            names.get(row.actor_id or 0, ""),
            row.created_at,
            row.withdrawn_why,
        )
        for row in rows
    ]


def rulings(evaluation_id: int) -> list[Decision]:
    """Return who was given a level at its edge, of which tie, and why."""
    query = select(LevelRuling).where(LevelRuling.evaluation_id == evaluation_id).order_by(LevelRuling.id)
    rows = list(db.session.scalars(query))
    concerned = {one for row in rows for one in (*row.member_ids, *row.tied_ids)}
    names = member_names(concerned | {row.actor_id for row in rows})
    return [
        Decision(
            row.id,
            "、".join(names.get(one, "") for one in row.member_ids),
            row.level,
            row.reason,
            "",
            names.get(row.actor_id or 0, ""),
            row.created_at,
            "",
            "、".join(names.get(one, "") for one in row.tied_ids),
        )
        for row in rows
    ]


def waiting_for(identity: Identity) -> int:
    """Return how many objections wait for an answer in the branch."""
    query = (
        select(func.count())
        .select_from(ResultObjection)
        .join(Evaluation, Evaluation.id == ResultObjection.evaluation_id)
        .where(Evaluation.branch_id == identity.branch_id, ResultObjection.outcome == Answered.OPEN)
    )
    return db.session.scalar(query) or 0


def _of_branch(branch_id: int) -> Select[Evaluation]:
    return (
        select(Evaluation)
        .where(Evaluation.branch_id == branch_id)
        .order_by(Evaluation.last.desc(), Evaluation.first.desc(), Evaluation.id.desc())
    )
