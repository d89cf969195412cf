"""What the permission matrix's branches hold together: an activity open for signing in, a file on it, a calendar."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage

from quizapp.activities import service as activities
from quizapp.activities.kinds import ActivityKind, Step
from quizapp.activities.service import feeds
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.files import service as files
from quizapp.files.kinds import Kind


def activity(branch_id: int, actor: Identity, now: datetime) -> dict[str, Any]:
    """Return the branch's open activity with what belongs to it."""
    draft = activities.Draft(
        ActivityKind.PARTY_DAY, "主题党日", now, now + timedelta(hours=1), host_id=actor.member_id
    )
    with unit_of_work():
        row = activities.create_activity(draft, branch_id=branch_id, actor=actor, now=now)
        for step in (Step.ANNOUNCE, Step.OPEN):
            activities.take_step(row, step, actor=actor, now=now)
        file = files.take_in(
            _picture(),
            kinds=[Kind.IMAGE],
            subject_kind="activity",
            subject_id=row.id,
            branch_id=branch_id,
            actor=actor,
            now=now,
        )
        feed = feeds.open_feed(member=actor, now=now)
        return {
            "activity": row.id,
            "checkin": row.screen_token,
            "activity_file": file.id,
            "calendar": feed.token,
        }


def _picture() -> FileStorage:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    out.seek(0)
    return FileStorage(out, filename="合影.png")
