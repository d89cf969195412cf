"""The editor's form as a browser sends it, the way in, and the steps of a contest's life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from quizapp.accounts import queries as accounts
from quizapp.accounts.models import Member
from quizapp.bank.item import ItemType
from quizapp.bank.models import Bank
from quizapp.contests import service
from quizapp.contests.models import Contest
from quizapp.contests.window import Step, allows
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.papers import answers
from quizapp.papers import queries as papers
from quizapp.papers import service as papers_service
from tests.fixtures.app import Client

MakeForm = Callable[..., dict[str, Any]]
Enter = Callable[..., TestResponse]
Settle = Callable[[Contest, Step], None]
ZONE = ZoneInfo("Asia/Shanghai")


def local(at: datetime) -> str:
    """A moment as a date-and-time field sends it."""
    return at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def make_form(bank: Bank) -> MakeForm:
    """The fields of a contest of ten items that opens an hour ago and closes in a day; `rows` as mappings."""

    def make(*rows: dict[str, Any], act: str = "save", **more: Any) -> dict[str, Any]:
        now = clock.now()
        fields = {
            "title": "知识竞赛",
            "notice": "",
            "opens_at": local(now - timedelta(hours=1)),
            "closes_at": local(now + timedelta(days=1)),
            "limit_s": "15",
            "attempts": "1",
            "counts": "highest",
            "same_paper": "",
            "review": "closed",
            "for_record": "y",
            "bank_ids": [str(bank.id)],
            "act": act,
            **more,
        }
        for index, row in enumerate(rows or ({},)):
            for name, value in {"count": "10", "points": "5", **row}.items():
                fields[f"rows-{index}-{name}"] = value
        return fields

    return make


@pytest.fixture
def enter() -> Enter:
    """Press the contest's one button."""

    def enter(client: Client, contest: Contest) -> TestResponse:
        reply: TestResponse = client.post(f"/contests/{contest.id}/enter")
        db.session.rollback()
        return reply

    return enter


@pytest.fixture
def settle(organiser: Member, as_identity: Callable[[Member], Identity]) -> Settle:
    """Take a step of the contest's life as its organiser; a step it cannot take any more is left out."""

    def settle(contest: Contest, step: Step) -> None:
        db.session.refresh(contest)
        if allows(contest.state, step):
            with unit_of_work():
                service.take_step(contest, step, actor=as_identity(organiser), now=clock.now())

    return settle


@pytest.fixture
def answer_short(app: Flask) -> Callable[..., tuple[int, int]]:
    """Enter, answer nothing but the short answer, hand in; return the attempt and the position."""

    def act(contest: Contest, member: Member, text: str) -> tuple[int, int]:
        with unit_of_work():
            identity = accounts.identity_of_member(member.id)
            attempt_id = service.enter(contest, member=identity, now=clock.now()).attempt_id
        head = papers.head(attempt_id)
        assert head is not None
        position = next(slot.position for slot in head.slots if slot.type is ItemType.SHORT)
        answers.save_answer(head, position, text, now=clock.now())
        with unit_of_work():
            papers_service.submit(attempt_id, now=clock.now())
        return attempt_id, position

    return act
