"""The wall of a live contest at a screen's address: what `live` makes, put on a page of its own."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..live import hall
from ..live.models import LiveState
from ..live.queries.finding import Head
from ..live.service import pins
from ..live.views import SCREEN, views_of
from ..web.links import base_url
from . import queries


def is_open(contest: Head) -> bool:
    """Say whether a contest has a log: until its lobby opens there is nothing but its title."""
    return contest.state is not LiveState.DRAFT


def page(contest: Head, token: str) -> ResponseReturnValue:
    """Return the wall; before the lobby opens, a page that looks again by itself.

    `?back=` names the board screen that turned here, `?theme=light` the light stage.
    """
    light, back = request.args.get("theme") == "light", _board(request.args.get("back"))
    if not is_open(contest):
        return render_template("display/waiting.html", contest=contest, light=light)
    pins.note_hall(contest.id)
    views = views_of(contest.id, hall.state_of(contest.id))
    return render_template(
        "live/screen.html",
        view={**views.page(SCREEN, base_url()), **views.fresh(SCREEN, base_url())},
        stream_url=url_for("display.stream", token=token),
        events_url=url_for("display.events", token=token),
        light=light,
        back=back,
    )


def _board(token: str | None) -> str | None:
    screen = queries.by_token(token) if token else None
    return screen.token if screen else None
