"""The digest e-mail's pages: the own address and choice, its confirmation, leaving by one click, the log."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import cast

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import DomainError, Invalid
from ...core.i18n import N_
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, public, requires
from ...web.csrf_guard import proven_by_address
from ...web.forms import accepted
from ...web.links import base_url
from . import queries, running, service
from .forms import AddressForm, OftenForm
from .message import Reader, confirmation
from .models import DigestState
from .schedule import Often
from .smtp import NotTaken, Smtp, Unknown

blueprint = Blueprint("mail", __name__, url_prefix="/notices")


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    jobs = app.extensions.setdefault("jobs", [])
    jobs.append((running.SEND_EVERY_S, partial(running.start, app)))
    jobs.append((running.CLEAR_EVERY_S, partial(running.clear, app)))


@blueprint.app_template_global("mail_is_on")
def mail_is_on() -> bool:
    """Say whether the installation has a mail server."""
    return bool(current_app.extensions["settings"].smtp_url)


@blueprint.get("/mail")
@requires(Permission.TAKE_PART)
def choice() -> ResponseReturnValue:
    return _page()


def _page(form: AddressForm | None = None, status: int = 200) -> ResponseReturnValue:
    chosen = queries.choice_of(me().member_id)
    page = render_template(
        "notices/mail.html",
        chosen=chosen,
        form=form or AddressForm(formdata=None, address=chosen.wanted or chosen.address),
        often_form=OftenForm(formdata=None, often=chosen.often.value),
    )
    return page, status


@blueprint.post("/mail/address")
@requires(Permission.TAKE_PART)
def save_address() -> ResponseReturnValue:
    form = AddressForm()
    if form.validate() and accepted(form, lambda: _ask(form.address.data)):
        flash(gettext("确认邮件已发出，请打开邮件里的链接。"), "ok")
        return redirect(url_for("mail.choice"))
    return _page(form, 422)


def _ask(address: str) -> None:
    """Note the address and send its code; one that cannot be sent is told beside the field."""
    if not mail_is_on():
        raise DomainError(N_("本站没有设置发信，请联系管理员。"), code="mail.off")
    own, now, site = me(), clock.now(), base_url()
    often = queries.choice_of(own.member_id).often
    service.count_mail(own.member_id)
    with unit_of_work():
        code = service.ask_address(address, often, site=site, member=own, now=now)
    reader = Reader(own.name, address.strip(), own.locale, site)
    message = confirmation(reader, url_for("mail.confirm", code=code), now)
    try:
        with Smtp(current_app.extensions["settings"].smtp_url) as line:
            line.send(message)
    except (NotTaken, Unknown) as error:
        current_app.logger.warning("a confirmation could not be sent: %s", error)
        with unit_of_work():
            service.take_back(own.member_id)
        raise Invalid(N_("邮件没有发出去，请检查地址，或请管理员检查发信设置。"), field="address") from error


@blueprint.post("/mail/often")
@requires(Permission.TAKE_PART)
def save_often() -> ResponseReturnValue:
    form = OftenForm()
    if not form.validate():
        raise Invalid(field="often")
    with unit_of_work():
        service.choose(Often(form.often.data), member=me(), now=clock.now())
    flash(gettext("已保存。"), "ok")
    return redirect(url_for("mail.choice"))


@blueprint.post("/mail/forget")
@requires(Permission.TAKE_PART)
def forget() -> ResponseReturnValue:
    with unit_of_work():
        service.forget(me().member_id)
    flash(gettext("邮箱已删除。"), "ok")
    return redirect(url_for("mail.choice"))


@blueprint.route("/mail/confirm/<code>", methods=["GET", "POST"])
@public
def confirm(code: str) -> ResponseReturnValue:
    """Ask for one tap, since programs that read mails follow links too."""
    row = service.waiting(code, clock.now())
    if request.method == "POST":
        with unit_of_work():
            service.confirm(code, now=clock.now())
        return render_template("notices/mail_door.html", what="confirmed", address="")
    return render_template("notices/mail_door.html", what="confirm", address=row.wanted)


@blueprint.route("/unsubscribe/<token>", methods=["GET", "POST"])
@public
@proven_by_address
def unsubscribe(token: str) -> ResponseReturnValue:
    row = service.subscriber(token)
    if request.method == "POST":
        with unit_of_work():
            service.unsubscribe(token)
        return render_template("notices/mail_door.html", what="unsubscribed", address="")
    return render_template("notices/mail_door.html", what="unsubscribe", address=row.address)


@blueprint.get("/mail/log")
@requires(Permission.MANAGE_SITE)
def log() -> ResponseReturnValue:
    state = None
    with suppress(ValueError):
        state = DigestState(request.args.get("state", ""))
    page = queries.log(page_number(request.args.get("page")), state)
    return render_template("notices/mail_log.html", page=page, state=state, addresses=queries.addresses())
