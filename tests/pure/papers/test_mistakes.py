"""The book of mistakes, against a plain reading of its rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.papers.mistakes import DUE_AFTER, Standing, after, corrected

START = datetime(2026, 3, 1, 4, tzinfo=UTC)

#: Answers in order: days since the last one, and whether it was right.
ANSWERS = st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=25)
NEEDED = st.integers(1, 4)


def played(answers: list[tuple[int, bool]], needed: int) -> list[tuple[date, bool, Standing]]:
    """The standing after each answer."""
    standing, day, steps = Standing(), START.date(), []
    for gap, right in answers:
        day += timedelta(days=gap)
        at = START + (day - START.date())
        standing = after(standing, right=right, at=at, day=day, needed=needed)
        steps.append((day, right, standing))
    return steps


def right_days_since_last_error(steps: list[tuple[date, bool, Standing]]) -> set[date]:
    days: set[date] = set()
    for day, right, _ in reversed(steps):
        if not right:
            return days
        days.add(day)
    return days


@given(ANSWERS, NEEDED)
def test_an_item_is_in_the_book_from_an_error_until_right_on_enough_days(
    answers: list[tuple[int, bool]], needed: int
) -> None:
    steps = played(answers, needed)
    for count in range(1, len(steps) + 1):
        past = steps[:count]
        erred = any(not right for _, right, _ in past)
        expected = erred and len(right_days_since_last_error(past)) < needed
        assert (past[-1][2].mistake_since is not None) == expected


@given(ANSWERS, NEEDED)
def test_the_count_of_right_days_stays_below_what_is_needed(
    answers: list[tuple[int, bool]], needed: int
) -> None:
    for _, right, standing in played(answers, needed):
        assert 0 <= standing.right_days < needed
        assert right or standing.right_days == 0
        assert standing.mistake_since is not None or standing.right_days == 0


@given(ANSWERS, NEEDED)
def test_every_answer_is_counted_once(answers: list[tuple[int, bool]], needed: int) -> None:
    steps = played(answers, needed)
    last = steps[-1][2] if steps else Standing()
    assert (last.tries, last.rights) == (len(answers), sum(right for _, right in answers))
    assert last.tries == last.rights + last.wrongs


@given(ANSWERS, NEEDED)
def test_the_book_remembers_when_the_item_entered(answers: list[tuple[int, bool]], needed: int) -> None:
    entered = None
    for day, _right, standing in played(answers, needed):
        if standing.mistake_since is None:
            entered = None
        else:
            entered = entered or day
            assert standing.mistake_since.date() == entered


def test_an_item_comes_back_after_one_three_and_seven_days() -> None:
    day, standing, gaps = START.date(), Standing(), []
    standing = after(standing, right=False, at=START, day=day, needed=5)
    for _ in range(4):
        assert standing.due_on is not None
        gaps.append((standing.due_on - day).days)
        day = standing.due_on
        standing = after(standing, right=True, at=START, day=day, needed=5)
    assert gaps == [1, 3, 7, 7]


@given(ANSWERS, NEEDED)
def test_what_is_in_the_book_has_a_day_to_come_back(answers: list[tuple[int, bool]], needed: int) -> None:
    for day, _, standing in played(answers, needed):
        assert (standing.due_on is not None) == (standing.mistake_since is not None)
        if standing.due_on is not None:
            assert 1 <= (standing.due_on - day).days <= max(DUE_AFTER)


@given(
    st.sampled_from([True, False, None]),
    st.sampled_from([True, False, None]),
    st.booleans(),
)
def test_a_correction_that_is_taken_back_restores_the_counts(
    was: bool | None, right: bool | None, in_book: bool
) -> None:
    begun = Standing(tries=5, rights=3, wrongs=2, last_right=was, mistake_since=START if in_book else None)
    there = corrected(begun, was=was, right=right, at=START, day=START.date(), is_last=True)
    back = corrected(there, was=right, right=was, at=START, day=START.date(), is_last=True)
    assert (back.tries, back.rights, back.wrongs) == (begun.tries, begun.rights, begun.wrongs)


def test_an_item_leaves_the_book_when_its_only_error_was_none_and_comes_back_when_it_was_one() -> None:
    begun = after(Standing(), right=False, at=START, day=START.date())
    gone = corrected(begun, was=False, right=True, at=START, day=START.date(), is_last=True)
    assert gone.mistake_since is None
    assert (gone.rights, gone.wrongs) == (1, 0)
    back = corrected(gone, was=True, right=False, at=START, day=START.date(), is_last=True)
    assert back.mistake_since == START
    assert (back.rights, back.wrongs) == (0, 1)


def test_an_item_with_another_error_stays_in_the_book() -> None:
    first = after(Standing(), right=False, at=START, day=START.date())
    second = after(first, right=False, at=START + timedelta(days=1), day=START.date() + timedelta(days=1))
    kept = corrected(
        second, was=False, right=True, at=START + timedelta(days=1), day=START.date(), is_last=True
    )
    assert kept.mistake_since == START
