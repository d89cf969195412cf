"""Two wordings laid over one another: nothing of either is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.wording import LONGEST, Fate, laid_over

WORDS = st.text(st.sampled_from("红十字会法ab12.，\n"), max_size=40)


def joined(before: str, after: str, left_out: Fate) -> str:
    return "".join(piece.text for piece in laid_over(before, after) if piece.fate is not left_out)


@given(WORDS, WORDS)
def test_the_pieces_make_both_wordings(before: str, after: str) -> None:
    assert joined(before, after, Fate.CAME) == before
    assert joined(before, after, Fate.GONE) == after
    fates = [piece.fate for piece in laid_over(before, after)]
    assert (before == after) == (set(fates) <= {Fate.KEPT})


def test_numbers_words_and_pictures_change_as_a_whole() -> None:
    assert [(one.fate.value, one.text) for one in laid_over("共 2017 年", "共 2026 年")] == [
        ("kept", "共 "),
        ("gone", "2017"),
        ("came", "2026"),
        ("kept", " 年"),
    ]
    old, new = (f"![图](media:{sign * 32})" for sign in "ab")
    assert [one.text for one in laid_over(f"看{old}", f"看{new}")] == ["看", old, new]


def test_what_is_too_long_to_be_compared_stands_one_below_the_other() -> None:
    before, after = "甲" * LONGEST, "乙" * LONGEST
    assert [one.text for one in laid_over(before, after)] == [before, after]
