"""Tokens of Chinese texts, likeness of stems, and where hits stand."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.search.grams import key_of, likeness, pairs_of, runs_of, searched_for, tokens_of
from quizapp.bank.search.hits import excerpt, marked

TEXTS = st.text(alphabet="红十字会法第九条ＡaBé2２，。《》 ㎡\n", max_size=40)


def test_a_chinese_run_gives_its_pairs_and_a_latin_one_itself() -> None:
    runs = runs_of("依据《献血法》第９条，ＡＥＤ")
    assert runs == ["依据", "献血法", "第", "9", "条", "aed"]
    assert tokens_of(runs) == {"依据", "据", "献血", "血法", "法", "第", "9", "条", "aed"}


@given(TEXTS)
def test_every_character_of_a_run_begins_a_token(text: str) -> None:
    runs = runs_of(text)
    tokens = tokens_of(runs)
    for run in runs:
        assert run in tokens or set(run) <= {token[0] for token in tokens}


@given(TEXTS, TEXTS)
def test_likeness_is_even_and_whole_for_what_differs_in_nothing_that_counts(one: str, other: str) -> None:
    pairs, others = pairs_of(runs_of(one)), pairs_of(runs_of(other))
    assert likeness(pairs, others) == likeness(others, pairs)
    assert 0 <= likeness(pairs, others) <= 100
    assert likeness(pairs, pairs) == (100 if pairs else 0)


def test_width_case_and_punctuation_make_no_other_stem() -> None:
    assert key_of(runs_of("ＡＥＤ何时用？")) == key_of(runs_of("aed 何时用"))
    assert key_of(runs_of("AED何时用？")) != key_of(runs_of("AED何时不用？"))


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_pieces_are_the_text_and_take_turns(text: str, searched: list[str]) -> None:
    pieces = marked(text, [run for one in searched for run in runs_of(one)])
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
    assert all(one.hit != other.hit for one, other in itertools.pairwise(pieces))


def test_a_hit_is_marked_as_it_was_written() -> None:
    pieces = marked("使用ＡＥＤ和红十字标志", ["aed", "红十"])
    assert [piece.text for piece in pieces if piece.hit] == ["ＡＥＤ", "红十"]


def test_spaces_part_words_of_a_search_and_nothing_in_a_text() -> None:
    assert runs_of("红十字　标志 AED 使用") == ["红十字标志", "aed", "使用"]
    assert searched_for("红十字　标志") == ["红十字", "标志"]


def test_what_is_written_in_one_go_is_one_phrase() -> None:
    assert searched_for("第７条 《献血法》，2.5%") == ["第 7 条", "献血法", "2 5"]
    pieces = marked("见第 7 条与第７条，非第17条", ["第 7 条"])
    assert [piece.text for piece in pieces if piece.hit] == ["第 7 条", "第７条"]


def test_an_excerpt_shows_the_first_hit_with_what_stands_around_it() -> None:
    text = "一" * 40 + "红十字" + "二" * 40
    pieces = excerpt(text, ["红十字"])
    assert [piece.text for piece in pieces] == ["…" + "一" * 16, "红十字", "二" * 16 + "…"]
    assert excerpt(text, ["三"]) == []
