"""The organisers' list of pledges, and the plates to print."""

from __future__ import annotations

import io
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts import queries as people
from ...accounts.models import Branch, Member
from ...core import clock
from ...core.errors import Invalid, NotFound
from ...core.local import today
from ...core.permissions import Permission
from ...core.transaction import hold_still, unit_of_work
from ...documents.responding import chosen_font, has_font
from ...extensions import db
from ...infra.os_thread import call_in_pool
from ...web.access import check, me, requires
from ...web.branches import branch_args, branch_in_question
from ...web.intake import row_id
from ...web.seen import check_seen, mark_of
from .. import queries, service
from ..models import Pledge
from ..queries.pledges import Plate
from ..wording import Standing
from .blueprint import blueprint

SIZES = ("a4", "a5")


@blueprint.get("/manage/pledges")
@requires(Permission.MANAGE_COMMUNITY)
def pledge_desk() -> ResponseReturnValue:
    return _desk({})


def _desk(errors: dict[int, str]) -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_COMMUNITY)
    year = _asked_year()
    group_id = request.args.get("group", type=row_id)
    lines = queries.pledges.lines(branch.id, year, group_id=group_id)
    html = render_template(
        "community/pledge_desk.html",
        lines=lines,
        year=year,
        years=sorted({today().year, today().year + 1, *queries.pledges.years(branch.id)}, reverse=True),
        groups=people.groups_of(branch.id),
        group_id=group_id,
        errors=errors,
        mark_of=mark_of,
        sizes=SIZES,
        has_font=has_font(),
        args=branch_args(branch.id),
    )
    return html, 422 if errors else 200


def _asked_year() -> int:
    year = request.values.get("year", default=today().year, type=row_id)
    return year if 2000 <= year <= 9998 else today().year


@blueprint.post("/manage/pledges/<int:pledge_id>/<any(acknowledge, return, award, unaward):act>")
@requires(Permission.MANAGE_COMMUNITY)
def judge_pledge(pledge_id: int, act: str) -> ResponseReturnValue:
    row = db.session.get(Pledge, pledge_id)
    if row is None:
        raise NotFound
    check(Permission.MANAGE_COMMUNITY, branch_id=row.branch_id)
    try:
        with unit_of_work():
            _judge(row, act)
    except Invalid as error:
        return _desk({pledge_id: gettext(error.message, **error.params)})
    words = {
        "acknowledge": gettext("已确认，承诺向支部公开。"),
        "return": gettext("已退回，并告诉了本人。"),
        "award": gettext("已授予党员先锋岗。"),
        "unaward": gettext("已取消党员先锋岗。"),
    }
    flash(words[act], "ok")
    return redirect(url_for("community.pledge_desk", year=row.year, **branch_args(row.branch_id)))


def _judge(row: Pledge, act: str) -> None:
    if act == "acknowledge":
        hold_still(row)
        check_seen(row.post, *(item.text for item in row.items))
        service.pledges.acknowledge(row, actor=me(), now=clock.now())
    elif act == "return":
        service.pledges.send_back(row, request.form.get("reason", ""), actor=me(), now=clock.now())
    else:
        service.pledges.set_vanguard(row, act == "award", actor=me(), now=clock.now())


@blueprint.get("/manage/pledges/plates")
@requires(Permission.MANAGE_COMMUNITY)
def plates() -> ResponseReturnValue:
    """Show the plates of those chosen (`pledge`), else of a group or of all; or give them as PDF for the printer."""
    branch = branch_in_question(Permission.MANAGE_COMMUNITY)
    year, chosen = _asked_year(), request.args.getlist("pledge", type=row_id)
    found = queries.pledges.plates(
        branch.id,
        year,
        ids=chosen,
        group_id=request.args.get("group", type=row_id),
        vanguard_only=request.args.get("all") != "1",
    )
    back = (gettext("返回"), url_for("community.pledge_desk", year=year, **branch_args(branch.id)))
    return _plates(found, back)


@blueprint.get("/pledges/<int:pledge_id>/plate")
@requires(Permission.TAKE_PART)
def own_plate(pledge_id: int) -> ResponseReturnValue:
    row = db.session.get(Pledge, pledge_id)
    if row is None or row.member_id != me().member_id or row.state is not Standing.PUBLIC:
        raise NotFound
    member, branch = db.session.get_one(Member, row.member_id), db.session.get_one(Branch, row.branch_id)
    found = [queries.pledges.plate_of(row, member.name, member.duty, branch.name)]
    return _plates(found, (gettext("返回"), url_for("community.pledge", pledge_id=pledge_id)))


def _plates(found: Sequence[Plate], back: tuple[str, str]) -> ResponseReturnValue:
    asked = request.args.get("size", "")
    size = asked if asked in SIZES else SIZES[0]
    if request.args.get("form") == "pdf" and found and has_font():
        font = chosen_font()

        def draw() -> bytes:
            from ..plates import render  # fpdf2 is much, and seldom wanted

            return render(found, size, font)

        name = f"{gettext('党员先锋岗')} {size.upper()}.pdf"
        content = io.BytesIO(bytes(call_in_pool(draw)))
        return send_file(content, mimetype="application/pdf", as_attachment=True, download_name=name)
    args = {**request.args.to_dict(flat=False), **(request.view_args or {})}
    return render_template(
        "community/plates.html",
        plates=found,
        size=size,
        sizes=SIZES,
        back=back,
        has_font=has_font(),
        address=lambda **more: url_for(request.endpoint or "", **{**args, **more}),
    )
