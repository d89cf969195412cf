"""A plan's table: columns under whatever heading, cells in whatever writing, faults by row and column."""

from __future__ import annotations

from datetime import date

import pytest

from quizapp.activities.kinds import Way
from quizapp.plans.cells import Column, column_of, day_of, minutes_of, month_of, way_of
from quizapp.plans.reading import Draft, Read, read

GROUPS = {"第一党小组": 7}
USUAL = ["月份", "学习内容", "学习形式", "责任人", "完成时限", "党小组", "学时", "备注"]


def table(*lines: list[str], year: int = 2026) -> Read:
    return read(list(enumerate([list(line) for line in lines], 1)), year, unit=45, groups=GROUPS)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        *(
            ("3月", 3),
            ("三月", 3),
            ("３", 3),
            ("十二月份", 12),
            ("2026年3月", 3),
            ("2026-03", 3),
            ("2026-03-01", 3),
        ),
        *(
            ("13月", None),
            ("2025年3月", None),
            ("1-3月", None),
            ("第一季度", None),
            ("全年", None),
            ("", None),
        ),
    ],
)
def test_months(text: str, month: int | None) -> None:
    assert month_of(text, 2026) == month


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(
            ("2026-05-20", date(2026, 5, 20)),
            ("5月20日前", date(2026, 5, 20)),
            ("2026年5月20日", date(2026, 5, 20)),
        ),
        *(("2026/5/20", date(2026, 5, 20)), ("2026-02-30", None), ("2025-05-20", None), ("月底", None)),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert day_of(text, 2026) == day


@pytest.mark.parametrize(
    ("text", "way"),
    [
        *(("领导带头学", Way.LEADERS), ("支部集中学", Way.TOGETHER), ("集体学习研讨", Way.TOGETHER)),
        *(
            ("个人自学", Way.SELF),
            ("基地实践学", Way.BASE),
            ("现场教学", Way.BASE),
            ("微党课、读书班", Way.LECTURES),
        ),
        *(("知识竞赛", Way.CONTESTS), ("线上答题", Way.CONTESTS), ("集中学习、个人自学", Way.TOGETHER)),
        *(("", None), ("随便", None)),
    ],
)
def test_ways(text: str, way: Way | None) -> None:
    assert way_of(text) == way


def test_hours_and_headings() -> None:
    assert [minutes_of(text, 45) for text in ("2", "1.5学时", "0", "-1", "很多", "81", "NaN")] == [
        *(90, 68, 0, None, None, None, None)
    ]
    assert column_of("学习内容（专题）") is Column.TITLE
    assert column_of(" 时　间 ") is Column.MONTH
    assert column_of("序号") is None


def test_the_usual_layout_is_read_with_merged_months_and_lines_before_the_heading() -> None:
    found = table(
        ["机关党支部 2026 年学习计划"],
        [],
        ["序号", *USUAL],
        ["1", "一月", "学习全会精神", "支部集中学", "张三", "1月20日", "", "2", ""],
        ["2", "", "读原著", "个人自学", "全体党员", "", "第一党小组", "", "写笔记"],
        ["", "三月", "", "", "", "", "", "", ""],
        ["3", "", "参观旧址", "基地实践学", "", "", "全体党员", "4", ""],
    )
    assert not found.problems
    assert [draft for _, draft in found.drafts] == [
        Draft(1, "学习全会精神", Way.TOGETHER, "张三", None, date(2026, 1, 20), 90),
        Draft(1, "读原著", Way.SELF, "全体党员", 7, None, 0, "写笔记"),
        Draft(3, "参观旧址", Way.BASE, "", None, None, 180),
    ]
    assert [row for row, _ in found.drafts] == [4, 5, 7]


def test_every_fault_is_named_by_row_and_column_and_its_line_is_no_draft() -> None:
    found = table(
        USUAL,
        ["1月", "好的一条", "自学", "", "", "", "", ""],
        ["第一季度", "", "随便", "", "2025-01-01", "第九党小组", "许多", ""],
        ["2月", "长" * 201, "自学", "", "", "", "", ""],
    )
    assert [(one.row, one.column) for one in found.problems] == [
        *(
            (3, "月份"),
            (3, "学习内容"),
            (3, "学习形式"),
            (3, "完成时限"),
            (3, "学时"),
            (3, "党小组"),
            (4, "学习内容"),
        ),
    ]
    assert [draft.title for _, draft in found.drafts] == ["好的一条"]


@pytest.mark.parametrize("lines", [[["姓名", "电话"], ["张三", "1"]], [USUAL], []])
def test_what_is_no_plan_is_said_to_be_none(lines: list[list[str]]) -> None:
    found = table(*lines)
    assert [one.row for one in found.problems] == [0]
    assert not found.drafts


@pytest.mark.parametrize(
    ("title", "way"),
    [
        ("领导带头学", Way.LEADERS),
        ("支部集中学", Way.TOGETHER),
        ("平台自主学", Way.SELF),
        ("基地实践学", Way.BASE),
        ("微党课和读书班分享学", Way.LECTURES),
        ("知识竞答比赛学", Way.CONTESTS),
        ("Leaders study first", Way.LEADERS),
        ("Branch studies together", Way.TOGETHER),
        ("Self-study", Way.SELF),
        ("On-site study", Way.BASE),
        ("Micro-lectures and reading class", Way.LECTURES),
        ("Quizzes and contests", Way.CONTESTS),
    ],
)
def test_a_way_under_its_full_name_is_read_back(title: str, way: Way) -> None:
    assert way_of(title) is way


def test_english_headings_are_read_back() -> None:
    assert column_of("Party group") is Column.GROUP
    assert column_of("Study hours") is Column.HOURS


def test_what_is_written_stays_as_it_was_written_and_a_group_is_found_in_whatever_width() -> None:
    written = " 学习《条例（试行）》，写心得：一篇 "
    found = table(
        USUAL, ["３月", written, "个人自学", "书记、委员（各一）", "", "第一党小组", "", "见通知；另发"]
    )
    ((_row, draft),) = found.drafts
    assert (draft.title, draft.responsible, draft.note) == (
        written.strip(),
        "书记、委员（各一）",
        "见通知；另发",
    )
    half = {"党小组(机关)": 8}
    again = read(
        [(1, USUAL), (2, ["3月", "学", "自学", "", "", "党小组（机关）", "", ""])], 2026, unit=45, groups=half
    )
    assert [one.group_id for _row, one in again.drafts] == [8]
