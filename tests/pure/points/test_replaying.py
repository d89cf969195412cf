"""A ledger played again: by its own sheet it comes to the same, by another no cap is exceeded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.points.comparing_totals import compare, read_trial
from quizapp.points.replaying import Happening, Replay, infer, run_up
from quizapp.record import rules
from quizapp.record.evaluate import Person
from quizapp.record.periods import Span, window
from quizapp.record.rules import Event, Outcome
from quizapp.record.sheet import Sheet, parse_sheet
from quizapp.record.sheet_rule import Per, Rule
from quizapp.record.simulate import MemberHistory

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
SHEET = parse_sheet(
    {
        "base": 60,
        "blocks": {"plus": {"cap": 30}},
        "rules": {
            "read": {"points": 2, "caps": {"day": 4, "week": 10}, "block": "plus", "feeds": ["course"]},
            "duel": {"outcomes": {"win": 10, "loss": 8}, "first_of": "day"},
            "quiz": {"points": 1, "per": "item", "caps": {"month": 20}},
            "score": {"points": 4, "per": "score"},
            "gift": {"caps": {"quarter": 12}},
        },
    }
)
days = st.integers(0, 60).map(lambda n: date(2026, 2, 20) + timedelta(days=n))
measures = st.one_of(
    st.tuples(st.sampled_from(["read", "course"]), st.just({})),
    st.tuples(st.just("duel"), st.fixed_dictionaries({"outcome": st.sampled_from(["win", "loss"])})),
    st.tuples(st.just("quiz"), st.fixed_dictionaries({"count": st.integers(0, 15)})),
    st.tuples(st.just("score"), st.fixed_dictionaries({"score": st.integers(0, 90), "maximum": st.just(90)})),
    st.tuples(st.just("gift"), st.fixed_dictionaries({"points": st.integers(-500, 500)})),
)
#: What is reported, under a key; or the place of an entry that is taken back.
steps = st.lists(
    st.one_of(st.tuples(measures, st.sampled_from("abcdefgh"), days), st.tuples(st.integers(0, 20), days)),
    max_size=30,
)
Step = tuple[Any, ...]


@dataclass
class Ledger:
    """Entries as the record makes them, each with what it is to be played again by."""

    happenings: list[Happening[int]]
    outcomes: list[Outcome]

    def counted(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for outcome in self.outcomes:
            found[outcome.rule] = found.get(outcome.rule, 0) + outcome.counted
        return found


def record(steps: list[Step]) -> Ledger:
    """Make a ledger by the rules alone."""
    history, ledger = MemberHistory(), Ledger([], [])
    taken_back: set[int] = set()
    for step in steps:
        number = len(ledger.outcomes)
        if len(step) == 2:
            place, day = step
            if place >= number or place in taken_back or ledger.happenings[place].reverses is not None:
                continue
            taken_back.add(place)
            first = ledger.outcomes[place]
            back = Outcome(first.rule, f"reverse:{first.key}", -first.counted, -first.counted)
            history.append(day, back, reversal=True)
            ledger.outcomes.append(back)
            ledger.happenings.append(Happening(number, 1, day, first.rule, back.key, None, reverses=place))
            continue
        (kind, measure), key, day = step
        rule = SHEET.rule_for(kind)
        assert rule
        outcome = rules.apply(SHEET, history, Event(rule.name, key, day, **measure))
        if isinstance(outcome, Outcome):
            history.append(day, outcome, reversal=False)
            ledger.outcomes.append(outcome)
            ledger.happenings.append(Happening(number, 1, day, kind, key, measure))
    return ledger


def played(sheet: Sheet, happenings: list[Happening[int]]) -> dict[str, int]:
    replay: Replay[int] = Replay(sheet, FIRST, LAST)
    replay.play(happenings)
    return replay.played.counted.get(1, {})


@settings(max_examples=60)
@given(steps)
def test_by_its_own_sheet_a_ledger_comes_to_the_same(steps: list[Step]) -> None:
    ledger = record(steps)
    assert played(SHEET, ledger.happenings) == ledger.counted()


@settings(max_examples=40)
@given(steps)
def test_what_was_reported_twice_changes_nothing(steps: list[Step]) -> None:
    happenings = record(steps).happenings
    twice = [
        again for one in happenings for again in ((one, replace(one, number=None)) if one.measure else (one,))
    ]
    assert played(SHEET, twice) == played(SHEET, happenings)


@settings(max_examples=40)
@given(steps, st.dictionaries(st.sampled_from(list(Span)), st.integers(0, 1500), min_size=1))
def test_by_another_sheet_no_cap_is_exceeded(steps: list[Step], caps: dict[Span, int]) -> None:
    happenings = [
        one for one in record(steps).happenings if one.kind in ("read", "course") and one.measure is not None
    ]
    tight = Sheet(rules={"read": Rule("read", points=300, caps=caps, feeds=("course",))})
    for span, cap in caps.items():
        for first, last in {window(span, one.day) for one in happenings}:
            replay: Replay[int] = Replay(tight, first, last)
            replay.play(happenings)
            assert replay.played.counted.get(1, {}).get("read", 0) <= cap


@settings(max_examples=40)
@given(measures, days)
def test_what_an_old_entry_was_counted_by_is_told_from_what_it_earned(
    measured: tuple[str, dict[str, Any]], day: date
) -> None:
    kind, measure = measured
    rule = SHEET.rule_for(kind)
    assert rule
    outcome = rules.apply(SHEET, MemberHistory(), Event(rule.name, "k", day, **measure))
    assert isinstance(outcome, Outcome)
    found = infer(rule, outcome.earned)
    assert found is not None
    again = rules.apply(SHEET, MemberHistory(), Event(rule.name, "k", day, **found))
    assert again == outcome


def test_what_is_not_certain_is_not_told() -> None:
    alike = Rule("r", outcomes={"a": 100, "b": 100})
    per_item = Rule("r", points=300, per=Per.ITEM)
    assert infer(alike, 100) is None
    assert infer(per_item, 400) is None
    assert infer(Rule("r", points=300), 200) is None
    assert infer(None, 100) is None


def test_what_cannot_be_played_is_left_out_and_listed_and_old_credits_come_in() -> None:
    day = date(2026, 3, 2)
    happenings = [
        Happening(1, 7, day, "gone", "a", {}),
        Happening(2, 7, day, "voice", "b", None),
        Happening(None, 7, day, "voice", "c", {}),
        Happening(None, 7, day, "unheard", "d", {}),
        Happening(3, 7, date(2025, 12, 31), "voice", "e", {}),
        Happening(4, 7, day, "reverse of e", "f", None, reverses=3),
    ]
    replay: Replay[int] = Replay(Sheet(rules={"voice": Rule("voice", points=100)}), FIRST, LAST)
    replay.play(happenings)
    assert replay.played.left_out == {("gone", "unknown_rule"): 1, ("voice", "no_measure"): 1}
    assert replay.played.counted == {7: {"voice": 0}}  # one that came in, less one of last year taken back


def test_a_replay_begins_where_the_windows_of_its_first_day_do() -> None:
    assert run_up(date(2026, 5, 1)) == date(2026, 1, 1)
    assert run_up(date(2026, 1, 1)) == date(2025, 12, 29)


def test_a_late_report_is_seen_in_the_order_of_the_ledger() -> None:
    """Two articles of Monday were read; the first one is reported last, when Monday's cap is full."""
    sheet = Sheet(
        rules={"read": Rule("read", points=200, caps={Span.DAY: 200}), "tea": Rule("tea", points=100)}
    )
    monday = date(2026, 3, 2)
    first, second = Happening(1, 1, monday, "read", "a", {}), Happening(2, 1, monday, "read", "b", {})
    assert played(sheet, [first, second]) == played(sheet, [second, first]) == {"read": 200}
    ledger = Replay[int](sheet, FIRST, LAST)
    ledger.play([second, first])
    assert ledger.played.entries == 2  # both stand, one of them with nothing left of the cap


def test_totals_levels_groups_and_who_moves_are_compared() -> None:
    old, new = (
        parse_sheet(
            {
                "base": base,
                "rules": {"a": {"title": "甲"}, "b": {"title": "乙"}},
                "levels": [{"name": "优秀", "from": 62, "ratio": "1/2"}, {"name": "合格", "from": 0}],
                "group": {"shrink": 1},
            }
        )
        for base in (60, 50)
    )
    people = [Person(1, 10), Person(2, 10), Person(3, 20, exempt=True)]
    replay: Replay[int] = Replay(new, FIRST, LAST)
    replay.play([Happening(1, 2, FIRST, "b", "k", {"points": 1500})])
    trial = compare(old, new, people, {1: {"a": 300}, 2: {"b": 100}}, replay.played)
    assert [person.member_id for person in trial.people] == [1, 3, 2]  # who moves most comes first
    one, three, two = trial.people
    assert (one.before, one.after, one.level_before, one.level_after) == (6300, 5000, "优秀", "合格")
    assert (two.before, two.after, two.level_after, two.drivers) == (6100, 6500, "优秀", (("乙", 1400),))
    assert (three.exempt, three.level_after) == (True, "")
    (group,) = trial.groups
    assert (group.mean_before, group.mean_after) == (6200, 5750)
    assert [(rule.title, rule.before, rule.after, rule.members) for rule in trial.rules] == [
        ("乙", 100, 1500, 1),
        ("甲", 300, 0, 1),
    ]
    assert read_trial(trial.as_json()) == trial
