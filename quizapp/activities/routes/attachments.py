"""Files that hang on an activity: seen by who may see it, put there by who runs it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid, NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...files import service as keeping
from ...files.access import register
from ...files.intake import takes_files
from ...files.kinds import Kind
from ...files.models import StoredFile
from ...web.access import me, requires
from .. import access
from ..models import Activity
from . import sight
from .blueprint import blueprint

SUBJECT = "activity"
ATTACHED = (Kind.IMAGE, Kind.PDF, Kind.SLIDES, Kind.DOCUMENT, Kind.SHEET)

register(
    SUBJECT,
    lambda activity_id, identity: bool(
        (found := db.session.get(Activity, activity_id)) and access.may_see(found, identity)
    ),
)


@blueprint.post("/<int:activity_id>/files")
@requires(Permission.TAKE_PART)
@takes_files(*ATTACHED)
def add_file(activity_id: int) -> ResponseReturnValue:
    activity, upload = sight.run(activity_id), request.files.get("file")
    if upload is None or not upload.filename:
        flash(gettext("请先选择文件。"), "wrong")
        return redirect(url_for("activities.show", activity_id=activity_id))
    try:
        with unit_of_work():
            keeping.take_in(
                upload,
                kinds=ATTACHED,
                subject_kind=SUBJECT,
                subject_id=activity_id,
                branch_id=activity.branch_id,
                actor=me(),
                now=clock.now(),
            )
    except Invalid as refused:
        flash(gettext(refused.message, **refused.params), "wrong")
    else:
        flash(gettext("已上传。"), "ok")
    return redirect(url_for("activities.show", activity_id=activity_id, _anchor="files"))


@blueprint.post("/<int:activity_id>/files/<int:file_id>/remove")
@requires(Permission.TAKE_PART)
def remove_file(activity_id: int, file_id: int) -> ResponseReturnValue:
    sight.run(activity_id)
    with unit_of_work():
        file = db.session.get(StoredFile, file_id)
        if file is None or (file.subject_kind, file.subject_id) != (SUBJECT, activity_id):
            raise NotFound
        keeping.remove(file, actor=me(), now=clock.now())
    flash(gettext("已移除。"), "ok")
    return redirect(url_for("activities.show", activity_id=activity_id, _anchor="files"))
