"""A key corrected in a branch that wants two persons: scores are put right at once, the key waits for the other."""

from __future__ import annotations

from quizapp.accounts import queries as accounts
from quizapp.accounts.models import Branch, Member
from quizapp.bank import queries as bank_queries
from quizapp.bank.reviewing import service as reviewing
from quizapp.bank.reviewing import standing
from quizapp.bank.reviewing.workflow import Act
from quizapp.contests.models import Contest
from quizapp.core import clock
from quizapp.core.permissions import Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.notices import queries as notices
from quizapp.papers.rulings import RulingKind
from tests.app.regrading.conftest import Court
from tests.fixtures.people import MakeMember


def test_scores_follow_at_once_and_the_key_when_the_other_approved(
    court: Court,
    short_contest: Contest,
    branch: Branch,
    member: Member,
    make_member: MakeMember,
) -> None:
    second = make_member("覃芳", role=Role.ORGANISER)
    with unit_of_work():
        standing.set_two_persons(branch.id, True, actor=court.actor, now=clock.now())
    attempt_id = court.answer(short_contest, member, {1: "A", 2: "B", 3: "B"})
    regrade_id = court.rule(RulingKind.KEY, "A")
    assert court.score(attempt_id) == (1500, 1500)
    assert court.item().item.key == "B"
    newest = bank_queries.newest_item(court.item().item_id)
    assert newest
    assert newest.item.key == "A"
    assert notices.inbox(second.id, 1).rows[0].link == f"/bank/review/{newest.item_id}"

    court.undo(regrade_id)
    assert court.score(attempt_id)[0] == 1000
    newest = bank_queries.newest_item(court.item().item_id)
    assert newest
    assert newest.item.key == "B"


def test_the_approved_key_is_the_one_that_is_asked(
    court: Court, short_contest: Contest, branch: Branch, member: Member, make_member: MakeMember
) -> None:
    second = make_member("覃芳", role=Role.ORGANISER)
    with unit_of_work():
        standing.set_two_persons(branch.id, True, actor=court.actor, now=clock.now())
    attempt_id = court.answer(short_contest, member, {1: "A", 2: "B", 3: "B"})
    court.rule(RulingKind.KEY, "A")
    other = accounts.identity_of_member(second.id)
    with unit_of_work():
        reviewing.take_step(court.item().item_id, Act.APPROVE, actor=other, now=clock.now())
    db.session.rollback()
    assert court.item().item.key == "A"
    assert court.score(attempt_id) == (1500, 1500)
