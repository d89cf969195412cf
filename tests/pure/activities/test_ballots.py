"""Votes in figures: what cannot be, what is valid, what passes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.activities.minutes.ballots import Ballot, fault_of


@pytest.mark.parametrize(
    ("figures", "quorate", "passes"),
    [
        ((10, 6, 6, 0, 0), True, True),
        ((10, 5, 5, 0, 0), False, False),  # half is not more than half
        ((10, 9, 5, 4, 0), True, False),  # more than half of who came, not of who should have come
        ((11, 6, 6, 0, 0), True, True),
        ((11, 6, 5, 1, 0), True, False),
    ],
)
def test_more_than_half_of_those_who_should_attend(
    figures: tuple[int, ...], quorate: bool, passes: bool
) -> None:
    ballot = Ballot(*figures)
    assert fault_of(ballot) is None
    assert (ballot.is_quorate, ballot.passes) == (quorate, passes)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ((0, 0, 0, 0, 0), "应到至少 1 人"),
        ((5, 4, -1, 0, 0), "不小于 0"),
        ((5, 6, 1, 0, 0), "实到不能多于应到"),
        ((5, 4, 3, 1, 1), "多于实到人数"),
    ],
)
def test_figures_that_cannot_be_are_named(figures: tuple[int, ...], said: str) -> None:
    assert said in (fault_of(Ballot(*figures)) or "")


@settings(max_examples=50)
@given(st.lists(st.integers(0, 30), min_size=5, max_size=5))
def test_what_passes_could_not_have_been_refused_as_well(figures: list[int]) -> None:
    ballot = Ballot(*figures)
    if fault_of(ballot) is None and ballot.passes:
        assert not Ballot(ballot.due, ballot.present, ballot.no, ballot.yes, ballot.abstain).passes
        assert ballot.is_quorate
