"""A branch with a sheet, people in groups and points: what is evaluated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from quizapp.accounts.models import Branch, Group, Member
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.evaluation import service
from quizapp.evaluation.models import Evaluation
from quizapp.evaluation.periods import PeriodKind, Stretch
from quizapp.extensions import db
from quizapp.record import service as record
from quizapp.record.models import LedgerEntry, PointsSheet
from quizapp.record.sheet import parse_sheet, sheet_to_mapping
from tests.support.sheets import LEVELS

NOW = datetime(2027, 1, 5, 1, 0, tzinfo=UTC)
YEAR = Stretch.of(PeriodKind.YEAR, date(2026, 6, 1))

Give = Callable[..., LedgerEntry]


@pytest.fixture
def sheet(branch: Branch) -> PointsSheet:
    row = PointsSheet(
        branch_id=branch.id,
        version=1,
        valid_from=date(2026, 1, 1),
        content=sheet_to_mapping(parse_sheet(LEVELS)),
        created_at=NOW,
    )
    db.session.add(row)
    db.session.commit()
    return row


@pytest.fixture
def give(sheet: PointsSheet) -> Give:
    """Give a member points by a rule, in hundredths, in the middle of 2026 where nothing else is said."""

    def report(
        member: Member, points: int, rule: str = "plus", at: datetime | None = None, key: str = ""
    ) -> Any:
        count = db.session.query(LedgerEntry).count()
        at = at or datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
        credit = record.Credit(member.id, rule, key or f"k{count}", at, "参加活动", points=points)
        with unit_of_work():
            entry = record.report(credit, now=at)
        assert entry is not None
        return entry

    return report


@pytest.fixture
def actor(organiser: Member, as_identity: Callable[[Member], Identity]) -> Identity:
    organiser.kind = "masses"  # type: ignore[assignment]  # runs the evaluation and is not in it
    db.session.commit()
    return as_identity(organiser)


@pytest.fixture
def year(sheet: PointsSheet, branch: Branch, actor: Identity) -> Evaluation:
    draft = service.Draft("2026 年度评比", YEAR, sheet.id)
    with unit_of_work():
        return service.create(draft, branch.id, actor=actor, now=NOW)


@pytest.fixture
def groups(make_group: Callable[..., Group]) -> tuple[Group, Group]:
    return make_group("G1"), make_group("G2")
