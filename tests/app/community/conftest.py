"""A branch whose people write, pledge and are honoured."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from quizapp.accounts.models import Member
from quizapp.core import clock
from quizapp.core.permissions import Identity


@pytest.fixture
def today(app: Flask) -> date:
    return clock.day_of(clock.now(), app.extensions["settings"].zone)


@pytest.fixture
def me(member: Member, as_identity: Callable[[Member], Identity]) -> Identity:
    return as_identity(member)


@pytest.fixture
def boss(organiser: Member, as_identity: Callable[[Member], Identity]) -> Identity:
    return as_identity(organiser)
