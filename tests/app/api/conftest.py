"""What the fuzz needs to be made once for all of its examples."""

from __future__ import annotations

import pytest

from quizapp.accounts.models import Member
from quizapp.core.permissions import Role
from quizapp.papers.models import Purpose
from tests.fixtures.api import MakeScript, Script
from tests.fixtures.attempts import MakeAttempt
from tests.fixtures.items import MakeBank, every_type
from tests.fixtures.people import MakeMember


@pytest.fixture
def kept(
    make_bank: MakeBank, make_attempt: MakeAttempt, member: Member, points_sheet: None
) -> dict[bool, int]:
    """An open attempt at every type of item: with instant feedback, and without."""
    make_bank(every_type(), slug="types")
    practice = make_attempt(member, purpose=Purpose.PRACTICE, source_key="practice", instant=True)
    return {True: practice.id, False: make_attempt(member).id}


@pytest.fixture
def boss(script_of: MakeScript, make_member: MakeMember) -> Script:
    """A script of the installation's administrator."""
    return script_of(make_member(role=Role.ADMIN))
