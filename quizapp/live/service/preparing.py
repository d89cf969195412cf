"""Verbs on a contest that is being prepared: make it, change what it is, copy it, put it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import update

from ...core import audit
from ...core.errors import DomainError, Invalid
from ...core.i18n import N_
from ...core.ids import new_seed, new_token
from ...core.permissions import Identity
from ...extensions import db
from ..engine.lobby import clean_name
from ..engine.sheet import RuleSheet
from ..models import LiveContest, LiveState
from ..rulebook import sheet_in

MOST_TEAMS, MOST_SEATS = 40, 20
#: What of a draft survives in a copy.
COPIED = (
    "sheet",
    "decisions",
    "teams",
    "rounds",
    "values",
    "reserve",
    "individual",
    "manual_clock",
    "approve",
)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team as prepared; `id` "" for a new one."""

    name: str
    unit: str = ""
    seats: int = 1
    id: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """What an organiser decides beside the rules. `individual`: every player stands in the standings alone."""

    title: str
    guests: bool = True
    approve: bool = False
    for_record: bool = True
    fair_buzz: bool = False
    manual_clock: bool = False
    individual: bool = False
    planned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a new contest begins with, beside its options."""

    sheet: Mapping[str, Any]
    teams: Sequence[TeamRow] = ()
    rest: Mapping[str, Any] = field(default_factory=dict)  # further keys of the draft


def create_contest(
    options: Options, content: Content, *, branch_id: int, actor: Identity, now: datetime
) -> LiveContest:
    """Add a contest as a draft."""
    sheet_in(content.sheet)
    contest = LiveContest(
        branch_id=branch_id,
        title=_title(options.title),
        state=LiveState.DRAFT,
        screen_token=new_token(),
        draft={
            "decisions": {},
            "rounds": {},
            "values": {},
            "reserve": [],
            **content.rest,
            "sheet": dict(content.sheet),
            "teams": _teams(content.teams),
        },
        seed=new_seed(),
        created_by=actor.member_id,
        created_at=now,
    )
    _set_options(contest, options)
    db.session.add(contest)
    db.session.flush()
    _note(contest, "live.created", actor, now, after={"title": contest.title})
    return contest


def options_of(contest: LiveContest) -> Options:
    """Return what was decided beside the rules."""
    draft = contest.draft
    return Options(
        contest.title,
        contest.guests,
        bool(draft.get("approve")),
        contest.for_record,
        contest.fair_buzz,
        bool(draft.get("manual_clock")),
        bool(draft.get("individual")),
        contest.planned_at,
    )


def save_options(contest: LiveContest, options: Options, *, actor: Identity, now: datetime) -> None:
    """Change what was decided beside the rules."""
    check_draft(contest)
    _set_options(contest, options)
    _note(contest, "live.edited", actor, now, after={"title": contest.title})


def _set_options(contest: LiveContest, options: Options) -> None:
    contest.title = _title(options.title)
    contest.guests, contest.for_record = options.guests, options.for_record
    contest.fair_buzz, contest.planned_at = options.fair_buzz, options.planned_at
    keep_draft(
        contest,
        approve=options.approve,
        manual_clock=options.manual_clock,
        individual=options.individual,
    )


def save_sheet(
    contest: LiveContest, document: Mapping[str, Any], *, actor: Identity, now: datetime
) -> RuleSheet:
    """Take other rules; questions of rounds that are gone are let go, so are decisions to gaps that are no more."""
    check_draft(contest)
    sheet = sheet_in(document)
    keys = {one.key for one in sheet.rounds}
    rounds = {key: ids for key, ids in contest.draft.get("rounds", {}).items() if key in keys}
    keep_draft(contest, sheet=dict(document), rounds=rounds)
    _note(contest, "live.edited", actor, now, after={"rules": sheet.title})
    return sheet


def save_teams(contest: LiveContest, rows: Sequence[TeamRow], *, actor: Identity, now: datetime) -> None:
    """Take other teams, in this order; teams keep their ids."""
    check_draft(contest)
    teams = _teams(rows)
    keep_draft(contest, teams=teams)
    _note(contest, "live.edited", actor, now, after={"teams": [one["name"] for one in teams]})


def decide(contest: LiveContest, decisions: Mapping[str, Any], *, actor: Identity, now: datetime) -> None:
    """Keep what the organiser decided about gaps of the rule sheet, by their names."""
    check_draft(contest)
    keep_draft(contest, decisions=dict(decisions))
    _note(contest, "live.decided", actor, now, after={"decisions": dict(decisions)})


def copy_contest(
    contest: LiveContest, title: str, *, rehearsal: bool = False, actor: Identity, now: datetime
) -> LiveContest:
    """Add a draft with the same rules, teams and options; a rehearsal has the same questions and stays off the record."""
    kept = {name: contest.draft[name] for name in COPIED if name in contest.draft}
    if not rehearsal:
        kept |= {"rounds": {}, "values": {}, "reserve": []}
    copy = LiveContest(
        branch_id=contest.branch_id,
        title=_title(title[:120]),
        state=LiveState.DRAFT,
        screen_token=new_token(),
        draft=kept,
        guests=contest.guests,
        rehearsal=rehearsal,
        rehearsal_of=contest.id if rehearsal else None,
        for_record=contest.for_record and not rehearsal,
        fair_buzz=contest.fair_buzz,
        seed=new_seed(),
        created_by=actor.member_id,
        created_at=now,
    )
    db.session.add(copy)
    db.session.flush()
    _note(copy, "live.created", actor, now, after={"title": copy.title, "of": contest.id})
    return copy


def delete_draft(contest: LiveContest, *, actor: Identity, now: datetime) -> None:
    """Remove a contest that was never opened; rehearsals of it stay, as contests of their own."""
    check_draft(contest)
    rehearsals = update(LiveContest).where(LiveContest.rehearsal_of == contest.id)
    db.session.execute(rehearsals.values(rehearsal_of=None))
    _note(contest, "live.deleted", actor, now, before={"title": contest.title})
    db.session.delete(contest)


def cancel_contest(contest: LiveContest, *, actor: Identity, now: datetime) -> None:
    """Put away a contest whose lobby was opened and that was not played to its end; its log stays."""
    if contest.state not in (LiveState.LOBBY, LiveState.RUNNING):
        raise DomainError(N_("只有已开放、还没结束的竞赛可以取消。"), code="live.state")
    before = contest.state
    contest.state, contest.pin, contest.answering = LiveState.CANCELLED, None, None
    _note(contest, "live.cancelled", actor, now, before={"state": before.value}, after={"state": "cancelled"})


def check_draft(contest: LiveContest) -> None:
    """Refuse to change what was opened already: phones and screen show it."""
    if contest.state is not LiveState.DRAFT:
        raise DomainError(N_("这场竞赛已经开放，不能再改。可以取消后复制一场。"), code="live.state")


def keep_draft(contest: LiveContest, **parts: Any) -> None:
    """Put parts of the draft in their place."""
    contest.draft = {**contest.draft, **parts}


def _title(given: str) -> str:
    title = " ".join(given.split())
    if not title or len(title) > 120:
        raise Invalid(N_("请填写竞赛名称，最多 120 个字。"), field="title")
    return title


def _teams(rows: Sequence[TeamRow]) -> list[dict[str, Any]]:
    if len(rows) > MOST_TEAMS:
        raise Invalid(N_("最多 %(most)d 支队伍。"), field="teams", most=MOST_TEAMS)
    found: list[dict[str, Any]] = []
    taken = {row.id for row in rows if row.id}
    for number, row in enumerate(rows):
        field_name = f"teams[{number}]"
        name, unit = _name(row.name, f"{field_name}.name"), _unit(row.unit, f"{field_name}.unit")
        if any(one["name"] == name for one in found):
            raise Invalid(
                N_("第 %(n)d 支队伍：已有一支队伍叫“%(name)s”。"),
                field=f"{field_name}.name",
                n=number + 1,
                name=name,
            )
        if not 1 <= row.seats <= MOST_SEATS:
            raise Invalid(
                N_("第 %(n)d 支队伍：席位数应在 1 到 %(most)d 之间。"),
                field=f"{field_name}.seats",
                n=number + 1,
                most=MOST_SEATS,
            )
        found.append({"id": row.id or _free_id(taken), "name": name, "unit": unit, "seats": row.seats})
    return found


def _free_id(taken: set[str]) -> str:
    number = next(one for one in range(1, 10 * MOST_TEAMS) if f"t{one}" not in taken)
    taken.add(f"t{number}")
    return f"t{number}"


def _name(given: str, field_name: str) -> str:
    try:
        return clean_name(given)
    except DomainError as refused:
        raise _blamed(refused, field_name) from refused


def _unit(given: str, field_name: str) -> str:
    if not given.strip():
        return ""
    try:
        return clean_name(given, 30)
    except DomainError as refused:
        raise _blamed(refused, field_name) from refused


def _blamed(refused: DomainError, field_name: str) -> Invalid:
    found = Invalid(refused.message, field=field_name)
    found.params = refused.params
    return found


def _note(contest: LiveContest, action: str, actor: Identity, now: datetime, **values: Any) -> None:
    audit.note(actor, action, "live_contest", contest.id, at=now, branch_id=contest.branch_id, **values)
