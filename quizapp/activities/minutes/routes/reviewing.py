"""The democratic review: everybody's own words, and what the committee enters. Ballots come in as figures alone."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ....accounts.queries import member_names
from ....core import clock
from ....core.errors import NotFound
from ....core.permissions import Permission
from ....core.transaction import unit_of_work
from ....web.access import me, requires
from ....web.forms import accepted
from ... import access
from ... import queries as activities
from ...kinds import ActivityKind, ActivityState
from ...models import Activity
from ...routes import sight
from .. import queries, reviewing
from ..forms import JudgeForm, SelfForm
from .blueprint import blueprint


def _review(activity_id: int) -> Activity:
    """Return a democratic review that the caller sees."""
    activity = sight.seen(activity_id)
    if activity.kind is not ActivityKind.REVIEW or activity.state is ActivityState.DRAFT:
        raise NotFound
    return activity


def _judged(activity_id: int) -> Activity:
    """Return a democratic review whose results the caller enters: an organiser of the branch."""
    activity = _review(activity_id)
    if not access.may_manage(activity, me()):
        raise NotFound
    return activity


def _year(activity: Activity) -> int:
    """Return the year that is judged: the one of the meeting, or the one before where the address says so."""
    year = clock.day_of(activity.starts_at, sight.zone()).year
    return year - 1 if request.args.get("year") == str(year - 1) else year


@blueprint.get("/<int:activity_id>/review")
@requires(Permission.TAKE_PART)
def review(activity_id: int) -> ResponseReturnValue:
    return _page(_review(activity_id))


def _page(activity: Activity, form: SelfForm | None = None) -> ResponseReturnValue:
    year, judges = _year(activity), access.may_manage(activity, me())
    own = queries.result_of(me().member_id, year)
    lines = activities.lines_of(activity, me()) if judges else []
    page = render_template(
        "activities/review.html",
        activity=activity,
        year=year,
        years=(clock.day_of(activity.starts_at, sight.zone()).year, year),
        own=own,
        called=access.is_called(activity.id, me().member_id),
        form=form or SelfForm(formdata=None, text=own.self_text if own else ""),
        lines=lines,
        results={line.member_id: queries.result_of(line.member_id, year) for line in lines},
    )
    return page, 422 if form else 200


@blueprint.post("/<int:activity_id>/review")
@requires(Permission.TAKE_PART)
def write_self(activity_id: int) -> ResponseReturnValue:
    activity, form = _review(activity_id), SelfForm()
    year = _year(activity)

    def keep() -> None:
        with unit_of_work():
            reviewing.write_self(
                _review(activity_id), year, form.text.data or "", member=me(), now=clock.now()
            )

    if form.validate() and accepted(form, keep):
        flash(gettext("自评已保存。"), "ok")
        return redirect(url_for("minutes.review", activity_id=activity_id, year=year))
    return _page(activity, form)


@blueprint.route("/<int:activity_id>/review/<int:member_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACTIVITIES)
def judge(activity_id: int, member_id: int) -> ResponseReturnValue:
    activity = _judged(activity_id)
    year, name = _year(activity), member_names([member_id]).get(member_id)
    if name is None or not access.is_called(activity_id, member_id):
        raise NotFound
    row = queries.result_of(member_id, year)
    kept = (
        {**row.votes, "opinion": row.opinion, "level": row.level or "", "points": row.points} if row else {}
    )
    form = JudgeForm(**kept)

    def keep() -> None:
        with unit_of_work():
            reviewing.judge(
                _judged(activity_id), member_id, year, form.judgement(), actor=me(), now=clock.now()
            )

    if form.validate_on_submit() and accepted(form, keep):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("minutes.review", activity_id=activity_id, year=year))
    page = render_template(
        "activities/judge.html",
        form=form,
        activity=activity,
        year=year,
        name=name,
        row=row,
        member_id=member_id,
    )
    return page, 422 if form.errors else 200
