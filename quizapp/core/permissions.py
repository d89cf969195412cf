"""Who may do what: one table, pure.

A permission is held at a reach. `OWN` reaches oneself, `GROUP` the own group, `BRANCH` the own branch,
`ALL` the installation. A role holds a permission at the widest reach written here; a role that is not
named does not hold it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a member is in the installation."""

    ADMIN = "admin"  # administrator of the installation
    ORGANISER = "organiser"  # secretary or committee member of the branch
    LEADER = "leader"  # leader of a group
    MEMBER = "member"


class Reach(IntEnum):
    """How far a permission reaches, from oneself to everybody."""

    OWN = 1
    GROUP = 2
    BRANCH = 3
    ALL = 4


class Permission(StrEnum):
    """What can be allowed; each route names one."""

    TAKE_PART = "take_part"  # study, practise, enter contests, see the branch's boards
    SEE_RECORD = "see_record"  # a member's record
    SEE_PROGRESS = "see_progress"  # who has taken part and who has not
    MANAGE_MEMBERS = "manage_members"
    MANAGE_BANK = "manage_bank"
    MANAGE_STUDY = "manage_study"
    MANAGE_CONTESTS = "manage_contests"
    MANAGE_LIVE = "manage_live"  # prepare, host, referee contests in the room
    MANAGE_RECORD = "manage_record"  # points sheet, manual entries, reversals
    MANAGE_DISPLAY = "manage_display"
    MANAGE_ACTIVITIES = "manage_activities"  # announce, sign in, minutes; a leader for the own group
    MANAGE_PLANS = "manage_plans"  # the year's study plan, the duties
    JUDGE_CLAIMS = "judge_claims"  # what members claim points for; a leader for the own group
    MANAGE_EVALUATION = "manage_evaluation"
    MANAGE_COMMUNITY = "manage_community"  # birthdays, voices, pledges, honours
    CONFIRM_TRANSFERS = "confirm_transfers"  # let members go and receive them; a leader for the own group
    MANAGE_COMMITTEE = "manage_committee"
    MANAGE_PARTNERS = "manage_partners"
    MANAGE_BRANCHES = "manage_branches"
    MANAGE_SITE = "manage_site"


_EVERYONE = {
    Role.ADMIN: Reach.ALL,
    Role.ORGANISER: Reach.BRANCH,
    Role.LEADER: Reach.BRANCH,
    Role.MEMBER: Reach.BRANCH,
}
_ORGANISERS = {Role.ADMIN: Reach.ALL, Role.ORGANISER: Reach.BRANCH}
_LEADERS = {**_ORGANISERS, Role.LEADER: Reach.GROUP}
_ADMINS = {Role.ADMIN: Reach.ALL}

HELD: dict[Permission, dict[Role, Reach]] = {
    Permission.TAKE_PART: _EVERYONE,
    Permission.SEE_RECORD: {**_LEADERS, Role.MEMBER: Reach.OWN},
    Permission.SEE_PROGRESS: _LEADERS,
    Permission.MANAGE_MEMBERS: _ORGANISERS,
    Permission.MANAGE_BANK: _ORGANISERS,
    Permission.MANAGE_STUDY: _ORGANISERS,
    Permission.MANAGE_CONTESTS: _ORGANISERS,
    Permission.MANAGE_LIVE: _ORGANISERS,
    Permission.MANAGE_RECORD: _ORGANISERS,
    Permission.MANAGE_DISPLAY: _ORGANISERS,
    Permission.MANAGE_ACTIVITIES: _LEADERS,
    Permission.MANAGE_PLANS: _ORGANISERS,
    Permission.JUDGE_CLAIMS: _LEADERS,
    Permission.MANAGE_EVALUATION: _ORGANISERS,
    Permission.MANAGE_COMMUNITY: _ORGANISERS,
    Permission.CONFIRM_TRANSFERS: _LEADERS,
    Permission.MANAGE_COMMITTEE: _ORGANISERS,
    Permission.MANAGE_PARTNERS: _ORGANISERS,
    Permission.MANAGE_BRANCHES: _ADMINS,
    Permission.MANAGE_SITE: _ADMINS,
}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is asking: what a request needs to know of the signed-in member, without a database row."""

    member_id: int
    name: str
    username: str
    role: Role
    branch_id: int
    branch_name: str
    group_id: int | None
    kind: str = "formal"  # a MemberKind of accounts; contests may invite by it
    locale: str | None = None
    theme: str = "auto"
    large_type: bool = False
    must_change_password: bool = False
    consented: bool = True
    session_id: int | None = None
    scope: str = "host"  # of an API token: read < write < host; a browser session has all

    # what flask-login asks of a user
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.member_id)

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def is_organiser(self) -> bool:
        return self.role in (Role.ADMIN, Role.ORGANISER)


def reach_of(role: Role, permission: Permission) -> Reach | None:
    """Return how far `role` holds `permission`, or None when not at all."""
    return HELD[permission].get(role)


def allowed(
    identity: Identity,
    permission: Permission,
    *,
    branch_id: int,
    group_id: int | None = None,
    member_id: int | None = None,
) -> bool:
    """Say whether `identity` holds `permission` over something of this branch, group and member."""
    reach = reach_of(identity.role, permission)
    if reach is None:
        return False
    if reach is Reach.ALL or (member_id is not None and member_id == identity.member_id):
        return True
    if branch_id != identity.branch_id:
        return False
    if reach is Reach.BRANCH:
        return True
    return reach is Reach.GROUP and group_id is not None and group_id == identity.group_id
