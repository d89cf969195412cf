"""Who may look back at a contest that is over: its phones, and the members of its branch."""

from __future__ import annotations

from flask import request
from flask_login import current_user

from ...core.errors import NotFound
from ...core.permissions import Permission, allowed
from ...extensions import db
from ..models import LiveContest, LiveState
from ..queries import finding
from ..room import state_of


def over(contest_id: int) -> tuple[LiveContest, str | None]:
    """Return a contest that is over, and the caller's player in it, None for a member who only looks.

    A phone of the contest shows it by its cookie, no account needed.
    """
    contest = db.session.get(LiveContest, contest_id)
    if contest is None or contest.state not in (LiveState.FINISHED, LiveState.SETTLED):
        raise NotFound
    player = own_player(contest)
    own = current_user._get_current_object()
    if player is None and not (
        own.is_authenticated and allowed(own, Permission.TAKE_PART, branch_id=contest.branch_id)
    ):
        raise NotFound
    return contest, player


def own_player(contest: LiveContest) -> str | None:
    """Return the caller's player in a contest, by the phone's cookie or else by the account."""
    token = request.cookies.get(f"live_{contest.id}")
    if token:
        found = finding.participant_of_token(contest.id, token)
        if found is not None:
            return str(found.player)
    own = current_user._get_current_object()
    if not own.is_authenticated:
        return None
    players = state_of(contest.id).players.values()
    return next((one.id for one in players if one.member == own.member_id and not one.removed), None)
