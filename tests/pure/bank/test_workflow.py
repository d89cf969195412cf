"""The way of an item, as a table and as laws over every course that three people can take."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.bank.item import ItemStatus
from quizapp.bank.reviewing.workflow import Act, Refused, Standing, after_saving, step

DRAFT, REVIEW, APPROVED, RETIRED = ItemStatus
NEW = Standing(REVIEW, None, 1, was_approved=False)
IN_USE = Standing(APPROVED, None, 1)
CHANGED = Standing(APPROVED, REVIEW, 1)

PEOPLE = st.sampled_from((1, 2, 3))
MOVES = st.lists(
    st.tuples(st.sampled_from(("save", "keep", *Act)), PEOPLE), min_size=1, max_size=24
)  # "keep" saves as a draft


def test_one_person_is_enough_unless_the_branch_wants_two() -> None:
    assert after_saving(None, 1, two_persons=False) == (Standing(APPROVED, None, 1), True)
    assert after_saving(None, 1, two_persons=True) == (NEW, True)
    assert after_saving(IN_USE, 2, two_persons=False) == (replace(IN_USE, writer=2), True)


def test_an_approved_item_stays_in_force_while_its_new_version_waits() -> None:
    assert after_saving(IN_USE, 2, two_persons=True) == (Standing(APPROVED, REVIEW, 2), False)
    assert after_saving(IN_USE, 2, two_persons=False, as_draft=True) == (Standing(APPROVED, DRAFT, 2), False)


def test_saving_does_not_bring_back_what_is_out_of_use() -> None:
    retired = Standing(RETIRED)
    assert after_saving(retired, 1, two_persons=False)[0].status is RETIRED
    assert after_saving(retired, 1, two_persons=True)[0].status is RETIRED


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        (Standing(DRAFT, None, 1, False), Act.SUBMIT, NEW),
        (NEW, Act.APPROVE, IN_USE),
        (NEW, Act.RETURN, Standing(DRAFT, None, 1, False)),
        (CHANGED, Act.APPROVE, IN_USE),
        (CHANGED, Act.RETURN, Standing(APPROVED, DRAFT, 1)),
        (Standing(APPROVED, DRAFT, 1), Act.SUBMIT, CHANGED),
        (CHANGED, Act.DISCARD, IN_USE),
        (CHANGED, Act.RETIRE, Standing(RETIRED, None, 1)),
        (Standing(RETIRED, None, 1), Act.RESTORE, IN_USE),
        (Standing(RETIRED, None, 1, False), Act.RESTORE, Standing(DRAFT, None, 1, False)),
        (Standing(RETIRED, REVIEW, 1), Act.APPROVE, IN_USE),
    ],
)
def test_each_act_leads_on(before: Standing, act: Act, after: Standing) -> None:
    assert step(before, act, 2, two_persons=True) == after


@pytest.mark.parametrize(
    ("before", "act", "code"),
    [
        (NEW, Act.APPROVE, "own"),
        (CHANGED, Act.APPROVE, "own"),
        (Standing(DRAFT, None, 2, False), Act.APPROVE, "nothing_waits"),
        (IN_USE, Act.APPROVE, "nothing_waits"),
        (IN_USE, Act.RETURN, "nothing_waits"),
        (NEW, Act.SUBMIT, "nothing_waits"),
        (IN_USE, Act.DISCARD, "nothing_waits"),
        (Standing(RETIRED), Act.RETIRE, "retired"),
        (IN_USE, Act.RESTORE, "not_retired"),
    ],
)
def test_what_the_rules_refuse_has_a_code(before: Standing, act: Act, code: str) -> None:
    with pytest.raises(Refused) as refused:
        step(before, act, 1, two_persons=True)
    assert refused.value.code == code


def test_where_one_person_is_enough_the_writer_may_approve_a_draft() -> None:
    assert step(Standing(DRAFT, None, 1, False), Act.APPROVE, 1, two_persons=False) == IN_USE


@settings(deadline=None)
@given(moves=MOVES)
def test_nothing_is_in_use_that_its_writer_alone_has_seen(moves: list[tuple[str, int]]) -> None:
    standing: Standing | None = None
    newest = in_force = approver = (
        0  # who wrote the newest version, who wrote and who approved the one in force
    )
    for what, by in moves:
        if what in ("save", "keep"):
            standing, at_once = after_saving(standing, by, two_persons=True, as_draft=what == "keep")
            newest = by
            in_force = by if at_once else in_force
        elif standing is not None:
            try:
                standing = step(standing, Act(what), by, two_persons=True)
            except Refused:
                continue
            if what == Act.APPROVE:
                in_force, approver = newest, by
        if standing is not None and standing.status is APPROVED:
            assert standing.was_approved
            assert in_force != approver


@settings(deadline=None)
@given(moves=MOVES, two_persons=st.booleans())
def test_an_item_is_always_at_one_place_of_its_way(moves: list[tuple[str, int]], two_persons: bool) -> None:
    standing: Standing | None = None
    for what, by in moves:
        before = standing
        if what in ("save", "keep"):
            standing, _ = after_saving(standing, by, two_persons=two_persons, as_draft=what == "keep")
            assert standing.writer == by
        elif standing is not None:
            try:
                standing = step(standing, Act(what), by, two_persons=two_persons)
            except Refused:
                assert standing == before
        if standing is None:
            continue
        assert standing.pending in (None, DRAFT, REVIEW)
        assert standing.pending is None or standing.was_approved
        assert standing.was_approved or standing.status is not APPROVED
        assert not standing.was_approved or standing.status in (APPROVED, RETIRED)


@settings(deadline=None)
@given(moves=MOVES, by=PEOPLE)
def test_what_was_sent_back_can_be_approved_in_the_end(moves: list[tuple[str, int]], by: int) -> None:
    standing, _ = after_saving(None, by, two_persons=True)
    for what, who in moves:
        try:
            if what not in ("save", "keep", Act.RETIRE):
                standing = step(standing, Act(what), who, two_persons=True)
        except Refused:
            continue
    standing, _ = after_saving(standing, by, two_persons=True)
    assert step(standing, Act.APPROVE, by + 1, two_persons=True).status is APPROVED
