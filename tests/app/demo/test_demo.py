"""A small demo, made once for all tests here: whole, true to its ledger, alive on every page, and safe to run again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from quizapp import create_app
from quizapp.accounts import queries as people
from quizapp.accounts import service as accounts
from quizapp.accounts.models import Branch, Member, OneTimeLink
from quizapp.accounts.passwords import verify_password
from quizapp.cli import main
from quizapp.cli.preparing import prepare_content, prepare_database
from quizapp.config import Settings
from quizapp.contests.models import Contest
from quizapp.contests.window import ContestState
from quizapp.core import clock
from quizapp.core.audit import AuditLine
from quizapp.core.permissions import Role
from quizapp.core.transaction import unit_of_work
from quizapp.demo import filling, mark
from quizapp.demo.mark import LOCAL_PASSWORD, Mark, State
from quizapp.demo.people import ACCOUNTS
from quizapp.evaluation.models import Answered, Evaluation, ResultObjection
from quizapp.evaluation.reading import computed, inputs_of
from quizapp.extensions import db
from quizapp.papers.attempt import AttemptState
from quizapp.papers.models import Attempt, Purpose
from quizapp.record import totals
from quizapp.record.models import LedgerEntry
from tests.fixtures.app import Client

pytestmark = pytest.mark.own_database

SMALL = filling.Scale(
    (
        ("机关党支部", ("第一党小组", "第二党小组"), 8),
        ("备灾救灾中心党支部", ("物资组",), 2),
        ("捐献服务中心党支部", ("宣传动员组",), 2),
    ),
    days=21,
)
NOW = datetime(2026, 11, 19, 13, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a whole demo of twelve people and three weeks."""
    data = tmp_path_factory.mktemp("demo")
    settings = Settings(data=data, database_url=f"sqlite:///{data / 'quizapp.db'}", testing=True)
    app = create_app(settings)
    with app.app_context():
        prepare_database()
        calendar = filling.calendar_of(settings, NOW, SMALL)
        with clock.frozen(calendar.at(calendar.first, 8 * 60)):
            prepare_content()
        filling.fill(settings, calendar, LOCAL_PASSWORD, scale=SMALL)
        _close(app)
    return data


@pytest.fixture
def demo(folder: Path) -> Iterator[Flask]:
    """The application on the demo, at the moment to which it leads."""
    app = create_app(Settings(data=folder, database_url=f"sqlite:///{folder / 'quizapp.db'}", testing=True))
    app.test_client_class = Client
    with app.app_context(), clock.frozen(NOW):
        yield app
        _close(app)


def _close(app: Flask) -> None:
    db.session.remove()
    app.extensions["services"].close()
    db.engine.dispose()


def _run(monkeypatch: pytest.MonkeyPatch, data: Path, *arguments: str, **variables: str) -> Result:
    for name in ("QUIZAPP_HOST", "HOST", "QUIZAPP_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"QUIZAPP_DATA": str(data), **variables}.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(main, [*arguments])


def test_the_record_verifies(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = _run(monkeypatch, folder, "record", "verify")
    assert result.exit_code == 0, result.output


def test_it_is_marked_whole_and_no_set_up_link_waits(demo: Flask, folder: Path) -> None:
    assert mark.state() is State.WHOLE
    assert not (folder / "setup-link.txt").exists()
    assert accounts.ensure_setup_link(demo.extensions["settings"]) is None


def test_everybody_has_a_place_and_every_role_an_account(demo: Flask) -> None:
    assert db.session.query(Member).count() == 16  # twelve, the administrator and three guests
    assert db.session.query(Branch).count() == 4  # three and a unit that studies with one of them
    roles = {name: db.session.query(Member).filter_by(username=name).one().role for name, _ in ACCOUNTS}
    assert roles == {
        "admin": Role.ADMIN,
        "organiser": Role.ORGANISER,
        "leader": Role.LEADER,
        "member": Role.MEMBER,
    }


def test_the_accounts_sign_in_with_the_printed_password_and_nothing_stands_in_the_way(demo: Flask) -> None:
    for name, _ in ACCOUNTS:
        member = db.session.query(Member).filter_by(username=name).one()
        assert verify_password(member.password_hash, LOCAL_PASSWORD)
        assert member.consented_at
        assert not member.must_change_password


def test_somebody_left_and_somebody_is_invited(demo: Flask) -> None:
    left = db.session.query(Member).filter(Member.left_at.is_not(None)).count()
    waiting = db.session.query(OneTimeLink).filter(OneTimeLink.used_at.is_(None)).count()
    assert (left, waiting) == (1, 1)


def test_contests_stand_at_every_stage(demo: Flask) -> None:
    states = {contest.state for contest in db.session.query(Contest)}
    assert states == set(ContestState)
    running = db.session.query(Attempt).filter_by(purpose=Purpose.CONTEST, state=AttemptState.OPEN).one()
    assert running.deadline is not None
    assert running.deadline > NOW


def test_settled_contests_stand_in_the_record_and_what_was_taken_back_says_why(demo: Flask) -> None:
    rules = {rule for (rule,) in db.session.query(LedgerEntry.rule).distinct()}
    assert {"reading", "practice", "contest_taken", "contest_score", "contest_place"} <= rules
    back = db.session.query(LedgerEntry).filter(LedgerEntry.reverses_id.is_not(None)).all()
    assert back
    assert all(entry.reason for entry in back)
    assert totals.bad_reversals() == []


def test_an_objection_that_was_upheld_is_followed_by_an_entry_with_reason_and_author(demo: Flask) -> None:
    upheld = db.session.query(ResultObjection).filter_by(outcome=Answered.UPHELD).one()
    made = (
        db.session.query(LedgerEntry)
        .filter(LedgerEntry.member_id == upheld.member_id, LedgerEntry.reason.startswith("补记"))
        .one()
    )
    assert (made.actor_id, made.counted) == (upheld.answered_by, 50)
    assert made.actor_id != made.member_id
    evaluation = db.session.get_one(Evaluation, upheld.evaluation_id)
    assert evaluation.first <= made.day <= evaluation.last
    (figures,) = [row for row in evaluation.result["rows"] if row["id"] == made.member_id]
    assert figures["total"] == figures_of(evaluation, made.member_id)


def figures_of(evaluation: Evaluation, member_id: int) -> int:
    """Return what the ledger gives somebody now."""
    result = computed(inputs_of(evaluation, now=NOW))
    return next(int(row["total"]) for row in result["rows"] if row["id"] == member_id)


def test_nothing_lies_in_the_future(demo: Flask) -> None:
    for column in (LedgerEntry.occurred_at, Attempt.started_at, Attempt.submitted_at, Member.created_at):
        latest = db.session.query(db.func.max(column)).scalar()
        assert latest <= NOW, column


PAGES = {
    "member": (
        "/",
        "/study/",
        "/practice/",
        "/practice/progress",
        "/practice/mistakes",
        "/practice/favourites",
        "/contests/",
        "/record/",
        "/plans/",
        "/hours/",
        "/boards/",
        "/boards/groups",
        "/boards/branches",
        "/profile",
    ),
    "leader": ("/", "/contests/", "/record/", "/boards/", "/plans/duties", "/hours/branch"),
    "organiser": (
        "/",
        "/contests/manage",
        "/members",
        "/members?state=left",
        "/members?state=waiting",
        "/audit",
        "/bank/",
        "/study/manage",
        "/plans/manage",
        "/plans/duties",
        "/plans/absent",
        "/hours/branch",
        "/display/",
        "/boards/manage",
    ),
    "admin": ("/", "/members", "/branches", "/site", "/audit"),
}


@pytest.mark.parametrize("username", PAGES)
def test_the_pages_answer(demo: Flask, username: str) -> None:
    client = demo.test_client()
    assert isinstance(client, Client)
    client.login(db.session.query(Member).filter_by(username=username).one())
    for page in PAGES[username]:
        assert client.get(page).status_code == 200, page


def test_every_contest_can_be_followed(demo: Flask) -> None:
    client = demo.test_client()
    assert isinstance(client, Client)
    client.login(db.session.query(Member).filter_by(username="admin").one())
    for contest in db.session.query(Contest):
        assert client.get(f"/contests/{contest.id}/run").status_code == 200, contest.title


def test_the_screen_shows_without_signing_in(demo: Flask) -> None:
    kept = mark.mark()
    assert kept is not None
    assert "机关党支部" in demo.test_client().get(f"/display/{kept.screen}").get_data(as_text=True)


def test_the_guided_start_is_not_offered(demo: Flask) -> None:
    assert people.setting("guide")["over"] is True


def test_running_it_again_only_prints(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _count(folder)
    result = _run(monkeypatch, folder, "demo")
    assert result.exit_code == 0, result.output
    for name, _ in ACCOUNTS:
        assert name in result.output
    assert LOCAL_PASSWORD in result.output
    assert "/display/" in result.output
    assert _count(folder) == before


def test_opened_to_the_room_the_known_password_goes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = _run(monkeypatch, folder, "demo", QUIZAPP_HOST="0.0.0.0")
    password = (folder / mark.PASSWORD_FILE).read_text().strip()
    try:
        assert result.exit_code == 0, result.output
        assert password in result.output
        assert password != LOCAL_PASSWORD
        assert _hashes(folder, password) == {True}
        again = _run(monkeypatch, folder, "demo", QUIZAPP_HOST="0.0.0.0")
        assert password in again.output
    finally:
        _back_to_local(folder)


def _count(folder: Path) -> list[int]:
    app = create_app(Settings(data=folder, database_url=f"sqlite:///{folder / 'quizapp.db'}", testing=True))
    with app.app_context():
        found = [db.session.query(table).count() for table in (Member, Attempt, LedgerEntry, AuditLine)]
        _close(app)
    return found


def _hashes(folder: Path, password: str) -> set[bool]:
    app = create_app(Settings(data=folder, database_url=f"sqlite:///{folder / 'quizapp.db'}", testing=True))
    with app.app_context():
        kept = {row[0] for row in db.session.query(Member.password_hash).distinct() if row[0]}
        found = {verify_password(one, password) for one in kept}
        _close(app)
    return found


def _back_to_local(folder: Path) -> None:
    settings = Settings(data=folder, database_url=f"sqlite:///{folder / 'quizapp.db'}", testing=True)
    app = create_app(settings)
    with app.app_context():
        with unit_of_work():
            kept = mark.mark()
            assert kept is not None
            mark.change_password(kept, mark.hashed(LOCAL_PASSWORD), now=clock.now())
        mark.write_password(settings, LOCAL_PASSWORD)
        _close(app)


def test_an_unfinished_demo_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _prepared(tmp_path, lambda: mark.keep(Mark(State.FILLING, "")))
    result = _run(monkeypatch, tmp_path, "demo")
    assert result.exit_code == 2
    assert f"rm -r {tmp_path}" in result.output


def test_a_folder_with_other_data_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _prepared(tmp_path, lambda: accounts.create_branch("真实的支部", actor=None, now=NOW))
    result = _run(monkeypatch, tmp_path, "demo")
    assert result.exit_code == 2
    assert "没有改动" in result.output


def _prepared(data: Path, act: Callable[[], object]) -> None:
    app = create_app(Settings(data=data, database_url=f"sqlite:///{data / 'quizapp.db'}", testing=True))
    with app.app_context():
        prepare_database()
        with unit_of_work():
            act()
        _close(app)
