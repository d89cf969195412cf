"""A branch's own points sheet that counts one kind of what the community reports."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from quizapp.core import clock
from quizapp.extensions import db
from quizapp.record.models import PointsSheet
from quizapp.record.shipped import builtin_sheet


def count_with(branch_id: int, kind: str, points: int | None) -> None:
    """Give a branch a sheet with a rule that feeds on `kind`; `points` in hundredths, None: they come with it."""
    content: dict[str, Any] = copy.deepcopy(dict(builtin_sheet("default")))
    rule: dict[str, Any] = {"title": "支部生活", "feeds": [kind]}
    if points is not None:
        rule["points"] = points / 100
    content["rules"]["community"] = rule
    content["valid_from"] = "2024-01-01"
    db.session.add(
        PointsSheet(
            branch_id=branch_id,
            version=1,
            valid_from=date(2024, 1, 1),
            content=content,
            created_at=clock.now(),
        )
    )
    db.session.commit()
