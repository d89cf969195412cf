"""The host's pages of joint study: the units, their ways in and people, what is shared, the end."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import check, me, requires
from ...web.forms import accepted, choices
from ...web.intake import row_id
from ...web.links import is_local, public_url, qr_svg
from .. import queries, service
from ..forms import EndForm, LinkForm, PartnerForm, ShareForm
from ..models import Partner, SubjectKind
from .blueprint import blueprint


def _managed(branch_id: int) -> Partner:
    """Return a partnership of the caller's branch; others' are not there."""
    partner = queries.get(branch_id)
    check(Permission.MANAGE_PARTNERS, branch_id=partner.host_id)
    return partner


@blueprint.get("/")
@requires(Permission.MANAGE_PARTNERS)
def index() -> ResponseReturnValue:
    return render_template("partners/index.html", lines=queries.partners_of(me().branch_id))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PARTNERS)
def new() -> ResponseReturnValue:
    form = PartnerForm()
    made: list[int] = []

    def act() -> None:
        with unit_of_work():
            own, name, contact = me(), form.name.data, form.contact.data
            partner = service.agree(name, contact, host_id=own.branch_id, actor=own, now=clock.now())
            made.append(partner.branch_id)

    if form.validate_on_submit() and accepted(form, act):
        flash(gettext("已建立，接着生成邀请码请对方人员加入。"), "ok")
        return redirect(url_for("partners.show", branch_id=made[0]))
    return render_template("partners/new.html", form=form), 422 if form.errors else 200


@blueprint.get("/<int:branch_id>")
@requires(Permission.MANAGE_PARTNERS)
def show(branch_id: int) -> ResponseReturnValue:
    return _page(_managed(branch_id))


def _page(partner: Partner, status: int = 200, **shown: Any) -> ResponseReturnValue:
    page = render_template(
        "partners/show.html",
        partner=partner,
        name=queries.name_of(partner.branch_id),
        people=queries.people_of(partner.branch_id),
        links=queries.links_of(partner.branch_id, clock.now()),
        shared=queries.shared_lines(partner.branch_id),
        **{
            "link_form": LinkForm(formdata=None),
            "share_form": _share_form(partner, filled=False),
            "end_form": EndForm(formdata=None),
            **shown,
        },
    )
    return page, status


def _share_form(partner: Partner, *, filled: bool = True) -> ShareForm:
    form = ShareForm() if filled else ShareForm(formdata=None)
    titles = {SubjectKind.ACTIVITY: gettext("活动"), SubjectKind.CONTEST: gettext("竞赛")}
    form.what.choices = choices(
        (f"{line.kind}:{line.id}", f"{titles[line.kind]} · {line.title}")
        for line in queries.shareable(partner)
    )
    return form


@blueprint.post("/<int:branch_id>/links")
@requires(Permission.MANAGE_PARTNERS)
def add_link(branch_id: int) -> ResponseReturnValue:
    partner, form = _managed(branch_id), LinkForm()
    made: list[str] = []

    def act() -> None:
        with unit_of_work():
            most, days = form.most.data or 0, int(form.days.data)
            made.append(service.make_link(_managed(branch_id), most, days, actor=me(), now=clock.now()))

    if not (form.validate() and accepted(form, act)):
        return _page(partner, 422, link_form=form)
    link = public_url("partners.door", token=made[0])
    return render_template(
        "partners/link.html",
        branch_id=branch_id,
        name=queries.name_of(branch_id),
        link=link,
        code=qr_svg(link),
        is_local=is_local(link),
        most=form.most.data,
        days=form.days.data,
    )


@blueprint.post("/<int:branch_id>/links/<int:link_id>/revoke")
@requires(Permission.MANAGE_PARTNERS)
def revoke_link(branch_id: int, link_id: int) -> ResponseReturnValue:
    _managed(branch_id)
    with unit_of_work():
        service.revoke_link(_managed(branch_id), link_id, actor=me(), now=clock.now())
    flash(gettext("邀请码已撤回。"), "ok")
    return redirect(url_for("partners.show", branch_id=branch_id, _anchor="links"))


@blueprint.post("/<int:branch_id>/shared")
@requires(Permission.MANAGE_PARTNERS)
def share(branch_id: int) -> ResponseReturnValue:
    partner = _managed(branch_id)
    form = _share_form(partner)
    if not form.validate():
        return _page(partner, 422, share_form=form)
    kind, _, subject = form.what.data.partition(":")
    with unit_of_work():
        what = SubjectKind(kind)
        service.share(_managed(branch_id), what, row_id(subject), actor=me(), now=clock.now())
    flash(gettext("已共享，对方人员已收到通知。"), "ok")
    return redirect(url_for("partners.show", branch_id=branch_id, _anchor="shared"))


@blueprint.post("/<int:branch_id>/shared/<any(activity, contest):kind>/<int:subject_id>/end")
@requires(Permission.MANAGE_PARTNERS)
def unshare(branch_id: int, kind: str, subject_id: int) -> ResponseReturnValue:
    _managed(branch_id)
    with unit_of_work():
        partner = _managed(branch_id)
        service.unshare(partner, SubjectKind(kind), subject_id, actor=me(), now=clock.now())
    flash(gettext("已停止共享。"), "ok")
    return redirect(url_for("partners.show", branch_id=branch_id, _anchor="shared"))


@blueprint.post("/<int:branch_id>/people/<int:member_id>/end")
@requires(Permission.MANAGE_PARTNERS)
def let_go(branch_id: int, member_id: int) -> ResponseReturnValue:
    _managed(branch_id)
    anonymise = request.form.get("anonymise") == "1"
    with unit_of_work():
        partner = _managed(branch_id)
        service.let_go(partner, member_id, anonymise=anonymise, actor=me(), now=clock.now())
    flash(gettext("账号已关闭。"), "ok")
    return redirect(url_for("partners.show", branch_id=branch_id, _anchor="people"))


@blueprint.post("/<int:branch_id>/end")
@requires(Permission.MANAGE_PARTNERS)
def end(branch_id: int) -> ResponseReturnValue:
    _managed(branch_id)
    form = EndForm()
    if not form.validate():
        raise NotFound
    with unit_of_work():
        service.end(_managed(branch_id), anonymise=form.anonymise.data, actor=me(), now=clock.now())
    flash(gettext("联建已结束，对方人员的账号已关闭。"), "ok")
    return redirect(url_for("partners.index"))
