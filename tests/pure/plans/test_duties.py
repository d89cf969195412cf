"""The calendar of duties: floors, the branch's own rule above them, how periods stand, when one is warned."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.plans.articles import ARTICLES, PAIRS
from quizapp.plans.duties import (
    DUTIES,
    LEAD_DAYS,
    MONTHS,
    Meeting,
    Period,
    Rule,
    Scope,
    Setting,
    Span,
    State,
    cell,
    is_enough,
    periods,
    rows,
    summary,
)

YEAR = 2026
BEGUN = date(2020, 1, 1)
PARTS = {Scope.GROUP: {"1": 0, "2": 0}, Scope.PAIR: dict.fromkeys(PAIRS, 0)}
days = st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31))
rules = st.builds(Rule, st.integers(1, 12), st.sampled_from(Span))
few = settings(max_examples=60, deadline=None)


def calendar(meetings: list[Meeting], today: date, setting: Setting | None = None, begun: date = BEGUN):  # type: ignore[no-untyped-def]  # of rows
    return rows(YEAR, setting or Setting(), PARTS, meetings, today=today, begun=begun)


def test_the_floors_are_those_of_the_regulation() -> None:
    asked = {key: duty.floor for key, duty in DUTIES.items()}
    assert asked == {
        "assembly": Rule(1, Span.QUARTER),
        "committee": Rule(1, Span.MONTH),
        "group": Rule(1, Span.MONTH),
        "lecture": None,
        "secretary_lecture": Rule(1, Span.YEAR),
        "party_day": Rule(1, Span.MONTH),
        "life": Rule(1, Span.YEAR),
        "review": Rule(1, Span.YEAR),
        "talk": Rule(1, Span.YEAR),
    }
    assert set(asked) == set(ARTICLES)
    numbers = [
        ARTICLES[key].number for key in ("assembly", "committee", "group", "party_day", "life", "talk")
    ]
    assert numbers == ["第十一条", "第十二条", "第十三条", "第十六条", "第十七条", "第十九条"]


@pytest.mark.parametrize("span", Span)
def test_periods_are_the_year_without_gap_or_overlap(span: Span) -> None:
    found = periods(YEAR, span)
    assert (found[0].first, found[-1].last) == (date(YEAR, 1, 1), date(YEAR, 12, 31))
    for one, after in pairwise(found):
        assert after.first - one.last == timedelta(days=1)


@given(
    rules,
    st.sampled_from([duty.floor for duty in DUTIES.values() if duty.floor]),
    st.lists(st.integers(0, 27), min_size=12, max_size=12),
)
@few
def test_who_keeps_an_own_rule_that_is_accepted_keeps_the_floor(
    own: Rule, floor: Rule, offsets: list[int]
) -> None:
    held = [
        period.first + timedelta(days=offset)
        for period, offset in zip(periods(YEAR, own.span), offsets, strict=False)
        for _ in range(own.times)
    ]
    if is_enough(own, floor):
        for period in periods(YEAR, floor.span):
            assert sum(period.holds(day) for day in held) >= floor.times


def test_four_a_year_need_not_be_one_a_quarter() -> None:
    assert not is_enough(Rule(4, Span.YEAR), Rule(1, Span.QUARTER))
    assert is_enough(Rule(1, Span.MONTH), Rule(1, Span.QUARTER))
    assert is_enough(Rule(2, Span.QUARTER), Rule(1, Span.QUARTER))
    assert is_enough(Rule(1, Span.QUARTER), None)
    assert not is_enough(Rule(0, Span.MONTH), None)
    assert not is_enough(Rule(13, Span.YEAR), None)


def test_an_own_rule_below_the_floor_does_not_hold() -> None:
    setting = Setting({"assembly": Rule(1, Span.YEAR), "lecture": Rule(1, Span.QUARTER)})
    assert setting.rule_of(DUTIES["assembly"]) == Rule(1, Span.QUARTER)
    assert setting.rule_of(DUTIES["lecture"]) == Rule(1, Span.QUARTER)
    assert setting.rule_of(DUTIES["life"]) == Rule(1, Span.YEAR)


@given(st.sampled_from(Span), st.integers(1, 4), st.lists(days, max_size=30), days)
@few
def test_a_period_is_met_missed_open_or_later_by_its_days(
    span: Span, times: int, held: list[date], today: date
) -> None:
    for period in periods(YEAR, span):
        inside = [Meeting("x", day) for day in held if period.holds(day)]
        found = cell(period, times, inside, today=today, begun=BEGUN, lead=LEAD_DAYS[span])
        assert (found.state is State.MET) is (len(inside) >= times)
        if found.state is State.MISSED:
            assert today > period.last
        if found.state is State.OPEN:
            assert period.holds(today)
        assert not found.warned or (found.state is State.OPEN and found.left > 0)


ORDER = [State.LATER, State.OPEN, State.MISSED]


@given(st.sampled_from(Span), days, st.integers(0, 200), st.integers(1, 12))
@few
def test_time_alone_makes_nothing_better(span: Span, today: date, passed: int, from_month: int) -> None:
    for period in periods(YEAR, span):
        month = from_month if span is Span.YEAR else 1
        now, later = (
            cell(period, 1, [], today=day, begun=BEGUN, lead=10, from_month=month)
            for day in (today, today + timedelta(days=passed))
        )
        assert ORDER.index(now.state) <= ORDER.index(later.state)


@given(st.lists(st.tuples(st.sampled_from(["assembly", "party_day", "life"]), days), max_size=20), days, days)
@few
def test_one_more_meeting_is_counted_once_and_makes_nothing_worse(
    held: list[tuple[str, date]], more: date, today: date
) -> None:
    before = [Meeting(duty, day) for duty, day in held]
    after = [*before, Meeting("party_day", more)]
    found = [calendar(one, today) for one in (before, after)]
    counts = [sum(cell.held for row in rows for cell in row.cells) for rows in found]
    assert counts == [len(before), len(after)]
    for old, new in zip(*found, strict=True):
        for was, now in zip(old.cells, new.cells, strict=True):
            assert was.state is not State.MET or now.state is State.MET
    assert summary(found[1])[State.MET] >= summary(found[0])[State.MET]


def test_each_group_is_counted_by_itself() -> None:
    found = calendar([Meeting("group", date(YEAR, 3, 5), "1")], date(YEAR, 4, 2))
    by_part = {row.part: row for row in found if row.duty.key == "group"}
    assert by_part["1"].cells[2].state is State.MET
    assert by_part["2"].cells[2].state is State.MISSED


def test_a_kind_of_talk_is_met_when_nobody_lacks_it() -> None:
    talked = [Meeting("talk", date(YEAR, 5, 1), "members")]
    parts = {Scope.PAIR: {"members": 2, "mixed": 0}}
    asked = {"today": date(YEAR, 11, 20), "begun": BEGUN}
    open_row, none_row = (
        row for row in rows(YEAR, Setting(), parts, talked, **asked) if row.duty.key == "talk"
    )
    assert (open_row.cells[0].state, open_row.cells[0].short) == (State.OPEN, 2)
    assert open_row.cells[0].warned
    assert none_row.cells[0].state is State.OPEN  # nobody lacks one, and none was held: nothing is claimed
    done = rows(YEAR, Setting(), {Scope.PAIR: {"members": 0}}, talked, **asked)
    assert [row.cells[0].state for row in done if row.duty.key == "talk"] == [State.MET]


def test_the_yearly_meeting_is_not_asked_for_before_its_season() -> None:
    def life(today: date) -> State:
        return next(row for row in calendar([], today) if row.duty.key == "life").cells[0].state

    assert life(date(YEAR, 9, 30)) is State.LATER
    assert life(date(YEAR, 10, 1)) is State.OPEN
    assert life(date(YEAR + 1, 1, 1)) is State.MISSED


def test_nothing_is_missed_from_before_the_branch_kept_its_record_here() -> None:
    begun, today = date(YEAR, 6, 10), date(YEAR, 8, 1)
    party_day = next(row for row in calendar([], today, begun=begun) if row.duty.key == "party_day")
    states = [cell.state for cell in party_day.cells]
    assert states[:5] == [State.BEFORE] * 5
    assert states[5:7] == [State.MISSED] * 2
    assert states[7:] == [State.OPEN, *[State.LATER] * 4]


def test_one_is_warned_while_it_can_still_be_met_and_no_longer() -> None:
    def warned(today: date, held: int = 0) -> bool:
        period = Period(YEAR, Span.MONTH, 3)
        inside = [Meeting("x", date(YEAR, 3, 1))] * held
        return cell(period, 1, inside, today=today, begun=BEGUN, lead=10).warned

    assert [warned(date(YEAR, 3, day)) for day in (20, 21, 31)] == [False, True, True]
    assert not warned(date(YEAR, 4, 1))
    assert not warned(date(YEAR, 3, 25), held=1)


def test_a_branch_without_a_committee_has_not_that_duty_and_no_other_can_be_left_out() -> None:
    setting = Setting(left_out=("committee", "life"))
    keys = {row.duty.key for row in calendar([], date(YEAR, 1, 1), setting)}
    assert keys == set(DUTIES) - {"committee"}


def test_a_duty_without_a_number_is_counted_and_never_missed() -> None:
    lectures = next(
        row
        for row in calendar([Meeting("lecture", date(YEAR, 2, 1))], date(YEAR + 1, 5, 1))
        if row.duty.key == "lecture"
    )
    assert lectures.rule is None
    assert [cell.held for cell in lectures.cells] == [1, 0, 0, 0]
    assert State.MISSED not in {cell.state for cell in lectures.cells}
    assert sum(summary([lectures]).values()) == 0


def test_every_span_divides_the_year() -> None:
    assert all(12 % months == 0 for months in MONTHS.values())
