"""The worked year: nine members, two groups, caps, a ratio, a veto and somebody exempt, to the hundredth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from quizapp.accounts.models import Group, Member
from quizapp.core.permissions import Identity
from quizapp.core.transaction import unit_of_work
from quizapp.evaluation import judging, service
from quizapp.evaluation.figures import fraction, ranked
from quizapp.evaluation.models import Evaluation
from quizapp.record import service as record
from quizapp.record.amounts import print_amount
from tests.app.evaluation.conftest import NOW, Give

#: name, group, plus, review, minus, total, level
PEOPLE = [
    ("M1", 0, [2000, 1400], 900, 0, "99.00", "优秀"),
    ("M2", 0, [2800], 800, -200, "94.00", "合格"),
    ("M3", 1, [2600], 950, 0, "95.50", "合格"),
    ("M4", 1, [3000], 1000, -400, "96.00", "优秀"),
    ("M5", 0, [1500], 700, 0, "82.00", "合格"),
    ("M6", 1, [1250], 800, -100, "79.50", "基本合格"),
    ("M7", 0, [], 500, -1000, "55.00", "不合格"),
    ("M8", 1, [2000], 800, 0, "0.00", "不合格"),
    ("M9", 1, [600], None, 0, "66.00", None),
]


@pytest.fixture
def played(
    groups: tuple[Group, Group],
    make_member: Callable[..., Member],
    give: Give,
    year: Evaluation,
    actor: Identity,
) -> Evaluation:
    members = {}
    for name, group, plus, review, minus, _total, _level in PEOPLE:
        member = make_member(name, group=groups[group], exempt=name == "M9")
        members[name] = member.id
        for points in plus:
            give(member, points)
        if review is not None:
            give(member, review, "review")
        if minus:
            give(member, minus, "minus")
    with unit_of_work():
        judging.veto(year, members["M8"], date(2026, 11, 1), "廉洁问题", "支委会记录", actor=actor, now=NOW)
        service.compute(year, actor=actor, now=NOW)
    return year


def test_totals_and_levels(played: Evaluation) -> None:
    rows = {row["name"]: row for row in played.result["rows"]}
    assert {name: (print_amount(rows[name]["total"]), rows[name]["level"]) for name in rows} == {
        name: (total, level) for name, *_, total, level in PEOPLE
    }
    assert played.result["evaluated"] == 8
    assert rows["M1"]["blocks"]["plus"] == [3400, 3000]
    assert rows["M8"]["vetoed"]


def test_means_of_groups_are_shrunk_towards_the_branch(played: Evaluation) -> None:
    groups = {group["name"]: group for group in played.result["groups"]}
    shown = {name: (_print(one["mean"]), _print(one["shrunk"])) for name, one in groups.items()}
    assert shown == {"G1": ("82.50", "78.40"), "G2": ("67.75", "71.85")}
    assert _exact(played.result["mean"]) * 8 == 60100
    assert [group["name"] for group in played.result["groups"]] == ["G1", "G2"]
    assert {name: (one["taking_part"], one["members"]) for name, one in groups.items()} == {
        "G1": (4, 4),
        "G2": (4, 4),
    }


def test_points_below_the_line_are_no_taking_part(
    played: Evaluation,
    groups: tuple[Group, Group],
    make_member: Callable[..., Member],
    give: Give,
    actor: Identity,
) -> None:
    only_minus, both, undone = (make_member(name, group=groups[0]) for name in ("扣", "有加有扣", "撤销"))
    for member in (only_minus, both):
        give(member, -300, "minus")
    give(both, 200)
    mistake = give(undone, 200)
    with unit_of_work():
        record.reverse(mistake.id, actor=actor, now=NOW, reason="记错")
        service.compute(played, actor=actor, now=NOW)
    first = next(one for one in played.result["groups"] if one["name"] == "G1")
    assert (first["taking_part"], first["members"]) == (5, 7)


def test_the_ranking_leaves_out_who_is_exempt(played: Evaluation) -> None:
    assert [(place, row["name"]) for place, row in ranked(played.result)] == [
        *enumerate(["M1", "M4", "M3", "M2", "M5", "M6", "M7", "M8"], 1),
        (None, "M9"),
    ]


def _exact(written: str | None) -> object:
    return fraction(written)


def _print(written: str | None) -> str:
    value = fraction(written)
    assert value is not None
    return print_amount(value)
