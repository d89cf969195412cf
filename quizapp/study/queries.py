"""Reads of the library: what a member may read, has read, and is asked at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import and_, func, or_, select

from ..accounts.models import Member
from ..accounts.queries import branch_setting
from ..bank import queries as banks
from ..bank.item import ItemType
from ..bank.queries import StoredItem
from ..core.errors import NotFound
from ..core.permissions import Identity
from ..extensions import db
from ..papers import queries as papers
from ..papers.draw import shuffle_options
from ..papers.models import Attempt
from ..papers.questions import Question, Slot, question
from ..record.models import LedgerEntry
from .check import SIZES, USUAL_SIZE, seed_of, turn
from .kinds import MaterialKind
from .models import Material, Reading
from .progress import Pace
from .reading_time import minutes_of, pace, progress_of
from .words import words

SIZE_SETTING = "check_items"
ITEM_POINTS = 100  # hundredths; a check is passed or not, the points only weigh its items alike


@dataclass(frozen=True, slots=True)
class Card:
    """A material in the library. `read_at`: when it was finished; `opened`: it was looked at; `percent` of its time."""

    id: int
    kind: MaterialKind
    title: str
    topic: str
    summary: str
    minutes: int
    shipped: bool
    opened: bool
    percent: int
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A topic of the library."""

    topic: str
    cards: Sequence[Card]

    @property
    def read(self) -> int:
        return sum(card.read_at is not None for card in self.cards)


@dataclass(frozen=True, slots=True)
class Check:
    """The items at a material's end as this member is asked them now. `token` names exactly this asking."""

    number: int
    seed: str
    token: str
    slots: tuple[Slot, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A material in the organisers' list; `readers`: members of the branch who finished it."""

    id: int
    kind: MaterialKind
    title: str
    topic: str
    minutes: int
    items: int
    published: bool
    shipped: bool
    updated_at: datetime
    readers: int


def _readable(branch_id: int) -> Any:
    """What the branch's members may read: its own, and the shipped ones whose bank it did not hide."""
    shown = banks.visible_bank_ids(branch_id)
    shipped = and_(Material.branch_id.is_(None), or_(Material.bank_id.is_(None), Material.bank_id.in_(shown)))
    return and_(Material.published.is_(True), or_(Material.branch_id == branch_id, shipped))


def library(
    member: Identity, text: str = "", topic: str = "", kind: MaterialKind | None = None
) -> list[Shelf]:
    """Return what the member may read by topic, the branch's own first; `text` is looked for in titles and texts."""
    of_branch = pace(member.branch_id)
    query = (
        select(Material, Reading)
        .outerjoin(Reading, and_(Reading.material_id == Material.id, Reading.member_id == member.member_id))
        .where(_readable(member.branch_id))
        .order_by(Material.branch_id.is_(None), Material.bank_id, Material.id)
    )
    shelves: dict[str, list[Card]] = {}
    if kind:
        query = query.where(Material.kind == kind)
    for material, reading in db.session.execute(_matching(query, text, topic)):
        shelves.setdefault(material.topic, []).append(_card(material, reading, of_branch))
    return [Shelf(topic, cards) for topic, cards in shelves.items()]


def _matching(query: Any, text: str, topic: str) -> Any:
    columns = (Material.title, Material.topic, Material.summary, Material.body, Material.outline)
    for word in words(text):
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return query.where(Material.topic == topic) if topic else query


def _card(material: Material, reading: Reading | None, of_branch: Pace) -> Card:
    progress = progress_of(material, reading, of_branch)
    return Card(
        material.id,
        material.kind,
        material.title,
        material.topic,
        material.summary,
        minutes_of(material, of_branch),
        material.branch_id is None,
        reading is not None,
        progress.percent if progress.counted else 0,
        reading.checked_at if reading else None,
    )


def readable(material_id: int, member: Identity) -> Material:
    """Return a material that the member may read; anything else is not told from nothing."""
    found = db.session.scalar(select(Material).where(Material.id == material_id, _readable(member.branch_id)))
    if found is None:
        raise NotFound
    return found


def reading(material_id: int, member_id: int) -> Reading | None:
    """Return whether and when the member looked at a material, passed its check and finished it."""
    return db.session.get(Reading, (member_id, material_id))


def onward(material: Material, member: Identity) -> Card | None:
    """Return what to read next: the first unread material after this one, of its topic if there is one."""
    shelves = library(member)
    same = [card for shelf in shelves if shelf.topic == material.topic for card in shelf.cards]
    rest = [card for shelf in shelves if shelf.topic != material.topic for card in shelf.cards]
    return next((card for card in [*same, *rest] if card.id != material.id and not card.read_at), None)


def source_key(material_id: int) -> str:
    """Return under which source a material's checks and credit stand."""
    return f"material:{material_id}"


def check_size(branch_id: int) -> int:
    """Return how many items the branch asks at a material's end."""
    size = branch_setting(branch_id, SIZE_SETTING)
    return size if size in SIZES else USUAL_SIZE


def check_for(material: Material, member: Identity) -> Check | None:
    """Return what the member is asked at the end of a material now, None when it has no item to ask.

    The same until the member has answered; then other items, as far as there are.
    """
    stored = _asked_of(material)
    if not stored:
        return None
    secret, source = str(current_app.secret_key), source_key(material.id)
    number = 1 + _tries(source, member.member_id)
    seed = seed_of(secret, source, member.member_id, number)
    size = check_size(member.branch_id)
    asked = turn(stored, size, number, seed_of(secret, source, member.member_id))
    slots = tuple(
        Slot(n, one.item_id, one.version_id, one.item.type, ITEM_POINTS, shuffle_options(one.item, seed, n))
        for n, one in enumerate(asked, 1)
    )
    token = seed_of(secret, seed, *(slot.version_id for slot in slots))
    questions = tuple(question(slot, one.item) for slot, one in zip(slots, asked, strict=True))
    return Check(number, seed, token, slots, questions)


def _asked_of(material: Material) -> list[StoredItem]:
    return [one for one in items_of(material) if one.item.type is not ItemType.SHORT]


def has_check(material: Material) -> bool:
    """Tell whether there is something to answer at a material's end."""
    return bool(_asked_of(material))


def _tries(source: str, member_id: int) -> int:
    counted = select(func.count()).where(Attempt.source_key == source, Attempt.member_id == member_id)
    return db.session.scalar(counted) or 0


def items_of(material: Material) -> list[StoredItem]:
    """Return a material's items that are in use, in its order."""
    return banks.items_by_id(material.item_ids)


def last_check(material_id: int, member_id: int) -> int | None:
    """Return the member's last attempt at a material's check."""
    attempts = papers.attempts_at(source_key(material_id), member_id)
    return attempts[-1].id if attempts else None


def credited(material_id: int, member_id: int) -> int | None:
    """Return what the material counted for the member's record, in hundredths; None when nothing was posted."""
    return db.session.scalar(
        select(LedgerEntry.counted).where(
            LedgerEntry.member_id == member_id,
            LedgerEntry.kind == "reading",
            LedgerEntry.key == source_key(material_id),
        )
    )


def lines(branch_id: int, *, shipped: bool, text: str = "") -> list[Line]:
    """Return the materials that an organiser sees: the branch's own, or the shipped ones."""
    of_branch = pace(branch_id)
    owner = Material.branch_id.is_(None) & Material.published if shipped else Material.branch_id == branch_id
    readers = (
        select(func.count())
        .select_from(Reading)
        .join(Member, Member.id == Reading.member_id)
        .where(
            Reading.material_id == Material.id,
            Reading.checked_at.is_not(None),
            Member.branch_id == branch_id,
        )
        .scalar_subquery()
    )
    query = select(Material, readers.label("readers")).where(owner).order_by(Material.topic, Material.id)
    return [
        Line(
            row.id,
            row.kind,
            row.title,
            row.topic,
            minutes_of(row, of_branch),
            len(row.item_ids),
            row.published,
            row.branch_id is None,
            row.updated_at,
            count,
        )
        for row, count in db.session.execute(_matching(query, text, ""))
    ]


def topics(branch_id: int) -> list[str]:
    """Return the topics in use, for an author to choose from."""
    own = select(Material.topic).where(or_(Material.branch_id == branch_id, Material.branch_id.is_(None)))
    known = set(db.session.scalars(own.distinct()))
    return sorted(known | set(banks.topics_of(banks.visible_bank_ids(branch_id))))
