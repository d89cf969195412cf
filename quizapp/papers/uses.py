"""How often and when items were put to people, and which of them rest: kept by branch and by occasion."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from ..accounts.queries import branch_setting
from ..accounts.service import set_branch_setting
from ..core.errors import Invalid
from ..core.i18n import N_
from ..core.permissions import Identity
from ..core.types import Name, UtcDateTime
from ..extensions import Model, db

REST_SETTING = "rest_days"
#: How many days items may be asked to rest after a contest; 0: not at all.
REST_TO_CHOOSE = (0, 30, 90, 180, 365)
USUAL_REST = 90


class UseKind(StrEnum):
    """On what occasion an item was put."""

    CONTEST = "contest"  # over a window
    LIVE = "live"  # in the room
    PRACTICE = "practice"  # and the checks after materials


#: What tires an item: everybody has seen it at once. Practice does not.
TIRING = (UseKind.CONTEST, UseKind.LIVE)


class ItemUse(Model):
    """An item's use at one source, a contest or all practice of the branch. `times`: papers that held it."""

    __tablename__ = "item_use"
    __table_args__ = (Index("ix_item_use_last", "branch_id", "kind", "last_at"),)

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(40), primary_key=True)  # contest:12, live:5, practice
    kind: Mapped[UseKind] = mapped_column(Name(UseKind))
    times: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Used:
    """How often an item was used on one kind of occasion: in how many contests or practice papers, and when last."""

    times: int
    last_at: datetime


def rest_days(branch_id: int) -> int:
    """Return for how many days after a contest a branch lets items rest; 0: not at all."""
    days = branch_setting(branch_id, REST_SETTING)
    return days if days in REST_TO_CHOOSE else USUAL_REST


def set_rest_days(branch_id: int, days: int, *, actor: Identity, now: datetime) -> None:
    """Choose it for a branch; it holds for what is drawn from now on."""
    if days not in REST_TO_CHOOSE:
        raise Invalid(N_("请从列出的天数里选择。"), field="days")
    set_branch_setting(branch_id, REST_SETTING, days, actor=actor, now=now)


def resting(branch_id: int, now: datetime, without: str = "") -> frozenset[int]:
    """Return the items that were used in a contest so lately that they should rest; `without`: a source left out."""
    days = rest_days(branch_id)
    if not days:
        return frozenset()
    return frozenset(
        db.session.scalars(
            select(ItemUse.item_id)
            .where(
                ItemUse.branch_id == branch_id,
                ItemUse.kind.in_(TIRING),
                ItemUse.last_at > now - timedelta(days=days),
                ItemUse.source != without,
            )
            .distinct()
        )
    )


def uses_of(branch_id: int, item_ids: Collection[int]) -> dict[int, Mapping[UseKind, Used]]:
    """Return by item and occasion how often and when last; contests count once each, practice by papers."""
    found: dict[int, dict[UseKind, Used]] = {}
    rows = db.session.execute(
        select(
            ItemUse.item_id,
            ItemUse.kind,
            func.count().label("sources"),
            func.sum(ItemUse.times).label("papers"),
            func.max(ItemUse.last_at).label("last_at"),
        )
        .where(ItemUse.branch_id == branch_id, ItemUse.item_id.in_(item_ids))
        .group_by(ItemUse.item_id, ItemUse.kind)
    )
    for row in rows:
        times = row.papers if row.kind is UseKind.PRACTICE else row.sources
        found.setdefault(row.item_id, {})[row.kind] = Used(times, row.last_at)
    return dict(found)


def note_uses(branch_id: int, source: str, kind: UseKind, uses: Mapping[int, tuple[int, datetime]]) -> None:
    """Add uses at a source: item → (papers, when last)."""
    rows = _rows(branch_id, source, uses)
    for item_id, (times, at) in uses.items():
        row = rows.get(item_id)
        if row is None:
            db.session.add(
                ItemUse(
                    branch_id=branch_id, item_id=item_id, source=source, kind=kind, times=times, last_at=at
                )
            )
        else:
            row.times, row.last_at = row.times + times, max(row.last_at, at)


def _rows(branch_id: int, source: str, item_ids: Iterable[int]) -> dict[int, ItemUse]:
    found = db.session.scalars(
        select(ItemUse).where(
            ItemUse.branch_id == branch_id, ItemUse.source == source, ItemUse.item_id.in_(list(item_ids))
        )
    )
    return {row.item_id: row for row in found}
