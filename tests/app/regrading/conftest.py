"""A contest whose key turns out to be wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from quizapp.accounts import queries as accounts
from quizapp.accounts.models import Branch, Member
from quizapp.bank import queries as bank_queries
from quizapp.bank.models import Bank
from quizapp.bank.queries import StoredItem
from quizapp.contests import service as contests
from quizapp.contests.models import Contest
from quizapp.contests.window import Step
from quizapp.core import clock
from quizapp.core.ids import new_token
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers import answers
from quizapp.papers import queries as papers
from quizapp.papers import service as papers_service
from quizapp.papers.rulings import RulingKind
from quizapp.record.models import LedgerEntry
from quizapp.regrading import docket as dockets
from quizapp.regrading import keying, preview, running
from quizapp.regrading.docket import Docket
from quizapp.regrading.models import Regrade
from quizapp.regrading.preview import Effects
from tests.app.cli import conftest as commands
from tests.fixtures.contests import MakeContest
from tests.fixtures.items import MakeBank, single

REASON = "条文写的是另一项"
#: The command, as its own tests run it.
quizapp = commands.quizapp


@pytest.fixture
def bank(make_bank: MakeBank, branch: Branch) -> Bank:
    """Three single-choice items of the branch's own, keys B."""
    return make_bank([single(number) for number in (1, 2, 3)], branch_id=branch.id)


@pytest.fixture
def actor(organiser: Member, as_identity: Callable[[Member], Identity]) -> Identity:
    return as_identity(organiser)


@dataclass
class Court:
    """What the tests do: answer, settle, rule, and look."""

    actor: Identity
    bank: Bank

    def item(self, number: int = 1) -> StoredItem:
        (found,) = [
            one for one in bank_queries.items_called(f"single-{number}") if one.bank_id == self.bank.id
        ]
        return found

    def answer(
        self, contest: Contest, member: Member, letters: Mapping[int, str], *, submit: bool = True
    ) -> int:
        """Answer items by number with the author's letters."""
        identity = accounts.identity_of_member(member.id)
        with unit_of_work():
            attempt_id = contests.enter(contest, member=identity, now=clock.now()).attempt_id
        head = papers.head(attempt_id, fresh=True)
        assert head is not None
        numbers = {self.item(number).item_id: number for number in (1, 2, 3)}
        for slot in head.slots:
            letter = letters.get(numbers[slot.item_id])
            if letter:
                option = {letter: option for option, letter in slot.options}[letter]
                answers.save_answer(head, slot.position, option, now=clock.now())
        if submit:
            with unit_of_work():
                papers_service.submit(attempt_id, now=clock.now())
        db.session.rollback()
        return attempt_id

    def settle(self, contest: Contest) -> None:
        for step in (Step.CLOSE, Step.SETTLE):
            with unit_of_work():
                contests.take_step(contest, step, actor=self.actor, now=clock.now())

    def docket(self, kind: RulingKind, key: str = "", number: int = 1) -> Docket:
        stored = self.item(number)
        item = keying.from_text(stored.item, key) if key else None
        return dockets.propose(stored, self.actor.branch_id, kind, item)

    def effects(self, kind: RulingKind, key: str = "", number: int = 1) -> Effects:
        return preview.effects_of(self.docket(kind, key, number))

    def rule(self, kind: RulingKind, key: str = "", number: int = 1, request: str | None = None) -> int:
        db.session.rollback()
        return self.carry_out(self.docket(kind, key, number), request)

    def carry_out(self, docket: Docket, request: str | None = None) -> int:
        return running.carry_out(
            docket,
            preview.effects_of(docket),
            actor=self.actor,
            now=clock.now(),
            reason=REASON,
            request_id=request or new_token(),
        )

    def undo(self, regrade_id: int) -> int:
        db.session.rollback()
        return self.carry_out(dockets.undoing(db.session.get_one(Regrade, regrade_id)))

    def score(self, attempt_id: int) -> tuple[int, int]:
        db.session.rollback()
        found = papers.result(attempt_id)
        assert found is not None
        return found.score, found.maximum

    def points(self, member: Member) -> int:
        db.session.rollback()
        rows = db.session.query(LedgerEntry.counted).filter_by(member_id=member.id)
        return sum(row.counted for row in rows)


@pytest.fixture
def court(app: Flask, actor: Identity, bank: Bank, points_sheet: None) -> Court:
    return Court(actor, bank)


@pytest.fixture
def short_contest(make_contest: MakeContest, bank: Bank) -> Contest:
    """Three items of five points, one paper for all."""
    settings: dict[str, Any] = {"count": 3, "same_paper": True}
    return make_contest(**settings)
