"""What a member has under way while moving: papers not handed in, claims not answered. Nothing is lost; it is told."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select

from ..extensions import db
from ..papers.attempt import AttemptState
from ..papers.models import Attempt
from ..points.claiming import WAITING, ClaimState
from ..points.models import PointsClaim
from . import queries

OPEN_CLAIMS = (*WAITING, ClaimState.RETURNED)


def of(member_id: int) -> list[str]:
    """Return in words what is still open."""
    found = [
        gettext("未交卷：%(title)s", title=title)
        for title in db.session.scalars(
            select(Attempt.title).where(Attempt.member_id == member_id, Attempt.state == AttemptState.OPEN)
        )
    ]
    found += [
        gettext("未答复的积分申报：%(text)s", text=text[:40])
        for text in db.session.scalars(
            select(PointsClaim.text).where(
                PointsClaim.member_id == member_id, PointsClaim.state.in_(OPEN_CLAIMS)
            )
        )
    ]
    transfer = queries.transfers.open_of(member_id)
    if transfer is not None:
        found.append(gettext("转移办完之前得的积分仍计入原来的党小组"))
    return found
