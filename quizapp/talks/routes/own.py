"""A member's own talks. Whoever is not one of the two finds no such page, administrators included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from ...accounts import queries as people
from ...core import clock
from ...core.errors import NotFound
from ...core.local import today
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import me, requires
from ...web.forms import accepted
from .. import lists, queries, service
from ..forms import ArrangeForm, ConfirmForm, FollowUpForm, HeldForm, MoreForm, NoteForm, WhenForm
from ..models import Talk, TalkFollowUp, TalkState
from .blueprint import blueprint, zone


@blueprint.get("/")
@requires(Permission.TAKE_PART)
def index() -> ResponseReturnValue:
    return render_template(
        "talks/index.html",
        planned=queries.planned_for(me(), today()),
        arranged=lists.own_talks(me().member_id, TalkState.ARRANGED),
        page=lists.held_page(me().member_id, page_number(request.args.get("page"))),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def arrange() -> ResponseReturnValue:
    form = ArrangeForm(other_id=request.args.get("with", type=int), at=_next_afternoon()).with_people(
        queries.partners(me())
    )
    made: list[int] = []
    if form.validate_on_submit() and accepted(form, lambda: made.append(_arrange(form))):
        flash(gettext("已约好，对方会收到一条只说“约了谈话”的通知。"), "ok")
        return redirect(url_for("talks.show", talk_id=made[0]))
    return render_template("talks/arrange.html", form=form, talk=None), 422 if form.errors else 200


def _next_afternoon() -> datetime:
    day = today() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, 15, 0)  # noqa: DTZ001 - a form shows local time


def _arrange(form: ArrangeForm) -> int:
    with unit_of_work():
        return service.arrange(
            form.other_id.data, form.moment(zone()), form.place.data, actor=me(), now=clock.now()
        ).id


@blueprint.get("/<int:talk_id>")
@requires(Permission.TAKE_PART)
def show(talk_id: int) -> ResponseReturnValue:
    return _page(talk_id)


def _page(talk_id: int, **forms: FlaskForm) -> ResponseReturnValue:
    """Show a talk to one of its two; `forms` are those that were sent and not taken."""
    talk = queries.talk_of(talk_id, me().member_id)
    notes = queries.notes_of(talk_id)
    names = people.names_of([talk.first_id, talk.second_id])
    shown: dict[str, Any] = {
        "held": HeldForm(formdata=None, held_on=min(clock.day_of(talk.at, zone()), today())),
        "write": NoteForm(formdata=None, text=notes[0].text if notes else ""),
        "more": MoreForm(formdata=None),
        "ask": FollowUpForm(formdata=None),
        **forms,
    }
    page = render_template(
        "talks/show.html",
        talk=talk,
        other=names[str(queries.other_of(talk, me().member_id))],
        names=names,
        notes=notes,
        follow_ups=queries.follow_ups(talk_id),
        today=today(),
        **shown,
    )
    return page, 422 if forms else 200


def _own(talk_id: int) -> Talk:
    return queries.talk_of(talk_id, me().member_id)


def _done(talk_id: int, act: Callable[[Talk], object], text: str = "") -> ResponseReturnValue:
    """Carry out a verb on the own talk and show it."""
    _own(talk_id)
    with unit_of_work():
        act(_own(talk_id))
    if text:
        flash(text, "ok")
    return redirect(url_for("talks.show", talk_id=talk_id))


def _taken(talk_id: int, name: str, form: FlaskForm, act: Callable[[Talk], object]) -> ResponseReturnValue:
    """Carry out what a form asks for, or show it again with what is wrong."""
    _own(talk_id)

    def keep() -> None:
        with unit_of_work():
            act(_own(talk_id))

    if form.validate() and accepted(form, keep):
        return redirect(url_for("talks.show", talk_id=talk_id))
    return _page(talk_id, **{name: form})


@blueprint.route("/<int:talk_id>/time", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def move(talk_id: int) -> ResponseReturnValue:
    talk = _own(talk_id)
    form = WhenForm(at=talk.at.astimezone(zone()).replace(tzinfo=None), place=talk.place)

    def keep() -> None:
        with unit_of_work():
            service.move(_own(talk_id), form.moment(zone()), form.place.data, actor=me(), now=clock.now())

    if form.validate_on_submit() and accepted(form, keep):
        return redirect(url_for("talks.show", talk_id=talk_id))
    return render_template("talks/arrange.html", form=form, talk=talk), 422 if form.errors else 200


@blueprint.post("/<int:talk_id>/cancel")
@requires(Permission.TAKE_PART)
def cancel(talk_id: int) -> ResponseReturnValue:
    _own(talk_id)
    with unit_of_work():
        service.cancel(_own(talk_id), actor=me(), now=clock.now())
    flash(gettext("已取消，对方会收到通知。"), "ok")
    return redirect(url_for("talks.index"))


@blueprint.post("/<int:talk_id>/held")
@requires(Permission.TAKE_PART)
def hold(talk_id: int) -> ResponseReturnValue:
    form = HeldForm()

    def act(talk: Talk) -> None:
        service.hold(talk, form.held_on.data or today(), actor=me(), today=today(), now=clock.now())

    return _taken(talk_id, "held", form, act)


@blueprint.post("/<int:talk_id>/not-held")
@requires(Permission.TAKE_PART)
def unhold(talk_id: int) -> ResponseReturnValue:
    return _done(talk_id, service.unhold, gettext("已撤回登记。"))


@blueprint.post("/<int:talk_id>/note")
@requires(Permission.TAKE_PART)
def write(talk_id: int) -> ResponseReturnValue:
    form = NoteForm()
    return _taken(
        talk_id,
        "write",
        form,
        lambda talk: service.write_note(talk, form.text.data or "", actor=me(), now=clock.now()),
    )


@blueprint.post("/<int:talk_id>/confirm")
@requires(Permission.TAKE_PART)
def confirm(talk_id: int) -> ResponseReturnValue:
    try:
        seen = datetime.fromisoformat(ConfirmForm().seen.data or "")
    except ValueError:
        seen = datetime.min.replace(tzinfo=zone())
    return _done(
        talk_id,
        lambda talk: service.confirm(talk, seen, actor=me(), now=clock.now()),
        gettext("已确认，记录不再更改，可以补充。"),
    )


@blueprint.post("/<int:talk_id>/add")
@requires(Permission.TAKE_PART)
def add(talk_id: int) -> ResponseReturnValue:
    form = MoreForm()
    return _taken(
        talk_id,
        "more",
        form,
        lambda talk: service.add(talk, form.text.data or "", actor=me(), now=clock.now()),
    )


@blueprint.post("/<int:talk_id>/follow-ups")
@requires(Permission.TAKE_PART)
def follow_up(talk_id: int) -> ResponseReturnValue:
    form = FollowUpForm()
    return _taken(
        talk_id,
        "ask",
        form,
        lambda talk: service.follow_up(talk, form.text.data, form.due_on.data, actor=me(), now=clock.now()),
    )


@blueprint.post("/<int:talk_id>/follow-ups/<int:row_id>")
@requires(Permission.TAKE_PART)
def follow_up_done(talk_id: int, row_id: int) -> ResponseReturnValue:
    done = request.form.get("done") == "1"

    def act(_talk: Talk) -> None:
        row = db.session.get(TalkFollowUp, row_id)
        if row is None or row.talk_id != talk_id:
            raise NotFound
        service.set_done(row, done, now=clock.now())

    return _done(talk_id, act)
