"""Drawing papers: every place that can be filled is, nothing twice, nothing beside what it excludes, all by the seed."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.bank.item import Item, ItemType
from quizapp.bank.marking import ResponseShapeError, Verdict, mark
from quizapp.papers.blueprint import Blueprint, Row
from quizapp.papers.draw import Pool, PoolItem, draw, shuffle_options, to_letters
from tests.pure.bank import examples
from tests.pure.bank.strategies import items
from tests.pure.bank.test_marking import MARKED, key_response

TYPES = (ItemType.SINGLE, ItemType.MULTIPLE)
subsets = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True).map(tuple)
rows = st.builds(
    Row,
    count=st.integers(1, 6),
    points=st.integers(0, 500),
    topics=subsets,
    types=st.lists(st.sampled_from(TYPES), max_size=1).map(tuple),
    difficulties=st.lists(st.integers(1, 2), max_size=1).map(tuple),
)
blueprints = st.builds(Blueprint, st.lists(rows, min_size=1, max_size=4).map(tuple))


@st.composite
def pools(draw: st.DrawFn, excluding: bool = False) -> list[PoolItem]:
    size = draw(st.integers(0, 18))
    return [
        PoolItem(
            number,
            draw(st.sampled_from(["a", "b", "c"])),
            draw(st.sampled_from(TYPES)),
            draw(st.integers(1, 2)),
            tuple(draw(st.lists(st.integers(0, size + 1), max_size=2))) if excluding else (),
        )
        for number in range(size)
    ]


def fits(row: Row, item: PoolItem) -> bool:
    return row.filter.fits((item.topic, item.type, item.difficulty))


def most_places(blueprint: Blueprint, pool: list[PoolItem]) -> int:
    """The largest matching of places and items, by augmenting paths over single items."""
    places = [row for row in blueprint.rows for _ in range(row.count)]
    held: dict[int, int] = {}

    def place(index: int, seen: set[int]) -> bool:
        for item in pool:
            if item.item_id not in seen and fits(places[index], item):
                seen.add(item.item_id)
                if item.item_id not in held or place(held[item.item_id], seen):
                    held[item.item_id] = index
                    return True
        return False

    return sum(place(index, set()) for index in range(len(places)))


@given(blueprints, pools(), st.text(max_size=5))
def test_as_many_places_are_filled_as_can_be(blueprint: Blueprint, pool: list[PoolItem], seed: str) -> None:
    drawn = draw(blueprint, Pool(pool), seed)
    assert len(drawn.picks) == most_places(blueprint, pool)
    assert sum(drawn.short_by) == blueprint.count - len(drawn.picks)


@given(blueprints, pools(excluding=True), st.text(max_size=5))
def test_a_paper_holds_together(blueprint: Blueprint, pool: list[PoolItem], seed: str) -> None:
    drawn = draw(blueprint, Pool(pool), seed)
    by_id = {item.item_id: item for item in pool}
    ids = [pick.item_id for pick in drawn.picks]
    assert len(set(ids)) == len(ids)
    for pick in drawn.picks:
        assert fits(blueprint.rows[pick.row], by_id[pick.item_id])
        assert pick.points == blueprint.rows[pick.row].points
    assert [pick.row for pick in drawn.picks] == sorted(pick.row for pick in drawn.picks)
    for one, other in combinations(ids, 2):
        assert other not in by_id[one].excludes
        assert one not in by_id[other].excludes
    in_rows = Counter(pick.row for pick in drawn.picks)
    assert [row.count - in_rows[index] for index, row in enumerate(blueprint.rows)] == list(drawn.short_by)


tired_ones = st.frozensets(st.integers(0, 20), max_size=18)


@given(blueprints, pools(), tired_ones, st.text(max_size=5))
def test_rested_items_come_first_and_cost_no_place(
    blueprint: Blueprint, pool: list[PoolItem], tired: frozenset[int], seed: str
) -> None:
    drawn = draw(blueprint, Pool(pool), seed, tired)
    rested = [item for item in pool if item.item_id not in tired]
    assert len(drawn.picks) == most_places(blueprint, pool)
    assert drawn.tired == len(drawn.picks) - most_places(blueprint, rested)
    assert drawn.tired == sum(pick.item_id in tired for pick in drawn.picks)
    assert drawn.short_by == draw(blueprint, Pool(pool), seed).short_by


@given(blueprints, pools(excluding=True), tired_ones, st.text(max_size=5))
def test_a_paper_with_tired_items_holds_together_and_is_drawn_again_the_same(
    blueprint: Blueprint, pool: list[PoolItem], tired: frozenset[int], seed: str
) -> None:
    kept = Pool(pool)
    drawn = draw(blueprint, kept, seed, tired)
    assert drawn == draw(blueprint, Pool(pool), seed, tired) == draw(blueprint, kept, seed, tired)
    by_id = {item.item_id: item for item in pool}
    ids = [pick.item_id for pick in drawn.picks]
    assert len(set(ids)) == len(ids)
    assert all(fits(blueprint.rows[pick.row], by_id[pick.item_id]) for pick in drawn.picks)
    assert not any(other in by_id[one].excludes for one in ids for other in ids if one != other)


@given(blueprints, pools(excluding=True), st.text(max_size=5))
def test_where_all_or_none_are_tired_nothing_changes(
    blueprint: Blueprint, pool: list[PoolItem], seed: str
) -> None:
    usual = draw(blueprint, Pool(pool), seed)
    assert draw(blueprint, Pool(pool), seed, frozenset({999})) == usual
    everything = draw(blueprint, Pool(pool), seed, frozenset(item.item_id for item in pool))
    assert everything.tired == len(everything.picks)
    if not any(item.excludes for item in pool):
        assert everything.short_by == usual.short_by


def test_a_large_pool_with_tired_items_is_drawn_from_quickly() -> None:
    pool = Pool(PoolItem(n, f"t{n % 20}", TYPES[n % 2], 1 + n % 5) for n in range(100_000))
    blueprint = Blueprint(
        (Row(30, 200, (), (ItemType.SINGLE,)), Row(20, 300, ("t1", "t3"), (ItemType.MULTIPLE,)))
    )
    tired = frozenset(range(0, 100_000, 3))
    drawn = [draw(blueprint, pool, str(seed), tired) for seed in range(100)]
    assert all(one.short_by == (0, 0) and not one.tired for one in drawn)


@given(blueprints, pools(excluding=True), st.text(max_size=5))
def test_the_seed_decides(blueprint: Blueprint, pool: list[PoolItem], seed: str) -> None:
    kept = Pool(pool)
    assert draw(blueprint, kept, seed) == draw(blueprint, kept, seed) == draw(blueprint, Pool(pool), seed)


@given(blueprints, pools())
def test_availability_tells_what_a_draw_gets(blueprint: Blueprint, pool: list[PoolItem]) -> None:
    told = blueprint.availability(Pool(pool))
    assert [row.available for row in told] == [
        sum(fits(row, item) for item in pool) for row in blueprint.rows
    ]
    assert tuple(row.short_by for row in told) == draw(blueprint, Pool(pool), "any").short_by


def test_the_last_row_goes_short_whatever_the_seed() -> None:
    pool = Pool([PoolItem(number, "a", ItemType.SINGLE, 1 if number == 1 else 2) for number in range(4)])
    blueprint = Blueprint((Row(2, 100), Row(1, 100, (), (), (1,)), Row(1, 100), Row(1, 100)))
    assert {draw(blueprint, pool, str(seed)).short_by for seed in range(30)} == {(0, 0, 0, 1)}


def test_a_pick_that_would_starve_a_later_row_is_not_made() -> None:
    pool = Pool([PoolItem(1, "a", ItemType.SINGLE, 1), PoolItem(2, "b", ItemType.SINGLE, 1)])
    blueprint = Blueprint((Row(1, 100), Row(1, 100, ("a",))))
    for seed in range(50):
        assert [pick.item_id for pick in draw(blueprint, pool, str(seed)).picks] == [2, 1]


def test_two_that_exclude_each_other_count_as_one_place() -> None:
    pool = Pool([PoolItem(n, "a", ItemType.SINGLE, 1, (n ^ 1,)) for n in range(8)])
    blueprint = Blueprint((Row(5, 100),))
    assert draw(blueprint, pool, "s").short_by == (1,)
    assert blueprint.availability(pool)[0].short_by == 1
    assert blueprint.availability(pool)[0].available == 8


@pytest.mark.parametrize("size", [12, 400])
def test_every_item_comes_equally_often(size: int) -> None:
    pool = Pool([PoolItem(n, "abc"[n % 3], ItemType.SINGLE, 1 + n % 2) for n in range(size)])
    blueprint = Blueprint((Row(6, 100),))
    rounds = 500 * size // 6
    seen = Counter(pick.item_id for seed in range(rounds) for pick in draw(blueprint, pool, str(seed)).picks)
    # Each item is expected 500 times; six standard deviations are 134.
    assert len(seen) == size
    assert all(abs(count - 500) < 134 for count in seen.values())


def test_a_large_pool_is_read_once_and_then_drawn_from_quickly() -> None:
    class Counting(list[PoolItem]):
        reads = 0

        def __iter__(self):  # type: ignore[no-untyped-def]  # the list's own iterator, counted
            Counting.reads += 1
            return super().__iter__()

    source = Counting(PoolItem(n, f"t{n % 20}", TYPES[n % 2], 1 + n % 5) for n in range(100_000))
    pool = Pool(source)
    blueprint = Blueprint(
        (Row(30, 200, (), (ItemType.SINGLE,)), Row(20, 300, ("t1", "t3"), (ItemType.MULTIPLE,)))
    )
    assert all(draw(blueprint, pool, str(seed)).short_by == (0, 0) for seed in range(200))
    assert Counting.reads == 1


def test_a_pool_refuses_an_item_twice() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        Pool([PoolItem(1, "a", ItemType.SINGLE, 1)] * 2)


@given(items(), st.text(max_size=8), st.integers(1, 100))
def test_options_are_shown_once_each_under_ids_that_tell_nothing(one: Item, seed: str, position: int) -> None:
    shown = shuffle_options(one, seed, position)
    assert sorted(letter for _, letter in shown) == sorted(letter for letter, _ in one.choices)
    ids = [option for option, _ in shown]
    assert len(set(ids)) == len(ids)
    assert all(len(option) == 10 for option in ids)
    assert shown == shuffle_options(one, seed, position)
    other = {option for option, _ in shuffle_options(one, seed + "x", position)}
    assert not other & set(ids)
    if one.type is ItemType.BOOLEAN:
        assert [letter for _, letter in shown] == ["T", "F"]
    if one.type is ItemType.ORDERING:
        assert tuple(letter for _, letter in shown) != one.key_letters


def test_positions_of_options_are_even() -> None:
    one = examples.item(examples.GUIDANCE)
    places = Counter(
        [letter for _, letter in shuffle_options(one, str(seed), 1)].index("A") for seed in range(2000)
    )
    assert all(abs(count - 500) < 120 for count in places.values())


@given(items(MARKED), st.text(max_size=8))
@settings(max_examples=200)
def test_the_key_in_option_ids_earns_everything(one: Item, seed: str) -> None:
    shown = shuffle_options(one, seed, 3)
    ids = {letter: option for option, letter in shown}
    key = key_response(one)
    if isinstance(key, str):
        response: object = ids.get(key, key)
    elif isinstance(key, dict):
        response = {left: ids[letter] for left, letter in key.items()}
    else:
        response = key if one.type is ItemType.BLANK else [ids[letter] for letter in key]
    for mapping in (shown, dict(shown)):
        letters = to_letters(response, mapping, one.type)
        assert mark(one, letters, 100).verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    ("raw", "response"),
    [
        (examples.GUIDANCE, "A"),
        (examples.GUIDANCE, ["A"]),
        (examples.WHO, ["A"]),
        (examples.WHO, "A"),
        (examples.SAMARITAN, "T"),
        (examples.SAMARITAN, True),
        (examples.AED, ["B", "D", "A", "C"]),
        (examples.PRINCIPLES, {"1": "C"}),
        (examples.DISCIPLINE, "严重警告"),
        (examples.HOURS, 32),
        (examples.TALK, ["甲"]),
    ],
)
def test_the_authors_letters_are_no_response_to_a_paper(raw: dict[str, object], response: object) -> None:
    one = examples.item(raw)
    with pytest.raises(ResponseShapeError):
        to_letters(response, shuffle_options(one, "seed", 1), one.type)


def test_nothing_clears_and_gaps_are_bounded_where_known() -> None:
    assert to_letters(None, (), ItemType.SINGLE) is None
    assert to_letters(["一"], (), ItemType.BLANK, gaps=2) == ["一"]
    with pytest.raises(ResponseShapeError):
        to_letters(["一", "二", "三"], (), ItemType.BLANK, gaps=2)
