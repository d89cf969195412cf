"""What a draw knows: who excludes whom, within a bank and across banks."""

from __future__ import annotations

from quizapp.bank.queries import all_items
from quizapp.papers import queries
from tests.fixtures.items import MakeBank, single


def test_what_excludes_an_item_of_another_bank_keeps_the_two_apart(make_bank: MakeBank) -> None:
    first = make_bank([single(1), single(2, excludes=["single-1"])], slug="first")
    second = make_bank([single(3, excludes=["first/single-1", "absent/single-9"])], slug="second")
    one, two, three = (stored.item_id for bank in (first, second) for stored in all_items(bank.id))
    both, alone = queries.pool([first.id, second.id]), queries.pool([second.id])
    assert [both.conflicts(item) for item in (one, two, three)] == [(two, three), (one,), (one,)]
    assert (alone.conflicts(three), len(alone)) == ((), 1)
