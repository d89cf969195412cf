"""The saved papers, and making one from the bank."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext

from ....bank.item import TYPE_NAMES
from ....core import clock
from ....core.ids import new_short_seed
from ....core.paging import page_number
from ....core.permissions import Permission
from ....core.transaction import unit_of_work
from ....web.access import me, requires
from ....web.forms import accepted
from ....web.intake import row_id
from ...blueprint import MOST_ITEMS
from .. import queries, service
from ..forms import PaperForm, offered
from ..queries import Scope
from .blueprint import blueprint, scope_args, scope_asked


@blueprint.get("/")
@requires(Permission.MANAGE_BANK)
def index() -> ResponseReturnValue:
    page = queries.saved(me().branch_id, page_number(request.args.get("page")))
    return render_template("printing/index.html", page=page)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_BANK)
def new() -> ResponseReturnValue:
    scope = scope_asked()
    counts = queries.counts(scope)
    form = PaperForm(
        title=gettext("知识测试 %(day)s", day=format_date(clock.now(), "yyyy-MM-dd")),
        **offered(counts, all_of_them=scope.item_ids is not None),
    )
    made: list[int] = []
    if form.validate_on_submit() and accepted(form, lambda: made.append(_make(form, scope))):
        return redirect(url_for("printing.show", paper_id=made[0]))
    page = render_template(
        "printing/new.html",
        form=form,
        counts=counts,
        chosen=scope.item_ids is not None,
        wanted=scope.wanted,
        args=scope_args(),
        types=TYPE_NAMES,
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/chosen")
@requires(Permission.MANAGE_BANK)
def choose() -> ResponseReturnValue:
    """Lead from the list of items to a paper of those that were ticked there."""
    items = request.form.getlist("item", type=row_id)[:MOST_ITEMS]
    if not items:
        flash(gettext("请先在列表里选中题目。"), "info")
        return redirect(url_for("bank.items"))
    return redirect(url_for("printing.new", item=items))


def _make(form: PaperForm, scope: Scope) -> int:
    look, seed = form.look(form.title.data), new_short_seed()
    with unit_of_work():
        picks = service.pick(scope, form.rows(), look, seed)
        return service.keep(picks, look, seed, branch_id=me().branch_id, actor=me(), now=clock.now()).id
