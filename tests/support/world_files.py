"""What the permission matrix needs of uploaded files: a PDF on a material."""

from __future__ import annotations

from datetime import datetime

from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.files import service as files
from quizapp.study import material_files
from tests.support import uploads


def attached(material_id: int, branch_id: int, actor: Identity, now: datetime) -> dict[str, int]:
    """Hang a PDF on a material."""
    upload = uploads.upload(uploads.pdf(), "通知.pdf")
    files.receive(upload, ["pdf"])
    with unit_of_work():
        row = files.take_in(
            upload,
            kinds=["pdf"],
            subject_kind=material_files.FILE,
            subject_id=material_id,
            branch_id=branch_id,
            actor=actor,
            now=now,
        )
        return {"file": row.id}
