"""What the views share: which contest one may see, in which time zone, under which words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import format_datetime, gettext

from ...core import clock
from ...core.errors import NotFound
from ...core.permissions import Permission, Reach, reach_of
from ...web.access import check, me
from ...web.links import public_url
from .. import queries, sharing
from ..models import Contest
from ..window import ContestState, by_clock


def zone() -> ZoneInfo:
    """Return the installation's time zone."""
    found: ZoneInfo = current_app.extensions["settings"].zone
    return found


def announced(contest_id: int) -> Contest:
    """Return a contest that members of the caller's branch may know of, or that is shared with them as guests."""
    contest = queries.get(contest_id)
    if contest is None or not queries.is_announced(contest):
        raise NotFound
    if sharing.is_shared(contest_id, me().branch_id):
        return contest
    check(Permission.TAKE_PART, branch_id=contest.branch_id)
    return contest


def managed(contest_id: int) -> Contest:
    """Return a contest that the caller may manage."""
    contest = queries.get(contest_id)
    if contest is None:
        raise NotFound
    check(Permission.MANAGE_CONTESTS, branch_id=contest.branch_id)
    return contest


def followed(contest_id: int) -> tuple[Contest, int | None]:
    """Return a contest whose progress the caller may see, and the one group it is limited to (None: all)."""
    contest = queries.get(contest_id)
    if contest is None:
        raise NotFound
    if reach_of(me().role, Permission.SEE_PROGRESS) is not Reach.GROUP:
        check(Permission.SEE_PROGRESS, branch_id=contest.branch_id)
        return contest, None
    group_id = me().group_id
    if group_id is None or not queries.is_announced(contest):
        raise NotFound
    check(Permission.SEE_PROGRESS, branch_id=contest.branch_id, group_id=group_id)
    return contest, group_id


def tired_for(contest: Contest) -> frozenset[int]:
    """Return the items that a contest's papers pass over where they can: as fixed on publishing, else as of now."""
    if contest.state is ContestState.DRAFT:
        return queries.tired(contest.branch_id, clock.now(), contest.id)
    return frozenset(contest.resting or ())


def state_now(contest: Contest) -> ContestState:
    """Return the state in which the clock has a contest, also before the job wrote it down."""
    return by_clock(contest.state, contest.opens_at, contest.closes_at, clock.now())


def notice_text(contest: Contest, card: queries.ContestCard) -> str:
    """Return the announcement for the branch's chat group."""
    pattern = gettext("M月d日 HH:mm")
    return str(
        gettext(
            "【竞赛】%(title)s\n开放时间：%(opens)s 至 %(closes)s\n%(items)d 题，满分 %(total)s 分，限时 %(minutes)d 分钟，"
            "可答 %(attempts)d 次\n答题入口：%(url)s",
            title=contest.title,
            opens=format_datetime(contest.opens_at, pattern),
            closes=format_datetime(contest.closes_at, pattern),
            items=card.items,
            total=f"{card.total / 100:g}",
            minutes=contest.limit_s // 60,
            attempts=contest.attempts,
            url=public_url("contests.show", contest_id=contest.id),
        )
    )
