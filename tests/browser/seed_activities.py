"""What the browser's branch holds together: an activity open for signing in, one that is written, one with leave asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from quizapp.activities import service
from quizapp.activities.kinds import ActivityKind, Invited, Step
from quizapp.activities.service import leave
from quizapp.core.permissions import Identity

LONG = "“学条例、守纪律、强作风”主题党日暨应急救护知识学习（International Humanitarian Law）"


def activity_places(
    branch_id: int, organiser: Identity, member: Identity, now: datetime
) -> dict[str, object]:
    """Return the places of the pages of activities."""
    start, end = now - timedelta(minutes=20), now + timedelta(days=2)
    agenda = "- 重温入党誓词\n- 学习文件"
    opened = service.Draft(
        ActivityKind.PARTY_DAY, LONG, start, end, organiser.member_id, place="三楼会议室",
        agenda=agenda, latitude=22.8170, longitude=108.3669, lecturer_ids=(member.member_id,),
    )  # fmt: skip
    coming = service.Draft(
        ActivityKind.ASSEMBLY, "支部党员大会", end, end + timedelta(hours=2), organiser.member_id
    )
    made = {}
    for name, draft, steps in (
        ("open_activity", opened, (Step.ANNOUNCE, Step.OPEN)),
        ("coming_activity", coming, (Step.ANNOUNCE,)),
        ("draft_activity", coming, ()),
    ):
        row = service.create_activity(draft, branch_id=branch_id, actor=organiser, now=now)
        for step in steps:
            service.take_step(row, step, actor=organiser, now=now)
        made[name] = row
    leave.ask(made["coming_activity"], "出差在外", member=member, now=now)
    helping = service.Draft(
        ActivityKind.VOLUNTEER, "社区急救宣传", end, end + timedelta(hours=3), organiser.member_id,
        invited=Invited.SIGN_UP, seats=8,
    )  # fmt: skip
    volunteer = service.create_activity(helping, branch_id=branch_id, actor=organiser, now=now)
    service.take_step(volunteer, Step.ANNOUNCE, actor=organiser, now=now)
    return {
        **{name: row.id for name, row in made.items()},
        "volunteer_activity": volunteer.id,
        "checkin": made["open_activity"].screen_token,
    }
