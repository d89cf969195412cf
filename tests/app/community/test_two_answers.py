"""Two taps on one answer to a transfer move the member once."""

from __future__ import annotations

from datetime import date
from threading import Event, Thread
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.accounts.models import Group, Member, Membership
from quizapp.community import service
from quizapp.community.models import Transfer
from quizapp.core import clock
from quizapp.core.errors import DomainError
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.fixtures.people import MakeGroup

pytestmark = pytest.mark.usefixtures("points_sheet")


def test_a_member_is_received_once(
    app: Flask, boss: Identity, member: Member, group: Group, make_group: MakeGroup, today: date
) -> None:
    goal, begun, refused = make_group(), Event(), list[DomainError]()
    with unit_of_work():
        row = service.transfers.ask(
            member,
            to_branch_id=member.branch_id,
            to_group_id=goal.id,
            day=today,
            reason="岗位变动",
            actor=boss,
            now=clock.now(),
        )
        service.transfers.release(row, actor=boss, now=clock.now())
        transfer_id, member_id = row.id, member.id
    stood = select(func.count()).where(Membership.member_id == member_id)
    before = db.session.scalar(stood) or 0

    def tap() -> None:
        with app.app_context():
            try:
                with unit_of_work():
                    row = db.session.get_one(Transfer, transfer_id)
                    service.transfers.receive(row, None, actor=boss, now=clock.now())
                    db.session.flush()
                    begun.set()
                    sleep(0.3)
            except DomainError as error:
                refused.append(error)
            db.session.remove()

    db.session.rollback()
    taps = [Thread(target=tap), Thread(target=tap)]
    taps[0].start()
    assert begun.wait(5)
    taps[1].start()
    for one in taps:
        one.join(10)
    assert db.session.scalar(stood) == before + 1
    assert len(refused) == 1
