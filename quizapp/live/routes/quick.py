"""The quick start: from the organiser's home to an open lobby in three taps."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext

from ...bank import queries as bank
from ...core import clock
from ...core.i18n import N_
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted
from .. import rulebook
from ..engine.reading import load
from ..forms import QuickForm
from ..models import LiveContest
from ..queries import quick as queries
from ..service.preparing import TeamRow
from ..service.quick import Wanted, open_contest
from . import sight
from .blueprint import blueprint

PARTY = "party-speed"
SEATS = 4


@blueprint.route("/live/manage/quick", methods=["GET", "POST"])
@requires(Permission.MANAGE_LIVE)
def quick() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_LIVE)
    offer = queries.offer(branch.id)
    form = QuickForm(way=request.args.get("way", "party"))
    sheets = [one for one in rulebook.offered() if not one.party]
    form.offer(offer.topics, sheets)
    if form.validate_on_submit():
        made: list[LiveContest] = []
        if accepted(form, lambda: made.append(_opened(form, branch.id))):
            return redirect(url_for("live.host", contest_id=made[0].id))
    return (
        render_template(
            "live/quick.html",
            form=form,
            offer=offer,
            sheets=sheets,
            branch=branch,
            branch_args=branch_args(branch.id),
        ),
        422 if form.errors or form.form_errors else 200,
    )


def _opened(form: QuickForm, branch_id: int) -> LiveContest:
    wanted = _party(form, branch_id) if form.way.data == "party" else _of_teams(form, branch_id)
    with unit_of_work():
        return open_contest(wanted, branch_id=branch_id, actor=me(), now=clock.now()).contest


def _party(form: QuickForm, branch_id: int) -> Wanted:
    topic = form.topic.data
    name = topic or gettext(N_("全员答题"))
    return Wanted(
        _dated(name),
        rulebook.document_of(PARTY),
        bank.visible_bank_ids(branch_id),
        count=form.count.data,
        topics=(topic,) if topic else (),
        guests=form.guests.data,
    )


def _of_teams(form: QuickForm, branch_id: int) -> Wanted:
    document = rulebook.document_of(form.rules.data)
    seats = load(form.rules.data).team_size or SEATS
    return Wanted(
        _dated(document["title"][:100]),
        document,
        bank.visible_bank_ids(branch_id),
        teams=[TeamRow(name, seats=seats) for name in form.team_names()],
        guests=form.guests.data,
    )


def _dated(name: str) -> str:
    """Return a title that tells contests of one kind apart: the name and the day."""
    day = format_date(clock.day_of(clock.now(), sight.zone()), gettext("M月d日"))
    return f"{name} {day}"
