"""Two people who talk, and what they said: words that stand nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.extensions import db
from quizapp.talks import service
from quizapp.talks.models import Talk

NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)
TODAY = NOW.date()
SAID, MORE, TO_DO = "想调去南海站缇萦", "补记夫人住院睢鸠", "下月回访蒹葭"


@pytest.fixture
def now() -> Iterator[datetime]:
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def one(now: datetime, member: Member, as_identity: Callable[[Member], Identity]) -> Identity:
    return as_identity(member)


@pytest.fixture
def other(now: datetime, leader: Member, as_identity: Callable[[Member], Identity]) -> Identity:
    return as_identity(leader)


@pytest.fixture
def arranged(one: Identity, other: Identity) -> Talk:
    with unit_of_work():
        return service.arrange(other.member_id, NOW, "二楼", actor=one, now=NOW)


@pytest.fixture
def talk(arranged: Talk, one: Identity, other: Identity) -> Talk:
    """A talk that was held, with a note that both stand by, an addition and something to do."""
    with unit_of_work():
        row = db.session.get_one(Talk, arranged.id)
        service.hold(row, TODAY, actor=one, today=TODAY, now=NOW)
        service.write_note(row, SAID, actor=one, now=NOW)
        service.confirm(row, NOW, actor=other, now=NOW)
        service.add(row, MORE, actor=other, now=NOW)
        service.follow_up(row, TO_DO, None, actor=one, now=NOW)
    return row
