"""Contests on paper: printing the same questions, entering scores, correcting them, before and after settling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quizapp.accounts.models import Member
from quizapp.contests import queries, service
from quizapp.contests.models import Contest, ContestEvent
from quizapp.contests.window import Step
from quizapp.core import clock
from quizapp.core.audit import AuditLine
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers.models import Attempt, AttemptEvent, AttemptResult, ItemRuling, MemberItem
from quizapp.papers.printing import queries as printing
from quizapp.papers.printing.models import PrintedPaper
from quizapp.papers.rulings import RulingKind
from quizapp.record import queries as record
from quizapp.record import totals
from quizapp.record.models import LedgerEntry
from quizapp.record.periods import Period, Span
from tests.app.contests.conftest import Settle
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest, Take
from tests.fixtures.people import MakeMember

pytestmark = pytest.mark.pages

AsIdentity = Callable[[Member], Identity]
Enter = Callable[..., service.Entered]


@pytest.fixture
def enter_scores(organiser: Member, as_identity: AsIdentity) -> Enter:
    """Enter scores in points, by member, as the contest's organiser."""

    def enter(contest: Contest, scores: dict[Member, float], reason: str = "") -> service.Entered:
        with unit_of_work():
            return service.enter_scores(
                contest,
                {member.id: round(score * 100) for member, score in scores.items()},
                actor=as_identity(organiser),
                now=clock.now(),
                reason=reason,
            )

    return enter


def earned(member: Member) -> int:
    return record.total(member.id, Period.of(Span.YEAR, clock.now().date()))


def places(contest: Contest) -> list[tuple[int, str, int]]:
    return [(row.rank, row.name, row.score) for row in queries.standings(contest)]


def test_the_printed_paper_has_the_contests_questions(
    client: Client, organiser: Member, make_contest: MakeContest
) -> None:
    contest = make_contest(same_paper=True)
    client.login(organiser)
    reply = client.post(f"/contests/{contest.id}/on-paper/print", data={"arrangement": "two", "columns": "2"})
    assert reply.status_code == 302
    row = db.session.query(PrintedPaper).one()
    assert (row.title, row.columns) == (contest.title, 2)
    assert {one.item_id for one in printing.entries(row)} == {item_id for item_id, _ in contest.picks}
    assert {sheet.total for sheet in printing.sheets(row)} == {5000}
    page = client.get(f"/contests/{contest.id}/on-paper").get_data(as_text=True)
    assert row.seed in page


def test_where_everybody_has_another_paper_the_printed_one_follows_the_blueprint(
    client: Client, organiser: Member, make_contest: MakeContest
) -> None:
    contest = make_contest(publish=False)
    client.login(organiser)
    for _ in range(2):
        client.post(
            f"/contests/{contest.id}/on-paper/print", data={"arrangement": "shuffled", "columns": "1"}
        )
    one, other = db.session.query(PrintedPaper).all()
    assert len(one.items) == len(other.items) == 10
    assert one.items != other.items  # each by its own seed
    assert contest.seed not in one.seed


def test_a_score_on_paper_stands_and_settles_like_any_other(
    contest: Contest,
    make_member: MakeMember,
    take: Take,
    enter_scores: Enter,
    settle: Settle,
    organiser: Member,
) -> None:
    online, paper = make_member("网上"), make_member("纸上")
    take(contest, online, 8)
    assert enter_scores(contest, {paper: 45}) == service.Entered(1, 0)
    assert places(contest) == [(1, "纸上", 4500), (2, "网上", 4000)]
    attempt = db.session.query(Attempt).filter_by(member_id=paper.id).one()
    assert (attempt.submitted_by, attempt.paper) == ("paper", [])
    event = db.session.query(AttemptEvent).filter_by(attempt_id=attempt.id).one()
    assert event.actor_id == organiser.id
    assert db.session.query(MemberItem).filter_by(member_id=paper.id).count() == 0
    settle(contest, Step.CLOSE)
    settle(contest, Step.SETTLE)
    assert earned(paper) == 1000 + 360 + 300  # taken 10 + score share of 4 + first place
    assert totals.differences() == []


def test_an_equal_score_on_paper_stands_behind_one_that_was_timed(
    contest: Contest, make_member: MakeMember, take: Take, enter_scores: Enter
) -> None:
    paper, online = make_member("纸上"), make_member("网上")
    enter_scores(contest, {paper: 40})
    take(contest, online, 8)
    assert [name for _, name, _ in places(contest)] == ["网上", "纸上"]


def test_a_correction_is_a_new_marking_with_a_reason(
    client: Client, organiser: Member, contest: Contest, make_member: MakeMember, enter_scores: Enter
) -> None:
    member = make_member("纸上")
    enter_scores(contest, {member: 45})
    client.login(organiser)
    address, field = f"/contests/{contest.id}/on-paper/scores", f"score-{member.id}"
    refused = client.post(address, data={field: "40"})
    assert refused.status_code == 422
    assert "请写明原因" in refused.get_data(as_text=True)
    db.session.rollback()
    done = client.post(address, data={field: "40", "reason": "加错分"}, follow_redirects=True)
    assert "更正了 1 人" in done.get_data(as_text=True)
    db.session.rollback()
    marks = db.session.query(AttemptResult).order_by(AttemptResult.sequence).all()
    assert [(one.score, one.reason, one.actor_id) for one in marks] == [
        (4500, "", organiser.id),
        (4000, "加错分", organiser.id),
    ]
    assert places(contest) == [(1, "纸上", 4000)]
    log = db.session.query(ContestEvent).filter_by(kind="on_paper").order_by(ContestEvent.id).all()
    assert [one.data for one in log] == [{"score": 4500}, {"score": 4000, "was": 4500}]
    assert db.session.query(AuditLine).filter_by(action="contest.on_paper").count() == 2


def test_entering_the_same_again_changes_nothing(
    contest: Contest, make_member: MakeMember, enter_scores: Enter
) -> None:
    member = make_member("纸上")
    enter_scores(contest, {member: 45})
    assert enter_scores(contest, {member: 45}) == service.Entered(0, 0)
    assert db.session.query(AttemptResult).count() == 1


def test_after_settling_places_are_restated_and_the_record_corrected_by_new_entries(
    contest: Contest, make_member: MakeMember, take: Take, enter_scores: Enter, settle: Settle
) -> None:
    online, paper, late = make_member("网上"), make_member("纸上"), make_member("迟到")
    take(contest, online, 8)
    enter_scores(contest, {paper: 45})
    settle(contest, Step.CLOSE)
    settle(contest, Step.SETTLE)
    before = {row.id: (row.counted, row.key) for row in db.session.query(LedgerEntry)}
    assert (earned(paper), earned(online)) == (1660, 1000 + 320 + 200)
    enter_scores(contest, {paper: 30, late: 50}, "复核")
    assert places(contest) == [(1, "迟到", 5000), (2, "网上", 4000), (3, "纸上", 3000)]
    assert earned(late) == 1000 + 400 + 300
    assert earned(online) == 1000 + 320 + 200
    assert earned(paper) == 1000 + 240 + 100
    entries = {row.id: (row.counted, row.key) for row in db.session.query(LedgerEntry)}
    assert before.items() <= entries.items()  # nothing was edited
    assert totals.differences() == []
    settlements = queries.settlements(contest.id)
    assert [[place.name for place in one.places] for one in settlements] == [
        ["纸上", "网上"],
        ["迟到", "网上", "纸上"],
    ]
    enter_scores(contest, {paper: 45}, "改回")
    assert earned(paper) == 1000 + 360 + 200


@pytest.mark.parametrize(
    ("typed", "words"), [("51", "0 到 50 分之间"), ("-1", "请填写得分"), ("四十", "请填写得分")]
)
def test_what_is_no_score_is_refused_beside_its_member_and_nothing_is_entered(
    client: Client, organiser: Member, contest: Contest, make_member: MakeMember, typed: str, words: str
) -> None:
    one, other = make_member("甲"), make_member("乙")
    client.login(organiser)
    reply = client.post(
        f"/contests/{contest.id}/on-paper/scores",
        data={f"score-{one.id}": "40", f"score-{other.id}": typed},
    )
    assert reply.status_code == 422
    page = reply.get_data(as_text=True)
    assert words in page
    assert 'value="40"' in page  # what was typed is kept
    db.session.rollback()
    assert db.session.query(Attempt).count() == 0


def test_who_answered_online_has_no_further_attempt_on_paper(
    client: Client, organiser: Member, contest: Contest, make_member: MakeMember, take: Take
) -> None:
    member = make_member("网上")
    take(contest, member, 3)
    client.login(organiser)
    reply = client.post(f"/contests/{contest.id}/on-paper/scores", data={f"score-{member.id}": "40"})
    assert reply.status_code == 422
    assert "答题次数已经用完" in reply.get_data(as_text=True)


def test_who_sat_on_paper_has_no_further_attempt_online_and_sees_the_score(
    client: Client, contest: Contest, make_member: MakeMember, enter_scores: Enter
) -> None:
    member = make_member("纸上")
    enter_scores(contest, {member: 42.5})
    client.login(member)
    assert client.post(f"/contests/{contest.id}/enter").status_code == 409
    page = client.get(f"/contests/{contest.id}/result").get_data(as_text=True)
    assert "42.5" in page
    assert "纸质" in page
    assert "看答案与解析" not in page


def test_a_score_on_paper_cannot_be_reopened(
    client: Client, organiser: Member, contest: Contest, make_member: MakeMember, enter_scores: Enter
) -> None:
    enter_scores(contest, {make_member("纸上"): 42})
    attempt = db.session.query(Attempt).one()
    client.login(organiser)
    reply = client.post(
        f"/contests/{contest.id}/attempts/{attempt.id}/extend", data={"minutes": "10", "reason": "停电"}
    )
    assert reply.status_code == 409


def test_after_a_key_was_ruled_about_the_page_asks_to_look_at_scores_on_paper_again(
    client: Client, organiser: Member, make_contest: MakeContest, make_member: MakeMember, enter_scores: Enter
) -> None:
    contest = make_contest(same_paper=True)
    client.login(organiser)
    client.post(f"/contests/{contest.id}/on-paper/print", data={"arrangement": "written", "columns": "1"})
    enter_scores(contest, {make_member("纸上"): 45})
    address = f"/contests/{contest.id}/on-paper"
    assert "更正过答案" not in client.get(address).get_data(as_text=True)
    version, _ = db.session.query(PrintedPaper).one().items[0]
    ruling = ItemRuling(
        branch_id=contest.branch_id,
        version_id=version,
        kind=RulingKind.FULL,
        cause="regrade:1",
        created_at=clock.now(),
    )
    with unit_of_work():
        db.session.add(ruling)
    assert "更正过答案" in client.get(address).get_data(as_text=True)


def test_before_it_begins_nothing_is_entered(
    client: Client, organiser: Member, make_contest: MakeContest, make_member: MakeMember
) -> None:
    contest, member = make_contest(publish=False), make_member("甲")
    client.login(organiser)
    reply = client.post(f"/contests/{contest.id}/on-paper/scores", data={f"score-{member.id}": "40"})
    assert reply.status_code == 409
    db.session.rollback()
    assert db.session.query(Attempt).count() == 0
