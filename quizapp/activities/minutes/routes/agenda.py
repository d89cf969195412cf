"""The points of the agenda."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ....core import clock
from ....core.errors import NotFound
from ....core.permissions import Permission
from ....core.transaction import unit_of_work
from ....extensions import db
from ....web.access import me, requires
from ....web.forms import accepted
from .. import service
from ..forms import ItemForm
from ..models import AgendaItem
from .blueprint import blueprint, done, written


@blueprint.post("/<int:activity_id>/agenda")
@requires(Permission.TAKE_PART)
def add_item(activity_id: int) -> ResponseReturnValue:
    form = ItemForm()
    return done(
        activity_id,
        lambda activity: service.add_item(
            activity, form.title.data or "", form.speaker.data or "", actor=me(), now=clock.now()
        ),
        anchor="agenda",
    )


@blueprint.post("/<int:activity_id>/agenda/announced")
@requires(Permission.TAKE_PART)
def take_announced(activity_id: int) -> ResponseReturnValue:
    return done(
        activity_id,
        lambda activity: service.take_announced(activity, actor=me(), now=clock.now()),
        anchor="agenda",
    )


@blueprint.route("/<int:activity_id>/agenda/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def change_item(activity_id: int, item_id: int) -> ResponseReturnValue:
    activity, item = written(activity_id), _item(activity_id, item_id)
    form = ItemForm(obj=item)

    def keep() -> None:
        with unit_of_work():
            item, words = _item(activity_id, item_id), (form.title.data or "", form.speaker.data or "")
            service.change_item(item, written(activity_id), *words)

    if form.validate_on_submit() and accepted(form, keep):
        return redirect(url_for("minutes.show", activity_id=activity_id, _anchor="agenda"))
    page = render_template("activities/agenda_item.html", form=form, activity=activity, item=item)
    return page, 422 if form.errors else 200


@blueprint.post("/<int:activity_id>/agenda/<int:item_id>/<any(up, down, remove):way>")
@requires(Permission.TAKE_PART)
def shift_item(activity_id: int, item_id: int, way: str) -> ResponseReturnValue:
    written(activity_id)
    _item(activity_id, item_id)
    if way == "remove":
        return done(
            activity_id,
            lambda activity: service.remove_item(_item(activity_id, item_id), activity),
            anchor="agenda",
        )
    steps = -1 if way == "up" else 1
    return done(
        activity_id,
        lambda activity: service.shift_item(_item(activity_id, item_id), activity, steps),
        anchor="agenda",
    )


def _item(activity_id: int, item_id: int) -> AgendaItem:
    row = db.session.get(AgendaItem, item_id)
    if row is None or row.activity_id != activity_id:
        raise NotFound
    return row
