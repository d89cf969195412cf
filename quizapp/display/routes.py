"""Pages of the big screens: the screen itself without sign-in, and the organiser's list of them."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ..community import oath
from ..core import clock
from ..core.errors import NotFound
from ..core.permissions import Permission
from ..core.transaction import unit_of_work
from ..extensions import db
from ..live import stream as live_stream
from ..live.queries import finding
from ..live.queries.finding import Head
from ..live.views import SCREEN, Viewer
from ..record.queries import channel
from ..web.access import check, me, public, requires
from ..web.links import public_url, qr_svg
from ..web.stream import wake_ups
from . import queries, service, walls
from .forms import ScreenForm
from .models import Screen

blueprint = Blueprint("display", __name__, url_prefix="/display")


def _screen_of(token: str) -> Screen:
    screen = queries.by_token(token)
    if screen is None:
        raise NotFound
    return screen


def _shown(token: str) -> queries.Shown:
    zone = current_app.extensions["settings"].zone
    return queries.shown(_screen_of(token), clock.day_of(clock.now(), zone), clock.now())


@blueprint.get("/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    contest = finding.by_screen_token(token)
    if contest is not None:
        return walls.page(contest, token)
    if queries.by_token(token) is None:
        return render_template("display/ended.html"), 404
    shown = _shown(token)
    if shown.live:
        return redirect(url_for("display.show", token=shown.live, back=token))
    return render_template("display/show.html", shown=shown, token=token, oath=oath)


@blueprint.get("/<token>/part")
@public
def part(token: str) -> ResponseReturnValue:
    return render_template("display/_pages.html", shown=_shown(token), token=token, oath=oath)


@blueprint.get("/<token>/stream")
@public
def stream(token: str) -> Response:
    contest = finding.by_screen_token(token)
    if contest is not None:
        return live_stream.stream(_opened(contest).id, _looking())
    return wake_ups(channel(_screen_of(token).branch_id), "changed")


@blueprint.get("/<token>/events")
@public
def events(token: str) -> Response:
    contest = finding.by_screen_token(token)
    if contest is None:
        raise NotFound
    return live_stream.events(_opened(contest).id, _looking())


def _opened(contest: Head) -> Head:
    """Return a contest that has something to follow."""
    if not walls.is_open(contest):
        raise NotFound
    return contest


def _looking() -> Viewer:
    return live_stream.viewer(SCREEN, html=True)


@blueprint.get("/")
@requires(Permission.MANAGE_DISPLAY)
def manage() -> ResponseReturnValue:
    found = [
        (screen, public_url("display.show", token=screen.token)) for screen in queries.screens(me().branch_id)
    ]
    rows = [{"screen": screen, "url": url, "qr": qr_svg(url)} for screen, url in found]
    return render_template("display/manage.html", rows=rows, form=ScreenForm())


@blueprint.post("/")
@requires(Permission.MANAGE_DISPLAY)
def create() -> ResponseReturnValue:
    form = ScreenForm()
    if not form.validate_on_submit():
        return render_template("display/edit.html", form=form, screen=None), 422
    with unit_of_work():
        service.create_screen(form.name.data or "", _options(form), actor=me(), now=clock.now())
    flash(gettext("大屏已建好，用投影或电视打开它的地址即可。"), "success")
    return redirect(url_for("display.manage"))


@blueprint.route("/<int:screen_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_DISPLAY)
def edit(screen_id: int) -> ResponseReturnValue:
    screen = _own(screen_id)
    form = ScreenForm(data={"name": screen.name, **asdict(queries.options_of(screen))})
    if request.method == "GET" or not form.validate_on_submit():
        return render_template("display/edit.html", form=form, screen=screen), 422 if form.errors else 200
    with unit_of_work():
        service.change_screen(screen, form.name.data or "", _options(form), actor=me(), now=clock.now())
    flash(gettext("已更新，开着的大屏会马上换过来。"), "success")
    return redirect(url_for("display.manage"))


@blueprint.post("/<int:screen_id>/revoke")
@requires(Permission.MANAGE_DISPLAY)
def revoke(screen_id: int) -> ResponseReturnValue:
    screen = _own(screen_id)
    with unit_of_work():
        service.revoke_screen(screen, actor=me(), now=clock.now())
    flash(gettext("这个大屏地址已停用。"), "success")
    return redirect(url_for("display.manage"))


def _own(screen_id: int) -> Screen:
    screen = db.session.get(Screen, screen_id)
    if screen is None or screen.revoked_at is not None:
        raise NotFound
    check(Permission.MANAGE_DISPLAY, branch_id=screen.branch_id)
    return screen


def _options(form: ScreenForm) -> service.Options:
    return service.Options(
        tuple(form.boards.data or ()),
        form.period.data,
        form.seconds.data,
        form.theme.data,
        bool(form.live.data),
    )
