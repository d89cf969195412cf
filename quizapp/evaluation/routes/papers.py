"""What leaves on paper or as a file: the list to sign and post, the workbook, a member's sheet."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts import queries as people
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...documents.responding import asked_form, respond
from ...web.access import me, requires
from ...web.workbooks import send_workbook
from .. import listing, monthly, queries, summary
from ..models import Evaluation
from .blueprint import asked, block_title, blueprint


@blueprint.get("/manage/<int:evaluation_id>/list")
@requires(Permission.MANAGE_EVALUATION)
def printed(evaluation_id: int) -> ResponseReturnValue:
    row = _computed(evaluation_id)
    site = people.kept_site()
    document = listing.posted(row, site.unit or "")
    back = (gettext("返回"), url_for("evaluation.show", evaluation_id=row.id))
    return respond(document, asked_form(), row.title, back)


@blueprint.get("/manage/<int:evaluation_id>/list.xlsx")
@requires(Permission.MANAGE_EVALUATION)
def exported(evaluation_id: int) -> ResponseReturnValue:
    row = _computed(evaluation_id)
    return send_workbook(listing.sheets(row, block_title), f"{row.title}.xlsx")


@blueprint.get("/marks/manage/<int:month_id>/list")
@requires(Permission.MANAGE_EVALUATION)
def printed_work(month_id: int) -> ResponseReturnValue:
    row = monthly.month_of(me().branch_id, month_id)
    document = listing.work_list(row, monthly.results(row), people.kept_site().unit or "")
    back = (gettext("返回"), url_for("evaluation.work_month", month_id=row.id))
    return respond(document, asked_form(), f"{document.title} {document.subtitle}", back)


@blueprint.get("/<int:evaluation_id>/members/<int:member_id>/sheet")
@requires(Permission.SEE_RECORD)
def sheet(evaluation_id: int, member_id: int) -> ResponseReturnValue:
    """Show a member's sheet to himself, once it is public, and to those who run the evaluation."""
    if me().is_organiser:
        row, back = asked(evaluation_id), url_for("evaluation.show", evaluation_id=evaluation_id)
    else:
        row, back = (
            queries.for_member(me(), evaluation_id),
            url_for("evaluation.mine", evaluation_id=evaluation_id),
        )
    mine = queries.own(row, member_id)
    if mine is None or not (me().is_organiser or member_id == me().member_id):
        raise NotFound
    document = summary.sheet_of(row, member_id, block_title)
    return respond(document, asked_form(), f"{mine.row['name']} {row.title}", (gettext("返回"), back))


def _computed(evaluation_id: int) -> Evaluation:
    row = asked(evaluation_id)
    if row.result is None:
        raise NotFound
    return row
