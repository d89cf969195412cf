"""No arrangement of beats, tabs, repeats and clocks makes reading time run faster than the server's clock."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.study.kinds import MaterialKind
from quizapp.study.progress import (
    MOST_A_BEAT_MS,
    USUAL_SHARE,
    Progress,
    counted_after,
    gain,
    length_ms,
    needed_ms,
)

#: The wait before a beat (a clock may be set back), and what it claims.
BEATS = st.lists(st.tuples(st.integers(-60_000, 120_000), st.integers(0, 10**9)), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(beats=BEATS, length=st.integers(0, 600_000), since=st.integers(0, 5_000))
def test_counted_time_is_bounded_by_the_clock_and_by_the_length(
    beats: list[tuple[int, int]], length: int, since: int
) -> None:
    now = until = latest = since
    counted = total = 0
    for wait, claim in beats:
        now += wait
        gained = gain(claim, now, until, since)
        assert 0 <= gained <= MOST_A_BEAT_MS
        total += gained
        after = counted_after(counted, gained, length)
        assert counted <= after <= max(counted, length)
        counted, until, latest = after, max(until, now), max(latest, now)
    assert total <= latest - since
    assert counted <= length


@settings(max_examples=60, deadline=None)
@given(claim=st.integers(0, 10**6), now=st.integers(0, 10**6), until=st.integers(0, 10**6))
def test_a_beat_right_after_another_adds_nothing(claim: int, now: int, until: int) -> None:
    gain(claim, now, until, 0)
    assert gain(claim, now, max(until, now), 0) == 0


@pytest.mark.parametrize(
    ("kind", "minutes", "pages", "seconds", "length"),
    [
        (MaterialKind.ARTICLE, 4, None, None, 240_000),
        (MaterialKind.PDF, 4, 12, None, 240_000),
        (MaterialKind.PDF, 4, None, None, 0),
        (MaterialKind.SLIDES, 4, 3, None, 60_000),
        (MaterialKind.VIDEO, 4, None, 90, 90_000),
        (MaterialKind.VIDEO, 4, None, None, 240_000),
        (MaterialKind.LINK, 4, None, None, 0),
    ],
)
def test_a_material_is_as_long_as_what_it_is_made_of(
    kind: MaterialKind, minutes: int, pages: int | None, seconds: int | None, length: int
) -> None:
    assert length_ms(kind, minutes, pages, seconds, 20) == length


def test_where_no_check_stands_time_alone_must_tell() -> None:
    assert needed_ms(200_000, 0, checked=True) == 0
    assert needed_ms(200_000, 0, checked=False) == 200_000 * USUAL_SHARE // 100
    assert needed_ms(200_000, 80, checked=False) == 160_000


def test_progress_says_how_much_is_missing() -> None:
    some = Progress(counted=59_001, length=200_000, needed=100_000)
    assert (some.percent, some.enough, some.minutes, some.seconds_left) == (59, False, 0, 41)
    assert Progress(0, 0, 0).enough
    assert Progress(150_000, 200_000, 100_000).percent == 100
