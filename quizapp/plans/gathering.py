"""The duties of a branch's year as they stand: its settings, and what was held, brought to the pure calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from ..accounts.models import Branch, Group, Membership
from ..accounts.queries import branch_setting
from ..activities import queries as activities
from ..activities.kinds import ActivityKind
from ..committee import queries as committee
from ..core import local
from ..core.errors import Invalid, NotFound
from ..core.i18n import N_
from ..extensions import db
from ..talks import queries as talks
from .duties import DUTIES, LEAD_DAYS, MOST_TIMES, Meeting, Row, Rule, Scope, Setting, Span, is_enough, rows

SETTING = "duties"
MOST_LEAD = {Span.MONTH: 28, Span.QUARTER: 80, Span.HALF: 160, Span.YEAR: 330}
#: Which duty an activity of the whole branch fills; what a group holds for itself fills the group's alone.
_OF_BRANCH = {
    ActivityKind.ASSEMBLY: "assembly",
    ActivityKind.COMMITTEE: "committee",
    ActivityKind.LECTURE: "lecture",
    ActivityKind.PARTY_DAY: "party_day",
    ActivityKind.LIFE: "life",
    ActivityKind.REVIEW: "review",
}


def setting_of(branch_id: int) -> Setting:
    """Return what a branch chose; what is missing or no longer keeps the floor is left out."""
    kept = branch_setting(branch_id, SETTING)
    return setting_from(kept if isinstance(kept, dict) else {})


def setting_from(kept: dict[str, Any]) -> Setting:
    """Read a stored setting."""
    rules = {}
    for key, value in kept.get("rules", {}).items():
        rule = Rule(int(value[0]), Span(value[1]))
        if key in DUTIES and is_enough(rule, DUTIES[key].floor):
            rules[key] = rule
    lead = {span: kept.get("lead", {}).get(span.value, LEAD_DAYS[span]) for span in Span}
    return Setting(rules, tuple(kept.get("left_out", ())), lead)


def to_store(setting: Setting) -> dict[str, Any]:
    """Return a setting as it is stored; raise `Invalid` for what does not keep the floor."""
    for key, rule in setting.rules.items():
        if not is_enough(rule, DUTIES[key].floor):
            raise Invalid(
                N_("不能低于条例的要求：次数要够，周期不能更长；最多 %(max)d 次。"), field=key, max=MOST_TIMES
            )
    for span, days in setting.lead.items():
        if not 1 <= days <= MOST_LEAD[span]:
            raise Invalid(N_("提前天数要在 1 到 %(max)d 之间。"), field=f"lead_{span}", max=MOST_LEAD[span])
    return {
        "rules": {key: [rule.times, rule.span.value] for key, rule in setting.rules.items()},
        "left_out": sorted(key for key in setting.left_out if DUTIES[key].optional),
        "lead": {span.value: days for span, days in setting.lead.items()},
    }


def calendar(branch_id: int, year: int, today: date) -> list[Row]:
    """Return a branch's duties of a year as they stand on a day."""
    branch = db.session.get(Branch, branch_id)
    if branch is None:
        raise NotFound
    begun = local.day_of(branch.created_at)
    overview = talks.overview(branch_id, year, today)
    parts = {
        Scope.GROUP: {str(group_id): 0 for group_id in groups_in(branch_id, year)},
        Scope.PAIR: {
            kind.value: len(overview.lacking[kind]) for kind in overview.people if overview.people[kind]
        },
    }
    since = {str(group_id): local.day_of(at) for group_id, at in _first_members(branch_id).items()}
    until = {str(group_id): local.day_of(at) for group_id, at in _given_up(branch_id).items()}
    return rows(
        year,
        setting_of(branch_id),
        parts,
        meetings(branch_id, year),
        today=today,
        begun=begun,
        since=since,
        until=until,
    )


def _first_members(branch_id: int) -> dict[int, datetime]:
    """Return when each group had its first member: before that nothing was to be held."""
    found = db.session.execute(
        select(Membership.group_id, func.min(Membership.from_at))
        .where(Membership.branch_id == branch_id)
        .group_by(Membership.group_id)
    )
    return {group_id: at for group_id, at in found if group_id is not None}


def _given_up(branch_id: int) -> dict[int, datetime]:
    """Return when groups were given up that are kept for what they did."""
    gone = select(Group.id, Group.archived_at).where(Group.branch_id == branch_id)
    return {id: at for id, at in db.session.execute(gone) if at is not None}


def groups_in(branch_id: int, year: int) -> dict[int, str]:
    """Return the names of the groups that a branch had in a year, in their order; those given up since come last."""
    found = db.session.execute(
        select(Group.id, Group.name, Group.archived_at)
        .where(Group.branch_id == branch_id)
        .order_by(Group.archived_at.is_not(None), Group.position, Group.id)
    )
    return {id: name for id, name, gone in found if gone is None or local.day_of(gone).year >= year}


def groups_of(branch_id: int) -> dict[int, str]:
    """Return the names of a branch's groups by id, in their order."""
    found = db.session.execute(
        select(Group.id, Group.name)
        .where(Group.branch_id == branch_id, Group.archived_at.is_(None))
        .order_by(Group.position, Group.id)
    )
    return {row.id: row.name for row in found}


def meetings(branch_id: int, year: int) -> list[Meeting]:
    """Return what was held in a year, each with the duty it fills; a lecture by the secretary fills two."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = [
        meeting for held in activities.held(branch_id, first, last) for meeting in _filled(branch_id, held)
    ]
    counted = talks.counts(branch_id, first, last)
    return [*found, *(Meeting("talk", one.day, one.pair_kind.value) for one in counted)]


def _filled(branch_id: int, held: activities.Held) -> Iterable[Meeting]:
    if held.kind is ActivityKind.GROUP and held.group_id:
        yield Meeting("group", held.day, str(held.group_id), held.id)
    elif held.group_id is None and held.kind in _OF_BRANCH:
        yield Meeting(_OF_BRANCH[held.kind], held.day, "", held.id)
        is_lecture = held.kind is ActivityKind.LECTURE
        if is_lecture and set(held.lecturer_ids) & set(committee.secretaries(branch_id, held.day)):
            yield Meeting("secretary_lecture", held.day, "", held.id)
