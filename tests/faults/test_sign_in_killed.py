"""A server that is killed while a hall signs in: whoever was told "signed in" is there afterwards, once."""

from __future__ import annotations

import http.client
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from quizapp.accounts import queries as people
from quizapp.accounts.models import LoginSession, Member
from quizapp.activities import codes, service
from quizapp.activities.attending import TOOK_PART
from quizapp.activities.kinds import ActivityKind, Step
from quizapp.activities.models import Attendance
from quizapp.core import clock
from quizapp.core.ids import new_token, token_hash
from quizapp.core.permissions import Role
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from tests.faults.branch import opened, seed
from tests.faults.size import sized
from tests.support.server import serving

pytestmark = pytest.mark.faults

PHONES, KILLS = sized(200), sized(10)
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Hall:
    """An activity open for signing in, and each member's headers."""

    activity_id: int
    key: str
    phones: dict[int, dict[str, str]]


def test_every_acknowledged_sign_in_survives_every_kill(tmp_path: Path) -> None:
    data = tmp_path / "data"
    seed(data, PHONES)
    with opened(data) as app:
        hall = _hall(app)
    told: dict[int, float] = {}
    with serving(data) as server:
        phones = [
            threading.Thread(target=_sign_in, args=(server.port, hall, member_id, number, told))
            for number, member_id in enumerate(hall.phones)
        ]
        for phone in phones:
            phone.start()
        for _ in range(KILLS):
            time.sleep(0.4)
            server.kill()
            server.start()
        for phone in phones:
            phone.join(PATIENCE)
        server.stop()
    assert len(told) == PHONES
    with opened(data):
        there = select(Attendance.member_id).where(
            Attendance.activity_id == hall.activity_id, Attendance.state.in_(TOOK_PART)
        )
        assert sorted(db.session.scalars(there)) == sorted(told)


def _hall(app: Flask) -> Hall:
    now = clock.now()
    organiser = db.session.scalars(select(Member).where(Member.role == Role.ORGANISER)).one()
    actor = people.identity_of_member(organiser.id)
    draft = service.Draft(ActivityKind.PARTY_DAY, "主题党日", now, now + timedelta(hours=3), organiser.id)
    with unit_of_work():
        activity = service.create_activity(draft, branch_id=actor.branch_id, actor=actor, now=now)
        for step in (Step.ANNOUNCE, Step.OPEN):
            service.take_step(activity, step, actor=actor, now=now)
    members = list(db.session.scalars(select(Member.id).where(Member.role == Role.MEMBER)))
    return Hall(activity.id, activity.code_key, {one: _browser(app, one) for one in members})


def _browser(app: Flask, member_id: int) -> dict[str, str]:
    """Return the headers of a browser that is signed in and carries its form's token."""
    token, now = new_token(), clock.now()
    with unit_of_work():
        db.session.add(
            LoginSession(member_id=member_id, token_hash=token_hash(token), created_at=now, last_seen_at=now)
        )
        db.session.get_one(Member, member_id).consented_at = now
    with app.test_request_context():
        g.pop("csrf_token", None)
        proof = generate_csrf()
        kept = {"sid": token, "csrf_token": session["csrf_token"]}
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # flask's own
    return {
        "Cookie": f"session={serializer.dumps(kept)}",
        "X-CSRFToken": proof,
        "Content-Type": "application/x-www-form-urlencoded",
    }


def _sign_in(port: int, hall: Hall, member_id: int, number: int, told: dict[int, float]) -> None:
    """Type the digits of now until the server says that it has them."""
    time.sleep(0.03 * number)
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        digits = codes.digits_at(hall.key, hall.activity_id, codes.step_at(datetime.now(UTC)))
        try:
            path = f"/activities/{hall.activity_id}/code"
            line.request("POST", path, f"code={digits}", hall.phones[member_id])
            answer = line.getresponse()
            answer.read()
            if answer.status == 302 and answer.headers["Location"].endswith("#signed"):
                told[member_id] = time.monotonic()
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            line.close()
        time.sleep(0.05)
