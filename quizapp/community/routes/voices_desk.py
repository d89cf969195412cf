"""The organisers' desk of voices and blessings: what waits, what was reported, the list to take along."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid, NotFound
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import hold_still, unit_of_work
from ...documents.responding import asked_form, respond
from ...extensions import db
from ...files import queries as files
from ...web.access import check, me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.seen import check_seen, mark_of
from ...web.workbooks import send_workbook
from .. import exporting, queries, service
from ..models import Voice
from ..wording import Standing
from . import photos
from .blueprint import blueprint
from .voices import asked_voices

STATES = (*(state.value for state in Standing), "reported")


@blueprint.get("/manage/voices")
@requires(Permission.MANAGE_COMMUNITY)
def voice_desk() -> ResponseReturnValue:
    return _desk({})


def _desk(errors: dict[int, str]) -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_COMMUNITY)
    asked = request.values.get("state", "")
    state = asked if asked in STATES else Standing.WAITING.value
    text = request.args.get("q", "").strip()[:60]
    page = queries.voices.desk(branch.id, state, page_number(request.args.get("page")), text)
    ids = [line.id for line in page.rows]
    html = render_template(
        "community/voice_desk.html",
        page=page,
        state=state,
        text=text,
        counts=queries.voices.counts(branch.id),
        photos=files.of_many(photos.VOICE, ids),
        reasons=queries.voices.reasons(ids),
        months=queries.voices.months(branch.id),
        errors=errors,
        mark_of=mark_of,
        args=branch_args(branch.id),
    )
    return html, 422 if errors else 200


@blueprint.post("/manage/voices/<int:voice_id>/<any(publish, return, keep):act>")
@requires(Permission.MANAGE_COMMUNITY)
def judge_voice(voice_id: int, act: str) -> ResponseReturnValue:
    voice = _voice(voice_id)
    try:
        with unit_of_work():
            _judge(voice, act)
    except Invalid as error:
        return _desk({voice_id: gettext(error.message, **error.params)})
    words = {
        "publish": gettext("已发布。"),
        "return": gettext("已退回，并告诉了作者。"),
        "keep": gettext("已保留。"),
    }
    flash(words[act], "ok")
    state = request.form.get("state", "")
    args = branch_args(voice.branch_id)
    return redirect(url_for("community.voice_desk", state=state if state in STATES else None, **args))


def _judge(voice: Voice, act: str) -> None:
    if act == "publish":
        hold_still(voice)
        check_seen(voice.text, *(file.id for file in files.of(photos.VOICE, voice.id)))
        service.voices.publish(voice, actor=me(), now=clock.now())
    elif act == "return":
        service.voices.send_back(voice, request.form.get("reason", ""), actor=me(), now=clock.now())
    else:
        service.voices.keep(voice, actor=me(), now=clock.now())


def _voice(voice_id: int) -> Voice:
    voice = db.session.get(Voice, voice_id)
    if voice is None:
        raise NotFound
    check(Permission.MANAGE_COMMUNITY, branch_id=voice.branch_id)
    return voice


@blueprint.get("/manage/voices/export")
@requires(Permission.MANAGE_COMMUNITY)
def export_voices() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_COMMUNITY)
    wanted, args = asked_voices()
    lines, period = queries.voices.every(branch.id, wanted), args.get("month", "")
    name = f"{gettext('党员心声')} {period}".strip()
    if request.args.get("form") == "xlsx":
        return send_workbook([exporting.as_sheet(lines)], f"{name}.xlsx")
    back = (gettext("返回"), url_for("community.voice_desk", **branch_args(branch.id)))
    return respond(exporting.as_document(lines, branch.name, period), asked_form(), name, back)
