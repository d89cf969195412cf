"""Verbs on an import that waits: begin, put its questions down, decide about them, mend them, drop it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import PurePath

from flask_babel import gettext
from sqlalchemy import delete, select, update

from ...core.errors import Invalid, NotFound
from ...core.i18n import N_
from ...core.ids import new_token, token_hash
from ...core.permissions import Identity
from ...extensions import db
from .. import queries
from ..fields import printable
from ..item import Item
from ..models import Bank, ItemVersion
from ..models import Item as ItemRow
from ..native import ParsedBank, item_from_native, item_to_native
from ..problem import Problem
from ..search.tables import ItemText
from ..service.banks import refuse_taken
from .cells import mended
from .comparing import CHOICES, Choice, Known, Verdict, compared, stem_key
from .looking import ITEM_PLACE
from .models import BankImport, StagedItem, State

#: How long a file waits to be confirmed, and how long it can be taken back afterwards.
KEPT, UNDO_KEPT = timedelta(hours=24), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as the file has it: whole, or broken with what could be read."""

    place: str
    item: Item | None
    content: dict[str, object]
    problems: tuple[Problem, ...]


def begin(
    filename: str,
    *,
    bank_id: int | None,
    name: str,
    topic: str,
    branch_id: int,
    actor: Identity,
    now: datetime,
) -> tuple[int, str]:
    """Put down that a file is being read; return its id and its token. Of one person one file is read at a time."""
    if bank_id is None and name:
        refuse_taken(name, branch_id)
    unread = (State.READING, State.FAILED)
    db.session.execute(
        delete(BankImport).where(BankImport.actor_id == actor.member_id, BankImport.state.in_(unread))
    )
    token = new_token()
    row = BankImport(
        branch_id=branch_id,
        actor_id=actor.member_id,
        bank_id=bank_id,
        token_hash=token_hash(token),
        filename=str(printable(filename))[-200:],
        name=name,
        topic=topic,
        state=State.READING,
        created_at=now,
        beat_at=now,
        expires_at=now + KEPT,
    )
    db.session.add(row)
    db.session.flush()
    return row.id, token


def take_place(row: BankImport) -> None:
    """Drop the person's file that waited until now. One that cannot be read takes nobody's place."""
    own = BankImport.actor_id == row.actor_id, BankImport.id != row.id
    db.session.execute(delete(BankImport).where(*own, BankImport.state == State.READY))


def name_bank(row: BankImport, parsed: ParsedBank, format: str) -> None:
    """Settle for which bank a file is, now that it has been read: the one chosen, else the one that it names."""
    row.format = format
    if row.bank_id is None and not row.name and parsed.slug:
        row.bank_id = queries.bank_named(parsed.slug, row.branch_id)
    known = db.session.get(Bank, row.bank_id) if row.bank_id is not None else None
    own = parsed.name or PurePath(row.filename).stem.strip()[:120] or parsed.slug
    row.slug = known.slug if known else ("" if row.name else parsed.slug)
    row.name = known.name if known else (row.name or own or gettext("导入的题目"))
    if known is None:
        refuse_taken(row.name, row.branch_id)


def drafts_of(parsed: ParsedBank) -> tuple[list[Draft], list[Problem]]:
    """Return a file's questions in its order, each with what is said about it, and what is said of no one question."""
    said: dict[str, list[Problem]] = {}
    for problem in parsed.problems:
        said.setdefault(_root(problem.where), []).append(problem)
    drafts = [
        Draft(place, item, item_to_native(item), tuple(said.pop(_root(place), ())))
        for item in parsed.items
        for place in (parsed.places.get(item.id, item.id),)
    ]
    for place, content in parsed.broken.items():
        drafts.append(Draft(place, None, dict(content), tuple(said.pop(_root(place), ()))))
    general: list[Problem] = []
    for root, problems in said.items():
        if root and any(problem.is_error for problem in problems):
            drafts.append(Draft(root, None, {}, tuple(problems)))
        else:
            general += problems
    return sorted(drafts, key=lambda draft: _in_file(draft.place)), general


def _root(where: str) -> str:
    found = ITEM_PLACE.match(where)
    return found[0] if found else ""


def _in_file(place: str) -> tuple[str, int]:
    """Return by what questions are ordered as in the file; those of one sheet stay together."""
    digits = re.search(r"\d+", place[len(place.split("第", maxsplit=1)[0]) :] or place)
    return place.split("第", maxsplit=1)[0].split("[", maxsplit=1)[0], int(digits[0]) if digits else 0


def put_down(row: BankImport, start: int, drafts: Sequence[Draft]) -> None:
    """Keep a chunk of the questions, numbered from `start`, each compared with the banks that the branch sees."""
    if row.topic:
        drafts = [_with_topic(draft, row.topic) for draft in drafts]
    found = _met(row, [draft.item for draft in drafts])
    db.session.add_all(
        StagedItem(
            import_id=row.id,
            number=start + index,
            place=str(printable(draft.place))[:160],
            content=draft.content if draft.item else printable(draft.content),
            problems=as_json(draft.problems),
            verdict=verdict,
            choice=CHOICES[verdict][0],
            other_id=other,
        )
        for index, (draft, (verdict, other)) in enumerate(zip(drafts, found, strict=True))
    )
    row.done = start + len(drafts) - 1


def _with_topic(draft: Draft, topic: str) -> Draft:
    if draft.item is None:
        return replace(draft, content={**draft.content, "topic": topic})
    item = replace(draft.item, topic=topic)
    return replace(draft, item=item, content=item_to_native(item))


def as_json(problems: Iterable[Problem]) -> list[list[object]]:
    """Return problems as they are stored."""
    return [[printable(one.where), one.message, printable(dict(one.params)), one.level] for one in problems]


def _met(row: BankImport, items: Sequence[Item | None]) -> list[tuple[Verdict, int | None]]:
    """Return what each item is to the bank; None is one with an error."""
    whole = [item for item in items if item is not None]
    by_id = _known(ItemRow.bank_id == row.bank_id, ItemRow.code.in_([item.id for item in whole]))
    ids = {known.item.id: known for known in by_id}
    keys = {item.id: stem_key(item) for item in whole}
    same_stem = select(ItemText.item_id).where(ItemText.stem_key.in_(set(keys.values())))
    twins: dict[str, list[Known]] = {}
    for known in _known(ItemRow.bank_id == row.bank_id, ItemRow.id.in_(same_stem)):
        twins.setdefault(stem_key(known.item), []).append(known)
    return [
        (Verdict.BROKEN, None)
        if item is None
        else compared(item, ids.get(item.id), twins.get(keys[item.id], ()))
        for item in items
    ]


def _known(*where: object) -> list[Known]:
    rows = db.session.execute(
        select(ItemRow.id, ItemVersion.content)
        .join(ItemVersion, ItemVersion.id == ItemRow.version_id)
        .where(*where)  # type: ignore[arg-type]  # conditions
        .order_by(ItemRow.id)
    )
    return [Known(row.id, item_from_native(row.content)) for row in rows]


def decide(
    row: BankImport, choice: Choice, *, numbers: Collection[int] = (), verdict: Verdict | None = None
) -> int:
    """Choose what becomes of some questions, or of all with a verdict; return of how many.

    Where a verdict leaves no such choice nothing changes.
    """
    open_to = [one for one, choices in CHOICES.items() if choice in choices]
    where = [StagedItem.import_id == row.id, StagedItem.verdict.in_(open_to)]
    where.append(StagedItem.verdict == verdict if verdict else StagedItem.number.in_(numbers))
    done = db.session.execute(update(StagedItem).where(*where).values(choice=choice))
    return int(done.rowcount)  # type: ignore[attr-defined]  # an update has it


def set_topic(row: BankImport, topic: str, numbers: Collection[int]) -> None:
    """Give some questions of a file another topic, and look at them anew."""
    topic = topic.strip()[:64]
    if not topic:
        raise Invalid(N_("请填写主题。"), field="topic")
    chosen = StagedItem.import_id == row.id, StagedItem.number.in_(numbers)
    for staged in db.session.scalars(select(StagedItem).where(*chosen)):
        staged.content = {**staged.content, "topic": topic}
        if staged.verdict is not Verdict.BROKEN:
            _look_again(row, staged, item_from_native(staged.content))


def mend(row: BankImport, number: int, cells: dict[str, str]) -> list[Problem]:
    """Put a question right by the fields of a form; return what is still wrong, and then keep it as it was."""
    staged = staged_item(row, number)
    item, problems = mended(staged.content, cells)
    if item is None:
        return problems
    ids = select(StagedItem.number).where(
        StagedItem.import_id == row.id,
        StagedItem.number != number,
        StagedItem.verdict != Verdict.BROKEN,
        StagedItem.content["id"].as_string() == item.id,
    )
    other = db.session.scalar(ids.limit(1))
    if other is not None:
        return [Problem("stem", N_("与本文件第 %(n)d 题相同，可以把这道题略去。"), {"n": other})]
    staged.content, staged.problems = item_to_native(item), []
    _look_again(row, staged, item)
    return []


def _look_again(row: BankImport, staged: StagedItem, item: Item) -> None:
    verdict, other = _met(row, [item])[0]
    if verdict is not staged.verdict or other != staged.other_id:
        staged.verdict, staged.other_id, staged.choice = verdict, other, CHOICES[verdict][0]


def staged_item(row: BankImport, number: int) -> StagedItem:
    """Return a question of a file."""
    found = db.session.scalar(
        select(StagedItem).where(StagedItem.import_id == row.id, StagedItem.number == number)
    )
    if found is None:
        raise NotFound
    return found


def discard(import_id: int) -> None:
    """Drop a file that was not confirmed."""
    db.session.execute(delete(BankImport).where(BankImport.id == import_id))


def purge(now: datetime) -> None:
    """Drop files that nobody confirmed in time, and the questions of imports that can no longer be taken back."""
    waiting = (State.READING, State.READY, State.FAILED)
    old = BankImport.expires_at < now
    db.session.execute(delete(BankImport).where(old, BankImport.state.in_(waiting)))
    ended = select(BankImport.id).where(old, BankImport.state.in_((State.DONE, State.UNDONE)))
    db.session.execute(delete(StagedItem).where(StagedItem.import_id.in_(ended)))


def stage_items(
    filename: str,
    *,
    bank_id: int | None,
    name: str,
    branch_id: int,
    parsed: ParsedBank,
    actor: Identity,
    now: datetime,
) -> str:
    """Put a file that was read (`parsed`) down within one unit of work, as it waits to be looked at; return its token."""
    import_id, token = begin(
        filename, bank_id=bank_id, name=name, topic="", branch_id=branch_id, actor=actor, now=now
    )
    row = db.session.get_one(BankImport, import_id)
    drafts, general = drafts_of(parsed)
    name_bank(row, parsed, PurePath(filename).suffix[1:])
    take_place(row)
    row.problems, row.total, row.state = as_json(general), len(drafts), State.READY
    put_down(row, 1, drafts)
    return token
