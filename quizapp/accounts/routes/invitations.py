"""One-time links: the page they open, and the sheet of links to hand out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ...core import clock
from ...core.ids import token_hash
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import me, public, requires
from ...web.branches import branch_args, branch_in_question
from ...web.forms import accepted
from ...web.intake import row_id
from ...web.links import is_local
from .. import queries, service
from ..forms import LinkForm
from ..models import LinkPurpose, Member
from ..passwords import hash_password
from . import visits
from .blueprint import blueprint


@dataclass(frozen=True, slots=True)
class Slip:
    """An invitation to cut out."""

    name: str
    username: str
    group_name: str | None
    link: str
    code: Markup


@blueprint.route("/i/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    link = queries.link_of(token_hash(token), clock.now())
    if link is None:
        raise service.spent_link()
    form = LinkForm()
    if link.consented:
        del form.agree
    if form.validate_on_submit() and accepted(form, lambda: _use(token, link, form)):
        visits.enter(link.member_id, remember=True)
        return redirect(url_for("home.index"))
    is_invitation = link.purpose is LinkPurpose.INVITE
    page = render_template("accounts/invitation.html", form=form, link=link, is_invitation=is_invitation)
    return page, 422 if form.errors else 200


def _use(token: str, link: queries.OpenLink, form: LinkForm) -> None:
    service.check_password(form.password.data, link.username, link.phone, link.name)
    hashed = hash_password(form.password.data)
    with unit_of_work():
        service.use_link(token, hashed, now=clock.now())


@blueprint.post("/members/<int:member_id>/link")
@requires(Permission.MANAGE_MEMBERS)
def member_link(member_id: int) -> ResponseReturnValue:
    member = visits.member_in_question(member_id)
    with unit_of_work():
        token = service.issue_link(member, actor=me(), now=clock.now())
    link = visits.absolute(url_for("accounts.invitation", token=token))
    is_invitation = member.password_hash is None
    return render_template(
        "accounts/member_link.html",
        member=member,
        link=link,
        code=visits.qr_code(link),
        is_local=is_local(link),
        is_invitation=is_invitation,
        args=branch_args(member.branch_id),
    )


@blueprint.post("/members/sheet")
@requires(Permission.MANAGE_MEMBERS)
def invitation_sheet() -> ResponseReturnValue:
    branch = branch_in_question(Permission.MANAGE_MEMBERS)
    chosen = request.form.getlist("member", type=row_id)
    # An organiser gives administrators no link: theirs must not keep the others' from being printed.
    waiting = queries.waiting_members(branch.id, chosen or None, with_admins=me().is_admin)
    tokens: list[str] = []
    now = clock.now()
    with unit_of_work():
        for line in waiting:
            tokens.append(service.issue_link(db.session.get_one(Member, line.id), actor=me(), now=now))
    slips = [_slip(line, token) for line, token in zip(waiting, tokens, strict=True)]
    return render_template(
        "accounts/invitation_sheet.html",
        slips=slips,
        branch=branch,
        is_local=is_local(visits.absolute("/")),
        args=branch_args(branch.id),
    )


def _slip(line: queries.MemberLine, token: str) -> Slip:
    link = visits.absolute(url_for("accounts.invitation", token=token))
    return Slip(line.name, line.username, line.group_name, link, visits.qr_code(link))
