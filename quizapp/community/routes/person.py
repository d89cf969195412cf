"""A member's life in the branch on one page, for organisers: where and when, pledges, honours, voices, transfers."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from ...accounts.kinds import PARTY
from ...accounts.models import Member
from ...core.errors import NotFound
from ...core.local import today
from ...core.permissions import Permission
from ...extensions import db
from ...hours import queries as hours
from ...web.access import check, requires
from .. import farewell, open_ends, queries
from ..anniversaries import next_after
from .blueprint import blueprint


@blueprint.get("/members/<int:member_id>/life")
@requires(Permission.MANAGE_MEMBERS)
def member_life(member_id: int) -> ResponseReturnValue:
    member = db.session.get(Member, member_id)
    if member is None:
        raise NotFound
    check(Permission.MANAGE_MEMBERS, branch_id=member.branch_id)
    joined = member.joined_party_on if member.kind in PARTY else None
    year = today().year
    return render_template(
        "community/member_life.html",
        member=member,
        birthday=next_after(joined, today()) if joined else None,
        stays=queries.transfers.stays(member_id),
        transfers=queries.transfers.of_member(member_id),
        pledges=queries.pledges.of_member(member_id),
        honours=queries.honours_of(member_id, farewell.FIRST, today()),
        voices=queries.voices.wall(member.branch_id, 0, queries.voices.Wanted(author_id=member_id), 1),
        minutes=hours.minutes_of([member_id], date(year, 1, 1), date(year, 12, 31))[member_id],
        unit=hours.unit(member.branch_id),
        ends=open_ends.of(member_id),
        year=year,
    )
