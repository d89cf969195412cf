"""What the editor shows beside what was typed: counts, checks, and the member's view of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...accounts import queries as accounts
from ...bank import queries as bank
from ...core import clock, local
from ...core.errors import Invalid
from ...core.i18n import N_
from ...papers.blueprint import MOST_ITEMS, Blueprint
from ...record import queries as record
from ...record.sheet import CONTEST_KINDS
from .. import queries
from ..forms import ContestForm
from ..models import Contest
from ..service import Draft
from ..window import ContestState
from . import sight


@dataclass(frozen=True, slots=True)
class EditorRow:
    """A row of the blueprint as the editor shows it; `plan` None where it cannot be read yet."""

    entry: Any
    plan: queries.RowPlan | None
    subtotal: int | None


@dataclass(frozen=True, slots=True)
class EditorPage:
    """The editor's page. `draft` None while the moments cannot be read; points in hundredths."""

    form: ContestForm
    contest: Contest | None
    branch_id: int
    branch_name: str
    rows: Sequence[EditorRow]
    plan: queries.Plan
    items: int
    total: int
    eligible: int
    draft: Draft | None
    checks: Sequence[queries.Check]
    locked: bool
    reward: Sequence[str]
    most_points: int

    @property
    def is_draft(self) -> bool:
        return self.contest is None or self.contest.state is ContestState.DRAFT


def offer(form: ContestForm, branch_id: int, contest: Contest | None = None) -> ContestForm:
    """Return the form with what the branch can choose from, and what the contest has chosen before."""
    usable = _usable_banks(branch_id, contest)
    banks = [one for one in bank.all_banks(branch_id) if one.id in usable]
    topics = {topic: None for one in banks for topic in one.topics}
    if contest:
        topics |= {topic: None for row in contest.blueprint["rows"] for topic in row.get("topics") or ()}
    groups = [(group.id, group.name) for group in accounts.groups_of(branch_id)]
    groups += queries.given_up_groups(contest) if contest else []
    form.offer([(one.id, one.name) for one in banks], list(topics), groups)
    return form


def editor_page(form: ContestForm, contest: Contest | None, branch_id: int) -> EditorPage:
    """Return what the editor shows for a form as it stands."""
    values = form.row_values()
    readable = {index: row for index, row in enumerate(values) if _is_readable(row)}
    banks = _banks(form, branch_id, contest)
    plan = _plan(
        list(readable.values()),
        banks,
        contest.seed if contest else "sample",
        queries.tired(branch_id, clock.now(), contest.id if contest else None),
        branch_id,
    )
    plans = dict(zip(readable, plan.rows, strict=False))
    subtotals = {index: row["count"] * row["points"] for index, row in readable.items()}
    items, total = sum(row["count"] for row in readable.values()), sum(subtotals.values())
    draft, eligible = _draft(form), _eligible(form, branch_id)
    found: list[queries.Check] = []
    if draft:
        found += queries.checks(draft, plan, eligible, clock.now(), total=total, items=items)
        found += _ending(draft, list(readable.values()), banks, branch_id, contest)
    reward, most = _reward(form, branch_id, draft.closes_at if draft else clock.now())
    return EditorPage(
        form,
        contest,
        branch_id,
        next((one.name for one in accounts.branches(with_archived=True) if one.id == branch_id), ""),
        [EditorRow(entry, plans.get(index), subtotals.get(index)) for index, entry in enumerate(form.rows)],
        plan,
        items,
        total,
        eligible,
        draft,
        found,
        contest is not None and contest.state is not ContestState.DRAFT and queries.started(contest.id),
        reward,
        most,
    )


def _is_readable(row: dict[str, Any]) -> bool:
    try:
        Blueprint.from_json({"rows": [row]})
    except Invalid:
        return False
    return True


def _ending(
    draft: Draft, rows: list[dict[str, Any]], banks: tuple[int, ...], branch_id: int, contest: Contest | None
) -> list[queries.Check]:
    """Warn of questions whose last day comes before the contest ends."""
    if not _can_be_drawn(rows, banks):
        return []
    blueprint = Blueprint.from_json({"rows": rows})
    until = local.day_of(draft.closes_at)
    picks = contest.picks if contest else None
    count = queries.expiring(banks, blueprint, branch_id, until, picks)
    words = (
        N_("卷上有 %(n)d 题在竞赛结束前到期，请先核对依据")
        if picks
        else N_("可能抽到的题里有 %(n)d 题在竞赛结束前到期，请先核对依据")
    )
    return [queries.Check("warn", words, {"n": count})] if count else []


def _can_be_drawn(rows: list[dict[str, Any]], banks: tuple[int, ...]) -> bool:
    return bool(rows and banks) and sum(row["count"] for row in rows) <= MOST_ITEMS


def _plan(
    rows: list[dict[str, Any]], banks: tuple[int, ...], seed: str, tired: frozenset[int], branch_id: int
) -> queries.Plan:
    """Return what the banks have for rows that can each be read; nothing for more than one paper can hold."""
    if not _can_be_drawn(rows, banks):
        return queries.Plan()
    return queries.assess(banks, Blueprint.from_json({"rows": rows}), seed, tired, branch_id=branch_id)


def _banks(form: ContestForm, branch_id: int, contest: Contest | None) -> tuple[int, ...]:
    usable = _usable_banks(branch_id, contest)
    return tuple(one for one in form.bank_ids.data or () if one in usable)


def _usable_banks(branch_id: int, contest: Contest | None) -> set[int]:
    """Return the banks that can be chosen: those the branch sees, and those that the contest has already."""
    return {*bank.visible_bank_ids(branch_id), *(contest.bank_ids if contest else ())}


def _draft(form: ContestForm) -> Draft | None:
    if not form.opens_at.data or not form.closes_at.data:
        return None
    if not all(2000 <= at.year <= 2100 for at in (form.opens_at.data, form.closes_at.data)):
        return None
    return form.draft(sight.zone())


def _eligible(form: ContestForm, branch_id: int) -> int:
    chosen = {"groups": form.groups.data or [], "kinds": form.kinds.data or []}
    return queries.eligible_count(Contest(branch_id=branch_id, eligible=chosen))


def _reward(form: ContestForm, branch_id: int, at: datetime) -> tuple[list[str], int]:
    """Return what the branch's points sheet says of contests, and the most that one can give."""
    if not form.for_record.data:
        return [], 0
    _, sheet = record.sheet_for(branch_id, clock.day_of(at, sight.zone()))
    found = sheet.rules_for(CONTEST_KINDS)
    return [rule.how for rule in found if rule.how], sum(
        max(rule.outcomes.values()) if rule.outcomes else rule.points or 0 for rule in found
    )
