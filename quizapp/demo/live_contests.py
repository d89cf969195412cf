"""The demo's contests in the room: one played and settled, one whose lobby is open, one in the making."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from ..bank import queries as banks
from ..core import clock
from ..core.permissions import Identity
from ..core.transaction import unit_of_work
from ..extensions import db
from ..live import room
from ..live.engine.events import Command
from ..live.engine.everyone import question_id
from ..live.engine.setup import Question
from ..live.models import LiveContest
from ..live.queries import finding
from ..live.rulebook import document_of
from ..live.service import lobby, settling
from ..live.service.preparing import Content, Options, TeamRow, create_contest
from ..live.service.quick import Wanted, open_contest
from .diary import Calendar
from .founding import Troupe
from .learner import Learner
from .script import Script

PLAYED, READY, UNFINISHED = "防汛抗旱应急知识同答赛", "三救三献现场知识竞赛", "党章党规知识竞赛"
UNFINISHED_RULES = "R14"
PLAYED_DAYS_AGO, STARTS = 16, 15 * 60
QUESTIONS = 8
#: Guests of the joint study, by name and unit, and how likely they are right.
GUESTS = (("蒋文博", "市应急管理局", 0.7), ("覃秀兰", "江北社区", 0.55), ("龙海涛", "蓝天救援队", 0.8))
TEAMS = ("应急救护队", "人道救助队", "三献先锋队", "机关青年队")
BANKS = ("firstaid", "relief", "donation", "redcross")


@dataclass(slots=True)
class Phone:
    """Somebody in the room: the player's id, and how likely an answer is right."""

    player: str
    learner: Learner | None
    skill: float


def hold_live(script: Script, troupe: Troupe, calendar: Calendar, rng: Random) -> None:
    """Bring the branch's contests in the room into the script."""
    if calendar.days > PLAYED_DAYS_AGO:
        at = calendar.at(calendar.day(PLAYED_DAYS_AGO), STARTS)
        script.add(at, partial(_play, troupe, rng), alone=True)
    script.add(calendar.now - timedelta(hours=2), partial(_prepare, troupe))


def _wanted(title: str, rules: str, branch_id: int, **more: object) -> Wanted:
    found = [banks.find_bank(branch_id, slug) for slug in BANKS]
    ids = tuple(bank.id for bank in found if bank)
    return Wanted(title, document_of(rules), ids, guests=True, **more)  # type: ignore[arg-type]  # passed through


def _prepare(troupe: Troupe, now: datetime) -> None:
    """Open the lobby of the one that waits, and leave another unfinished: its rules have gaps to be decided."""
    host = troupe.organisers[0].me
    teams = [TeamRow(name, seats=3) for name in TEAMS]
    wanted = _wanted(READY, "standard", troupe.branch_id, teams=teams)
    open_contest(wanted, branch_id=troupe.branch_id, actor=host, now=now)
    options, content = Options(UNFINISHED), Content(document_of(UNFINISHED_RULES), teams)
    create_contest(options, content, branch_id=troupe.branch_id, actor=host, now=now)


def _play(troupe: Troupe, rng: Random, at: datetime) -> None:
    """Play a contest from its lobby to its settlement, the clock standing where the story is."""
    host = troupe.organisers[0].me
    with clock.frozen(at):
        with unit_of_work():
            wanted = _wanted(PLAYED, "party-speed", troupe.branch_id, count=QUESTIONS)
            opened = open_contest(wanted, branch_id=troupe.branch_id, actor=host, now=at)
            contest_id = opened.contest.id
        phones = _let_in(contest_id, troupe, at, rng)
    at = _ask_all(contest_id, host, phones, at + timedelta(minutes=6), rng)
    with clock.frozen(at), unit_of_work():
        contest = db.session.get_one(LiveContest, contest_id)
        settling.feed_books(contest, now=at)
        settling.settle(contest, actor=host, now=at + timedelta(minutes=4))


def _let_in(contest_id: int, troupe: Troupe, at: datetime, rng: Random) -> list[Phone]:
    head = finding.by_id(contest_id)
    assert head is not None
    there = [one for one in troupe.learners if one.is_there(at)]
    phones = []
    for number, learner in enumerate(rng.sample(there, min(14, len(there)))):
        came = at + timedelta(seconds=20 * number)
        joined = lobby.join(head, name=learner.person.name, member=learner.me, now=came)
        phones.append(Phone(joined.player, learner, 0.0))
    for name, unit, skill in GUESTS:
        joined = lobby.join(head, name=name, unit=unit, member=None, now=at + timedelta(minutes=5))
        phones.append(Phone(joined.player, None, skill))
    return phones


def _ask_all(contest_id: int, host: Identity, phones: Sequence[Phone], at: datetime, rng: Random) -> datetime:
    """Ask every question, let the phones answer, close and reveal; return when the contest was over."""
    with clock.frozen(at):
        _do(contest_id, host, "start_round", at, round=1)
    for _ in range(QUESTIONS):
        with clock.frozen(at):
            _do(contest_id, host, "ask", at)
        for phone, came in _answers(phones, at, rng):
            with clock.frozen(came):
                _answer(contest_id, phone, came, rng)
        for step, seconds in (("close", 21), ("reveal", 24)):
            with clock.frozen(at + timedelta(seconds=seconds)):
                _do(contest_id, host, step, at + timedelta(seconds=seconds))
        at += timedelta(seconds=55)
    with clock.frozen(at):
        _do(contest_id, host, "finish", at)
    return at


def _do(contest_id: int, host: Identity, do: str, at: datetime, **fields: object) -> None:
    db.session.rollback()
    room.act(contest_id, Command(do, fields, f"member:{host.member_id}"), now=at)


def _answers(phones: Sequence[Phone], at: datetime, rng: Random) -> Iterator[tuple[Phone, datetime]]:
    """Yield who answers when, in the order of arrival; now and then somebody does not."""
    came = [
        (phone, at + timedelta(milliseconds=round(rng.triangular(1_500, 18_500, 5_000))))
        for phone in phones
        if rng.random() < 0.95
    ]
    yield from sorted(came, key=lambda one: one[1])


def _answer(contest_id: int, phone: Phone, at: datetime, rng: Random) -> None:
    state = room.state_of(contest_id)
    question, asked = state.question, state.asked
    assert question is not None
    assert asked is not None
    skill = phone.skill
    if phone.learner is not None and question.item_id is not None:
        skill = phone.learner.chance(question.item_id, question.item)
    response = _right(question) if rng.random() < skill else _wrong(question, rng)
    room.answer(contest_id, phone.player, question_id(asked), response, now=at)


def _right(question: Question) -> str | list[str]:
    keys = [id for id, letter in question.options if letter in question.item.key_letters]
    return keys if question.item.type == "multiple" else keys[0]


def _wrong(question: Question, rng: Random) -> str | list[str]:
    others = [id for id, letter in question.options if letter not in question.item.key_letters]
    one = rng.choice(others or [id for id, _ in question.options])
    return [one] if question.item.type == "multiple" else one
