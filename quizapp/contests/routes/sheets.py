"""Lists to take away: results and absentees as xlsx, results on paper."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ...core.i18n import N_
from ...core.permissions import Permission
from ...core.workbook import Sheet
from ...web.access import requires
from ...web.filters import duration, moment, points
from ...web.workbooks import send_workbook
from .. import queries
from ..models import Contest
from . import sight
from .blueprint import blueprint

PEOPLE = (
    *(N_("名次"), N_("姓名"), N_("党小组"), N_("得分")),
    *(N_("满分"), N_("用时"), N_("答题次数"), N_("交卷时间")),
)
GROUPS = (N_("名次"), N_("党小组"), N_("人均得分"), N_("应参加"), N_("已参加"))


@blueprint.get("/<int:contest_id>/results.xlsx")
@requires(Permission.MANAGE_CONTESTS)
def results_xlsx(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    rows = queries.standings(contest)
    groups = queries.group_standings(rows, queries.progress(contest))
    people = Sheet(
        gettext("成绩"),
        [gettext(one) for one in PEOPLE],
        [
            [
                *(str(row.rank), row.name, row.group, points(row.score), points(row.maximum)),
                *(duration(row.used_ms), str(row.attempts), moment(row.submitted_at)),
            ]
            for row in rows
        ],
    )
    by_group = Sheet(
        gettext("党小组"),
        [gettext(one) for one in GROUPS],
        [[str(one.rank), one.name, points(one.mean), str(one.heads), str(one.taken)] for one in groups],
    )
    return _file(contest, gettext("成绩"), [people, by_group])


@blueprint.get("/<int:contest_id>/absentees.xlsx")
@requires(Permission.SEE_PROGRESS)
def absentees_xlsx(contest_id: int) -> ResponseReturnValue:
    contest, group_id = sight.followed(contest_id)
    rows = [[group.name, name] for group in queries.progress(contest, group_id) for name in group.absent]
    sheet = Sheet(gettext("未参加"), [gettext("党小组"), gettext("姓名")], rows)
    return _file(contest, gettext("未参加名单"), [sheet])


def _file(contest: Contest, name: str, sheets: list[Sheet]) -> Response:
    return send_workbook(sheets, f"{contest.title}-{name}.xlsx")


@blueprint.get("/<int:contest_id>/print")
@requires(Permission.MANAGE_CONTESTS)
def print_results(contest_id: int) -> ResponseReturnValue:
    contest = sight.managed(contest_id)
    rows, groups = queries.standings(contest), queries.progress(contest)
    return render_template(
        "contests/print.html",
        contest=contest,
        state=sight.state_now(contest),
        rows=rows,
        groups=queries.group_standings(rows, groups),
        absent=groups,
    )
