"""An evaluation of a branch of the permission matrix, and a month of committee work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from quizapp.accounts import queries as people
from quizapp.accounts.models import Member
from quizapp.core import local
from quizapp.core.permissions import Identity, Role
from quizapp.core.transaction import unit_of_work
from quizapp.evaluation import judging, monthly, service
from quizapp.evaluation.periods import PeriodKind, Stretch
from quizapp.evaluation.work import DEFAULT_ITEMS, DEFAULT_WEIGHTS
from quizapp.extensions import db
from quizapp.record.models import PointsSheet
from tests.support.sheets import LEVELS


def evaluation(
    branch_id: int, roles: Mapping[Role, Member], actor: Identity, now: datetime
) -> dict[str, object]:
    """A published evaluation with a veto and an objection, and an open month in which the member is marked."""
    member_id = roles[Role.MEMBER].id
    day = local.day_of(now)
    with unit_of_work():
        sheet = PointsSheet(
            branch_id=branch_id, version=90, valid_from=date(2099, 1, 1), content=LEVELS, created_at=now
        )
        db.session.add(sheet)
        db.session.flush()
        stretch = Stretch(PeriodKind.DATES, day - timedelta(days=9), day)
        draft = service.Draft("评比", stretch, sheet.id)
        row = service.create(draft, branch_id, actor=actor, now=now)
        later = now + timedelta(days=1)
        veto = judging.veto(row, roles[Role.LEADER].id, day, "违纪", actor=actor, now=later)
        service.compute(row, actor=actor, now=later)
        service.publish(row, actor=actor, now=later)
        member = people.identity_of_member(member_id)
        objection = judging.object_to(row, "少算了一次", actor=member, now=now)
        month = monthly.open_month(
            branch_id, day, [member_id], DEFAULT_ITEMS, DEFAULT_WEIGHTS, actor=actor, now=now
        )
    return {
        "evaluation": row.id,
        "veto": veto.id,
        "objection_to_result": objection.id,
        "work_month": month.id,
    }
