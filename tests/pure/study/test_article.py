"""A material's text as a page shows it: our own pictures, and of all others only what they say."""

from __future__ import annotations

import pytest

from quizapp.study.article import article
from quizapp.study.figures import with_folder


def known(reference: str) -> str | None:
    return f"/here/{reference.removeprefix('figure:')}" if reference.startswith("figure:") else None


def test_a_figure_is_shown_with_its_description() -> None:
    html = article(with_folder("![按压的位置：**胸骨**下半段](figures/press.svg)", "firstaid"), known)
    assert '<img src="/here/firstaid/press.svg" alt="按压的位置：胸骨下半段" loading="lazy"' in html


@pytest.mark.parametrize(
    "reference",
    [
        "https://elsewhere.example/x.svg",
        "javascript:alert(1)",
        "figures/../../x.svg",
        "data:image/svg+xml;base64,AA==",
    ],
)
def test_of_any_other_picture_only_the_words_are_left(reference: str) -> None:
    html = article(with_folder(f"![一张<b>图</b>]({reference})", "firstaid"), known)
    assert "<img" not in html
    assert "一张&lt;b&gt;图&lt;/b&gt;" in html


def test_what_a_picture_says_cannot_leave_its_attribute() -> None:
    html = article('![" onerror="alert(1)](figure:a/b.svg)', known)
    assert 'alt="&quot; onerror=&quot;alert(1)"' in html
