"""Pages of the committee: who is in it and how the branch is built, for everybody; terms and posts for organisers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from flask import Blueprint, Flask, flash, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ..core import clock, local
from ..core.errors import NotFound
from ..core.permissions import Permission
from ..core.transaction import unit_of_work
from ..extensions import db
from ..web.access import check, me, requires
from ..web.branches import branch_args, branch_in_question
from ..web.forms import accepted
from . import queries, service
from .forms import PostForm, TermDatesForm, TermForm, YearsForm
from .models import Post, Term
from .terms import TITLES

blueprint = Blueprint("committee", __name__, url_prefix="/committee")
WARN_EVERY_S = 3600


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions.setdefault("jobs", []).append((WARN_EVERY_S, partial(_warn, app)))


def _warn(app: Flask) -> None:
    with app.app_context():
        now = clock.now()
        with unit_of_work():
            service.warn(clock.day_of(now, app.extensions["settings"].zone), now=now)


@blueprint.get("/")
@requires(Permission.TAKE_PART)
def index() -> ResponseReturnValue:
    return render_template(
        "committee/index.html",
        chart=queries.chart(me().branch_id, local.today()),
        terms=queries.history(me().branch_id, local.today()),
    )


@blueprint.get("/print")
@requires(Permission.TAKE_PART)
def printed() -> ResponseReturnValue:
    return render_template(
        "committee/print.html",
        chart=queries.chart(me().branch_id, local.today()),
        term=queries.running(me().branch_id, local.today()),
    )


@blueprint.get("/manage")
@requires(Permission.MANAGE_COMMITTEE)
def manage() -> ResponseReturnValue:
    branch_id = branch_in_question(Permission.MANAGE_COMMITTEE).id
    return _manage(branch_id, TermForm(formdata=None))


def _manage(branch_id: int, form: TermForm) -> ResponseReturnValue:
    years = YearsForm(formdata=None, years=str(queries.years_of(branch_id)))
    page = render_template(
        "committee/manage.html",
        terms=queries.history(branch_id, local.today()),
        form=form,
        years=years,
        args=branch_args(branch_id),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/manage/terms")
@requires(Permission.MANAGE_COMMITTEE)
def begin() -> ResponseReturnValue:
    branch_id, form = branch_in_question(Permission.MANAGE_COMMITTEE).id, TermForm()
    if form.validate() and accepted(form, lambda: _begin(branch_id, form)):
        flash(gettext("新一届已建好，接着登记委员。"), "ok")
        return redirect(url_for("committee.manage", **branch_args(branch_id)))
    return _manage(branch_id, form)


def _begin(branch_id: int, form: TermForm) -> None:
    with unit_of_work():
        service.begin_term(
            branch_id,
            form.began_on.data or local.today(),
            actor=me(),
            now=clock.now(),
            note=form.note.data,
            number=form.number.data,
        )


@blueprint.post("/manage/years")
@requires(Permission.MANAGE_COMMITTEE)
def save_years() -> ResponseReturnValue:
    branch_id, form = branch_in_question(Permission.MANAGE_COMMITTEE).id, YearsForm()
    years = int(form.years.data) if form.validate() else 0
    with unit_of_work():
        service.set_years(branch_id, years, actor=me(), now=clock.now())
    flash(gettext("已保存，以后新建的届次按它算应换届日期。"), "ok")
    return redirect(url_for("committee.manage", **branch_args(branch_id)))


@blueprint.route("/manage/terms/<int:term_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_COMMITTEE)
def term(term_id: int) -> ResponseReturnValue:
    row = _term(term_id)
    form = TermDatesForm(obj=row)
    if form.validate_on_submit() and accepted(form, lambda: _change_term(term_id, form)):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("committee.manage", **branch_args(row.branch_id)))
    page = render_template(
        "committee/term.html",
        form=form,
        term=queries.term_view(row, local.today()),
        args=branch_args(row.branch_id),
    )
    return page, 422 if form.errors else 200


def _change_term(term_id: int, form: TermDatesForm) -> None:
    began_on, due_on = form.began_on.data, form.due_on.data
    assert began_on and due_on  # noqa: PT018 - required fields that were validated
    with unit_of_work():
        service.change_term(_term(term_id), began_on, due_on, form.note.data, actor=me(), now=clock.now())


@blueprint.route("/manage/terms/<int:term_id>/posts", methods=["GET", "POST"])
@requires(Permission.MANAGE_COMMITTEE)
def appoint(term_id: int) -> ResponseReturnValue:
    row = _term(term_id)
    form = PostForm(from_on=row.began_on).with_people(queries.eligible(row.branch_id))
    return _edit_post(
        form, row, None, lambda: service.appoint(_term(term_id), form.draft(), actor=me(), now=clock.now())
    )


@blueprint.route("/manage/posts/<int:post_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_COMMITTEE)
def post(post_id: int) -> ResponseReturnValue:
    row = _post(post_id)
    people = dict(queries.eligible(row.term.branch_id)) | {row.member_id: row.member.name}
    form = PostForm(obj=row).with_people(list(people.items()))
    return _edit_post(
        form,
        row.term,
        row,
        lambda: service.change_post(_post(post_id), form.draft(), actor=me(), now=clock.now()),
    )


def _edit_post(
    form: PostForm, term: Term, post: Post | None, act: Callable[[], object]
) -> ResponseReturnValue:
    args = branch_args(term.branch_id)

    def keep() -> None:
        with unit_of_work():
            act()

    if form.validate_on_submit() and accepted(form, keep):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("committee.manage", **args))
    page = render_template("committee/post.html", form=form, term=term, post=post, titles=TITLES, args=args)
    return page, 422 if form.errors else 200


@blueprint.post("/manage/posts/<int:post_id>/remove")
@requires(Permission.MANAGE_COMMITTEE)
def remove(post_id: int) -> ResponseReturnValue:
    branch_id = _post(post_id).term.branch_id
    with unit_of_work():
        service.remove_post(_post(post_id), actor=me(), now=clock.now())
    flash(gettext("已删除。"), "ok")
    return redirect(url_for("committee.manage", **branch_args(branch_id)))


def _term(term_id: int) -> Term:
    row = db.session.get(Term, term_id)
    if row is None:
        raise NotFound
    check(Permission.MANAGE_COMMITTEE, branch_id=row.branch_id)
    return row


def _post(post_id: int) -> Post:
    row = db.session.get(Post, post_id)
    if row is None:
        raise NotFound
    check(Permission.MANAGE_COMMITTEE, branch_id=row.term.branch_id)
    return row
