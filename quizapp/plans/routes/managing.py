"""Drawing up the plan: items, the word that one is done, activities that fill it, publishing, last year's."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...contests import queries as contests
from ...core import clock
from ...core.errors import DomainError, NotFound
from ...core.local import today
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...study import queries as study
from ...web.access import me, requires
from ...web.branches import branch_args
from ...web.forms import accepted
from ...web.intake import row_id
from .. import queries, service
from ..forms import DoneForm, ItemForm, PlanNoteForm
from ..models import PlanItem
from ..offering import offered_with
from .blueprint import args_of, asked_year, blueprint, managed_plan, own_item, own_plan, unit_of


@blueprint.get("/manage")
@requires(Permission.MANAGE_PLANS)
def manage() -> ResponseReturnValue:
    year = asked_year()
    branch_id, plan = managed_plan(year)
    return render_template(
        "plans/manage.html",
        year=year,
        plan=plan,
        view=queries.year_view(plan, me(), today()) if plan else None,
        form=PlanNoteForm(formdata=None, note=plan.note if plan else ""),
        others=[one for one in queries.years_of(branch_id) if one != year],
        args={"year": year, **branch_args(branch_id)},
        unit=unit_of(branch_id),
    )


@blueprint.post("/<int:year>/note")
@requires(Permission.MANAGE_PLANS)
def save_note(year: int) -> ResponseReturnValue:
    branch_id, _ = managed_plan(year)
    form = PlanNoteForm()
    if form.validate():
        with unit_of_work():
            plan = service.open_plan(branch_id, year, actor=me(), now=clock.now())
            service.save_note(plan, form.note.data or "", actor=me(), now=clock.now())
        flash(gettext("已保存。"), "ok")
    else:
        flash(gettext("年度要求最多 %(max)d 个字。", max=service.MOST_PLAN_NOTE), "wrong")
    return redirect(url_for("plans.manage", year=year, **branch_args(branch_id)))


@blueprint.post("/<int:year>/publish")
@requires(Permission.MANAGE_PLANS)
def publish(year: int) -> ResponseReturnValue:
    plan, on = own_plan(year), request.form.get("on") == "1"
    try:
        with unit_of_work():
            service.publish(plan, on=on, actor=me(), now=clock.now())
        flash(gettext("计划已发布，成员在“支部”里看得到。") if on else gettext("计划已收回。"), "ok")
    except DomainError as refused:
        flash(gettext(refused.message), "wrong")
    return redirect(url_for("plans.manage", **args_of(plan)))


@blueprint.post("/<int:year>/copy")
@requires(Permission.MANAGE_PLANS)
def copy(year: int) -> ResponseReturnValue:
    branch_id, _ = managed_plan(year)
    asked = request.form.get("from", "")
    source = queries.plan_of(branch_id, int(asked)) if asked.isdecimal() and len(asked) == 4 else None
    if source is None or source.year == year:
        raise NotFound
    with unit_of_work():
        plan = service.open_plan(branch_id, year, actor=me(), now=clock.now())
        count = service.copy_year(plan, source, actor=me(), now=clock.now())
    flash(gettext("已复制 %(n)d 条，日期改到 %(year)d 年，请逐条看一遍。", n=count, year=year), "ok")
    return redirect(url_for("plans.manage", year=year, **branch_args(branch_id)))


@blueprint.route("/<int:year>/items/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PLANS)
def new_item(year: int) -> ResponseReturnValue:
    branch_id, _ = managed_plan(year)
    form = _form(branch_id)
    if request.method == "GET" and "month" in request.args:
        form.month.data = request.args.get("month", type=int)
    if request.method == "POST" and form.validate() and accepted(form, lambda: _add(form, branch_id, year)):
        flash(gettext("已添加。"), "ok")
        return redirect(url_for("plans.manage", year=year, **branch_args(branch_id)))
    return _page(form, branch_id, {"year": year, **branch_args(branch_id)})


def _add(form: ItemForm, branch_id: int, year: int) -> None:
    draft = form.draft(unit_of(branch_id))
    with unit_of_work():
        plan = service.open_plan(branch_id, year, actor=me(), now=clock.now())
        service.add_item(plan, draft, actor=me(), now=clock.now())


@blueprint.route("/items/<int:item_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_PLANS)
def edit_item(item_id: int) -> ResponseReturnValue:
    item = own_item(item_id)
    form, args = _form(item.plan.branch_id, item), args_of(item.plan)
    if request.method == "GET":
        form.show(item, unit_of(item.plan.branch_id))
    elif form.validate() and accepted(form, lambda: _change(item, form)):
        flash(gettext("已保存。"), "ok")
        return redirect(url_for("plans.item", item_id=item_id))
    return _page(form, item.plan.branch_id, args, item)


def _change(item: PlanItem, form: ItemForm) -> None:
    draft = form.draft(unit_of(item.plan.branch_id))
    with unit_of_work():
        service.change_item(item, draft, actor=me(), now=clock.now())


def _form(branch_id: int, item: PlanItem | None = None) -> ItemForm:
    form = ItemForm()
    materials = [(card.id, card.title) for shelf in study.library(me()) for card in shelf.cards]
    offered = [(row.id, row.title) for row in contests.announced(branch_id)]
    form.offer(*offered_with(item, (queries.group_names(branch_id), materials, offered)))
    return form


def _page(
    form: ItemForm, branch_id: int, args: dict[str, object], item: PlanItem | None = None
) -> ResponseReturnValue:
    names = queries.responsible_names(branch_id)
    page = render_template("plans/edit.html", form=form, args=args, item=item, names=names)
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/items/<int:item_id>/delete")
@requires(Permission.MANAGE_PLANS)
def delete_item(item_id: int) -> ResponseReturnValue:
    item = own_item(item_id)
    args = args_of(item.plan)
    with unit_of_work():
        service.delete_item(item, actor=me(), now=clock.now())
    flash(gettext("已删除，关联过的活动还在。"), "ok")
    return redirect(url_for("plans.manage", **args))


@blueprint.post("/items/<int:item_id>/done")
@requires(Permission.MANAGE_PLANS)
def mark_done(item_id: int) -> ResponseReturnValue:
    item, form = own_item(item_id), DoneForm()
    day = form.day.data or today()
    return _act(
        item,
        lambda: service.mark_done(item, form.reason.data or "", day, actor=me(), now=clock.now()),
        gettext("已记为完成。"),
    )


@blueprint.post("/items/<int:item_id>/undone")
@requires(Permission.MANAGE_PLANS)
def unmark(item_id: int) -> ResponseReturnValue:
    item = own_item(item_id)
    return _act(item, lambda: service.unmark(item, actor=me(), now=clock.now()), gettext("已撤回。"))


@blueprint.post("/items/<int:item_id>/activities")
@requires(Permission.MANAGE_PLANS)
def link(item_id: int) -> ResponseReturnValue:
    item, activity_id = own_item(item_id), _activity()
    return _act(
        item,
        lambda: service.link_activity(item, activity_id, actor=me(), now=clock.now()),
        gettext("已关联，活动结束后这一条自动完成。"),
    )


@blueprint.post("/items/<int:item_id>/activities/remove")
@requires(Permission.MANAGE_PLANS)
def unlink(item_id: int) -> ResponseReturnValue:
    item, activity_id = own_item(item_id), _activity()
    return _act(
        item,
        lambda: service.unlink_activity(item, activity_id, actor=me(), now=clock.now()),
        gettext("已取消关联。"),
    )


def _activity() -> int:
    try:
        return row_id(request.form.get("activity", ""))
    except ValueError as error:
        raise NotFound from error


def _act(item: PlanItem, act: Callable[[], object], said: str) -> ResponseReturnValue:
    """Do something to an item, say so or why not, and lead back to it."""
    item_id = item.id
    try:
        with unit_of_work():
            act()
        flash(said, "ok")
    except NotFound:
        raise
    except DomainError as refused:
        flash(gettext(refused.message, **refused.params), "wrong")
    return redirect(url_for("plans.item", item_id=item_id))
