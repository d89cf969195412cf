"""Who may see an activity, who runs it, and who reads the reason of a leave."""

from __future__ import annotations

from collections.abc import Callable, Collection

from ..core.permissions import Identity, Permission, Role, allowed
from ..extensions import db
from .kinds import ActivityState
from .models import Activity, Attendance

#: Returns the activities of other branches that are shared with a branch; joint study puts its own here.
shared_ids: Callable[[int], Collection[int]] = lambda _branch_id: ()  # noqa: E731 - a seam

#: Says whether a branch is a guest, whose people see what is shared and nothing else.
is_guest: Callable[[int], bool] = lambda _branch_id: False  # noqa: E731 - a seam

#: Says whether what a member of a branch attends is recorded: a guest's only where he wants it.
keeps_record: Callable[[int, int], bool] = lambda _member_id, _branch_id: True  # noqa: E731 - a seam


def shared(activity: Activity, identity: Identity) -> bool:
    """Say whether an activity of another branch is shared with the asker's."""
    return activity.id in shared_ids(identity.branch_id)


def may_manage(activity: Activity, identity: Identity) -> bool:
    """Say whether somebody may change an activity: organisers in the branch, a leader what the own group holds."""
    return allowed(
        identity,
        Permission.MANAGE_ACTIVITIES,
        branch_id=activity.branch_id,
        group_id=activity.group_id,
    )


def may_run(activity: Activity, identity: Identity) -> bool:
    """Say whether somebody may sign people in, answer leave and close: who manages it, or its host while here."""
    hosts = activity.host_id == identity.member_id and activity.branch_id == identity.branch_id
    return hosts or may_manage(activity, identity)


def may_see(activity: Activity, identity: Identity) -> bool:
    """Say whether somebody may look at an activity: of the own branch and announced; what is confidential,
    and what a group holds for itself, by who was called. A guest sees it while it is shared, having come or not."""
    if may_run(activity, identity):
        return True
    if activity.state is ActivityState.DRAFT:
        return False
    if activity.branch_id != identity.branch_id:
        was_here = not is_guest(identity.branch_id) and is_called(activity.id, identity.member_id)
        return was_here or shared(activity, identity)
    if activity.confidential or (activity.group_id and activity.group_id != identity.group_id):
        return is_called(activity.id, identity.member_id)
    return True


def is_called(activity_id: int, member_id: int) -> bool:
    """Say whether a person stands on an activity's list."""
    return db.session.get(Attendance, (activity_id, member_id)) is not None


def may_read_reason(activity: Activity, member_id: int, group_id: int | None, identity: Identity) -> bool:
    """Say whether somebody may read why a member asked for leave: the host, the leader of the member's group
    and the member; nobody else, whatever the role."""
    if identity.member_id in (member_id, activity.host_id):
        return True
    return identity.role is Role.LEADER and group_id is not None and identity.group_id == group_id
