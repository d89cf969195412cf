"""Writing down what was decided."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ....core import clock
from ....core.errors import NotFound
from ....core.permissions import Permission
from ....core.transaction import unit_of_work
from ....extensions import db
from ....web.access import me, requires
from ....web.forms import accepted
from ... import queries as activities
from ...kinds import KINDS, Voting
from ...models import Activity
from .. import deciding
from ..forms import DecisionForm
from ..models import Decision
from .blueprint import blueprint, done, written


@blueprint.route("/<int:activity_id>/decisions", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def decide(activity_id: int) -> ResponseReturnValue:
    activity = written(activity_id)
    form = DecisionForm(**_figures(activity))

    def keep() -> None:
        with unit_of_work():
            deciding.decide(written(activity_id), form.decided(), actor=me(), now=clock.now())

    if form.validate_on_submit() and accepted(form, keep):
        flash(gettext("决议已记下。"), "ok")
        return redirect(url_for("minutes.show", activity_id=activity_id, _anchor="decisions"))
    page = render_template(
        "activities/decision.html",
        form=form,
        activity=activity,
        by_majority=KINDS[activity.kind].voting is Voting.MEMBERS,
    )
    return page, 422 if form.errors else 200


def _figures(activity: Activity) -> dict[str, object]:
    """Return what the attendance says of those with a vote, to begin with."""
    count, votes = activities.count_of(activity.id), KINDS[activity.kind].voting is not Voting.NONE
    return {"due": count.voters or None, "present": count.voters_present or None, "voted": votes}


@blueprint.post("/<int:activity_id>/decisions/<int:decision_id>/remove")
@requires(Permission.TAKE_PART)
def take_back(activity_id: int, decision_id: int) -> ResponseReturnValue:
    written(activity_id)
    _decision(activity_id, decision_id)
    return done(
        activity_id,
        lambda activity: deciding.take_back(_decision(activity_id, decision_id), activity),
        anchor="decisions",
    )


def _decision(activity_id: int, decision_id: int) -> Decision:
    row = db.session.get(Decision, decision_id)
    if row is None or row.activity_id != activity_id:
        raise NotFound
    return row
