"""A member's claims: what may be declared, declaring it, its way, putting it right, taking it back."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from ...accounts.queries import member_names
from ...core import clock
from ...core.errors import NotFound
from ...core.ids import new_token
from ...core.local import today
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...files import queries as files
from ...files.intake import takes_files
from ...record.sheet import Rule
from ...web.access import me, requires
from .. import access, queries
from .. import claims as service
from ..claiming import ClaimState, may_withdraw
from ..entering import foreseen, known_rule_of
from ..measuring import measure_of
from ..models import PointsClaim
from .blueprint import blueprint, day_from, refused


@blueprint.get("/")
@requires(Permission.TAKE_PART)
def index() -> ResponseReturnValue:
    page = queries.claims_of(me().member_id, page_number(request.args.get("page")))
    objections = queries.objections_of(me().member_id)
    return render_template(
        "points/index.html",
        page=page,
        rules=service.claimable(me().branch_id, today()),
        titles={claim.id: known_rule_of(claim) for claim in page.rows},
        objections=objections,
        entries=queries.entries_called([one.entry_id for one in objections]),
    )


@blueprint.get("/claims/new/<name>")
@requires(Permission.TAKE_PART)
def new(name: str) -> ResponseReturnValue:
    values = {"day": today().isoformat(), "request_id": new_token(12)}
    return _form(_rule_called(name), values, {})


@blueprint.post("/claims/new/<name>")
@requires(Permission.TAKE_PART)
@takes_files(*service.EVIDENCE, count=service.MOST_FILES)
def declare(name: str) -> ResponseReturnValue:
    rule, made = _rule_called(name), list[PointsClaim]()
    errors = refused(lambda: made.append(_declare(rule)))
    if errors:
        return _form(rule, request.form, errors), 422
    flash(
        gettext("已记入积分。") if made[0].state is ClaimState.APPROVED else gettext("已提交，等待审核。"),
        "ok",
    )
    return redirect(url_for("points.show", claim_id=made[0].id))


def _declare(rule: Rule) -> PointsClaim:
    draft = _draft(rule)
    with unit_of_work():
        return service.declare(
            draft, _uploads(), request.form.get("request_id", "")[:64], actor=me(), now=clock.now()
        )


def _draft(rule: Rule) -> service.Draft:
    form = request.form
    measure = measure_of(
        rule,
        outcome=form.get("outcome", ""),
        count=form.get("count", ""),
        points=form.get("points", ""),
    )
    return service.Draft(rule.name, day_from(form.get("day", "")), form.get("text", ""), measure)


def _uploads() -> list[FileStorage]:
    return [upload for upload in request.files.getlist("file") if upload.filename]


def _rule_called(name: str) -> Rule:
    rule = next((one for one in service.claimable(me().branch_id, today()) if one.name == name), None)
    if rule is None:
        raise NotFound
    return rule


def _form(
    rule: Rule, values: Mapping[str, str], errors: Mapping[str, str], claim: PointsClaim | None = None
) -> str:
    return render_template(
        "points/claim_form.html",
        rule=rule,
        values=values,
        errors=errors,
        claim=claim,
        evidence=files.of(service.SUBJECT, claim.id) if claim else [],
        today=today(),
        most=service.MOST_FILES,
    )


@blueprint.get("/claims/<int:claim_id>")
@requires(Permission.TAKE_PART)
def show(claim_id: int) -> ResponseReturnValue:
    return claim_page(_visible(claim_id), {})


def claim_page(claim: PointsClaim, errors: Mapping[str, str]) -> str:
    """Return the page of a claim, for its member and for who judges it."""
    return render_template(
        "points/claim.html",
        claim=claim,
        rule=known_rule_of(claim),
        steps=queries.steps_of(claim.id),
        evidence=files.of(service.SUBJECT, claim.id),
        name=member_names([claim.member_id]).get(claim.member_id, ""),
        judge=access.judge_of(claim, me()),
        own=claim.member_id == me().member_id,
        withdrawable=may_withdraw(claim.state),
        outcome=foreseen(claim) if claim.entry_id is None else None,
        errors=errors,
    )


@blueprint.get("/claims/<int:claim_id>/mend")
@requires(Permission.TAKE_PART)
def mend(claim_id: int) -> ResponseReturnValue:
    claim = _returned(claim_id)
    values = {
        "day": claim.day.isoformat(),
        "text": claim.text,
        "outcome": claim.outcome,
        "count": str(claim.count or ""),
        "points": "" if claim.points is None else f"{claim.points / 100:g}",
    }
    return _form(known_rule_of(claim), values, {}, claim)


@blueprint.post("/claims/<int:claim_id>/mend")
@requires(Permission.TAKE_PART)
@takes_files(*service.EVIDENCE, count=service.MOST_FILES)
def resubmit(claim_id: int) -> ResponseReturnValue:
    claim = _returned(claim_id)
    rule = known_rule_of(claim)
    errors = refused(lambda: _resubmit(claim_id, rule))
    if errors:
        return _form(rule, request.form, errors, _returned(claim_id)), 422
    flash(gettext("已重新提交，等待审核。"), "ok")
    return redirect(url_for("points.show", claim_id=claim_id))


def _resubmit(claim_id: int, rule: Rule) -> None:
    draft = _draft(rule)
    with unit_of_work():
        service.resubmit(claim_id, draft, _uploads(), actor=me(), now=clock.now())


@blueprint.post("/claims/<int:claim_id>/withdraw")
@requires(Permission.TAKE_PART)
def withdraw(claim_id: int) -> ResponseReturnValue:
    with unit_of_work():
        service.withdraw(claim_id, actor=me(), now=clock.now())
    flash(gettext("已撤回。"), "ok")
    return redirect(url_for("points.show", claim_id=claim_id))


@blueprint.post("/claims/<int:claim_id>/evidence/<int:file_id>/remove")
@requires(Permission.TAKE_PART)
def remove_evidence(claim_id: int, file_id: int) -> ResponseReturnValue:
    with unit_of_work():
        service.remove_evidence(claim_id, file_id, actor=me(), now=clock.now())
    return redirect(url_for("points.mend", claim_id=claim_id))


def _visible(claim_id: int) -> PointsClaim:
    claim = db.session.get(PointsClaim, claim_id)
    if claim is None or not access.may_see(claim, me()):
        raise NotFound
    return claim


def _returned(claim_id: int) -> PointsClaim:
    claim = _visible(claim_id)
    if claim.member_id != me().member_id or claim.state is not ClaimState.RETURNED:
        raise NotFound
    return claim
