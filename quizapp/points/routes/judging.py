"""Claims that wait for a leader or the branch: the list, each of them, several at once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts.queries import member_names
from ...core import clock
from ...core.errors import NotFound
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...files import queries as files
from ...web.access import me, requires
from ...web.filters import counted
from ...web.intake import row_id
from .. import access, queries
from .. import claims as service
from ..entering import foreseen, known_rule_of
from ..measuring import points_of
from ..models import PointsClaim
from .blueprint import blueprint, refused
from .claims import claim_page


@blueprint.get("/waiting")
@requires(Permission.JUDGE_CLAIMS)
def waiting() -> ResponseReturnValue:
    number, rule, done = page_number(request.args.get("page")), request.args.get("rule", ""), _asked_done()
    page = queries.claims_judged(me(), number) if done else queries.claims_waiting(me(), number, rule)
    return render_template(
        "points/waiting.html",
        page=page,
        done=done,
        rule=rule,
        rules=queries.rules_waiting(me()),
        of={claim.id: known_rule_of(claim) for claim in page.rows},
        names=member_names([claim.member_id for claim in page.rows]),
        outcomes={} if done else {claim.id: foreseen(claim) for claim in page.rows},
        evidence=files.of_many(service.SUBJECT, [claim.id for claim in page.rows]),
    )


def _asked_done() -> bool:
    return request.args.get("state") == "done"


@blueprint.post("/waiting")
@requires(Permission.JUDGE_CLAIMS)
def agree_to_all() -> ResponseReturnValue:
    try:
        chosen = [row_id(one) for one in request.form.getlist("claim")][: queries.PAGE]
    except ValueError:
        raise NotFound from None
    with unit_of_work():
        done = service.agree_to_all(chosen, actor=me(), now=clock.now())
    flash(counted("已通过 %(n)d 份申报。", done) if done else gettext("没有选中申报。"), "ok")
    return redirect(url_for("points.waiting"))


@blueprint.post("/claims/<int:claim_id>/agree")
@requires(Permission.JUDGE_CLAIMS)
def agree(claim_id: int) -> ResponseReturnValue:
    _to_judge(claim_id)
    errors = refused(lambda: _agree(claim_id))
    if errors:
        return claim_page(_to_judge(claim_id), errors), 422
    flash(gettext("已通过。"), "ok")
    return redirect(url_for("points.waiting"))


def _agree(claim_id: int) -> None:
    written, reason = request.form.get("points", ""), request.form.get("reason", "")
    points = points_of(written) if written.strip() else None
    with unit_of_work():
        service.agree(claim_id, actor=me(), now=clock.now(), points=points, reason=reason)


@blueprint.post("/claims/<int:claim_id>/return")
@requires(Permission.JUDGE_CLAIMS)
def send_back(claim_id: int) -> ResponseReturnValue:
    _to_judge(claim_id)
    errors = refused(lambda: _send_back(claim_id))
    if errors:
        return claim_page(_to_judge(claim_id), {"back": errors.get("reason", "")}), 422
    flash(gettext("已退回本人。"), "ok")
    return redirect(url_for("points.waiting"))


def _send_back(claim_id: int) -> None:
    with unit_of_work():
        service.send_back(claim_id, request.form.get("reason", ""), actor=me(), now=clock.now())


def _to_judge(claim_id: int) -> PointsClaim:
    claim = db.session.get(PointsClaim, claim_id)
    if claim is None or access.judge_of(claim, me()) is None:
        raise NotFound
    return claim
