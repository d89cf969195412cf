"""The attendance sheet: to print, and as a workbook."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core.i18n import N_
from ...core.permissions import Permission
from ...core.workbook import Sheet
from ...web.access import me, requires
from ...web.filters import moment
from ...web.workbooks import send_workbook
from .. import attending, queries
from ..attending import HOW_TITLES, STATE_TITLES
from ..kinds import KINDS
from . import sight
from .blueprint import blueprint

HEADINGS = (
    *(N_("姓名"), N_("党小组"), N_("应到"), N_("有表决权")),
    *(N_("出席"), N_("签到时间"), N_("签到方式"), N_("备注")),
)


@blueprint.get("/<int:activity_id>/sheet")
@requires(Permission.TAKE_PART)
def sheet(activity_id: int) -> ResponseReturnValue:
    activity = sight.run(activity_id)
    lines = queries.lines_of(activity, me())
    return render_template(
        "activities/sheet.html",
        activity=activity,
        rule=KINDS[activity.kind],
        named=queries.named(activity),
        count=attending.count(lines),
        called=[line for line in lines if line.expected and line.state not in attending.NOT_CALLED],
        others=[line for line in lines if not line.expected and line.state in attending.TOOK_PART],
        exempt=[line for line in lines if line.exempt and line.state not in attending.TOOK_PART],
    )


@blueprint.get("/<int:activity_id>/attendance.xlsx")
@requires(Permission.TAKE_PART)
def attendance_xlsx(activity_id: int) -> ResponseReturnValue:
    activity = sight.run(activity_id)
    rows = [_row(line) for line in queries.lines_of(activity, me())]
    sheet = Sheet(gettext("出席"), [gettext(one) for one in HEADINGS], rows)
    return send_workbook([sheet], f"{activity.title}-{gettext('出席')}.xlsx")


def _row(line: queries.Line) -> list[str]:
    """Return a person's row; why somebody asked for leave is no part of it."""
    yes = gettext("是")
    return [
        line.name,
        line.group or "",
        yes if line.expected else "",
        yes if line.votes else "",
        gettext(STATE_TITLES[line.state]),
        moment(line.at) if line.at else "",
        gettext(HOW_TITLES[line.how]) if line.how else "",
        gettext("不作硬性要求") if line.exempt else "",
    ]
