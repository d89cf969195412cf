"""What is to be ruled about an item in a branch: of which versions, by whose key; proposed, kept, or taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from ..bank import queries as bank_queries
from ..bank.item import Item
from ..bank.marking import right_key
from ..bank.models import ItemVersion
from ..bank.normalise import comparable
from ..bank.queries import StoredItem
from ..core.errors import Invalid, NotFound
from ..core.i18n import N_
from ..extensions import db
from ..papers.judging import Judge, judge_by, rulings_of
from ..papers.rulings import Ruling, RulingKind, rekeyed
from .models import Regrade

#: Stands for a key that nobody has stored yet.
PROPOSED = 0


@dataclass(frozen=True, slots=True)
class Docket:
    """Rulings by version, for one item in one branch. `key`: the item with the key that is proposed as a new version."""

    item_id: int
    branch_id: int
    kind: RulingKind
    rulings: Mapping[int, Ruling]
    key: Item | None = None
    undoes: int | None = None
    keys: Mapping[int, StoredItem] = field(default_factory=dict)  # by key version, the proposed one too
    retire: bool = False  # the item goes out of use as well

    def judge(self) -> Judge:
        """Return what marks papers by these rulings."""
        return judge_by(self.rulings.keys(), self.rulings, self.keys)

    def by_item(self) -> dict[int, tuple[RulingKind, Item | None]]:
        """Return what holds for each version, with the key's item."""
        return {
            ruling.version_id: (
                ruling.kind,
                self.keys[ruling.key_version_id].item if ruling.key_version_id is not None else None,
            )
            for ruling in self.rulings.values()
        }

    def as_rows(self) -> list[list[object]]:
        """Return the rulings as a regrade keeps them."""
        return [[one.version_id, str(one.kind), one.key_version_id] for one in self.rulings.values()]

    def stored_under(self, version_id: int) -> Docket:
        """Return the docket with the proposed key stored as a version."""
        rulings = {
            one: replace(ruling, key_version_id=version_id) if ruling.key_version_id == PROPOSED else ruling
            for one, ruling in self.rulings.items()
        }
        keys = {version_id if one == PROPOSED else one: stored for one, stored in self.keys.items()}
        return replace(self, rulings=rulings, keys=keys, key=None)


@dataclass(frozen=True, slots=True)
class Choice:
    """A version that may be ruled about. `fits`: the right key can be put to it; `alike`: it asks the same."""

    version_id: int
    number: int
    created_at: datetime
    stem: str
    key: object
    item: Item
    fits: bool
    alike: bool
    ruled: Ruling | None


def choices(item_id: int, branch_id: int, key: Item | None = None) -> list[Choice]:
    """Return an item's versions, newest first; `key`: the item with the key to be put to them."""
    ids = db.session.execute(
        select(ItemVersion.id, ItemVersion.created_at)
        .where(ItemVersion.item_id == item_id)
        .order_by(ItemVersion.number.desc())
    ).all()
    stored = bank_queries.versions(row.id for row in ids)
    ruled = rulings_of(branch_id, [row.id for row in ids])
    against = key or (stored[ids[0].id].item if ids else None)
    return [
        Choice(
            row.id,
            stored[row.id].number,
            row.created_at,
            stored[row.id].item.stem,
            right_key(stored[row.id].item),
            stored[row.id].item,
            against is not None and rekeyed(stored[row.id].item, against) is not None,
            against is not None and comparable(stored[row.id].item.stem) == comparable(against.stem),
            ruled.get(row.id),
        )
        for row in ids
    ]


def propose(
    stored: StoredItem,
    branch_id: int,
    kind: RulingKind,
    key: Item | None = None,
    version_ids: Collection[int] | None = None,
) -> Docket:
    """Return what ruling so about an item's versions would be; without `version_ids` about all that ask the same.

    For `KEY` the `key` is that of an item as it should be; one that is in force already needs no new version.
    """
    offered = choices(stored.item_id, branch_id, key)
    wanted = [one for one in offered if (one.alike if version_ids is None else one.version_id in version_ids)]
    if kind is not RulingKind.KEY:
        rulings = {one.version_id: Ruling(one.version_id, kind) for one in wanted}
        return _checked(Docket(stored.item_id, branch_id, kind, rulings))
    if key is None:
        raise Invalid(N_("请选出正确的答案。"), field="key")
    known = key.key == stored.item.key and key.tolerance == stored.item.tolerance
    by = stored.version_id if known else PROPOSED
    keyed = stored if known else replace(stored, version_id=PROPOSED, item=key)
    rulings = {one.version_id: Ruling(one.version_id, kind, by) for one in wanted if one.fits}
    return _checked(
        Docket(stored.item_id, branch_id, kind, rulings, None if known else key, keys={by: keyed})
    )


def _checked(docket: Docket) -> Docket:
    if not docket.rulings:
        raise Invalid(N_("没有选中可以重判的版本。"), field="versions")
    return docket


def of_regrade(regrade: Regrade) -> Docket:
    """Return the docket that a regrade carries out."""
    return _of_rows(regrade, regrade.rulings, regrade.kind, regrade.undoes_id)


def undoing(regrade: Regrade) -> Docket:
    """Return what takes a regrade back: what held before it. Refuses one that another came after."""
    if regrade.finished_at is None:
        raise Invalid(N_("这次重判还没有完成。"))
    if _standing_after(regrade):
        raise Invalid(N_("这道题后来又重判过，请先撤回后面的一次，或者直接再重判。"))
    return _of_rows(regrade, regrade.before, RulingKind.WRITTEN, regrade.id)


def _standing_after(regrade: Regrade) -> bool:
    """Say whether a later regrade of the item still counts: one that was taken back, and its taking back, do not."""
    later = db.session.scalars(
        select(Regrade).where(
            Regrade.item_id == regrade.item_id,
            Regrade.branch_id == regrade.branch_id,
            Regrade.id > regrade.id,
        )
    ).all()
    undone = {one.undoes_id for one in later}
    return any(one.id not in undone and (one.undoes_id or 0) <= regrade.id for one in later)


def _of_rows(
    regrade: Regrade, rows: Sequence[Sequence[object]], kind: RulingKind, undoes: int | None
) -> Docket:
    rulings = {int(str(row[0])): _ruling(row) for row in rows}
    keys = bank_queries.versions(one.key_version_id for one in rulings.values() if one.key_version_id)
    return Docket(regrade.item_id, regrade.branch_id, kind, rulings, undoes=undoes, keys=keys)


def _ruling(row: Sequence[object]) -> Ruling:
    version_id, kind, key = row
    return Ruling(int(str(version_id)), RulingKind(str(kind)), int(str(key)) if key is not None else None)


def held_before(docket: Docket) -> list[list[object]]:
    """Return what holds now for the docket's versions, as a regrade keeps it."""
    now = rulings_of(docket.branch_id, docket.rulings.keys())
    written = (RulingKind.WRITTEN, None)
    found = {
        one: (now[one].kind, now[one].key_version_id) if one in now else written for one in docket.rulings
    }
    return [[one, str(kind), key] for one, (kind, key) in found.items()]


def regrade_of(regrade_id: int) -> Regrade:
    """Return a regrade; raises NotFound."""
    found = db.session.get(Regrade, regrade_id)
    if found is None:
        raise NotFound
    return found
