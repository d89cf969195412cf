"""A contest's paper: how reliable its places are, and how each item did."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ...contests.models import Contest
from ...contests.window import OVER
from ...core.permissions import Permission
from ...live.models import LiveContest, LiveState
from ...web.access import requires
from ...web.workbooks import send_workbook
from .. import sheets, words
from ..reading import PaperAnalysis, paper_analysis
from . import sight
from .blueprint import blueprint
from .items import SHOWN


@blueprint.get("/contests/<int:contest_id>")
@requires(Permission.MANAGE_CONTESTS)
def contest(contest_id: int) -> ResponseReturnValue:
    held = sight.contest_of(contest_id)
    return _page(
        _of_contest(held),
        contest=held,
        is_over=held.state in OVER,
        file=url_for("analysis.contest_xlsx", contest_id=held.id),
        nav="manage/contests",
        is_live=False,
    )


@blueprint.get("/live/<int:contest_id>")
@requires(Permission.MANAGE_LIVE)
def live(contest_id: int) -> ResponseReturnValue:
    held = sight.live_of(contest_id)
    return _page(
        _of_live(held),
        contest=held,
        is_over=held.state in (LiveState.FINISHED, LiveState.SETTLED),
        file=url_for("analysis.live_xlsx", contest_id=held.id),
        nav="manage/live",
        is_live=True,
    )


def _of_contest(held: Contest) -> PaperAnalysis:
    order = [item_id for item_id, _ in held.picks or ()]
    return paper_analysis(held.branch_id, f"contest:{held.id}", order)


def _of_live(held: LiveContest) -> PaperAnalysis:
    return paper_analysis(held.branch_id, f"live:{held.id}")


def _page(found: PaperAnalysis, **shown: Any) -> str:
    return render_template("analysis/paper.html", found=found, **shown, **SHOWN)


@blueprint.get("/contests/<int:contest_id>.xlsx")
@requires(Permission.MANAGE_CONTESTS)
def contest_xlsx(contest_id: int) -> Response:
    held = sight.contest_of(contest_id)
    return _file(held.title, _of_contest(held), is_live=False)


@blueprint.get("/live/<int:contest_id>.xlsx")
@requires(Permission.MANAGE_LIVE)
def live_xlsx(contest_id: int) -> Response:
    held = sight.live_of(contest_id)
    return _file(held.title, _of_live(held), is_live=True)


def _file(title: str, found: PaperAnalysis, *, is_live: bool) -> Response:
    name = gettext("%(title)s　试卷分析", title=title)
    return send_workbook(sheets.of_paper(found, words.unit_of(is_live=is_live)), f"{name}.xlsx")
