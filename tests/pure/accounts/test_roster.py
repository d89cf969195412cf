"""What an import would do: examples as a table, and laws over any list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.accounts.kinds import MemberKind
from quizapp.accounts.roster import Action, Existing, Plan, Step, plan
from quizapp.accounts.roster_cells import Column, clean_phone, clean_username, column_of, date_of, kind_of

C = Column
TODAY = date(2026, 6, 18)
BOOK = [
    Existing(1, "lin", "林知远", "13800000001", "第一党小组"),
    Existing(2, "m001", "许静仪"),
    Existing(3, "gu1", "顾长青", "13800000003"),
    Existing(4, "gu2", "顾长青", "13800000004"),
    Existing(5, "fang", "方以宁", "13800000005", has_left=True),
]


def planned(*rows: dict[C, str], existing: list[Existing] = BOOK, taken: tuple[str, ...] = ()) -> Plan:
    return plan(list(enumerate(rows, start=2)), existing, ["第一党小组"], taken, TODAY)


def only(result: Plan) -> Action:
    assert not result.problems
    (action,) = result.actions
    return action


@pytest.mark.parametrize(
    ("row", "member_id", "step", "warned"),
    [
        ({C.NAME: "林知远", C.USERNAME: "LIN"}, 1, Step.KEEP, False),
        ({C.NAME: "林志远", C.USERNAME: "lin"}, 1, Step.CHANGE, False),
        ({C.NAME: "林知远", C.PHONE: "138-0000-0001"}, 1, Step.KEEP, False),
        ({C.NAME: "林知远", C.PHONE: "13800000001", C.USERNAME: "other"}, 1, Step.KEEP, True),
        ({C.NAME: "许静仪"}, 2, Step.KEEP, True),
        ({C.NAME: "许静仪", C.PHONE: "13800000009"}, 2, Step.CHANGE, True),
        ({C.NAME: "许静仪", C.USERNAME: "xu2"}, None, Step.ADD, True),
        ({C.NAME: "顾长青", C.PHONE: "13800000004"}, 4, Step.KEEP, False),
        ({C.NAME: "方以宁", C.USERNAME: "fang"}, 5, Step.SKIP, True),
        ({C.NAME: "新人"}, None, Step.ADD, False),
    ],
)
def test_who_a_row_is(row: dict[C, str], member_id: int | None, step: Step, warned: bool) -> None:
    result = planned(row)
    action = only(result)
    assert (action.member_id, action.step, bool(result.warnings)) == (member_id, step, warned)


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([{C.NAME: "顾长青"}], C.NAME),
        ([{C.PHONE: "13800000099"}], C.NAME),
        ([{C.NAME: "甲", C.PHONE: "1.38E+10"}], C.PHONE),
        ([{C.NAME: "甲", C.PHONE: "电话"}], C.PHONE),
        ([{C.NAME: "甲", C.PHONE: "13800000001"}], C.PHONE),
        ([{C.NAME: "甲", C.USERNAME: "a b"}], C.USERNAME),
        ([{C.NAME: "甲", C.USERNAME: "abroad"}], C.USERNAME),
        ([{C.NAME: "甲", C.KIND: "贵宾"}], C.KIND),
        ([{C.NAME: "甲", C.JOINED_ON: "2027-01-01"}], C.JOINED_ON),
        ([{C.NAME: "甲", C.JOINED_ON: "1900-01-01"}], C.JOINED_ON),
        ([{C.NAME: "=cmd|' /C calc'!A0"}], C.NAME),
        ([{C.NAME: "甲", C.DUTY: "@SUM(A1)"}], C.DUTY),
        ([{C.NAME: "甲" * 65}], C.NAME),
        ([{C.NAME: "甲", C.USERNAME: "x1"}, {C.NAME: "乙", C.USERNAME: "X1"}], C.USERNAME),
        ([{C.NAME: "甲", C.PHONE: "13900000000"}, {C.NAME: "乙", C.PHONE: "13900000000"}], C.PHONE),
        ([{C.NAME: "许静仪"}, {C.NAME: "许静仪"}], C.NAME),
    ],
)
def test_a_faulty_row_is_named(rows: list[dict[C, str]], column: C) -> None:
    problems = planned(*rows, taken=("abroad",)).problems
    assert problems
    assert problems[-1].column is column
    assert problems[-1].row in (2, 3)


def test_an_empty_cell_never_erases() -> None:
    action = only(planned({C.NAME: "林知远", C.USERNAME: "lin", C.PHONE: "", C.GROUP: " "}))
    assert action.values == {}


def test_a_change_shows_before_and_after() -> None:
    row = {C.NAME: "林知远", C.USERNAME: "lin", C.GROUP: "第二党小组", C.KIND: "退休"}
    result = planned(row)
    action = only(result)
    assert action.values == {C.GROUP: "第二党小组", C.KIND: MemberKind.RETIRED}
    assert action.before == {C.GROUP: "第一党小组", C.KIND: MemberKind.FORMAL}
    assert result.new_groups == ("第二党小组",)


def test_usernames_are_made_from_the_phone_or_numbered() -> None:
    result = planned(
        {C.NAME: "甲", C.PHONE: "+86 139 0000 0001"},
        {C.NAME: "乙"},
        {C.NAME: "丙", C.USERNAME: "m003"},
        {C.NAME: "丁"},
        taken=("m002",),
    )
    assert [(a.username, a.username_made) for a in result.actions] == [
        ("13900000001", True),
        ("m004", True),
        ("m003", False),
        ("m005", True),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-07-01", date(2020, 7, 1)),
        ("2020/7/1", date(2020, 7, 1)),
        ("2020.7.1", date(2020, 7, 1)),
        ("2020年7月1日", date(2020, 7, 1)),
        ("２０２００７０１", date(2020, 7, 1)),
        ("2020-07-01 00:00:00", date(2020, 7, 1)),
        ("44013", date(2020, 7, 1)),
        ("2020-13-01", None),
        ("七月", None),
        ("", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert date_of(text) == day


def test_headings_and_kinds_have_many_names() -> None:
    assert column_of("* 手机号码（必填）") is C.PHONE
    assert column_of("Joined_On") is C.JOINED_ON
    assert column_of("备注") is None
    assert kind_of("中共党员") is MemberKind.FORMAL
    assert kind_of(" 入党 积极分子") is MemberKind.ACTIVIST


_names = st.sampled_from(["林知远", "许静仪", "顾长青", "方以宁", "甲", "乙", "丙"])
_phones = st.sampled_from(["", "13800000001", "13800000003", "13900000001", "+86 13900000002", "x"])
_usernames = st.sampled_from(["", "lin", "m001", "new1", "NEW2", "abroad"])
_rows = st.lists(
    st.fixed_dictionaries(
        {
            C.NAME: _names,
            C.PHONE: _phones,
            C.USERNAME: _usernames,
            C.GROUP: st.sampled_from(["", "第一党小组", "第二党小组"]),
            C.KIND: st.sampled_from(["", "正式", "预备党员"]),
            C.JOINED_ON: st.sampled_from(["", "2020-07-01"]),
        }
    ),
    max_size=8,
)


def carried_out(result: Plan) -> list[Existing]:
    """The book after the plan, as the importing service would leave it."""
    fields = {
        C.NAME: "name",
        C.USERNAME: "username",
        C.PHONE: "phone",
        C.GROUP: "group",
        C.JOINED_ON: "joined_on",
        C.DUTY: "duty",
        C.KIND: "kind",
    }
    book = {member.id: member for member in BOOK}
    for action in result.actions:
        values = {fields[column]: value for column, value in action.values.items()}
        if action.step is Step.ADD:
            new_id = max(book) + 1
            book[new_id] = Existing(new_id, **values)  # type: ignore[arg-type]  # by the plan's own columns
        elif action.member_id and values:
            book[action.member_id] = replace(book[action.member_id], **values)  # type: ignore[arg-type]
    return list(book.values())


@settings(max_examples=300)
@given(_rows)
def test_importing_again_changes_nothing(rows: list[dict[C, str]]) -> None:
    first = planned(*rows, taken=("abroad",))
    if first.problems:
        return
    again = planned(*rows, existing=carried_out(first), taken=("abroad",))
    assert again.count(Step.ADD) == 0
    assert again.count(Step.CHANGE) == 0


@settings(max_examples=300)
@given(_rows)
def test_no_two_members_share_a_username_and_nobody_is_planned_twice(rows: list[dict[C, str]]) -> None:
    result = planned(*rows, taken=("abroad",))
    if result.problems:
        return
    usernames = [member.username for member in carried_out(result)]
    assert len(usernames) == len(set(usernames))
    assert "abroad" not in usernames
    touched = [action.member_id for action in result.actions if action.member_id]
    assert len(touched) == len(set(touched))
    assert len(result.actions) == len(rows)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    clean_phone(text), clean_username(text), date_of(text), kind_of(text), column_of(text)
    result = planned({C.NAME: text, C.PHONE: text, C.JOINED_ON: text, C.KIND: text})
    assert result.problems or result.actions
