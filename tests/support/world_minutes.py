"""What the permission matrix's branches write of what they hold: minutes with everything in them, and a review."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage

from quizapp.activities import service as activities
from quizapp.activities.kinds import ActivityKind, Step
from quizapp.activities.minutes import deciding, photos, queries, service, tasks
from quizapp.activities.minutes.deciding import Decided
from quizapp.activities.models import Activity
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db


def minutes(activity_id: int, member_id: int, actor: Identity, now: datetime) -> dict[str, Any]:
    """Write minutes of an activity and begin a democratic review; return what belongs to them."""
    draft = activities.Draft(
        ActivityKind.REVIEW, "民主评议", now, now + timedelta(hours=1), host_id=actor.member_id
    )
    with unit_of_work():
        row = db.session.get_one(Activity, activity_id)
        item = service.add_item(row, "通报学习情况", "书记", actor=actor, now=now)
        service.write(row, {item.id: "说了"}, 0, actor=actor, now=now)
        decision = deciding.decide(row, Decided("同意"), actor=actor, now=now)
        task = tasks.give(row, member_id, "报材料", now.date(), actor=actor, now=now)
        photos.add(row, _picture(), actor=actor, now=now)
        review = activities.create_activity(draft, branch_id=row.branch_id, actor=actor, now=now)
        activities.take_step(review, Step.ANNOUNCE, actor=actor, now=now)
        return {
            "agenda_item": item.id,
            "decision": decision.id,
            "task": task.id,
            "photo": queries.photos(activity_id)[0].file.id,
            "review": review.id,
        }


def _picture() -> FileStorage:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(out, "JPEG")
    out.seek(0)
    return FileStorage(out, filename="会场.jpg")
