"""Organisers' materials: the list and its settings, publish and withdraw, copy and delete."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import Forbidden, Invalid, NotFound
from ...core.i18n import N_
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...papers.standing import days_needed, set_days_needed
from ...web.access import check, me, requires
from .. import queries, reading_time, service
from ..forms import CheckSizeForm, MistakeDaysForm, PaceForm
from ..models import Material
from .blueprint import blueprint


def any_material(material_id: int) -> Material:
    """Return a material that the caller may look at as an organiser."""
    material = db.session.get(Material, material_id)
    if material is None:
        raise NotFound
    if material.branch_id is not None:
        check(Permission.MANAGE_STUDY, branch_id=material.branch_id)
    return material


def own_material(material_id: int) -> Material:
    """Return a material that the caller may change; the shipped ones come with the program."""
    material = any_material(material_id)
    if material.branch_id is None:
        raise Forbidden(N_("系统材料随程序更新，不能在这里修改；可以复制一份再改。"))
    return material


@blueprint.get("/manage")
@requires(Permission.MANAGE_STUDY)
def manage() -> ResponseReturnValue:
    shipped, text = request.args.get("from") == "shipped", request.args.get("q", "")[:60].strip()
    branch_id = me().branch_id
    pace = reading_time.pace(branch_id)
    return render_template(
        "study/manage.html",
        lines=queries.lines(branch_id, shipped=shipped, text=text),
        shipped=shipped,
        text=text,
        form=CheckSizeForm(formdata=None, size=str(queries.check_size(branch_id))),
        mistakes_form=MistakeDaysForm(formdata=None, days=str(days_needed(branch_id))),
        pace_form=PaceForm(formdata=None, share=str(pace.share), page_seconds=str(pace.page_seconds)),
    )


@blueprint.post("/manage/check")
@requires(Permission.MANAGE_STUDY)
def save_check_size() -> ResponseReturnValue:
    form = CheckSizeForm()
    if not form.validate():
        raise NotFound
    with unit_of_work():
        service.set_check_size(me().branch_id, int(form.size.data), actor=me(), now=clock.now())
    flash(gettext("已保存。"), "ok")
    return redirect(url_for("study.manage"))


@blueprint.post("/manage/mistakes")
@requires(Permission.MANAGE_STUDY)
def save_mistake_days() -> ResponseReturnValue:
    form = MistakeDaysForm()
    if not form.validate():
        raise NotFound
    with unit_of_work():
        set_days_needed(me().branch_id, int(form.days.data), actor=me(), now=clock.now())
    flash(gettext("已保存。"), "ok")
    return redirect(url_for("study.manage"))


@blueprint.post("/manage/pace")
@requires(Permission.MANAGE_STUDY)
def save_pace() -> ResponseReturnValue:
    form = PaceForm()
    if not form.validate():
        raise NotFound
    share, seconds = int(form.share.data), int(form.page_seconds.data)
    with unit_of_work():
        service.set_pace(me().branch_id, share, seconds, actor=me(), now=clock.now())
    flash(gettext("已保存。"), "ok")
    return redirect(url_for("study.manage"))


@blueprint.post("/manage/<int:material_id>/publish")
@requires(Permission.MANAGE_STUDY)
def publish(material_id: int) -> ResponseReturnValue:
    published = request.form.get("published") == "1"
    own_material(material_id)
    try:
        with unit_of_work():
            service.set_published(own_material(material_id), published, actor=me(), now=clock.now())
    except Invalid as refused:
        flash(gettext(refused.message), "warn")
    else:
        flash(gettext("已发布，成员可以读了。") if published else gettext("已撤下，读过的记录保留。"), "ok")
    return redirect(url_for("study.edit", material_id=material_id))


@blueprint.post("/manage/<int:material_id>/copy")
@requires(Permission.MANAGE_STUDY)
def copy(material_id: int) -> ResponseReturnValue:
    title = gettext("%(title)s（副本）", title=any_material(material_id).title)
    with unit_of_work():
        made = service.copy_material(
            any_material(material_id), title, branch_id=me().branch_id, actor=me(), now=clock.now()
        ).id
    flash(gettext("已复制为草稿，可以修改了。"), "ok")
    return redirect(url_for("study.edit", material_id=made))


@blueprint.post("/manage/<int:material_id>/delete")
@requires(Permission.MANAGE_STUDY)
def delete(material_id: int) -> ResponseReturnValue:
    own_material(material_id)
    with unit_of_work():
        service.delete_material(own_material(material_id), actor=me(), now=clock.now())
    flash(gettext("草稿已删除。"), "ok")
    return redirect(url_for("study.manage"))
