"""Contests that are open to guests of another branch: joint study puts its own answers here at the start."""

from __future__ import annotations

from collections.abc import Callable, Collection

#: Returns the contests of other branches that are shared with a branch.
shared_ids: Callable[[int], Collection[int]] = lambda _branch_id: ()  # noqa: E731 - a seam
#: Says whether what a member of a branch reaches is recorded: a guest's only where he wants it.
keeps_record: Callable[[int, int], bool] = lambda _member_id, _branch_id: True  # noqa: E731 - a seam


def is_shared(contest_id: int, branch_id: int) -> bool:
    """Say whether a contest of another branch is shared with this one."""
    return contest_id in shared_ids(branch_id)
