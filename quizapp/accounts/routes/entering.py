"""Signing in and out, and what comes first: the privacy notice, a first password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from ...config import LOCALES
from ...core import clock
from ...core.errors import DomainError
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web import identity as browser
from ...web.access import me, public, signed_in
from ...web.forms import accepted
from .. import service
from ..forms import ConsentForm, FirstPasswordForm, PasswordForm, SignInForm
from ..models import Member
from ..passwords import hash_password
from . import visits
from .blueprint import blueprint


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(visits.next_page())
    if request.args.get("lang") in LOCALES:
        session["locale"] = request.args["lang"]
    return render_template("accounts/sign_in.html", form=SignInForm(), refusal=None)


@blueprint.post("/sign-in")
@public
def sign_in_post() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form, refusal=None), 422
    try:
        member_id = service.authenticate(
            form.account.data, form.password.data, address=visits.address(), now=clock.now()
        )
    except DomainError as error:
        refusal = gettext(error.message, **error.params)
        page = render_template("accounts/sign_in.html", form=form, refusal=refusal)
        wait = {"Retry-After": str(error.params["seconds"])} if "seconds" in error.params else {}
        return page, error.status, wait
    visits.enter(member_id, remember=form.remember.data)
    return redirect(visits.next_page())


@blueprint.post("/sign-out")
@signed_in
def logout() -> ResponseReturnValue:
    if me().session_id is not None:
        with unit_of_work():
            service.end_session(me().member_id, me().session_id, now=clock.now())
    browser.end()
    return redirect(url_for("accounts.sign_in"))


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    return render_template("accounts/privacy.html")


@blueprint.route("/consent", methods=["GET", "POST"])
@signed_in
def consent() -> ResponseReturnValue:
    if me().consented:
        return redirect(visits.next_page())
    form = ConsentForm()
    if form.validate_on_submit():
        with unit_of_work():
            service.consent(me().member_id, now=clock.now())
        return redirect(visits.next_page())
    return render_template("accounts/consent.html", form=form), 422 if form.errors else 200


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    is_first = me().must_change_password
    form = FirstPasswordForm() if is_first else PasswordForm()
    if form.validate_on_submit() and accepted(form, lambda: _change_password(form, is_first)):
        flash(gettext("密码已更改，其他设备上的登录已结束。"), "ok")
        return redirect(url_for("home.index") if is_first else url_for("accounts.profile"))
    page = render_template("accounts/change_password.html", form=form, is_first=is_first)
    return page, 422 if form.errors else 200


def _change_password(form: PasswordForm | FirstPasswordForm, is_first: bool) -> None:
    own = me()
    member = db.session.get_one(Member, own.member_id)
    service.check_password(form.password.data, member.username, member.phone, member.name)
    if not is_first:
        service.confirm_password(own.member_id, form.current.data)
    hashed = hash_password(form.password.data)
    with unit_of_work():
        service.set_password(member, hashed, actor=own, now=clock.now(), keep_session_id=own.session_id)
