"""What each kind of notice says."""

from __future__ import annotations

import re

import pytest

from quizapp.notices import words


@pytest.mark.parametrize("kind", words.KINDS)
def test_the_words_of_each_kind_fit_together(kind: str) -> None:
    text = words.KINDS[kind].text
    names = re.findall(r"%\((\w+)\)[sd]", text)
    assert text
    assert text.count("%") == len(names)
