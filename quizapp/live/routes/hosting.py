"""The host's console, whatever its buttons do, and the dialogs that ask before."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ...core import clock
from ...core.errors import DomainError, NotFound
from ...core.permissions import Permission
from ...web.access import check, me, requires
from ...web.errors import wants_json
from ...web.intake import takes_json
from ...web.links import public_url, qr_svg
from .. import asking, desk, offices, orders, room, stream, words
from ..models import LiveState
from ..offices import Office
from ..queries import finding, pressing
from ..queries.finding import Head
from ..service import pins, seats
from ..views import HOST, views_of
from .blueprint import blueprint

#: Before and after these a contest has no console.
PLAYED = (LiveState.LOBBY, LiveState.RUNNING, LiveState.FINISHED, LiveState.SETTLED)


def _hosted(contest_id: int) -> Head:
    """Return a contest whose lobby was opened and which the caller may host: any organiser, from any device."""
    head = finding.by_id(contest_id)
    if head is None:
        raise NotFound
    check(Permission.MANAGE_LIVE, branch_id=head.branch_id)
    if head.state not in PLAYED:
        raise NotFound
    return head


@blueprint.get("/live/manage/<int:contest_id>/host")
@requires(Permission.MANAGE_LIVE)
def host(contest_id: int) -> ResponseReturnValue:
    head = _hosted(contest_id)
    office, wanted = desk.office_here(head.id), request.args.get("office")
    if wanted is not None and wanted != str(office or ""):
        return redirect(url_for("live.ask", contest_id=head.id, what="office", office=wanted))
    if office and wanted is None:
        return redirect(url_for("live.host", contest_id=head.id, office=office))
    pins.note_hall(head.id)
    views = views_of(head.id, room.state_of(head.id))
    view = {**views.page(HOST, office=office), "received": room.received(head.id)}
    return render_template("live/host.html", head=head, view=view, **_links(head, "code"))


@blueprint.post("/live/manage/<int:contest_id>/office")
@requires(Permission.MANAGE_LIVE)
def take_office(contest_id: int) -> ResponseReturnValue:
    """Let this device be the referee's or the timekeeper's alone, or a host's again."""
    head, wanted = _hosted(contest_id), request.form.get("office", "")
    if wanted and wanted not in list(Office):
        raise NotFound
    desk.take(head.id, Office(wanted) if wanted else None)
    return redirect(url_for("live.host", contest_id=head.id, office=wanted or None), 303)


@blueprint.get("/live/manage/<int:contest_id>/host/stream")
@requires(Permission.MANAGE_LIVE)
def host_stream(contest_id: int) -> Response:
    head = _hosted(contest_id)
    return stream.stream(head.id, stream.viewer(HOST, html=True, office=desk.office_here(head.id)))


@blueprint.get("/live/manage/<int:contest_id>/host/events")
@requires(Permission.MANAGE_LIVE)
def host_events(contest_id: int) -> Response:
    head = _hosted(contest_id)
    return stream.events(head.id, stream.viewer(HOST, html=True, office=desk.office_here(head.id)))


@blueprint.get("/live/manage/<int:contest_id>/host/<what>")
@requires(Permission.MANAGE_LIVE)
def ask(contest_id: int, what: str) -> ResponseReturnValue:
    head, state = _hosted(contest_id), room.state_of(contest_id)
    offices.check_dialog(desk.office_here(head.id), what)
    answered = room.answered(head.id) if what == "waiting" else frozenset()
    number = state.asked.number if state.asked else 0
    presses = pressing.lines(head.id, number) if what == "presses" else ()
    asked = asking.Asked(state, request.args, room.now_ms(clock.now()), answered, presses)
    return _asked(head, what, {**asking.asked_for(what, asked), **_links(head, what)})


def _links(head: Head, what: str) -> dict[str, Any]:
    """Return the addresses that a dialog shows: how to come in, how another phone goes on as a player, the offices'."""
    address = ""
    if what == "code" and head.pin:
        address = public_url("live.join_pin", pin=head.pin)
    if what == "person" and head.pin:
        code = seats.player_code(head.id, request.args.get("player", ""))
        address = public_url("live.seat", pin=head.pin, code=code)
    if what == "office":
        own = {str(one): public_url("live.host", contest_id=head.id, office=one) for one in Office}
        here = str(desk.office_here(head.id) or "")
        return {"addresses": own, "here": here, "wanted": request.args.get("office", "")}
    return {"address": address, "code": qr_svg(address)} if address else {}


def _asked(head: Head, what: str, shown: dict[str, Any], status: int = 200) -> ResponseReturnValue:
    """Render a dialog: its inside for the console, else a page."""
    page = "live/_host_ask.html" if request.values.get("part") else "live/host_ask.html"
    return render_template(page, head=head, what=what, **shown), status


@blueprint.post("/live/manage/<int:contest_id>/act")
@requires(Permission.MANAGE_LIVE)
@takes_json
def act(contest_id: int) -> ResponseReturnValue:
    """Carry out one step of the host, or with `preview` show whom it would move."""
    now, head = clock.now(), _hosted(contest_id)
    try:
        given = _given()
        command = orders.order(given, offices.label(me().member_id, desk.office_here(head.id)))
        if given.get("preview"):
            moved = asking.moves(room.state_of(head.id), command, room.now_ms(now))
            return _previewed(head, given, moved)
        done = room.act(head.id, command, now=now, request_id=_request_id(given))
    except DomainError as error:
        if wants_json() or error.status >= 500:
            raise
        return _refused(head, error)
    if wants_json():
        return jsonify(ok=True, sequence=done.state.n, repeated=done.repeated)
    return redirect(url_for("live.host", contest_id=head.id), 303)


def _given() -> dict[str, Any]:
    """Return the fields as a script, a form or a button of the console gives them."""
    if request.is_json:
        body = request.get_json(silent=True)
        return body if isinstance(body, dict) else {}
    fields: dict[str, Any] = request.form.to_dict()
    if "act" in fields:
        fields = {**fields, **orders.of_button(fields.pop("act"))}
    for name in ("responses", "order"):
        if name in request.form:
            fields[name] = request.form.getlist(name)
    return fields


def _request_id(given: dict[str, Any]) -> str | None:
    found = given.get("request_id")
    return found[:64] if isinstance(found, str) and found else None


def _previewed(head: Head, given: dict[str, Any], moved: list[dict[str, Any]]) -> ResponseReturnValue:
    if wants_json():
        return jsonify(ok=True, moves=moved)
    kept = {name: value for name, value in given.items() if name not in ("csrf_token", "preview", "part")}
    return _asked(head, "confirm", {"moved": moved, "kept": kept, "text": _ordered(head, kept)})


def _ordered(head: Head, given: dict[str, Any]) -> str:
    """Return what is about to happen, in words."""
    if given.get("do") != "overrule":
        return ""
    state = room.state_of(head.id)
    target = next((one for one in state.history if str(one.n) == str(given.get("of"))), None)
    if target is None:
        return ""
    to = given.get("player") or target.data.get("to", "")
    verdict = words.verdict_word(given["verdict"])
    return str(gettext("%(who)s改判为%(verdict)s", who=words.name_of(state, to), verdict=verdict))


def _refused(head: Head, error: DomainError) -> ResponseReturnValue:
    """Say in words why nothing happened: in the dialog that asked, else on the console."""
    text = gettext(error.message, **error.params)
    if request.values.get("part"):
        return _asked(head, "refused", {"refused": text}, error.status)
    flash(text, "wrong")
    return redirect(url_for("live.host", contest_id=head.id), 303)
