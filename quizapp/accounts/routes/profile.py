"""The member's own page: name, display, sessions, API tokens."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import me, requires
from ...web.forms import accepted
from .. import devices, queries, service
from ..forms import DisplayForm, ProfileForm, TokenForm
from ..models import Member
from .blueprint import blueprint


@blueprint.get("/profile")
@requires(Permission.TAKE_PART)
def profile() -> ResponseReturnValue:
    return _page()


@blueprint.post("/profile")
@requires(Permission.TAKE_PART)
def save_profile() -> ResponseReturnValue:
    form = ProfileForm()
    if form.validate() and accepted(form, lambda: _save_profile(form)):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("accounts.profile"))
    return _page(profile_form=form), 422


def _save_profile(form: ProfileForm) -> None:
    wanted = service.Profile(form.name.data, form.phone.data)
    with unit_of_work():
        service.change_profile(wanted, actor=me(), now=clock.now())


@blueprint.post("/profile/display")
@requires(Permission.TAKE_PART)
def save_display() -> ResponseReturnValue:
    form = DisplayForm()
    if not form.validate():
        return _page(display_form=form), 422
    wanted = service.Display(form.locale.data or None, form.theme.data, form.large_type.data)
    with unit_of_work():
        service.change_display(wanted, actor=me())
    return redirect(url_for("accounts.profile") + "#display")


@blueprint.post("/profile/sessions/<int:session_id>/end")
@requires(Permission.TAKE_PART)
def end_session(session_id: int) -> ResponseReturnValue:
    with unit_of_work():
        service.end_session(me().member_id, session_id, now=clock.now())
    flash(gettext("那台设备上的登录已结束。"), "ok")
    return redirect(url_for("accounts.profile") + "#sessions")


@blueprint.post("/profile/sessions/end-others")
@requires(Permission.TAKE_PART)
def end_other_sessions() -> ResponseReturnValue:
    with unit_of_work():
        service.end_other_sessions(me().member_id, me().session_id, now=clock.now())
    flash(gettext("其他设备上的登录已全部结束。"), "ok")
    return redirect(url_for("accounts.profile") + "#sessions")


@blueprint.post("/profile/tokens")
@requires(Permission.TAKE_PART)
def add_token() -> ResponseReturnValue:
    form = TokenForm()
    if not form.validate():
        return _page(token_form=form), 422
    own = me()
    with unit_of_work():
        token = service.create_token(
            db.session.get_one(Member, own.member_id),
            form.scope.data,
            form.days.data,
            clock.now(),
            name=form.name.data,
            actor=own,
        )
    return _page(new_token=token)


@blueprint.post("/profile/tokens/<int:token_id>/revoke")
@requires(Permission.TAKE_PART)
def revoke_token(token_id: int) -> ResponseReturnValue:
    with unit_of_work():
        service.revoke_token(me().member_id, token_id, actor=me(), now=clock.now())
    flash(gettext("令牌已撤销。"), "ok")
    return redirect(url_for("accounts.profile") + "#tokens")


def _page(**given: Any) -> str:
    own, now = me(), clock.now()
    member = db.session.get_one(Member, own.member_id)
    shown = {"locale": member.locale or "", "theme": member.theme, "large_type": member.large_type}
    context = {
        "profile_form": ProfileForm(formdata=None, name=member.name, phone=member.phone),
        "display_form": DisplayForm(formdata=None, data=shown),
        "token_form": TokenForm(formdata=None),
        "new_token": None,
        **given,
    }
    return render_template(
        "accounts/profile.html",
        member=member,
        sessions=queries.sessions_of(own.member_id, now),
        tokens=queries.tokens_of(own.member_id, now),
        device=lambda user_agent: devices.device_name(user_agent, gettext),
        **context,
    )
