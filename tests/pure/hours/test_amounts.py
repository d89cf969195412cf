"""学时 and minutes, and what a year asks for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.hours.amounts import COMMITTEE, MEMBERS, UNITS, Standard, in_hours, standard_of


@pytest.mark.parametrize(
    ("minutes", "unit", "shown"),
    [
        (45, 45, "1"),
        (90, 45, "2"),
        (100, 45, "2.2"),
        (44, 45, "0.97"),
        (4, 45, "0.08"),
        (0, 45, "0"),
        (-45, 45, "−1"),
        (50, 60, "0.83"),
        (80, 60, "1.3"),
    ],
)
def test_minutes_are_shown_rounded_down(minutes: int, unit: int, shown: str) -> None:
    assert in_hours(minutes, unit) == shown


@given(st.integers(0, 100_000), st.sampled_from(UNITS))
@settings(max_examples=50, deadline=None)
def test_what_is_shown_is_never_more_than_was_sat(minutes: int, unit: int) -> None:
    shown = float(in_hours(minutes, unit))
    assert shown * unit <= minutes + 1e-6
    assert minutes < (shown + 0.1) * unit + 1e-6


def test_the_rules_ask_32_of_members_and_56_of_the_committee() -> None:
    usual = standard_of(None)
    assert usual.asked(in_committee=False, exempt=False) == 32 * 45
    assert usual.asked(in_committee=True, exempt=False) == 56 * 45
    assert usual.asked(in_committee=True, exempt=True) == 0
    assert (MEMBERS.hours, COMMITTEE.hours) == (32, 56)


def test_a_branch_asks_for_more_and_never_for_less() -> None:
    assert standard_of({"unit": 60, "members": 40, "committee": 60}) == Standard(60, 40, 60)
    assert standard_of({"unit": 7, "members": 31, "committee": 900}) == Standard(45, 32, 56)
    assert standard_of(["broken"]) == Standard()
