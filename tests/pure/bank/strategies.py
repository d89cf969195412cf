"""Items of every type that hold together, for property tests."""

from __future__ import annotations

import re
from decimal import Decimal
from string import ascii_uppercase

from hypothesis import strategies as st

from quizapp.bank.fields import LIMITS
from quizapp.bank.item import Item, ItemType, Source
from quizapp.bank.normalise import plain

#: What texts are made of: hanzi, what spreadsheets trip over, what separates answers, and anything else.
_characters = st.one_of(
    st.sampled_from("红十字会章程是对错AB12,，;；|｜、=＝+-@＠'\"\\\n\t <>&{}[]:#*!%①℃_()（）"),
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")),
)


def texts(limit: int = 20) -> st.SearchStrategy[str]:
    """Texts as the bank keeps them: not empty, nothing around them."""
    return st.text(_characters, min_size=1, max_size=limit).map(str.strip).filter(bool)


identifiers = st.from_regex(r"[a-z0-9题][a-z0-9.:_\-]{0,11}", fullmatch=True)
days = st.one_of(st.just(""), st.sampled_from(["2026", "2026-11", "2026-02-28"]))
numbers = st.decimals(min_value=-(10**14), max_value=10**14, places=9, allow_nan=False).map(
    lambda value: value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
)
units = st.one_of(st.just(""), st.sampled_from(["学时", "%", "万", "m2"]), texts(LIMITS["unit"])).filter(
    lambda unit: not re.match(r"[\d.,+-]", plain(unit))
)
sources = st.one_of(
    st.none(),
    st.builds(
        Source,
        document=texts(),
        version=st.one_of(st.just(""), st.just("2017"), texts()),
        article=st.one_of(st.just(""), texts()),
        section=st.one_of(st.just(""), texts()),
    ),
)


@st.composite
def items(draw: st.DrawFn, kinds: tuple[ItemType, ...] = tuple(ItemType)) -> Item:
    """An item of one of `kinds`."""
    kind = draw(st.sampled_from(kinds))
    options: tuple[tuple[str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    key: object
    stem = draw(texts())
    if kind in (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.ORDERING, ItemType.MATCHING):
        shown = draw(st.lists(texts(), min_size=2, max_size=6, unique=True))
        options = tuple(zip(ascii_uppercase, shown, strict=False))
    letters = [letter for letter, _ in options]
    if kind is ItemType.SINGLE:
        key = draw(st.sampled_from(letters))
    elif kind is ItemType.MULTIPLE:
        key = tuple(sorted(draw(st.sets(st.sampled_from(letters), min_size=1))))
    elif kind is ItemType.ORDERING:
        key = tuple(draw(st.permutations(letters)))
    elif kind is ItemType.MATCHING:
        entries = draw(st.lists(texts(), min_size=2, max_size=5))
        left = tuple((str(number), text) for number, text in enumerate(entries, 1))
        key = tuple((number, draw(st.sampled_from(letters))) for number, _ in left)
    elif kind is ItemType.BLANK:
        gap = st.lists(texts(), min_size=1, max_size=3, unique=True).map(tuple)
        key = tuple(draw(st.lists(gap, min_size=1, max_size=4)))
        stem = stem.replace("_", "") + "，".join(["____"] * len(key))
    elif kind is ItemType.NUMERIC:
        key = draw(numbers)
    elif kind is ItemType.BOOLEAN:
        key = draw(st.booleans())
    else:
        key = draw(texts())
    numeric = kind is ItemType.NUMERIC
    return Item(
        id=draw(identifiers),
        type=kind,
        topic=draw(texts()),
        stem=stem,
        options=options,
        key=key,  # type: ignore[arg-type]  # each branch above shapes it for its type
        explanation=draw(st.one_of(st.just(""), texts())),
        source=draw(sources),
        difficulty=draw(st.integers(1, 5)),
        as_of=draw(days),
        valid_until=draw(days),
        note=draw(st.one_of(st.just(""), texts())),
        tags=tuple(draw(st.lists(texts(), max_size=3, unique=True))),
        left=left,
        unit=draw(units) if numeric else "",
        tolerance=abs(draw(numbers)) if numeric else Decimal(0),
    )
