"""The words of slides, and the words that people search."""

from __future__ import annotations

import io

import pytest

from quizapp.study.outlines import outline_of, slides_of
from quizapp.study.words import is_address, words
from tests.support import uploads


def test_slides_are_told_in_their_order_with_empty_ones() -> None:
    outline = outline_of(io.BytesIO(uploads.slides([["题目", "副题"], [], ["要点&amp;一"]])))
    assert slides_of(outline) == [["题目", "副题"], [], ["要点&一"]]


@pytest.mark.parametrize(
    "content", [b"no zip", uploads.office("word/document.xml"), uploads.slides([["<!ENTITY"]])]
)
def test_what_cannot_be_read_has_no_words(content: bytes) -> None:
    assert slides_of(outline_of(io.BytesIO(content))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("党章，总纲", ["党章", "总纲"]),
        ("《党章》第一条", ["党章", "第一条"]),
        ("ＡＥＤ　急救", ["AED", "急救"]),
        (" 、。", []),
    ],
)
def test_a_search_is_parted_as_chinese_is_typed(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://www.example.org/a?b=1#c", True),
        ("http://www.example.org/", False),
        ("javascript:alert(1)", False),
        ("https://user@example.org/", False),
        ("https://localhost/", False),
        ("https://a b.org/", False),
        ("https://[bad", False),
        ("https://例子.中国/", True),
        ("https://example.org/" + "x" * 500, False),
    ],
)
def test_a_link_leads_to_a_page_with_tls(address: str, good: bool) -> None:
    assert is_address(address) is good
