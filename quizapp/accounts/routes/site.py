"""The installation's settings and logo, for administrators."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ... import config
from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...web.access import me, public, requires
from ...web.forms import accepted
from .. import logo as pictures
from .. import queries, service
from ..forms import LogoForm, SiteForm
from . import visits
from .blueprint import blueprint


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
        public_url=form.public_url.data.rstrip("/"),
    )
    with unit_of_work():
        service.save_site(wanted, actor=me(), now=clock.now())


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


def _page(form: SiteForm, logo_form: LogoForm) -> str:
    base = visits.settings().public_url or request.host_url.rstrip("/")
    return render_template(
        "accounts/site.html", form=form, logo_form=logo_form, base=base, locales=config.LOCALES
    )
