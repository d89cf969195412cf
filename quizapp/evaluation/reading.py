"""What an evaluation is computed from: the roll at its end, the ledger's sums, the like period before, its own decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from ..accounts.kinds import PARTY
from ..accounts.models import Group, Member, Membership
from ..core import clock
from ..extensions import db
from ..record.belonging import EARLY, day_of_entry, gained, own_entry
from ..record.evaluate import Choice, Tie
from ..record.models import LedgerEntry, PointsSheet
from ..record.queries import sheet_called
from ..record.sheet import Sheet, parse_sheet, sheet_to_mapping
from .figures import Head, Sums, result_of
from .models import Evaluation, LevelRuling, State, Veto
from .periods import Stretch


@dataclass(frozen=True, slots=True)
class Carry:
    """Entries of a period that is sealed already, recorded after every seal that could count them: they count here."""

    first: date
    last: date
    after_id: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that goes into a result besides the ledger.

    `by_gain`: who took part is told by what was earned; in seals from before, by any entry.
    """

    sheet: Sheet
    first: date
    last: date
    heads: tuple[Head, ...]
    vetoed: tuple[int, ...] = ()
    chosen: Mapping[str, Choice[int]] = field(default_factory=dict)
    before: Mapping[int, int] = field(default_factory=dict)
    carry: tuple[Carry, ...] = ()
    by_gain: bool = True


def inputs_of(row: Evaluation, *, now: datetime) -> Inputs:
    """Return what an evaluation would be computed from now."""
    heads = heads_on(row.branch_id, row.last, now=now)
    return Inputs(
        sheet=sheet_called(row.sheet_id)[1],
        first=row.first,
        last=row.last,
        heads=heads,
        vetoed=tuple(sorted({veto.member_id for veto in vetoes_of(row.id)})),
        chosen=chosen_in(row.id),
        before=_before(row, heads),
        carry=_carry(row),
    )


def computed(inputs: Inputs, upto: int | None = None) -> dict[str, Any]:
    """Return the result from the ledger as it is, or as it was up to an entry."""
    sums = sums_of(inputs, upto)
    return result_of(inputs.sheet, inputs.heads, sums, inputs.vetoed, inputs.chosen, inputs.before)


def heads_on(branch_id: int, last: date, *, now: datetime) -> tuple[Head, ...]:
    """Return the branch's roll at the end of a day, or now when that is yet to come; only who is of the Party."""
    end = clock.start_of(last + timedelta(days=1), current_app.extensions["settings"].zone)
    moment = min(end - timedelta(microseconds=1), now)
    rows = db.session.execute(
        select(
            Member.id, Member.name, Member.kind, Member.exempt, Membership.group_id, Group.name.label("group")
        )
        .join(Membership, Membership.member_id == Member.id)
        .outerjoin(Group, Group.id == Membership.group_id)
        .where(
            Membership.branch_id == branch_id,
            Membership.from_at <= moment,
            or_(Membership.to_at.is_(None), Membership.to_at > moment),
            Member.kind.in_(PARTY),
        )
        .order_by(Member.id)
    )
    return tuple(
        Head(row.id, row.name, row.group_id, row.group or "", row.kind.value, row.exempt) for row in rows
    )


def sums_of(inputs: Inputs, upto: int | None = None) -> dict[int, Sums]:
    """Return what each head's entries come to, by rule; with `upto` only those recorded until then."""
    carried = _carried(inputs.carry)
    rows = db.session.execute(
        select(
            LedgerEntry.member_id,
            LedgerEntry.rule,
            func.sum(LedgerEntry.counted).label("counted"),
            func.sum(case((own_entry(), 1), else_=0)).label("entries"),
            func.sum(case((carried, LedgerEntry.counted), else_=0)).label("carried"),
            # What is taken back of the period before says nothing about who took part in this one.
            func.sum(case((and_(carried, not_(own_entry())), 0), else_=gained())).label("gained"),
        )
        .where(within(inputs, upto))
        .group_by(LedgerEntry.member_id, LedgerEntry.rule)
    )
    found: dict[int, Sums] = {}
    for member_id, rule, counted, entries, late, more in rows:
        old = found.get(member_id, Sums({}))
        found[member_id] = Sums(
            {**old.counted, rule: counted},
            old.entries + entries,
            old.carried + late,
            old.gained + (more if inputs.by_gain else entries),
        )
    return found


def within(inputs: Inputs, upto: int | None = None) -> ColumnElement[bool]:
    """Return the condition on the ledger: entries of the heads in the period, and those carried into it.

    What takes an entry back or corrects it belongs to the day of that entry, though it is dated when it was made:
    an objection comes when the period is over.
    """
    ids = [head.id for head in inputs.heads]
    since = min([inputs.first, *(one.first for one in inputs.carry)]) - EARLY
    return and_(
        LedgerEntry.member_id.in_(ids),
        LedgerEntry.day >= since,
        or_(day_of_entry().between(inputs.first, inputs.last), _carried(inputs.carry)),
        *([LedgerEntry.id <= upto] if upto is not None else []),
    )


def vetoes_of(evaluation_id: int, *, standing: bool = True) -> list[Veto]:
    """Return an evaluation's vetoes, without those that were withdrawn unless `standing` is False."""
    query = select(Veto).where(Veto.evaluation_id == evaluation_id).order_by(Veto.id)
    return list(db.session.scalars(query.where(Veto.withdrawn_at.is_(None)) if standing else query))


def chosen_in(evaluation_id: int) -> dict[str, Choice[int]]:
    """Return whom the branch gave a level at its edge, and of which tie: the last decision on each level."""
    rows = db.session.scalars(
        select(LevelRuling).where(LevelRuling.evaluation_id == evaluation_id).order_by(LevelRuling.id)
    )
    return {row.level: _choice(row.level, row.member_ids, row.tied_ids, row.total, row.room) for row in rows}


def _choice(level: str, picked: Sequence[int], tied: Sequence[int], total: int, room: int) -> Choice[int]:
    return Choice(tuple(sorted(picked)), Tie(level, total, room, tuple(sorted(tied))))


def predecessor(row: Evaluation) -> Evaluation | None:
    """Return the last evaluation of a like period before this one whose figures stand."""
    return db.session.scalars(
        select(Evaluation)
        .where(
            Evaluation.branch_id == row.branch_id,
            Evaluation.kind == row.kind,
            Evaluation.last < row.first,
            Evaluation.state.in_((State.SETTLED, State.SEALED)),
        )
        .order_by(Evaluation.last.desc(), Evaluation.id.desc())
        .limit(1)
    ).one_or_none()


def written(inputs: Inputs) -> dict[str, Any]:
    """Return the inputs as JSON can keep them; `parsed` gives the same back."""
    return {
        "sheet": sheet_to_mapping(inputs.sheet),
        "first": inputs.first.isoformat(),
        "last": inputs.last.isoformat(),
        "heads": [[one.id, one.name, one.group_id, one.group, one.kind, one.exempt] for one in inputs.heads],
        "vetoed": list(inputs.vetoed),
        "chosen": {level: _kept(choice) for level, choice in inputs.chosen.items()},
        "before": {str(member_id): total for member_id, total in sorted(inputs.before.items())},
        "carry": [[one.first.isoformat(), one.last.isoformat(), one.after_id] for one in inputs.carry],
        "by_gain": inputs.by_gain,
    }


def parsed(kept: Mapping[str, Any]) -> Inputs:
    """Return inputs that were kept."""
    return Inputs(
        sheet=parse_sheet(kept["sheet"]),
        first=date.fromisoformat(kept["first"]),
        last=date.fromisoformat(kept["last"]),
        heads=tuple(Head(*one) for one in kept["heads"]),
        vetoed=tuple(kept["vetoed"]),
        chosen={level: _read_choice(level, choice) for level, choice in kept["chosen"].items()},
        before={int(member_id): total for member_id, total in kept["before"].items()},
        carry=tuple(
            Carry(date.fromisoformat(first), date.fromisoformat(last), after)
            for first, last, after in kept["carry"]
        ),
        by_gain=kept.get("by_gain", False),
    )


def _kept(choice: Choice[int]) -> Any:
    tie = choice.tie
    if tie is None:
        return list(choice.picked)
    return {"picked": list(choice.picked), "tied": list(tie.members), "total": tie.total, "room": tie.room}


def _read_choice(level: str, kept: Any) -> Choice[int]:
    """Return a choice that was kept; a list alone does not name its tie, as seals from before have it."""
    return Choice(tuple(kept)) if isinstance(kept, list) else _choice(level, **kept)


def sheets_for(branch_id: int) -> list[PointsSheet]:
    """Return the points sheets by which a branch can evaluate: its own and the installation's, the newest first."""
    return list(
        db.session.scalars(
            select(PointsSheet)
            .where(or_(PointsSheet.branch_id == branch_id, PointsSheet.branch_id.is_(None)))
            .order_by(
                PointsSheet.branch_id.is_(None), PointsSheet.valid_from.desc(), PointsSheet.version.desc()
            )
        )
    )


def _before(row: Evaluation, heads: Collection[Head]) -> dict[int, int]:
    """Return the totals of the like period before: those that stand, else what the ledger gives by the same sheet."""
    past = row.stretch.previous()
    kept = predecessor(row)
    if kept and (kept.first, kept.last) == (past.first, past.last):
        return {one["id"]: one["total"] for one in kept.result["rows"] if not one["exempt"]}
    return _from_ledger(row, past, heads)


def _from_ledger(row: Evaluation, past: Stretch, heads: Collection[Head]) -> dict[int, int]:
    inputs = Inputs(sheet_called(row.sheet_id)[1], past.first, past.last, tuple(heads))
    sums = sums_of(inputs)
    result = result_of(inputs.sheet, [head for head in heads if head.id in sums], sums)
    return {one["id"]: one["total"] for one in result["rows"] if not one["exempt"]}


def _carry(row: Evaluation) -> tuple[Carry, ...]:
    """Return what late entries of sealed periods count here: of each, those after its seal and after the seal of
    any later period, which counted what had come until then."""
    sealed = db.session.execute(
        select(Evaluation.first, Evaluation.last, Evaluation.last_entry_id).where(
            Evaluation.branch_id == row.branch_id,
            Evaluation.kind == row.kind,
            Evaluation.state == State.SEALED,
        )
    ).all()
    past = sorted((one for one in sealed if one.last < row.first), key=lambda one: one.last)
    return tuple(
        Carry(one.first, one.last, max(other.last_entry_id for other in sealed if other.last >= one.last))
        for one in past
    )


def _carried(carries: Collection[Carry]) -> ColumnElement[bool]:
    if not carries:
        return LedgerEntry.id < 0
    return or_(
        *(and_(day_of_entry().between(one.first, one.last), LedgerEntry.id > one.after_id) for one in carries)
    )
