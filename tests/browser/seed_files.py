"""Materials of the browser tests' branch that are files or links."""

from __future__ import annotations

import io
from datetime import datetime

from werkzeug.datastructures import FileStorage

from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.demo import handouts
from quizapp.files import service as files
from quizapp.study import material_files
from quizapp.study import service as study
from quizapp.study.kinds import FILES, MaterialKind
from tests.support import uploads

LINES = ["一页有标题和几行字", "第一行说清要做的事，", "第二行说由谁来做。"]
CONTENTS = {
    MaterialKind.PDF: ("一份有十二页而且名字很长的学习资料汇编.pdf", handouts.pdf([LINES] * 12)),
    MaterialKind.SLIDES: ("讲稿.pptx", handouts.slides([LINES, [], LINES])),
    MaterialKind.VIDEO: ("片.webm", uploads.webm(95)),
    MaterialKind.LINK: ("", b""),
}


def file_places(branch_id: int, item: int, organiser: Identity, now: datetime) -> dict[str, int]:
    """Return a published material of each of these kinds; opens units of work of its own."""
    return {f"{kind}_material": _material(kind, branch_id, item, organiser, now) for kind in CONTENTS}


def _material(kind: MaterialKind, branch_id: int, item: int, organiser: Identity, now: datetime) -> int:
    name, content = CONTENTS[kind]
    words = "读之前先看这两句：材料由支部整理，原文以公开发布的为准。"
    url = "https://www.example.org/study/a-rather-long-address-of-a-page" if kind is MaterialKind.LINK else ""
    draft = study.Draft(
        f"一份{kind}材料", "支部工作", words, "一句话简介", 6, item_ids=(item,), kind=kind, url=url
    )
    upload, outline = FileStorage(io.BytesIO(content), filename=name), ""
    if kind in FILES:
        files.receive(upload, FILES[kind])
        outline = material_files.outline_of(upload)
    with unit_of_work():
        made = study.create_material(draft, branch_id=branch_id, actor=organiser, now=now)
        if kind in FILES:
            material_files.set_file(made, upload, outline, actor=organiser, now=now)
        study.set_published(made, True, actor=organiser, now=now)
        return made.id
