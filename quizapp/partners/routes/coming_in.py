"""A guest's pages: the door of the invitation, and what the host shares."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...accounts import service as accounts
from ...accounts.passwords import hash_password
from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web import identity as browser
from ...web.access import me, public, requires
from ...web.forms import accepted
from .. import queries, service
from ..forms import DoorForm, WishForm
from .blueprint import blueprint, is_guest


@blueprint.route("/join/<token>", methods=["GET", "POST"])
@public
def door(token: str) -> ResponseReturnValue:
    open_door = queries.door(token, clock.now())
    if open_door is None:
        raise service.closed()
    form = DoorForm()
    came: list[int] = []
    if form.validate_on_submit() and accepted(form, lambda: came.append(_come_in(token, form))):
        _enter(came[0])
        return redirect(url_for("partners.welcome"))
    return render_template("partners/door.html", form=form, door=open_door), 422 if form.errors else 200


def _come_in(token: str, form: DoorForm) -> int:
    accounts.check_password(form.password.data, form.username.data, form.phone.data, form.name.data)
    newcomer = service.Newcomer(
        form.name.data, form.username.data, form.phone.data, hash_password(form.password.data)
    )
    with unit_of_work():
        return service.come_in(token, newcomer, now=clock.now())


def _enter(member_id: int) -> None:
    """Open a session for the newcomer and give it to this browser."""
    address, agent = request.remote_addr or "", request.user_agent.string
    with unit_of_work():
        token = accounts.open_session(member_id, address=address, user_agent=agent, now=clock.now())
    browser.begin(token, remember=True)


@blueprint.get("/welcome")
@requires(Permission.TAKE_PART)
def welcome() -> ResponseReturnValue:
    if not is_guest():
        raise NotFound
    partner = queries.get(me().branch_id)
    return render_template(
        "partners/welcome.html",
        host=queries.name_of(partner.host_id),
        lines=queries.shared_lines(partner.branch_id),
        form=WishForm(formdata=None, wanted=queries.wants_record(me().member_id)),
    )


@blueprint.post("/wish")
@requires(Permission.TAKE_PART)
def save_wish() -> ResponseReturnValue:
    form = WishForm()
    with unit_of_work():
        service.wish(form.wanted.data, member=me(), now=clock.now())
    flash(gettext("已保存。"), "ok")
    return redirect(url_for("partners.welcome"))
