"""Verbs on printed papers: draw one from a choice of items, keep one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ...bank import queries as bank_queries
from ...bank.item import ItemType
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Identity
from ...extensions import db
from ..blueprint import MOST_ITEMS, MOST_POINTS, Blueprint, Row
from ..draw import draw
from . import queries
from .layout import Arrangement
from .models import PrintedPaper
from .queries import Scope

FROM_BANK = "bank"
MAX_TITLE, MAX_NOTE = 120, 200
#: (item, points in hundredths) in their order.
Picks = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Look:
    """How a paper is to look."""

    title: str
    arrangement: Arrangement
    columns: int = 1
    note: str = ""

    def check(self) -> None:
        """Refuse what cannot be printed, naming the field."""
        if not self.title.strip() or len(self.title) > MAX_TITLE:
            raise Invalid(N_("请填写试卷名称，最多 120 个字。"), field="title")
        if len(self.note) > MAX_NOTE:
            raise Invalid(N_("卷首说明最多 200 个字。"), field="note")
        if self.columns not in (1, 2):
            raise Invalid(N_("请选择一栏或两栏。"), field="columns")


def pick(scope: Scope, rows: Mapping[ItemType, tuple[int, int]], look: Look, seed: str) -> Picks:
    """Return so many items of each type as `rows` says, (count, points in hundredths), drawn from a choice.

    Items that give each other away never stand in one paper. An unshuffled paper keeps the order of the choice.
    """
    wanted = {kind: (count, points) for kind, (count, points) in rows.items() if count}
    if not wanted:
        raise Invalid(N_("请至少选一道题。"), field="rows")
    if sum(count for count, _ in wanted.values()) > MOST_ITEMS:
        raise Invalid(N_("一份试卷最多 %(most)d 题。"), field="rows", most=MOST_ITEMS)
    if any(not 0 <= points <= MOST_POINTS for _, points in wanted.values()):
        raise Invalid(N_("每题最多 100 分。"), field="rows")
    if scope.item_ids is not None:
        return _all_of(scope, wanted)
    blueprint = Blueprint(
        tuple(Row(count, points, types=(kind,)) for kind, (count, points) in wanted.items())
    )
    drawn = draw(blueprint, queries.pool(scope), seed)
    missing = {kind: short for kind, short in zip(wanted, drawn.short_by, strict=True) if short}
    for kind, short in missing.items():
        words = N_("这种题还差 %(n)d 道。互相提示答案的题不会放在同一份试卷里。")
        raise Invalid(words, field=f"count_{kind}", n=short)
    picks = [(one.item_id, one.points) for one in drawn.picks]
    return sorted(picks) if look.arrangement is Arrangement.WRITTEN else picks


def _all_of(scope: Scope, wanted: Mapping[ItemType, tuple[int, int]]) -> Picks:
    """Return everything that was chosen by hand of the wanted types."""
    return [(item_id, wanted[kind][1]) for item_id, kind in queries.types_of(scope).items() if kind in wanted]


def keep(
    picks: Picks,
    look: Look,
    seed: str,
    *,
    branch_id: int,
    source_key: str = FROM_BANK,
    actor: Identity,
    now: datetime,
) -> PrintedPaper:
    """Keep a paper of these items in the versions that are in force now."""
    look.check()
    if not picks:
        raise Invalid(N_("没有符合条件的题目，请换一个范围。"), code="paper.empty")
    current = bank_queries.current_versions([item_id for item_id, _ in picks])
    row = PrintedPaper(
        branch_id=branch_id,
        source_key=source_key,
        title=look.title.strip(),
        note=look.note.strip(),
        arrangement=look.arrangement,
        columns=look.columns,
        seed=seed,
        items=[[current[item_id], points] for item_id, points in picks],
        created_by=actor.member_id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row
