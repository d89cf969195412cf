"""The marks of an item's texts: what they mean, what stays text, and that nothing of it is ever HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank import markup

NAME = "0123456789abcdef0123456789abcdef"
MARKED = st.text(
    st.sampled_from("甲乙a1 *^~!\\[]()<>&\"'\n_:med") | st.characters(codec="utf-8"), max_size=60
) | st.just(f"![图](media:{NAME})")


def at(name: str) -> str:
    return f"/media/{name}?s=1&x=2"


@pytest.mark.parametrize(
    ("written", "html", "plain"),
    [
        ("下列**不正确**的是", "下列<strong>不正确</strong>的是", "下列不正确的是"),
        ("面积 10 m^2^", "面积 10 m<sup>2</sup>", "面积 10 m2"),
        ("CO~2~ 与 H~2~O", "CO<sub>2</sub> 与 H<sub>2</sub>O", "CO2 与 H2O"),
        ("深度5~6厘米，每分钟100~120次", "深度5~6厘米，每分钟100~120次", "深度5~6厘米，每分钟100~120次"),
        ("填____和____。", "填____和____。", "填____和____。"),
        ("一\n二", "一<br>二", "一\n二"),
        (r"\*\*不加粗\*\* \\", "**不加粗** \\", "**不加粗** \\"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("**a^2^**", "<strong>a<sup>2</sup></strong>", "a2"),
        ("<b>&", "&lt;b&gt;&amp;", "<b>&"),
        (
            f'看图![止血 "点"](media:{NAME})',
            f'看图<img class="picture" src="/media/{NAME}?s=1&amp;x=2" alt="止血 &quot;点&quot;">',
            '看图〔图：止血 "点"〕',
        ),
        (
            "![x](https://example.org/a.png)",
            "![x](https://example.org/a.png)",
            "![x](https://example.org/a.png)",
        ),
        ("![x](media:../../etc)", "![x](media:../../etc)", "![x](media:../../etc)"),
    ],
)
def test_what_the_marks_mean(written: str, html: str, plain: str) -> None:
    assert markup.html(written, at) == html
    assert markup.is_marked(written) == (written != plain)
    assert markup.plain(written) == plain


def test_a_picture_without_an_address_leaves_its_description() -> None:
    assert markup.html(f"![<图>](media:{NAME})", lambda _: None) == "〔图：&lt;图&gt;〕"
    assert markup.html(f"![](media:{NAME})", lambda _: None) == "〔图〕"


def test_pictures_are_named_once_and_those_without_words_are_found() -> None:
    other = "f" * 32
    text = f"![a](media:{NAME}) ![](media:{other}) **![b](media:{NAME})**"
    assert markup.pictures(text) == (NAME, other)
    assert markup.undescribed(text) == (other,)


@given(st.text(max_size=250))
def test_a_reference_is_read_back_whatever_the_description(words: str) -> None:
    [part] = markup.parse(markup.reference(NAME, words))
    assert (part.kind, part.name) == (markup.Kind.PICTURE, NAME)
    assert "]" not in part.text
    assert "\n" not in part.text


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


@given(st.lists(MARKED, max_size=6).map("".join))
def test_only_our_own_tags_come_out(text: str) -> None:
    reader = Tags()
    reader.feed(markup.html(text, at))
    allowed = {("strong", ()), ("sup", ()), ("sub", ()), ("br", ()), ("img", ("class", "src", "alt"))}
    assert set(reader.found) <= allowed


@given(st.text(st.characters(exclude_characters="*^~!\\\n"), max_size=80))
def test_a_text_without_marks_stays_as_it_is(text: str) -> None:
    assert markup.plain(text) == text
