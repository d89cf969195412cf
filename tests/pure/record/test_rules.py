"""Whatever happens, in whatever order: no cap is exceeded and repeating is harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from quizapp.record import rules
from quizapp.record.periods import Span, window
from quizapp.record.rules import REASONS, Event, Outcome, apply, reverse
from quizapp.record.sheet import Rule, Sheet
from quizapp.record.simulate import MemberHistory

START = date(2025, 12, 20)

points = st.integers(0, 1000)
caps = st.dictionaries(st.sampled_from(Span), st.integers(0, 3000))
days = st.integers(0, 40).map(lambda n: START + timedelta(days=n))
events = st.lists(
    st.builds(
        Event, rule=st.just("r"), key=st.text("abcdefgh", min_size=1, max_size=2), day=days, points=points
    ),
    max_size=30,
)
#: An event, or the key of one to take back on a day.
steps = st.lists(
    st.one_of(
        st.builds(Event, rule=st.just("r"), key=st.sampled_from("abcdefghij"), day=days, points=points),
        st.tuples(st.sampled_from("abcdefghij"), days),
    ),
    max_size=30,
)
Step = Event | tuple[str, date]


def sheet_of(caps: dict[Span, int], first_of: Span | None = None) -> Sheet:
    return Sheet(rules={"r": Rule("r", caps=caps, first_of=first_of)})


def play(
    sheet: Sheet, steps: Iterable[Step], history: MemberHistory | None = None
) -> list[tuple[date, Outcome]]:
    history = history or MemberHistory()
    entries = []
    for step in steps:
        day = step.day if isinstance(step, Event) else step[1]
        outcome = apply(sheet, history, step) if isinstance(step, Event) else reverse(history, step[0])
        if isinstance(outcome, Outcome):
            history.append(day, outcome, reversal=not isinstance(step, Event))
            entries.append((day, outcome))
    return entries


def total(entries: Iterable[tuple[date, Outcome]]) -> int:
    return sum(outcome.counted for _, outcome in entries)


@given(caps, steps)
def test_no_window_ever_exceeds_its_cap(caps: dict[Span, int], steps: list[Step]) -> None:
    entries = play(sheet_of(caps), steps)
    for span, cap in caps.items():
        for day, _ in entries:
            first, last = window(span, day)
            assert total(entry for entry in entries if first <= entry[0] <= last) <= cap


@given(caps, steps)
def test_nothing_counts_more_than_it_earned_and_what_is_cut_says_why(
    caps: dict[Span, int], steps: list[Step]
) -> None:
    for _, outcome in play(sheet_of(caps), steps):
        assert outcome.counted <= outcome.earned
        assert bool(outcome.why) == (outcome.counted < outcome.earned)
        assert not outcome.why or REASONS[outcome.why] % outcome.params


@given(caps, st.sampled_from([None, *Span]), steps)
def test_repeating_everything_changes_nothing(
    caps: dict[Span, int], first_of: Span | None, steps: list[Step]
) -> None:
    # In one pass a key comes after its reversal was refused; a second pass would then take it back. So the
    # steps that were taken are repeated, not those that were refused.
    sheet, history = sheet_of(caps, first_of), MemberHistory()
    taken = [step for step in steps if play(sheet, [step], history)]
    assert play(sheet, taken, history) == []
    assert play(sheet, taken) == play(sheet, taken)
    assert len(play(sheet, taken)) == len(taken)


@given(st.data(), events)
def test_order_does_not_matter_where_no_cap_binds(data: st.DataObject, events: list[Event]) -> None:
    unique = list({event.key: event for event in events}.values())
    shuffled = data.draw(st.permutations(unique))
    loose = sheet_of(dict.fromkeys(Span, 10**7))
    assert (
        total(play(loose, unique))
        == total(play(loose, shuffled))
        == sum(event.points or 0 for event in unique)
    )


@given(caps, events, st.sampled_from("abcdefgh"), days, points)
def test_taking_something_back_never_makes_anything_later_count_more(
    caps: dict[Span, int], events: list[Event], key: str, day: date, points: int
) -> None:
    later = Event("r", "later", day, points=points)
    plain = play(sheet_of(caps), [*events, later])
    corrected = play(sheet_of(caps), [*events, (key, day), later])
    assert plain[-1] == corrected[-1]


@given(st.sampled_from(Span), events)
def test_one_entry_counts_in_each_window_of_which_only_the_first_does(
    span: Span, events: list[Event]
) -> None:
    entries = play(sheet_of({}, span), events)
    firsts = {window(span, day): outcome for day, outcome in reversed(entries)}
    assert total(entries) == sum(outcome.earned for outcome in firsts.values())


def test_minus_points_pass_every_cap() -> None:
    day = date(2026, 3, 2)
    sheet = sheet_of({Span.DAY: 0})
    assert total(play(sheet, [Event("r", "a", day, points=-300), Event("r", "b", day, points=-50)])) == -350


def test_the_tightest_cap_is_the_one_that_is_named() -> None:
    day = date(2026, 3, 2)
    ((_, outcome),) = play(sheet_of({Span.DAY: 400, Span.WEEK: 300}), [Event("r", "a", day, points=900)])
    assert (outcome.counted, outcome.why, outcome.params) == (300, "cap_week", {"cap": "3.00"})


def test_every_refusal_has_its_words() -> None:
    package = Path(rules.__file__).parent
    source = "".join((package / name).read_text("utf-8") for name in ("rules.py", "simulate.py"))
    codes = set(re.findall(r'Refusal\(\s*"(\w+)"', source))
    assert len(codes) > 8
    assert codes <= REASONS.keys()
    assert {f"cap_{span}" for span in Span} | {f"first_of_{span}" for span in Span} <= REASONS.keys()
