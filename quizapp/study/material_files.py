"""The file of a material and a film's still: uploaded, exchanged, seen by whoever may read the material."""

from __future__ import annotations

from datetime import datetime

from werkzeug.datastructures import FileStorage

from ..core.errors import Invalid, NotFound
from ..core.i18n import N_
from ..core.permissions import Identity, Permission, allowed
from ..extensions import db
from ..files import queries as stored
from ..files import rendering
from ..files import service as files
from ..files.kinds import Kind
from ..files.models import StoredFile
from ..files.queries import FileView
from . import outlines, queries
from .kinds import FILES
from .models import Material

FILE, POSTER = "material", "poster"


def file_of(material_id: int) -> FileView | None:
    """Return a material's file."""
    return next(iter(stored.of(FILE, material_id)), None)


def poster_of(material_id: int) -> FileView | None:
    """Return the still that stands before a film is played."""
    return next(iter(stored.of(POSTER, material_id)), None)


def may_see(material_id: int, identity: Identity) -> bool:
    """Tell whether somebody may see a material's files: its readers, and who manages its branch's materials."""
    material = db.session.get(Material, material_id)
    if material is None:
        return False
    branch_id = material.branch_id or identity.branch_id
    if allowed(identity, Permission.MANAGE_STUDY, branch_id=branch_id):
        return True
    try:
        queries.readable(material_id, identity)
    except NotFound:
        return False
    return True


def outline_of(upload: FileStorage) -> str:
    """Return the words of what `files.service.receive` took; needs a moment, so not inside a unit of work."""
    received = getattr(upload, "received", None)
    if received is None:
        return ""
    if received.found.kind is Kind.PDF:
        return rendering.text_of(received.kept.digest, outlines.MOST_CHARACTERS)
    return outlines.outline_of(upload.stream)  # type: ignore[arg-type]  # what a form brings is a binary stream


def set_file(
    material: Material, upload: FileStorage, outline: str, *, actor: Identity, now: datetime
) -> None:
    """Give a material its file, in place of the one it had; who has read it keeps that."""
    kinds = FILES.get(material.kind)
    if kinds is None:
        raise Invalid(N_("这种材料不带文件。"), field="file")
    row = _exchange(material, upload, FILE, kinds, actor, now)
    material.outline = outline
    material.pages = row.pages
    if row.kind is Kind.SLIDES:
        material.pages = len(outlines.slides_of(outline)) or None
    material.seconds, material.updated_at = row.seconds, now
    db.session.flush()


def set_poster(material: Material, upload: FileStorage, *, actor: Identity, now: datetime) -> None:
    """Give a film its still, in place of the one it had."""
    try:
        _exchange(material, upload, POSTER, (Kind.IMAGE,), actor, now)
    except Invalid as refused:
        refused.field = "poster"
        raise


def remove_all(material: Material, *, actor: Identity, now: datetime) -> None:
    """Take a material's files away, with the material."""
    for subject in (FILE, POSTER):
        for view in stored.of(subject, material.id):
            files.remove(stored.row_of(view.id, subject), actor=actor, now=now)


def check_complete(material: Material) -> None:
    """Refuse to publish a material whose file is missing."""
    if material.kind in FILES and file_of(material.id) is None:
        raise Invalid(N_("还没有上传文件，不能发布。"), field="file")


def _exchange(
    material: Material,
    upload: FileStorage,
    subject: str,
    kinds: tuple[Kind, ...],
    actor: Identity,
    now: datetime,
) -> StoredFile:
    before = stored.of(subject, material.id)
    row = files.take_in(
        upload,
        kinds=kinds,
        subject_kind=subject,
        subject_id=material.id,
        branch_id=material.branch_id or actor.branch_id,
        actor=actor,
        now=now,
    )
    for view in before:
        files.remove(stored.row_of(view.id, subject), actor=actor, now=now)
    return row
