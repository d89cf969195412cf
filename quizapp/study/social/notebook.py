"""A member's own notes to the materials: verbs and reads. They are nobody else's: no office opens them, and neither the
audit log nor any list tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from ...core.errors import DomainError, Invalid, NotFound
from ...core.i18n import N_
from ...core.paging import Page
from ...core.permissions import Identity
from ...extensions import db
from .. import figures, queries
from ..article import article
from ..models import Material
from .anchors import MOST_AROUND, MOST_QUOTED, Anchor, locate, words_of
from .marks import Mark
from .models import StudyNote

PAGE = 20
MOST_NOTES = 200  # of one member to one material
MOST_TEXT = 5000
WHOLE = Anchor("")


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """What a member writes: a mark, some text, and the passage it belongs to (`quote` "": the whole material)."""

    mark: Mark
    text: str
    anchor: Anchor = WHOLE


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note with its material. `shown`: from where to where its passage stands now, None when it is lost or there is none."""

    id: int
    material_id: int
    title: str
    quote: str
    mark: Mark
    text: str
    updated_at: datetime
    shown: tuple[int, int] | None = None
    found: str = ""  # the words that stand there now, without blanks

    @property
    def is_lost(self) -> bool:
        return bool(self.quote) and self.shown is None


def add(material_id: int, draft: NoteDraft, *, member: Identity, now: datetime) -> StudyNote:
    """Keep a note to a material that the member may read."""
    material = queries.readable(material_id, member)
    _check(draft.text, quoted=bool(draft.anchor.quote))
    counted = select(func.count()).where(
        StudyNote.member_id == member.member_id, StudyNote.material_id == material.id
    )
    if (db.session.scalar(counted) or 0) >= MOST_NOTES:
        raise DomainError(N_("一篇材料最多 %(most)d 条笔记。"), code="study.notes_full", most=MOST_NOTES)
    anchor = draft.anchor
    note = StudyNote(
        member_id=member.member_id,
        material_id=material.id,
        quote=anchor.quote[:MOST_QUOTED],
        before=anchor.before[-MOST_AROUND:],
        after=anchor.after[:MOST_AROUND],
        place=max(0, anchor.place),
        mark=draft.mark,
        text=draft.text.strip(),
        created_at=now,
        updated_at=now,
    )
    db.session.add(note)
    db.session.flush()
    return note


def change(note: StudyNote, mark: Mark, text: str, *, now: datetime) -> None:
    """Write a note anew; its passage stays."""
    _check(text, quoted=bool(note.quote))
    note.mark, note.text, note.updated_at = mark, text.strip(), now


def delete(note: StudyNote) -> None:
    """Throw a note away."""
    db.session.delete(note)


def own(note_id: int, member_id: int) -> StudyNote:
    """Return a member's own note; another's is not told from none."""
    note = db.session.get(StudyNote, note_id)
    if note is None or note.member_id != member_id:
        raise NotFound
    return note


def _check(text: str, *, quoted: bool) -> None:
    if not text.strip() and not quoted:
        raise Invalid(N_("请写点什么。"), field="text")
    if len(text) > MOST_TEXT:
        raise Invalid(N_("笔记最多 %(most)d 个字。"), field="text", most=MOST_TEXT)


def of_material(material: Material, member_id: int) -> list[NoteLine]:
    """Return the member's notes to a material in the order of the text; those without a place there come last."""
    rows = db.session.scalars(
        select(StudyNote)
        .where(StudyNote.member_id == member_id, StudyNote.material_id == material.id)
        .order_by(StudyNote.id)
    ).all()
    words = ""
    if any(row.quote for row in rows):
        words = words_of(article(material.body, figures.address))
    lines = [_line(row, material.title, words) for row in rows]
    return sorted(lines, key=lambda line: (line.shown is None, line.shown or (0, 0)))


def _line(row: StudyNote, title: str, words: str) -> NoteLine:
    shown = (
        locate(words, Anchor(row.quote, row.before, row.after, row.place)) if words and row.quote else None
    )
    found = words[shown[0] : shown[1]] if shown else ""
    return NoteLine(
        row.id, row.material_id, title, row.quote, row.mark, row.text, row.updated_at, shown, found
    )


def line_of(note: StudyNote) -> NoteLine:
    """Return one note as lists show it."""
    return _line(note, db.session.get_one(Material, note.material_id).title, "")


def _mine(member_id: int, text: str, mark: Mark | None) -> Any:
    query = (
        select(StudyNote, Material.title)
        .join(Material, Material.id == StudyNote.material_id)
        .where(StudyNote.member_id == member_id)
    )
    for word in text.split():
        columns = (StudyNote.text, StudyNote.quote, Material.title)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return query.where(StudyNote.mark == mark) if mark else query


def page_of(member_id: int, number: int, text: str = "", mark: Mark | None = None) -> Page[NoteLine]:
    """Return one page of the member's notes, the newest first."""
    wanted = _mine(member_id, text, mark)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = db.session.execute(
        wanted.order_by(StudyNote.updated_at.desc(), StudyNote.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return Page([_line(row, title, "") for row, title in rows], number, PAGE, total)


def by_material(
    member_id: int, text: str = "", mark: Mark | None = None
) -> list[tuple[str, Sequence[NoteLine]]]:
    """Return all of the member's notes by material, to be taken away; in the order in which they stand there."""
    rows = db.session.execute(
        _mine(member_id, text, mark).order_by(Material.title, Material.id, StudyNote.place, StudyNote.id)
    )
    found: dict[int, tuple[str, list[NoteLine]]] = {}
    for row, title in rows:
        found.setdefault(row.material_id, (title, []))[1].append(_line(row, title, ""))
    return list(found.values())
