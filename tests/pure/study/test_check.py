"""Which items are asked, and sources as text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.study.article import article, source_line, sources_from_text, sources_to_text
from quizapp.study.check import seed_of, turn


@given(st.lists(st.integers(), min_size=1, max_size=12, unique=True), st.integers(1, 2), st.text(max_size=8))
def test_nothing_is_asked_twice_before_everything_was_asked(items: list[int], size: int, seed: str) -> None:
    tries = len(items) // min(size, len(items))
    asked = [item for number in range(1, tries + 1) for item in turn(items, size, number, seed)]
    assert len(asked) == len(set(asked)) == tries * min(size, len(items))
    assert set(asked) <= set(items)
    assert turn(items, size, 1, seed) == turn(items, size, 1, seed)


@given(st.lists(st.integers(), min_size=2, max_size=12, unique=True), st.integers(1, 40))
def test_one_try_never_asks_an_item_twice(items: list[int], number: int) -> None:
    assert len(set(turn(items, 2, number, "seed"))) == 2


def test_a_seed_needs_the_secret() -> None:
    assert seed_of("secret", "material:1", 2) == seed_of("secret", "material:1", 2)
    assert seed_of("secret", "material:1", 2) != seed_of("other", "material:1", 2)
    assert seed_of("secret", "material:1", 2) != seed_of("secret", "material:1", 3)


def test_sources_read_as_they_are_written() -> None:
    text = "中国共产党章程 | 2022 | 第七条\n\n《红十字会法》｜2017\n只有名称"
    sources = sources_from_text(text)
    assert [source["document"] for source in sources] == ["中国共产党章程", "红十字会法", "只有名称"]
    assert sources_from_text(sources_to_text(sources)) == sources
    assert [source_line(source) for source in sources] == [
        "《中国共产党章程》（2022）第七条",
        "《红十字会法》（2017）",
        "《只有名称》",
    ]


def test_a_table_scrolls_in_a_frame_that_keys_reach() -> None:
    html = article("| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |")
    assert html.startswith('<div class="prose__table" tabindex="0"><table>')
    assert html.rstrip().endswith("</table></div>")
