"""Study materials, shipped and of a branch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Branch
from quizapp.bank.models import Bank
from quizapp.bank.queries import all_items
from quizapp.core import clock
from quizapp.extensions import db
from quizapp.record.models import PointsSheet
from quizapp.study.models import Material, Reading

MakeMaterial = Callable[..., Material]


def read_enough(material_id: int, member_id: int, minutes: int = 120) -> None:
    """Have a member's time with a material counted already."""
    db.session.rollback()
    row = db.session.get(Reading, (member_id, material_id)) or Reading(
        member_id=member_id, material_id=material_id, opened_at=clock.now()
    )
    row.counted_ms = minutes * 60_000
    db.session.add(row)
    db.session.commit()


@pytest.fixture
def make_material(branch: Branch, bank: Bank) -> MakeMaterial:
    """A published material with the first four items of the bank; `branch` None is a shipped one."""
    numbers = iter(range(1, 100))

    def make(*, branch: Branch | None = branch, **more: Any) -> Material:
        db.session.rollback()  # the pages' writer may have written since
        number, now = next(numbers), clock.now()
        row = Material(
            **{
                "branch_id": branch.id if branch else None,
                "bank_id": None if branch else bank.id,
                "code": f"material-{number}",
                "title": f"材料{number}",
                "topic": "红十字会法",
                "minutes": 4,
                "body": "## 小标题\n\n正文。\n\n| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n",
                "sources": [
                    {"document": "红十字会法", "version": "2017", "article": "第七条", "section": ""}
                ],
                "item_ids": [stored.item_id for stored in all_items(bank.id)[:4]],
                "content_hash": "",
                "published": True,
                "created_at": now,
                "updated_at": now,
                **more,
            }
        )
        db.session.add(row)
        db.session.commit()
        return row

    return make


@pytest.fixture
def material(make_material: MakeMaterial) -> Material:
    return make_material()


def _add_rule(branch: Branch, name: str) -> None:
    """Give the branch a sheet of its own that has one rule more, worth a point."""
    default = db.session.scalars(select(PointsSheet).where(PointsSheet.branch_id.is_(None))).one()
    content = {**default.content, "rules": {**default.content["rules"], name: {"points": "1"}}}
    now = clock.now()
    db.session.add(
        PointsSheet(
            branch_id=branch.id, version=1, valid_from=default.valid_from, content=content, created_at=now
        )
    )
    db.session.commit()


@pytest.fixture
def discussion_rule(branch: Branch, points_sheet: None) -> None:
    """A comment on a material is worth a point."""
    _add_rule(branch, "discussion")


@pytest.fixture
def course_rule(branch: Branch, points_sheet: None) -> None:
    """A completed course is worth a point."""
    _add_rule(branch, "course")
