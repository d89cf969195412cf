"""How large a question stands: the longer it is the smaller, in the order of the steps, and never off the wall."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from quizapp.live.fitting import REVEALED, STEPS, lines_of, question_fit, reveal_fit, width_of


def asked(stem: int, options: int = 4, each: int = 4, **more: Any) -> dict[str, Any]:
    texts = [{"id": str(n), "text": "选" * each} for n in range(options)]
    return {"stem": "题" * stem, "type": "single", "options": texts, **more}


def test_letters_of_half_width_take_little_more_than_half() -> None:
    assert width_of("题") == 1
    assert 0.5 < width_of("a") < 0.65
    assert lines_of("", 7, 161) == 1
    assert lines_of("题" * 22, 7, 161) == 1
    assert lines_of("题" * 23, 7, 161) == 2
    assert lines_of("一\n二", 7, 161) == 2


def test_the_text_of_a_usual_question_is_read_from_the_last_row() -> None:
    usual = question_fit(asked(46))
    assert STEPS[usual.step][0] >= 7
    assert usual.columns == 2
    assert STEPS[question_fit(asked(46), strip=True).step][0] >= 5.6


@pytest.mark.parametrize(
    ("fit", "dip", "last"), [(question_fit, 0, len(STEPS)), (reveal_fit, 2, len(REVEALED))]
)
def test_the_longer_the_smaller(fit: Any, dip: int, last: int) -> None:
    """An answer shown may gain a little again where its options give up their one column."""
    steps = [fit(asked(length, each=length // 4 + 1)).step for length in range(5, 400, 5)]
    assert all(after >= before - dip for before, after in pairwise(steps))
    assert (steps[0], steps[-1]) == (0, last - 1)


def test_scores_and_presses_and_what_explains_take_their_room() -> None:
    long = asked(80, each=18)
    assert question_fit(long, strip=True).step >= question_fit(long).step
    pressed = question_fit({**long, "presses": [{}]}, strip=True)
    assert pressed.step > question_fit(long, strip=True).step
    why = {**long, "explanation": "因" * 160, "source": "《规则》"}
    assert reveal_fit(why).step > reveal_fit(long).step


def test_long_options_stand_below_each_other() -> None:
    assert question_fit(asked(20, each=5)).columns == 2
    assert question_fit(asked(20, options=3, each=24)).columns == 1


def test_bars_compare_in_one_column_where_that_costs_little() -> None:
    assert reveal_fit(asked(40, explanation="因" * 60, source="《规则》")).columns == 1
    assert reveal_fit(asked(40, options=8, explanation="因" * 60)).columns == 2


def test_a_picture_takes_its_place_and_its_reference_none() -> None:
    picture = f"![说明说明说明](media:{'0' * 32})"
    plain, shown = asked(46), asked(46)
    shown["stem"] += "\n" + picture
    assert lines_of(shown["stem"], 7, 161) == lines_of(plain["stem"], 7, 161)
    assert question_fit(shown).step > question_fit(plain).step
    assert reveal_fit(shown).step >= reveal_fit(plain).step
    options = asked(20)
    for one in options["options"]:
        one["text"] = picture
    assert question_fit(asked(20)).step < question_fit(options).step < len(STEPS) - 1
    options["stem"] = shown["stem"]
    drawn = question_fit(options)
    assert drawn.columns == 2
    assert drawn.step < len(STEPS) - 1
    assert (
        reveal_fit({**options, "explanation": "因为。" + picture, "source": "《规则》"}).step
        < len(REVEALED) - 1
    )
