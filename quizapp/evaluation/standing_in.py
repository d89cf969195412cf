"""Who decides where an organiser is the one concerned: another of the branch, else the installation's administrators.

Nobody answers the own objection, and nobody marks the own work. The words on the pages name who can instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from ..accounts import queries as people
from ..accounts.models import Member
from ..core.i18n import N_
from ..core.permissions import Identity, Role
from ..extensions import db
from .models import WorkMonth

#: The sheets that somebody in charge has to fill in.
IN_CHARGE = ("leader", "committee")

ANSWERED_HERE = N_("自己提的异议由支部其他组织者答复：%(names)s。")
ANSWERED_ABOVE = N_("支部没有别的组织者，自己提的异议由管理员答复：%(names)s。")
ANSWERED_BY_NOBODY = N_("自己提的异议要由别人答复，现在没有别人可以。请先在成员管理里再设一位支部组织者。")
MARKED_ABOVE = N_("支部没有别的组织者，%(name)s的“%(sheet)s”评分表由管理员填写：%(names)s。")
MARKED_BY_NOBODY = N_(
    "没有别人可以填%(name)s的“%(sheet)s”评分表，这个月还不能结束。请先在成员管理里再设一位支部组织者。"
)


@dataclass(frozen=True, slots=True)
class Charge:
    """Who can decide on somebody's matter; `above`: the branch has nobody else, so it is the administrators."""

    ids: tuple[int, ...]
    above: bool

    def words(self) -> str:
        """Return the sentence that says who answers an objection, with a place for the names."""
        if not self.ids:
            return ANSWERED_BY_NOBODY
        return ANSWERED_ABOVE if self.above else ANSWERED_HERE


@dataclass(frozen=True, slots=True)
class Missing:
    """A sheet that nobody of the branch can fill in: on whom, which, and who can instead."""

    member_id: int
    source: str
    ids: tuple[int, ...]

    def words(self) -> str:
        """Return the sentence that says who marks it, with places for the person, the sheet and the names."""
        return MARKED_ABOVE if self.ids else MARKED_BY_NOBODY


def in_charge(branch_id: int, about: int) -> Charge:
    """Return who decides on a matter of this member: nobody on the own one."""
    here = _others(people.organisers_of(branch_id), about)
    return Charge(here, above=False) if here else Charge(_others(people.admins(), about), above=True)


def marks_for_the_branch(row: WorkMonth, member_id: int, source: str, identity: Identity) -> bool:
    """Tell whether an administrator from elsewhere fills in a sheet that nobody of the branch can."""
    if not identity.is_admin or identity.branch_id == row.branch_id or source not in IN_CHARGE:
        return False
    return not _raters(row.branch_id, member_id, source)


def missing(row: WorkMonth) -> list[Missing]:
    """Return the sheets of a month that nobody of the branch can fill in."""
    return [
        Missing(member_id, source, _others(people.admins(), member_id))
        for member_id in row.people
        for source in IN_CHARGE
        if row.weights.get(source) and not _raters(row.branch_id, member_id, source)
    ]


def months_elsewhere(identity: Identity) -> list[WorkMonth]:
    """Return the open months of other branches in which an administrator may have to stand in."""
    if not identity.is_admin:
        return []
    rows = db.session.scalars(
        select(WorkMonth)
        .where(WorkMonth.closed_at.is_(None), WorkMonth.branch_id != identity.branch_id)
        .order_by(WorkMonth.month.desc(), WorkMonth.id)
    ).all()
    here = _organisers({row.branch_id for row in rows})
    return [row for row in rows if any(here.get(row.branch_id, set()) <= {who} for who in row.people)]


def _raters(branch_id: int, member_id: int, source: str) -> tuple[int, ...]:
    here = people.organisers_of(branch_id)
    if source == "leader":
        group_id = db.session.scalar(select(Member.group_id).where(Member.id == member_id))
        here = here + (people.leaders_of(group_id) if group_id is not None else [])
    return _others(here, member_id)


def _organisers(branch_ids: set[int]) -> dict[int, set[int]]:
    rows = db.session.execute(
        select(Member.branch_id, Member.id).where(
            Member.branch_id.in_(branch_ids),
            Member.role.in_((Role.ORGANISER, Role.ADMIN)),
            Member.left_at.is_(None),
        )
    )
    found: dict[int, set[int]] = {}
    for branch_id, member_id in rows:
        found.setdefault(branch_id, set()).add(member_id)
    return found


def _others(ids: Iterable[int], about: int) -> tuple[int, ...]:
    return tuple(one for one in ids if one != about)
