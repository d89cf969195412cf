"""Reading and writing the minutes: text by points of the agenda, versions, confirmations, corrections."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ....accounts.queries import member_names
from ....core import clock
from ....core.errors import Invalid, NotFound
from ....core.permissions import Permission
from ....core.transaction import unit_of_work
from ....web.access import me, requires
from ....web.forms import accepted
from ....web.intake import row_id
from ...models import Activity
from ...routes import sight
from .. import queries, reading, service
from ..forms import ConfirmForm, CorrectionForm, ItemForm, PeopleForm
from .blueprint import blueprint, done, written


@blueprint.get("/<int:activity_id>/minutes")
@requires(Permission.TAKE_PART)
def show(activity_id: int) -> ResponseReturnValue:
    return page_of(sight.seen(activity_id))


def page_of(
    activity: Activity,
    texts: Mapping[int, str] | None = None,
    refused: str = "",
    correction: CorrectionForm | None = None,
) -> ResponseReturnValue:
    """Return the page of the minutes; `texts` is what was written and not taken, `refused` why."""
    seen = reading.seen_of(activity, me())
    shown: dict[str, Any] = {"activity": activity, "seen": seen, "refused": refused}
    shown["correction"] = correction or CorrectionForm(formdata=None)
    shown["versions"] = queries.versions(activity.id) if seen.is_shown else []
    shown["authors"] = member_names([row.author_id for row in shown["versions"]])
    if not seen.may_write:
        return render_template("activities/minutes_read.html", **shown), 422 if correction else 200
    minutes = seen.minutes
    people = PeopleForm(
        formdata=None,
        chair_id=minutes.chair_id if minutes else activity.host_id,
        recorder_id=(minutes.recorder_id or 0) if minutes else 0,
        guests=minutes.guests if minutes else "",
    ).with_people(queries.people_of(activity))
    page = render_template(
        "activities/minutes_write.html",
        people=people,
        item=ItemForm(formdata=None),
        texts=texts if texts is not None else _texts(seen),
        **shown,
    )
    return page, 422 if refused else 200


def _texts(seen: reading.Seen) -> dict[int, str]:
    rows = seen.text.texts if seen.text else []
    return {id or service.GENERAL: text for id, _, _, text in rows}


@blueprint.post("/<int:activity_id>/minutes")
@requires(Permission.TAKE_PART)
def write(activity_id: int) -> ResponseReturnValue:
    activity = written(activity_id)
    ids = [service.GENERAL, *(item.id for item in queries.agenda(activity_id))]
    texts = {id: request.form.get(f"text-{id}", "") for id in ids}
    base = request.form.get("base", "")
    try:
        with unit_of_work():
            number = int(base) if base.isdecimal() and len(base) < 7 else -1
            service.write(written(activity_id), texts, number, actor=me(), now=clock.now())
    except Invalid as error:
        return page_of(activity, texts, gettext(error.message, **error.params))
    flash(gettext("记录已保存。"), "ok")
    return redirect(url_for("minutes.show", activity_id=activity_id))


@blueprint.post("/<int:activity_id>/minutes/people")
@requires(Permission.TAKE_PART)
def save_people(activity_id: int) -> ResponseReturnValue:
    form = PeopleForm()
    chair, recorder = form.chair_id.data or 0, form.recorder_id.data or None

    def act(activity: Activity) -> None:
        service.set_people(activity, recorder, chair, form.guests.data or "", actor=me(), now=clock.now())

    return done(activity_id, act, gettext("已保存。"))


@blueprint.post("/<int:activity_id>/minutes/confirm")
@requires(Permission.TAKE_PART)
def confirm(activity_id: int) -> ResponseReturnValue:
    sight.seen(activity_id)
    version = 0
    with suppress(ValueError):
        version = row_id(ConfirmForm().version.data or "")
    with unit_of_work():
        final = service.confirm(sight.seen(activity_id), version, actor=me(), now=clock.now())
    flash(
        gettext("记录已由双方确认，不再更改。") if final else gettext("已确认，等另一位确认。"),
        "ok",
    )
    return redirect(url_for("minutes.show", activity_id=activity_id))


@blueprint.post("/<int:activity_id>/minutes/corrections")
@requires(Permission.TAKE_PART)
def correct(activity_id: int) -> ResponseReturnValue:
    activity, form = written(activity_id), CorrectionForm()

    def keep() -> None:
        with unit_of_work():
            service.correct(written(activity_id), form.text.data or "", actor=me(), now=clock.now())

    if form.validate() and accepted(form, keep):
        flash(gettext("更正已追加。"), "ok")
        return redirect(url_for("minutes.show", activity_id=activity_id))
    return page_of(activity, correction=form)


@blueprint.get("/<int:activity_id>/minutes/versions/<int:number>")
@requires(Permission.TAKE_PART)
def version(activity_id: int, number: int) -> ResponseReturnValue:
    activity = sight.seen(activity_id)
    row = queries.version(activity_id, number)
    if row is None or not reading.seen_of(activity, me()).is_shown:
        raise NotFound
    return render_template(
        "activities/minutes_version.html",
        activity=activity,
        version=row,
        authors=member_names([row.author_id]),
    )
