"""After a contest: why so many points, the protocol, statistics, points into the record; each player's study set."""

from __future__ import annotations

import io
from functools import partial
from typing import cast

from flask import Flask, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts.queries import names_of
from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import me, public, requires
from ...web.links import public_url
from ...web.workbooks import send_workbook
from .. import offices
from ..afterwards import reports
from ..afterwards.crediting import earned, log_hash
from ..afterwards.reminders import calendar
from ..afterwards.sheets import sheets
from ..engine.explaining import outcomes
from ..engine.state import Board, State
from ..models import LiveContest
from ..room import state_of
from ..service import settling
from . import looking_back, sight
from .blueprint import blueprint

#: How often contests that have just ended are looked for.
BOOKS_EVERY_S = 5.0


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    state.app.extensions.setdefault("jobs", []).append(
        (BOOKS_EVERY_S, partial(feed_books, cast(Flask, state.app)))
    )


def feed_books(app: Flask) -> None:
    """Put what members missed in contests that have just ended into their books of mistakes."""
    with app.app_context():
        for contest_id in settling.waiting_for_books():
            with unit_of_work():
                settling.feed_books(db.session.get_one(LiveContest, contest_id), now=clock.now())


@blueprint.get("/live/manage/<int:contest_id>/after")
@requires(Permission.MANAGE_LIVE)
def after(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    state = state_of(contest.id)
    return render_template(
        "live/after.html",
        contest=contest,
        state=state,
        table=reports.table(state),
        audience=reports.board(state, Board.AUDIENCE),
        people=reports.board(state, Board.PEOPLE),
        credits=earned(state),
        hash=log_hash(state),
    )


@blueprint.get("/live/manage/<int:contest_id>/after/why/<contestant>")
@requires(Permission.MANAGE_LIVE)
def after_why(contest_id: int, contestant: str) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    state = state_of(contest.id)
    back = url_for("live.after", contest_id=contest.id)
    return _why(state, contestant, template="live/after_why.html", contest=contest, back=back)


def _why(state: State, contestant: str, *, template: str, **more: object) -> str:
    if contestant not in state.contestants:
        raise NotFound
    rows = reports.table(state)
    line = next(one for one in rows if one.id == contestant)
    found = reports.reasons(state, contestant)
    return render_template(template, line=line, reasons=found, of=len(rows), names=_names(state), **more)


@blueprint.get("/live/manage/<int:contest_id>/after/protocol")
@requires(Permission.MANAGE_LIVE)
def after_protocol(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    state = state_of(contest.id)
    return render_template(
        "live/after_protocol.html", contest=contest, acts=reports.protocol(state), names=_names(state)
    )


@blueprint.get("/live/manage/<int:contest_id>/after/questions")
@requires(Permission.MANAGE_LIVE)
def after_questions(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    questions = reports.questions(state_of(contest.id))
    return render_template("live/after_questions.html", contest=contest, questions=questions)


@blueprint.get("/live/manage/<int:contest_id>/after/people")
@requires(Permission.MANAGE_LIVE)
def after_people(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    people = reports.persons(state_of(contest.id))
    return render_template("live/after_people.html", contest=contest, people=people)


@blueprint.get("/live/manage/<int:contest_id>/after/print")
@requires(Permission.MANAGE_LIVE)
def after_print(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    state = state_of(contest.id)
    return render_template(
        "live/after_print.html",
        contest=contest,
        table=reports.table(state),
        acts=reports.protocol(state),
        names=_names(state),
        hash=log_hash(state),
    )


@blueprint.get("/live/manage/<int:contest_id>/after.xlsx")
@requires(Permission.MANAGE_LIVE)
def after_xlsx(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    state = state_of(contest.id)
    name = gettext("%(title)s　成绩与过程.xlsx", title=contest.title)
    return send_workbook(sheets(state, _names(state)), name)


@blueprint.post("/live/manage/<int:contest_id>/settle")
@requires(Permission.MANAGE_LIVE)
def settle(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    with unit_of_work():
        count = settling.settle(contest, actor=me(), now=clock.now())
    flash(gettext("已结算，%(n)d 名成员的积分已记入学习记录。", n=count), "success")
    return redirect(url_for("live.after", contest_id=contest_id))


@blueprint.post("/live/manage/<int:contest_id>/unsettle")
@requires(Permission.MANAGE_LIVE)
def unsettle(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    with unit_of_work():
        settling.unsettle(contest, request.form.get("reason", ""), actor=me(), now=clock.now())
    flash(gettext("结算已撤回，积分已冲正；更正后可以重新结算。"), "success")
    return redirect(url_for("live.after", contest_id=contest_id))


@blueprint.get("/live/after/<int:contest_id>")
@public
def result(contest_id: int) -> ResponseReturnValue:
    contest, player = looking_back.over(contest_id)
    state = state_of(contest.id)
    own = outcomes(state).get(player or "")
    return render_template(
        "live/result.html",
        contest=contest,
        state=state,
        table=reports.table(state),
        audience=reports.board(state, Board.AUDIENCE),
        player=state.players.get(player or ""),
        own=own,
        missed=reports.study_set(state, player, contest.branch_id) if player else [],
    )


@blueprint.get("/live/after/<int:contest_id>/why/<contestant>")
@public
def result_why(contest_id: int, contestant: str) -> ResponseReturnValue:
    contest, _player = looking_back.over(contest_id)
    back = url_for("live.result", contest_id=contest.id)
    return _why(state_of(contest.id), contestant, template="live/result_why.html", contest=contest, back=back)


@blueprint.get("/live/after/<int:contest_id>/reminders.ics")
@public
def reminders(contest_id: int) -> ResponseReturnValue:
    contest, _player = looking_back.over(contest_id)
    zone = current_app.extensions["settings"].zone
    text = calendar(
        gettext("补学：%(title)s", title=contest.title),
        gettext("再看一遍答错的题。"),
        public_url("live.result", contest_id=contest.id),
        key=f"live-{contest.id}",
        day=clock.day_of(contest.finished_at or clock.now(), zone),
        now=clock.now(),
    )
    name = gettext("补学提醒.ics")
    return send_file(
        io.BytesIO(text.encode()), mimetype="text/calendar", as_attachment=True, download_name=name
    )


def _names(state: State) -> dict[str, str]:
    """Return the names behind the log's actors: members who hosted, by their label in the log."""
    ids = {one.by: offices.member_of(one.by) for one in state.history}
    names = names_of({id for id in ids.values() if id is not None})
    return {by: _in_office(by, names[str(id)]) for by, id in ids.items() if str(id) in names}


def _in_office(by: str, name: str) -> str:
    """Return a host's name, with the office in which something was done."""
    office = offices.office_of(by)
    return f"{name}（{gettext(offices.NAMES[office])}）" if office else name
