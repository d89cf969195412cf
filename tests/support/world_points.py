"""A branch's own points sheet with a rule to claim under, a claim at each stage, a batch, an objection, a draft."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.points import batches, claims, drafts, editing, objections, trials
from quizapp.points.measuring import Measure
from quizapp.record.periods import Period, Span
from quizapp.record.publishing import publish
from quizapp.record.sheet import parse_sheet
from quizapp.record.shipped import builtin_sheet
from tests.support.uploads import pdf, photo, upload

EXTRA: dict[str, Any] = {
    "title": "加分事项",
    "how": "按支部列出的加分事项申报，附上材料，分值由支部核定。",
    "block": "加分",
    "caps": {"month": 10},
    "claim": True,
    "evidence": True,
    "batch": True,
}


def own_sheet(branch_id: int, now: datetime, actor: Identity | None = None, **more: Any) -> int:
    """Publish the default sheet with a rule to claim under; return its id. Runs in a unit of work."""
    content = dict(builtin_sheet("default"))
    content["rules"] = {**content["rules"], "extra": EXTRA, **more}
    content["blocks"] = {"加分": {"cap": 30}}
    content["title"] = "学习积分（本支部）"
    return publish(parse_sheet(content), date(2025, 1, 1), branch_id=branch_id, actor=actor, now=now).id


def points(
    member: Identity, leader: Identity, organiser: Identity, entry_id: int, day: date, now: datetime
) -> dict[str, Any]:
    """Return where these things are; runs in a unit of work."""
    sheet = own_sheet(member.branch_id, now, organiser)
    draft = claims.Draft(
        "extra", day, "周末在社区教老人用自动体外除颤器，社区出了证明。", Measure(points=300)
    )
    waiting, back, gone = (
        claims.declare(draft, [upload(pdf()), upload(photo())], f"w{n}", actor=member, now=now).id
        for n in range(3)
    )
    claims.send_back(back, "请写明时间，并补一张现场照片。", actor=leader, now=now)
    claims.agree(gone, actor=leader, now=now)
    entered = claims.agree(gone, actor=organiser, now=now)
    asked = batches.Draft("extra", day, "抗洪值守", Measure(points=200), (member.member_id, leader.member_id))
    batch = batches.enter(asked, "b", branch_id=member.branch_id, actor=organiser, now=now)
    objection = objections.object_to(entry_id, "那天我参加了两场，只记了一场。", actor=member, now=now)
    drafts.start(drafts.CURRENT, branch_id=member.branch_id, actor=organiser, now=now)
    drafts.change(member.branch_id, _double, actor=organiser, now=now)
    return {
        "sheet": sheet,
        "claim": waiting,
        "returned_claim": back,
        "claim_entry": entered.entry_id,
        "batch": batch.id,
        "objection": objection.id,
    }


def _double(content: editing.Content) -> None:
    content["rules"]["extra"]["caps"] = {"month": "1"}
    content["base"] = "60"
    content["levels"] = [{"name": "优秀", "from": "66", "ratio": "1/3"}, {"name": "合格", "from": "0"}]


def try_draft(organiser: Identity, day: date, now: datetime) -> None:
    """Try the draft on the month of a day; outside of a unit of work."""
    with unit_of_work():
        row = trials.begin(Period.of(Span.YEAR, day), branch_id=organiser.branch_id, actor=organiser, now=now)
        trial_id = row.id
    trials.run(trial_id, 0)
