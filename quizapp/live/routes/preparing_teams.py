"""Teams and seats of a contest that is being prepared, and heats that lead to a final."""

from __future__ import annotations

import re

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted, choices
from ..forms import FinalForm, TeamsForm
from ..models import LiveContest, LiveState
from ..queries import finals
from ..queries import preparing as queries
from ..service import preparing as service
from . import sight
from .blueprint import blueprint

_ACT = re.compile(r"(save|add|paste|(?:remove|up|down)-\d{1,2})", re.ASCII)


@blueprint.route("/live/manage/<int:contest_id>/teams", methods=["GET", "POST"])
@requires(Permission.MANAGE_LIVE)
def teams(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    form = TeamsForm(rows=contest.draft["teams"])
    if request.method == "POST":
        act = request.form.get("act", "save")
        if not _ACT.fullmatch(act):
            raise Invalid(field="act")
        if act != "save":
            _change_rows(contest, form, act)
        elif form.validate() and accepted(form, lambda: _save(contest, form)):
            flash(gettext("队伍已保存。"), "ok")
            return redirect(url_for("live.teams", contest_id=contest.id))
    return _teams_page(contest, form)


def _save(contest: LiveContest, form: TeamsForm) -> None:
    with unit_of_work():
        service.save_teams(contest, form.team_rows(), actor=me(), now=clock.now())


def _change_rows(contest: LiveContest, form: TeamsForm, act: str) -> None:
    """Add, remove or move a row, or put the pasted list behind the rows; nothing is saved yet."""
    rows = [row.form for row in form.rows]
    kept = [
        {"id": one.id.data, "name": one.name.data, "unit": one.unit.data, "seats": one.seats.data}
        for one in rows
    ]
    verb, _, text = act.partition("-")
    if verb == "add":
        kept.append({"id": "", "name": "", "unit": "", "seats": _seats(contest)})
    elif verb == "paste":
        kept = [one for one in kept if one["name"]]
        kept += [
            {"id": "", "name": one.name, "unit": one.unit, "seats": one.seats}
            for one in form.pasted(_seats(contest))
        ]
        form.paste.data = ""
    else:
        if int(text) >= len(kept):
            raise Invalid(field="act")
        row = kept.pop(int(text))
        if verb != "remove":
            kept.insert(max(int(text) - 1, 0) if verb == "up" else int(text) + 1, row)
    while form.rows.entries:
        form.rows.pop_entry()
    for row in kept[: service.MOST_TEAMS]:
        form.rows.append_entry(row)


def _seats(contest: LiveContest) -> int:
    return min(queries.sheet_of(contest).team_size or 3, service.MOST_SEATS)


def _teams_page(contest: LiveContest, form: TeamsForm) -> ResponseReturnValue:
    sheet = queries.sheet_of(contest)
    if not form.rows.entries and contest.state is LiveState.DRAFT and not contest.draft.get("individual"):
        for _number in range(sheet.teams[0] if sheet.teams else 2):
            form.rows.append_entry({"seats": _seats(contest)})
    return (
        render_template(
            "live/edit_teams.html",
            contest=contest,
            editable=contest.state is LiveState.DRAFT,
            form=form,
            sheet=sheet,
        ),
        422 if form.errors or form.form_errors else 200,
    )


@blueprint.route("/live/manage/final", methods=["GET", "POST"])
@requires(Permission.MANAGE_LIVE)
def final() -> ResponseReturnValue:
    """Make a final of the first of each heat."""
    branch = branch_in_question(Permission.MANAGE_LIVE)
    heats = queries.finished(branch.id)
    form = FinalForm(title=gettext("决赛"), top=_usual_top(heats))
    form.heats.choices = choices((one.id, one.title) for one in heats)
    form.rules.choices = choices((one.id, one.title) for one in heats)
    if form.validate_on_submit():
        made: list[LiveContest] = []
        if accepted(form, lambda: made.append(_final(form, heats, branch.id))):
            flash(gettext("决赛草稿已建好，晋级的队伍已经列入。"), "ok")
            return redirect(url_for("live.teams", contest_id=made[0].id))
    return (
        render_template(
            "live/final.html",
            form=form,
            heats=[(one, finals.places(one)) for one in heats],
            branch=branch,
            branch_args=branch_args(branch.id),
        ),
        422 if form.errors or form.form_errors else 200,
    )


def _usual_top(heats: list[LiveContest]) -> int:
    """Return how many of each heat go on as the newest heat's rules have it, else two."""
    stages = queries.sheet_of(heats[0]).advance if heats else ()
    return stages[0].top if stages else 2


def _final(form: FinalForm, heats: list[LiveContest], branch_id: int) -> LiveContest:
    chosen = [one for one in reversed(heats) if one.id in (form.heats.data or ())]  # the first heat first
    rules = next(one for one in heats if str(one.id) == form.rules.data)
    teams = finals.advanced(chosen, form.top.data or 1)
    content = service.Content(rules.draft["sheet"], teams, {"decisions": rules.draft.get("decisions") or {}})
    with unit_of_work():
        return service.create_contest(
            service.Options(form.title.data, guests=rules.guests),
            content,
            branch_id=branch_id,
            actor=me(),
            now=clock.now(),
        )
