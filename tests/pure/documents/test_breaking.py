"""Lines of Chinese text: no mark where none may stand, words and numbers whole, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.documents.breaking import lines


def width(text: str) -> float:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def test_a_line_ends_between_any_two_characters() -> None:
    assert lines("一二三四五六七", 6, width) == ["一二三", "四五六", "七"]


def test_a_mark_stands_with_what_it_closes_or_opens() -> None:
    assert lines("一二三，四五", 6, width) == ["一二", "三，四", "五"]
    assert lines("一二《三》四", 6, width) == ["一二", "《三》", "四"]


def test_a_word_and_a_number_stay_whole() -> None:
    assert lines("于 2026-03-02 起", 12, width) == ["于", "2026-03-02", "起"]
    assert lines("共98.50分", 7, width) == ["共98.50", "分"]


def test_what_alone_is_wider_than_a_line_is_cut() -> None:
    assert lines("abcdefgh", 3, width) == ["abc", "def", "gh"]


def test_a_line_feed_begins_a_line_and_nothing_is_one_empty_line() -> None:
    assert lines("甲\n\n乙", 10, width) == ["甲", "", "乙"]
    assert lines("", 10, width) == [""]


@settings(max_examples=60)
@given(st.text("一二三，。《》（）ab1 .", max_size=60), st.integers(4, 20))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, most: int) -> None:
    made = lines(text, most, width)
    assert "".join("".join(made).split()) == "".join(text.split())
    assert all(width(line) <= most for line in made)


@pytest.mark.parametrize("mark", "，。、；：！？）》”")
def test_no_line_begins_with_a_closing_mark(mark: str) -> None:
    assert not any(line.startswith(mark) for line in lines(f"一二三四{mark}五六七八{mark}九", 8, width))
