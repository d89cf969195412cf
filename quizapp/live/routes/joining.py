"""Coming in: the PIN, a name, team and seat; a member with one tap; a seat by its code."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, cast

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import DomainError
from ...core.i18n import N_
from ...web.access import public
from .. import entrance
from ..engine.events import Refused
from ..queries.finding import Head
from ..service import lobby
from ..service.seats import Joined
from . import person
from .blueprint import blueprint

#: Beside which field a refusal stands; every other one stands above the form.
FIELD_OF = {
    "name_empty": "name",
    "name_too_long": "name",
    "name_bad": "name",
    "name_taken": "name",
    "name_refused": "name",
    "unknown_contestant": "team",
    "no_seat": "seat",
    "seat_taken": "seat",
}


@blueprint.get("/join")
@public
def join() -> ResponseReturnValue:
    typed = request.args.get("pin", "")
    if not typed:
        return render_template("live/join.html", typed="", refusal=None)
    try:
        head = lobby.contest_of(_digits(typed))
    except DomainError as error:
        return _asked_again(error, typed)
    return redirect(url_for("live.join_pin", pin=head.pin))


def _digits(typed: str) -> str:
    """Return a PIN however it was typed or pasted: with blanks, dashes, in full width."""
    return "".join(char for char in unicodedata.normalize("NFKC", typed) if char.isalnum())


def _asked_again(error: DomainError, typed: str) -> ResponseReturnValue:
    refusal = gettext(error.message, **error.params)
    wait = {"Retry-After": str(error.params["seconds"])} if "seconds" in error.params else {}
    return render_template("live/join.html", typed=typed[:20], refusal=refusal), error.status, wait


@blueprint.get("/join/<pin>")
@public
def join_pin(pin: str) -> ResponseReturnValue:
    try:
        head = lobby.contest_of(pin)
    except DomainError as error:
        return _asked_again(error, pin)
    if person.participant(head):
        return redirect(url_for("live.play", pin=pin))
    return _form(head)


def _form(
    head: Head, refusal: DomainError | None = None, given: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    """Return the page on which one says who one is, with what was refused and what had been typed."""
    place = FIELD_OF.get(refusal.code, "form") if refusal else ""
    page = render_template(
        "live/join_name.html",
        hall=entrance.look(head, person.account()),
        member=person.account(),
        given=given or {},
        errors={place: gettext(refusal.message, **refusal.params)} if refusal else {},
    )
    return page, refusal.status if refusal else 200


@blueprint.post("/join/<pin>")
@public
def enter(pin: str) -> ResponseReturnValue:
    try:
        head = lobby.contest_of(pin)
    except DomainError as error:
        return _asked_again(error, pin)
    form = request.form
    try:
        joined = lobby.join(head, **_wanted(form), member=person.account(), now=clock.now())
    except Refused as refusal:
        return _form(head, refusal, form)
    return _welcome(head, joined)


def _wanted(form: Mapping[str, str]) -> dict[str, Any]:
    """Return who somebody wants to be; the engine says what is wrong with it."""
    own, team, seat = person.account(), form.get("team", ""), form.get("seat", "").strip()
    if not team and form.get("teams"):
        raise Refused(N_("请选一支队伍，或选“我是观众”。"), code="unknown_contestant", status=422)
    return {
        "name": own.name if own else form.get("name", ""),
        "unit": form.get("unit", ""),
        "team": None if team in ("", "audience") else team,
        "seat": _whole(seat) if seat else None,
    }


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise Refused(N_("没有这个席位。"), code="no_seat", status=422)
    return int(text)


def _welcome(head: Head, joined: Joined) -> ResponseReturnValue:
    response = cast(Response, redirect(url_for("live.play", pin=head.pin), code=303))
    if joined.token:
        person.remember(response, head.id, joined.token)
    return response


@blueprint.get("/live/<pin>/seat/<code>")
@public
def seat(pin: str, code: str) -> ResponseReturnValue:
    """Ask before a phone takes a seat by its code; scanning alone changes nothing."""
    try:
        head = lobby.contest_of(pin)
        return _seat_page(head, code)
    except DomainError as error:
        return _asked_again(error, "")


def _seat_page(head: Head, code: str, refusal: DomainError | None = None) -> ResponseReturnValue:
    page = render_template(
        "live/seat.html",
        hall=entrance.look(head, person.account()),
        seat=entrance.seat(head, code, person.participant(head), person.account()),
        code=code,
        given=request.form,
        refusal=gettext(refusal.message, **refusal.params) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@blueprint.post("/live/<pin>/seat/<code>")
@public
def take_seat(pin: str, code: str) -> ResponseReturnValue:
    own, now = person.account(), clock.now()
    try:
        head = lobby.contest_of(pin)
        entrance.seat(head, code, None, own)  # a wrong code has no page of its own
    except DomainError as error:
        return _asked_again(error, "")
    try:
        name = request.form.get("name", "")
        if name.strip():
            unit = request.form.get("unit", "")
            joined = lobby.join(head, name=name, unit=unit, seat_code=code, member=own, now=now)
        else:
            joined = lobby.take_seat(head, code, person.participant(head), now, member=own)
    except Refused as refusal:
        return _seat_page(head, code, refusal)
    return _welcome(head, joined)
