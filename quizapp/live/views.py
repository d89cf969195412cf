"""Views made once for each kind of viewer: the JSON and the HTML that a moment of a contest comes to.

A `Views` belongs to one state of the log. The last one of a contest is kept, so that a page, a poll and a
thousand streams share what the first of them had made; only `now` and a player's own part are made for each.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import current_app, render_template
from flask_babel import get_locale, gettext
from sqlalchemy import select

from ..accounts.models import Branch
from ..core import clock
from ..core.errors import NotFound
from ..extensions import db
from . import answers, feed, hall, log, projections, staging, words
from .engine.events import Refused
from .engine.state import Phase, State
from .engine.undoing import undoable
from .offices import Office
from .projecting.deck import deck
from .projecting.office import seated
from .projections import Places, Telling
from .queries import finding
from .queries.finding import Head
from .regulations import pages as rule_pages
from .regulations import text as rules_text

T = TypeVar("T")

PLAYER, SCREEN, HOST = "player", "screen", "host"
TEMPLATES = {PLAYER: "live/_player.html", SCREEN: "live/_screen.html", HOST: "live/_host.html"}
OFFICE_TEMPLATE = "live/_office.html"
MOST_KEPT = 100
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # made once, not with every frame


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: in which role, in which language, at the JSON or at the page's HTML; a phone's own player.

    `base` is where phones reach the server, for the screen's code; `office` what a host's device is for.
    """

    role: str
    locale: str
    html: bool = False
    player: str | None = None
    base: str = ""
    office: Office | None = None


class Views:
    """What one state of a contest looks like, each look made when it is first asked for.

    Whoever asks stands in a context with a language.
    """

    def __init__(self, head: Head, state: State) -> None:
        self.head, self.state = head, state
        self._kept: dict[Any, Any] = {}

    def _once(self, key: Any, make: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    @property
    def places(self) -> Places:
        """Totals and places as the hall may know them."""
        return self._once("places", lambda: projections.places(self.state))

    @property
    def expected(self) -> int:
        """How many answers the question under way may get."""
        return self._once("expected", lambda: projections.expected(self.state))

    def data(self, role: str, base: str = "") -> dict[str, Any]:
        """Return the view of a role; what only the wall shows is no part of a script's."""
        return self._once((role, base, str(get_locale())), lambda: self._data(role, base))

    def _data(self, role: str, base: str) -> dict[str, Any]:
        now, contest_id = local_now(), self.head.id
        if role == PLAYER:
            return projections.public(self.state, self.head, now, telling=telling(), found=self.places)
        received = answers.received(contest_id)
        if role == HOST:
            return projections.host(
                self.state,
                self.head,
                now,
                received,
                telling=telling(),
                answered=answers.answered(contest_id),
                online=feed.online(contest_id),
            )
        return {
            **projections.screen(self.state, self.head, now, received, telling=telling(), found=self.places),
            "branch": branch_name(self.head.branch_id),
            "join_url": f"{base}/join/{self.head.pin}",
        }

    def fresh(self, role: str, base: str = "") -> dict[str, Any]:
        """Return the view of a role as of this moment: with the time and what the log does not tell."""
        if role == HOST:
            return self._data(role, base)
        shown = {**self.data(role, base), "now": local_now().isoformat(timespec="milliseconds")}
        return {**shown, "received": answers.received(self.head.id)} if role == SCREEN else shown

    def kept(self, key: Any) -> bytes | None:
        """Return what was made under a key before."""
        return self._kept.get(key)

    @staticmethod
    def json_key(who: Viewer) -> Any:
        """Return under what `json` is kept."""
        return "json", who.role, who.base, who.locale

    def json(self, who: Viewer) -> bytes:
        """Return a view as JSON without its braces and without `now`, which every frame says by itself."""
        return self._once(self.json_key(who), lambda: self._json(who.role, who.base).encode())

    def _json(self, role: str, base: str) -> str:
        return dumps({name: value for name, value in self.data(role, base).items() if name != "now"})[1:-1]

    @staticmethod
    def html_key(who: Viewer, situation: str, team: str | None) -> Any:
        """Return under what `html` is kept."""
        return "html", who.role, who.office, situation, team, who.base, who.locale

    def html(self, who: Viewer, situation: str = "", team: str | None = None) -> bytes:
        """Return a role's partial as a JSON text; what is each player's own, the page fills in."""
        key = self.html_key(who, situation, team)
        return self._once(key, lambda: dumps(self._render(who, situation, team)).encode())

    def _render(self, who: Viewer, situation: str, team: str | None) -> str:
        view = self.page(who.role, who.base, who.office)
        template = OFFICE_TEMPLATE if who.office else TEMPLATES[who.role]
        return str(render_template(template, view=view, situation=situation, team=team))

    def page(self, role: str, base: str = "", office: Office | None = None) -> dict[str, Any]:
        """Return what a role's partial is made from."""
        if role == HOST:
            view, now = self._data(role, base), local_now()
            if office:
                return seated(view, self.state, now, telling(), office)
            return {**view, "deck": deck(self.state, now, telling()), "office": ""}
        if role == PLAYER:
            return self.data(role, base)
        return {**self.data(role, base), "wall": wall_of(self.state, self.places)}

    def mine(self, player: str, now: datetime, answer: Any = None) -> dict[str, Any]:
        """Return a player's own part, worked out of memory alone."""
        return projections.mine(self.state, player, now, answer=answer, found=self.places)


def wall_of(state: State, found: Places) -> dict[str, Any]:
    """Return what only the wall shows; the rules of all rounds while they are what it shows."""
    rules = rule_pages.pages(state.setup.sheet) if state.scene == "rules" else ()
    return {**staging.wall(state, found), "rules": rules}


def views_of(contest_id: int, state: State | None = None) -> Views:
    """Return the views of a contest as it stands; raises NotFound."""
    head = finding.by_id(contest_id)
    if head is None:
        raise NotFound
    state = state or hall.state_of(contest_id)
    kept: dict[int, Views] = current_app.extensions.setdefault("live_views", {})
    found = kept.get(contest_id)
    if found and found.state is state and found.head == head:
        return found
    if len(kept) >= MOST_KEPT:
        kept.clear()
    made = kept[contest_id] = Views(head, state)
    return made


def answer_of(views: Views, player: str) -> Any:
    """Return what a player has sent to the question that everybody is answering, as it is stored."""
    asked = views.state.asked
    if asked is None or asked.phase is not Phase.OPEN or not views.state.everyone:
        return None
    found = log.answer_of(views.head.id, asked.number, player)
    return answers.shown(views.state.question, found.response) if found else None


def telling() -> Telling:
    """Return the words of the reader's language."""
    return Telling(
        say=lambda text: str(gettext(text)),
        rules=rules_text.sentences,
        title=words.round_title,
        log=words.sentences,
        undo=_undo,
    )


def _undo(state: State) -> str | None:
    try:
        return words.undo_sentence(state, undoable(state))
    except Refused:
        return None


def local_now() -> datetime:
    """Return the server's time in the installation's zone."""
    return clock.now().astimezone(current_app.extensions["settings"].zone)


def dumps(value: Any) -> str:
    """Return JSON in one line."""
    return _ENCODER.encode(value)


def branch_name(branch_id: int) -> str:
    """Return the name of the branch that holds a contest."""
    with db.engine.connect() as connection:
        return connection.scalar(select(Branch.name).where(Branch.id == branch_id)) or ""
