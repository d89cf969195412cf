"""A list of names that somebody pastes or has in a workbook, and whom of a branch it means."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ..accounts.models import Member
from ..accounts.sheets import check_archive
from ..core.errors import Invalid
from ..core.i18n import N_
from ..extensions import db

MOST_NAMES = 500
MOST_XLSX = 2_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Names:
    """Whom a list of names means; `unknown` are in the branch not at all, `doubtful` more than once."""

    member_ids: tuple[int, ...]
    unknown: tuple[str, ...]
    doubtful: tuple[str, ...]


def named(text: str, branch_id: int) -> Names:
    """Return whom a pasted list means: names or accounts, parted by anything that parts names."""
    parted = text
    for mark in "，,、;；\t\r":
        parted = parted.replace(mark, "\n")
    wanted = list(dict.fromkeys(name for line in parted.split("\n") if (name := line.strip())))
    if len(wanted) > MOST_NAMES:
        raise Invalid(N_("一次最多 %(most)d 人。"), field="names", most=MOST_NAMES)
    return _found(wanted, branch_id)


def names_in(content: bytes) -> str:
    """Return the names in the column 姓名 of a workbook's first sheet, or its first column, one a line."""
    import openpyxl  # 15 MB of memory that only a list needs

    if len(content) > MOST_XLSX:
        raise Invalid(N_("名单文件太大，请只留姓名一列。"), field="list")
    try:
        check_archive(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = [tuple(str(cell or "").strip() for cell in row) for row in book.worksheets[0].values]
        book.close()
    except Exception:
        raise Invalid(N_("读不出这个文件，请另存为 xlsx 再传，或直接粘贴姓名。"), field="list") from None
    rows = [row for row in rows if any(row)]
    column = rows[0].index("姓名") if rows and "姓名" in rows[0] else 0
    return "\n".join(row[column] for row in rows if len(row) > column and row[column] not in ("", "姓名"))


def _found(wanted: Sequence[str], branch_id: int) -> Names:
    by_name: dict[str, list[int]] = {}
    rows = db.session.execute(
        select(Member.id, Member.name, Member.username).where(
            Member.branch_id == branch_id, Member.left_at.is_(None)
        )
    )
    for member_id, name, username in rows:
        for written in {name, username}:
            by_name.setdefault(written, []).append(member_id)
    hits = {name: by_name.get(name, by_name.get(name.lower(), [])) for name in wanted}
    return Names(
        tuple(dict.fromkeys(ids[0] for ids in hits.values() if len(ids) == 1)),
        tuple(name for name, ids in hits.items() if not ids),
        tuple(name for name, ids in hits.items() if len(ids) > 1),
    )
