"""The player's page: the question, the answer, the buzzer. JSON for its module, forms for who has no scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...bank.item import ItemType
from ...core import clock
from ...core.errors import DomainError
from ...papers.questions import Slot
from ...papers.responses import from_form
from ...web.access import public
from ...web.errors import wants_json
from ...web.intake import takes_json
from .. import room, stream
from ..service import playing
from ..views import PLAYER, Viewer, answer_of, local_now, views_of
from . import person
from .blueprint import blueprint
from .person import Person

#: Seconds between two looks of a page without scripts; while somebody fills in fields it is left alone for longer.
LOOK, LOOK_WHILE_WRITING = 3, 30
WRITTEN = frozenset({"multiple", "ordering", "matching", "blank", "numeric", "short"})


@blueprint.get("/live/<pin>")
@public
def play(pin: str) -> ResponseReturnValue:
    found = person.here(pin)
    if found is None:
        return _elsewhere(pin)
    view, mine = _look(found)
    return render_template(
        "live/play.html",
        view=view,
        mine=mine,
        situation=mine["situation"],
        team=mine["team"],
        again=_look_again(view, mine["situation"]),
    )


def _elsewhere(pin: str) -> ResponseReturnValue:
    """Lead to the result of a contest that was settled meanwhile, else to the door."""
    over = person.settled(pin)
    if over is not None:
        return redirect(url_for("live.result", contest_id=over.id))
    if person.was_here(pin):
        flash(gettext(person.GONE), "warn")
    return redirect(url_for("live.join_pin", pin=pin))


def _look(found: Person) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what everybody sees now, and the player's own part of it."""
    views = views_of(found.head.id, room.state_of(found.head.id))
    mine = views.mine(found.player, local_now(), answer_of(views, found.player))
    return views.fresh(PLAYER), mine


def _look_again(view: dict[str, Any], situation: str) -> int:
    question = view["question"]
    writing = situation in ("answer", "turn_phone") and question and question["type"] in WRITTEN
    return LOOK_WHILE_WRITING if writing else LOOK


def _done(pin: str, act: Callable[[Person], dict[str, Any]]) -> ResponseReturnValue:
    """Act for the caller: a script is told what became of it, a form is led back to the page."""
    if wants_json():
        return jsonify(act(person.required(pin)))
    try:
        act(person.required(pin))
    except DomainError as error:
        flash(gettext(error.message, **error.params), "wrong")
    return redirect(url_for("live.play", pin=pin), code=303)


def _fields() -> Mapping[str, Any]:
    """Return what was posted, whether as JSON or by a form."""
    if not request.is_json:
        return request.form
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def _request_id(fields: Mapping[str, Any]) -> str | None:
    given = fields.get("request_id")
    return given if isinstance(given, str) and 0 < len(given) <= 64 else None


def _milliseconds(given: Any) -> int | None:
    """Return a measure of the phone's; what cannot be one was not measured."""
    return given if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 2**53 else None


@blueprint.post("/live/<pin>/answer")
@public
@takes_json
def answer(pin: str) -> ResponseReturnValue:
    now = clock.now()
    return _done(pin, lambda own: _answer(own, now))


def _answer(own: Person, now: datetime) -> dict[str, Any]:
    fields = _fields()
    response = fields.get("response") if request.is_json else _response_of_form(own)
    question, request_id = fields.get("question"), _request_id(fields)
    playing.answer(own.head.id, own.player, question, response, now=now, request_id=request_id)
    return {"received": True}


def _response_of_form(own: Person) -> Any:
    """Return what a form without scripts says about the question under way."""
    question = room.state_of(own.head.id).question
    if question is None:
        return request.form.get("response", "").strip() or None
    slot = Slot(1, 0, 0, ItemType(question.item.type), 0, question.options)
    return from_form(slot, request.form, "response")


@blueprint.post("/live/<pin>/buzz")
@public
@takes_json
def buzz(pin: str) -> ResponseReturnValue:
    now = clock.now()
    return _done(pin, lambda own: _press(own, now))


def _press(own: Person, now: datetime) -> dict[str, Any]:
    fields = _fields()
    pressed = playing.press(
        own.head.id,
        own.player,
        fields.get("question"),
        now=now,
        rtt=_milliseconds(fields.get("rtt")),
        reaction=_milliseconds(fields.get("reaction")),
    )
    return {"received": True, "first": pressed.first, "early": pressed.early}


@blueprint.post("/live/<pin>/act")
@public
@takes_json
def act_own(pin: str) -> ResponseReturnValue:
    """Do what the team on turn does on its own phone: choose a value, decline or hand on, call a help."""
    now = clock.now()
    return _done(pin, lambda own: _act(own, now))


def _act(own: Person, now: datetime) -> dict[str, Any]:
    fields = {**request.args, **_fields()}
    playing.act(own.head.id, own.player, fields, now=now, request_id=_request_id(fields))
    return {"received": True}


@blueprint.post("/live/<pin>/echo")
@public
@takes_json
def echo(pin: str) -> ResponseReturnValue:
    """Say what time it is here; a stamp that comes straight back tells how long the way is."""
    now, own = clock.now(), person.required(pin)
    stamp = room.echo(own.head.id, own.player, _milliseconds(_fields().get("seen")), now=now)
    return jsonify(now=local_now().isoformat(timespec="milliseconds"), stamp=stamp)


@blueprint.get("/live/<pin>/stream")
@public
def player_stream(pin: str) -> ResponseReturnValue:
    own = person.required(pin)
    return stream.stream(own.head.id, _viewer(own))


@blueprint.get("/live/<pin>/events")
@public
def player_events(pin: str) -> ResponseReturnValue:
    own = person.required(pin)
    return stream.events(own.head.id, _viewer(own))


def _viewer(own: Person) -> Viewer:
    return stream.viewer(PLAYER, own.player, html=request.args.get("html") == "1")


@blueprint.post("/live/<pin>/leave")
@public
def leave(pin: str) -> ResponseReturnValue:
    """Let this phone be nobody; what was answered stays, and a member comes back as the same."""
    own = person.required(pin)
    response = cast(Response, redirect(url_for("live.join_pin", pin=pin), code=303))
    person.forget(response, own.head.id)
    return response
