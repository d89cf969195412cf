"""An activity's pictures: added by who runs it, described, put in order."""

from __future__ import annotations

from contextlib import suppress

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ....core import clock
from ....core.errors import Invalid
from ....core.permissions import Identity, Permission
from ....core.transaction import unit_of_work
from ....extensions import db
from ....files.access import register
from ....files.intake import takes_files
from ....files.kinds import Kind
from ....web.access import me, requires
from ....web.intake import row_id
from ... import access
from ...models import Activity
from ...routes import sight
from .. import photos
from .blueprint import blueprint

MOST_AT_ONCE = 9


def _sees(activity_id: int, identity: Identity) -> bool:
    """Say whether somebody sees an activity's pictures: a guest's page of it has none."""
    found = db.session.get(Activity, activity_id)
    return found is not None and access.may_see(found, identity) and not access.is_guest(identity.branch_id)


register(photos.SUBJECT, _sees)


def _back(activity_id: int) -> ResponseReturnValue:
    return redirect(url_for("activities.show", activity_id=activity_id, _anchor="photos"))


@blueprint.post("/<int:activity_id>/photos")
@requires(Permission.TAKE_PART)
@takes_files(Kind.IMAGE, count=MOST_AT_ONCE)
def add_photos(activity_id: int) -> ResponseReturnValue:
    sight.run(activity_id)
    uploads = [one for one in request.files.getlist("photo") if one.filename][:MOST_AT_ONCE]
    if not uploads:
        flash(gettext("请先选择照片。"), "wrong")
        return _back(activity_id)
    try:
        with unit_of_work():
            activity = sight.run(activity_id)
            for upload in uploads:
                photos.add(activity, upload, actor=me(), now=clock.now())
    except Invalid as refused:
        flash(gettext(refused.message, **refused.params), "wrong")
    else:
        flash(gettext("照片已上传，可以写说明、排顺序。"), "ok")
    return _back(activity_id)


@blueprint.post("/<int:activity_id>/photos/captions")
@requires(Permission.TAKE_PART)
def describe_photos(activity_id: int) -> ResponseReturnValue:
    sight.run(activity_id)
    captions: dict[int, str] = {}
    for name, text in request.form.items():
        if name.startswith("caption-"):
            with suppress(ValueError):
                captions[row_id(name.removeprefix("caption-"))] = text
    with unit_of_work():
        photos.describe(sight.run(activity_id), captions)
    flash(gettext("已保存。"), "ok")
    return _back(activity_id)


@blueprint.post("/<int:activity_id>/photos/<int:file_id>/<any(up, down, remove):way>")
@requires(Permission.TAKE_PART)
def set_photo(activity_id: int, file_id: int, way: str) -> ResponseReturnValue:
    sight.run(activity_id)
    with unit_of_work():
        activity = sight.run(activity_id)
        if way == "remove":
            photos.remove(activity, file_id, actor=me(), now=clock.now())
        else:
            photos.shift(activity, file_id, -1 if way == "up" else 1)
    return _back(activity_id)
