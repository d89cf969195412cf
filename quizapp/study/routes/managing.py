"""Organisers' materials: the list, the editor with its preview, publish and withdraw."""

from __future__ import annotations

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...bank import queries as banks
from ...bank.queries import ItemFilter, StoredItem
from ...core import clock
from ...core.errors import Forbidden, NotFound
from ...core.i18n import N_
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...extensions import db
from ...papers.standing import days_needed, set_days_needed
from ...web.access import check, me, requires
from ...web.forms import accepted
from .. import queries, service
from ..forms import CheckSizeForm, MaterialForm, MistakeDaysForm, form_of
from ..models import Material
from .blueprint import blueprint

FOUND = 20  # items that a search offers


def _material(material_id: int) -> Material:
    """Return a material that the caller may look at as an organiser."""
    material = db.session.get(Material, material_id)
    if material is None:
        raise NotFound
    if material.branch_id is not None:
        check(Permission.MANAGE_STUDY, branch_id=material.branch_id)
    return material


def _own(material_id: int) -> Material:
    """Return a material that the caller may change; the shipped ones come with the program."""
    material = _material(material_id)
    if material.branch_id is None:
        raise Forbidden(N_("系统材料随程序更新，不能在这里修改；可以复制一份再改。"))
    return material


@blueprint.get("/manage")
@requires(Permission.MANAGE_STUDY)
def manage() -> ResponseReturnValue:
    shipped, text = request.args.get("from") == "shipped", request.args.get("q", "")[:60].strip()
    branch_id = me().branch_id
    return render_template(
        "study/manage.html",
        lines=queries.lines(branch_id, shipped=shipped, text=text),
        shipped=shipped,
        text=text,
        form=CheckSizeForm(formdata=None, size=str(queries.check_size(branch_id))),
        mistakes_form=MistakeDaysForm(formdata=None, days=str(days_needed(branch_id))),
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


@blueprint.get("/manage/new")
@requires(Permission.MANAGE_STUDY)
def new() -> ResponseReturnValue:
    return _page(MaterialForm(formdata=None))


@blueprint.post("/manage/new")
@requires(Permission.MANAGE_STUDY)
def create() -> ResponseReturnValue:
    form = MaterialForm()
    made: list[int] = []
    if _then() in ("preview", "find"):
        return _page(form)
    if form.validate() and accepted(form, lambda: made.append(_create(form))):
        return _saved(made[0])
    return _page(form, status=422)


def _create(form: MaterialForm) -> int:
    draft = form.draft([stored.item_id for stored in _usable(form, me().branch_id)])
    with unit_of_work():
        return service.create_material(
            draft, branch_id=me().branch_id, actor=me(), now=clock.now(), publish=_then() == "publish"
        ).id


@blueprint.get("/manage/<int:material_id>")
@requires(Permission.MANAGE_STUDY)
def edit(material_id: int) -> ResponseReturnValue:
    material = _material(material_id)
    if material.branch_id is None:
        return render_template("study/shipped.html", material=material, items=queries.items_of(material))
    return _page(form_of(material), material)


@blueprint.post("/manage/<int:material_id>")
@requires(Permission.MANAGE_STUDY)
def save(material_id: int) -> ResponseReturnValue:
    material, form = _own(material_id), MaterialForm()
    if _then() in ("preview", "find"):
        return _page(form, material)
    if form.validate() and accepted(form, lambda: _save(material, form)):
        return _saved(material_id)
    return _page(form, material, 422)


def _save(material: Material, form: MaterialForm) -> None:
    material_id, branch_id = material.id, material.branch_id or me().branch_id
    draft = form.draft([stored.item_id for stored in _usable(form, branch_id)])
    with unit_of_work():
        material = _own(material_id)
        service.edit_material(material, draft, actor=me(), now=clock.now())
        if _then() == "publish":
            service.set_published(material, True, actor=me(), now=clock.now())


def _then() -> str:
    return request.form.get("then", "save")


def _saved(material_id: int) -> ResponseReturnValue:
    flash(gettext("已保存并发布。") if _then() == "publish" else gettext("已保存。"), "ok")
    return redirect(url_for("study.edit", material_id=material_id))


def _usable(form: MaterialForm, branch_id: int) -> list[StoredItem]:
    """Return the chosen items that are in use in a bank the branch could see."""
    shown = {bank.id for bank in banks.all_banks(branch_id)}
    chosen = list(dict.fromkeys(form.items.data or ()))[:200]
    return [stored for stored in banks.items_by_id(chosen) if stored.bank_id in shown]


def _found(form: MaterialForm, branch_id: int, but: Collection[int]) -> list[StoredItem]:
    text = (form.find.data or "").strip()[:60]
    if not text:
        return []
    wanted = ItemFilter(banks.visible_bank_ids(branch_id), text=text)
    return [stored for stored in banks.search(wanted, 1, FOUND).rows if stored.item_id not in but]


def _page(form: MaterialForm, material: Material | None = None, status: int = 200) -> ResponseReturnValue:
    branch_id = material.branch_id if material and material.branch_id else me().branch_id
    chosen = _usable(form, branch_id)
    ids = {stored.item_id for stored in chosen}
    page = render_template(
        "study/edit.html",
        form=form,
        material=material,
        chosen=chosen,
        found=_found(form, branch_id, ids),
        searched=bool(form.find.data),
        topics=queries.topics(branch_id),
    )
    return page, status


@blueprint.post("/manage/preview")
@requires(Permission.MANAGE_STUDY)
def preview() -> ResponseReturnValue:
    return render_template("study/_preview.html", form=MaterialForm())


@blueprint.post("/manage/items")
@requires(Permission.MANAGE_STUDY)
def find_items() -> ResponseReturnValue:
    form = MaterialForm()
    found = _found(form, me().branch_id, set(form.items.data or ()))
    return render_template("study/_found.html", found=found, searched=bool(form.find.data), form=form)


@blueprint.post("/manage/<int:material_id>/publish")
@requires(Permission.MANAGE_STUDY)
def publish(material_id: int) -> ResponseReturnValue:
    published = request.form.get("published") == "1"
    _own(material_id)
    with unit_of_work():
        service.set_published(_own(material_id), published, actor=me(), now=clock.now())
    flash(gettext("已发布，成员可以读了。") if published else gettext("已撤下，读过的记录保留。"), "ok")
    return redirect(url_for("study.edit", material_id=material_id))


@blueprint.post("/manage/<int:material_id>/copy")
@requires(Permission.MANAGE_STUDY)
def copy(material_id: int) -> ResponseReturnValue:
    title = gettext("%(title)s（副本）", title=_material(material_id).title)
    with unit_of_work():
        made = service.copy_material(
            _material(material_id), title, branch_id=me().branch_id, actor=me(), now=clock.now()
        ).id
    flash(gettext("已复制为草稿，可以修改了。"), "ok")
    return redirect(url_for("study.edit", material_id=made))


@blueprint.post("/manage/<int:material_id>/delete")
@requires(Permission.MANAGE_STUDY)
def delete(material_id: int) -> ResponseReturnValue:
    _own(material_id)
    with unit_of_work():
        service.delete_material(_own(material_id), actor=me(), now=clock.now())
    flash(gettext("草稿已删除。"), "ok")
    return redirect(url_for("study.manage"))
