"""Blanks and numbers: what a person may write for the same thing, and what is not the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.normalise import chinese_number, comparable, number_of


def in_chinese(value: int) -> str:
    """Write a whole number as a person does: 三千零五, 一万二千, 十二."""
    if value == 0:
        return "零"
    written = ""
    for section, unit in ((value // 10**8, "亿"), (value // 10**4 % 10**4, "万"), (value % 10**4, "")):
        part, gap = "", False
        for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = section // place % 10
            if digit:
                part += ("零" if gap and (part or written) else "") + "零一二三四五六七八九"[digit] + name
                gap = False
            else:
                gap = True
        if section:
            needs_zero = written and section < 1000 and not part.startswith("零")
            written += ("零" if needs_zero else "") + part + unit
    return written.removeprefix("一") if 10 <= value < 20 else written


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_are_numbers(value: int) -> None:
    assert chinese_number(in_chinese(value)) == value
    assert number_of(in_chinese(value)) == value
    assert comparable(f"共{in_chinese(value)}人") == comparable(f"共{value}人")


@given(st.text(max_size=30))
def test_comparing_is_settled_after_once(text: str) -> None:
    assert isinstance(comparable(text), str)
    assert comparable(text) == comparable(f" {text}\n")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("十二", "12"),
        ("三十二", "32"),
        ("二〇二四年", "2024年"),
        ("二0二四年", "２０２４年"),
        ("两百", "200"),
        ("三百二", "320"),
        ("壹佰元", "100元"),
        ("1.5万", "15000"),
        ("1,000", "1000"),
        ("百分之三十", "30%"),
        ("５０％", "50%"),
        ("2024年07月01日", "2024年7月1日"),
        ("《中国共产党章程》", "中国共产党章程"),
        ("“严重警告”。", "严重警告"),
        ("ＡＥＤ", "aed"),
        ("A E D", "AED"),
        ("第一百八十四条", "第184条"),
        ("留党\u200b察看", "留党察看"),
        ("1、2", "1,2"),
    ],
)
def test_the_same_said_in_two_ways(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.14", "314"),
        ("1-5", "15"),
        ("-5", "5"),
        ("1,2", "12"),
        ("50%", "50"),
        ("37℃", "37"),
        ("二", "三"),
        ("。", ""),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("32", "学时", "32"),
        ("32学时", "学时", "32"),
        ("三十二 学时", "学时", "32"),
        ("３２．５", "", "32.5"),
        ("-0.5", "", "-0.5"),
        ("负三", "", "-3"),
        ("1,234,567", "", "1234567"),
        ("2万", "万", "2"),
        ("2万", "", "20000"),
        ("80％", "%", "80"),
        ("百分之八十", "%", "80"),
        ("三点一四", "", "3.14"),
    ],
)
def test_a_number_as_people_write_it(text: str, unit: str, value: str) -> None:
    assert number_of(text, unit) == Decimal(value)


@pytest.mark.parametrize("text", ["", "三十二天", "1e5", "nan", "inf", "1/3", "一二三十", "5-6", "٣", "1..2"])
def test_what_is_no_single_number(text: str) -> None:
    assert number_of(text, "学时") is None
