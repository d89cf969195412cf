"""A member's own notes: written beside a material, looked up, taken away. Nobody else has a page of them."""

from __future__ import annotations

import io
from contextlib import suppress

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import NotFound
from ...core.paging import page_number
from ...core.permissions import Permission
from ...core.transaction import unit_of_work
from ...core.word import MIMETYPE as DOCX
from ...web.access import me, requires
from ...web.forms import accepted
from .. import queries
from ..social import notebook
from ..social.forms import NoteForm
from ..social.marks import MARK_TITLES, Mark
from ..social.note_files import TXT, as_docx, as_text
from .blueprint import blueprint


@blueprint.get("/notes")
@requires(Permission.TAKE_PART)
def notes() -> ResponseReturnValue:
    text, mark = _wanted()
    page = notebook.page_of(me().member_id, page_number(request.args.get("page")), text, mark)
    return render_template(
        "study/notes.html",
        page=page,
        text=text,
        mark=mark,
        marks=MARK_TITLES,
        args={name: value for name, value in (("q", text), ("mark", mark)) if value},
    )


def _wanted() -> tuple[str, Mark | None]:
    mark = None
    with suppress(ValueError):
        mark = Mark(request.args.get("mark", ""))
    return request.args.get("q", "")[:60].strip(), mark


@blueprint.get("/notes/export.<kind>")
@requires(Permission.TAKE_PART)
def export_notes(kind: str) -> ResponseReturnValue:
    text, mark = _wanted()
    written = {"txt": (as_text, TXT), "docx": (as_docx, DOCX)}.get(kind)
    if written is None:
        raise NotFound
    write, mimetype = written
    content = write(gettext("学习笔记"), me().name, notebook.by_material(me().member_id, text, mark))
    name = gettext("学习笔记") + f".{kind}"
    return send_file(io.BytesIO(content), mimetype, as_attachment=True, download_name=name)


@blueprint.post("/<int:material_id>/notes")
@requires(Permission.TAKE_PART)
def add_note(material_id: int) -> ResponseReturnValue:
    material, form = queries.readable(material_id, me()), NoteForm()
    made: list[int] = []

    def act() -> None:
        with unit_of_work():
            made.append(notebook.add(material_id, form.draft(), member=me(), now=clock.now()).id)

    if form.validate() and accepted(form, act):
        return redirect(url_for("study.read", material_id=material_id, _anchor=f"noted-{made[0]}"))
    return render_template("study/note.html", form=form, material=material, note=None), 422


@blueprint.get("/notes/<int:note_id>")
@requires(Permission.TAKE_PART)
def note(note_id: int) -> ResponseReturnValue:
    row = notebook.own(note_id, me().member_id)
    form = NoteForm(formdata=None, mark=row.mark.value, text=row.text)
    return render_template("study/note.html", form=form, note=notebook.line_of(row), material=None)


@blueprint.post("/notes/<int:note_id>")
@requires(Permission.TAKE_PART)
def save_note(note_id: int) -> ResponseReturnValue:
    row, form = notebook.own(note_id, me().member_id), NoteForm()
    material_id = row.material_id

    def act() -> None:
        with unit_of_work():
            mine = notebook.own(note_id, me().member_id)
            notebook.change(mine, Mark(form.mark.data), form.text.data or "", now=clock.now())

    if form.validate() and accepted(form, act):
        flash(gettext("笔记已保存。"), "ok")
        return redirect(_back(material_id))
    page = render_template("study/note.html", form=form, note=notebook.line_of(row), material=None)
    return page, 422


@blueprint.post("/notes/<int:note_id>/delete")
@requires(Permission.TAKE_PART)
def delete_note(note_id: int) -> ResponseReturnValue:
    material_id = notebook.own(note_id, me().member_id).material_id
    with unit_of_work():
        notebook.delete(notebook.own(note_id, me().member_id))
    flash(gettext("笔记已删除。"), "ok")
    return redirect(_back(material_id))


def _back(material_id: int) -> str:
    """Return where the caller came from: the list of notes, else the material."""
    if request.args.get("from") == "list":
        return url_for("study.notes")
    return url_for("study.read", material_id=material_id, _anchor="notes")
