"""What the browser tests' branch has evaluated: a sealed quarter, a published one with an objection, a tie, a month of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from quizapp.accounts.models import Branch, Member, Membership
from quizapp.core.permissions import Identity
from quizapp.evaluation import judging, monthly, service
from quizapp.evaluation.models import Evaluation, Shown
from quizapp.evaluation.periods import PeriodKind, Stretch
from quizapp.evaluation.work import DEFAULT_ITEMS, DEFAULT_WEIGHTS
from quizapp.extensions import db
from quizapp.record.models import LedgerEntry, PointsSheet
from quizapp.record.service import append
from tests.support.sheets import LEVELS


def evaluation_places(
    branch: Branch, member: Identity, organiser: Identity, leader: Identity, now: datetime
) -> dict[str, object]:
    """Return where these things are; runs in a unit of work."""
    for row in db.session.scalars(select(Membership).where(Membership.branch_id == branch.id)):
        row.from_at = min(row.from_at, now - timedelta(days=400))
    sheet = PointsSheet(
        branch_id=branch.id, version=90, valid_from=date(2099, 1, 1), content=LEVELS, created_at=now
    )
    db.session.add(sheet)
    db.session.flush()
    roll = db.session.scalars(
        select(Member).where(Member.branch_id == branch.id, Member.left_at.is_(None)).order_by(Member.id)
    ).all()
    quarter = Stretch.of(PeriodKind.QUARTER, now.date()).previous()
    for one, share in ((quarter, 97), (quarter.previous(), 83)):
        _points(roll, one, share, sheet.id, now)
    past = _made("上上季度党员积分评比", quarter.previous(), sheet.id, branch, organiser, now)
    later = now + timedelta(days=8)
    service.compute(past, actor=organiser, now=now)
    if past.result["ties"]:
        judging.rule(
            past, "优秀", past.result["ties"][0]["members"][:1], "支部党员大会表决", actor=organiser, now=now
        )
    service.publish(past, actor=organiser, now=now)
    service.settle(past, actor=organiser, now=later)
    service.seal(past, actor=organiser, now=later)
    open_one = _made("上季度党员积分评比", quarter, sheet.id, branch, organiser, now)
    judging.veto(open_one, roll[-1].id, quarter.last, "廉洁问题", "支委会记录", actor=organiser, now=now)
    service.compute(open_one, actor=organiser, now=now)
    service.publish(open_one, actor=organiser, now=now)
    objection = judging.object_to(open_one, "志愿服务少算了一次，请核对", actor=leader, now=now)
    month = monthly.open_month(
        branch.id, now.date(), [organiser.member_id, leader.member_id], DEFAULT_ITEMS, DEFAULT_WEIGHTS,
        actor=organiser, now=now,
    )  # fmt: skip
    return {
        "sealed_evaluation": past.id,
        "evaluation": open_one.id,
        "result_objection": objection.id,
        "evaluated_member": member.member_id,
        "work_month": month.id,
        "marked": organiser.member_id,
        "calendar_year": now.year,
    }


def _made(
    title: str, stretch: Stretch, sheet_id: int, branch: Branch, organiser: Identity, now: datetime
) -> Evaluation:
    draft = service.Draft(title, stretch, sheet_id, Shown.POINTS, 5)
    return service.create(draft, branch.id, actor=organiser, now=now)


def _points(roll: Sequence[Member], quarter: Stretch, share: int, sheet_id: int, now: datetime) -> None:
    """Enter points of the quarter, as its sheet would have them: no two alike."""
    for number, member in enumerate(roll):
        append(
            LedgerEntry(
                member_id=member.id,
                branch_id=member.branch_id,
                group_id=member.group_id,
                kind="plus",
                rule="plus",
                key=f"{quarter.label}:{number}",
                occurred_at=now - timedelta(days=60),
                day=quarter.last - timedelta(days=number % 40),
                earned=3600 - share * number,
                counted=3600 - share * number,
                title="参加组织生活",
                sheet_id=sheet_id,
                created_at=now,
            )
        )
