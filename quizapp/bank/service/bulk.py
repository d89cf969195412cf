"""Changing many items at once: planned without writing, carried out in one unit, taken back as a whole."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from ...core import audit, local
from ...core.errors import DomainError, NotFound
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..bulk import Asked, Deed, Outcome, outcome
from ..item import Item, ItemStatus
from ..models import Bank, BulkChange, ItemVersion
from ..models import Item as ItemRow
from ..native import item_from_native
from ..queries import StoredItem, newest_items
from .bulk_writing import Batch, Standings
from .items import create_items

MOST = 2000  # items in one change: it is one unit of work
CHUNK = 50  # items that are looked at before the others have their turn
UNDONE_WITHIN = timedelta(days=30)
SHIPPED = N_("系统题库的题不能改，只能复制。")
ENDED = N_("有效期已过，请先改有效期。")


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a planned change, and what becomes of it; `code` is what it is called afterwards."""

    stored: StoredItem
    outcome: Outcome
    code: str
    refused: str
    has_effect: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What was done to one item: newest version, status, bank and code, before and after; `made` is a copy."""

    item_id: int
    numbers: tuple[int, int]
    statuses: tuple[str, str]
    banks: tuple[int, int]
    codes: tuple[str, str]
    made: bool = False


def plan_change(item_ids: Sequence[int], asked: Asked, branch_id: int, *, now: datetime) -> list[Line]:
    """Return what a change would do to each of these items, in their order; nothing is written.

    The others have their turn in between: this may take a second.
    """
    target = _target(asked, branch_id)
    own = {bank.id: bank for bank in db.session.scalars(select(Bank).where(Bank.branch_id == branch_id))}
    slugs = {bank_id: bank.slug for bank_id, bank in own.items()}
    today = local.day_of(now)
    codes = _Codes(target[0]) if target else None
    lines = []
    for start in range(0, len(item_ids), CHUNK):
        for stored in newest_items(item_ids[start : start + CHUNK]):
            lines.append(_line(stored, asked, slugs, target, codes, today))
        time.sleep(0)
    return lines


def _target(asked: Asked, branch_id: int) -> tuple[int, str] | None:
    """Return id and slug of the bank that the items go to, where they go to one."""
    if asked.deed not in (Deed.MOVE, Deed.COPY):
        return None
    bank = db.session.get(Bank, asked.bank_id or 0)
    if bank is None or bank.branch_id != branch_id:
        raise NotFound
    return bank.id, bank.slug


class _Codes:
    """The codes of a bank, and those that were given out since."""

    def __init__(self, bank_id: int) -> None:
        self._taken = set(db.session.scalars(select(ItemRow.code).where(ItemRow.bank_id == bank_id)))

    def free(self, wanted: str) -> str:
        code, number = wanted, 1
        while code in self._taken:
            number += 1
            code = f"{wanted[:110]}-{number}"
        self._taken.add(code)
        return code


def _line(
    stored: StoredItem,
    asked: Asked,
    slugs: Mapping[int, str],
    target: tuple[int, str] | None,
    codes: _Codes | None,
    today: date,
) -> Line:
    found, code = outcome(stored.item, asked), stored.item.id
    refused = found.refused
    if stored.bank_id not in slugs and asked.deed is not Deed.COPY:
        refused = SHIPPED
    elif asked.deed is Deed.RESTORE and not found.item.holds_on(today):
        refused = ENDED
    effect = not refused and _has_effect(stored, found, asked)
    if effect and target and codes:
        code = codes.free(code)
        found = replace(found, item=_at_home(found.item, code, asked, slugs.get(stored.bank_id), target[1]))
    return Line(stored, found, code, refused, effect)


def _has_effect(stored: StoredItem, found: Outcome, asked: Asked) -> bool:
    match asked.deed:
        case Deed.RETIRE:
            return found.is_rewritten or stored.status is not ItemStatus.RETIRED
        case Deed.RESTORE:
            return found.is_rewritten or stored.status is ItemStatus.RETIRED
        case Deed.MOVE:
            return stored.bank_id != asked.bank_id
        case Deed.COPY:
            return True
        case _:
            return found.is_rewritten


def _at_home(item: Item, code: str, asked: Asked, origin: str | None, slug: str) -> Item:
    """Return an item as it stands in its new bank; whom it excludes is named with the old bank from then on."""
    if asked.deed is Deed.COPY:
        return replace(item, id=code, excludes=())
    named = (one if "/" in one else f"{origin}/{one}" for one in item.excludes)
    return replace(item, id=code, excludes=tuple(one.removeprefix(f"{slug}/") for one in named))


def change_items(
    lines: Iterable[Line], asked: Asked, branch_id: int, *, actor: Identity, now: datetime
) -> BulkChange:
    """Carry a planned change out; an item that was changed since it was planned is left as it is."""
    going = [line for line in lines if line.has_effect]
    said = {name: value for name, value in asdict(asked).items() if value}
    batch = Batch(branch_id, actor, now, asked.reason)
    if asked.deed is Deed.COPY:
        steps = list(_copy(going, asked, actor, now))
    else:
        steps = list(_carry_out(going, asked, batch))
    change = BulkChange(
        branch_id=branch_id,
        actor_id=actor.member_id,
        created_at=now,
        asked=said,
        done=[asdict(step) for step in steps],
    )
    db.session.add(change)
    db.session.flush()
    after = {"codes": [step.codes[1] for step in steps], **said}
    audit.note(actor, "item.bulk", "bulk_change", change.id, at=now, branch_id=branch_id, after=after)
    batch.write()
    return change


def _copy(going: Sequence[Line], asked: Asked, actor: Identity, now: datetime) -> Iterator[Step]:
    bank = db.session.get_one(Bank, asked.bank_id)
    items = [line.outcome.item for line in going]
    if items:
        create_items(bank.id, items, actor, now, asked.reason)
        bank.revision += 1
    made = select(ItemRow.id, ItemRow.code, ItemRow.status).where(
        ItemRow.bank_id == bank.id, ItemRow.code.in_([item.id for item in items])
    )
    for row in db.session.execute(made):
        yield Step(row.id, (1, 1), (row.status,) * 2, (bank.id,) * 2, (row.code,) * 2, made=True)


def _carry_out(going: Sequence[Line], asked: Asked, batch: Batch) -> Iterator[Step]:
    now = Standings([line.stored.item_id for line in going])
    for line in going:
        stored, at = line.stored, now.of(line.stored.item_id)
        if at is None or (at.number, at.status, at.bank_id) != (stored.number, stored.status, stored.bank_id):
            continue
        number, status, bank_id = stored.number, stored.status, stored.bank_id
        if line.outcome.item != stored.item:
            number, status = batch.rewrite(at, line.outcome.item)
        if asked.deed is Deed.MOVE and asked.bank_id:
            bank_id = asked.bank_id
            batch.move(at, bank_id, line.code)
        if asked.deed is Deed.RETIRE:
            status = batch.retire(at)
        if asked.deed is Deed.RESTORE:
            status = batch.restore(at)
        yield Step(
            stored.item_id,
            (stored.number, number),
            (stored.status, status),
            (stored.bank_id, bank_id),
            (at.code, line.code),
        )


def undo_change(change: BulkChange, *, reason: str, actor: Identity, now: datetime) -> int:
    """Take a change back as a whole; return how many items were changed again since and so stay as they are."""
    if change.undone_at is not None:
        raise DomainError(N_("这次批量修改已经撤销过了。"))
    if now - change.created_at > UNDONE_WITHIN:
        raise DomainError(N_("已经过了 30 天，不能整批撤销；可以在题目的版本记录里逐题恢复。"))
    steps = [_step(raw) for raw in change.done]
    batch = Batch(change.branch_id, actor, now, reason)
    current = Standings([step.item_id for step in steps])
    olds, homes = _old_contents(steps), {step.banks[0] for step in steps if step.banks[0] != step.banks[1]}
    codes = {bank_id: _Codes(bank_id) for bank_id in homes}
    left = sum(not _take_back(step, current, olds, codes, batch) for step in steps)
    change.undone_at = now
    db.session.flush()
    after = {"left": left}
    audit.note(
        actor, "item.bulk_undone", "bulk_change", change.id, at=now, branch_id=change.branch_id, after=after
    )
    batch.write()
    return left


def _step(raw: Mapping[str, object]) -> Step:
    pairs = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
    return Step(**pairs)  # type: ignore[arg-type]  # written by `change_items`


def _old_contents(steps: Sequence[Step]) -> dict[int, Item]:
    """Return what each rewritten item said before."""
    wanted = {step.item_id: step.numbers[0] for step in steps if step.numbers[0] != step.numbers[1]}
    rows = db.session.execute(
        select(ItemVersion.item_id, ItemVersion.number, ItemVersion.content).where(
            ItemVersion.item_id.in_(wanted)
        )
    )
    return {row.item_id: item_from_native(row.content) for row in rows if wanted[row.item_id] == row.number}


def _take_back(
    step: Step, current: Standings, olds: Mapping[int, Item], codes: Mapping[int, _Codes], batch: Batch
) -> bool:
    """Take one item back; False when somebody has changed it since."""
    at = current.of(step.item_id)
    if at is None or (at.number, at.status, at.bank_id) != (step.numbers[1], step.statuses[1], step.banks[1]):
        return False
    if step.made:
        batch.retire(at)
        return True
    code = at.code
    if step.banks[0] != step.banks[1]:
        code = codes[step.banks[0]].free(step.codes[0])
        batch.move(at, step.banks[0], code)
    if step.item_id in olds:
        if at.is_waiting:
            batch.discard(at)
        else:
            batch.rewrite(at, replace(olds[step.item_id], id=code))
    if step.statuses[0] == ItemStatus.RETIRED != step.statuses[1]:
        batch.retire(at)
    elif step.statuses[1] == ItemStatus.RETIRED != step.statuses[0]:
        batch.restore(at)
    return True
