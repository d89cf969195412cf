"""From the first page everything stays within reach."""

from __future__ import annotations

from quizapp.accounts.models import Member
from quizapp.core import clock
from tests.fixtures.app import Client
from tests.fixtures.record import MakeEntry


def test_the_library_stays_within_reach_when_the_day_is_full(
    client: Client, member: Member, make_entry: MakeEntry
) -> None:
    with clock.frozen(clock.now()):  # the day must not end between the entries and the page
        for _ in range(4):
            make_entry(member, "reading")
        page = client.login(member).get("/").text
    assert "已满" in page
    assert 'href="/study/"' in page
    assert 'href="/boards/"' in page
