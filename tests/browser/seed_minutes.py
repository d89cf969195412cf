"""Meetings with minutes in every state: being written, waiting to be confirmed, final; tasks, pictures, a review."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage

from quizapp.activities import queries as lists
from quizapp.activities import service as activities
from quizapp.activities.attending import AttendanceState
from quizapp.activities.kinds import ActivityKind, Step
from quizapp.activities.minutes import deciding, photos, queries, reviewing, service, tasks
from quizapp.activities.minutes.ballots import Ballot
from quizapp.activities.minutes.deciding import Decided
from quizapp.activities.minutes.levels import Level
from quizapp.activities.minutes.reviewing import Judgement
from quizapp.activities.models import Activity
from quizapp.core.permissions import Identity

LONG = "集体学习《中国共产党支部工作条例（试行）》，讨论第三季度应急救护培训与 International Humanitarian Law 传播的分工"


def meetings(
    branch_id: int, actor: Identity, member: Identity, people: Mapping[str, int], now: datetime
) -> dict[str, Any]:
    """Make the meetings; return where they are."""
    written = _meeting(branch_id, ActivityKind.ASSEMBLY, "第三季度支部党员大会", actor, now)
    final = _meeting(branch_id, ActivityKind.COMMITTEE, "九月支委会", actor, now - timedelta(days=30))
    review = _meeting(branch_id, ActivityKind.REVIEW, "民主评议党员", actor, now - timedelta(days=3))
    for meeting in (written, final):
        _write(meeting, actor, member, now)
    service.confirm(final, 1, actor=actor, now=now)
    service.correct(final, "“第三季度”应为“第四季度”。", actor=actor, now=now)
    tasks.give(final, member.member_id, LONG, now.date() - timedelta(days=2), actor=actor, now=now)
    tasks.give(final, member.member_id, "报名册", now.date() + timedelta(days=5), actor=actor, now=now)
    tasks.finish(
        tasks.give(final, member.member_id, "订会议室", now.date(), actor=actor, now=now), "已订", now=now
    )
    reviewing.write_self(review, now.year, LONG, member=member, now=now)
    judgement = Judgement({Level.EXCELLENT: 20, Level.QUALIFIED: 4}, "同意", Level.EXCELLENT, 950)
    reviewing.judge(review, people["leader"], now.year, judgement, actor=actor, now=now)
    decided = queries.agenda(written.id)[0].id
    return {"meeting": written.id, "agenda_item": decided, "final": final.id, "review": review.id}


def _meeting(branch_id: int, kind: ActivityKind, title: str, actor: Identity, at: datetime) -> Activity:
    begins = at - timedelta(hours=3)
    draft = activities.Draft(kind, title, begins, at - timedelta(hours=1), host_id=actor.member_id)
    row = activities.create_activity(draft, branch_id=branch_id, actor=actor, now=begins)
    for step in (Step.ANNOUNCE, Step.OPEN):
        activities.take_step(row, step, actor=actor, now=begins)
    called = [line.member_id for line in lists.lines_of(row, actor)]
    activities.mark(row, called[: len(called) * 3 // 4], AttendanceState.PRESENT, actor=actor, now=begins)
    return row


def _write(meeting: Activity, actor: Identity, member: Identity, now: datetime) -> None:
    for title, speaker in ((LONG, "罗勇"), ("表决", "")):
        service.add_item(meeting, title, speaker, actor=actor, now=now)
    texts = {item.id: f"{LONG}。\n大家同意。" for item in queries.agenda(meeting.id)}
    service.set_people(meeting, actor.member_id, actor.member_id, "党委组织员", actor=actor, now=now)
    ballot = Ballot(24, 20, 18, 1, 1)
    deciding.decide(meeting, Decided(LONG, "无记名投票", ballot), actor=actor, now=now)
    service.write(meeting, texts, 0, actor=actor, now=now)
    photos.add(meeting, _picture(), actor=actor, now=now)
    photos.describe(meeting, {queries.photos(meeting.id)[0].file.id: "表决"})


def _picture() -> FileStorage:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#8a4b00").save(out, "JPEG")
    out.seek(0)
    return FileStorage(out, filename="会场.jpg")
