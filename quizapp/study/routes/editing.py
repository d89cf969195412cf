"""The editor of materials: one page for every kind, with its preview, its file and its items."""

from __future__ import annotations

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from ...bank import queries as banks
from ...bank.queries import ItemFilter, StoredItem
from ...core import clock
from ...core.errors import Invalid
from ...core.i18n import N_
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...files.intake import takes_files
from ...files.kinds import Kind
from ...web.access import me, requires
from ...web.forms import accepted
from .. import material_files, queries, service
from ..forms import MaterialForm, form_of
from ..kinds import FILES, NAMES, TIMED_BY_HAND, MaterialKind, kind_of
from ..models import Material
from .blueprint import blueprint
from .managing import any_material, own_material

FOUND = 20  # items that a search offers
WITH_IMAGES = (Kind.PDF, Kind.SLIDES, Kind.VIDEO, Kind.IMAGE)


@blueprint.get("/manage/new")
@requires(Permission.MANAGE_STUDY)
def new() -> ResponseReturnValue:
    return _page(MaterialForm(formdata=None, kind=kind_of(request.args.get("kind", "")).value))


@blueprint.post("/manage/new")
@requires(Permission.MANAGE_STUDY)
@takes_files(*WITH_IMAGES)
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
    file, poster = _uploads(form)
    if form.of_kind in FILES and file is None:
        raise Invalid(N_("请选择文件。"), field="file")
    outline = material_files.outline_of(file) if file else ""
    with unit_of_work():
        material = service.create_material(draft, branch_id=me().branch_id, actor=me(), now=clock.now())
        _keep_files(material, file, outline, poster)
        if _then() == "publish":
            service.set_published(material, True, actor=me(), now=clock.now())
        return material.id


@blueprint.get("/manage/<int:material_id>")
@requires(Permission.MANAGE_STUDY)
def edit(material_id: int) -> ResponseReturnValue:
    material = any_material(material_id)
    if material.branch_id is None:
        return render_template("study/shipped.html", material=material, items=queries.items_of(material))
    return _page(form_of(material), material)


@blueprint.post("/manage/<int:material_id>")
@requires(Permission.MANAGE_STUDY)
@takes_files(*WITH_IMAGES)
def save(material_id: int) -> ResponseReturnValue:
    material, form = own_material(material_id), MaterialForm()
    form.kind.data = material.kind.value
    if _then() in ("preview", "find"):
        return _page(form, material)
    if form.validate() and accepted(form, lambda: _save(material, form)):
        return _saved(material_id)
    return _page(form, own_material(material_id), 422)


def _save(material: Material, form: MaterialForm) -> None:
    material_id, branch_id = material.id, material.branch_id or me().branch_id
    draft = form.draft([stored.item_id for stored in _usable(form, branch_id)])
    file, poster = _uploads(form)
    outline = material_files.outline_of(file) if file else ""
    with unit_of_work():
        material = own_material(material_id)
        service.edit_material(material, draft, actor=me(), now=clock.now())
        _keep_files(material, file, outline, poster)
        if _then() == "publish":
            service.set_published(material, True, actor=me(), now=clock.now())


def _uploads(form: MaterialForm) -> tuple[FileStorage | None, FileStorage | None]:
    """Return the uploaded file and still of a kind that has them."""
    file, poster = request.files.get("file"), request.files.get("poster")
    if form.of_kind not in FILES:
        return None, None
    still = poster if poster and poster.filename and form.of_kind is MaterialKind.VIDEO else None
    return (file if file and file.filename else None), still


def _keep_files(
    material: Material, file: FileStorage | None, outline: str, poster: FileStorage | None
) -> None:
    if file:
        material_files.set_file(material, file, outline, actor=me(), now=clock.now())
    if poster:
        material_files.set_poster(material, poster, actor=me(), now=clock.now())


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
    form.name_body()
    ids = {stored.item_id for stored in chosen}
    page = render_template(
        "study/edit.html",
        form=form,
        kind=form.of_kind,
        chosen_kinds=_kind_chips(form.of_kind),
        by_hand=form.of_kind in TIMED_BY_HAND,
        takes=FILES.get(form.of_kind, ()),
        material=material,
        file=material_files.file_of(material.id) if material else None,
        poster=material_files.poster_of(material.id) if material else None,
        chosen=chosen,
        found=_found(form, branch_id, ids),
        searched=bool(form.find.data),
        topics=queries.topics(branch_id),
    )
    return page, status


def _kind_chips(chosen: MaterialKind) -> list[tuple[str, str, bool]]:
    """Return the choice of a new material's kind, as links."""
    return [
        (gettext(name), url_for("study.new", kind=kind.value), kind is chosen) for kind, name in NAMES.items()
    ]


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
