"""After the end: points into the record once, mistakes into the books, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Bank
from quizapp.core import clock
from quizapp.core.errors import Busy, DomainError
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.live import room
from quizapp.live.engine.events import Refused
from quizapp.live.models import LiveContest, LiveState
from quizapp.live.routes.after import feed_books
from quizapp.live.service import settling
from quizapp.papers.models import MemberItem
from quizapp.record.models import LedgerEntry
from tests.fixtures.app import Client
from tests.fixtures.people import MakeMember
from tests.support import live

pytestmark = pytest.mark.usefixtures("points_sheet")


@pytest.fixture
def actor(organiser: Member, as_identity: Callable[[Member], Identity]) -> Identity:
    return as_identity(organiser)


@dataclass
class Party:
    """A contest with its people: player ids by name."""

    id: int
    players: dict[str, str]


@pytest.fixture
def played(
    branch: Branch,
    organiser: Member,
    bank: Bank,
    make_member: MakeMember,
    as_identity: Callable[[Member], Identity],
) -> Party:
    """Two members and a guest; 甲 is right twice, 乙 once, the guest twice."""
    members = [as_identity(make_member(name)) for name in ("甲", "乙")]
    contest_id = live.make_contest(branch, organiser, bank.id).id
    players = {one.name: live.enter(contest_id, one.name, member=one).player for one in members}
    players["来宾"] = live.enter(contest_id, "来宾").player
    a, b, guest = players.values()
    live.everybody(contest_id, **{a: True, b: True, guest: True})
    live.host(contest_id, "reveal")
    live.everybody(contest_id, **{a: True, b: False, guest: True})
    live.host(contest_id, "finish")
    db.session.rollback()
    return Party(contest_id, players)


def entries(contest: LiveContest) -> list[tuple[str, str, int, bool]]:
    rows = db.session.query(LedgerEntry, Member).join(Member, Member.id == LedgerEntry.member_id)
    return [
        (member.name, entry.rule, entry.counted, entry.reverses_id is not None)
        for entry, member in rows.order_by(LedgerEntry.id)
        if entry.key.endswith(f"live:{contest.id}") or f"live:{contest.id}:" in entry.key
    ]


def settle(party: Party, actor: Identity) -> LiveContest:
    with unit_of_work():
        contest = db.session.get_one(LiveContest, party.id)
        settling.settle(contest, actor=actor, now=clock.now())
    return contest


def test_members_are_credited_for_taking_part_for_the_score_and_for_a_place(
    played: Party, actor: Identity
) -> None:
    contest = settle(played, actor)
    assert contest.state is LiveState.SETTLED
    assert entries(contest) == [
        ("甲", "contest_taken", 1000, False),
        ("甲", "contest_score", 400, False),
        ("甲", "contest_place", 300, False),
        ("乙", "contest_taken", 1000, False),
        ("乙", "contest_score", 200, False),
        ("乙", "contest_place", 100, False),
    ]
    assert [row["rank"] for row in contest.results["standings"]] == [1, 1, 3]


def test_settling_twice_is_refused_and_the_log_is_closed(played: Party, actor: Identity) -> None:
    contest = settle(played, actor)
    before = entries(contest)
    with pytest.raises(DomainError), unit_of_work():
        settling.settle(db.session.get_one(LiveContest, played.id), actor=actor, now=clock.now())
    with pytest.raises(Refused):
        live.host(played.id, "adjust", to=played.players["乙"], points=5, reason="迟到的更正")
    assert entries(contest) == before


def test_a_settlement_taken_back_reverses_every_entry_and_can_be_made_anew(
    played: Party, actor: Identity
) -> None:
    contest = settle(played, actor)
    with unit_of_work():
        settling.unsettle(
            db.session.get_one(LiveContest, played.id), "第二题有争议", actor=actor, now=clock.now()
        )
    taken_back = [row for row in entries(contest) if row[3]]
    assert [(name, rule, counted) for name, rule, counted, _ in taken_back] == [
        ("甲", "contest_taken", -1000),
        ("甲", "contest_score", -400),
        ("甲", "contest_place", -300),
        ("乙", "contest_taken", -1000),
        ("乙", "contest_score", -200),
        ("乙", "contest_place", -100),
    ]
    closed = [log.n for log in room.state_of(played.id).history if log.kind == "closed"]
    live.host(
        played.id,
        "overrule",
        of=closed[1],
        player=played.players["乙"],
        verdict="right",
        reason="第二题有争议",
    )
    again = settle(played, actor)
    standing = {}
    for name, rule, counted, _ in entries(again):
        standing[name, rule] = standing.get((name, rule), 0) + counted
    assert standing["乙", "contest_score"] == 400
    assert standing["乙", "contest_place"] == 300


def test_a_rehearsal_is_kept_off_the_record(
    branch: Branch, organiser: Member, bank: Bank, actor: Identity
) -> None:
    contest_id = live.make_contest(branch, organiser, bank.id, rehearsal=True).id
    player = live.enter(contest_id, actor.name, member=actor).player
    live.everybody(contest_id, **{player: False})
    live.host(contest_id, "finish")
    with pytest.raises(DomainError) as refused, unit_of_work():
        settling.settle(db.session.get_one(LiveContest, contest_id), actor=actor, now=clock.now())
    assert refused.value.code == "live.rehearsal"
    assert settling.waiting_for_books() == []


def test_a_contest_under_way_cannot_be_settled(
    branch: Branch, organiser: Member, bank: Bank, actor: Identity
) -> None:
    contest = live.make_contest(branch, organiser, bank.id)
    with pytest.raises(DomainError) as refused, unit_of_work():
        settling.settle(db.session.get_one(LiveContest, contest.id), actor=actor, now=clock.now())
    assert refused.value.code == "live.not_finished"


def test_what_a_member_missed_enters_the_book_once_and_comes_back_the_next_day(
    played: Party, client: Client
) -> None:
    for _ in range(2):
        feed_books(client.application)
    db.session.rollback()  # read what the job wrote
    rows = {
        (member.name, row.wrongs): row
        for row, member in db.session.query(MemberItem, Member).join(
            Member, Member.id == MemberItem.member_id
        )
        if row.mistake_since
    }
    [(who, wrongs)] = rows
    assert (who, wrongs) == ("乙", 1)
    row = rows[who, wrongs]
    today: date = clock.day_of(clock.now(), client.application.extensions["settings"].zone)
    assert row.mistake_due_on is not None
    assert (row.mistake_due_on - today).days == 1
    assert row.last_response is not None


def test_a_referee_s_step_of_the_same_moment_is_not_left_out(
    played: Party, actor: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = room.state_of(played.id)
    live.host(played.id, "adjust", to=played.players["乙"], points=5, reason="仲裁")
    db.session.rollback()
    with monkeypatch.context() as patched:
        patched.setattr(settling, "state_of", lambda contest_id: before)
        with pytest.raises(Busy):
            settle(played, actor)
    contest = settle(played, actor)
    assert contest.state is LiveState.SETTLED
