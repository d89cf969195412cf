"""A quoted passage is found again where it stands, also after small edits; what is gone is said to be lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.study.social.anchors import Anchor, bare, locate, words_of

TEXT = (
    "党的基层组织根据工作需要设立。支部委员会每届任期三年，任期届满应当按期换届。"
    "支部党员大会一般每季度召开一次，支部委员会会议一般每月召开一次，党小组会一般每月召开一至两次。"
    "党员应当参加支部党员大会。支部应当注重讲实效，党课一般每季度上一次。"
)


def anchor_of(text: str, start: int, end: int) -> Anchor:
    return Anchor(text[start:end], text[max(0, start - 40) : start], text[end : end + 40], start)


def of(quote: str, nth: int = 0) -> Anchor:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(quote, start + 1)
    return anchor_of(TEXT, start, start + len(quote))


def found(text: str, anchor: Anchor) -> str | None:
    place = locate(text, anchor)
    return place and text[place[0] : place[1]]


def test_the_text_of_a_page_has_no_blanks_and_no_markup() -> None:
    assert (
        words_of("<h2>一、 引&amp;言</h2>\n<p>A <strong>b</strong>\u3000c</p><img alt='x'>") == "一、引&言Abc"
    )


@pytest.mark.parametrize("nth", [0, 1])
def test_of_the_same_words_the_surroundings_decide(nth: int) -> None:
    anchor = of("一般每月召开", nth)
    longer = "新加的一段开头。" * 9 + TEXT
    place = locate(longer, anchor)
    assert place is not None
    assert place[0] == anchor.place + len(longer) - len(TEXT)


def test_an_edit_within_the_passage_is_survived() -> None:
    anchor = of("支部委员会每届任期三年，任期届满应当按期换届")
    edited = TEXT.replace("任期三年，任期届满", "任期三年或者五年，期满")
    assert found(edited, anchor) == "支部委员会每届任期三年或者五年，期满应当按期换届"


def test_an_edit_of_passage_and_surroundings_is_survived_near_the_old_place() -> None:
    anchor = of("支部党员大会一般每季度召开一次")
    edited = TEXT.replace(
        "应当按期换届。支部党员大会一般每季度召开一次", "要按时换届；支部党员大会一般每个季度召开一次"
    )
    got = found(edited, anchor)
    assert got is not None
    assert "党员大会一般每个季度召开一次" in got


def test_what_was_taken_out_is_lost() -> None:
    assert locate(TEXT.replace("党课一般每季度上一次", ""), of("党课一般每季度上一次")) is None
    assert locate("完全不同的一篇文章，讲的是应急救护与心肺复苏的步骤。", of("支部党员大会")) is None
    assert locate(TEXT, Anchor("  ")) is None


@settings(max_examples=60, deadline=None)
@given(st.text("甲乙丙丁 。\n", max_size=120), st.integers(0, 80), st.integers(1, 40))
def test_in_an_unchanged_text_a_passage_is_where_it_was(text: str, start: int, size: int) -> None:
    words = bare(text)
    quote = words[start : start + size]
    if not quote:
        return
    place = locate(words, anchor_of(words, start, start + size))
    assert place is not None
    assert words[place[0] : place[1]] == quote


@settings(max_examples=60, deadline=None)
@given(st.text("甲乙丙丁", max_size=60), st.text("甲乙丙丁", min_size=1, max_size=20), st.text(max_size=40))
def test_a_place_is_always_within_the_text(text: str, quote: str, around: str) -> None:
    place = locate(bare(text), Anchor(quote, around, around[::-1], 7))
    assert place is None or 0 <= place[0] < place[1] <= len(bare(text))
