"""党员心声 on the phone: the wall, writing, one's own, likes and reports."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import NotFound
from ...core.local import today
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...files import queries as files
from ...files.intake import takes_files
from ...web.access import me, requires
from ...web.forms import accepted
from .. import queries, service
from ..forms import ReportForm, VoiceForm
from ..models import Voice
from ..wording import TOPICS, Standing, VoiceKind
from . import photos
from .blueprint import blueprint
from .months import asked_month

PHOTO = ("image",)


@blueprint.get("/voices/")
@requires(Permission.TAKE_PART)
def voices() -> ResponseReturnValue:
    wanted, args = asked_voices()
    page = queries.voices.wall(me().branch_id, me().member_id, wanted, page_number(request.args.get("page")))
    return render_template(
        "community/voices.html",
        page=page,
        photos=files.of_many(photos.VOICE, [line.id for line in page.rows]),
        months=queries.voices.months(me().branch_id),
        wanted=wanted,
        args=args,
        month=args.get("month", ""),
    )


def asked_voices() -> tuple[queries.voices.Wanted, dict[str, Any]]:
    """Return what the address narrows voices to, and how it says so."""
    topic, text = request.args.get("topic", ""), request.args.get("q", "").strip()[:60]
    month = asked_month(request.args.get("month"), today())
    wanted = queries.voices.Wanted(text, topic if topic in TOPICS else "", month)
    args = {"q": text, "topic": wanted.topic, "month": f"{month[0]}-{month[1]:02d}" if month else ""}
    return wanted, {name: value for name, value in args.items() if value}


@blueprint.get("/voices/mine")
@requires(Permission.TAKE_PART)
def my_voices() -> ResponseReturnValue:
    page = queries.voices.mine(me().member_id, page_number(request.args.get("page")))
    return render_template("community/my_voices.html", page=page)


@blueprint.route("/voices/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
@takes_files(*PHOTO)
def new_voice() -> ResponseReturnValue:
    form = VoiceForm()
    if form.validate_on_submit() and accepted(form, lambda: _write(form)):
        flash(gettext("已交给组织者，发布后会告诉你。"), "ok")
        return redirect(url_for("community.my_voices"))
    page = render_template("community/voice_form.html", form=form, voice=None, photos=[])
    return page, 422 if form.errors or form.form_errors else 200


def _write(form: VoiceForm) -> None:
    with unit_of_work():
        voice = service.voices.write(_draft(form), actor=me(), now=clock.now())
        photos.keep(photos.VOICE, voice.id, voice.branch_id, PHOTO, only=True)


def _draft(form: VoiceForm) -> service.voices.Draft:
    return service.voices.Draft(form.text.data or "", form.topic.data, bool(form.on_screen.data))


@blueprint.route("/voices/<int:voice_id>/edit", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
@takes_files(*PHOTO)
def edit_voice(voice_id: int) -> ResponseReturnValue:
    voice = _own(voice_id)
    form = VoiceForm(obj=voice)
    if form.validate_on_submit() and accepted(form, lambda: _rewrite(voice, form)):
        flash(gettext("已重新交给组织者。"), "ok")
        return redirect(url_for("community.my_voices"))
    shown = files.of(photos.VOICE, voice.id)
    page = render_template("community/voice_form.html", form=form, voice=voice, photos=shown)
    return page, 422 if form.errors or form.form_errors else 200


def _rewrite(voice: Voice, form: VoiceForm) -> None:
    with unit_of_work():
        service.voices.rewrite(voice, _draft(form), actor=me(), now=clock.now())
        if request.form.get("drop_photo"):
            photos.drop(photos.VOICE, voice.id)
        photos.keep(photos.VOICE, voice.id, voice.branch_id, PHOTO, only=True)


def _own(voice_id: int) -> Voice:
    """Return one's own voice that is not on the wall."""
    voice = db.session.get(Voice, voice_id)
    mine = voice is not None and voice.author_id == me().member_id and voice.kind is VoiceKind.VOICE
    if voice is None or not mine or voice.state is Standing.PUBLIC:
        raise NotFound
    return voice


@blueprint.post("/voices/<int:voice_id>/discard")
@requires(Permission.TAKE_PART)
def discard_voice(voice_id: int) -> ResponseReturnValue:
    voice = db.session.get(Voice, voice_id)
    if voice is None or voice.author_id != me().member_id:
        raise NotFound
    with unit_of_work():
        photos.drop(photos.VOICE, voice_id)
        service.voices.discard(voice, actor=me())
    flash(gettext("已删除。"), "ok")
    return redirect(url_for("community.my_voices"))


@blueprint.post("/voices/<int:voice_id>/like")
@requires(Permission.TAKE_PART)
def like_voice(voice_id: int) -> ResponseReturnValue:
    voice = _public(voice_id)
    on = request.form.get("on") == "1"
    with unit_of_work():
        service.voices.like(voice, on, actor=me(), now=clock.now())
    back: dict[str, Any] = {
        name: request.form[name] for name in ("q", "topic", "month", "page") if request.form.get(name)
    }
    return redirect(url_for("community.voices", _anchor=f"v{voice_id}", **back))


@blueprint.route("/voices/<int:voice_id>/report", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def report_voice(voice_id: int) -> ResponseReturnValue:
    voice = _public(voice_id)
    form = ReportForm()
    if form.validate_on_submit() and accepted(form, lambda: _report(voice, form)):
        flash(gettext("已告诉组织者。"), "ok")
        return redirect(url_for("community.voices"))
    page = render_template("community/voice_report.html", form=form, voice=voice)
    return page, 422 if form.errors else 200


def _report(voice: Voice, form: ReportForm) -> None:
    with unit_of_work():
        service.voices.report(voice, form.text.data, actor=me(), now=clock.now())


def _public(voice_id: int) -> Voice:
    """Return a voice on the wall of one's own branch."""
    voice = db.session.get(Voice, voice_id)
    on_wall = voice is not None and (voice.kind, voice.state) == (VoiceKind.VOICE, Standing.PUBLIC)
    if voice is None or not on_wall or voice.branch_id != me().branch_id:
        raise NotFound
    return voice
