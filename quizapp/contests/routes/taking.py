"""A member's pages: what is open, the rules, the own result, the places, the review."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...core import clock
from ...core.errors import DomainError, NotFound
from ...core.i18n import N_
from ...core.paging import Page, page_number
from ...core.permissions import Identity, Permission, allowed
from ...core.places import seen_by, with_gaps
from ...core.transaction import unit_of_work
from ...papers import queries as papers_queries
from ...papers.attempt import AttemptState
from ...record import queries as record_queries
from ...record.sheet import CONTEST_KINDS
from ...web.access import me, requires
from ...web.intake import row_id
from .. import queries, service
from ..models import Contest
from ..window import OVER, ContestState
from . import sight
from .blueprint import blueprint

PAST_PAGE = 20


@blueprint.get("/")
@requires(Permission.TAKE_PART)
def index() -> ResponseReturnValue:
    cards = queries.cards(me(), clock.now())
    over = [card for card in cards if card.state in OVER]
    number = page_number(request.args.get("page"))
    shown = over[(number - 1) * PAST_PAGE : number * PAST_PAGE]
    return render_template(
        "contests/index.html",
        running=[card for card in cards if card.state is ContestState.RUNNING],
        upcoming=sorted(
            (card for card in cards if card.state is ContestState.PUBLISHED), key=lambda card: card.opens_at
        ),
        past=Page(shown, number, PAST_PAGE, len(over)),
    )


@blueprint.get("/<int:contest_id>")
@requires(Permission.TAKE_PART)
def show(contest_id: int) -> ResponseReturnValue:
    return _rules_page(sight.announced(contest_id))


def _rules_page(contest: Contest) -> str:
    now = clock.now()
    _, sheet = record_queries.sheet_for(contest.branch_id, clock.day_of(contest.closes_at, sight.zone()))
    return render_template(
        "contests/show.html",
        contest=contest,
        state=sight.state_now(contest),
        card=queries.card(contest, me(), now),
        rules=sheet.rules_for(CONTEST_KINDS) if contest.for_record else [],
        follows=_follows(contest, me()),
        may_see_standings=queries.may_see_standings(contest),
    )


def _follows(contest: Contest, identity: Identity) -> bool:
    """Say whether the caller may see how far the contest is."""
    return allowed(
        identity,
        Permission.SEE_PROGRESS,
        branch_id=contest.branch_id,
        group_id=identity.group_id,
    )


@blueprint.post("/<int:contest_id>/enter")
@requires(Permission.TAKE_PART)
def enter(contest_id: int) -> ResponseReturnValue:
    contest = sight.announced(contest_id)
    try:
        with unit_of_work():
            started = service.enter(contest, member=me(), now=clock.now())
    except DomainError as refused:
        if not refused.code.startswith("contest."):
            raise
        return _rules_page(sight.announced(contest_id)), refused.status  # it says why not
    return redirect(url_for("papers.answer", attempt_id=started.attempt_id))


@blueprint.get("/<int:contest_id>/result")
@requires(Permission.TAKE_PART)
def result(contest_id: int) -> ResponseReturnValue:
    contest, now = sight.announced(contest_id), clock.now()
    lines = queries.attempt_lines(contest.id, member_id=me().member_id).rows
    submitted = [line for line in lines if line.state is AttemptState.SUBMITTED]
    if not submitted:
        return redirect(url_for("contests.show", contest_id=contest.id))
    rows = queries.standings(contest)
    return render_template(
        "contests/result.html",
        contest=contest,
        state=sight.state_now(contest),
        card=queries.card(contest, me(), now),
        attempts=submitted,
        marked=papers_queries.results([line.id for line in submitted]),
        own=next(row for row in rows if row.member_id == me().member_id),
        of=len(rows),
        may_see_standings=queries.may_see_standings(contest),
        may_review=queries.may_review(contest, AttemptState.SUBMITTED, now),
    )


@blueprint.get("/<int:contest_id>/standings")
@requires(Permission.TAKE_PART)
def standings(contest_id: int) -> ResponseReturnValue:
    contest = sight.announced(contest_id)
    sees_all = allowed(me(), Permission.MANAGE_CONTESTS, branch_id=contest.branch_id)
    if not sees_all and not queries.may_see_standings(contest):
        raise DomainError(N_("名次在竞赛截止后公布。"), code="contest.standings", status=403)
    rows = queries.standings(contest)
    own = next((index for index, row in enumerate(rows) if row.member_id == me().member_id), None)
    seen = [*range(len(rows))] if sees_all else seen_by([row.rank for row in rows], own)
    return render_template(
        "contests/standings.html",
        contest=contest,
        state=sight.state_now(contest),
        rows=with_gaps(rows, seen),
        total=len(rows),
        sees_all=sees_all,
        groups=queries.group_standings(rows, queries.progress(contest)),
    )


@blueprint.get("/<int:contest_id>/review")
@requires(Permission.TAKE_PART)
def review(contest_id: int) -> ResponseReturnValue:
    contest = sight.announced(contest_id)
    head = papers_queries.head(request.args.get("attempt", default=0, type=row_id), fresh=True)
    if head is None or head.source_key != queries.source_key(contest.id):
        raise NotFound
    manages = allowed(me(), Permission.MANAGE_CONTESTS, branch_id=contest.branch_id)
    if head.state is AttemptState.OPEN or (head.member_id != me().member_id and not manages):
        raise NotFound
    if not manages and not queries.may_review(contest, head.state, clock.now()):
        raise DomainError(N_("答案与解析还没有公布。"), code="contest.review", status=403)
    return render_template(
        "contests/review.html",
        contest=contest,
        head=head,
        reviewed=papers_queries.review(head),
        result=papers_queries.result(head.id),
        is_own=head.member_id == me().member_id,
        title=gettext("答案与解析"),
    )
