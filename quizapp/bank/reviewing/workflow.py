"""The way of an item: draft → in review → approved → retired. Pure.

| act | from | to | refused when |
|---|---|---|---|
| save | anywhere | in force at once; where two persons are wanted the new version waits, the approved one stays | – |
| submit | a draft waits | in review | nothing is a draft |
| approve | in review; a draft too where one person is enough | approved, the version in force | two persons are wanted and one wrote it oneself |
| return | in review | draft | nothing is in review |
| discard | a new version waits beside an approved one | as if it had not been written | there is none |
| retire | anywhere but retired | retired | it is retired |
| restore | retired | approved, or draft when it never was approved | it is not retired |

What holds throughout: where two persons are wanted, nothing is in use that its own writer alone has seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ...core.i18n import N_
from ..item import ItemStatus

DRAFT, REVIEW, APPROVED, RETIRED = ItemStatus


class Act(StrEnum):
    """What can be done to an item on its way, besides saving."""

    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    DISCARD = "discard"
    RETIRE = "retire"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item stands. `pending` is where a newer version stands that waits beside the one in force.

    `writer` wrote the newest version, None is the program; `was_approved` says whether the version in force
    ever was.
    """

    status: ItemStatus
    pending: ItemStatus | None = None
    writer: int | None = None
    was_approved: bool = True

    @property
    def stage(self) -> ItemStatus | None:
        """Where that stands which is still to be approved; None when nothing is."""
        if self.pending is not None:
            return self.pending
        return self.status if self.status in (DRAFT, REVIEW) else None


class Refused(Exception):
    """The rules do not allow the act; `code` is stable, the message a Chinese source text."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


def after_saving(
    before: Standing | None, writer: int | None, *, two_persons: bool, as_draft: bool = False
) -> tuple[Standing, bool]:
    """Return where an item stands once `writer` has saved it, and whether what was saved is the version in force.

    `before` None is a new item.
    """
    waits = DRAFT if as_draft else REVIEW
    if not (two_persons or as_draft):
        status = RETIRED if before and before.status is RETIRED else APPROVED
        return Standing(status, None, writer, was_approved=True), True
    if before is None:
        return Standing(waits, None, writer, was_approved=False), True
    if before.was_approved:
        return replace(before, pending=waits, writer=writer), False
    status = RETIRED if before.status is RETIRED else waits
    return Standing(status, None, writer, was_approved=False), True


def step(before: Standing, act: Act, by: int | None, *, two_persons: bool) -> Standing:
    """Return where an item stands after `act`; raise `Refused` when the rules do not allow it."""
    match act:
        case Act.SUBMIT:
            return _at_stage(before, (DRAFT,), REVIEW)
        case Act.APPROVE:
            return _approved(before, by, two_persons=two_persons)
        case Act.RETURN:
            return _at_stage(before, (REVIEW,), DRAFT)
        case Act.DISCARD:
            if before.pending is None:
                raise Refused("nothing_waits", N_("没有等待审核的新版本。"))
            return replace(before, pending=None)
        case Act.RETIRE:
            if before.status is RETIRED:
                raise Refused("retired", N_("这道题已经停用。"))
            return replace(before, status=RETIRED, pending=None)
        case Act.RESTORE:
            if before.status is not RETIRED:
                raise Refused("not_retired", N_("这道题没有停用。"))
            return replace(before, status=APPROVED if before.was_approved else DRAFT)


def _at_stage(before: Standing, wanted: tuple[ItemStatus, ...], to: ItemStatus) -> Standing:
    if before.stage not in wanted:
        raise Refused("nothing_waits", N_("这道题现在不在这一步，可能别人刚处理过。"))
    return replace(before, pending=to) if before.pending is not None else replace(before, status=to)


def _approved(before: Standing, by: int | None, *, two_persons: bool) -> Standing:
    if before.stage is None or (two_persons and before.stage is DRAFT):
        raise Refused("nothing_waits", N_("这道题现在不在这一步，可能别人刚处理过。"))
    if two_persons and (by is None or by == before.writer):
        raise Refused("own", N_("本支部要求两人把关，自己写的题请另一位组织者审核。"))
    return Standing(APPROVED, None, before.writer, was_approved=True)
