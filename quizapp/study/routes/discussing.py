"""The discussion of a material: its page, saying something, and what organisers decide on it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Invalid, NotFound
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...web.access import check, me, requires
from ...web.forms import accepted
from ...web.intake import row_id
from ...web.seen import check_seen, mark_of
from .. import queries
from ..models import Material
from ..social import discussion, threads
from ..social.forms import CommentForm, ModerationForm, ReasonForm
from ..social.models import Comment, CommentState
from .blueprint import blueprint


@blueprint.get("/<int:material_id>/discussion")
@requires(Permission.TAKE_PART)
def discuss(material_id: int) -> ResponseReturnValue:
    material = queries.readable(material_id, me())
    wanted = request.args.get("comment", type=row_id)
    number = page_number(request.args.get("page"))
    if wanted and "page" not in request.args:
        number = threads.page_with(wanted, material_id, me())
    return _page(material, number=number)


def _page(
    material: Material,
    form: CommentForm | None = None,
    *,
    number: int = 1,
    answering: int | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "study/discussion.html",
        material=material,
        page=threads.page_of(material.id, me(), number, now=clock.now()),
        form=CommentForm(formdata=None) if form is None or answering else form,
        answer_form=form,
        answering=answering,
        before=discussion.moderation(me().branch_id) == "before",
    )
    return page, status


@blueprint.post("/<int:material_id>/discussion")
@requires(Permission.TAKE_PART)
def say(material_id: int) -> ResponseReturnValue:
    material, form = queries.readable(material_id, me()), CommentForm()
    answering = request.form.get("to", type=row_id)
    made: list[Comment] = []

    def act() -> None:
        with unit_of_work():
            row = discussion.post(material_id, form.text.data or "", answering, member=me(), now=clock.now())
            made.append(row)

    if form.validate() and accepted(form, act):
        if made[0].state is CommentState.WAITING:
            flash(gettext("已提交，组织者看过后会发布。"), "ok")
        return redirect(discussion.link_to(made[0]))
    return _page(material, form, answering=answering, status=422)


@blueprint.get("/comments/<int:comment_id>/edit")
@requires(Permission.TAKE_PART)
def edit_comment(comment_id: int) -> ResponseReturnValue:
    row = discussion.own(comment_id, me())
    return _edit_page(row, CommentForm(formdata=None, text=row.text))


def _edit_page(row: Comment, form: CommentForm, status: int = 200) -> ResponseReturnValue:
    material = queries.readable(row.material_id, me())
    return render_template("study/comment.html", form=form, comment=row, material=material), status


@blueprint.post("/comments/<int:comment_id>/edit")
@requires(Permission.TAKE_PART)
def save_comment(comment_id: int) -> ResponseReturnValue:
    row, form = discussion.own(comment_id, me()), CommentForm()

    def act() -> None:
        with unit_of_work():
            discussion.edit(
                discussion.own(comment_id, me()), form.text.data or "", member=me(), now=clock.now()
            )

    if form.validate() and accepted(form, act):
        return redirect(discussion.link_to(discussion.own(comment_id, me())))
    return _edit_page(row, form, 422)


@blueprint.post("/comments/<int:comment_id>/delete")
@requires(Permission.TAKE_PART)
def delete_comment(comment_id: int) -> ResponseReturnValue:
    material_id = discussion.own(comment_id, me()).material_id
    with unit_of_work():
        discussion.delete(discussion.own(comment_id, me()), member=me(), now=clock.now())
    flash(gettext("已删除。"), "ok")
    return redirect(url_for("study.discuss", material_id=material_id))


@blueprint.post("/comments/<int:comment_id>/report")
@requires(Permission.TAKE_PART)
def report_comment(comment_id: int) -> ResponseReturnValue:
    row = discussion.of_branch(comment_id, me())
    link = discussion.link_to(row)
    with unit_of_work():
        row = discussion.of_branch(comment_id, me())
        discussion.report(row, request.form.get("reason", ""), member=me(), now=clock.now())
    flash(gettext("已报告给组织者。"), "ok")
    return redirect(link)


@blueprint.get("/manage/discussion")
@requires(Permission.MANAGE_STUDY)
def comments() -> ResponseReturnValue:
    which = request.args.get("which", "waiting")
    if which not in threads.LISTS:
        raise NotFound
    return _managed(which)


def _managed(which: str, wrong: dict[int, Any] | None = None, status: int = 200) -> ResponseReturnValue:
    text, branch_id = request.args.get("q", "")[:60].strip(), me().branch_id
    page = render_template(
        "study/comments.html",
        page=threads.managed(branch_id, which, page_number(request.args.get("page")), text),
        which=which,
        text=text,
        form=ModerationForm(formdata=None, moderation=discussion.moderation(branch_id)),
        wrong=wrong or {},
        reason_form=ReasonForm(formdata=None),
        mark_of=mark_of,
        args={name: value for name, value in (("which", which), ("q", text)) if value},
    )
    return page, status


@blueprint.post("/manage/discussion/moderation")
@requires(Permission.MANAGE_STUDY)
def save_moderation() -> ResponseReturnValue:
    form = ModerationForm()
    if not form.validate():
        raise NotFound
    with unit_of_work():
        discussion.set_moderation(me().branch_id, form.moderation.data, actor=me(), now=clock.now())
    flash(gettext("已保存。"), "ok")
    return redirect(url_for("study.comments"))


def _managed_comment(comment_id: int) -> Comment:
    """Return a comment on which the caller may decide."""
    row = db.session.get(Comment, comment_id)
    if row is None:
        raise NotFound
    check(Permission.MANAGE_STUDY, branch_id=row.branch_id)
    return row


@blueprint.post("/manage/discussion/<int:comment_id>/show")
@requires(Permission.MANAGE_STUDY)
def show_comment(comment_id: int) -> ResponseReturnValue:
    _managed_comment(comment_id)
    try:
        with unit_of_work():
            row = _managed_comment(comment_id)
            check_seen(row.text)
            discussion.let_through(row, actor=me(), now=clock.now())
    except Invalid as refused:
        flash(gettext(refused.message), "wrong")
    else:
        flash(gettext("已发布。"), "ok")
    return redirect(url_for("study.comments"))


@blueprint.post("/manage/discussion/<int:comment_id>/hide")
@requires(Permission.MANAGE_STUDY)
def hide_comment(comment_id: int) -> ResponseReturnValue:
    row, form = _managed_comment(comment_id), ReasonForm()
    which = "waiting" if row.state is CommentState.WAITING else "shown"

    def act() -> None:
        with unit_of_work():
            row = _managed_comment(comment_id)
            discussion.hide(row, form.reason.data, actor=me(), now=clock.now())

    if form.validate() and accepted(form, act):
        flash(gettext("已隐藏，作者会看到理由。"), "ok")
        return redirect(url_for("study.comments"))
    return _managed(which, {comment_id: form}, 422)
