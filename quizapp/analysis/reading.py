"""Reads for the pages: an item with its versions and sources, a contest's paper. Lists are in `listing`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..bank import queries as bank
from ..bank.queries import StoredItem
from ..contests.models import Contest
from ..extensions import db
from ..live.models import LiveContest
from ..papers.uses import Used, UseKind, uses_of
from .figures import Figures, Paper, figures_of
from .models import AnalysedSource, ItemTally
from .standing import Counted, alike, counted
from .tally import Tally
from .using import PRACTICE


@dataclass(frozen=True, slots=True)
class SourceLine:
    """An item at one source. `kind`: contest, live or practice; `id` of the contest; `title` "" for practice."""

    kind: UseKind
    id: int
    title: str
    at: datetime | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class VersionFigures:
    """One version of an item with its own figures; `same`: it asks the same as the version in force."""

    stored: StoredItem
    figures: Figures
    same: bool


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """An item: over all that asks the same, by source and by version, and how often it was used."""

    stored: StoredItem
    whole: Figures
    sources: Sequence[SourceLine]
    versions: Sequence[VersionFigures]
    uses: Mapping[UseKind, Used]


@dataclass(frozen=True, slots=True)
class PaperItem:
    """An item of a contest's paper, in the version that was put."""

    stored: StoredItem
    figures: Figures


@dataclass(frozen=True, slots=True)
class PaperAnalysis:
    """A contest's paper. `counted_at` None: not counted yet; `stale`: answers came or changed since."""

    paper: Paper | None
    counted_at: datetime | None
    stale: bool
    items: Sequence[PaperItem]


def item_analysis(branch_id: int, stored: StoredItem) -> ItemAnalysis:
    """Return what a branch's answers say of an item."""
    sums = counted(branch_id, [stored.item_id]).get(stored.item_id, [])
    versions = bank.versions({stored.version_id, *(one.version_id for one in sums)})
    by_version: dict[int, list[Tally]] = {stored.version_id: []}
    for one in sums:
        by_version.setdefault(one.version_id, []).append(one.tally)
    return ItemAnalysis(
        stored,
        figures_of(stored.item, alike(stored, sums, versions)),
        _sources(stored, sums, versions),
        [
            VersionFigures(
                versions[id],
                figures_of(versions[id].item, tallies),
                bool(alike(stored, [Counted("", id, Tally())], versions)),
            )
            for id, tallies in sorted(by_version.items(), reverse=True)
            if id in versions
        ],
        uses_of(branch_id, [stored.item_id]).get(stored.item_id, {}),
    )


def _sources(
    stored: StoredItem, sums: Collection[Counted], versions: Mapping[int, StoredItem]
) -> list[SourceLine]:
    by_source: dict[str, list[Counted]] = {}
    for one in sums:
        by_source.setdefault(one.source, []).append(one)
    titles = source_titles(by_source)
    found = [
        SourceLine(*titles[source], figures_of(stored.item, alike(stored, rows, versions)))
        for source, rows in by_source.items()
        if source in titles
    ]
    return sorted(found, key=lambda one: (one.at is None, one.at and -one.at.timestamp()))


def source_titles(sources: Collection[str]) -> dict[str, tuple[UseKind, int, str, datetime | None]]:
    """Return (kind, id, title, when) of sources."""
    found: dict[str, tuple[UseKind, int, str, datetime | None]] = {}
    ids: dict[str, list[int]] = {"contest": [], "live": []}
    for source in sources:
        kind, _, number = source.partition(":")
        if kind in ids and number.isdecimal():
            ids[kind].append(int(number))
        elif source == PRACTICE:
            found[source] = (UseKind.PRACTICE, 0, "", None)
    contests = select(Contest.id, Contest.title, Contest.closes_at).where(Contest.id.in_(ids["contest"]))
    for id, title, at in db.session.execute(contests) if ids["contest"] else ():
        found[f"contest:{id}"] = (UseKind.CONTEST, id, title, at)
    rooms = select(LiveContest.id, LiveContest.title, LiveContest.finished_at).where(
        LiveContest.id.in_(ids["live"])
    )
    for id, title, finished_at in db.session.execute(rooms) if ids["live"] else ():
        found[f"live:{id}"] = (UseKind.LIVE, id, title, finished_at)
    return found


def paper_analysis(branch_id: int, source: str, order: Sequence[int] = ()) -> PaperAnalysis:
    """Return a contest's paper; items in the `order` of their ids, else the hardest first."""
    row = db.session.get(AnalysedSource, source)
    if row is None or row.counted_at is None:
        return PaperAnalysis(None, None, row is not None, ())
    tallies = db.session.scalars(
        select(ItemTally).where(ItemTally.branch_id == branch_id, ItemTally.source == source)
    ).all()
    versions = bank.versions(one.version_id for one in tallies)
    items = [
        PaperItem(
            versions[one.version_id],
            figures_of(versions[one.version_id].item, [Tally.from_json(one.sums)]),
        )
        for one in tallies
        if one.version_id in versions
    ]
    places = {item_id: place for place, item_id in enumerate(order)}
    items.sort(key=lambda one: (places.get(one.stored.item_id, len(places)), _level(one.figures)))
    return PaperAnalysis(Paper.from_json(row.paper), row.counted_at, row.stale, items)


def _level(figures: Figures) -> float:
    value = figures.facility.value if figures.facility else None
    return 2.0 if value is None else value
