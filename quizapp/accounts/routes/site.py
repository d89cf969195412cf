"""The installation's settings and logo, for administrators."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ... import config
from ...core import clock
from ...core.errors import Invalid, NotFound
from ...core.i18n import N_
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...infra import addresses
from ...web.access import me, public, requires
from ...web.forms import accepted, choices
from ...web.links import base_url, found_url, is_elsewhere
from .. import logo as pictures
from .. import queries, service
from ..forms import AddressForm, LogoForm, SiteForm
from . import visits
from .blueprint import blueprint

#: The choices of the address beside this computer's own: what is found by itself, and what is typed.
FOUND, TYPED = "", "other"


@blueprint.get("/site")
@requires(Permission.MANAGE_SITE)
def site() -> ResponseReturnValue:
    return _page(SiteForm(formdata=None, obj=queries.site()), LogoForm(formdata=None))


@blueprint.post("/site")
@requires(Permission.MANAGE_SITE)
def save_site() -> ResponseReturnValue:
    form = SiteForm()
    if form.validate() and accepted(form, lambda: _save(form)):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("accounts.site"))
    return _page(form, LogoForm(formdata=None)), 422


def _save(form: SiteForm) -> None:
    wanted = queries.Site(
        name=form.name.data,
        unit=form.unit.data,
        filing_number=form.filing_number.data,
        has_logo=queries.site().has_logo,
        public_url=queries.site().public_url,
    )
    with unit_of_work():
        service.save_site(wanted, actor=me(), now=clock.now())


@blueprint.post("/site/address")
@requires(Permission.MANAGE_SITE)
def save_address() -> ResponseReturnValue:
    form = _address_form()
    if form.validate() and accepted(form, lambda: _save_address(form)):
        flash(gettext("已保存，请用手机试一试。"), "ok")
        return redirect(url_for("home.reach.guide"))
    return _page(SiteForm(formdata=None, obj=queries.site()), LogoForm(formdata=None), form), 422


def _save_address(form: AddressForm) -> None:
    chosen = form.public_url.data.rstrip("/") if form.choice.data == TYPED else form.choice.data
    if form.choice.data == TYPED and not chosen:
        raise Invalid(N_("请填写地址。"), field="public_url")
    with unit_of_work():
        service.save_site(replace(queries.site(), public_url=chosen), actor=me(), now=clock.now())


def _address_form(*, of_request: bool = True) -> AddressForm:
    """Return the form with this computer's addresses to choose from."""
    stored = queries.site().public_url
    found = addresses.usable_addresses(addresses.local_addresses())
    own = {f"http://{one.ip}:{visits.settings().port}": f"{one.ip} {one.interface}".rstrip() for one in found}
    form = AddressForm() if of_request else AddressForm(formdata=None)
    form.choice.choices = choices(
        [
            (FOUND, gettext("自动：%(address)s", address=found_url())),
            *own.items(),
            (TYPED, gettext("其他地址")),
        ]
    )
    if not of_request:
        form.choice.data = stored if stored in own or not stored else TYPED
        form.public_url.data = "" if stored in own else stored
    return form


@blueprint.post("/site/logo")
@requires(Permission.MANAGE_SITE)
def save_logo() -> ResponseReturnValue:
    form = LogoForm()
    if form.validate() and accepted(form, lambda: _save_logo(form)):
        flash(gettext("标识已更换。"), "ok")
        return redirect(url_for("accounts.site"))
    return _page(SiteForm(formdata=None, obj=queries.site()), form), 422


def _save_logo(form: LogoForm) -> None:
    content = form.logo.data.stream.read(pictures.MAX_BYTES + 1)
    with unit_of_work():
        service.save_logo(content, actor=me(), now=clock.now())


@blueprint.post("/site/logo/remove")
@requires(Permission.MANAGE_SITE)
def remove_logo() -> ResponseReturnValue:
    with unit_of_work():
        service.remove_logo(actor=me(), now=clock.now())
    return redirect(url_for("accounts.site"))


@blueprint.get("/logo")
@public
def logo() -> ResponseReturnValue:
    found = queries.logo()
    if found is None:
        raise NotFound
    response = Response(found.content, mimetype=found.mimetype)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.add_etag()
    response.cache_control.no_cache = True  # kept, and asked for anew each time
    response.make_conditional(request)
    return response


def _page(form: SiteForm, logo_form: LogoForm, address_form: AddressForm | None = None) -> str:
    return render_template(
        "accounts/site.html",
        form=form,
        logo_form=logo_form,
        address_form=address_form or _address_form(of_request=False),
        base=base_url(),
        fixed=bool(visits.settings().public_url),
        is_elsewhere=is_elsewhere(base_url()),
        locales=config.LOCALES,
    )
