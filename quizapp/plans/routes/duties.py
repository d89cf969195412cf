"""The calendar of duties, the branch's own rules for them, and for the secretary who is long away."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts.models import Branch
from ...accounts.service import set_branch_setting
from ...core import clock
from ...core.errors import NotFound
from ...core.local import today
from ...core.permissions import Permission, Role
from ...core.transaction import unit_of_work
from ...documents.responding import asked_form, respond
from ...extensions import db
from ...web.access import me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted
from .. import absence, away, gathering
from ..articles import ARTICLES
from ..duties import DUTIES, Row, Scope, Span, State, summary
from ..forms import SPAN_TITLES, DutiesForm
from ..gathering import SETTING
from ..sheets import asked, duties_document
from ..warning import part_title
from .blueprint import asked_year, blueprint


def _shown() -> tuple[Branch, int, Sequence[Row]]:
    """Return the branch, the year and the rows that the caller sees: a leader those of the branch and the own group."""
    is_leader = me().role is Role.LEADER
    branch = (
        db.session.get_one(Branch, me().branch_id)
        if is_leader
        else branch_in_question(Permission.SEE_PROGRESS)
    )
    year = asked_year()
    rows = gathering.calendar(branch.id, year, today())
    if is_leader:
        own = str(me().group_id)
        rows = [row for row in rows if row.duty.scope is not Scope.GROUP or row.part == own]
    return branch, year, rows


@blueprint.get("/duties")
@requires(Permission.SEE_PROGRESS)
def duties() -> ResponseReturnValue:
    branch, year, rows = _shown()
    groups = gathering.groups_in(branch.id, year)
    return render_template(
        "plans/duties.html",
        year=year,
        rows=[(row, part_title(row, groups), asked(row)) for row in rows],
        counts=summary(rows),
        articles=ARTICLES,
        State=State,
        lead=gathering.setting_of(branch.id).lead,
        args=branch_args(branch.id),
        today=today(),
    )


@blueprint.get("/duties/print")
@requires(Permission.SEE_PROGRESS)
def duties_print() -> ResponseReturnValue:
    branch, year, rows = _shown()
    document = duties_document(rows, year, branch.name, gathering.groups_in(branch.id, year))
    back = (gettext("返回"), url_for("plans.duties", year=year, **branch_args(branch.id)))
    return respond(document, asked_form(), document.title, back)


@blueprint.route("/duties/settings", methods=["GET", "POST"])
@requires(Permission.MANAGE_PLANS)
def duties_settings() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_PLANS)
    form, setting = DutiesForm(), gathering.setting_of(branch.id)
    if request.method == "POST" and form.validate() and accepted(form, lambda: _save(form, branch.id)):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("plans.duties", **branch_args(branch.id)))
    if request.method == "GET":
        form.show(setting)
    page = render_template(
        "plans/duties_settings.html",
        form=form,
        rules=form.chosen(request.form).rules if request.method == "POST" else setting.rules,
        duties=[duty for duty in DUTIES.values() if duty.key != "talk"],
        articles=ARTICLES,
        spans=SPAN_TITLES,
        lead_fields=[form[f"lead_{span.value}"] for span in Span],
        args=branch_args(branch.id),
    )
    return page, 422 if request.method == "POST" else 200


def _save(form: DutiesForm, branch_id: int) -> None:
    kept = gathering.to_store(form.chosen(request.form))
    with unit_of_work():
        set_branch_setting(branch_id, SETTING, kept, actor=me(), now=clock.now())


@blueprint.get("/absent")
@requires(Permission.TAKE_PART)
def absent() -> ResponseReturnValue:
    """Show the secretary, and nobody else whatever the role, who has not taken part for long."""
    if not away.is_secretary(me(), today()):
        raise NotFound
    found = away.away(me().branch_id, today())
    return render_template(
        "plans/absent.html",
        rows=[one for one in found if not one.exempt],
        exempt=[one for one in found if one.exempt],
        warn_from=absence.WARN_FROM,
        article=absence.ARTICLE,
        article_text=absence.ARTICLE_TEXT,
    )
