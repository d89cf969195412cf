"""A paper as the organiser looks at it beforehand: answered rightly, whatever its items ask for."""

from __future__ import annotations

from quizapp.accounts.models import Member
from tests.fixtures.app import Client
from tests.fixtures.contests import MakeContest
from tests.fixtures.items import MakeBank, every_type


def test_every_type_stands_answered_rightly(
    client: Client, organiser: Member, make_contest: MakeContest, make_bank: MakeBank
) -> None:
    bank = make_bank(every_type(), slug="types")
    contest = make_contest(publish=False, bank_ids=(bank.id,), count=len(every_type()))
    page = client.login(organiser).get(f"/contests/{contest.id}/preview").text
    assert page.count("因为如此。") == len(every_type())
    assert not [sign for sign in ("漏选", "未排", "应为", "option--wrong", "option--missed") if sign in page]
    assert page.count("option--right") == 1 + 2 + 1 + 4  # single, multiple, boolean, the rows of the ordering
