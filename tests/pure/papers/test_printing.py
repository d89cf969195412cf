"""Laws of a printed paper: nothing is lost or doubled, numbers run on, sums add up, keys follow their options."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.item import Item, ItemType
from quizapp.papers.printing.layout import Arrangement, Entry, lay_out

LETTERS = "ABCDEF"


@st.composite
def items(draw: st.DrawFn) -> Item:
    """An item of any type; texts tell the options apart."""
    kind = draw(st.sampled_from(list(ItemType)))
    letters = LETTERS[: draw(st.integers(2, 6))]
    options = tuple((letter, f"第{letter}项") for letter in letters)
    chosen = st.lists(st.sampled_from(letters), min_size=1, unique=True)
    left = (("1", "左一"), ("2", "左二"))
    match kind:
        case ItemType.SINGLE:
            return Item("x", kind, "题", "干", options, draw(st.sampled_from(letters)))
        case ItemType.MULTIPLE:
            return Item("x", kind, "题", "干", options, tuple(sorted(draw(chosen))))
        case ItemType.ORDERING:
            return Item("x", kind, "题", "干", options, tuple(draw(st.permutations(letters))))
        case ItemType.MATCHING:
            key = tuple((name, draw(st.sampled_from(letters))) for name, _ in left)
            return Item("x", kind, "题", "干", options, key, left=left)
        case ItemType.BOOLEAN:
            return Item("x", kind, "题", "干", key=draw(st.booleans()))
        case ItemType.BLANK:
            return Item("x", kind, "题", "____", key=(("甲", "乙"),))
        case ItemType.NUMERIC:
            return Item("x", kind, "题", "干", key=Decimal("3.5"))
    return Item("x", kind, "题", "干", key="要点")


@st.composite
def chosen(draw: st.DrawFn) -> list[Entry]:
    found = draw(st.lists(st.tuples(items(), st.integers(0, 1000)), min_size=1, max_size=20))
    return [Entry(number, item, points) for number, (item, points) in enumerate(found, 100)]


ARRANGED = st.sampled_from(list(Arrangement))
SEED = st.text("0123456789abcdef", min_size=1, max_size=8)


def said_by_key(item: Item) -> object:
    """The key in the words of the options, whatever their letters."""
    texts = dict(item.options)
    match item.type:
        case ItemType.SINGLE | ItemType.ORDERING:
            return [texts[letter] for letter in item.key_letters]
        case ItemType.MULTIPLE:
            return {texts[letter] for letter in item.key_letters}
        case ItemType.MATCHING:
            return [(left, texts[letter]) for left, letter in item.key_groups]
    return item.key


@given(chosen(), ARRANGED, SEED)
def test_each_variant_has_every_item_once_with_its_points_and_its_key(
    entries: list[Entry], arrangement: Arrangement, seed: str
) -> None:
    given_items = {entry.item_id: entry for entry in entries}
    for variant in arrangement.variants:
        sheet = lay_out(entries, arrangement, seed, variant)
        assert sorted(one.item_id for one in sheet.questions) == sorted(given_items)
        for one in sheet.questions:
            was = given_items[one.item_id]
            assert one.points == was.points
            assert {text for _, text in one.item.options} == {text for _, text in was.item.options}
            assert [letter for letter, _ in one.item.options] == list(LETTERS[: len(was.item.options)])
            assert said_by_key(one.item) == said_by_key(was.item)


@given(chosen(), ARRANGED, SEED)
def test_numbers_run_on_and_sums_add_up(entries: list[Entry], arrangement: Arrangement, seed: str) -> None:
    sheet = lay_out(entries, arrangement, seed, arrangement.variants[-1])
    assert [one.number for one in sheet.questions] == list(range(1, len(entries) + 1))
    assert sheet.count == len(entries)
    assert sheet.total == sum(section.total for section in sheet.sections) == sum(e.points for e in entries)
    assert [section.ordinal for section in sheet.sections] == list("一二三四五六七八")[: len(sheet.sections)]
    for section in sheet.sections:
        assert {one.item.type for one in section.questions} == {section.type}
        if section.each is not None:
            assert section.each * len(section.questions) == section.total
    order = [list(ItemType).index(section.type) for section in sheet.sections]
    assert order == sorted(set(order))


@given(chosen(), ARRANGED, SEED)
def test_the_same_seed_gives_the_same_paper(
    entries: list[Entry], arrangement: Arrangement, seed: str
) -> None:
    for variant in arrangement.variants:
        first, again = (lay_out(entries, arrangement, seed, variant) for _ in range(2))
        assert first == again


@given(chosen(), ARRANGED, SEED)
def test_things_to_put_in_order_never_stand_in_it(
    entries: list[Entry], arrangement: Arrangement, seed: str
) -> None:
    for variant in arrangement.variants:
        for one in lay_out(entries, arrangement, seed, variant).questions:
            if one.item.type is ItemType.ORDERING:
                assert one.item.key_letters != tuple(letter for letter, _ in one.item.options)


@given(chosen(), SEED)
def test_an_unshuffled_paper_keeps_the_order_of_items_and_options(entries: list[Entry], seed: str) -> None:
    sheet = lay_out(entries, Arrangement.WRITTEN, seed, "")
    given_items = {entry.item_id: entry.item for entry in entries}
    for section in sheet.sections:
        ids = [one.item_id for one in section.questions]
        assert ids == sorted(ids)
        for one in section.questions:
            if one.item.type is not ItemType.ORDERING:
                assert one.item == given_items[one.item_id]


def test_two_variants_of_a_full_paper_differ() -> None:
    options = tuple((letter, f"第{letter}项") for letter in LETTERS)
    entries = [
        Entry(number, Item(str(number), ItemType.SINGLE, "题", "干", options, "A"), 200)
        for number in range(20)
    ]
    one, other = (lay_out(entries, Arrangement.TWO, "seed", variant) for variant in "AB")
    assert [q.item_id for q in one.questions] != [q.item_id for q in other.questions]
    assert [q.item.key for q in one.questions] != [q.item.key for q in other.questions]
    assert len({q.item.key for q in one.questions}) > 2
