"""The boards: members, groups and branches by period."""

from __future__ import annotations

from typing import Any

from flask import Response

from ..boards import queries
from ..boards.queries import Row
from ..core.errors import NotFound
from ..core.i18n import N_
from ..core.permissions import Permission
from ..record.periods import Span
from ..web.access import me, requires
from . import asked, shapes
from .blueprint import blueprint
from .operation import describes
from .record import PERIOD, current

MOST_ROWS = 500


@blueprint.get("/boards/<slug>")
@requires(Permission.TAKE_PART)
@describes(
    N_("榜单：members 个人，groups 党小组，branches 支部"),
    returns="Board",
    query=(PERIOD,),
    errors=(404, 422),
    about=N_("不写 period 为本月。小组和支部按人均，没有积分的不上榜。"),
)
def board(slug: str) -> Response:
    if slug not in queries.BOARDS:
        raise NotFound
    period = asked.period(current(Span.MONTH))
    rows = queries.board(slug, me().branch_id, period, MOST_ROWS)
    return shapes.listing((_row(row) for row in rows), None, board=slug, period=shapes.span(period))


def _row(row: Row) -> dict[str, Any]:
    return {
        "place": row.place,
        "id": str(row.id),
        "name": row.name,
        "group": row.group or None,
        "points": shapes.amount(row.amount),
        "moved": row.moved,
        "heads": row.heads,
        "taking_part": row.taking_part,
    }
