"""The feed as clients have it: Server-Sent Events that resume, and the same events by polling.

Frames are bytes from the start: what a thousand phones get is encoded once. The first frame is a snapshot, or what was missed since `Last-Event-ID`; then one frame for each event of the
log. Of events that come together only the last one carries the view, and on a phone only where they concern it.
No context and no database session is held while a stream waits.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, request
from flask_babel import force_locale, get_locale

from ..core import clock
from ..web.line import Line, line_of_request
from ..web.links import base_url
from ..web.stream import HEARTBEAT, RETRY_MS, respond
from . import answers, feed, hall
from .engine.events import Logged
from .engine.state import Phase, State
from .feed import Feed, Follower
from .offices import Office
from .views import HOST, PLAYER, SCREEN, Viewer, Views, answer_of, dumps, views_of

#: Whoever missed more gets the whole state instead.
MOST_MISSED = 200
SNAPSHOT, COUNT = "snapshot", "count"


def viewer(
    role: str, player: str | None = None, *, html: bool = False, office: Office | None = None
) -> Viewer:
    """Return who looks, in the language of the running request."""
    return Viewer(role, str(get_locale()), html, player, base_url() if role == SCREEN else "", office)


def stream(contest_id: int, who: Viewer) -> Response:
    """Stream a contest to a viewer from what it saw last."""
    found = feed.feed_of(contest_id)
    follower = found.follow(who.player)
    try:
        desk = _desk(contest_id, who)
        first = desk.first(hall.state_of(contest_id), _after(), _answer(contest_id, who))
    except BaseException:
        found.leave(follower)
        raise
    response = respond(desk.follow(found, follower, first, line_of_request()))
    response.call_on_close(lambda: found.leave(follower))
    return response


def events(contest_id: int, who: Viewer) -> Response:
    """Answer with what happened after `?after=`; 304 where the caller has it already."""
    state = hall.state_of(contest_id)
    received = "" if who.role == PLAYER else answers.received(contest_id)
    after, desk = _after(), _desk(contest_id, who)
    mark = f"{contest_id}.{state.n}.{after}.{received}.{who.role}.{who.player or ''}.{who.locale}.{who.html}.{who.office}"
    if mark in request.if_none_match:
        response = Response(status=304)
    else:
        told = desk.told(state, after, _answer(contest_id, who))
        body = b'{"events":[%s],"sequence":%d}' % (b",".join(told), state.n)
        response = Response(body, mimetype="application/json")
    response.set_etag(mark)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _desk(contest_id: int, who: Viewer) -> _Desk:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy's own method
    return _Desk(app, contest_id, who)


def _after() -> int | None:
    """Return the last event that the caller has; None where it has none that could be one."""
    given = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None


def _answer(contest_id: int, who: Viewer) -> Any:
    return answer_of(views_of(contest_id), who.player) if who.player else None


class _Desk:
    """Writes what one viewer is told."""

    def __init__(self, app: Flask, contest_id: int, who: Viewer) -> None:
        self._app, self._contest_id, self._who = app, contest_id, who
        self._zone = app.extensions["settings"].zone
        self._sent = 0

    def follow(self, found: Feed, follower: Follower, first: bytes, line: Line) -> Iterator[bytes]:
        """Yield the first frame and then what comes, until the stream is replaced, closed or left."""
        try:
            yield first
            line.release()
            if line.is_open_to_others:
                follower.tell = lambda: self._tell(found, follower, line)
            while True:
                woken = follower.wake.wait(HEARTBEAT + secrets.randbelow(1_000) / 1_000)
                follower.wake.clear()
                with line.held():
                    news = self._news(found, follower)
                    if follower.ended:
                        yield news + _frame(None, follower.ended, self._time())
                        return
                    if news or not woken:
                        yield news or _frame(None, "heartbeat", self._time())
                if self._was_sent_out(follower.place.state):
                    return
        finally:
            follower.tell = None
            found.leave(follower)

    def _tell(self, found: Feed, follower: Follower, line: Line) -> bool:
        """Write the news of one who waits; False where its own greenlet has to see to it."""
        if follower.ended or not line.take():
            return False
        before = follower.place, follower.counted, self._sent
        try:
            news = self._news(found, follower)
            told = not news or line.write(news)
        except Exception:  # its own greenlet meets the same, and ends by it
            follower.place, follower.counted, self._sent = before
            told = False
        finally:
            line.release()
        return told and not self._was_sent_out(follower.place.state)

    def _was_sent_out(self, state: State) -> bool:
        own = state.players.get(self._who.player or "")
        return own is not None and own.removed

    def first(self, state: State, after: int | None, answer: Any) -> bytes:
        """Return the opening of a stream: how to come back, then a snapshot or what was missed."""
        # Phones that lost the line together must not all come back in the same instant.
        retry = b"retry: %d\n" % (RETRY_MS[0] + secrets.randbelow(RETRY_MS[1] - RETRY_MS[0]))
        self._sent, own = state.n, {self._who.player: answer}
        missed = _missed(state, after)
        if missed:
            shown = b"".join(_frame(*one) for one in self._told(missed, state, own))
        else:
            shown = _frame(state.n if missed is None else None, SNAPSHOT, self._full(state, own))
        return retry + shown + self._so_far(state)

    def _so_far(self, state: State) -> bytes:
        """Return the counter while answers come in: the view may have been made when there were fewer."""
        open_now = state.everyone and state.asked is not None and state.asked.phase is Phase.OPEN
        return _frame(None, COUNT, self._count()) if open_now and self._who.role != PLAYER else b""

    def told(self, state: State, after: int | None, answer: Any) -> list[bytes]:
        """Return the same for one who polls; nothing where nothing was missed, but for the counter."""
        own, missed = {self._who.player: answer}, _missed(state, after)
        if missed is None:
            found = [(state.n, SNAPSHOT, self._full(state, own))]
        else:
            found = self._told(missed, state, own)
        shown = [b'{"id":%d,"event":"%s","data":%s}' % (n, kind.encode(), data) for n, kind, data in found]
        return shown if self._who.role == PLAYER or not self._who.html else [*shown, self._counted()]

    def _counted(self) -> bytes:
        return b'{"id":null,"event":"%s","data":%s}' % (COUNT.encode(), self._count())

    def _news(self, found: Feed, follower: Follower) -> bytes:
        """Return the frames of all that has come; who was slow gets one view for it."""
        logs: list[Logged] = []
        place = follower.place
        while place.next is not None:
            place = place.next
            logs += [one for one in place.logs if one.n > self._sent]
        follower.place = place
        text = b""
        if logs:
            self._sent = place.state.n
            text = b"".join(_frame(*one) for one in self._told(logs, place.state, place.answers))
        if self._who.role != PLAYER and follower.counted != found.count:
            follower.counted = found.count
            text += _frame(None, COUNT, self._count())
        return text

    def _told(
        self, logs: Sequence[Logged], state: State, given: Mapping[Any, Any]
    ) -> list[tuple[int, str, bytes]]:
        """Return events that are told together: number, kind and data."""
        told = [(one.n, one.kind, self._light(state, one.n)) for one in logs[:-1]]
        for one in logs[-1:]:
            concerned = feed.concerns(logs, self._who.player)
            data = self._full(state, given) if concerned else self._light(state, one.n)
            told.append((one.n, one.kind, data))
        return told

    def _light(self, state: State, n: int) -> bytes:
        told = (n, self._now(), len(state.players))
        return b'{"sequence":%d,"now":"%s","people_count":%d}' % told

    def _full(self, state: State, given: Mapping[Any, Any]) -> bytes:
        """Return the data of a frame with its view: made once for all viewers of a kind, but for time and `mine`."""
        views, now, who = self._views(state), clock.now().astimezone(self._zone), self._who
        stamp = _stamp(now)
        mine: dict[str, Any] = {}
        if who.player is not None:
            mine = views.mine(who.player, now, given.get(who.player))
        parts = [b'{"sequence":%d,"now":"%s",' % (state.n, stamp)]
        if who.html:
            parts += (b'"html":', self._html(views, mine))
        else:
            parts += (b'"view":{"now":"%s",' % stamp, self._json(views), b"}")
        if mine:
            parts += (b',"mine":', dumps(mine).encode())
        return b"".join((*parts, b"}"))

    def _views(self, state: State) -> Views:
        kept: Views | None = self._app.extensions.get("live_views", {}).get(self._contest_id)
        if kept and kept.state is state:  # a thousand streams need not stand in a context to find it
            return kept
        with self._app.app_context():
            return views_of(self._contest_id, state)

    def _html(self, views: Views, mine: Mapping[str, Any]) -> bytes:
        who, situation = self._who, mine.get("situation", "")
        key = views.html_key(who, situation, mine.get("team"))
        found = views.kept(key)
        if found is None:
            with _speaking(self._app, who):
                found = views.html(who, situation, mine.get("team"))
        return found

    def _json(self, views: Views) -> bytes:
        found = views.kept(views.json_key(self._who))
        if found is None:
            with _speaking(self._app, self._who):
                found = views.json(self._who)
        return found

    def _count(self) -> bytes:
        """Return how many answers have come in; to the host also from whom."""
        with self._app.app_context():
            who_has, views = answers.answered(self._contest_id), views_of(self._contest_id)
            counted: dict[str, Any] = {"received": len(who_has), "expected": views.expected}
        shown = {**counted, "answered": sorted(who_has)} if self._who.role == HOST else counted
        return dumps(shown).encode()

    def _time(self) -> bytes:
        return b'{"now":"%s"}' % self._now()

    def _now(self) -> bytes:
        return _stamp(clock.now().astimezone(self._zone))


def _stamp(now: datetime) -> bytes:
    return now.isoformat(timespec="milliseconds").encode()


def _missed(state: State, after: int | None) -> list[Logged] | None:
    """Return the events after `after`; None where the whole state has to be told instead."""
    if after is None or after > state.n or state.n - after > MOST_MISSED:
        return None
    return [one for one in state.history[-MOST_MISSED:] if one.n > after]


def _frame(n: int | None, kind: str, data: bytes) -> bytes:
    number = b"" if n is None else b"id: %d\n" % n
    return b"%sevent: %s\ndata: %s\n\n" % (number, kind.encode(), data)


@contextmanager
def _speaking(app: Flask, who: Viewer) -> Iterator[None]:
    """Stand in a context of nobody's own, in the viewer's language: what is made here is shown to many."""
    with app.app_context(), app.test_request_context(base_url=who.base or None), force_locale(who.locale):
        yield
