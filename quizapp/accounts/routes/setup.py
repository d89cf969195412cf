"""The one-time set-up page: the first administrator."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ...core import clock
from ...core.transaction import unit_of_work
from ...web.access import public
from ...web.forms import accepted
from .. import service
from ..forms import SetUpForm
from ..passwords import hash_password
from . import visits
from .blueprint import blueprint


@blueprint.route("/setup/<token>", methods=["GET", "POST"])
@public
def setup(token: str) -> ResponseReturnValue:
    service.check_setup_token(token)
    form = SetUpForm()
    made: list[int] = []
    if form.validate_on_submit() and accepted(form, lambda: made.append(_set_up(token, form))):
        service.forget_setup_link(visits.settings())
        visits.enter(made[0], remember=True)
        return redirect(url_for("home.start.index"))
    return render_template("accounts/setup.html", form=form), 422 if form.errors else 200


def _set_up(token: str, form: SetUpForm) -> int:
    service.check_password(form.password.data, form.username.data, form.name.data)
    hashed = hash_password(form.password.data)
    with unit_of_work():
        admin = service.set_up(
            token,
            unit=form.unit.data,
            branch_name=form.branch_name.data,
            name=form.name.data,
            username=form.username.data,
            password_hash=hashed,
            now=clock.now(),
        )
        return admin.id
