"""How the demo's organisation comes to be: the set-up link, branches, groups, members and their invitations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from ..accounts import queries as people
from ..accounts import service as accounts
from ..accounts.models import Branch, Member
from ..config import Settings
from ..core.permissions import Identity, Role
from ..core.transaction import unit_of_work
from ..extensions import db
from .diary import Calendar
from .learner import Learner
from .people import ADMIN, FILING, UNIT, BranchPlan, Fate, Person

#: What the guided start of the home page keeps once its five steps are done.
GUIDE_DONE = {"done": ["names", "groups", "members", "banks", "first"], "over": True}
#: How long most people take to open their invitation, in hours.
TAKES_UP = 70


@dataclass(frozen=True, slots=True)
class Troupe:
    """A branch with its people."""

    branch_id: int
    group_ids: tuple[int, ...]
    learners: tuple[Learner, ...]

    @property
    def organisers(self) -> tuple[Learner, ...]:
        return tuple(one for one in self.learners if one.person.role is Role.ORGANISER)

    def named(self, username: str) -> Learner:
        """Return the person with this account."""
        return next(one for one in self.learners if one.person.username == username)

    def fated(self, fate: Fate) -> list[Learner]:
        """Return those with this fate."""
        return [one for one in self.learners if one.person.fate is fate]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody."""

    admin: Learner
    troupes: tuple[Troupe, ...]

    @property
    def learners(self) -> list[Learner]:
        return [self.admin, *(one for troupe in self.troupes for one in troupe.learners)]


def found(
    plans: Sequence[BranchPlan], password_hash: str, calendar: Calendar, rng: Random, settings: Settings
) -> Cast:
    """Set the installation up on the first day, with everybody on the roll; who was invited lately comes later."""
    start = calendar.at(calendar.first, 9 * 60)
    token = str(accounts.ensure_setup_link(settings)).rpartition("/setup/")[2]
    with unit_of_work():
        admin = _admin(token, plans[0], password_hash, start)
        troupes = [_troupe(plan, admin, start + timedelta(minutes=20 * n)) for n, plan in enumerate(plans, 1)]
        _place_admin(admin, troupes[0], start + timedelta(hours=1))
        cast = Cast(admin, tuple(troupes))
        for troupe in troupes:
            for learner in troupe.learners:
                if learner.person.fate is not Fate.INVITED:
                    _take_up(learner, troupe, password_hash, start, rng)
        accounts.set_setting("guide", GUIDE_DONE)
    accounts.forget_setup_link(settings)
    return cast


def _admin(token: str, plan: BranchPlan, password_hash: str, now: datetime) -> Learner:
    made = accounts.set_up(
        token,
        unit=UNIT,
        branch_name=plan.name,
        name=ADMIN.name,
        username=ADMIN.username,
        password_hash=password_hash,
        now=now,
    )
    identity = people.identity_of_member(made.id)
    accounts.save_site(replace(people.site(), filing_number=FILING), actor=identity, now=now)
    return Learner(ADMIN, made.id, identity, since=now)


def _place_admin(admin: Learner, troupe: Troupe, now: datetime) -> None:
    """Put the administrator into a group of the first branch, like everybody else."""
    member = db.session.get_one(Member, admin.member_id)
    details = accounts.details_of(member)
    placed = replace(details, duty=ADMIN.duty, group_id=troupe.group_ids[ADMIN.group])
    accounts.change_member(member, placed, actor=admin.me, now=now)
    admin.identity = people.identity_of_member(admin.member_id)


def _troupe(plan: BranchPlan, admin: Learner, now: datetime) -> Troupe:
    """Make a branch: its organisers are entered by the administrator, everybody else by them."""
    branch = db.session.query(Branch).filter_by(name=plan.name).one_or_none()
    branch = branch or accounts.create_branch(plan.name, actor=admin.me, now=now)
    groups = [accounts.create_group(branch, name, actor=admin.me, now=now).id for name in plan.groups]
    learners: list[Learner] = []
    for place, person in enumerate(plan.people):
        by = admin.me if person.role is Role.ORGANISER else learners[0].me
        if person.fate is Fate.INVITED:
            learners.append(Learner(person, 0))
            continue
        member_id = enter(person, branch.id, groups, actor=by, now=now + timedelta(seconds=20 * place))
        learners.append(Learner(person, member_id, people.identity_of_member(member_id)))
    return Troupe(branch.id, tuple(groups), tuple(learners))


def enter(person: Person, branch_id: int, groups: Sequence[int], *, actor: Identity, now: datetime) -> int:
    """Put a person on a branch's roll and return the member's id; there is no password yet."""
    branch = db.session.get_one(Branch, branch_id)
    made = accounts.create_member(
        branch,
        username=person.username,
        name=person.name,
        actor=actor,
        now=now,
        group=next(group for group in branch.groups if group.id == groups[person.group]),
        role=person.role,
        kind=person.kind,
        phone=person.phone,
        duty=person.duty,
        joined_party_on=person.joined,
        exempt=person.exempt,
    )
    return made.id


def _take_up(learner: Learner, troupe: Troupe, password_hash: str, now: datetime, rng: Random) -> None:
    """Invite a member, who soon sets a password and reads the privacy notice."""
    member = db.session.get_one(Member, learner.member_id)
    token = accounts.issue_link(member, actor=troupe.organisers[0].me, now=now + timedelta(minutes=90))
    learner.since = now + timedelta(hours=2 + TAKES_UP * rng.random() ** 3)
    accounts.use_link(token, password_hash, now=learner.since)
