"""The points rules for everybody: every version, one of them, two side by side."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ...accounts.queries import member_names
from ...core.errors import NotFound
from ...core.local import today
from ...core.permissions import Permission
from ...record.sheet import Sheet
from ...web.access import me, requires
from ...web.intake import row_id
from ..comparing import differences
from ..versions import sheet_of, versions
from .blueprint import blueprint


@blueprint.get("/versions")
@requires(Permission.TAKE_PART)
def sheet_versions() -> ResponseReturnValue:
    found = versions(me().branch_id)
    names = member_names([one.author_id for one in found])
    return render_template("points/versions.html", versions=found, names=names, today=today())


@blueprint.get("/versions/<int:sheet_id>")
@requires(Permission.TAKE_PART)
def version(sheet_id: int) -> ResponseReturnValue:
    return render_template("points/version.html", sheet=_sheet(sheet_id))


@blueprint.get("/versions/compare")
@requires(Permission.TAKE_PART)
def compare() -> ResponseReturnValue:
    found = versions(me().branch_id)
    old, new = _asked("old", found[1 if len(found) > 1 else 0].id), _asked("new", found[0].id)
    changes = differences(_sheet(old), _sheet(new))
    return render_template("points/compare.html", versions=found, old=old, new=new, changes=changes)


def _asked(name: str, usual: int) -> int:
    try:
        return row_id(request.args[name]) if name in request.args else usual
    except ValueError:
        raise NotFound from None


def _sheet(sheet_id: int) -> Sheet:
    sheet = sheet_of(sheet_id, me())
    if sheet is None:
        raise NotFound
    return sheet
