"""The book of mistakes (错题本): when an item enters it and when it leaves.

An item enters when it is answered wrong, from practice and contests alike. It leaves after it was
answered right on `needed` different days, as the branch has set it; an error in between starts the
count again. It is due again a day after the error, then 3 and 7 days after it was right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

#: What a branch can choose, and what holds until it does.
DAYS_TO_CHOOSE = (1, 2, 3, 5)
USUAL_DAYS = 3
#: Days until an item in the book is due again, by the number of days on which it was right since the error.
DUE_AFTER = (1, 3, 7)


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's standing with one item; `mistake_since` None: not in the book."""

    tries: int = 0
    rights: int = 0
    wrongs: int = 0
    last_right: bool | None = None
    mistake_since: datetime | None = None
    right_days: int = 0
    last_right_on: date | None = None
    due_on: date | None = None


def after(standing: Standing, *, right: bool, at: datetime, day: date, needed: int = USUAL_DAYS) -> Standing:
    """Return the standing after one more marked answer, given on the local `day`."""
    standing = replace(standing, tries=standing.tries + 1, last_right=right)
    if not right:
        return replace(
            standing,
            wrongs=standing.wrongs + 1,
            mistake_since=standing.mistake_since or at,
            right_days=0,
            last_right_on=None,
            due_on=day + timedelta(days=DUE_AFTER[0]),
        )
    standing = replace(standing, rights=standing.rights + 1)
    if standing.mistake_since is None or standing.last_right_on == day:
        return standing
    if standing.right_days + 1 >= needed:
        return replace(standing, mistake_since=None, right_days=0, last_right_on=None, due_on=None)
    right_days = standing.right_days + 1
    due_on = day + timedelta(days=DUE_AFTER[min(right_days, len(DUE_AFTER) - 1)])
    return replace(standing, right_days=right_days, last_right_on=day, due_on=due_on)


def corrected(
    standing: Standing, *, was: bool | None, right: bool | None, at: datetime, day: date, is_last: bool
) -> Standing:
    """Return the standing when an answer given at `at` is marked otherwise than before; None: it does not count.

    The item leaves the book when no error is left, or when this answer had brought it there; it enters when the
    answer has become an error. A correction that is taken back leads back to where it began.
    """
    standing = replace(
        standing,
        tries=standing.tries + (right is not None) - (was is not None),
        rights=standing.rights + (right is True) - (was is True),
        wrongs=standing.wrongs + (right is False) - (was is False),
        last_right=right if is_last and right is not None else standing.last_right,
    )
    if right is False and was is not False and standing.mistake_since is None:
        due_on = day + timedelta(days=DUE_AFTER[0])
        return replace(standing, mistake_since=at, right_days=0, last_right_on=None, due_on=due_on)
    if was is False and (standing.wrongs <= 0 or standing.mistake_since == at):
        return replace(standing, mistake_since=None, right_days=0, last_right_on=None, due_on=None)
    return standing
