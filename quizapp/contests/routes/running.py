"""One contest while it runs: figures, who has not taken part, decisions on one person, marks by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from ...accounts.models import Member
from ...core import clock
from ...core.errors import NotFound
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...papers.models import Attempt
from ...web.access import me, requires
from ...web.forms import accepted
from ...web.links import public_url, qr_svg
from ...web.stream import wake_ups
from .. import queries, service, sharing
from ..forms import AllowForm, ExtendForm, MarkForm
from ..models import Contest
from ..window import ContestState, Step, allows
from . import sight
from .blueprint import blueprint

TOP = 10


@blueprint.get("/<int:contest_id>/run")
@requires(Permission.SEE_PROGRESS)
def run(contest_id: int) -> ResponseReturnValue:
    contest, group_id = sight.followed(contest_id)
    groups = queries.progress(contest, group_id)
    shared = {
        "contest": contest,
        "state": sight.state_now(contest),
        "groups": groups,
        "pulse": queries.pulse(contest, groups, group_id),
    }
    if group_id is not None:
        return render_template("contests/group_progress.html", **shared)
    return render_template("contests/run.html", **shared, **_desk(contest))


def _desk(contest: Contest) -> dict[str, Any]:
    """Return what only the organiser sees of a contest."""
    rows = queries.standings(contest)
    text = request.args.get("q", "").strip()[:64]
    address = public_url("contests.show", contest_id=contest.id)
    state = sight.state_now(contest)
    return {
        "standings": rows,
        "top": rows[:TOP],
        "mean": sum(row.score for row in rows) // len(rows) if rows else None,
        "attempts": queries.attempt_lines(contest.id, page_number(request.args.get("page")), text),
        "text": text,
        "to_mark": len(queries.waiting_for_marks(contest.id)),
        "log": queries.log(contest.id),
        "can": {step.value: allows(state, step) for step in Step},
        "started": queries.started(contest.id),
        "notice": sight.notice_text(contest, queries.card(contest, me(), clock.now())),
        "address": address,
        "code": qr_svg(address),
        "extend_form": ExtendForm(formdata=None),
    }


@blueprint.get("/<int:contest_id>/pulse")
@requires(Permission.SEE_PROGRESS)
def pulse(contest_id: int) -> ResponseReturnValue:
    """Answer in small what the run page polls; an event only when something changed since `after`."""
    contest, group_id = sight.followed(contest_id)
    now = queries.pulse(contest, queries.progress(contest, group_id), group_id)
    figures = {"eligible": now.eligible, "taken": now.taken, "answering": now.answering}
    changed = request.args.get("after") != now.mark
    return jsonify(data=[{"id": now.mark, "event": "look", "data": figures}] if changed else [], **figures)


@blueprint.get("/<int:contest_id>/stream")
@requires(Permission.SEE_PROGRESS)
def stream(contest_id: int) -> Response:
    contest, _ = sight.followed(contest_id)
    return wake_ups(queries.source_key(contest.id), "look")


@blueprint.get("/<int:contest_id>/members/<int:member_id>")
@requires(Permission.MANAGE_CONTESTS)
def person(contest_id: int, member_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    return _person_page(contest, _member(contest, member_id))


def _person_page(
    contest: Contest,
    member: Member,
    *,
    allow: FlaskForm | None = None,
    extend: tuple[int, FlaskForm] | None = None,
) -> str:
    lines = queries.attempt_lines(contest.id, member_id=member.id).rows
    forms = {line.id: ExtendForm(formdata=None) for line in lines}
    if extend:
        forms[extend[0]] = extend[1]
    state = sight.state_now(contest)
    return render_template(
        "contests/person.html",
        contest=contest,
        member=member,
        state=state,
        attempts=lines,
        forms=forms,
        allow=allow or AllowForm(formdata=None),
        log=queries.log(contest.id, member.id),
        can_decide=state in (ContestState.RUNNING, ContestState.CLOSED),
    )


def _member(contest: Contest, member_id: int) -> Member:
    member = db.session.get(Member, member_id)
    if member is None:
        raise NotFound
    may_enter = member.branch_id == contest.branch_id or sharing.is_shared(contest.id, member.branch_id)
    if not may_enter and not queries.attempt_lines(contest.id, member_id=member.id).rows:
        raise NotFound  # who took part stays, gone to another branch or a guest no more
    return member


@blueprint.post("/<int:contest_id>/attempts/<int:attempt_id>/extend")
@requires(Permission.MANAGE_CONTESTS)
def extend(contest_id: int, attempt_id: int) -> ResponseReturnValue:
    contest, form = sight.managed(contest_id), ExtendForm()
    attempt = db.session.get(Attempt, attempt_id)
    if attempt is None or attempt.source_key != queries.source_key(contest.id):
        raise NotFound
    member_id = attempt.member_id

    def act() -> None:
        seconds = (form.minutes.data or 0) * 60
        service.extend_attempt(
            contest, attempt_id, seconds, actor=me(), now=clock.now(), reason=form.reason.data
        )

    if not _decided(form, act):
        return _person_page(contest, _member(contest, member_id), extend=(attempt_id, form)), 422
    flash(gettext("已改答题时间，本人刷新页面即可继续。"), "ok")
    return _back(contest)


@blueprint.post("/<int:contest_id>/members/<int:member_id>/allow")
@requires(Permission.MANAGE_CONTESTS)
def allow(contest_id: int, member_id: int) -> ResponseReturnValue:
    contest, form = sight.managed(contest_id), AllowForm()
    member = _member(contest, member_id)

    def act() -> None:
        seconds = (form.hours.data or 0) * 3600
        service.allow_again(contest, member_id, seconds, actor=me(), now=clock.now(), reason=form.reason.data)

    if not _decided(form, act):
        return _person_page(contest, member, allow=form), 422
    flash(gettext("已准许再答一次。"), "ok")
    return _back(contest)


def _decided(form: FlaskForm, act: Callable[[], None]) -> bool:
    def in_one() -> None:
        with unit_of_work():
            act()

    return form.validate() and accepted(form, in_one)


def _back(contest: Contest) -> ResponseReturnValue:
    return redirect(url_for("contests.run", contest_id=contest.id))


@blueprint.get("/<int:contest_id>/marking")
@requires(Permission.MANAGE_CONTESTS)
def marking(contest_id: int) -> ResponseReturnValue:
    return _marking_page(sight.managed(contest_id))


def _marking_page(contest: Contest, wrong: tuple[int, int, MarkForm] | None = None) -> str:
    waiting = queries.to_mark(contest.id)
    return render_template(
        "contests/marking.html", contest=contest, waiting=waiting[:20], total=len(waiting), wrong=wrong
    )


@blueprint.post("/<int:contest_id>/marking/<int:attempt_id>/<int:position>")
@requires(Permission.MANAGE_CONTESTS)
def mark(contest_id: int, attempt_id: int, position: int) -> ResponseReturnValue:
    contest, form = sight.managed(contest_id), MarkForm()

    def act() -> None:
        points = form.points.data or 0
        service.mark_answer(contest, attempt_id, position, points, actor=me(), now=clock.now())

    if not _decided(form, act):
        return _marking_page(contest, (attempt_id, position, form)), 422
    if not queries.waiting_for_marks(contest.id):
        flash(gettext("简答题已全部评完。"), "ok")
        return _back(contest)
    return redirect(url_for("contests.marking", contest_id=contest.id))
