"""Items from and to files: read, look, then in one transaction; one report for pages, command and API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from flask_babel import gettext

from ...core.errors import Invalid, NotFound
from ...core.i18n import N_
from ...core.permissions import Identity
from ...core.transaction import unit_of_work
from ...extensions import db
from ...infra.os_thread import call_in_pool
from .. import formats, queries
from ..formats import Format
from ..imports.looking import ITEM_PLACE, in_words, place_in_words
from ..item import Item
from ..models import Bank
from ..native import ParsedBank
from ..problem import Problem
from .banks import create_bank, ensure_bank, free_slug
from .items import Plan, plan_items, store_items


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem in words: at which row, item or field."""

    where: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do. `items` = created + updated + unchanged + skipped.

    `bank` is the name of the bank; with an error and without `partial` all items are skipped.
    """

    format: str
    bank: str
    items: int
    created: int
    updated: int
    unchanged: int
    skipped: int
    errors: tuple[Trouble, ...]
    warnings: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that waits to be confirmed: its items without an error, and its problems."""

    filename: str
    format: Format
    bank_id: int | None
    slug: str
    name: str
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def bad_items(self) -> int:
        """How many items have an error."""
        return _bad_items(self.problems)


def import_items(
    data: bytes,
    filename: str = "",
    *,
    bank: str = "",
    format: Format | None = None,
    branch_id: int | None = None,
    dry_run: bool = False,
    partial: bool = False,
    actor: Identity | None,
    now: datetime,
) -> ImportReport:
    """Read a file and store its items; with any error nothing is stored, unless `partial`.

    `bank` names the bank (id, slug or name), made when there is none; without it the file's own name
    serves. `branch_id` None is the whole installation, where an existing bank of any branch is found too.
    Storing is a unit of work of its own; `dry_run` writes nothing.
    """
    parsed, known = formats.read_told(data, filename, format)
    own = parsed.slug or parsed.name or _stem(filename)
    target = queries.bank_of_key(bank, branch_id) if bank else queries.bank_named(own, branch_id)
    staged = _staged(parsed, filename, known or _format_named(filename), target, bank)
    plan = plan_items(staged.bank_id, staged.items)
    if staged.items and not dry_run and (partial or not staged.errors):
        with unit_of_work():
            _store(staged, branch_id, actor, now)
    return report_of(staged, plan, partial=partial)


@dataclass(frozen=True, slots=True)
class Exported:
    """A file of `count` items, and what it could not carry."""

    content: bytes
    count: int
    lost: tuple[Trouble, ...]


def export_items(bank: queries.BankInfo, format: Format) -> Exported:
    """Return a bank's usable items as a file; refuse a format that can carry none of them."""
    items = [stored.item for stored in queries.all_items(bank.id)]
    kept = {item.id for item in items}
    whole = [_without_absent(item, kept) for item in items]
    topics = list(dict.fromkeys(item.topic for item in items))
    written: formats.Written = call_in_pool(
        lambda: formats.export(
            whole, format, slug=bank.slug, name=bank.name, description=bank.description, topics=topics
        )
    )
    if items and not written.items:
        raise Invalid(N_("这些题目都放不进这种格式，请换 YAML、JSON 或 Excel。"), field="format")
    return Exported(written.content, len(written.items), _troubles(written.lost))


def report_of(staged: Staged, plan: Plan, *, partial: bool) -> ImportReport:
    """Return what storing a file by this plan does."""
    taken = partial or not staged.errors
    total = len(staged.items) + staged.bad_items
    created, updated, unchanged = (
        (len(plan.created), len(plan.changed), len(plan.unchanged)) if taken else (0, 0, 0)
    )
    return ImportReport(
        staged.format,
        staged.name,
        total,
        created,
        updated,
        unchanged,
        total - created - updated - unchanged,
        _troubles(staged.errors),
        _troubles(problem for problem in staged.problems if not problem.is_error),
    )


def _staged(parsed: ParsedBank, filename: str, format: Format, bank_id: int | None, name: str) -> Staged:
    known = db.session.get(Bank, bank_id) if bank_id is not None else None
    own = parsed.name or _stem(filename) or parsed.slug
    title = known.name if known else (name or own or gettext("导入的题目"))
    slug = known.slug if known else ("" if name else parsed.slug)
    return Staged(filename, format, known.id if known else None, slug, title, parsed.items, parsed.problems)


def _stem(filename: str) -> str:
    return PurePath(filename).stem.strip()[:120]


def _store(staged: Staged, branch_id: int | None, actor: Identity | None, now: datetime) -> Bank:
    bank = db.session.get(Bank, staged.bank_id) if staged.bank_id is not None else None
    if staged.bank_id is not None and bank is None:
        raise NotFound
    if bank is None and staged.slug and free_slug(staged.slug, branch_id) == staged.slug:
        bank = ensure_bank(staged.slug, staged.name, branch_id=branch_id, actor=actor, now=now)
    elif bank is None:
        bank = create_bank(staged.name, branch_id=branch_id, actor=actor, now=now)
    store_items(bank, staged.items, actor=actor, now=now)
    return bank


def _format_named(filename: str) -> Format:
    """Return the format that a file's name states, for one that is none of them by its content."""
    suffix = PurePath(filename).suffix[1:].lower()
    return Format(suffix) if suffix in set(Format) else Format.TXT


def _bad_items(problems: Iterable[Problem]) -> int:
    places = (ITEM_PLACE.match(problem.where) for problem in problems if problem.is_error)
    return len({place[0] for place in places if place})


def _troubles(problems: Iterable[Problem]) -> tuple[Trouble, ...]:
    return tuple(Trouble(place_in_words(one.where), in_words(one.message, one.params)) for one in problems)


def _without_absent(item: Item, kept: set[str]) -> Item:
    return replace(item, excludes=tuple(code for code in item.excludes if code in kept))
