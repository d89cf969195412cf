"""Reads for the big screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ..accounts.models import Branch
from ..boards import activeness
from ..boards import queries as boards
from ..boards.queries import BOARDS, Participation, Row
from ..community import queries as community
from ..extensions import db
from ..live.queries.on_air import on_air
from ..record.periods import Period, Span
from .models import Screen
from .service import Options

#: Rows that fit the screen without a scrollbar, legible from ten metres.
ROWS = {"members": 10, "groups": 7, "branches": 7}
MARKS, STORIES = 8, 3


@dataclass(frozen=True, slots=True)
class ShownBoard:
    """One board as a screen shows it."""

    slug: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class ShownScene:
    """A page of the branch's life: `activity` of the branches, `birthday` with the marks of the day or month, one of `voices`,
    `honours`, or the `story` of one."""

    slug: str
    rows: Sequence[Any]
    today: bool = False  # birthdays: those of this very day


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen shows now: pages in rotation, each one or two boards or a scene; `live`: the screen of the contest that is
    played now, where this one turns to it."""

    branch_id: int
    branch: str
    period: Period
    seconds: int
    light: bool
    pages: Sequence[Sequence[ShownBoard | ShownScene]]
    participation: Participation
    entries: int
    live: str | None = None


def screens(branch_id: int) -> list[Screen]:
    """Return a branch's screens that can be opened, newest first."""
    return list(
        db.session.scalars(
            select(Screen)
            .where(Screen.branch_id == branch_id, Screen.revoked_at.is_(None))
            .order_by(Screen.id.desc())
        )
    )


def by_token(token: str) -> Screen | None:
    """Return the screen of an address, None when there is none or it was revoked."""
    return db.session.scalar(select(Screen).where(Screen.token == token, Screen.revoked_at.is_(None)))


def options_of(screen: Screen) -> Options:
    """Return a screen's options."""
    kept = {name: value for name, value in screen.options.items() if name != "boards"}
    return Options(boards=tuple(screen.options["boards"]), **kept)


def shown(screen: Screen, today: date, now: datetime) -> Shown:
    """Return what a screen shows now."""
    options = options_of(screen)
    period = Period.of(Span(options.period), today)
    found = [
        ShownBoard(slug, boards.board(slug, screen.branch_id, period, ROWS[slug])[: ROWS[slug]])
        for slug in options.boards
        if slug in BOARDS
    ]
    pages: list[Sequence[ShownBoard | ShownScene]] = [*_pages(found)]
    pages += [[scene] for slug in options.boards for scene in _scenes(slug, screen.branch_id, period, today)]
    branch = db.session.get_one(Branch, screen.branch_id)
    return Shown(
        screen.branch_id,
        branch.name,
        period,
        options.seconds,
        options.theme == "light",
        pages,
        boards.participation(screen.branch_id, period),
        boards.entries_in(screen.branch_id, period),
        on_air(screen.branch_id, now) if options.live else None,
    )


def _pages(found: Sequence[ShownBoard]) -> list[list[ShownBoard]]:
    """Groups stand beside members on one page; what else was chosen has a page of its own."""
    by_slug = {board.slug: board for board in found}
    if {"groups", "members"} <= by_slug.keys():
        pages = [[by_slug.pop("groups"), by_slug.pop("members")]]
    else:
        pages = []
    return pages + [[board] for board in by_slug.values()]


def _scenes(slug: str, branch_id: int, period: Period, today: date) -> list[ShownScene]:
    """Return the pages of a scene, none while there is nothing to show; who does not want to be shown is not."""
    if slug == "activity":
        rows = activeness.board(period, today)[: ROWS["branches"]]
        return [ShownScene(slug, rows)] if rows else []
    if slug == "birthday":
        of_today, of_month = community.birthdays.shown_in_month(branch_id, today)
        marks = of_today or of_month
        return [ShownScene(slug, marks[:MARKS], today=bool(of_today))] if marks else []
    if slug == "voices":
        return [ShownScene(slug, [line]) for line in community.voices.on_screen(branch_id, today)]
    if slug == "honours":
        lines = community.honours.on_screen(branch_id)
        stories = [ShownScene("story", [line]) for line in lines if line.story][:STORIES]
        return [ShownScene(slug, lines), *stories] if lines else []
    return []
