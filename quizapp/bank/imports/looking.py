"""Reads of imports: where one stands, its questions page by page, those of the past."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import Text, cast, func, select

from ...accounts.models import Member
from ...core.errors import DomainError, NotFound
from ...core.i18n import N_
from ...core.ids import token_hash
from ...core.paging import Page
from ...core.permissions import Identity
from ...extensions import db
from ..item import Item
from ..models import Bank, ItemVersion
from ..models import Item as ItemRow
from ..native import item_from_native
from .comparing import Choice, Verdict
from .models import BankImport, StagedItem, State

#: A background that has not written for so long has stopped.
SILENT = timedelta(seconds=60)
#: What can be taken, but of which something was said.
_REMARKED = (StagedItem.verdict != Verdict.BROKEN, cast(StagedItem.problems, Text) != "[]")
#: The item that a problem's place begins with: `items[3]`, or a row, paragraph or question of a file.
ITEM_PLACE = re.compile(r"items\[\d+\]|.*?第\d+[行段题]")
_NUMBERED = re.compile(r"第(\d+)([行段题])")
_PLACES = {"行": N_("第%(row)s行"), "段": N_("第%(row)s段"), "题": N_("第%(row)s题")}


@dataclass(frozen=True, slots=True)
class Said:
    """A problem in words: where, and what to do about it."""

    where: str
    message: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A question of a file; `item` None when it has an error, `ours` is the item that it met."""

    number: int
    place: str
    item: Item | None
    content: Mapping[str, Any]
    problems: tuple[Said, ...]
    verdict: Verdict
    choice: Choice
    ours: Item | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions of a file have each verdict, are taken, wait for a decision, have a remark to look at."""

    verdicts: Mapping[Verdict, int]
    taken: int
    open: int
    remarked: int

    @property
    def total(self) -> int:
        return sum(self.verdicts.values())


def own_import(token: str, *, actor: Identity, now: datetime) -> BankImport:
    """Return one's own import by its token; raise when it is gone or has expired."""
    row = db.session.scalar(
        select(BankImport).where(
            BankImport.token_hash == token_hash(token), BankImport.actor_id == actor.member_id
        )
    )
    if row is None:
        raise NotFound(N_("这个文件已导入或已被新上传的替换，请重新上传。"))
    if row.state in (State.READY, State.READING) and row.expires_at < now:
        raise DomainError(N_("上传的文件已过期，请重新上传。"), code="import.expired", status=410)
    return row


def is_silent(row: BankImport, now: datetime) -> bool:
    """Say whether the background that should be at work has stopped."""
    return row.state in (State.READING, State.STORING) and row.beat_at + SILENT < now


def counts(row: BankImport) -> Counts:
    """Count a file's questions."""
    found = db.session.execute(
        select(StagedItem.verdict, StagedItem.choice, func.count())
        .where(StagedItem.import_id == row.id)
        .group_by(StagedItem.verdict, StagedItem.choice)
    ).all()
    verdicts = dict.fromkeys(Verdict, 0)
    for verdict, _, count in found:
        verdicts[verdict] += count
    return Counts(
        verdicts,
        sum(count for _, choice, count in found if choice not in (Choice.SKIP, Choice.OPEN)),
        sum(count for _, choice, count in found if choice is Choice.OPEN),
        db.session.scalar(select(func.count()).where(StagedItem.import_id == row.id, *_REMARKED)) or 0,
    )


def lines(
    row: BankImport, verdict: Verdict | None, number: int, size: int = 20, *, remarked: bool = False
) -> Page[Line]:
    """Return a page of a file's questions, of one verdict, those `remarked` on or all, in the file's order."""
    where = [StagedItem.import_id == row.id, *(_REMARKED if remarked else ())]
    if verdict:
        where.append(StagedItem.verdict == verdict)
    total = db.session.scalar(select(func.count()).select_from(StagedItem).where(*where)) or 0
    rows = db.session.scalars(
        select(StagedItem).where(*where).order_by(StagedItem.number).limit(size).offset((number - 1) * size)
    ).all()
    ours = _ours([staged.other_id for staged in rows if staged.other_id])
    return Page([_line(staged, ours) for staged in rows], number, size, total)


def line(staged: StagedItem) -> Line:
    """Return a question as pages show it."""
    return _line(staged, _ours([staged.other_id] if staged.other_id else []))


def _ours(ids: list[int]) -> dict[int, Item]:
    rows = db.session.execute(
        select(ItemRow.id, ItemVersion.content)
        .join(ItemVersion, ItemVersion.id == ItemRow.version_id)
        .where(ItemRow.id.in_(ids))
    )
    return {row.id: item_from_native(row.content) for row in rows}


def _line(staged: StagedItem, ours: Mapping[int, Item]) -> Line:
    broken = staged.verdict is Verdict.BROKEN
    return Line(
        staged.number,
        place_in_words(staged.place),
        None if broken else item_from_native(staged.content),
        staged.content,
        said(staged.problems),
        staged.verdict,
        staged.choice,
        ours.get(staged.other_id or 0),
    )


def said(problems: Any) -> tuple[Said, ...]:
    """Return stored problems in the reader's language."""
    return tuple(
        Said(place_in_words(where), in_words(text, params), level == "error")
        for where, text, params, level in problems
    )


def in_words(text: str, params: Mapping[str, Any]) -> str:
    """Return a problem's message in the reader's language."""
    named = {name: place_in_words(str(value)) if name == "other" else value for name, value in params.items()}
    return str(gettext(text, **named))


def place_in_words(where: str) -> str:
    """Return a place of a file in the reader's language: 题目 第3行“题干”, 第12段（第3题）."""
    return _NUMBERED.sub(lambda found: str(gettext(_PLACES[found[2]], row=found[1])), where).strip()


@dataclass(frozen=True, slots=True)
class Past:
    """An import of the past; `undoable` while it can be taken back as a whole."""

    id: int
    filename: str
    bank_id: int | None
    bank: str
    who: str
    stored_at: datetime
    undone_at: datetime | None
    counts: Mapping[str, int]
    undoable: bool


def past_imports(branch_id: int, number: int, now: datetime, size: int = 20) -> Page[Past]:
    """Return a page of a branch's imports, newest first."""
    where = (BankImport.branch_id == branch_id, BankImport.state.in_((State.DONE, State.UNDONE)))
    total = db.session.scalar(select(func.count()).select_from(BankImport).where(*where)) or 0
    rows = db.session.execute(
        select(BankImport, Bank.name, Member.name)
        .outerjoin(Bank, Bank.id == BankImport.bank_id)
        .join(Member, Member.id == BankImport.actor_id)
        .where(*where)
        .order_by(BankImport.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    ).all()
    return Page([_past(*row, now) for row in rows], number, size, total)


def _past(row: BankImport, bank: str | None, who: str, now: datetime) -> Past:
    undoable = row.state is State.DONE and row.expires_at >= now
    assert row.stored_at is not None
    return Past(
        row.id,
        row.filename,
        row.bank_id,
        bank or row.name,
        who,
        row.stored_at,
        row.undone_at,
        row.counts,
        undoable,
    )


def past_import(import_id: int) -> BankImport:
    """Return an import of the past, whoever's it is."""
    row = db.session.get(BankImport, import_id)
    if row is None or row.state not in (State.DONE, State.UNDONE):
        raise NotFound
    return row
