"""Live contests in their lobbies."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quizapp.accounts.models import Branch, Member
from quizapp.bank.models import Bank
from quizapp.live.models import LiveContest
from quizapp.live.queries.finding import Head
from tests.app.live.hosts import Host
from tests.app.live.phones import MakePhone, Phone, head_of
from tests.fixtures.app import Client
from tests.support import live

MakeLive = Callable[..., LiveContest]


@pytest.fixture
def make_live(branch: Branch, organiser: Member, bank: Bank) -> MakeLive:
    """Make a contest of five single-choice items, keys B; everybody answers unless `sheet` says otherwise."""
    return lambda **more: live.make_contest(branch, organiser, bank.id, **more)


@pytest.fixture
def everybody(make_live: MakeLive) -> LiveContest:
    """Everybody answers, each for oneself."""
    return make_live()


@pytest.fixture
def buzzers(make_live: MakeLive) -> LiveContest:
    """Three teams at buzzers."""
    return make_live(sheet=live.BUZZERS, teams=live.TEAMS)


@pytest.fixture
def host(client: Client, organiser: Member, buzzers: LiveContest) -> Host:
    """The organiser at three teams with buzzers."""
    return Host(client.login(organiser), buzzers)


@pytest.fixture
def party_host(client: Client, organiser: Member, everybody: LiveContest) -> Host:
    """The organiser where everybody answers on the phone."""
    return Host(client.login(organiser), everybody)


@pytest.fixture
def party(everybody: LiveContest) -> Head:
    """A contest in which everybody answers."""
    return head_of(everybody)


@pytest.fixture
def stage(buzzers: LiveContest) -> Head:
    """Three teams at buzzers."""
    return head_of(buzzers)


@pytest.fixture
def phone(app: Flask) -> MakePhone:
    """Let somebody in with a phone."""
    return lambda head, name="周晓岚", team=None: Phone(app, head, name, team)
