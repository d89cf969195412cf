"""Reports of errors: the member's form, and the list and the answer of those who look after the bank."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from ....core import clock
from ....core.errors import DomainError, Invalid, NotFound
from ....core.paging import page_number
from ....core.permissions import Permission
from ....core.transaction import unit_of_work
from ....web.access import me, requires
from ....web.intake import row_id
from ... import queries as bank_queries
from ...queries import StoredItem
from .. import report_queries, reporting, tokens
from ..models import OUTCOMES, REPORT_KINDS, Outcome, ReportKind
from ..report_queries import ReportLine
from .blueprint import blueprint, shown_on_a_phone

REGRADING = "regrading.preview"  # where a key is changed and what was answered is marked anew


@blueprint.app_template_global()
def report_url(version_id: int) -> str:
    """Return the address at which a version that is shown here can be reported, and from which one comes back."""
    return url_for("reviewing.report", token=tokens.token_of(version_id), back=request.full_path.rstrip("?"))


@blueprint.get("/report/<token>")
@requires(Permission.TAKE_PART)
def report(token: str) -> ResponseReturnValue:
    return _form(_shown(token))


@blueprint.post("/report/<token>")
@requires(Permission.TAKE_PART)
def send_report(token: str) -> ResponseReturnValue:
    shown = _shown(token)
    kind, text = request.form.get("kind", ""), request.form.get("text", "")
    if kind not in set(ReportKind):
        return _form(shown, {"kind": gettext("请选一项。")}, text)
    try:
        with unit_of_work():
            reporting.report(shown.version_id, ReportKind(kind), text, actor=me(), now=clock.now())
    except Invalid as error:
        return _form(shown, {error.field: gettext(error.message, **error.params)}, text)
    flash(gettext("已收到，谢谢。有了答复会在“通知”里告诉你。"), "ok")
    return redirect(url_for("reviewing.report", token=token, back=_back()))


def _shown(token: str) -> StoredItem:
    version_id = tokens.version_of(token)
    found = bank_queries.versions([version_id]).get(version_id) if version_id else None
    if found is None:
        raise NotFound
    return found


def _back() -> str:
    """Return the page of ours to go back to."""
    back = request.values.get("back", "")
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else url_for("home.index")


def _form(
    stored: StoredItem, errors: dict[str, str] | None = None, text: str | None = None
) -> ResponseReturnValue:
    own = report_queries.own_report(me().member_id, stored.version_id)
    page = render_template(
        "bank/reviewing/report.html",
        stored=stored,
        own=own,
        kinds=REPORT_KINDS,
        outcomes=OUTCOMES,
        back_to=_back(),
        errors=errors or {},
        text=text if text is not None else (own.text if own and not own.answered_at else ""),
        most=reporting.MOST_TEXT,
    )
    return page, 422 if errors else 200


@blueprint.get("/bank/reports/")
@requires(Permission.MANAGE_BANK)
def reports() -> ResponseReturnValue:
    answered, kind = request.args.get("state") == "answered", request.args.get("kind", "")
    kind = kind if kind in set(ReportKind) else ""
    item_id = request.args.get("item", type=row_id)
    number = page_number(request.args.get("page"))
    page = report_queries.reports(me(), number, answered=answered, kind=kind, item_id=item_id)
    args = {name: request.args[name] for name in ("state", "kind", "item") if request.args.get(name)}
    return render_template(
        "bank/reviewing/reports.html",
        page=page,
        kinds=REPORT_KINDS,
        outcomes=OUTCOMES,
        kind=kind,
        answered=answered,
        args=args,
    )


@blueprint.get("/bank/reports/<int:report_id>")
@requires(Permission.MANAGE_BANK)
def show_report(report_id: int) -> ResponseReturnValue:
    return _answer_page(_line(report_id))


def _line(report_id: int) -> ReportLine:
    line = report_queries.report_line(report_id)
    if line is None or not reporting.may_answer(me(), line.owner_branch, line.branch_id):
        raise NotFound
    return line


def _answer_page(line: ReportLine, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    stored = bank_queries.stored_item(line.item_id)
    if stored is None:
        raise NotFound
    can_regrade = REGRADING in current_app.view_functions
    page = render_template(
        "bank/reviewing/answer.html",
        line=line,
        others=report_queries.others(line, me()),
        chosen=shown_on_a_phone(stored),
        kinds=REPORT_KINDS,
        outcomes={one: OUTCOMES[one] for one in reporting.outcomes_for(line.owner_branch)},
        names=OUTCOMES,
        regrading=url_for(REGRADING, item_id=line.item_id) if can_regrade else "",
        hidden=line.owner_branch is None and report_queries.is_hidden(me().branch_id, line.item_id),
        errors=errors or {},
        most=reporting.MOST_TEXT,
    )
    return page, 422 if errors else 200


@blueprint.post("/bank/reports/<int:report_id>")
@requires(Permission.MANAGE_BANK)
def answer_report(report_id: int) -> ResponseReturnValue:
    line, outcome = _line(report_id), request.form.get("outcome", "")
    if outcome not in set(reporting.outcomes_for(line.owner_branch)):
        return _answer_page(line, {"outcome": gettext("请选一项。")})
    try:
        with unit_of_work():
            answered = reporting.answer(
                report_id,
                Outcome(outcome),
                request.form.get("answer", ""),
                actor=me(),
                now=clock.now(),
                all_alike=request.form.get("all") == "1",
            )
    except Invalid as error:
        return _answer_page(line, {error.field: gettext(error.message, **error.params)})
    except DomainError as error:
        flash(gettext(error.message, **error.params), "warn")
        return redirect(url_for("reviewing.show_report", report_id=report_id))
    flash(
        ngettext("已答复 %(num)d 条，并通知了报告的人。", "已答复 %(num)d 条，并通知了报告的人。", answered),
        "ok",
    )
    return redirect(url_for("reviewing.reports"))


@blueprint.post("/bank/items/<int:item_id>/hidden")
@requires(Permission.MANAGE_BANK)
def hide(item_id: int) -> ResponseReturnValue:
    """Hide a shipped item from the own branch, or show it again."""
    hidden = request.form.get("hidden") == "1"
    with unit_of_work():
        reporting.hide_item(item_id, hidden, actor=me(), now=clock.now())
    flash(gettext("本支部不再出这道题。") if hidden else gettext("本支部又会出这道题了。"), "ok")
    return redirect(url_for("bank.show", item_id=item_id))
